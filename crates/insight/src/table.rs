//! One definition of a report over visits: how many, how far and with what result, by one or two of their sides (R06, R07, R10, R11).
//!
//! A [`Dimension`] gives each visit a label, as it stood at its end; a [`Cell`] adds up what the visits of one label did, or of a pair of labels.
//! Tables add up in any order: blocks, visits that are not sealed, objects. Which figures are shown of a cell is no matter of what is counted.

use std::collections::BTreeMap;

use model::{
    codec::{Reader, Wire, put_varint},
    facts::{Fact, Read},
    ids::VisitorId,
    money::{Currency, Micros},
    tape::{Person, Visit},
    time::{Day, EpochMs, Zone},
};
use segment::verdict::Verdict;

use crate::{
    block::{Block, BlockError, end_facts, id},
    column::Column,
    orders::cohort::Unit,
    people::{People, hash_of},
    population::{Filter, path_of},
    sales::Sales,
};

/// Most cells that an object counts. Of more, those with the least keys are there, exactly, and the table says so.
pub const CELLS_MAX: usize = 20_000;

/// A side of visits by which they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The civil day of the visit's start, or the first one of its week or month.
    Period(Period),
    /// The hour of the shop's clock in which it began, `00` to `23`.
    Hour,
    /// The day of the week, `1` Monday to `7` Sunday.
    Weekday,
    /// A fact, as it is at the end of the visit.
    Fact(Fact),
    /// The same of an address: its path.
    Path(Fact),
    /// `new` the first visit of a browser, `returning` each other one.
    Newness,
    /// `yes` where the shop has signed a member in it, `no` where not.
    Member,
}

/// Days put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// Each by itself.
    Day,
    /// From Monday on.
    Week,
    /// From Sunday on.
    WeekFromSunday,
    /// Calendar months.
    Month,
}

impl Period {
    const fn unit(self) -> Unit {
        match self {
            Self::Day => Unit::Day,
            Self::Week => Unit::Week(0),
            Self::WeekFromSunday => Unit::Week(6),
            Self::Month => Unit::Month,
        }
    }
}

/// What a visit is by a dimension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Label {
    /// Nobody has said.
    #[default]
    Unknown,
    /// It is known that there is none.
    None,
    /// This.
    Text(String),
}

/// What some visits did.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cell {
    /// Visits.
    pub visits: u64,
    /// Their browsers.
    pub people: People,
    /// Pages seen.
    pub page_views: u64,
    /// Product pages seen.
    pub product_views: u64,
    /// Times that something was put into the cart.
    pub cart_adds: u64,
    /// Visits of one page.
    pub bounces: u64,
    /// Milliseconds from first to last event, summed.
    pub stay_ms: u64,
    /// Visits with an order.
    pub buying_visits: u64,
    /// Orders.
    pub orders: u64,
    /// What was paid in the currency that is asked, millionths.
    pub revenue: i128,
}

/// A report: cells by their labels, one or two.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Table {
    /// The cells.
    pub cells: BTreeMap<Vec<Label>, Cell>,
    /// All visits together: shares are of this, and people in several cells count here once.
    pub all: Cell,
    /// True when there were more cells than are counted.
    pub is_truncated: bool,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// One dimension, or two; none: all visits together.
    pub by: Vec<Dimension>,
    /// What counts alone: visits with this label by each of these; with any that is known, where none is named.
    pub only: Vec<(Dimension, Option<Label>)>,
    /// Whose money is added up.
    pub currency: Currency,
}

impl Ask {
    /// The columns that it reads.
    #[must_use]
    pub fn columns(&self) -> Vec<u16> {
        let mut columns = vec![id::VISITORS, id::STARTS, id::LASTS, id::PAGE_VIEWS, id::PRODUCT_VIEWS, id::CART_ADDS, id::SALES];
        let sides = self.by.iter().chain(self.only.iter().map(|(dimension, _)| dimension));
        columns.extend(sides.filter_map(|dimension| dimension.fact()).map(|fact| fact as u16));
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

impl Dimension {
    /// The fact that it reads.
    const fn fact(self) -> Option<Fact> {
        match self {
            Self::Fact(fact) | Self::Path(fact) => Some(fact),
            Self::Newness => Some(Fact::Visits),
            Self::Member => Some(Fact::Signed),
            Self::Period(_) | Self::Hour | Self::Weekday => None,
        }
    }

    fn of_value(self, read: Read<'_>) -> Label {
        let text = |text: &str| if text.is_empty() { Label::None } else { Label::Text(text.to_owned()) };
        match (self, read) {
            (Self::Newness, Read::Number(visits)) => text(if visits <= 1 { "new" } else { "returning" }),
            (Self::Member, Read::Number(1)) => text("yes"),
            (Self::Member, _) => text("no"),
            (Self::Path(_), Read::Text(url)) => text(path_of(url)),
            (_, Read::Text(value)) => text(value),
            (_, Read::Number(number)) => Label::Text(number.to_string()),
            (_, Read::None) => Label::None,
            _ => Label::Unknown,
        }
    }

    /// The label of a moment: of a period, an hour or a weekday.
    #[must_use]
    pub fn of_moment(self, at: EpochMs, zone: &Zone) -> Label {
        let (number, label) = self.of_time(at, zone);
        label(number)
    }

    /// The label of a moment, and a number that only moments of that label have.
    fn of_time(self, start: EpochMs, zone: &Zone) -> (i64, impl Fn(i64) -> Label + use<>) {
        let number = match self {
            Self::Period(period) => i64::from(period.unit().of(zone.day(start))),
            Self::Hour => i64::from(zone.minute(start) / 60),
            // Sunday is the weekday 0, and the seventh day of the week.
            _ => (i64::from(zone.day(start).weekday()) + 6).rem_euclid(7) + 1,
        };
        let label = move |number: i64| match self {
            Self::Period(period) => Label::Text(day_text(period.unit().start(i32::try_from(number).unwrap_or(0)))),
            Self::Hour => Label::Text(format!("{number:02}")),
            _ => Label::Text(number.to_string()),
        };
        (number, label)
    }
}

fn day_text(day: Day) -> String {
    let (year, month, date) = day.civil();
    format!("{year:04}-{month:02}-{date:02}")
}

impl Table {
    /// Adds up the visits of a block that a filter takes, and a segment, if one is asked: `verdicts` are its own, one a visit.
    ///
    /// # Errors
    /// `Missing`, `Version`, or `Broken`: nothing of the block is counted.
    pub fn of_block(ask: &Ask, block: &Block, verdicts: Option<&[Verdict]>, filter: &Filter<'_>, zone: &Zone) -> Result<Self, BlockError> {
        let (visitors, starts, lasts) = (block.visitors()?, block.numbers(id::STARTS)?, block.numbers(id::LASTS)?);
        let (pages, products, carts) = (block.numbers(id::PAGE_VIEWS)?, block.numbers(id::PRODUCT_VIEWS)?, block.numbers(id::CART_ADDS)?);
        let sides = ask.by.iter().map(|dimension| Side::of(*dimension, block, &starts, zone)).collect::<Result<Vec<_>, _>>()?;
        let mut is_left = vec![true; block.count];
        for (dimension, wanted) in &ask.only {
            let side = Side::of(*dimension, block, &starts, zone)?;
            let takes: Vec<bool> = side.labels.iter().map(|label| is_wanted(label, wanted.as_ref())).collect();
            for (is_left, place) in is_left.iter_mut().zip(&side.places) {
                *is_left &= takes.get(*place as usize).copied().unwrap_or(false);
            }
        }
        // Labels are few and visits many: cells are counted by the places of their labels.
        let mut counted: BTreeMap<u64, Cell> = BTreeMap::new();
        let mut table = Self::default();
        let mut keys = vec![None; block.count];
        let numbers = starts.iter().zip(&lasts).zip(pages.iter().zip(products.iter().zip(&carts)));
        for ((slot, visitor), ((start, last), (pages, (products, carts)))) in visitors.iter().enumerate().zip(numbers) {
            let matches = verdicts.is_none_or(|verdicts| verdicts.get(slot) == Some(&Verdict::Yes));
            if !matches || is_left.get(slot) != Some(&true) || !filter.takes(slot, visitor, EpochMs(*start)) {
                continue;
            }
            let key = sides.iter().fold(0, |key, side| key << 32 | u64::from(side.places.get(slot).copied().unwrap_or(0)));
            if let Some(of_slot) = keys.get_mut(slot) {
                *of_slot = Some(key);
            }
            let stay_ms = last.saturating_sub(*start).max(0).unsigned_abs();
            let counts = [*pages, *products, *carts].map(|count| u64::try_from(count).unwrap_or(0));
            let hash = hash_of(visitor);
            for cell in [&mut table.all, counted.entry(key).or_default()] {
                cell.visit(hash, counts, stay_ms);
            }
        }
        for (slot, sold) in &block.sales()?.visits {
            let Some(key) = keys.get(*slot).copied().flatten() else { continue };
            for cell in [&mut table.all, counted.entry(key).or_default()] {
                cell.sold(&sold.orders, ask.currency);
            }
        }
        for (key, cell) in counted {
            let place = |side: usize| key >> (32 * (sides.len() - 1 - side)) & u64::from(u32::MAX);
            let labels = sides.iter().enumerate().map(|(number, side)| {
                usize::try_from(place(number)).ok().and_then(|place| side.labels.get(place)).cloned().unwrap_or_default()
            });
            table.take(labels.collect(), cell);
        }
        Ok(table)
    }

    /// Adds a visit that is not sealed, with its tape in frames.
    pub fn add(&mut self, ask: &Ask, visitor: &VisitorId, visit: &Visit, person: &Person, tape: &[u8], zone: &Zone) {
        let facts = end_facts(visit, person);
        let label = |dimension: &Dimension| match dimension.fact() {
            Some(fact) => dimension.of_value(facts.read(fact, zone)),
            None => dimension.of_moment(visit.start, zone),
        };
        if !ask.only.iter().all(|(dimension, wanted)| is_wanted(&label(dimension), wanted.as_ref())) {
            return;
        }
        let labels = ask.by.iter().map(label).collect();
        let stay_ms = visit.last.0.0.saturating_sub(visit.start.0).max(0).unsigned_abs();
        let counts = [visit.counts.page_views, visit.counts.product_views, visit.counts.cart_adds].map(u64::from);
        let mut cell = Cell::default();
        cell.visit(hash_of(visitor), counts, stay_ms);
        let orders = Sales::of(tape).orders;
        if !orders.is_empty() {
            cell.sold(&orders, ask.currency);
        }
        self.all.merge(&cell);
        self.take(labels, cell);
    }

    /// Takes in another part of the same question.
    pub fn merge(&mut self, other: Self) {
        self.all.merge(&other.all);
        self.is_truncated |= other.is_truncated;
        for (labels, cell) in other.cells {
            self.take(labels, cell);
        }
    }

    fn take(&mut self, labels: Vec<Label>, cell: Cell) {
        match self.cells.get_mut(&labels) {
            Some(known) => known.merge(&cell),
            None => {
                self.cells.insert(labels, cell);
                if self.cells.len() > CELLS_MAX {
                    self.cells.pop_last();
                    self.is_truncated = true;
                }
            }
        }
    }

    /// Keeps numbers instead of who people are: what an object answers with when all that it has is counted.
    pub fn settle(&mut self) {
        self.all.people.settle();
        self.cells.values_mut().for_each(|cell| cell.people.settle());
    }
}

impl Cell {
    fn visit(&mut self, hash: u64, [pages, products, carts]: [u64; 3], stay_ms: u64) {
        self.visits += 1;
        self.people.add(hash);
        self.page_views += pages;
        self.product_views += products;
        self.cart_adds += carts;
        self.bounces += u64::from(pages == 1);
        self.stay_ms = self.stay_ms.saturating_add(stay_ms);
    }

    fn sold(&mut self, orders: &[(Currency, Micros)], currency: Currency) {
        self.orders += orders.len() as u64;
        self.buying_visits += u64::from(!orders.is_empty());
        self.revenue += orders.iter().filter(|(paid_in, _)| *paid_in == currency).map(|(_, value)| i128::from(value.0)).sum::<i128>();
    }

    fn merge(&mut self, other: &Self) {
        self.visits += other.visits;
        self.people.merge(&other.people);
        self.page_views += other.page_views;
        self.product_views += other.product_views;
        self.cart_adds += other.cart_adds;
        self.bounces += other.bounces;
        self.stay_ms = self.stay_ms.saturating_add(other.stay_ms);
        self.buying_visits += other.buying_visits;
        self.orders += other.orders;
        self.revenue += other.revenue;
    }
}

fn is_wanted(label: &Label, wanted: Option<&Label>) -> bool {
    wanted.map_or(matches!(label, Label::Text(_)), |wanted| label == wanted)
}

/// The labels of a block's visits by one dimension.
struct Side {
    labels: Vec<Label>,
    places: Vec<u32>,
}

impl Side {
    fn of(dimension: Dimension, block: &Block, starts: &[i64], zone: &Zone) -> Result<Self, BlockError> {
        let Some(fact) = dimension.fact() else {
            let mut side = Self { labels: Vec::new(), places: Vec::with_capacity(starts.len()) };
            let mut known: BTreeMap<i64, u32> = BTreeMap::new();
            for start in starts {
                let (number, label) = dimension.of_time(EpochMs(*start), zone);
                side.places.push(*known.entry(number).or_insert_with(|| {
                    side.labels.push(label(number));
                    u32::try_from(side.labels.len() - 1).unwrap_or(u32::MAX)
                }));
            }
            return Ok(side);
        };
        Ok(match block.fact(fact)? {
            Some(Column::Coded { values, codes }) => Self {
                labels: values.iter().map(|value| dimension.of_value(*value)).collect(),
                places: codes.iter().map(|code| u32::from(*code)).collect(),
            },
            Some(column) => {
                let mut side = Self { labels: Vec::new(), places: Vec::with_capacity(block.count) };
                let mut known: BTreeMap<Label, u32> = BTreeMap::new();
                for slot in 0..block.count {
                    let label = dimension.of_value(column.read(slot));
                    side.places.push(*known.entry(label).or_insert_with_key(|label| {
                        side.labels.push(label.clone());
                        u32::try_from(side.labels.len() - 1).unwrap_or(u32::MAX)
                    }));
                }
                side
            }
            None => Self { labels: vec![dimension.of_value(Read::Unknown)], places: vec![0; block.count] },
        })
    }
}

impl Wire for Label {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Unknown => out.push(0),
            Self::None => out.push(1),
            Self::Text(text) => {
                out.push(2);
                text.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Unknown,
            1 => Self::None,
            number => {
                if number != 2 {
                    from.fail();
                }
                Self::Text(from.take())
            }
        }
    }
}

impl Wire for Cell {
    fn put(&self, out: &mut Vec<u8>) {
        let numbers =
            [self.visits, self.page_views, self.product_views, self.cart_adds, self.bounces, self.stay_ms, self.buying_visits, self.orders];
        numbers.iter().for_each(|number| put_varint(out, *number));
        self.people.put(out);
        self.revenue.to_le_bytes().put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let [visits, page_views, product_views, cart_adds, bounces, stay_ms, buying_visits, orders] =
            core::array::from_fn(|_| from.varint());
        let (people, revenue) = (from.take(), i128::from_le_bytes(from.take()));
        Self { visits, people, page_views, product_views, cart_adds, bounces, stay_ms, buying_visits, orders, revenue }
    }
}

impl Wire for Table {
    fn put(&self, out: &mut Vec<u8>) {
        self.all.put(out);
        self.is_truncated.put(out);
        put_varint(out, self.cells.len() as u64);
        for (labels, cell) in &self.cells {
            labels.put(out);
            cell.put(out);
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let (all, is_truncated) = (from.take(), from.take());
        let cells = (0..from.count()).map(|_| (from.take(), from.take())).collect();
        Self { cells, all, is_truncated }
    }
}
