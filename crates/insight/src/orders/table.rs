//! One definition of a report over orders: how many, of whom and for how much, by one or two of their sides (R08, R11).
//!
//! A dimension is of the order (its day, whether it was its customer's first, its coupon) or of its lines (product, category). Of an order's label all of it
//! counts; of a line's the lines with it, and each order once a label. Two passes where somebody's first order is asked for; blocks may come in any
//! order in both.

use std::collections::{BTreeMap, HashSet};

use model::{
    money::Currency,
    time::{EpochMs, Zone},
};

use super::block::{
    AMOUNT, AT, Block, COUNT, CURRENCY, CUSTOMER, CUSTOMER_KEYS, FLAGS, PRODUCT, PRODUCTS, TRUTH, UNITS, VALUE, is_purchase, number_of,
    status_of,
};
use super::cohort::place;
use super::people::Numbers;
use super::row::Status;
use crate::column::BlockError;
use crate::table::{CELLS_MAX, Dimension as OfTime, Label};

/// A side of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Of the moment at which it was placed: period, hour, weekday.
    Time(OfTime),
    /// `first` of its customer's orders, `again` each other one, `guest` where nobody is named.
    Newness,
    /// The coupon's name.
    Coupon,
    /// How many units it has: `1`, `2`, `3`, `4–5`, `6–10`, `11+`.
    Size,
    /// A line's product.
    Product,
    /// Its category.
    Category,
}

impl Dimension {
    /// True for what a line says.
    #[must_use]
    pub const fn is_of_lines(self) -> bool {
        matches!(self, Self::Product | Self::Category)
    }
}

/// What some orders, or lines of them, come to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cell {
    /// Purchases.
    pub orders: i64,
    /// Their customers, who are named.
    pub people: HashSet<u32>,
    /// Units bought, less those given back.
    pub units: i64,
    /// What was paid, less what was paid back, millionths: of orders, or where lines are told apart of the lines.
    pub revenue: i128,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// One dimension, or two; none: all orders together.
    pub by: Vec<Dimension>,
    /// Of orders placed at this moment or later …
    pub from: EpochMs,
    /// … and before this one.
    pub to: EpochMs,
    /// In this currency.
    pub currency: Currency,
}

impl Ask {
    /// True where somebody's first order is asked for: then all blocks are to be met first.
    #[must_use]
    pub fn asks_firsts(&self) -> bool {
        self.by.contains(&Dimension::Newness)
    }

    fn is_of_lines(&self) -> bool {
        self.by.iter().any(|dimension| dimension.is_of_lines())
    }

    /// The columns that it reads.
    #[must_use]
    pub fn columns(&self) -> Vec<u8> {
        let mut columns = vec![AT, FLAGS, CUSTOMER, VALUE, CURRENCY, CUSTOMER_KEYS, COUNT, UNITS];
        if self.is_of_lines() {
            columns.extend([PRODUCT, AMOUNT, PRODUCTS]);
        }
        if self.by.contains(&Dimension::Coupon) {
            columns.push(TRUTH);
        }
        columns
    }
}

/// While it is counted.
pub struct Table<'a> {
    ask: &'a Ask,
    zone: &'a Zone,
    numbers: Numbers,
    /// When each customer first bought.
    firsts: Vec<EpochMs>,
    /// Cells by their labels.
    pub cells: BTreeMap<Vec<Label>, Cell>,
    /// All of them together.
    pub all: Cell,
    /// True when there were more cells than are counted: those with the least labels are there, exactly.
    pub is_truncated: bool,
    /// Orders in another currency.
    pub other_currency: i64,
}

const NEVER: EpochMs = EpochMs(i64::MAX);

impl<'a> Table<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(ask: &'a Ask, zone: &'a Zone) -> Self {
        let (cells, numbers) = (BTreeMap::new(), Numbers::default());
        Self { ask, zone, numbers, firsts: Vec::new(), cells, all: Cell::default(), is_truncated: false, other_currency: 0 }
    }

    /// The first pass over a block, where [`Ask::asks_firsts`].
    ///
    /// # Errors
    /// What cannot be read.
    pub fn meet(&mut self, block: &Block) -> Result<(), BlockError> {
        let numbers = self.numbers.customers(block)?;
        self.firsts.resize(self.numbers.len(), NEVER);
        let own = number_of(self.ask.currency);
        let (at, bought) = (block.numbers(AT)?, block.each(FLAGS, is_purchase)?);
        let (customers, own) = (block.numbers(CUSTOMER)?, block.each(CURRENCY, |currency| currency == own)?);
        for ((at, bought), (customer, own)) in at.iter().zip(&bought).zip(customers.iter().zip(&own)) {
            let first = place(&numbers, *customer).filter(|_| *bought && *own).and_then(|number| self.firsts.get_mut(number as usize));
            if let Some(first) = first {
                first.0 = first.0.min(*at);
            }
        }
        Ok(())
    }

    /// Counts a block.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn count(&mut self, block: &Block) -> Result<(), BlockError> {
        let ask = self.ask;
        let numbers = self.numbers.customers(block)?;
        self.firsts.resize(self.numbers.len(), NEVER);
        let own = number_of(ask.currency);
        let (at, flags, values) = (block.numbers(AT)?, block.numbers(FLAGS)?, block.numbers(VALUE)?);
        let (customers, currencies, counts) = (block.numbers(CUSTOMER)?, block.numbers(CURRENCY)?, block.numbers(COUNT)?);
        let units = block.numbers(UNITS)?;
        let mut units = units.iter();
        let coupons = if ask.by.contains(&Dimension::Coupon) { block.coupons()? } else { Vec::new() };
        let mut lines = if ask.is_of_lines() { Some(Lines::of(block)?) } else { None };
        let heads = at.iter().zip(&flags).zip(values.iter().zip(&customers)).zip(currencies.iter().zip(&counts)).enumerate();
        for (slot, (((at, flags), (value, customer)), (currency, count))) in heads {
            let count = usize::try_from(*count).unwrap_or(0);
            let of_order: Vec<i64> = units.by_ref().take(count).copied().collect();
            let sold = lines.as_mut().map(|lines| lines.next(count));
            let is_asked = status_of(*flags) != Status::Cancelled && (ask.from.0..ask.to.0).contains(at);
            if !is_asked || *currency != own {
                self.other_currency += i64::from(is_asked);
                continue;
            }
            let number = place(&numbers, *customer);
            let total: i64 = of_order.iter().sum();
            let order = Of {
                at: EpochMs(*at),
                number,
                is_bought: is_purchase(*flags),
                units: total,
                is_first: number.and_then(|number| self.firsts.get(number as usize)).map(|first| first.0 == *at),
                coupon: coupons.get(slot).map(String::as_str).unwrap_or_default(),
            };
            self.all.add(number, order.is_bought, total, i128::from(*value));
            match sold {
                None => {
                    let labels = ask.by.iter().map(|dimension| order.label(*dimension, self.zone)).collect();
                    self.cell(labels, |cell| cell.add(number, order.is_bought, total, i128::from(*value)));
                }
                Some(sold) => self.lines(&order, &of_order, &sold),
            }
        }
        Ok(())
    }

    /// Counts an order's lines by their labels: of each label the order once.
    fn lines(&mut self, order: &Of<'_>, units: &[i64], sold: &[(Sold, i64)]) {
        let mut found: BTreeMap<Vec<Label>, (bool, i64, i128)> = BTreeMap::new();
        for ((product, amount), units) in sold.iter().zip(units) {
            let label = |dimension: &Dimension| match dimension {
                Dimension::Product => product.id.clone(),
                Dimension::Category => product.category.clone(),
                of_order => order.label(*of_order, self.zone),
            };
            let (bought, sum, paid) = found.entry(self.ask.by.iter().map(label).collect()).or_default();
            *bought |= *units > 0;
            *sum += units;
            *paid += i128::from(*amount);
        }
        for (labels, (bought, units, paid)) in found {
            self.cell(labels, |cell| cell.add(order.number, bought && order.is_bought, units, paid));
        }
    }

    fn cell(&mut self, labels: Vec<Label>, add: impl FnOnce(&mut Cell)) {
        add(self.cells.entry(labels).or_default());
        if self.cells.len() > CELLS_MAX {
            self.cells.pop_last();
            self.is_truncated = true;
        }
    }
}

impl Cell {
    fn add(&mut self, customer: Option<u32>, is_bought: bool, units: i64, revenue: i128) {
        self.orders += i64::from(is_bought);
        self.units += units;
        self.revenue += revenue;
        if is_bought {
            self.people.extend(customer);
        }
    }
}

/// An order, as far as labels go.
struct Of<'a> {
    at: EpochMs,
    number: Option<u32>,
    is_bought: bool,
    units: i64,
    /// Nothing where nobody is named.
    is_first: Option<bool>,
    coupon: &'a str,
}

impl Of<'_> {
    fn label(&self, dimension: Dimension, zone: &Zone) -> Label {
        let text = |text: &str| if text.is_empty() { Label::None } else { Label::Text(text.to_owned()) };
        match dimension {
            Dimension::Time(of_time) => of_time.of_moment(self.at, zone),
            Dimension::Newness => text(match self.is_first {
                Some(true) => "first",
                Some(false) => "again",
                None => "guest",
            }),
            Dimension::Coupon => text(self.coupon),
            Dimension::Size => text(match self.units {
                ..=0 => "0",
                1 => "1",
                2 => "2",
                3 => "3",
                4 | 5 => "4–5",
                6..=10 => "6–10",
                _ => "11+",
            }),
            Dimension::Product | Dimension::Category => Label::Unknown,
        }
    }
}

/// What a product is called by.
#[derive(Clone)]
struct Sold {
    id: Label,
    category: Label,
}

/// The lines of a block, order after order.
struct Lines {
    products: Vec<Sold>,
    rows: std::vec::IntoIter<(i64, i64)>,
}

impl Lines {
    fn of(block: &Block) -> Result<Self, BlockError> {
        let text = |text: String| if text.is_empty() { Label::None } else { Label::Text(text) };
        let products = block.products()?.into_iter().map(|product| Sold { id: text(product.id), category: text(product.category.1) });
        let rows: Vec<(i64, i64)> = block.numbers(PRODUCT)?.into_iter().zip(block.numbers(AMOUNT)?).collect();
        Ok(Self { products: products.collect(), rows: rows.into_iter() })
    }

    fn next(&mut self, count: usize) -> Vec<(Sold, i64)> {
        let products = &self.products;
        let unknown = || Sold { id: Label::Unknown, category: Label::Unknown };
        let sold = |place: i64| usize::try_from(place).ok().and_then(|place| products.get(place)).cloned().unwrap_or_else(unknown);
        self.rows.by_ref().take(count).map(|(place, amount)| (sold(place), amount)).collect()
    }
}
