//! What happened: the events that pages tell and everything else is folded from.

use serde::{Deserialize, Serialize};

use crate::{
    facts::{Fact, Value},
    ids::EventId,
    money::{Currency, Micros},
    time::EpochMs,
};

/// Longest text kept of a name, a title, a word: characters. Longer ones are cut, never refused.
pub const TEXT_CHARS_MAX: usize = 200;
/// Longest URL kept: bytes. RFC 9110 asks for 8,000; shops' pages stay far under 1,000, and 100 path pages × 1,000 = 100 KB is what a
/// browser's storage can spare.
pub const URL_BYTES_MAX: usize = 1000;
/// Most lines of a cart or an order. The largest cart seen in public data has under 60 kinds.
pub const ITEMS_MAX: usize = 100;
/// Most variants of a message: their numbers are below it. More than five share so few people that no difference is ever found.
pub const VARIANTS_MAX: u8 = 10;
/// Most units of one line.
pub const QUANTITY_MAX: u32 = 100_000;

/// One thing that happened, with the id it was given where it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Where and as which it was made.
    pub id: EventId,
    /// When, by the device's clock corrected by the edge's.
    pub at: EpochMs,
    /// What.
    pub kind: EventKind,
}

impl Event {
    /// The order in which events are folded: by time; at the same time by where they were made. Any order of arrival gives this one.
    #[must_use]
    pub const fn order(&self) -> (EpochMs, EventId) {
        (self.at, self.id)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A page was opened, or a single-page app changed its route.
    Page(Page),
    /// A product's page was viewed.
    Product(Item),
    /// The whole cart, as the cart page shows it.
    CartSet(Vec<Item>),
    /// Lines were put into the cart.
    CartAdd(Vec<Item>),
    /// Lines, or some of their units, were taken out.
    CartRemove(Vec<Item>),
    /// The order form was reached.
    Checkout(Vec<Item>),
    /// An order was placed.
    Order(Order),
    /// The shop's own search was used.
    Search(Search),
    /// The page said who is signed in, or that nobody is.
    Member(Member),
    /// Anything else that a shop wants to tell.
    Custom(Custom),
    /// A visit began, or its shopper came anew from outside: where from, as the page has it. The edge makes an [`EventKind::Arrival`] of it.
    Landing(Landing),
    /// Where the visit came from, and on which device ([`crate::facts::arrival_facts`]).
    Arrival(Vec<(Fact, Value)>),
    /// A message of ours was shown, clicked, closed, or held back.
    Exposure(Exposure),
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Page {
    /// Its address with the query, without the fragment (but with a `#/route`).
    pub url: String,
    /// Its title.
    pub title: String,
}

/// A product, or a line of a cart or an order.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Item {
    /// The shop's id of the product.
    pub id: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its category, empty when the page did not say.
    #[serde(default)]
    pub category: String,
    /// The price of one unit in the site's currency; `None` when the page did not say, or said it in another currency.
    #[serde(default)]
    pub price: Option<Micros>,
    /// Units, 1 or more.
    #[serde(default = "one")]
    pub quantity: u32,
}

const fn one() -> u32 {
    1
}

impl Item {
    /// Price × units; `None` where the price is not known or the product is too large.
    #[must_use]
    pub fn total(&self) -> Option<Micros> {
        self.price?.times(self.quantity)
    }
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Order {
    /// The shop's order number: the same number is the same order, whoever says it and how often.
    pub id: String,
    /// What was paid.
    pub value: Micros,
    /// In which currency.
    pub currency: Currency,
    /// Its lines.
    pub items: Vec<Item>,
}

/// A search in the shop.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Search {
    /// What was searched.
    pub word: String,
    /// How many products were found, if the page said so.
    #[serde(default)]
    pub results: Option<u32>,
}

/// Who the page says is signed in. Without a valid signature it labels this browser's visit and nothing else (security.md, "Facts").
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Member {
    /// The shop's member id; empty: nobody is signed in.
    pub id: String,
    /// `v1.<expiry>.<hex>` by the shop's server; empty when it gave none.
    #[serde(default)]
    pub signature: String,
}

/// An event that a shop named itself.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Custom {
    /// Its name.
    pub name: String,
    /// One value, as text.
    #[serde(default)]
    pub value: String,
}

/// A page that somebody came to from outside.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Landing {
    /// Its address.
    pub url: String,
    /// `document.referrer`.
    pub referrer: String,
}

/// What became of a message on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// The message's id.
    pub message: String,
    /// Which variant, 0 when there is one only.
    pub variant: u8,
    /// What happened.
    pub act: Act,
}

/// What a shopper, or the page, did with a message. The numbers are stored: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// It was really drawn.
    Shown,
    /// Its button or link was used.
    Clicked,
    /// It was closed.
    Closed,
    /// It would have been drawn, but this person belongs to the message's control group.
    Held,
}

/// Cuts text to at most `chars` characters, without control characters.
#[must_use]
pub fn clip(text: &str, chars: usize) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(chars).collect()
}

/// Cuts a URL to `URL_BYTES_MAX` bytes at a character's edge, and drops its fragment unless that is a route (`#/…`, `#!…`).
#[must_use]
pub fn clip_url(url: &str) -> &str {
    let mut end = url.find('#').filter(|at| !url.get(at + 1..).unwrap_or("").starts_with(['/', '!'])).unwrap_or(url.len());
    if end > URL_BYTES_MAX {
        end = URL_BYTES_MAX;
        while !url.is_char_boundary(end) {
            end -= 1;
        }
    }
    url.get(..end).unwrap_or("")
}

crate::wire!(struct Page { url, title });
crate::wire!(struct Item { id, name, category, price, quantity });
crate::wire!(struct Order { id, value, currency, items });
crate::wire!(struct Search { word, results });
crate::wire!(struct Member { id, signature });
crate::wire!(struct Custom { name, value });
crate::wire!(struct Landing { url, referrer });
crate::wire!(struct Exposure { message, variant, act });
crate::wire!(
    enum Act {
        Shown,
        Clicked,
        Closed,
        Held,
    }
);
