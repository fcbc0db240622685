//! What somebody says of an order: rows, each with a line of it, under the tag of whoever says them.
//!
//! A file has a row a line, and the rows of one order may stand anywhere in it; two of them may be the same to the letter and still be two
//! lines. So a row is known by its place in what was said ([`Row::at_row`]): the same place said again is the same row. All that one tag says of an order is
//! one **word**; of two words the one with the higher version counts, whole ([`Tag`]).

use model::{
    money::{Currency, Micros},
    time::EpochMs,
};

/// How much a word is worth: the shop's server's outranks what a browser said, whenever it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Rank {
    /// A shopper's browser.
    Browser,
    /// The shop: a file, its server, its platform.
    #[default]
    Shop,
}

/// Who says something, and when: of two words of one order the later counts; of two of one moment always the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tag {
    /// Whose word it is.
    pub rank: Rank,
    /// Milliseconds: when an import began, or when the shop last changed the order.
    pub version: i64,
    /// An import's number, or of a single order's word a hash of what it says.
    pub by: i64,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Status {
    /// It counts.
    #[default]
    Placed,
    /// What is said of it is what remains.
    Refunded,
    /// It counts nowhere.
    Cancelled,
}

/// One row: a line of an order, with what the row says of the order itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The shop's number of the order: 1 to 200 characters.
    pub order: String,
    /// Its place in what was said, from 0.
    pub at_row: u32,
    /// The shop's id of who ordered, 1 to 200 characters; nobody: a guest.
    pub customer: Option<String>,
    /// When it was placed.
    pub at: EpochMs,
    /// What became of it.
    pub status: Status,
    /// Of all its amounts.
    pub currency: Currency,
    /// What was paid for the whole order, where the row says it; else it is what its lines come to.
    pub total: Option<Micros>,
    /// The coupon's name; empty: none.
    pub coupon: String,
    /// The product's id; empty: this row has no line, only an order.
    pub product: String,
    /// Its name; empty: not said.
    pub name: String,
    /// Its category; empty: not said.
    pub category: String,
    /// How many; fewer than none: given back.
    pub units: i32,
    /// What one of them cost.
    pub price: Micros,
    /// What was paid for the line; less than nothing: paid back.
    pub amount: Micros,
}

model::wire!(
    enum Rank {
        Browser,
        Shop,
    }
);
model::wire!(struct Tag { rank, version, by });
model::wire!(
    enum Status {
        Placed,
        Refunded,
        Cancelled,
    }
);
model::wire!(struct Row { order, at_row, customer, at, status, currency, total, coupon, product, name, category, units, price, amount });
