//! What visitors look at now, in a person object's memory: how many look at the same product or page (M07).
//!
//! Somebody looks at what their last events brought before their eyes, as long as they did something in the last minutes; on whatever number of tabs
//! they are one. Nothing of it is stored: it is read from the visits at the first question, follows what is taken from then on, and is dropped when
//! nobody has asked for a while, or the object sleeps. So a site without a ticker pays nothing for it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use message::watching::{brought, key};
use model::event::Event;
use model::ids::VisitorId;
use model::shopper::Kept;
use model::time::EpochMs;
use worker::Result;

use super::LIVE_MS;
use super::blocks::Place;
use super::shoppers;

/// Most visitors: at some 50 bytes each 5 MB of the object's 128. Who comes beyond is not counted.
const PEOPLE_MAX: usize = 100_000;
/// Who has left is looked for when there are twice as many as were left the last time, and at least so many.
const SWEEP_MIN: usize = 1_000;
/// What was not asked for so long is dropped: browsers ask once a minute.
const KEPT_MS: i64 = 10 * 60_000;

/// What each visitor of an object looks at, and when they last did anything.
#[derive(Default)]
pub struct Looking {
    people: BTreeMap<VisitorId, (u64, EpochMs)>,
    /// Looked for those who left when there are so many.
    sweep_at: usize,
    asked_at: EpochMs,
}

/// How many look at it.
///
/// # Errors
/// What SQLite refuses; nothing is kept then.
pub fn count(kept: &RefCell<Option<Looking>>, place: &Place<'_>, now: EpochMs, what: u64) -> Result<u32> {
    let known = kept.take().filter(|looking| now.0 - looking.asked_at.0 <= KEPT_MS);
    let mut looking = match known {
        Some(looking) => looking,
        None => Looking::load(place, now)?,
    };
    looking.asked_at = now;
    let here = looking.people.values().filter(|(other, last)| *other == what && last.0 > now.0 - LIVE_MS).count();
    kept.replace(Some(looking));
    Ok(u32::try_from(here).unwrap_or(u32::MAX))
}

/// A visitor's events, in their order, were taken.
pub fn follow<'a>(kept: &RefCell<Option<Looking>>, now: EpochMs, visitor: VisitorId, events: impl Iterator<Item = &'a Event>) {
    let mut kept = kept.borrow_mut();
    let Some(looking) = kept.as_mut() else { return };
    if now.0 - looking.asked_at.0 > KEPT_MS {
        *kept = None;
    } else {
        looking.follow(now, visitor, events);
    }
}

impl Looking {
    /// From the visits that go on: one look at each browser of the object, some 0.1 s for 100,000 of them.
    fn load(place: &Place<'_>, now: EpochMs) -> Result<Self> {
        let mut looking = Self::default();
        let query = format!("SELECT visitor, last_ms, state FROM shopper WHERE last_ms > ?{} LIMIT ?", place.hidden.and());
        let limit = i64::try_from(PEOPLE_MAX).unwrap_or(i64::MAX);
        place.sql.each(&query, &[(now.0 - LIVE_MS).into(), limit.into()], |row| {
            let visitor = VisitorId(row.blob(0)?.try_into().unwrap_or_default());
            let last = EpochMs(row.int(1)?).min(now);
            if let Some(newest) = shoppers::read(row.blob(2)?)?.visits().last().and_then(Kept::here) {
                looking.people.insert(visitor, (key(&newest.visit.facts), last));
            }
            Ok(())
        })?;
        Ok(looking)
    }

    fn follow<'a>(&mut self, now: EpochMs, visitor: VisitorId, events: impl Iterator<Item = &'a Event>) {
        // Old ones, from a device that was offline, say nothing of now.
        for event in events.filter(|event| event.at.0 > now.0 - LIVE_MS) {
            let at = event.at.min(now);
            let known = self.people.get(&visitor).copied();
            if known.is_some_and(|(_, last)| last > at) {
                continue;
            }
            let Some(what) = brought(event).or(known.map(|(what, _)| what)) else { continue };
            self.make_room(now);
            if known.is_some() || self.people.len() < PEOPLE_MAX {
                self.people.insert(visitor, (what, at));
            }
        }
    }

    fn make_room(&mut self, now: EpochMs) {
        if self.people.len() >= self.sweep_at.clamp(SWEEP_MIN, PEOPLE_MAX) {
            self.people.retain(|_, (_, last)| last.0 > now.0 - LIVE_MS);
            self.sweep_at = self.people.len() * 2;
        }
    }
}
