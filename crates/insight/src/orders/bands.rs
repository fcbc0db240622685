//! What was bought at which prices (R05).

use model::{
    money::{Currency, Micros},
    time::EpochMs,
};

use super::block::{AMOUNT, AT, Block, COUNT, CURRENCY, FLAGS, PRICE, UNITS, number_of, status_of};
use super::row::Status;
use crate::column::BlockError;

/// Most bands.
pub const BANDS_MAX: usize = 50;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bands {
    /// Of orders placed at this moment or later …
    pub from: EpochMs,
    /// … and before this one.
    pub to: EpochMs,
    /// In this currency.
    pub currency: Currency,
    /// Where bands begin, rising: each goes up to the next one and does not have that price itself; the last has no end. Below the first is a
    /// band of its own.
    pub edges: Vec<Micros>,
}

/// A band.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Band {
    /// Orders in which something of this band was bought: an order over several bands counts in each.
    pub orders: i64,
    /// Units bought, less those given back.
    pub units: i64,
    /// What was paid for them, millionths, less what was paid back.
    pub sales: i128,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Found {
    /// Below the first edge, then from each edge on.
    pub bands: Vec<Band>,
    /// Orders in which anything was bought, each once.
    pub orders: i64,
    /// Orders in another currency, which are left out.
    pub other_currency: i64,
}

impl Found {
    /// Nothing yet.
    #[must_use]
    pub fn new(ask: &Bands) -> Self {
        Self { bands: vec![Band::default(); ask.edges.len() + 1], ..Self::default() }
    }

    /// Adds what one block has.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn scan(&mut self, ask: &Bands, block: &Block) -> Result<(), BlockError> {
        let is_own = number_of(ask.currency);
        let counts = block.numbers(COUNT)?;
        let (at, own) = (block.numbers(AT)?, block.each(CURRENCY, |currency| currency == is_own)?);
        let stands = block.each(FLAGS, |flags| status_of(flags) != Status::Cancelled)?;
        let place = |price: i64| ask.edges.partition_point(|edge| edge.0 <= price);
        let (places, units, amounts) = (block.each(PRICE, place)?, block.numbers(UNITS)?, block.numbers(AMOUNT)?);
        let mut lines = places.iter().zip(units.iter().zip(&amounts));
        for ((count, at), (own, stands)) in counts.iter().zip(&at).zip(own.iter().zip(&stands)) {
            let count = usize::try_from(*count).unwrap_or(0);
            let is_asked = *stands && (ask.from.0..ask.to.0).contains(at);
            if !is_asked || !own {
                self.other_currency += i64::from(is_asked);
                if let Some(last) = count.checked_sub(1) {
                    lines.nth(last);
                }
                continue;
            }
            // Bands in which this order has bought.
            let mut bought = 0_u64;
            for (place, (units, amount)) in lines.by_ref().take(count) {
                if let Some(band) = self.bands.get_mut(*place) {
                    band.units += units;
                    band.sales += i128::from(*amount);
                    let bit = 1 << place;
                    if *units > 0 && bought & bit == 0 {
                        bought |= bit;
                        band.orders += 1;
                    }
                }
            }
            self.orders += i64::from(bought != 0);
        }
        Ok(())
    }

    /// Adds what others found.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.bands.iter_mut().zip(&other.bands) {
            mine.orders += theirs.orders;
            mine.units += theirs.units;
            mine.sales += theirs.sales;
        }
        self.orders += other.orders;
        self.other_currency += other.other_currency;
    }
}

/// The columns that it reads.
pub const COLUMNS: [u8; 7] = [AT, FLAGS, CURRENCY, COUNT, UNITS, PRICE, AMOUNT];
