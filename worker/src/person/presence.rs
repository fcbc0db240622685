//! Who is on the site, kept in a person object's memory while somebody watches, so that watching reads only what changed.
//!
//! Nothing of it is stored: it is read from the visits at the first question, told of everybody whose events are taken, and dropped when
//! nobody has asked for a while. A watched segment is evaluated anew for whoever changed and where time alone may change it.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use model::facts::{Fact, FactSet, Facts};
use model::ids::{VisitorId, bucket};
use model::money::Currency;
use model::shopper::events_of;
use model::tape::{Person, Visit, fold};
use model::time::{EpochMs, Zone};
use segment::compile::Program;
use segment::engine::Engine;
use segment::verdict::Verdict;
use worker::{Result, console_error};

use super::ask::{Seen, Watch, WatchList, WatchPart};
use super::blocks::Place;
use super::shoppers::{self, Shelves};
use super::{orders, reports};

/// A presence that was not asked for so long is dropped: thirty ticks of who watches.
const KEPT_MS: i64 = 60_000;
/// Most visitors kept: at some 100 bytes each 10 MB of the object's 128.
const PEOPLE_MAX: usize = 100_000;
/// Most visitors whose segments are evaluated for one question: at 0.2 ms each a fifth of a second.
const EVALUATED_MAX: usize = 1_000;
/// Most watched segments: a bit each.
pub const SEGMENTS_MAX: usize = 32;
/// Time alone is looked at no more often than this.
const DUE_STEP_MS: i64 = 1_000;
/// How far back a visitor's happenings are put together, and over how many visits at most.
const HISTORY_MS: i64 = 90 * 86_400_000;
const HISTORY_VISITS_MAX: usize = 10;

/// Everybody who is on the site, as far as one object knows them.
#[derive(Default)]
pub struct Presence {
    people: BTreeMap<VisitorId, Here>,
    /// Those of whom events came since the last question.
    touched: BTreeSet<VisitorId>,
    /// The segments whose matches are kept.
    program: Vec<u8>,
    asked_at: EpochMs,
}

/// One visitor's visit going on.
struct Here {
    start: EpochMs,
    last: EpochMs,
    events: u32,
    /// A bit for each segment that matches.
    matches: u32,
    /// When the segments are to be evaluated, if ever.
    due: Option<EpochMs>,
}

/// Events of these people were taken.
pub fn touch(kept: &RefCell<Option<Presence>>, now: EpochMs, people: impl Iterator<Item = VisitorId>) {
    let mut kept = kept.borrow_mut();
    let Some(presence) = kept.as_mut() else { return };
    if presence.is_over(now) || presence.touched.len() >= PEOPLE_MAX {
        *kept = None;
    } else {
        presence.touched.extend(people);
    }
}

/// Who is on the site and who of them matches which segment, by what is kept and what changed since.
///
/// # Errors
/// What SQLite refuses; nothing is kept then.
pub fn watch(kept: &RefCell<Option<Presence>>, place: &Place<'_>, now: EpochMs, watch: &Watch) -> Result<WatchPart> {
    let known = kept.take().filter(|presence| !presence.is_over(now));
    let mut presence = match known {
        Some(presence) => presence,
        None => Presence::load(place, watch.since)?,
    };
    let part = presence.answer(place, now, watch);
    kept.replace(Some(presence));
    Ok(part)
}

impl Presence {
    fn load(place: &Place<'_>, since: EpochMs) -> Result<Self> {
        let mut presence = Self::default();
        reports::active(place, since, PEOPLE_MAX, |Seen { visitor, start, last, events }| {
            presence.people.insert(visitor, Here { start, last, events, matches: 0, due: Some(EpochMs(i64::MIN)) });
        })?;
        Ok(presence)
    }

    fn is_over(&self, now: EpochMs) -> bool {
        now.0 - self.asked_at.0 > KEPT_MS
    }

    fn answer(&mut self, place: &Place<'_>, now: EpochMs, watch: &Watch) -> WatchPart {
        self.asked_at = now;
        self.look_at_touched(place, now, watch.since);
        let is_hidden = |visitor: &VisitorId| !place.hidden.is_empty() && place.hidden.has(bucket(place.site, &visitor.0));
        self.people.retain(|visitor, here| here.last >= watch.since && !is_hidden(visitor));
        if self.program != watch.program {
            self.program.clone_from(&watch.program);
            self.people.values_mut().for_each(|here| here.due = Some(EpochMs(i64::MIN)));
        }
        let (segments, pending) = self.evaluate(place, now, watch);
        let mut lists = vec![self.list(watch.limit, |_| true)];
        lists.extend((0..segments).map(|segment| self.list(watch.limit, |here| here.matches & (1 << segment) != 0)));
        let count = |people: usize| u32::try_from(people).unwrap_or(u32::MAX);
        WatchPart { pending: count(pending), lists }
    }

    fn look_at_touched(&mut self, place: &Place<'_>, now: EpochMs, since: EpochMs) {
        for visitor in std::mem::take(&mut self.touched) {
            let shopper = said(shoppers::load(place.sql, bucket(place.site, &visitor.0), visitor));
            let Some(newest) = shopper.and_then(|shopper| reports::seen_of(visitor, &shopper)) else { continue };
            if newest.last < since {
                self.people.remove(&visitor);
                continue;
            }
            if self.people.len() >= PEOPLE_MAX && !self.people.contains_key(&visitor) {
                continue;
            }
            let matches = self.people.get(&visitor).map_or(0, |here| here.matches);
            let here = Here { start: newest.start, last: newest.last, events: newest.events, matches, due: Some(now) };
            self.people.insert(visitor, here);
        }
    }

    /// Evaluates the segments of those whose turn it is, first who has waited longest. Returns how many segments there are and how many
    /// people still wait.
    fn evaluate(&mut self, place: &Place<'_>, now: EpochMs, watch: &Watch) -> (usize, usize) {
        let mut engine = Engine::new(Program(self.program.clone()));
        let segments = engine.verdicts().len().min(SEGMENTS_MAX);
        if segments == 0 {
            return (0, 0);
        }
        let mut waiting: Vec<(EpochMs, Reverse<EpochMs>, VisitorId)> = self
            .people
            .iter()
            .filter_map(|(visitor, here)| here.due.filter(|due| *due <= now).map(|due| (due, Reverse(here.start), *visitor)))
            .collect();
        waiting.sort_unstable();
        for (_, _, visitor) in waiting.iter().take(EVALUATED_MAX) {
            let Some(here) = self.people.get_mut(visitor) else { continue };
            here.due = None;
            let Some(facts) = said(facts_now(place, *visitor, now, (&watch.zone, watch.currency))).flatten() else {
                here.matches = 0;
                continue;
            };
            engine.update(&facts, &watch.zone, &[], FactSet::ALL);
            here.matches = (0_u32..)
                .zip(engine.verdicts().iter().take(SEGMENTS_MAX))
                .filter(|(_, verdict)| **verdict == Verdict::Yes)
                .fold(0, |matches, (segment, _)| matches | 1 << segment);
            here.due = engine.next_due(&facts, &watch.zone).map(|due| EpochMs(due.0.max(now.0 + DUE_STEP_MS)));
        }
        (segments, waiting.len().saturating_sub(EVALUATED_MAX))
    }

    fn list(&self, limit: u32, matches: impl Fn(&Here) -> bool) -> WatchList {
        let mut newest: Vec<Seen> = self
            .people
            .iter()
            .filter(|(_, here)| matches(here))
            .map(|(visitor, here)| Seen { visitor: *visitor, start: here.start, last: here.last, events: here.events })
            .collect();
        let count = u32::try_from(newest.len()).unwrap_or(u32::MAX);
        newest.sort_unstable_by_key(Seen::order);
        newest.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        WatchList { count, newest }
    }
}

/// One visitor whose rows cannot be read hides nobody else: it is said, and the visitor left as is.
fn said<T>(outcome: Result<T>) -> Option<T> {
    outcome.map_err(|error| console_error!("a visitor cannot be read: {error}")).ok()
}

/// What is known of a visitor at this moment: the visit going on, the person, and what happened in the visits before.
pub(super) fn facts_now(place: &Place<'_>, visitor: VisitorId, now: EpochMs, (zone, currency): (&Zone, Currency)) -> Result<Option<Facts>> {
    let (sql, bucket) = (place.sql, bucket(place.site, &visitor.0));
    let shopper = shoppers::load(sql, bucket, visitor)?;
    let Some((at, newest)) = shopper.visits().len().checked_sub(1).zip(shopper.visits().last()) else { return Ok(None) };
    // A visit that is over is in its block, as its tape.
    let shelves = &mut Shelves { sql, bucket, visitor };
    let visit = match newest.here() {
        Some(here) => Some(here.visit.clone()),
        None => fold(events_of(&shopper.tape(at, shelves)?), zone).map(|(visit, _)| visit),
    };
    let Some(Visit { mut facts, .. }) = visit else { return Ok(None) };
    let (orders, spent) = orders::of_person(sql, visitor, currency)?;
    Person { orders, spent, ..shopper.person(at, zone) }.tell(&mut facts);
    let first = at.saturating_sub(HISTORY_VISITS_MAX);
    let own = std::mem::take(&mut facts.log);
    let mut last_added = None;
    for (place, kept) in shopper.visits().iter().enumerate().take(at).skip(first) {
        if kept.last.0 < now.0 - HISTORY_MS {
            continue;
        }
        let visit = match kept.here() {
            Some(here) => here.visit.clone(),
            None => match fold(events_of(&shopper.tape(place, shelves)?), zone) {
                Some((visit, _)) => visit,
                None => continue,
            },
        };
        // Pages are those of the visit going on.
        visit.facts.log.iter().filter(|row| row.fact != Fact::Path).for_each(|row| facts.log.push(&row));
        last_added = visit.facts.number(Fact::LastAdded).or(last_added);
    }
    own.iter().for_each(|row| facts.log.push(&row));
    if let (None, Some(at)) = (facts.number(Fact::LastAdded), last_added) {
        facts.set_number(Fact::LastAdded, at);
    }
    facts.now = now;
    facts.derive();
    Ok(Some(facts))
}
