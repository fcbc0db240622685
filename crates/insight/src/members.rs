//! Members in columns: what a send asks of everybody, asked of some thousands at once.
//!
//! A block has up to 4,000 members in the order of their ids: what conditions ask of the person and of their last visit
//! ([`segment::send::faces`]), how they are reached, and who they are. It is made of what is known of each, and says nothing that asking each
//! would not say: whoever keeps it makes it anew, or asks people one by one, where that has changed. Moments are those of the question, so a
//! block does not age.

use model::{
    codec::put_varint,
    facts::{Fact, Facts, Read},
    time::{EpochMs, Zone},
};
use segment::{
    send::{Columns, Face, HAS_VISIT, asked, faces, last_day},
    test::{Question as Ask, Test, When},
    verdict::Verdict,
};

use crate::{
    block::{Block, BlockError, id as of_visits},
    column::{VISITS_MAX, open},
    making::{Lists, Values, header},
    scan::verdicts_by,
};

/// Most members of a block.
pub const MEMBERS_MAX: usize = VISITS_MAX;
/// A column is not let grow beyond this: with one more member it stays under the 2 MB of a row.
const COLUMN_BYTES_MAX: usize = 1_000_000;

/// Columns. A fact of the person has the fact's number.
pub mod id {
    /// A fact of the last visit has its number and this.
    pub const VISIT: u16 = 256;
    /// When the last visit began.
    pub const STARTS: u16 = 512;
    /// The civil day of the last visit, as the member's browsers have told.
    pub const DAYS: u16 = 513;
    /// The same by what is known of their visits.
    pub const VISIT_DAYS: u16 = 514;
    /// How they are reached, and who they are.
    pub const NAMES: u16 = 515;
    /// Beside a log, how many rows each has: most questions ask no more. Its number and this.
    pub const COUNTS: u16 = 600;
}

const NAMES: u8 = 8;

/// A member, while a block is made.
#[derive(Clone, Copy, Debug)]
pub struct Member<'a> {
    /// The shop's id.
    pub id: &'a str,
    /// Their contact's value in the blind index.
    pub contact: [u8; 16],
    /// What is known of them beside visits.
    pub person: &'a Facts,
    /// Facts of their visits, each as it ended.
    pub visits: &'a [Facts],
}

/// A block while members are added, in the order of their ids.
#[derive(Debug)]
pub struct Builder {
    facts: Vec<(Face, Fact, Kept)>,
    has_visit: Values,
    starts: Values,
    days: Values,
    visit_days: Values,
    contacts: Vec<u8>,
    lengths: Vec<usize>,
    names: Vec<u8>,
}

#[derive(Debug)]
enum Kept {
    Values(Values),
    Lists(Lists),
}

impl Default for Builder {
    fn default() -> Self {
        let lists = |fact: Fact| fact.is_log() || matches!(fact, Fact::CartItems | Fact::Product);
        let column = |fact| if lists(fact) { Kept::Lists(Lists::default()) } else { Kept::Values(Values::default()) };
        Self {
            facts: asked().into_iter().map(|(face, fact)| (face, fact, column(fact))).collect(),
            has_visit: Values::default(),
            starts: Values::default(),
            days: Values::default(),
            visit_days: Values::default(),
            contacts: Vec::new(),
            lengths: Vec::new(),
            names: Vec::new(),
        }
    }
}

impl Builder {
    /// How many members it has.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.lengths.len()
    }

    /// True when it should be sealed.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let bytes = self.facts.iter().map(|(_, _, kept)| match kept {
            Kept::Values(values) => values.bytes(),
            Kept::Lists(lists) => lists.bytes(),
        });
        self.count() >= MEMBERS_MAX || bytes.chain([self.names.len()]).any(|bytes| bytes > COLUMN_BYTES_MAX)
    }

    /// Adds a member, behind all others.
    ///
    /// # Errors
    /// `Full` when it has as many as a block may have.
    pub fn push(&mut self, member: &Member<'_>, zone: &Zone) -> Result<(), BlockError> {
        if self.is_full() {
            return Err(BlockError::Full);
        }
        let (person, visit) = faces(member.person, member.visits, zone);
        for (face, fact, kept) in &mut self.facts {
            let facts = if *face == Face::Person { Some(&person) } else { visit.as_ref() };
            match (kept, facts.map_or(Read::Unknown, |facts| facts.read(*fact, zone))) {
                (Kept::Values(values), read) => values.push(read),
                (Kept::Lists(lists), Read::Items(items)) => lists.items(items),
                (Kept::Lists(lists), Read::Log(rows)) => lists.log(rows.iter().filter(|row| row.fact == *fact)),
                (Kept::Lists(lists), _) => lists.unknown(),
            }
        }
        let number = |number: Option<i64>| number.map_or(Read::Unknown, Read::Number);
        self.has_visit.push(Read::Number(i64::from(visit.is_some())));
        self.starts.push(number(person.number(Fact::VisitStarted)));
        self.days.push(number(member.person.number(Fact::LastVisitDay)));
        self.visit_days.push(number(last_day(member.visits, zone)));
        self.contacts.extend_from_slice(&member.contact);
        self.lengths.push(member.id.len());
        self.names.extend_from_slice(member.id.as_bytes());
        Ok(())
    }

    /// The block's columns, each a row of storage. What is known of nobody has none.
    #[must_use]
    pub fn seal(self) -> Vec<(u16, Vec<u8>)> {
        let mut columns: Vec<(u16, Vec<u8>)> = Vec::new();
        for (face, fact, kept) in &self.facts {
            let bytes = match kept {
                Kept::Values(values) => values.seal(),
                Kept::Lists(lists) => lists.seal(),
            };
            if let Kept::Lists(lists) = kept
                && fact.is_log()
            {
                columns.extend(lists.counts().map(|bytes| (id::COUNTS + column_of(*face, *fact), bytes)));
            }
            columns.extend(bytes.map(|bytes| (column_of(*face, *fact), bytes)));
        }
        columns.push((column_of(Face::Visit, HAS_VISIT), self.has_visit.column()));
        let numbers = [(id::STARTS, &self.starts), (id::DAYS, &self.days), (id::VISIT_DAYS, &self.visit_days)];
        columns.extend(numbers.map(|(id, values)| (id, values.column())));
        let mut names = header(NAMES, self.count());
        names.extend_from_slice(&self.contacts);
        self.lengths.iter().for_each(|length| put_varint(&mut names, *length as u64));
        names.extend_from_slice(&self.names);
        columns.push((id::NAMES, names));
        columns
    }
}

const fn column_of(face: Face, fact: Fact) -> u16 {
    match face {
        Face::Person => fact as u16,
        Face::Visit => id::VISIT + fact as u16,
    }
}

/// What is asked of members.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The segment; none: everybody.
    pub columns: Option<&'a Columns>,
    /// They were here within so many days: 0 is today.
    pub within_days: Option<u16>,
    /// The moment at which it is asked.
    pub now: EpochMs,
    /// The shop's.
    pub zone: &'a Zone,
}

/// What is said of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Whether they are meant.
    Verdict(Verdict),
    /// They have to be asked by themselves.
    Ask,
}

impl Question<'_> {
    /// The columns that it reads, the names not among them.
    #[must_use]
    pub fn reads(&self) -> Vec<u16> {
        let mut reads = Vec::new();
        if let Some(columns) = self.columns {
            let column = |(test, face): (&Test, &Face)| {
                let is_counted = matches!(&test.ask, Ask::Log(log) if log.counts_all());
                column_of(*face, test.fact) + if is_counted { id::COUNTS } else { 0 }
            };
            let asks_start = |test: &Test| matches!(&test.ask, Ask::Log(log) if log.same || log.when == When::Visit);
            reads.extend(columns.compiled.tests.iter().any(asks_start).then_some(id::STARTS));
            reads.extend(columns.compiled.tests.iter().zip(&columns.faces).map(column));
            reads.extend(columns.is_of_today.then_some(id::VISIT_DAYS));
        }
        reads.extend(self.within_days.map(|_| id::DAYS));
        reads.sort_unstable();
        reads.dedup();
        reads
    }

    /// What it says of each of so many members; `loaded`: the columns that it reads, as far as the block has them.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn of_block(&self, count: usize, loaded: Vec<(u16, Vec<u8>)>) -> Result<Vec<Said>, BlockError> {
        let today = i64::from(self.zone.day(self.now).0);
        let mut faces: [Vec<(u16, Vec<u8>)>; 2] = Default::default();
        let mut own: Vec<(u16, Vec<u8>)> = Vec::new();
        let [person, visit] = &mut faces;
        for (number, bytes) in loaded {
            match number {
                number if number >= id::COUNTS + id::VISIT => visit.push((of_visits::COUNTS + number - id::COUNTS - id::VISIT, bytes)),
                number if number >= id::COUNTS => person.push((of_visits::COUNTS + number - id::COUNTS, bytes)),
                id::STARTS => person.push((of_visits::STARTS, bytes)),
                id::DAYS | id::VISIT_DAYS => own.push((number, bytes)),
                number if number >= id::VISIT => visit.push((number - id::VISIT, bytes)),
                number => person.push((number, bytes)),
            }
        }
        let [person, visit] = faces.map(|columns| Block::new(count, columns).at(self.now));
        let own = Block::new(count, own);
        let mut said = match self.columns {
            None => vec![Said::Verdict(Verdict::Yes); count],
            Some(columns) => {
                let of: Vec<usize> = columns.faces.iter().map(|face| *face as usize).collect();
                let found = verdicts_by(&columns.compiled, &[&person, &visit], &of, self.zone)?;
                found.into_iter().next().unwrap_or_default().into_iter().map(Said::Verdict).collect()
            }
        };
        if self.columns.is_some_and(|columns| columns.is_of_today) {
            let days = own.moments(id::VISIT_DAYS)?;
            said.iter_mut().zip(days).filter(|(_, day)| day.is_some_and(|day| day >= today)).for_each(|(said, _)| *said = Said::Ask);
        }
        if let Some(within) = self.within_days {
            let days = own.moments(id::DAYS)?;
            let is_in = |day: Option<i64>| day.is_some_and(|day| today - day <= i64::from(within));
            said.iter_mut().zip(days).filter(|(_, day)| !is_in(*day)).for_each(|(said, _)| *said = Said::Verdict(Verdict::No));
        }
        Ok(said)
    }
}

/// Who the members of a block are.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    contacts: &'a [[u8; 16]],
    ends: Vec<usize>,
    ids: &'a [u8],
}

impl<'a> Names<'a> {
    /// Reads the column of so many members.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn take(bytes: &'a [u8], count: usize) -> Result<Self, BlockError> {
        let (kind, from) = open(bytes, count)?;
        let (contacts, rest) = from.rest().split_at_checked(count * 16).ok_or(BlockError::Broken)?;
        let mut from = model::codec::Reader::new(rest);
        let mut end = 0_usize;
        let ends: Vec<usize> = (0..count)
            .map(|_| {
                end = end.saturating_add(from.small() as usize);
                end
            })
            .collect();
        let ids = from.rest();
        let is_whole = kind == NAMES && from.check().is_ok() && ids.len() == end;
        if is_whole { Ok(Self { contacts: contacts.as_chunks().0, ends, ids }) } else { Err(BlockError::Broken) }
    }

    /// A member's id. Of few it is asked: which bytes are a text is looked at then.
    #[must_use]
    pub fn id(&self, slot: usize) -> &'a str {
        core::str::from_utf8(self.bytes(slot)).unwrap_or_default()
    }

    fn bytes(&self, slot: usize) -> &'a [u8] {
        let begin = slot.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(slot).and_then(|end| self.ids.get(begin..*end)).unwrap_or_default()
    }

    /// Their contact's value in the blind index.
    #[must_use]
    pub fn contact(&self, slot: usize) -> [u8; 16] {
        self.contacts.get(slot).copied().unwrap_or_default()
    }

    /// Where a member stands, if they are in it.
    #[must_use]
    pub fn slot(&self, id: &str) -> Option<usize> {
        let slot = self.after_by(|known| known < id.as_bytes());
        (slot < self.ends.len() && self.bytes(slot) == id.as_bytes()).then_some(slot)
    }

    /// The first slot behind a member's, whether they are in it or not.
    #[must_use]
    pub fn after(&self, id: &str) -> usize {
        self.after_by(|known| known <= id.as_bytes())
    }

    fn after_by(&self, is_before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(self.bytes(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}
