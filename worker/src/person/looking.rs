//! What visitors look at now, in a person object's memory: how many look at the same product or page (M07).
//!
//! Somebody looks at what their last events brought before their eyes, as long as they did something in the last minutes; on whatever number of tabs
//! they are one. Nothing of it is stored, and nothing read: an object that was asleep begins at none, so that a number is never too large.

use std::collections::BTreeMap;

use message::watching::brought;
use model::event::Event;
use model::ids::VisitorId;
use model::time::EpochMs;

use super::LIVE_MS;

/// Most visitors: at some 50 bytes each 5 MB of the object's 128. Who comes beyond is not counted.
const PEOPLE_MAX: usize = 100_000;
/// Who has left is looked for when there are twice as many as were left the last time, and at least so many.
const SWEEP_MIN: usize = 1_000;

/// What each visitor of an object looks at, and when they last did anything.
#[derive(Default)]
pub struct Looking {
    people: BTreeMap<VisitorId, (u64, EpochMs)>,
    /// Looked for those who left when there are so many.
    sweep_at: usize,
}

impl Looking {
    /// A visitor's events, in their order, were taken. Old ones (from a device that was offline, a history) say nothing of now.
    pub fn follow<'a>(&mut self, now: EpochMs, visitor: VisitorId, events: impl Iterator<Item = &'a Event>) {
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

    /// How many look at it.
    pub fn count(&self, what: u64, now: EpochMs) -> u32 {
        let here = self.people.values().filter(|(other, last)| *other == what && last.0 > now.0 - LIVE_MS);
        u32::try_from(here.count()).unwrap_or(u32::MAX)
    }

    fn make_room(&mut self, now: EpochMs) {
        if self.people.len() >= self.sweep_at.clamp(SWEEP_MIN, PEOPLE_MAX) {
            self.people.retain(|_, (_, last)| last.0 > now.0 - LIVE_MS);
            self.sweep_at = self.people.len() * 2;
        }
    }
}
