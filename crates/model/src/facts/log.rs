//! The log: rows of what must be counted over days, in bytes that are read where they stand.

use super::Fact;
use crate::{
    codec::{Reader, Wire, put_bytes},
    time::EpochMs,
};

/// Most bytes of a browser's logs; the oldest rows go first. A page has some 70 bytes, another row 30: the last 200 pages and happenings.
pub const LOG_BYTES_MAX: usize = 12_000;

/// One thing that happened, kept over visits: which log it belongs to, what, when. What its texts and number mean is said at the log's fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The log.
    pub fact: Fact,
    /// An id or a name, UTF-8.
    pub key: &'a [u8],
    /// A category, properties, a value, UTF-8.
    pub label: &'a [u8],
    /// When it happened; of a coupon its last day.
    pub at: EpochMs,
    /// Money, or -1 where there is none.
    pub number: i64,
}

/// The rows of all logs in the order of their happening: bytes, each row after the other, which are read where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rows(pub(super) Vec<u8>);

impl Rows {
    /// No row.
    pub const NONE: Self = Self(Vec::new());

    /// The rows.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        let mut from = Reader::new(&self.0);
        core::iter::from_fn(move || next_row(&mut from))
    }

    /// How many bytes they have.
    #[must_use]
    pub const fn bytes(&self) -> usize {
        self.0.len()
    }

    /// Adds a row.
    #[inline(never)]
    pub fn push(&mut self, row: &Row<'_>) {
        row.fact.put(&mut self.0);
        put_bytes(&mut self.0, row.key);
        put_bytes(&mut self.0, row.label);
        row.at.put(&mut self.0);
        row.number.put(&mut self.0);
    }

    /// Takes rows away: of a path that is over, and the oldest while the rest is longer than this, but what became of messages since a
    /// moment stays: a message that was closed does not come back for that.
    #[inline(never)]
    pub(super) fn keep(&mut self, bytes_max: usize, path: bool, messages_since: i64) {
        let mut over = self.0.len();
        for row in core::mem::take(self).iter() {
            let before = self.0.len();
            self.push(&row);
            if row.fact == Fact::Path && !path || over > bytes_max && !(row.fact == Fact::Messages && row.at.0 >= messages_since) {
                over -= self.0.len() - before;
                self.0.truncate(before);
            }
        }
    }
}

#[inline(never)]
fn next_row<'a>(from: &mut Reader<'a>) -> Option<Row<'a>> {
    let row = Row { fact: from.take(), key: from.bytes(), label: from.bytes(), at: from.take(), number: from.zigzag() };
    from.check().is_ok().then_some(row)
}
