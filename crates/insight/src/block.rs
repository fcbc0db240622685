//! Sealed column blocks: some 4,000 closed visits, their facts in columns and their tapes in parts.
//!
//! A question reads the few columns that it asks, a replay the few parts that it needs. A visit's facts are not kept beside what columns
//! have of them: [`reopened`] folds its tape anew and gives the same [`Visit`] exactly, since a fold is all that it ever was; what was known of
//! the person is in columns ([`Block::person`]). A row of storage is one column or one part, under 2 MB each.

use std::collections::BTreeMap;

use model::{
    codec::{Wire as _, put_varint},
    event::Event,
    facts::{FACTS, Fact, Facts, Read, Value},
    ids::{EventId, VisitorId},
    tape::{self, Counts, Person, Visit},
    time::{Day, EpochMs, Zone},
    wire::Frames,
};

pub use crate::column::{BlockError, VERSION, VISITS_MAX};
use crate::{
    column::{Column, Entry, ListColumn, open, take_numbers},
    making::{Lists, Values, header},
    sales::{Sales, SalesColumn, SalesLists},
};

/// Columns that are no facts. A fact's column has the fact's number.
pub mod id {
    /// The visitors: 16 bytes each.
    pub const VISITORS: u16 = 256;
    /// When visits began, milliseconds.
    pub const STARTS: u16 = 257;
    /// When they ended, milliseconds.
    pub const LASTS: u16 = 258;
    /// The ids of their last events.
    pub const LAST_IDS: u16 = 259;
    /// The civil days of their starts.
    pub const DAYS: u16 = 260;
    /// The civil days of their ends: what "days ago" is asked from.
    pub const TODAYS: u16 = 261;
    /// Events.
    pub const EVENTS: u16 = 262;
    /// Pages seen.
    pub const PAGE_VIEWS: u16 = 263;
    /// Product pages seen.
    pub const PRODUCT_VIEWS: u16 = 264;
    /// Times that something was put into the cart.
    pub const CART_ADDS: u16 = 265;
    /// Order numbers.
    pub const ORDERS: u16 = 266;
    /// Where the tapes stand in the parts.
    pub const TAPES: u16 = 267;
    /// Orders with their currency, products bought and in carts.
    pub const SALES: u16 = 268;
    /// Of members alone ([`crate::members`]): how many rows of a log each has. Its number and this.
    pub const COUNTS: u16 = 512;
}

/// A column is not let grow beyond this before the block is cut: 1 MB, and what one more visit may add (a log of 0.25 MB, a cart of
/// 100 lines × 3 texts × 800 bytes) stays under a row's 2 MB.
const COLUMN_BYTES_MAX: usize = 1_000_000;
/// The tapes of a block: 12 MB are some 3,000 bytes a visit, five times the usual; a rewrite reads them all.
const TAPES_BYTES_MAX: usize = 12_000_000;
/// A part has about so many visits: 64 × 600 bytes are what one read of storage is worth.
const PART_VISITS: usize = 64;
/// Tapes are cut into another part where a visit ends beyond this …
const PART_BYTES: usize = 256_000;
/// … and, wherever that is, at this.
const PART_BYTES_MAX: usize = 1_500_000;

const IDS: u8 = 5;
const LAST_IDS: u8 = 6;
const TAPES: u8 = 7;

/// One closed visit.
#[derive(Clone, Copy, Debug)]
pub struct Closed<'a> {
    /// Whose.
    pub visitor: &'a VisitorId,
    /// The visit.
    pub visit: &'a Visit,
    /// What was known of the person then.
    pub person: &'a Person,
    /// Its events in frames ([`model::wire::put_event`]), in the order of folding.
    pub tape: &'a [u8],
}

/// A block as it is stored: each column and each part is one row.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sealed {
    /// Visits.
    pub count: usize,
    /// The earliest start.
    pub from: EpochMs,
    /// The latest start.
    pub to: EpochMs,
    /// Columns by [`id`], or by fact.
    pub columns: Vec<(u16, Vec<u8>)>,
    /// Tapes.
    pub parts: Vec<Vec<u8>>,
}

/// The facts that a visit is asked by once it is over: its own at its end, with what was known of the person and what follows. What only an
/// open page's sensors tell is unknown: no event says it, and what a page's opening sets (not scrolled, not leaving) would be a false no.
#[must_use]
pub fn end_facts(visit: &Visit, person: &Person) -> Facts {
    let mut facts = visit.facts.clone();
    facts.now = visit.last.0;
    person.tell(&mut facts);
    facts.derive();
    for fact in crate::momentary::UNTOLD {
        facts.set(*fact, Value::Unknown);
    }
    facts
}

/// A block while visits are added.
#[derive(Debug, Default)]
pub struct Builder {
    facts: Vec<FactColumn>,
    numbers: BTreeMap<u16, Values>,
    sales: SalesLists,
    visitors: Vec<u8>,
    last_ids: Vec<u8>,
    /// How long each tape is.
    lengths: Vec<usize>,
    tapes: Vec<u8>,
    starts: Option<(EpochMs, EpochMs)>,
}

#[derive(Debug)]
enum FactColumn {
    Values(Values),
    Lists(Lists),
}

impl Builder {
    /// A block without visits.
    #[must_use]
    pub fn new() -> Self {
        let column = |fact: &Fact| {
            if fact.is_log() || matches!(fact, Fact::CartItems | Fact::Product) {
                FactColumn::Lists(Lists::default())
            } else {
                FactColumn::Values(Values::default())
            }
        };
        Self { facts: Fact::ALL.iter().map(column).collect(), ..Self::default() }
    }

    /// How many visits it has.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.lengths.len()
    }

    /// True when it should be sealed: 4,000 visits, or less when they are heavy.
    #[must_use]
    pub fn is_full(&self) -> bool {
        let heavy = |bytes: usize| bytes > COLUMN_BYTES_MAX;
        self.count() >= VISITS_MAX
            || self.tapes.len() > TAPES_BYTES_MAX
            || heavy(self.sales.bytes())
            || self.facts.iter().any(|column| match column {
                FactColumn::Values(values) => heavy(values.bytes()),
                FactColumn::Lists(lists) => heavy(lists.bytes()),
            })
    }

    /// Adds a visit; it gets the next slot, from 0.
    ///
    /// # Errors
    /// `Full` when it has as much as a block may have.
    pub fn push(&mut self, closed: &Closed<'_>, zone: &Zone) -> Result<(), BlockError> {
        if self.is_full() {
            return Err(BlockError::Full);
        }
        let visit = closed.visit;
        let facts = end_facts(visit, closed.person);
        for (fact, column) in Fact::ALL.iter().zip(&mut self.facts) {
            match (column, facts.read(*fact, zone)) {
                (FactColumn::Values(values), read) => values.push(read),
                (FactColumn::Lists(lists), Read::Items(items)) => lists.items(items),
                (FactColumn::Lists(lists), Read::Log(rows)) => lists.log(rows.iter().filter(|row| row.fact == *fact)),
                (FactColumn::Lists(lists), _) => lists.unknown(),
            }
        }
        let Counts { events, page_views, product_views, cart_adds, orders } = visit.counts;
        for (id, number) in [
            (id::STARTS, visit.start.0),
            (id::LASTS, visit.last.0.0),
            (id::DAYS, i64::from(visit.day.0)),
            (id::TODAYS, i64::from(zone.day(visit.last.0).0)),
            (id::EVENTS, i64::from(events)),
            (id::PAGE_VIEWS, i64::from(page_views)),
            (id::PRODUCT_VIEWS, i64::from(product_views)),
            (id::CART_ADDS, i64::from(cart_adds)),
            (id::ORDERS, i64::from(orders)),
        ] {
            self.numbers.entry(id).or_default().push(Read::Number(number));
        }
        self.visitors.extend_from_slice(&closed.visitor.0);
        visit.last.1.put(&mut self.last_ids);
        self.sales.push(&Sales::of(closed.tape));
        self.lengths.push(closed.tape.len());
        self.tapes.extend_from_slice(closed.tape);
        let (from, to) = self.starts.unwrap_or((visit.start, visit.start));
        self.starts = Some((from.min(visit.start), to.max(visit.start)));
        Ok(())
    }

    /// The block's bytes.
    #[must_use]
    pub fn seal(self) -> Sealed {
        let count = self.count();
        let mut columns: Vec<(u16, Vec<u8>)> = Vec::new();
        for (number, column) in (0..).zip(&self.facts) {
            let bytes = match column {
                FactColumn::Values(values) => values.seal(),
                FactColumn::Lists(lists) => lists.seal(),
            };
            columns.extend(bytes.map(|bytes| (number, bytes)));
        }
        for (id, kind, body) in [(id::VISITORS, IDS, &self.visitors), (id::LAST_IDS, LAST_IDS, &self.last_ids)] {
            let mut out = header(kind, count);
            out.extend_from_slice(body);
            columns.push((id, out));
        }
        columns.extend((id::STARTS..=id::ORDERS).filter(|id| *id != id::LAST_IDS).map(|id| {
            let values = self.numbers.get(&id);
            (id, values.map_or_else(|| Values::default().column(), Values::column))
        }));
        columns.push((id::SALES, self.sales.seal()));
        let (tapes, parts) = cut(&self.lengths, &self.tapes);
        columns.push((id::TAPES, tapes));
        columns.sort_by_key(|(id, _)| *id);
        let (from, to) = self.starts.unwrap_or_default();
        Sealed { count, from, to, columns, parts }
    }
}

/// Cuts tapes into parts: the column that says where each stands, and the parts. The tapes are one run of bytes; a part ends with a visit
/// unless that one is longer than a part may be.
fn cut(lengths: &[usize], tapes: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let (mut ends, mut end, mut begun, mut visits) = (Vec::new(), 0_usize, 0_usize, 0_usize);
    for length in lengths {
        end += length;
        visits += 1;
        while end - begun > PART_BYTES_MAX {
            begun += PART_BYTES_MAX;
            ends.push(begun);
            visits = 1;
        }
        if visits >= PART_VISITS || end - begun > PART_BYTES {
            ends.push(end);
            (begun, visits) = (end, 0);
        }
    }
    if end > begun {
        ends.push(end);
    }
    let mut column = header(TAPES, lengths.len());
    put_varint(&mut column, ends.len() as u64);
    let (mut parts, mut from) = (Vec::new(), 0);
    for end in ends {
        let mut part = vec![VERSION];
        part.extend_from_slice(tapes.get(from..end).unwrap_or_default());
        put_varint(&mut column, (end - from) as u64);
        parts.push(part);
        from = end;
    }
    lengths.iter().for_each(|length| put_varint(&mut column, *length as u64));
    (column, parts)
}

/// Columns of a block, as they were read from storage; not all need be there.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Visits.
    pub count: usize,
    /// All are asked at this moment rather than at their ends.
    pub moment: Option<EpochMs>,
    columns: BTreeMap<u16, Vec<u8>>,
}

impl Block {
    /// A block of so many visits with some of its columns. A fact without a column is unknown in every visit.
    #[must_use]
    pub fn new(count: usize, columns: impl IntoIterator<Item = (u16, Vec<u8>)>) -> Self {
        Self { count, moment: None, columns: columns.into_iter().collect() }
    }

    /// The same, asked at this moment.
    #[must_use]
    pub fn at(self, moment: EpochMs) -> Self {
        Self { moment: Some(moment), ..self }
    }

    fn bytes(&self, id: u16) -> Result<&[u8], BlockError> {
        self.columns.get(&id).map(Vec::as_slice).ok_or(BlockError::Missing(id))
    }

    /// A fact's values; `None`: unknown in every visit.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn fact(&self, fact: Fact) -> Result<Option<Column<'_>>, BlockError> {
        self.columns.get(&(fact as u16)).map(|bytes| Column::take(bytes, self.count)).transpose()
    }

    /// A fact's lists: a log's rows, the cart, the product; `None`: unknown in every visit.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn lists<'a, T: Entry<'a>>(&'a self, fact: Fact) -> Result<Option<ListColumn<T>>, BlockError> {
        self.columns.get(&(fact as u16)).map(|bytes| ListColumn::take(bytes, self.count)).transpose()
    }

    /// How many rows of a log each has, where that is a column; `None`: there is none, or it is unknown of all.
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn counts(&self, fact: Fact) -> Result<Option<Column<'_>>, BlockError> {
        self.columns.get(&(id::COUNTS + fact as u16)).map(|bytes| Column::take(bytes, self.count)).transpose()
    }

    /// A column of numbers ([`id::STARTS`] to [`id::ORDERS`] but the ids).
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn numbers(&self, id: u16) -> Result<Vec<i64>, BlockError> {
        take_numbers(self.bytes(id)?, self.count)
    }

    /// The same, where there need not be one.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn moments(&self, id: u16) -> Result<Vec<Option<i64>>, BlockError> {
        let column = Column::take(self.bytes(id)?, self.count)?;
        let number = |read| if let Read::Number(number) = read { Some(number) } else { None };
        Ok((0..self.count).map(|slot| number(column.read(slot))).collect())
    }

    /// The visitors.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn visitors(&self) -> Result<Vec<VisitorId>, BlockError> {
        let (kind, from) = open(self.bytes(id::VISITORS)?, self.count)?;
        let (ids, over) = from.rest().as_chunks::<16>();
        if kind != IDS || ids.len() != self.count || !over.is_empty() {
            return Err(BlockError::Broken);
        }
        Ok(ids.iter().map(|id| VisitorId(*id)).collect())
    }

    /// The order of each visit's last event: what [`Visit::takes_next`] asks.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn lasts(&self) -> Result<Vec<(EpochMs, EventId)>, BlockError> {
        let times = self.numbers(id::LASTS)?;
        let (kind, mut from) = open(self.bytes(id::LAST_IDS)?, self.count)?;
        let lasts = times.into_iter().map(|at| (EpochMs(at), from.take())).collect();
        if kind == LAST_IDS && from.is_done() && from.check().is_ok() { Ok(lasts) } else { Err(BlockError::Broken) }
    }

    /// What every visit bought and carted.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn sales(&self) -> Result<SalesColumn, BlockError> {
        SalesColumn::take(self.bytes(id::SALES)?, self.count)
    }

    /// What was known of each visit's person: with the visitors and the tapes all that sealing the visits anew takes. Needs the columns
    /// of [`PERSON`].
    ///
    /// # Errors
    /// `Version`, or `Broken`.
    pub fn people(&self) -> Result<Vec<Person>, BlockError> {
        let [visits, last, orders, spent] = PERSON.map(|fact| self.fact(fact));
        let (visits, last, orders, spent) = (visits?, last?, orders?, spent?);
        let number = |column: &Option<Column<'_>>, slot: usize| match column.as_ref().map(|column| column.read(slot)) {
            Some(Read::Number(number)) => Some(number),
            _ => None,
        };
        let person = |slot| Person {
            visits: number(&visits, slot).unwrap_or(0),
            last_visit_day: number(&last, slot).and_then(|day| i32::try_from(day).ok()).map(Day),
            orders: number(&orders, slot).unwrap_or(0),
            spent: number(&spent, slot).unwrap_or(0),
        };
        Ok((0..self.count).map(person).collect())
    }

    /// Where the tapes stand.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`.
    pub fn tapes(&self) -> Result<Tapes, BlockError> {
        let (kind, mut from) = open(self.bytes(id::TAPES)?, self.count)?;
        let ends = |from: &mut model::codec::Reader<'_>, count: usize| {
            let mut end = 0_usize;
            let ends: Vec<usize> = (0..count)
                .map(|_| {
                    end = end.saturating_add(from.small() as usize);
                    end
                })
                .collect();
            ends
        };
        let parts = from.count();
        let tapes = Tapes { parts: ends(&mut from, parts), visits: ends(&mut from, self.count) };
        let whole = tapes.parts.last().copied().unwrap_or(0) == tapes.visits.last().copied().unwrap_or(0);
        if kind == TAPES && whole && from.is_done() && from.check().is_ok() { Ok(tapes) } else { Err(BlockError::Broken) }
    }
}

/// The facts of which [`Block::people`] are made.
pub const PERSON: [Fact; 4] = [Fact::Visits, Fact::LastVisitDay, Fact::Orders, Fact::Spent];

/// Where each visit's tape stands among the parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tapes {
    /// Where parts end in the run of all tapes' bytes.
    parts: Vec<usize>,
    /// Where tapes end.
    visits: Vec<usize>,
}

impl Tapes {
    fn bounds(&self, slot: usize) -> (usize, usize) {
        let end = self.visits.get(slot).copied().unwrap_or(0);
        (slot.checked_sub(1).and_then(|before| self.visits.get(before)).copied().unwrap_or(0).min(end), end)
    }

    /// The parts that have a visit's tape: one, as a rule.
    #[must_use]
    pub fn parts_of(&self, slot: usize) -> core::ops::Range<usize> {
        let (from, to) = self.bounds(slot);
        if from == to {
            return 0..0;
        }
        let first = self.parts.partition_point(|end| *end <= from);
        first..(self.parts.partition_point(|end| *end < to) + 1).min(self.parts.len())
    }

    /// A visit's tape out of its parts, by number.
    ///
    /// # Errors
    /// `Missing` for a part that is not given, `Version`, or `Broken`.
    pub fn tape<'a>(&self, slot: usize, part: impl Fn(usize) -> Option<&'a [u8]>) -> Result<Vec<u8>, BlockError> {
        let (from, to) = self.bounds(slot);
        let mut tape = Vec::new();
        for number in self.parts_of(slot) {
            let (version, body) = part(number)
                .ok_or(BlockError::Missing(u16::try_from(number).unwrap_or(u16::MAX)))?
                .split_first()
                .ok_or(BlockError::Broken)?;
            if *version != VERSION {
                return Err(BlockError::Version);
            }
            let begun = number.checked_sub(1).and_then(|before| self.parts.get(before)).copied().unwrap_or(0);
            let here = from.max(begun) - begun..to.min(begun.saturating_add(body.len())).saturating_sub(begun);
            tape.extend_from_slice(body.get(here).ok_or(BlockError::Broken)?);
        }
        if tape.len() == to - from { Ok(tape) } else { Err(BlockError::Broken) }
    }
}

/// A sealed visit again, with its events, for a late one to be put in place: the very visit that was sealed.
#[must_use]
pub fn reopened(tape: &[u8], zone: &Zone) -> Option<(Visit, Vec<Event>)> {
    tape::fold(events(tape), zone)
}

/// The events of a tape; what cannot be read is left out.
#[must_use]
pub fn events(tape: &[u8]) -> Vec<Event> {
    Frames(tape).flatten().flat_map(|frame| frame.event()).collect()
}

/// A fact's number as a column's.
const _: () = assert!(FACTS <= id::VISITORS as usize);
