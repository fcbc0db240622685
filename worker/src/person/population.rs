//! Which visits a segment matches: what an object counts of them, and the report of what they did. What is of the present moment is found by
//! running tapes.
//!
//! An answer takes one turn, so that the object stays free for others; it says after which block the next one goes on. Visits that are not
//! sealed are counted in the last turn: one that is sealed between two turns is in a block with a higher number, and counted there.

use std::collections::{BTreeMap, HashSet};

use insight::block::{Block, PERSON, Tapes, end_facts, id};
use insight::momentary::{Moment, Replayed, is_sampled, program, replay_matches};
use insight::population::{By, Filter, Population, columns_of, count_block, of_visits, time_of, verdicts};
use insight::report::{self, Report};
use model::facts::{Fact, FactSet};
use model::ids::VisitorId;
use model::money::Currency;
use model::shopper::{Here, Kept, Shopper};
use model::tape::{Person, Visit};
use model::time::{EpochMs, Zone};
use segment::compile::{Compiled, Program, Target, compile_of};
use segment::definition::Segment;
use segment::engine::Engine;
use segment::verdict::Verdict;
use worker::Result;

use super::blocks::{self, Listed, Place, Span};
use super::orders;
use super::shoppers::Shelves;
use crate::store::sql::Sql;

/// Blocks whose columns one turn reads: 64 × 4,000 visits are some 0.2 s (measured: 0.8 µs a visit).
pub const BLOCKS_TURN: usize = 64;
/// Tapes that one turn runs before it ends with a block: 16,000 are some 0.2 s (measured: 13 µs each).
const TAPES_TURN: u64 = 16_000;
/// Bytes of tapes that one turn reads before it ends with a block: a sample touches nearly every part of a block, some 3 MB.
const BYTES_TURN: usize = 32_000_000;
/// Visits that are not sealed are evaluated so many at a time: some 2 KB each.
const OPEN_AT_ONCE: usize = 500;

/// Which visits, of whom, and what is to be known of them.
#[derive(Clone)]
pub struct Question {
    /// JSON: the segments that are asked about first, behind them those that they ask for.
    pub segments: String,
    /// How many are asked about. None: all visits alone are counted.
    pub wanted: u32,
    /// Visits that began at this moment or later …
    pub from: EpochMs,
    /// … and before this one.
    pub to: EpochMs,
    /// By civil day rather than by hour.
    pub daily: bool,
    pub zone: Zone,
    pub currency: Currency,
    /// Tapes are run, of one in so many visitors; 0: columns tell.
    pub one_in: u32,
    /// A report of the first segment rather than its population.
    pub reports: bool,
    /// Blocks up to this number were answered before.
    pub after: u32,
}

/// What an object found in one turn.
#[derive(Default)]
pub struct Part {
    pub population: Population,
    pub replayed: Replayed,
    pub report: Report,
    /// The turn ended behind this block: ask on from there. None: that was all.
    pub next: Option<u32>,
}

impl Part {
    /// Takes in a later turn of the same object.
    pub fn merge(&mut self, other: &Self) {
        self.population.merge(&other.population);
        self.replayed.merge(&other.replayed);
        self.report.merge(&other.report);
    }

    /// Keeps numbers instead of who people are: the object has said all.
    pub fn settle(&mut self) {
        self.population.settle();
        self.replayed.settle();
        self.report.settle();
    }
}

impl Question {
    /// The segments that are asked about, compiled.
    ///
    /// # Errors
    /// The JSON is not what the edge checked.
    pub fn compiled(&self) -> Result<Compiled> {
        let all: Vec<Segment> = serde_json::from_str(&self.segments)?;
        Ok(compile_of(&all, all.iter().take(usize::try_from(self.wanted).unwrap_or(usize::MAX)), Target::Full))
    }

    const fn by(&self) -> By {
        if self.daily { By::Day } else { By::Hour }
    }

    pub const fn span(&self) -> Span {
        Span::Time(self.from, self.to)
    }

    /// True when tapes of this visitor are run.
    pub fn samples(&self, visitor: &VisitorId) -> bool {
        is_sampled(visitor, self.one_in)
    }
}

/// One turn.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn turn(place: &Place<'_>, ask: &Question) -> Result<Part> {
    let compiled = ask.compiled()?;
    let counting = Counting { place, ask, compiled: &compiled, tapes: Tape::of(&compiled, ask) };
    let mut part = Part::default();
    if ask.after == 0
        && let Some(row) = place.sql.first("SELECT min(from_ms) FROM block", &[])?.filter(|row| !row.is_null(0))
    {
        part.population.since(EpochMs(row.int(0)?));
    }
    let blocks: Vec<Listed> = blocks::listed(place.sql, ask.span())?.into_iter().filter(|block| block.number > ask.after).collect();
    let (mut bytes, columns) = (0, counting.columns());
    for (done, block) in blocks.iter().enumerate() {
        if done >= BLOCKS_TURN || part.replayed.visits >= TAPES_TURN || bytes >= BYTES_TURN {
            part.next = done.checked_sub(1).and_then(|last| blocks.get(last)).map(|last| last.number);
            return Ok(part);
        }
        bytes += counting.block(&mut part, block, &columns)?;
    }
    if part.replayed.visits >= TAPES_TURN || bytes >= BYTES_TURN {
        part.next = blocks.last().map(|last| last.number);
        return Ok(part);
    }
    counting.open(&mut part)?;
    if ask.after == 0 {
        part.settle();
    }
    Ok(part)
}

struct Counting<'a> {
    place: &'a Place<'a>,
    ask: &'a Question,
    compiled: &'a Compiled,
    tapes: Option<Tape>,
}

/// What tapes are run with.
pub struct Tape {
    program: Program,
    segments: usize,
}

impl Tape {
    /// `None` where columns tell.
    pub fn of(compiled: &Compiled, ask: &Question) -> Option<Self> {
        (ask.one_in > 0).then(|| Self { program: program(compiled), segments: compiled.segments.len() })
    }

    /// Whether the first segment matched at any moment.
    pub fn run(&self, tape: &[u8], person: &Person, zone: &Zone) -> Moment {
        replay_matches(&self.program, self.segments, tape, person, zone).into_iter().next().unwrap_or(Moment::Unknown)
    }
}

const fn verdict_of(moment: &Moment) -> Verdict {
    match moment {
        Moment::Matched(..) => Verdict::Yes,
        Moment::Unknown => Verdict::Unknown,
        Moment::Never => Verdict::No,
    }
}

impl Counting<'_> {
    fn columns(&self) -> Vec<u16> {
        let mut columns = match &self.tapes {
            Some(_) => tape_columns(),
            None => columns_of(self.compiled),
        };
        if self.ask.reports {
            columns.extend(report::COLUMNS);
        }
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// Counts a block. Answers how many bytes of tapes it read.
    fn block(&self, part: &mut Part, listed: &Listed, columns: &[u16]) -> Result<usize> {
        let ask = self.ask;
        blocks::one(self.place, listed, columns, |block, is_hidden| {
            let filter = Filter { from: ask.from, to: ask.to, is_hidden };
            let Some(tapes) = &self.tapes else {
                if ask.reports {
                    let found = verdicts(self.compiled, &block, &ask.zone).map_err(blocks::broken)?;
                    let first = found.into_iter().next().unwrap_or_default();
                    part.report.merge(&report::of_block(&block, &first, &filter).map_err(blocks::broken)?);
                } else {
                    count_block(&mut part.population, self.compiled, &block, &filter, ask.by(), &ask.zone).map_err(blocks::broken)?;
                }
                return Ok(0);
            };
            let (visitors, starts) = (block.visitors().map_err(blocks::broken)?, block.numbers(id::STARTS).map_err(blocks::broken)?);
            let mut found = vec![Verdict::Unknown; block.count];
            let chosen: Vec<(usize, &VisitorId, EpochMs)> = (0..)
                .zip(visitors.iter().zip(&starts))
                .map(|(slot, (visitor, start))| (slot, visitor, EpochMs(*start)))
                .filter(|(slot, visitor, start)| filter.takes(*slot, visitor, *start) && ask.samples(visitor))
                .collect();
            let mut reel = Reel::of(self.place.sql, listed.number, &block)?;
            for (slot, visitor, start) in chosen {
                let (tape, person) = reel.tape(slot)?;
                let moment = tapes.run(&tape, &person, &ask.zone);
                part.replayed.add(visitor, &moment, time_of(start, ask.by(), &ask.zone));
                if let Some(found) = found.get_mut(slot) {
                    *found = verdict_of(&moment);
                }
            }
            if ask.reports {
                let passed = |slot: usize, visitor: &VisitorId| is_hidden(slot, visitor) || !ask.samples(visitor);
                let sampled = Filter { is_hidden: &passed, ..filter };
                part.report.merge(&report::of_block(&block, &found, &sampled).map_err(blocks::broken)?);
            }
            Ok(reel.bytes)
        })
    }

    /// Counts the visits that are not sealed.
    fn open(&self, part: &mut Part) -> Result<()> {
        let ask = self.ask;
        let filter = Filter { from: ask.from, to: ask.to, is_hidden: &|_, _| false };
        let counts = self.tapes.is_none() && !ask.reports;
        let mut engine = Engine::new(self.compiled.program());
        let mut waiting: Vec<(VisitorId, Visit, Person)> = Vec::new();
        let count = |part: &mut Part, waiting: &mut Vec<(VisitorId, Visit, Person)>| {
            let visits = waiting.iter().map(|(visitor, visit, person)| (visitor, visit, person));
            part.population.merge(&of_visits(self.compiled, visits, &filter, ask.by(), &ask.zone));
            waiting.clear();
        };
        let asks_orders = asks_orders(self.compiled);
        let first = each_open_visit(self.place, ask.span(), asks_orders.then_some(ask.currency), &ask.zone, |open| {
            let Open { bucket, visitor, shopper, at, here, person } = open;
            if counts {
                waiting.push((visitor, here.visit.clone(), person));
                if waiting.len() >= OPEN_AT_ONCE {
                    count(part, &mut waiting);
                }
                return Ok(());
            }
            if self.tapes.is_some() && !ask.samples(&visitor) {
                return Ok(());
            }
            let tape = shopper.tape(at, &mut Shelves { sql: self.place.sql, bucket, visitor })?;
            let verdict = if let Some(tapes) = &self.tapes {
                let moment = tapes.run(&tape, &person, &ask.zone);
                part.replayed.add(&visitor, &moment, time_of(here.visit.start, ask.by(), &ask.zone));
                verdict_of(&moment)
            } else {
                engine.update(&end_facts(&here.visit, &person), &ask.zone, &[], FactSet::ALL);
                engine.verdicts().first().copied().unwrap_or_default()
            };
            if ask.reports {
                part.report.add(&visitor, &here.visit, &tape, verdict);
            }
            Ok(())
        })?;
        count(part, &mut waiting);
        first.into_iter().for_each(|first| part.population.since(first));
        Ok(())
    }
}

/// The columns that running tapes takes.
pub fn tape_columns() -> Vec<u16> {
    let mut columns = vec![id::VISITORS, id::STARTS, id::TAPES];
    columns.extend(PERSON.map(|fact| fact as u16));
    columns
}

/// True when orders before a visit matter.
pub fn asks_orders(compiled: &Compiled) -> bool {
    compiled.tests.iter().any(|test| matches!(test.fact, Fact::Orders | Fact::Spent | Fact::AverageOrder))
}

/// The tapes of a block, slot after slot.
pub struct Reel<'a> {
    sql: &'a Sql,
    number: u32,
    tapes: Tapes,
    people: Vec<Person>,
    parts: BTreeMap<usize, Vec<u8>>,
    /// Bytes that were read.
    pub bytes: usize,
}

impl<'a> Reel<'a> {
    /// Those of a block with [`tape_columns`].
    pub fn of(sql: &'a Sql, number: u32, block: &Block) -> Result<Self> {
        let (tapes, people) = (block.tapes().map_err(blocks::broken)?, block.people().map_err(blocks::broken)?);
        Ok(Self { sql, number, tapes, people, parts: BTreeMap::new(), bytes: 0 })
    }

    /// A visit's tape and what was known of its person. Slots are asked for in their order.
    pub fn tape(&mut self, slot: usize) -> Result<(Vec<u8>, Person)> {
        let wanted = self.tapes.parts_of(slot);
        self.parts.retain(|part, _| wanted.contains(part));
        for part in wanted {
            if !self.parts.contains_key(&part) {
                let bytes = blocks::part(self.sql, self.number, part)?;
                self.bytes += bytes.len();
                self.parts.insert(part, bytes);
            }
        }
        let tape = self.tapes.tape(slot, |part| self.parts.get(&part).map(Vec::as_slice)).map_err(blocks::broken)?;
        Ok((tape, self.people.get(slot).copied().unwrap_or_default()))
    }
}

/// A visit that is not sealed.
pub struct Open<'a> {
    pub bucket: u8,
    pub visitor: VisitorId,
    pub shopper: &'a Shopper,
    /// Its place among the browser's visits.
    pub at: usize,
    pub here: &'a Here,
    /// What was known of the person then.
    pub person: Person,
}

/// Hands over the visits of a span that are not sealed. Orders are looked up where a currency is given, as a sealed visit has them. Answers
/// when the first visit began of anybody who has such visits, of whatever span.
pub fn each_open_visit(
    place: &Place<'_>,
    span: Span,
    orders_in: Option<Currency>,
    zone: &Zone,
    mut visit: impl FnMut(Open<'_>) -> Result<()>,
) -> Result<Option<EpochMs>> {
    let mut first: Option<EpochMs> = None;
    // Most people have none: whoever has is known beforehand.
    let mut buyers: HashSet<VisitorId> = HashSet::new();
    if orders_in.is_some() {
        let query = "SELECT DISTINCT person_order.visitor FROM person_order JOIN shopper USING (bucket, visitor) WHERE shopper.open > 0";
        place.sql.each(query, &[], |row| {
            buyers.insert(VisitorId(row.blob(0)?.try_into().unwrap_or_default()));
            Ok(())
        })?;
    }
    blocks::each_open(place, |bucket, visitor, shopper| {
        first = shopper.visits().first().map(|kept| kept.start).into_iter().chain(first).min();
        let mut own = None;
        for (at, here) in shopper.visits().iter().map(Kept::here).enumerate().filter_map(|(at, here)| Some((at, here?))) {
            if !span.has(here.visit.start, here.visit.day) {
                continue;
            }
            let mut person = shopper.person(at, zone);
            if let Some(currency) = orders_in.filter(|_| buyers.contains(&visitor)) {
                if own.is_none() {
                    own = Some(orders::own(place.sql, visitor)?);
                }
                (person.orders, person.spent) = blocks::until(own.as_deref().unwrap_or_default(), here.visit.last.0, currency);
            }
            visit(Open { bucket, visitor, shopper: &shopper, at, here, person })?;
        }
        Ok(())
    })?;
    Ok(first)
}

model::wire!(struct Question { segments, wanted, from, to, daily, zone, currency, one_in, reports, after });
model::wire!(struct Part { population, replayed, report, next });
