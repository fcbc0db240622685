//! How many visits a segment matched (S31): partial results of blocks and of visits in memory, which add up in any order.

use std::collections::BTreeMap;

use model::{
    codec::{Reader, Wire, put_varint},
    facts::{Fact, FactSet, Read},
    ids::VisitorId,
    tape::{Person, Visit},
    time::{EpochMs, Zone},
};
use segment::{compile::Compiled, engine::Engine, verdict::Verdict};

pub use crate::scan::{columns_of, verdicts};
use crate::{
    block::{Block, BlockError, end_facts, id},
    column::Column,
    people::{People, Top, hash_of},
};

/// By what numbers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Hours of the shop's clock since 1970.
    Hour,
    /// Civil days since 1970.
    Day,
}

/// Which visits are counted.
#[derive(Clone, Copy)]
pub struct Filter<'a> {
    /// They began at this moment or later …
    pub from: EpochMs,
    /// … and before this one.
    pub to: EpochMs,
    /// Those that are to be passed over, by their slot and visitor: holes of the block, buckets that another object has.
    pub is_hidden: &'a dyn Fn(usize, &VisitorId) -> bool,
}

impl Filter<'_> {
    /// True when a visit is counted.
    #[must_use]
    pub fn takes(&self, slot: usize, visitor: &VisitorId, start: EpochMs) -> bool {
        self.from <= start && start < self.to && !(self.is_hidden)(slot, visitor)
    }
}

/// What is found, of all visits and of some segments.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Population {
    /// Visits.
    pub visits: u64,
    /// Their people.
    pub people: People,
    /// Visits by hour or day.
    pub times: BTreeMap<i32, u64>,
    /// The earliest start of any visit that is there, whatever was asked for: since when this shop is counted.
    pub first_at: Option<EpochMs>,
    /// Each segment's, in their order.
    pub segments: Vec<Matched>,
}

/// Visits that a segment matched.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Matched {
    /// Visits.
    pub visits: u64,
    /// Their people.
    pub people: People,
    /// Visits of which it is not known.
    pub unknown: u64,
    /// Visits by hour or day.
    pub times: BTreeMap<i32, u64>,
    /// The pages where they ended, by path.
    pub pages: Top,
}

/// Counts a block into what is found already. It needs [`columns_of`] the segments.
///
/// # Errors
/// `Missing`, `Version`, or `Broken`: nothing of the block is counted.
pub fn count_block(
    found: &mut Population,
    compiled: &Compiled,
    block: &Block,
    filter: &Filter<'_>,
    by: By,
    zone: &Zone,
) -> Result<(), BlockError> {
    let verdicts = verdicts(compiled, block, zone)?;
    let (visitors, starts, pages) = (block.visitors()?, block.numbers(id::STARTS)?, block.fact(Fact::PageUrl)?);
    found.begin(verdicts.len());
    starts.iter().for_each(|start| found.since(EpochMs(*start)));
    let mut counted: Vec<(usize, u64, i32)> = Vec::with_capacity(block.count);
    for (slot, (visitor, start)) in visitors.iter().zip(&starts).enumerate() {
        let start = EpochMs(*start);
        if filter.takes(slot, visitor, start) {
            counted.push((slot, hash_of(visitor), time_of(start, by, zone)));
        }
    }
    found.visits += counted.len() as u64;
    counted.iter().for_each(|(_, hash, _)| found.people.add(*hash));
    count_times(&mut found.times, counted.iter().map(|(_, _, time)| *time));
    for (matched, verdicts) in found.segments.iter_mut().zip(&verdicts) {
        let mut yes: Vec<(usize, u64, i32)> = Vec::new();
        for visit in &counted {
            match verdicts.get(visit.0).copied().unwrap_or_default() {
                Verdict::No => {}
                Verdict::Unknown => matched.unknown += 1,
                Verdict::Yes => yes.push(*visit),
            }
        }
        matched.visits += yes.len() as u64;
        yes.iter().for_each(|(_, hash, _)| matched.people.add(*hash));
        count_times(&mut matched.times, yes.iter().map(|(_, _, time)| *time));
        if let Some(pages) = &pages {
            count_pages(&mut matched.pages, pages, yes.iter().map(|(slot, _, _)| *slot));
        }
    }
    Ok(())
}

/// Counts where visits ended: each different address is taken apart once.
fn count_pages(top: &mut Top, pages: &Column<'_>, slots: impl Iterator<Item = usize>) {
    // Addresses are texts: they are never differences of numbers.
    let Column::Coded { values, codes } = pages else { return };
    let mut visits = vec![0_u64; values.len()];
    for slot in slots {
        if let Some(count) = codes.get(slot).and_then(|code| visits.get_mut(usize::from(*code))) {
            *count += 1;
        }
    }
    for (value, visits) in values.iter().zip(visits) {
        if let (Read::Text(url), 1..) = (value, visits) {
            top.add(path_of(url), "", visits, visits);
        }
    }
}

/// Counts one block.
///
/// # Errors
/// As [`count_block`].
pub fn of_block(compiled: &Compiled, block: &Block, filter: &Filter<'_>, by: By, zone: &Zone) -> Result<Population, BlockError> {
    let mut found = Population::default();
    count_block(&mut found, compiled, block, filter, by, zone)?;
    Ok(found)
}

/// Counts visits that are not sealed: going on, or just over. The engine is asked for each.
#[must_use]
pub fn of_visits<'a>(
    compiled: &Compiled,
    visits: impl IntoIterator<Item = (&'a VisitorId, &'a Visit, &'a Person)>,
    filter: &Filter<'_>,
    by: By,
    zone: &Zone,
) -> Population {
    let mut found = Population::default();
    found.begin(compiled.segments.len());
    let mut engine = Engine::new(compiled.program());
    for (slot, (visitor, visit, person)) in visits.into_iter().enumerate() {
        found.since(visit.start);
        if !filter.takes(slot, visitor, visit.start) {
            continue;
        }
        let facts = end_facts(visit, person);
        engine.update(&facts, zone, &[], FactSet::ALL);
        let (hash, time) = (hash_of(visitor), time_of(visit.start, by, zone));
        found.visits += 1;
        found.people.add(hash);
        *found.times.entry(time).or_default() += 1;
        for (matched, verdict) in found.segments.iter_mut().zip(engine.verdicts()) {
            match verdict {
                Verdict::No => {}
                Verdict::Unknown => matched.unknown += 1,
                Verdict::Yes => {
                    matched.visits += 1;
                    matched.people.add(hash);
                    *matched.times.entry(time).or_default() += 1;
                    if let Some(url) = facts.text(Fact::PageUrl) {
                        matched.pages.add(path_of(url), "", 1, 1);
                    }
                }
            }
        }
    }
    found
}

impl Population {
    fn begin(&mut self, segments: usize) {
        self.segments.resize(self.segments.len().max(segments), Matched::default());
    }

    /// Notes the start of a visit that is there.
    pub fn since(&mut self, start: EpochMs) {
        self.first_at = Some(self.first_at.map_or(start, |first| first.min(start)));
    }

    /// Takes in another part of the same question.
    pub fn merge(&mut self, other: &Self) {
        self.visits += other.visits;
        self.people.merge(&other.people);
        add_times(&mut self.times, &other.times);
        if let Some(first) = other.first_at {
            self.since(first);
        }
        self.begin(other.segments.len());
        for (own, theirs) in self.segments.iter_mut().zip(&other.segments) {
            own.visits += theirs.visits;
            own.people.merge(&theirs.people);
            own.unknown += theirs.unknown;
            add_times(&mut own.times, &theirs.times);
            own.pages.merge(&theirs.pages);
        }
    }

    /// Keeps numbers instead of who people are: what an object answers with when all that it has is counted.
    pub fn settle(&mut self) {
        self.people.settle();
        self.segments.iter_mut().for_each(|matched| matched.people.settle());
    }
}

/// The number of the hour or day in which a moment is.
#[must_use]
pub fn time_of(at: EpochMs, by: By, zone: &Zone) -> i32 {
    let local = at.0.saturating_add(i64::from(zone.offset_s(at)) * 1000);
    let unit = if by == By::Day { 86_400_000 } else { 3_600_000 };
    i32::try_from(local.div_euclid(unit)).unwrap_or(0)
}

/// Adds what mostly comes in runs.
fn count_times(times: &mut BTreeMap<i32, u64>, all: impl Iterator<Item = i32>) {
    let (mut run, mut length) = (None, 0_u64);
    for time in all.map(Some).chain([None]) {
        if time != run {
            if let (Some(run), 1..) = (run, length) {
                *times.entry(run).or_default() += length;
            }
            (run, length) = (time, 0);
        }
        length += 1;
    }
}

pub(crate) fn add_times(times: &mut BTreeMap<i32, u64>, other: &BTreeMap<i32, u64>) {
    for (time, visits) in other {
        *times.entry(*time).or_default() += visits;
    }
}

/// A page as reports name it: the path of its address, which may be without a host.
#[must_use]
pub fn path_of(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default(),
        None => path,
    };
    if path.is_empty() { "/" } else { path }
}

impl Wire for Matched {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, self.visits);
        self.people.put(out);
        put_varint(out, self.unknown);
        put_times(out, &self.times);
        self.pages.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { visits: from.varint(), people: from.take(), unknown: from.varint(), times: take_times(from), pages: from.take() }
    }
}

impl Wire for Population {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, self.visits);
        self.people.put(out);
        put_times(out, &self.times);
        self.first_at.put(out);
        self.segments.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { visits: from.varint(), people: from.take(), times: take_times(from), first_at: from.take(), segments: from.take() }
    }
}

pub(crate) fn put_times(out: &mut Vec<u8>, times: &BTreeMap<i32, u64>) {
    put_varint(out, times.len() as u64);
    for (time, visits) in times {
        time.put(out);
        put_varint(out, *visits);
    }
}

pub(crate) fn take_times(from: &mut Reader<'_>) -> BTreeMap<i32, u64> {
    (0..from.count()).map(|_| (from.take(), from.varint())).collect()
}
