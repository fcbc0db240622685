//! The log: rows of what must be counted over days, in bytes that are read where they stand.

use super::Fact;
use crate::{
    codec::{Reader, Wire, put_bytes},
    time::EpochMs,
};

/// Most bytes of a browser's logs; the oldest rows go first. A page has some 70 bytes, another row 30: the last 200 pages and happenings.
pub const LOG_BYTES_MAX: usize = 12_000;

/// How long a browser remembers what became of a message, if nothing else makes it forget.
const YEAR_MS: i64 = 366 * 86_400_000;

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

    /// Takes rows away: of a path that is over, and the oldest while the rest is longer than this. What became of messages since a moment stays (a
    /// message that was closed does not come back for that), and for a year the last of each act on each message, and the last order: who is to
    /// see it once, or never again, is not asked twice because they looked at many products since.
    #[inline(never)]
    pub(super) fn keep(&mut self, bytes_max: usize, path: bool, messages_since: i64) {
        let mut over = self.0.len();
        let all = core::mem::take(self);
        let mut rows = all.iter();
        while let Some(row) = rows.next() {
            let before = self.0.len();
            self.push(&row);
            let is_order = row.fact == Fact::Ordered;
            if row.fact == Fact::Path && !path
                || over > bytes_max
                    && !((row.fact == Fact::Messages || is_order)
                        && row.at.0 >= messages_since.wrapping_sub(YEAR_MS)
                        && (row.at.0 >= messages_since && !is_order
                            || !rows.clone().any(|later| later.fact == row.fact && (is_order || later.key == row.key))))
            {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Facts, LOG_BYTES_MAX};

    const DAY_MS: i64 = 86_400_000;

    /// A browser that goes on for 400 days, and looks at many products each day.
    #[test]
    fn what_became_of_a_message_outlives_many_products() {
        let mut facts = Facts::newcomer();
        let keys = |facts: &Facts| -> Vec<(String, i64)> {
            let rows = facts.log.iter().filter(|row| matches!(row.fact, Fact::Messages | Fact::Ordered));
            rows.map(|row| (String::from_utf8(row.key.to_vec()).unwrap(), row.at.0 / DAY_MS)).collect()
        };
        for day in 0..400_i64 {
            let at = EpochMs(day * DAY_MS + 1);
            facts.begin_visit(at, &crate::time::Zone::fixed(0));
            for number in 0..20 {
                facts.note(Fact::Viewed, at, &format!("product-{number}"), "a category", 1_000_000);
            }
            let note = |facts: &mut Facts, fact: Fact, key: &str| facts.note(fact, at, key, "", 0);
            if day < 3 {
                note(&mut facts, Fact::Messages, "s:welcome");
                note(&mut facts, Fact::Ordered, &format!("order-{day}"));
            }
            if day == 30 {
                note(&mut facts, Fact::Messages, "x:welcome");
            }
            assert!(facts.log.bytes() <= LOG_BYTES_MAX, "day {day}");
            if day == 360 {
                let expected = [("s:welcome", 2), ("order-2", 2), ("x:welcome", 30)];
                assert_eq!(keys(&facts), expected.map(|(key, day)| (key.to_owned(), day)), "the last of each");
            }
        }
        assert_eq!(keys(&facts), [], "after a year it is forgotten");
    }
}
