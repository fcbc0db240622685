//! Customers over all parts: each by a number from 0, in the order in which they are first met.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::block::{Block, CUSTOMER_KEYS};
use crate::column::BlockError;

/// Keys are hashes already.
#[derive(Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Numbers for keys.
#[derive(Default)]
pub struct Numbers {
    numbers: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
}

impl Numbers {
    /// The number of a key.
    pub fn of(&mut self, key: u64) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(key).or_insert(next)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The numbers of a block's customers, by their places.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn customers(&mut self, block: &Block) -> Result<Vec<u32>, BlockError> {
        Ok(block.keys(CUSTOMER_KEYS)?.into_iter().map(|key| self.of(key)).collect())
    }
}
