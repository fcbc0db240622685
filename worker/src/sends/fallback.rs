//! What goes in the place of an Alimtalk that did not arrive: once, and only where its provider says for good that it will not.

use crm::provider::{Meaning, Provider};
use crm::send::Content;
use model::ids::SiteId;
use model::time::EpochMs;
use worker::Result;

use super::happened;
use super::outbox::{self, channel, state as row};
use super::runs::{self, state};
use crate::store::sql::Sql;

/// Plans a text for a row that has failed, if its run says so and its code is a final one. It is asked for a permit, and has an id, of its own. To
/// be called in the transaction in which the row has failed.
///
/// # Errors
/// What SQLite refuses.
pub fn plan(sql: &Sql, site: SiteId, n: i64, now: EpochMs) -> Result<()> {
    let Some((failed, code)) = outbox::failed(sql, n)?.filter(|(failed, _)| failed.channel == channel::ALIMTALK) else { return Ok(()) };
    let id = outbox::run_of(n);
    let Some(run) = runs::load(sql, id)?.filter(|run| matches!(run.state, state::PLANNING | state::SENDING | state::DONE)) else {
        return Ok(());
    };
    let frozen = run.frozen()?;
    let wants = matches!(frozen.send.content, Content::Alimtalk { fallback: Some(_), .. });
    let meaning = Provider::named(&frozen.provider).and_then(|provider| provider.meaning(channel::of(failed.channel), &code));
    if !wants || !meaning.is_some_and(Meaning::falls_back) {
        return Ok(());
    }
    let is_planned = match failed.happening {
        Some(happening) => {
            let Some(own) = happened::id_again(sql, site, happening, channel::TEXT)? else { return Ok(()) };
            let n = outbox::range(id).0 + run.people;
            outbox::insert(sql, &outbox::Planned { n, id: own, channel: channel::TEXT, ..failed }, now)?
        }
        None => outbox::plan(sql, site, (id, run.people), channel::TEXT, &[(failed.who, failed.contact)], now)? > 0,
    };
    if is_planned {
        outbox::set(sql, n, row::FELL_BACK, &code, now)?;
        runs::turn(sql, id, &[state::DONE, state::SENDING], state::SENDING, "", now)?;
        runs::one_more(sql, id, outbox::range(id).0 + run.people)?;
    }
    Ok(())
}
