//! What an order's rows come to, as the shop's server's word at the order's home (`message::claim`): so an imported order and the one that a browser has
//! told meet on its number, and the server's word counts.

use insight::orders::row::{Row, Status, Tag};
use message::claim::{Claim, PAID, Rank, Status as Word, TAKEN_BACK, server_version};
use model::money::{Currency, Micros};
use model::time::{EpochMs, Zone};

/// What some rows of an order come to. Those of other rows are added, in whatever order they come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub order: String,
    /// The first of its rows, which says in which currency it is.
    first: u32,
    at: EpochMs,
    currency: Currency,
    /// What was paid for the whole order, where a row says it, and which.
    total: Option<(u32, Micros)>,
    /// What was paid for its lines, those counted that were cancelled.
    bought: Micros,
    /// What was paid back for lines that were given back.
    back: Micros,
    /// What was paid for lines that were cancelled.
    cancelled: Micros,
    rows: u32,
    rows_cancelled: u32,
    /// A row says what remains of it.
    is_refunded: bool,
}

model::wire!(struct Sum { order, first, at, currency, total, bought, back, cancelled, rows, rows_cancelled, is_refunded });

impl Sum {
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let is_cancelled = row.status == Status::Cancelled;
        let paid = |wanted: bool| Micros(if wanted { row.amount.0.saturating_abs() } else { 0 });
        Self {
            order: row.order.clone(),
            first: row.at_row,
            at: row.at,
            currency: row.currency,
            total: row.total.map(|total| (row.at_row, total)),
            bought: paid(row.units >= 0),
            back: paid(row.units < 0),
            cancelled: paid(row.units >= 0 && is_cancelled),
            rows: 1,
            rows_cancelled: u32::from(is_cancelled),
            is_refunded: row.status == Status::Refunded,
        }
    }

    pub fn add(&mut self, other: &Self) {
        if other.first < self.first {
            (self.first, self.currency) = (other.first, other.currency);
        }
        // As reports have it (`insight::orders::order`): it began with the earliest row, and the first that says what it came to counts.
        self.at = self.at.min(other.at);
        self.total = [self.total, other.total].into_iter().flatten().min_by_key(|(at_row, _)| *at_row);
        for (own, more) in [(&mut self.bought, other.bought), (&mut self.back, other.back), (&mut self.cancelled, other.cancelled)] {
            own.0 = own.0.saturating_add(more.0);
        }
        self.rows = self.rows.saturating_add(other.rows);
        self.rows_cancelled = self.rows_cancelled.saturating_add(other.rows_cancelled);
        self.is_refunded |= other.is_refunded;
    }

    /// True for what was given back without the order that it was bought by. It takes from its own day in reports, and is no order.
    #[must_use]
    pub fn is_refund_alone(&self) -> bool {
        self.paid().0 <= 0 && (self.back.0 > 0 || self.total.is_some_and(|(_, total)| total.0 < 0))
    }

    fn paid(&self) -> Micros {
        self.total.map_or(self.bought, |(_, total)| total)
    }

    /// The words of the order: what was paid, and what was taken back. None of what was given back alone.
    #[must_use]
    pub fn words(&self, tag: Tag, zone: &Zone) -> Vec<Claim> {
        if self.is_refund_alone() {
            return Vec::new();
        }
        let claim = |claimant: [u8; 16], status: Word, value: i64| Claim {
            order: self.order.clone(),
            claimant,
            bucket: None,
            version: server_version(EpochMs(tag.version), 0),
            rank: Rank::Server,
            at: self.at,
            day: zone.day(self.at),
            status,
            value: Micros(value.max(0)),
            currency: self.currency,
            credit: None,
        };
        let paid = self.paid().0;
        let back = if self.rows == self.rows_cancelled { paid } else { self.back.0.saturating_add(self.cancelled.0) };
        // What remains is all that a refunded order says; what was paid before nobody knows.
        if self.is_refunded {
            let remains = paid.saturating_sub(self.back.0);
            return vec![if remains > 0 { claim(TAKEN_BACK, Word::Refunded, remains) } else { claim(TAKEN_BACK, Word::Cancelled, 0) }];
        }
        let mut words = vec![claim(PAID, Word::Placed, paid)];
        if self.rows == self.rows_cancelled || back > 0 && back >= paid {
            words.push(claim(TAKEN_BACK, Word::Cancelled, 0));
        } else if back > 0 {
            words.push(claim(TAKEN_BACK, Word::Refunded, paid - back));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(at_row: u32, units: i32, amount: i64, total: Option<i64>, status: Status) -> Row {
        let micros = |units: i64| Micros(units * 1_000_000);
        Row {
            order: "1".into(),
            at_row,
            customer: None,
            at: EpochMs(1_704_434_645_000 + i64::from(at_row)),
            status,
            currency: Currency::default(),
            total: total.map(micros),
            coupon: String::new(),
            product: "p".into(),
            name: String::new(),
            category: String::new(),
            units,
            price: Micros(0),
            amount: micros(amount),
        }
    }

    fn said(rows: &[Row]) -> Vec<(Word, String)> {
        let mut sum = Sum::of(&rows[0]);
        rows[1..].iter().for_each(|row| sum.add(&Sum::of(row)));
        let words = sum.words(Tag { version: 7, by: 1, ..Tag::default() }, &Zone::fixed(0));
        assert!(words.iter().all(|word| word.at == rows[0].at && word.rank == Rank::Server));
        words.into_iter().map(|word| (word.status, word.value.decimal())).collect()
    }

    #[test]
    fn what_orders_come_to() {
        use Status::{Cancelled, Placed, Refunded};
        let word = |status: Word, value: &str| (status, value.to_owned());
        let placed = |value: &str| word(Word::Placed, value);
        assert_eq!(said(&[row(0, 1, 10, None, Placed), row(1, 2, 20, None, Placed)]), [placed("30")]);
        assert_eq!(said(&[row(0, 1, 10, Some(33), Placed), row(1, 2, 20, Some(33), Placed)]), [placed("33")]);
        assert_eq!(said(&[row(0, 1, 10, None, Placed), row(1, -1, -4, None, Placed)]), [placed("10"), word(Word::Refunded, "6")]);
        assert_eq!(said(&[row(0, 1, 10, None, Placed), row(1, -1, -10, None, Placed)]), [placed("10"), word(Word::Cancelled, "0")]);
        assert_eq!(said(&[row(0, 1, 10, None, Cancelled), row(1, 1, 5, None, Placed)]), [placed("15"), word(Word::Refunded, "5")]);
        assert_eq!(said(&[row(0, 1, 10, Some(12), Cancelled)]), [placed("12"), word(Word::Cancelled, "0")]);
        assert_eq!(said(&[row(0, 1, 10, Some(7), Refunded)]), [word(Word::Refunded, "7")]);
        assert_eq!(said(&[row(0, -1, -10, None, Placed)]), []);
        assert_eq!(said(&[row(0, 1, 0, None, Placed)]), [placed("0")]);
    }

    proptest! {
        #[test]
        fn rows_add_up_in_any_order(rows in proptest::collection::vec((1_i32..4, 0_i64..100, any::<bool>(), prop::option::of(0_i64..100)), 1..8).prop_map(|rows| {
            rows.into_iter().enumerate().map(|(at, (units, amount, back, total))| {
                let sign = if back { -1 } else { 1 };
                row(u32::try_from(at).unwrap(), units * sign, amount * i64::from(sign), total, Status::Placed)
            }).collect::<Vec<_>>()
        }), by in any::<prop::sample::Index>()) {
            let sum = |rows: &[Row]| {
                let mut sums = rows.iter().map(Sum::of);
                let mut all = sums.next().unwrap();
                sums.for_each(|sum| all.add(&sum));
                all
            };
            let (whole, mut backwards) = (sum(&rows), rows.clone());
            backwards.rotate_left(by.index(rows.len()));
            prop_assert_eq!(&whole, &sum(&backwards));
            backwards.reverse();
            prop_assert_eq!(&whole, &sum(&backwards));
            prop_assert_eq!(model::wire::read::<Sum>(&model::wire::written(&whole)), Ok(whole));
        }
    }
}
