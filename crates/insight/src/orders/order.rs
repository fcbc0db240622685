//! An order as all words of it say together.
//!
//! What became of it, whose it is and what its lines are is three matters: of each the latest word that says anything counts. So a word that
//! only takes an order back leaves its lines and its customer known. Words may come in any order, and more than once.

use std::collections::BTreeMap;

use model::{
    money::{Currency, Micros},
    time::EpochMs,
};

use super::row::{Row, Status, Tag};

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// When, how much, what became of it.
    pub head: (Tag, Head),
    /// The shop's id of who ordered, where any word says it.
    pub customer: Option<(Tag, String)>,
    /// What was ordered, where any word says it.
    pub lines: Option<(Tag, Vec<Line>)>,
}

/// What an order is but for its customer and lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// When it was placed.
    pub at: EpochMs,
    /// What became of it.
    pub status: Status,
    /// Of all its amounts.
    pub currency: Currency,
    /// What was paid, or remains; where it is not said, what the lines come to.
    pub total: Option<Micros>,
    /// The coupon's name; empty: none.
    pub coupon: String,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The product's id.
    pub product: String,
    /// Its name; empty: not said.
    pub name: String,
    /// Its category; empty: not said.
    pub category: String,
    /// How many; fewer than none: given back.
    pub units: i32,
    /// What one cost.
    pub price: Micros,
    /// What was paid for all of them; less than nothing: paid back.
    pub amount: Micros,
}

/// What the rows of one tag say of each order.
#[must_use]
pub fn words(tag: Tag, rows: Vec<Row>) -> BTreeMap<String, Order> {
    let mut by_order: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for mut row in rows {
        by_order.entry(core::mem::take(&mut row.order)).or_default().push(row);
    }
    by_order.into_iter().map(|(order, rows)| (order, word(tag, rows))).collect()
}

/// One order's rows, in the order of their places. It is cancelled when all of them are; else a line that was cancelled is no line of it. It
/// began with the earliest; what it came to, its coupon and its customer are what the first row says that says any.
fn word(tag: Tag, mut rows: Vec<Row>) -> Order {
    rows.sort_by_key(|row| row.at_row);
    let is_cancelled = rows.iter().all(|row| row.status == Status::Cancelled);
    let is_refunded = rows.iter().any(|row| row.status == Status::Refunded);
    let status = match (is_cancelled, is_refunded) {
        (true, _) => Status::Cancelled,
        (false, true) => Status::Refunded,
        (false, false) => Status::Placed,
    };
    let head = Head {
        at: rows.iter().map(|row| row.at).min().unwrap_or_default(),
        status,
        currency: rows.first().map(|row| row.currency).unwrap_or_default(),
        total: rows.iter().find_map(|row| row.total),
        coupon: rows.iter().map(|row| &row.coupon).find(|coupon| !coupon.is_empty()).cloned().unwrap_or_default(),
    };
    let customer = rows.iter().find_map(|row| row.customer.clone()).map(|customer| (tag, customer));
    let has_lines = rows.iter().any(|row| !row.product.is_empty());
    let lines = rows.into_iter().filter(|row| !row.product.is_empty() && (is_cancelled || row.status != Status::Cancelled)).map(|row| {
        let Row { product, name, category, units, price, amount, .. } = row;
        Line { product, name, category, units, price, amount }
    });
    let lines: Vec<Line> = lines.collect();
    Order { head: (tag, head), customer, lines: has_lines.then_some((tag, lines)) }
}

impl Order {
    /// Adds another word of the same order.
    pub fn add(&mut self, other: Self) {
        if other.head.0 > self.head.0 {
            self.head = other.head;
        }
        later(&mut self.customer, other.customer);
        later(&mut self.lines, other.lines);
    }

    /// What it comes to: what was said, else what its lines say; nothing where it is cancelled.
    #[must_use]
    pub fn value(&self) -> Micros {
        let head = &self.head.1;
        match (head.status, head.total) {
            (Status::Cancelled, _) => Micros(0),
            (_, Some(total)) => total,
            (_, None) => Micros(self.lines().iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount.0))),
        }
    }

    /// True when something was bought: not where it is cancelled, and not where it only says what was given back.
    #[must_use]
    pub fn is_purchase(&self) -> bool {
        let bought = match &self.lines {
            Some((_, lines)) if !lines.is_empty() => lines.iter().any(|line| line.units > 0),
            _ => self.value().0 >= 0,
        };
        self.head.1.status != Status::Cancelled && bought
    }

    /// Its lines, as far as they are known.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        self.lines.as_ref().map_or(&[], |(_, lines)| lines)
    }
}

fn later<T>(mine: &mut Option<(Tag, T)>, other: Option<(Tag, T)>) {
    let is_later = match (&*mine, &other) {
        (Some((mine, _)), Some((other, _))) => other > mine,
        (None, Some(_)) => true,
        (_, None) => false,
    };
    if is_later {
        *mine = other;
    }
}
