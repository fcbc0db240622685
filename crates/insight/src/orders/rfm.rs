//! How lately, how often and for how much each customer has bought, in fifths, and the groups that follow (R04).
//!
//! **Fifths.** A score is 1 plus the whole part of 5 × (customers who are strictly worse) ÷ (all customers): who is equal has the same score, so fifths
//! are as large as ties allow; of a lone customer it is 1. **Groups** are ten, told by recency and frequency alone ([`GROUPS`]); money is shown beside them.

use model::{
    money::Currency,
    time::{EpochMs, Zone},
};

use super::block::{AT, Block, CURRENCY, CUSTOMER, CUSTOMER_KEYS, FLAGS, VALUE, is_purchase, number_of, status_of};
use super::cohort::place;
use super::people::Numbers;
use super::row::Status;
use crate::column::BlockError;

/// The groups, by their names in the API; what each is called is told where it is shown.
pub const GROUPS: [&str; 10] = [
    "champions",
    "loyal",
    "potential_loyal",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "hibernating",
];

/// The group of two scores, each 1 to 5: its place in [`GROUPS`].
#[must_use]
pub const fn group(recency: u8, frequency: u8) -> u8 {
    match (recency, frequency) {
        (5, 4..) => 0,
        (3 | 4, 4..) => 1,
        (4.., 2 | 3) => 2,
        (5, _) => 3,
        (4, _) => 4,
        (3, 3) => 5,
        (3, _) => 6,
        (_, 3 | 4) => 7,
        (_, 5..) => 8,
        (_, _) => 9,
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// As it was at this moment: orders before it count.
    pub at: EpochMs,
    /// Orders from this moment on; none: all.
    pub from: Option<EpochMs>,
    /// Of this currency.
    pub currency: Currency,
}

/// What is known of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Known {
    /// The last purchase; before all time: none.
    pub last: EpochMs,
    /// Purchases.
    pub orders: u32,
    /// What all orders come to, millionths.
    pub spent: i64,
}

/// A customer's scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Scores {
    /// How lately: 5 is best.
    pub recency: u8,
    /// How often.
    pub frequency: u8,
    /// For how much.
    pub money: u8,
}

/// The columns that it reads.
pub const COLUMNS: [u8; 6] = [AT, FLAGS, CUSTOMER, VALUE, CURRENCY, CUSTOMER_KEYS];

/// Everybody, while blocks are read in any order.
#[derive(Default)]
pub struct Customers {
    numbers: Numbers,
    known: Vec<Known>,
}

impl Customers {
    /// Reads one block.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn scan(&mut self, ask: &Ask, block: &Block) -> Result<(), BlockError> {
        let numbers = self.numbers.customers(block)?;
        self.known.resize(self.numbers.len(), Known { last: EpochMs(i64::MIN), ..Known::default() });
        let own = number_of(ask.currency);
        let (at, flags, values) = (block.numbers(AT)?, block.numbers(FLAGS)?, block.numbers(VALUE)?);
        let (customers, own) = (block.numbers(CUSTOMER)?, block.each(CURRENCY, |currency| currency == own)?);
        let from = ask.from.unwrap_or(EpochMs(i64::MIN));
        for ((at, (flags, value)), (customer, own)) in at.iter().zip(flags.iter().zip(&values)).zip(customers.iter().zip(&own)) {
            if !own || *at < from.0 || *at >= ask.at.0 || status_of(*flags) == Status::Cancelled {
                continue;
            }
            let known = place(&numbers, *customer).and_then(|number| self.known.get_mut(number as usize));
            if let Some(known) = known {
                known.spent = known.spent.saturating_add(*value);
                if is_purchase(*flags) {
                    known.orders += 1;
                    known.last.0 = known.last.0.max(*at);
                }
            }
        }
        Ok(())
    }

    /// Gives everybody their scores. Who has bought nothing has none.
    #[must_use]
    pub fn scored(self, ask: &Ask, zone: &Zone) -> Scored {
        let today = zone.day(EpochMs(ask.at.0 - 1)).0;
        let days = |known: &Known| i64::from(zone.day(known.last).0) - i64::from(today);
        let buyers: Vec<&Known> = self.known.iter().filter(|known| known.orders > 0).collect();
        let recency = Fifths::of(buyers.iter().map(|known| days(known)).collect());
        let frequency = Fifths::of(buyers.iter().map(|known| i64::from(known.orders)).collect());
        let money = Fifths::of(buyers.iter().map(|known| known.spent).collect());
        let score = |known: &Known| {
            (known.orders > 0).then(|| Scores {
                recency: recency.score(days(known)),
                frequency: frequency.score(known.orders.into()),
                money: money.score(known.spent),
            })
        };
        let scores = self.known.iter().map(score).collect();
        let recency = recency.ends.map(|ends| ends.map(|(from, to)| (-to, -from)));
        Scored { scores, recency, frequency: frequency.ends, money: money.ends, known: self.known, numbers: self.numbers, today }
    }
}

/// The least and most of scores 1 to 5.
pub type Ends = [Option<(i64, i64)>; 5];

/// Everybody with their scores.
pub struct Scored {
    /// By number.
    pub scores: Vec<Option<Scores>>,
    /// By number.
    pub known: Vec<Known>,
    /// Days since the last purchase: the least and most of scores 1 to 5; nothing of a score that nobody has.
    pub recency: Ends,
    /// Purchases.
    pub frequency: Ends,
    /// Millionths.
    pub money: Ends,
    /// The day from which is counted.
    pub today: i32,
    numbers: Numbers,
}

impl Scored {
    /// What is known of the customer of a key.
    pub fn of(&mut self, key: u64) -> Option<(Known, Scores)> {
        let number = self.numbers.of(key) as usize;
        self.known.get(number).copied().zip(self.scores.get(number).copied().flatten())
    }

    /// Everybody who has scores.
    pub fn all(&self) -> impl Iterator<Item = (&Known, &Scores)> {
        self.known.iter().zip(&self.scores).filter_map(|(known, scores)| Some((known, scores.as_ref()?)))
    }
}

/// Fifths of some values.
struct Fifths {
    /// Values at which scores 2 to 5 begin.
    begins: [i64; 4],
    ends: Ends,
}

impl Fifths {
    fn of(mut values: Vec<i64>) -> Self {
        values.sort_unstable();
        let count = values.len() as u64;
        let mut fifths = Self { begins: [i64::MAX; 4], ends: [None; 5] };
        let mut below = 0_u64;
        for equal in values.chunk_by(|a, b| a == b) {
            let value = equal.first().copied().unwrap_or(0);
            let score = (5 * below).checked_div(count).unwrap_or(0);
            below += equal.len() as u64;
            let score = usize::try_from(score).unwrap_or(4).min(4);
            for begin in fifths.begins.iter_mut().take(score) {
                *begin = (*begin).min(value);
            }
            if let Some(ends) = fifths.ends.get_mut(score) {
                // Values rise.
                *ends = Some((ends.map_or(value, |(least, _)| least), value));
            }
        }
        fifths
    }

    fn score(&self, value: i64) -> u8 {
        1 + self.begins.iter().map(|begin| u8::from(value >= *begin)).sum::<u8>()
    }
}
