//! Which events of one tab were seen: a watermark and the gaps below it, not an endless list.

use crate::codec::{Reader, Wire};

/// Most gaps kept of one tab. A tab's queue is sent in order, so a gap is a batch under way: 64 is far more than browsers send at once.
/// Beyond it the oldest gap is closed, which counts its events as seen: an event may then be lost, none is ever counted twice.
pub const GAPS_MAX: usize = 64;

/// What was seen of one (visitor, install, tab). Sequences count from 1.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ledger {
    /// The highest sequence seen.
    pub high: u32,
    /// What is missing below it: (from, to), both in, ascending, never touching.
    gaps: Vec<(u32, u32)>,
}

impl Ledger {
    /// Marks a sequence as seen and says whether it was new. 0 is never new: it is no sequence.
    pub fn take(&mut self, seq: u32) -> bool {
        if seq > self.high {
            if seq - self.high > 1 {
                self.gaps.push((self.high + 1, seq - 1));
            }
            self.high = seq;
            self.bound();
            return true;
        }
        let Some(at) = self.gaps.iter().position(|(from, to)| (*from..=*to).contains(&seq)) else { return false };
        let (from, to) = self.gaps.remove(at);
        for (offset, gap) in [(from, seq - 1), (seq + 1, to)].into_iter().filter(|(from, to)| from <= to).enumerate() {
            self.gaps.insert(at + offset, gap);
        }
        self.bound();
        true
    }

    fn bound(&mut self) {
        if self.gaps.len() > GAPS_MAX {
            self.gaps.remove(0);
        }
    }
}

impl Wire for Ledger {
    fn put(&self, out: &mut Vec<u8>) {
        self.high.put(out);
        self.gaps.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { high: from.take(), gaps: from.take() }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::wire::{read, written};

    #[test]
    fn the_oldest_gap_is_closed_when_there_are_too_many() {
        let mut ledger = Ledger::default();
        for seq in 1..=130 {
            assert!(ledger.take(seq * 2));
        }
        assert_eq!(ledger.gaps.len(), GAPS_MAX);
        assert!(!ledger.take(1), "counted as seen");
        assert!(ledger.take(259), "a young gap is still open");
        assert!(!ledger.take(259));
        assert!(!ledger.take(0));
        assert!(ledger.take(u32::MAX));
        assert!(!ledger.take(u32::MAX));
    }

    proptest! {
        #[test]
        fn says_new_exactly_once(seqs in proptest::collection::vec(1_u32..120, 0..300)) {
            // At most 119 sequences make at most 59 gaps: none is closed early.
            let mut seen = BTreeSet::new();
            let mut ledger = Ledger::default();
            for seq in seqs {
                prop_assert_eq!(ledger.take(seq), seen.insert(seq));
                prop_assert_eq!(read::<Ledger>(&written(&ledger)), Ok(ledger.clone()));
            }
        }
    }
}
