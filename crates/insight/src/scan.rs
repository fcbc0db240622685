//! Verdicts of segments over a block, column by column, with the very tests that the engine asks.
//!
//! A question whose answer hangs on the value alone is put to each different value once and looked up for each visit; rows of logs and things
//! in carts likewise, then counted. A segment's steps run over whole columns of verdicts, and what can change nothing any more is not read.

use std::collections::{BTreeMap, btree_map::Entry};

use model::{
    event::Item,
    facts::{Fact, Facts, Read, Row, Rows, Value},
    time::{Day, EpochMs, Zone},
};
use segment::{
    compile::{Compiled, Step},
    test::{Log, Question, Test, When},
    verdict::Verdict,
};

use crate::{
    block::{Block, BlockError, id},
    column::{Column, ListColumn, LogEntry},
};

/// The columns that a scan of these segments reads, ascending: theirs, the visitors, starts, ends' days and the page where visits ended.
#[must_use]
pub fn columns_of(compiled: &Compiled) -> Vec<u16> {
    let mut columns = vec![id::VISITORS, id::STARTS, id::TODAYS, Fact::PageUrl as u16];
    for test in asked(compiled) {
        columns.push(test.fact as u16);
        if matches!(&test.ask, Question::Log(log) if log.same) {
            columns.push(id::LASTS);
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// The tests that the segments' steps ask.
fn asked(compiled: &Compiled) -> impl Iterator<Item = &Test> {
    let steps = compiled.segments.iter().flatten();
    steps.filter_map(|step| if let Step::Test(test) = step { compiled.tests.get(usize::from(*test)) } else { None })
}

/// Every segment's verdict of every visit, in the order of [`Compiled::segments`]: what the engine says of [`crate::block::end_facts`].
///
/// # Errors
/// `Missing` for a column of no fact, `Version`, or `Broken`.
pub fn verdicts(compiled: &Compiled, block: &Block, zone: &Zone) -> Result<Vec<Vec<Verdict>>, BlockError> {
    verdicts_by(compiled, &[block], &[], zone)
}

/// The same where tests are asked of several blocks that stand beside each other, slot by slot: `of` names each test's block, the first one where
/// it does not.
///
/// # Errors
/// As [`verdicts`].
pub fn verdicts_by(compiled: &Compiled, blocks: &[&Block], of: &[usize], zone: &Zone) -> Result<Vec<Vec<Verdict>>, BlockError> {
    let Some(block) = blocks.first() else { return Ok(vec![Vec::new(); compiled.segments.len()]) };
    let todays = match block.moment {
        Some(moment) => Todays::Same(zone.day(moment)),
        None => Todays::Each(block.numbers(id::TODAYS)?),
    };
    let mut scan = Scan { compiled, block, blocks, of, zone, answers: BTreeMap::new(), columns: BTreeMap::new(), todays };
    let ranks = compiled.segments.iter().map(|steps| scan.run(&Node::of(steps, compiled), None));
    ranks.map(|ranks| Ok(ranks?.into_iter().map(verdict_of).collect())).collect()
}

/// No, unknown, yes in their order: AND is the least, OR the most.
const NO: u8 = 0;
const UNKNOWN: u8 = 1;
const YES: u8 = 2;

const fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::No => NO,
        Verdict::Unknown => UNKNOWN,
        Verdict::Yes => YES,
    }
}

const fn verdict_of(rank: u8) -> Verdict {
    match rank {
        NO => Verdict::No,
        YES => Verdict::Yes,
        _ => Verdict::Unknown,
    }
}

/// A segment's steps as a tree.
enum Node {
    Test(u16),
    Not(Box<Self>),
    /// AND (true) or OR, cheap parts first.
    Join(bool, Vec<Self>),
    /// What a program that is broken says.
    Unknown,
}

impl Node {
    fn of(steps: &[Step], compiled: &Compiled) -> Self {
        let mut stack: Vec<Self> = Vec::new();
        for step in steps {
            let node = match step {
                Step::Test(test) => Self::Test(*test),
                Step::Not => Self::Not(Box::new(stack.pop().unwrap_or(Self::Unknown))),
                Step::All(count) | Step::Any(count) => {
                    let mut parts = stack.split_off(stack.len().saturating_sub(usize::from(*count)));
                    parts.sort_by_cached_key(|part| part.cost(compiled));
                    Self::Join(matches!(step, Step::All(_)), parts)
                }
            };
            stack.push(node);
        }
        stack.pop().unwrap_or(Self::Unknown)
    }

    /// What it takes, roughly: a log has a row or more for each visit, and a text's dictionary is long.
    fn cost(&self, compiled: &Compiled) -> u32 {
        match self {
            Self::Unknown => 0,
            Self::Not(part) => part.cost(compiled),
            Self::Join(_, parts) => parts.iter().fold(0, |sum, part| part.cost(compiled).saturating_add(sum)),
            Self::Test(test) => match compiled.tests.get(usize::from(*test)).map(|test| &test.ask) {
                Some(Question::Log(log)) => 50 + 1000 * u32::from(log.same),
                Some(Question::Text(_) | Question::Product(..)) => 10,
                _ => 1,
            },
        }
    }
}

struct Scan<'a> {
    compiled: &'a Compiled,
    /// The first of the blocks: moments stand there.
    block: &'a Block,
    blocks: &'a [&'a Block],
    of: &'a [usize],
    zone: &'a Zone,
    /// Tests that were answered.
    answers: BTreeMap<u16, Vec<u8>>,
    /// Columns that were read.
    columns: BTreeMap<(usize, Fact), Option<Known<'a>>>,
    todays: Todays,
}

/// The days on which questions are asked.
enum Todays {
    Same(Day),
    Each(Vec<i64>),
}

/// Whose verdicts matter; all, where nothing is said.
type Needed<'a> = Option<&'a [bool]>;

/// A visit's rows in a [`ListColumn`].
type Rowed = [(u32, i64)];

enum Known<'a> {
    Values(Column<'a>),
    Log(ListColumn<LogEntry<'a>>),
    Items(ListColumn<Item>),
}

impl<'a> Scan<'a> {
    /// The verdicts of a part; of visits that are not needed any.
    fn run(&mut self, node: &Node, needed: Needed<'_>) -> Result<Vec<u8>, BlockError> {
        Ok(match node {
            Node::Unknown => self.all(UNKNOWN),
            Node::Test(test) => {
                if let Some(known) = self.answers.get(test) {
                    return Ok(known.clone());
                }
                let answers = self.test(*test, needed)?;
                if needed.is_none() {
                    self.answers.insert(*test, answers.clone());
                }
                answers
            }
            Node::Not(part) => {
                let mut ranks = self.run(part, needed)?;
                ranks.iter_mut().for_each(|rank| *rank = YES - *rank);
                ranks
            }
            Node::Join(all, parts) => {
                let decided = if *all { NO } else { YES };
                let mut ranks = self.all(YES - decided);
                for part in parts {
                    let open = ranks.iter().filter(|rank| **rank != decided).count();
                    if open == 0 {
                        break;
                    }
                    // Of few visits that are left it is not worth while to keep a test's answers for other segments.
                    let left: Option<Vec<bool>> = (open < ranks.len() / 4).then(|| ranks.iter().map(|rank| *rank != decided).collect());
                    let others = self.run(part, left.as_deref().or(needed))?;
                    let joined = ranks.iter_mut().zip(others);
                    if *all {
                        joined.for_each(|(rank, other)| *rank = (*rank).min(other));
                    } else {
                        joined.for_each(|(rank, other)| *rank = (*rank).max(other));
                    }
                }
                ranks
            }
        })
    }

    fn all(&self, rank: u8) -> Vec<u8> {
        vec![rank; self.block.count]
    }

    fn test(&mut self, place: u16, needed: Needed<'_>) -> Result<Vec<u8>, BlockError> {
        let compiled = self.compiled;
        let Some(test) = compiled.tests.get(usize::from(place)) else { return Ok(self.all(UNKNOWN)) };
        let of = self.of.get(usize::from(place)).copied().unwrap_or(0);
        let key = (of, test.fact);
        let block = self.blocks.get(of).copied().unwrap_or(self.block);
        if let Question::Log(log) = &test.ask
            && log.counts_all()
            && let Some(counts) = block.counts(test.fact)?
        {
            return Ok(self.counted(log, &counts));
        }
        if let Entry::Vacant(place) = self.columns.entry(key) {
            let known = match test.fact {
                fact if fact.is_log() => block.lists(fact)?.map(Known::Log),
                fact @ (Fact::CartItems | Fact::Product) => block.lists(fact)?.map(Known::Items),
                fact => block.fact(fact)?.map(Known::Values),
            };
            place.insert(known);
        }
        match (self.columns.get(&key), &test.ask) {
            (Some(Some(Known::Values(column))), _) => Ok(self.values(test, column)),
            (Some(Some(Known::Items(column))), _) => Ok(items(test, column)),
            (Some(Some(Known::Log(column))), Question::Log(log)) if log.same => self.same(test, column),
            (Some(Some(Known::Log(column))), Question::Log(log)) => self.rows(test, log, column, needed),
            (Some(Some(Known::Log(column))), _) => {
                // What is not about rows is told by there being a log.
                let yes = rank(test.ready().answer(Read::Log(&Rows::default()), Day::default(), &[]));
                Ok(column.counts.iter().map(|count| count.map_or(UNKNOWN, |_| yes)).collect())
            }
            _ => {
                let unknown = rank(test.ready().answer(Read::Unknown, Day::default(), &[]));
                Ok(self.all(unknown))
            }
        }
    }

    fn today(&self, slot: usize) -> Day {
        match &self.todays {
            Todays::Same(day) => *day,
            Todays::Each(days) => Day(days.get(slot).and_then(|day| i32::try_from(*day).ok()).unwrap_or(0)),
        }
    }

    fn values(&self, test: &Test, column: &Column<'_>) -> Vec<u8> {
        let mut ready = test.ready();
        let today = match (&test.ask, &self.todays) {
            (Question::DaysAgo(..), Todays::Each(_)) => None,
            (_, Todays::Each(_)) => Some(Day::default()),
            (_, Todays::Same(day)) => Some(*day),
        };
        match (column, today) {
            (Column::Coded { values, codes }, Some(today)) => {
                let answers: Vec<u8> = values.iter().map(|value| rank(ready.answer(*value, today, &[]))).collect();
                codes.iter().map(|code| answers.get(usize::from(*code)).copied().unwrap_or(UNKNOWN)).collect()
            }
            _ => (0..self.block.count).map(|slot| rank(ready.answer(column.read(slot), self.today(slot), &[]))).collect(),
        }
    }

    /// Of a log of which every row counts it is enough to know how many there are.
    fn counted(&self, log: &Log, column: &Column<'_>) -> Vec<u8> {
        let answer = |read| if let Read::Number(count) = read { rank(log.answer(count, 0)) } else { UNKNOWN };
        match column {
            Column::Coded { values, codes } => {
                let answers: Vec<u8> = values.iter().map(|value| answer(*value)).collect();
                codes.iter().map(|code| answers.get(usize::from(*code)).copied().unwrap_or(UNKNOWN)).collect()
            }
            Column::Numbers(_) => (0..self.block.count).map(|slot| answer(column.read(slot))).collect(),
        }
    }

    /// Counts the rows of a log that match: each different row is asked once, its time for each visit.
    fn rows(&self, test: &Test, log: &Log, column: &ListColumn<LogEntry<'_>>, needed: Needed<'_>) -> Result<Vec<u8>, BlockError> {
        let mut ready = test.ready();
        let row = |entry| row_of(test.fact, entry, EpochMs(0));
        // Asked when they are first met, which may be never; where any row counts, not at all.
        let mut answers: Vec<Option<u8>> = vec![log.takes_any().then_some(YES); column.entries.len()];
        let started = if log.when == When::Visit { self.block.moments(id::STARTS)? } else { Vec::new() };
        let visit = |(slot, rows): (usize, Option<&Rowed>)| {
            let started = started.get(slot).copied().flatten().map(EpochMs);
            let Some(rows) = rows.filter(|_| needed.is_none_or(|needed| needed.get(slot) == Some(&true))) else {
                return UNKNOWN;
            };
            if log.when == When::Visit && started.is_none() {
                return UNKNOWN;
            }
            let (today, mut sure, mut open) = (self.today(slot), 0, 0);
            for (place, at) in rows {
                let place = *place as usize;
                let (Some(answer), Some(entry)) = (answers.get_mut(place), column.entries.get(place)) else { continue };
                let counts = *answer.get_or_insert_with(|| rank(ready.row(&row(entry))));
                if counts != NO && log.when.has(EpochMs(*at), started, today, self.zone) {
                    sure += i64::from(counts == YES);
                    open += i64::from(counts == UNKNOWN);
                }
            }
            rank(log.answer(sure, open))
        };
        Ok(column.visits().enumerate().map(visit).collect())
    }

    /// Asks each visit by itself, with the few facts that a question to a log reads.
    fn same(&self, test: &Test, column: &ListColumn<LogEntry<'_>>) -> Result<Vec<u8>, BlockError> {
        let lasts = if self.block.moment.is_some() { Vec::new() } else { self.block.numbers(id::LASTS)? };
        let started = self.block.moments(id::STARTS)?;
        let mut facts = Facts::UNKNOWN;
        facts.log_is_known(test.fact);
        let answer = |(slot, rows): (usize, Option<&Rowed>)| {
            let Some(rows) = rows else { return UNKNOWN };
            facts.now = self.block.moment.unwrap_or_else(|| EpochMs(lasts.get(slot).copied().unwrap_or(0)));
            facts.set(Fact::VisitStarted, started.get(slot).copied().flatten().map_or(Value::Unknown, Value::Number));
            facts.log = Rows::default();
            for (place, at) in rows {
                if let Some(entry) = column.entries.get(*place as usize) {
                    facts.log.push(&row_of(test.fact, entry, EpochMs(*at)));
                }
            }
            rank(test.verdict(&facts, self.zone, &[]))
        };
        Ok(column.visits().enumerate().map(answer).collect())
    }
}

fn row_of<'a>(fact: Fact, entry: &LogEntry<'a>, at: EpochMs) -> Row<'a> {
    Row { fact, key: entry.key, label: entry.label, at, number: entry.number }
}

/// One thing that matches is enough, and one that may makes it unknown: the OR of them.
fn items(test: &Test, column: &ListColumn<Item>) -> Vec<u8> {
    let mut ready = test.ready();
    let mut ask = |items: &[Item]| rank(ready.answer(Read::Items(items), Day::default(), &[]));
    let none = ask(&[]);
    let answers: Vec<u8> = column.entries.iter().map(|item| ask(core::slice::from_ref(item))).collect();
    let visit = |rows: Option<&Rowed>| {
        rows.map_or(UNKNOWN, |rows| {
            rows.iter().fold(none, |most, (place, _)| most.max(answers.get(*place as usize).copied().unwrap_or(UNKNOWN)))
        })
    };
    column.visits().map(visit).collect()
}
