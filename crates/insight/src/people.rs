//! How many different people, and which things most: sums that may be added up in any order.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{BuildHasherDefault, Hasher},
};

use model::{
    codec::{Reader, Wire, put_varint},
    ids::{VisitorId, stable_hash},
};

/// Most people that are told apart one by one in an object: 100,000 × 16 bytes, in two sets (all, and who matched), which are handed from turn to
/// turn. More are a number with a standard error of 0.8 %.
pub const EXACT_MAX: usize = 100_000;
/// Registers of the sketch beyond that: 2¹⁴ give a standard error of 1.04 / √16,384 = 0.8 % (Flajolet and others, HyperLogLog).
const REGISTERS: usize = 1 << 14;

/// Different people. Visits of one person live in one object: within it visitors are told apart, across objects numbers add up
/// ([`People::settle`]).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct People {
    hashes: HashSet<u64, BuildHasherDefault<Already>>,
    /// Where there are too many to keep: the most leading zeros seen in each register.
    sketch: Vec<u8>,
    /// Those of other objects.
    elsewhere: u64,
}

/// A hash that is one already.
#[derive(Clone, Copy, Debug, Default)]
pub struct Already(u64);

impl Hasher for Already {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = stable_hash(&[bytes]);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// What stands for a visitor: 8 bytes, its id's halves mixed by MurmurHash3's finisher (an id is random already; an import's may not be).
/// Of a million visitors two have the same with a chance of 1 in 37 million.
#[must_use]
pub fn hash_of(visitor: &VisitorId) -> u64 {
    let all = u128::from_le_bytes(visitor.0);
    let mix = |mut hash: u64| {
        hash = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ hash >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ hash >> 33
    };
    mix((all as u64) ^ mix((all >> 64) as u64))
}

impl People {
    /// Adds a person by [`hash_of`].
    pub fn add(&mut self, hash: u64) {
        if !self.sketch.is_empty() {
            note(&mut self.sketch, hash);
            return;
        }
        self.hashes.insert(hash);
        if self.hashes.len() > EXACT_MAX {
            self.blur();
        }
    }

    fn blur(&mut self) {
        if self.sketch.is_empty() {
            self.sketch = vec![0; REGISTERS];
        }
        for hash in core::mem::take(&mut self.hashes) {
            note(&mut self.sketch, hash);
        }
    }

    /// Takes in the people of another part of the same object, and the numbers of other objects.
    pub fn merge(&mut self, other: &Self) {
        self.elsewhere += other.elsewhere;
        if !other.sketch.is_empty() {
            self.blur();
            for (own, theirs) in self.sketch.iter_mut().zip(&other.sketch) {
                *own = (*own).max(*theirs);
            }
        }
        other.hashes.iter().for_each(|hash| self.add(*hash));
    }

    /// How many; exact up to [`EXACT_MAX`] an object.
    #[must_use]
    pub fn count(&self) -> u64 {
        let own = if self.sketch.is_empty() { self.hashes.len() as u64 } else { estimate(&self.sketch) };
        self.elsewhere + own
    }

    /// Keeps the number alone: what an object answers with when all its blocks are counted.
    pub fn settle(&mut self) {
        *self = Self { elsewhere: self.count(), ..Self::default() };
    }
}

fn note(sketch: &mut [u8], hash: u64) {
    let zeros = u8::try_from((hash << 14 | 1 << 13).leading_zeros() + 1).unwrap_or(u8::MAX);
    if let Some(register) = sketch.get_mut((hash >> 50) as usize) {
        *register = (*register).max(zeros);
    }
}

fn estimate(sketch: &[u8]) -> u64 {
    let registers = REGISTERS as f64;
    let sum: f64 = sketch.iter().map(|zeros| 0.5_f64.powi(i32::from(*zeros))).sum();
    // The sketch is for more than 100,000: neither correction of the paper, for few and for billions, applies.
    (0.7213 / (1.0 + 1.079 / registers) * registers * registers / sum).round() as u64
}

impl Wire for People {
    fn put(&self, out: &mut Vec<u8>) {
        let mut hashes: Vec<u64> = self.hashes.iter().copied().collect();
        hashes.sort_unstable();
        put_varint(out, hashes.len() as u64);
        hashes.iter().for_each(|hash| out.extend_from_slice(&hash.to_le_bytes()));
        model::codec::put_bytes(out, &self.sketch);
        put_varint(out, self.elsewhere);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let count = from.count();
        let hashes = (0..count).map_while(|_| (!from.is_done()).then(|| u64::from_le_bytes(from.take()))).collect();
        let sketch = from.bytes().to_vec();
        if !(sketch.is_empty() || sketch.len() == REGISTERS) {
            from.fail();
        }
        Self { hashes, sketch, elsewhere: from.varint() }
    }
}

/// Most names that are counted one by one: 20,000 × some 60 bytes.
pub const NAMES_MAX: usize = 20_000;

/// How often each name came. Beyond [`NAMES_MAX`] only some of the names are counted, chosen by their hash whatever their numbers:
/// so the result does not hang on the order in which parts are merged, and what is counted is counted exactly.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Top {
    /// By the name's hash: the name, what it is called, visits, units.
    counts: BTreeMap<u64, Counted>,
    /// Some names are left out.
    truncated: bool,
}

/// One name of a [`Top`].
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Counted {
    /// What is counted: a page's path, a product's id.
    pub name: String,
    /// What a person reads instead, if there is anything.
    pub label: String,
    /// In how many visits.
    pub visits: u64,
    /// How many units, or the visits again.
    pub units: u64,
}

impl Wire for Counted {
    fn put(&self, out: &mut Vec<u8>) {
        self.name.put(out);
        self.label.put(out);
        put_varint(out, self.visits);
        put_varint(out, self.units);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { name: from.take(), label: from.take(), visits: from.varint(), units: from.varint() }
    }
}

impl Top {
    /// Counts a name in so many visits with so many units.
    pub fn add(&mut self, name: &str, label: &str, visits: u64, units: u64) {
        let hash = stable_hash(&[name.as_bytes()]);
        if let Some(counted) = self.counts.get_mut(&hash) {
            counted.visits += visits;
            counted.units += units;
            // Whichever page said it: the same of two names wherever they meet.
            if label > counted.label.as_str() {
                label.clone_into(&mut counted.label);
            }
            return;
        }
        self.counts.insert(hash, Counted { name: name.to_owned(), label: label.to_owned(), visits, units });
        if self.counts.len() > NAMES_MAX {
            self.counts.pop_last();
            self.truncated = true;
        }
    }

    /// Takes in another part.
    pub fn merge(&mut self, other: &Self) {
        self.truncated |= other.truncated;
        for counted in other.counts.values() {
            self.add(&counted.name, &counted.label, counted.visits, counted.units);
        }
    }

    /// Changes every number.
    pub(crate) fn scale(&mut self, number: &impl Fn(&mut u64)) {
        for counted in self.counts.values_mut() {
            number(&mut counted.visits);
            number(&mut counted.units);
        }
    }

    /// The most frequent, by units, then visits, then name.
    #[must_use]
    pub fn most(&self, number: usize) -> Vec<&Counted> {
        let mut all: Vec<&Counted> = self.counts.values().collect();
        all.sort_by(|a, b| (b.units, b.visits, &a.name).cmp(&(a.units, a.visits, &b.name)));
        all.truncate(number);
        all
    }

    /// True when there were more names than are counted: some that came often may be missing.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }
}

impl Wire for Top {
    fn put(&self, out: &mut Vec<u8>) {
        self.truncated.put(out);
        put_varint(out, self.counts.len() as u64);
        self.counts.values().for_each(|counted| counted.put(out));
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let mut top = Self { truncated: from.take(), ..Self::default() };
        for _ in 0..from.count() {
            let counted: Counted = from.take();
            top.add(&counted.name, &counted.label, counted.visits, counted.units);
        }
        top
    }
}
