//! What was bought together (R08).
//!
//! Two passes: [`Counts`] finds in how many orders each product is, [`Pairs`] counts, of the products that are in most orders, those of each pair.
//! A pair is in no more orders than either of its products. So beyond the products that were looked at ([`PRODUCTS_MAX`]) nothing can be in
//! more orders than the last of them: every pair in more orders than that is found, exactly.

use model::{money::Currency, time::EpochMs};

use super::block::{AT, Block, COUNT, CURRENCY, FLAGS, PRODUCT, PRODUCT_KEYS, UNITS, is_purchase, number_of};
use super::people::Numbers;
use crate::column::BlockError;

/// Most products whose pairs are counted: two million pairs, 8 MB.
pub const PRODUCTS_MAX: usize = 2_000;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Of orders placed at this moment or later …
    pub from: EpochMs,
    /// … and before this one.
    pub to: EpochMs,
    /// In this currency; none: in any.
    pub currency: Option<Currency>,
}

/// The columns that it reads.
pub const COLUMNS: [u8; 7] = [AT, FLAGS, CURRENCY, COUNT, PRODUCT, UNITS, PRODUCT_KEYS];

/// In how many orders each product is.
#[derive(Default)]
pub struct Counts {
    numbers: Numbers,
    /// By number.
    pub orders: Vec<u32>,
    /// Orders with anything bought in them.
    pub baskets: u64,
}

impl Counts {
    /// Reads one block.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn scan(&mut self, ask: &Ask, block: &Block) -> Result<(), BlockError> {
        let numbers: Vec<u32> = block.keys(PRODUCT_KEYS)?.into_iter().map(|key| self.numbers.of(key)).collect();
        self.orders.resize(self.numbers.len(), 0);
        baskets(ask, block, &numbers, |basket| {
            self.baskets += 1;
            for number in basket {
                if let Some(orders) = self.orders.get_mut(*number as usize) {
                    *orders += 1;
                }
            }
        })
    }

    /// The products in most orders.
    #[must_use]
    pub fn ranked(mut self) -> Pairs {
        let mut order: Vec<u32> = (0..).take(self.orders.len()).collect();
        let count = |number: u32| self.orders.get(number as usize).copied().unwrap_or(0);
        order.retain(|number| count(*number) > 0);
        order.sort_by_key(|number| core::cmp::Reverse(count(*number)));
        let missed = order.get(PRODUCTS_MAX).map_or(0, |number| count(*number));
        order.truncate(PRODUCTS_MAX);
        let mut ranks = vec![u32::MAX; self.orders.len()];
        for (rank, number) in (0..).zip(&order) {
            if let Some(place) = ranks.get_mut(*number as usize) {
                *place = rank;
            }
        }
        let of_rank = order.iter().map(|number| count(*number)).collect();
        let pairs = order.len() * order.len().saturating_sub(1) / 2;
        self.orders = Vec::new();
        Pairs { numbers: self.numbers, ranks, orders: of_rank, counts: vec![0; pairs], baskets: self.baskets, missed }
    }
}

/// How often two were bought in one order.
pub struct Pairs {
    numbers: Numbers,
    /// Ranks by number.
    ranks: Vec<u32>,
    /// Orders of each, by rank.
    pub orders: Vec<u32>,
    /// Of (a, b), a < b, at b (b − 1) / 2 + a.
    counts: Vec<u32>,
    /// Orders with anything bought in them.
    pub baskets: u64,
    /// Pairs in at most so many orders may be missing.
    pub missed: u32,
}

/// A pair that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The rank of the one in more orders.
    pub one: u32,
    /// The rank of the other.
    pub other: u32,
    /// Orders with both.
    pub orders: u32,
}

impl Pairs {
    /// Reads one block.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn scan(&mut self, ask: &Ask, block: &Block) -> Result<(), BlockError> {
        let numbers: Vec<u32> = block.keys(PRODUCT_KEYS)?.into_iter().map(|key| self.numbers.of(key)).collect();
        let ranks: Vec<u32> = numbers.iter().map(|number| self.ranks.get(*number as usize).copied().unwrap_or(u32::MAX)).collect();
        let counts = &mut self.counts;
        baskets(ask, block, &ranks, |basket| {
            for (at, other) in basket.iter().enumerate().skip(1) {
                // What has no rank comes last.
                if *other == u32::MAX {
                    break;
                }
                let other = *other as usize;
                let Some(row) = counts.get_mut(other * (other - 1) / 2..) else { break };
                for one in basket.iter().take(at) {
                    if let Some(count) = row.get_mut(*one as usize) {
                        *count += 1;
                    }
                }
            }
        })
    }

    /// The rank of a product by its key, if it was looked at.
    pub fn rank(&mut self, key: u64) -> Option<u32> {
        let number = self.numbers.of(key) as usize;
        self.ranks.get(number).copied().filter(|rank| *rank != u32::MAX)
    }

    /// Every pair in at least so many orders, by both ranks.
    pub fn found(&self, least: u32) -> impl Iterator<Item = Pair> {
        let pairs = (1..).take(self.orders.len().saturating_sub(1)).flat_map(|other| (0..other).map(move |one| (one, other)));
        let found =
            move |((one, other), orders): ((u32, u32), &u32)| (*orders >= least.max(1)).then_some(Pair { one, other, orders: *orders });
        pairs.zip(&self.counts).filter_map(found)
    }
}

/// Hands over the products of each order, as `numbers` has them, each once and rising.
fn baskets(ask: &Ask, block: &Block, numbers: &[u32], mut take: impl FnMut(&[u32])) -> Result<(), BlockError> {
    let own = ask.currency.map(number_of);
    let counts = block.numbers(COUNT)?;
    let (at, bought) = (block.numbers(AT)?, block.each(FLAGS, is_purchase)?);
    let own = block.each(CURRENCY, |currency| own.is_none_or(|own| own == currency))?;
    let number = |place: i64| usize::try_from(place).ok().and_then(|place| numbers.get(place)).copied().unwrap_or(u32::MAX);
    let (products, units) = (block.each(PRODUCT, number)?, block.each(UNITS, |units| units > 0)?);
    let mut lines = products.iter().zip(&units);
    let mut basket = Vec::new();
    for ((count, at), (own, bought)) in counts.iter().zip(&at).zip(own.iter().zip(&bought)) {
        let count = usize::try_from(*count).unwrap_or(0);
        if !(*own && *bought && (ask.from.0..ask.to.0).contains(at)) {
            if let Some(last) = count.checked_sub(1) {
                lines.nth(last);
            }
            continue;
        }
        basket.clear();
        basket.extend(lines.by_ref().take(count).filter(|(_, bought)| **bought).map(|(product, _)| *product));
        if !basket.is_empty() {
            basket.sort_unstable();
            basket.dedup();
            take(&basket);
        }
    }
    Ok(())
}
