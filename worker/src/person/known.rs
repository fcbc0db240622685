//! What is known of one visitor, as it is needed to say why a segment matches them or does not (S32).

use model::facts::{Fact, Facts};
use model::ids::{VisitorId, bucket};
use model::money::Currency;
use model::time::{EpochMs, Zone};
use worker::Result;

use super::ask::Seen;
use super::blocks::{Ground, Place};
use super::{LIVE_MS, members, orders, presence, reports, shoppers};

/// Most visitors whose labels are looked at: at some 5 µs each a tenth of a second.
const VISITORS_MAX: i64 = 20_000;

/// Somebody, at a moment.
pub struct Known {
    pub facts: Facts,
    /// When the visit began.
    pub started: EpochMs,
    pub last: EpochMs,
    /// The member, where the shop has signed it: what is known of them on other devices is known at their home.
    pub member: Option<String>,
}

model::wire!(struct Known { facts, started, last, member });

/// The visitor of this label who was here since a moment. Who has left is told as they were when they did their last thing: a page
/// that was closed yesterday has not been looked at for a day.
///
/// # Errors
/// What SQLite refuses.
pub fn of(
    place: &Place<'_>,
    label: &str,
    since: EpochMs,
    now: EpochMs,
    (zone, currency): (&Zone, Currency),
    ground: Option<&Ground>,
) -> Result<Option<Known>> {
    // Most of those who are asked about are on the site, and those are few.
    let on_site = EpochMs(now.0 - LIVE_MS);
    let found = match find(place, label, on_site)? {
        Some(visitor) => Some(visitor),
        None => find(place, label, since)?,
    };
    let Some(visitor) = found else { return Ok(None) };
    let shopper = shoppers::load(place.sql, bucket(place.site, &visitor.0), visitor)?;
    let Some(Seen { start: started, last, .. }) = reports::seen_of(visitor, &shopper) else { return Ok(None) };
    let moment = if now.0 - last.0 > LIVE_MS { last } else { now };
    let Some(mut facts) = presence::facts_now(place, visitor, moment, (zone, currency))? else { return Ok(None) };
    if let Some(ground) = ground {
        for (fact, value) in members::of_orders(&orders::own(place.sql, visitor)?, ground) {
            facts.set(fact, value);
        }
    }
    let member = facts.text(Fact::Member).filter(|_| facts.number(Fact::Signed) == Some(1)).map(str::to_owned);
    Ok(Some(Known { facts, started, last, member }))
}

/// Labels are made of ids, which cannot be made of labels: each is looked at, without its state.
fn find(place: &Place<'_>, label: &str, since: EpochMs) -> Result<Option<VisitorId>> {
    let query = format!("SELECT visitor FROM shopper WHERE last_ms >= ?{} LIMIT ?", place.hidden.and());
    let mut found = None;
    place.sql.each(&query, &[since.0.into(), VISITORS_MAX.into()], |row| {
        if found.is_none() {
            let visitor = VisitorId(row.blob(0)?.try_into().unwrap_or_default());
            found = (visitor.label(place.site) == label).then_some(visitor);
        }
        Ok(())
    })?;
    Ok(found)
}
