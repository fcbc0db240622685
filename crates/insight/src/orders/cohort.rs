//! Who bought first when, and what they did from then on (R03).
//!
//! Two passes: [`Cohorts::meet`] over all blocks finds everybody's first purchase, [`Cohorts::count`] over all of them again counts by how long
//! ago that was. Blocks may come in any order in both.

use std::collections::HashSet;

use model::{
    money::Currency,
    time::{Day, EpochMs, Zone},
};

use super::block::{AT, Block, CURRENCY, CUSTOMER, CUSTOMER_KEYS, FLAGS, VALUE, is_purchase, number_of, status_of};
use super::people::Numbers;
use super::row::Status;
use crate::column::BlockError;

/// Most cohorts of a table.
pub const COHORTS_MAX: usize = 400;
/// Most periods after the first, that one included: a bit each.
pub const PERIODS_MAX: usize = 64;

/// By what days are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Civil days.
    Day,
    /// Weeks that begin on this day of the week: 0 Monday … 6 Sunday.
    Week(u8),
    /// Calendar months.
    Month,
}

impl Unit {
    /// The number of the period in which a day lies: each is one more than the one before it.
    #[must_use]
    pub fn of(self, day: Day) -> i32 {
        match self {
            Self::Day => day.0,
            // Day 0 was a Thursday.
            Self::Week(start) => (day.0 + 3 - i32::from(start)).div_euclid(7),
            Self::Month => {
                let (year, month, _) = day.civil();
                year * 12 + i32::from(month) - 1
            }
        }
    }

    /// Its first day.
    #[must_use]
    pub fn start(self, period: i32) -> Day {
        match self {
            Self::Day => Day(period),
            Self::Week(start) => Day(period.saturating_mul(7) - 3 + i32::from(start)),
            Self::Month => {
                let month = u8::try_from(period.rem_euclid(12) + 1).unwrap_or(1);
                Day::from_civil(period.div_euclid(12), month, 1).unwrap_or_default()
            }
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// By days, weeks, months.
    pub unit: Unit,
    /// The earliest day of the first cohort's period.
    pub first: Day,
    /// A day of the last cohort's period.
    pub last: Day,
    /// How many periods after it, that one included: 1 to [`PERIODS_MAX`].
    pub periods: usize,
    /// Orders before this moment count.
    pub until: EpochMs,
    /// Orders of this currency count.
    pub currency: Currency,
    /// Whether days with a purchase are to be counted too.
    pub days: bool,
}

/// A cohort in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cell {
    /// Those of the cohort who bought something in it.
    pub people: i64,
    /// Their purchases.
    pub orders: i64,
    /// Days on which they bought, of each of them.
    pub days: i64,
    /// What all their orders come to, what was paid back taken off, millionths.
    pub revenue: i128,
}

/// A cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Its period.
    pub period: i32,
    /// From the period itself on.
    pub cells: Vec<Cell>,
}

/// While it is counted.
pub struct Cohorts<'a> {
    ask: &'a Ask,
    zone: &'a Zone,
    numbers: Numbers,
    /// When each customer first bought.
    firsts: Vec<EpochMs>,
    /// In which periods each has bought.
    seen: Vec<u64>,
    bought_on: HashSet<(u32, i32)>,
    first: i32,
    cells: Vec<Cell>,
    /// Purchases without a customer.
    pub guests: i64,
    /// Orders in another currency.
    pub other_currency: i64,
}

/// The columns that it reads.
pub const COLUMNS: [u8; 6] = [AT, FLAGS, CUSTOMER, VALUE, CURRENCY, CUSTOMER_KEYS];

const NEVER: EpochMs = EpochMs(i64::MAX);

impl<'a> Cohorts<'a> {
    /// Nothing yet. More cohorts or periods than may be are cut off.
    #[must_use]
    pub fn new(ask: &'a Ask, zone: &'a Zone) -> Self {
        let first = ask.unit.of(ask.first);
        let cohorts = usize::try_from(ask.unit.of(ask.last) - first + 1).unwrap_or(0).min(COHORTS_MAX);
        Self {
            ask,
            zone,
            numbers: Numbers::default(),
            firsts: Vec::new(),
            seen: Vec::new(),
            bought_on: HashSet::new(),
            first,
            cells: vec![Cell::default(); cohorts * ask.periods.min(PERIODS_MAX)],
            guests: 0,
            other_currency: 0,
        }
    }

    /// The first pass over a block.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn meet(&mut self, block: &Block) -> Result<(), BlockError> {
        let numbers = self.numbers.customers(block)?;
        self.firsts.resize(self.numbers.len(), NEVER);
        let own = number_of(self.ask.currency);
        let (at, flags) = (block.numbers(AT)?, block.numbers(FLAGS)?);
        let (customers, own) = (block.numbers(CUSTOMER)?, block.each(CURRENCY, |currency| currency == own)?);
        for ((at, flags), (customer, own)) in at.iter().zip(&flags).zip(customers.iter().zip(&own)) {
            if !is_purchase(*flags) || *at >= self.ask.until.0 {
                continue;
            }
            if !own {
                self.other_currency += 1;
            } else if let Some(number) = place(&numbers, *customer) {
                if let Some(first) = self.firsts.get_mut(number as usize) {
                    first.0 = first.0.min(*at);
                }
            } else {
                self.guests += 1;
            }
        }
        Ok(())
    }

    /// The second pass over a block, once all have been met.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn count(&mut self, block: &Block) -> Result<(), BlockError> {
        let numbers = self.numbers.customers(block)?;
        self.seen.resize(self.firsts.len(), 0);
        let own = number_of(self.ask.currency);
        let (at, flags, values) = (block.numbers(AT)?, block.numbers(FLAGS)?, block.numbers(VALUE)?);
        let (customers, own) = (block.numbers(CUSTOMER)?, block.each(CURRENCY, |currency| currency == own)?);
        let columns = self.ask.periods.min(PERIODS_MAX);
        for ((at, (flags, value)), (customer, own)) in at.iter().zip(flags.iter().zip(&values)).zip(customers.iter().zip(&own)) {
            if !own || *at >= self.ask.until.0 || status_of(*flags) == Status::Cancelled {
                continue;
            }
            let Some(number) = place(&numbers, *customer) else { continue };
            let Some(first) = self.firsts.get(number as usize).filter(|first| **first != NEVER) else { continue };
            let cohort = self.ask.unit.of(self.zone.day(*first));
            let day = self.zone.day(EpochMs(*at));
            let row = usize::try_from(cohort - self.first);
            let column = usize::try_from(self.ask.unit.of(day) - cohort);
            let (Ok(row), Ok(column)) = (row, column) else { continue };
            let Some(cell) = self.cells.get_mut(row * columns + column).filter(|_| column < columns) else { continue };
            cell.revenue += i128::from(*value);
            if !is_purchase(*flags) {
                continue;
            }
            cell.orders += 1;
            if self.ask.days && self.bought_on.insert((number, day.0)) {
                cell.days += 1;
            }
            if let Some(seen) = self.seen.get_mut(number as usize) {
                let bit = 1 << column;
                cell.people += i64::from(*seen & bit == 0);
                *seen |= bit;
            }
        }
        Ok(())
    }

    /// What was counted: every cohort that was asked, those of nobody too.
    #[must_use]
    pub fn table(self) -> Vec<Cohort> {
        let columns = self.ask.periods.clamp(1, PERIODS_MAX);
        (self.first..).zip(self.cells.chunks(columns)).map(|(period, cells)| Cohort { period, cells: cells.to_vec() }).collect()
    }
}

/// The number of the customer of an order; nobody's: none.
pub(super) fn place(numbers: &[u32], customer: i64) -> Option<u32> {
    usize::try_from(customer).ok()?.checked_sub(1).and_then(|place| numbers.get(place)).copied()
}
