//! Where an order's words meet: parts, which split as they grow.
//!
//! A part is known by its key: a one, and behind it the first bits of the hashes of its orders' numbers. There are [`ROOTS`] of them at first;
//! one that has too many lines becomes the two that have a bit more. Rows wait by root, whatever became of it.

use std::collections::{BTreeMap, BTreeSet};

use model::ids::stable_hash;

use super::order::{Order, words};
use super::row::{Row, Tag};

/// Parts that a site begins with; rows that wait are kept by these.
pub const ROOTS: u8 = 1 << ROOT_BITS;
const ROOT_BITS: u32 = 4;
/// A part with more lines than this is split where it is folded: its longest column stays well under a row of storage (2 MB).
pub const LINES_MAX: usize = 120_000;
/// So often can it be split: beyond it lies a hash with too many orders, which cannot be.
const BITS_MAX: u32 = 40;

/// A part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part(pub i64);

/// Where an order's number falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(u64);

impl Hash {
    /// That of an order's number.
    #[must_use]
    pub fn of(order: &str) -> Self {
        Self(stable_hash(&[b"order's part", order.as_bytes()]))
    }

    /// Its root, 0 to [`ROOTS`] − 1.
    #[must_use]
    pub fn root(self) -> u8 {
        self.0.to_be_bytes()[0] >> (8 - ROOT_BITS)
    }

    /// In which of so many shares of its root it lies, from 0.
    #[must_use]
    pub fn share(self, shares: u32) -> u32 {
        let [.., a, b, c, d, _, _, _] = (self.0 << ROOT_BITS).to_be_bytes();
        u32::from_be_bytes([a, b, c, d]).checked_rem(shares).unwrap_or(0)
    }

    /// The part of these in which it lies; its root's own where none of them is.
    #[must_use]
    pub fn among(self, parts: &BTreeSet<Part>) -> Part {
        (ROOT_BITS..=BITS_MAX).map(|bits| self.first(bits)).find(|part| parts.contains(part)).unwrap_or_else(|| Part::root(self.root()))
    }

    fn first(self, bits: u32) -> Part {
        Part((1_i64 << bits) | (self.0 >> (64 - bits)).cast_signed())
    }
}

impl Part {
    /// The first part of a root.
    #[must_use]
    pub fn root(root: u8) -> Self {
        Self(1 << ROOT_BITS | i64::from(root))
    }

    /// Under which root it lies.
    #[must_use]
    pub fn root_of(self) -> u8 {
        let bits = i64::BITS - 1 - self.0.leading_zeros();
        u8::try_from(self.0 >> bits.saturating_sub(ROOT_BITS) & i64::from(ROOTS - 1)).unwrap_or(0)
    }

    /// Its two halves; none where it cannot be split.
    #[must_use]
    pub const fn halves(self) -> Option<(Self, Self)> {
        if self.0 >> BITS_MAX == 0 { Some((Self(self.0 * 2), Self(self.0 * 2 + 1))) } else { None }
    }

    /// True when an order lies in it.
    #[must_use]
    pub fn has(self, order: Hash) -> bool {
        order.first(i64::BITS - 1 - self.0.leading_zeros()) == self
    }
}

/// Orders by their numbers.
pub type Orders = BTreeMap<String, Order>;

/// What some words say together, in whatever order they came; all rows of one tag are to be among them.
#[must_use]
pub fn told(said: impl IntoIterator<Item = (Tag, Vec<Row>)>) -> Orders {
    let mut by_tag: BTreeMap<Tag, Vec<Row>> = BTreeMap::new();
    for (tag, rows) in said {
        by_tag.entry(tag).or_default().extend(rows);
    }
    let mut all = Orders::new();
    for (tag, rows) in by_tag {
        add(&mut all, words(tag, rows));
    }
    all
}

/// Adds words to orders.
pub fn add(orders: &mut Orders, words: Orders) {
    for (id, word) in words {
        match orders.entry(id) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut().add(word),
            std::collections::btree_map::Entry::Vacant(free) => {
                free.insert(word);
            }
        }
    }
}

/// Orders by the parts in which they lie.
#[must_use]
pub fn among(orders: Orders, parts: &BTreeSet<Part>) -> BTreeMap<Part, Orders> {
    let mut by_part: BTreeMap<Part, Orders> = BTreeMap::new();
    for (id, order) in orders {
        by_part.entry(Hash::of(&id).among(parts)).or_default().insert(id, order);
    }
    by_part
}

/// A part's orders as they are to be kept: in the part itself, or in its halves where it has more than so many lines.
#[must_use]
pub fn split(part: Part, orders: Orders, lines_max: usize) -> Vec<(Part, Orders)> {
    let (mut done, mut open) = (Vec::new(), vec![(part, orders)]);
    while let Some((part, orders)) = open.pop() {
        // An order without lines is a row too.
        let rows: usize = orders.values().map(|order| order.lines().len().max(1)).sum();
        match part.halves() {
            Some((one, other)) if rows > lines_max && orders.len() > 1 => {
                let (ones, others) = orders.into_iter().partition(|(id, _)| one.has(Hash::of(id)));
                open.extend([(one, ones), (other, others)]);
            }
            _ => done.push((part, orders)),
        }
    }
    done
}
