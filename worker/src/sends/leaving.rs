//! The next people of a run: their messages are made, they are permitted at their contacts' homes, and put into requests.

use std::collections::BTreeMap;

use crm::dispatch::Dispatch;
use crm::price::Kind as PriceKind;
use crm::provider::{Message, Provider};
use crm::send::Use;
use model::time::EpochMs;

use super::batches;
use super::cost;
use super::happened;
use super::letters::{self, Letters};
use super::outbox::state as row;
use super::outbox::{self, Planned};
use super::runs::{self, Frozen, Run, state};
use super::work::{LATER_MS, Turn, now};
use crate::people::People;
use crate::person::ask::What;
use crate::person::sends::{Ask, Permit, Permits};
use crate::problem::Problem;
use crate::secret::hex;
use crate::site_keys::SiteKeys;
use crate::zone;

/// A permit is good so long: then it is asked for anew.
const PERMIT_MS: i64 = 60_000;
/// Requests that one step prepares: where each message is one of its own, no more of them can leave while their permits last.
const REQUESTS_MAX: usize = 40;

impl Turn<'_> {
    /// Permits and hands over the next of its people. Answers when there is something to do again.
    pub(super) async fn send(&self, run: &Run) -> Result<EpochMs, Problem> {
        if batches::is_open(self.sql, run.id)? {
            return Ok(EpochMs(batches::next_due(self.sql)?.unwrap_or(now()).0.max(now().0 + 1)));
        }
        if happened::is_waiting(self.sql, run.id)? {
            runs::turn(self.sql, run.id, &[state::SENDING], state::PLANNING, "", now())?;
            return Ok(EpochMs(0));
        }
        let frozen = run.frozen()?;
        let Some(provider) = Provider::named(&frozen.provider) else { return self.hold(run, "no_provider") };
        let limit = u32::try_from(provider.messages_max()).unwrap_or(u32::MAX);
        let mut rows = outbox::next(self.sql, run.id, run.first_open, limit, now())?;
        // One request has one channel: the others come after it.
        let (all, channel) = (rows.len(), rows.first().map_or(0, |row| row.channel));
        rows.retain(|row| row.channel == channel);
        let is_mixed = rows.len() < all;
        let (Some(first), Some(last)) = (rows.first().map(|row| row.n), rows.last().map(|row| row.n)) else {
            return match outbox::rest(self.sql, run.id, 0)? {
                (false, None) => {
                    cost::keep(self.sql, run.id)?;
                    runs::turn(self.sql, run.id, &[state::SENDING], state::DONE, "", now())?;
                    Ok(EpochMs(0))
                }
                (true, _) => {
                    runs::open_from(self.sql, run.id, 0)?;
                    Ok(EpochMs(now().0 + LATER_MS))
                }
                (false, Some(wait)) => {
                    runs::open_from(self.sql, run.id, 0)?;
                    Ok(wait)
                }
            };
        };
        let people = self.people()?;
        let keys = SiteKeys::of(&self.keys, &self.db, self.site_id, now().0).await?;
        let is_whole = all < limit as usize;
        let Letters { ready, not } = letters::make(&people, &keys, self.sql, &frozen, rows).await?;
        let (groups, is_all) = grouped(provider, ready);
        let asked: Vec<(outbox::Index, outbox::Index)> = groups.iter().flatten().map(|(row, _)| (row.id, row.contact)).collect();
        let asked_at = now();
        let permits = self.permits(&people, &frozen, asked).await?;
        let made = self.sql.transaction(|| {
            let now = now();
            for (row, state, code) in &not {
                outbox::set(self.sql, row.n, *state, code, now)?;
            }
            // Somebody may have stopped it meanwhile: then nothing new leaves.
            if runs::load(self.sql, run.id)?.is_none_or(|run| run.state != state::SENDING) {
                return Ok::<_, Problem>(Vec::new());
            }
            let mut made = Vec::new();
            for group in groups {
                let mut may = Vec::new();
                for (row, message) in group {
                    match permits.get(&row.id) {
                        Some(Permit::May) => may.push((row, message)),
                        Some(Permit::Wait(until)) => drop(outbox::set(self.sql, row.n, row::WAITS, "", *until)?),
                        Some(Permit::Not(why)) => drop(outbox::set(self.sql, row.n, row::HELD_BACK, why, now)?),
                        None => {}
                    }
                }
                let Some((from, to)) = may.first().zip(may.last()).map(|((first, _), (last, _))| (first.n, last.n)) else { continue };
                let (from, to) = may.iter().fold((from, to), |(from, to), (row, _)| (from.min(row.n), to.max(row.n)));
                let dispatch = Dispatch::new(provider.recovery(outbox::channel::of(channel)), EpochMs(asked_at.0 + PERMIT_MS));
                let count = u32::try_from(may.len()).unwrap_or(u32::MAX);
                let batch = batches::insert(self.sql, (run.id, provider.name(), channel), &dispatch, (from, to), count, now)?;
                let rows: Vec<(i64, u8)> = may.iter().map(|(row, message)| (row.n, PriceKind::of(&message.content) as u8)).collect();
                outbox::permit(self.sql, batch, &rows, now)?;
                made.push((batch, may));
            }
            // Rows behind it are still to be sent; those before it are done, in a batch, or wait.
            if is_all && !is_mixed {
                runs::open_from(self.sql, run.id, if is_whole { 0 } else { last + 1 })?;
            } else {
                runs::open_from(self.sql, run.id, first)?;
            }
            Ok(made)
        })?;
        self.prepared.borrow_mut().extend(made);
        Ok(EpochMs(0))
    }

    async fn permits(
        &self,
        people: &People<'_>,
        frozen: &Frozen,
        asked: Vec<(outbox::Index, outbox::Index)>,
    ) -> Result<BTreeMap<outbox::Index, Permit>, Problem> {
        let zone = zone::offsets(&self.site.zone, now().0)?;
        let ask = |asked: &[(outbox::Index, outbox::Index)]| {
            What::Sends(Ask::Permits(Permits {
                asked: asked.to_vec(),
                list_at: frozen.list_at,
                is_advertising: frozen.send.purpose == Use::Advertising && !frozen.is_trial,
                declared: frozen.declared,
                zone: (*zone).clone(),
                caps: frozen.caps,
            }))
        };
        let said: Vec<Vec<(outbox::Index, Permit)>> = people.tell(asked, |(_, contact)| contact.to_vec(), ask).await?;
        Ok(said.into_iter().flatten().collect())
    }
}

/// Letters by request, as many as can leave while permits last; and whether that is all of them.
fn grouped(provider: Provider, ready: Vec<(Planned, Message)>) -> (Vec<Vec<(Planned, Message)>>, bool) {
    let messages: Vec<Message> = ready.iter().map(|(_, message)| message.clone()).collect();
    let mut rows: BTreeMap<String, Planned> = ready.into_iter().map(|(row, _)| (hex(&row.id), row)).collect();
    let batches = provider.batches(messages);
    let is_all = batches.len() <= REQUESTS_MAX;
    let with_rows = |batch: Vec<Message>| batch.into_iter().filter_map(|message| Some((rows.remove(&message.send)?, message))).collect();
    (batches.into_iter().take(REQUESTS_MAX).map(with_rows).collect(), is_all)
}
