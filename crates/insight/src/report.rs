//! What the visits of a segment did against all visits (R02): sums that add up in any order, and the comparison made of them at the end.

use std::collections::BTreeMap;

use model::{
    codec::{Reader, Wire, put_varint},
    ids::VisitorId,
    money::{Currency, Micros},
    tape::Visit,
    time::EpochMs,
};
use segment::verdict::Verdict;

use crate::{
    block::{Block, BlockError, id},
    people::{People, Top, hash_of},
    population::Filter,
    sales::Sales,
};

/// The columns that a report reads beside those of its segment.
pub const COLUMNS: [u16; 5] = [id::VISITORS, id::STARTS, id::LASTS, id::PAGE_VIEWS, id::SALES];

/// Sums over visits.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Sums {
    /// Visits.
    pub visits: u64,
    /// Their people.
    pub people: People,
    /// Pages seen.
    pub page_views: u64,
    /// Milliseconds from first to last event, summed.
    pub stay_ms: u64,
    /// Orders.
    pub orders: u64,
    /// Visits with an order.
    pub buying_visits: u64,
    /// What was paid, millionths, by currency.
    pub revenue: BTreeMap<Currency, i128>,
    /// Products bought: visits and units.
    pub bought: Top,
    /// Products that were in the cart: visits and, of each, the most units.
    pub carted: Top,
}

/// A segment against all.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// Visits that the segment matched.
    pub matched: Sums,
    /// All visits.
    pub all: Sums,
}

/// Adds up a block. `verdicts` are the segment's, one a visit: of [`crate::population::verdicts`], or of replays. It needs [`COLUMNS`].
///
/// # Errors
/// `Missing`, `Version`, or `Broken`: nothing of the block is counted.
pub fn of_block(block: &Block, verdicts: &[Verdict], filter: &Filter<'_>) -> Result<Report, BlockError> {
    let (visitors, starts, lasts) = (block.visitors()?, block.numbers(id::STARTS)?, block.numbers(id::LASTS)?);
    let (page_views, sales) = (block.numbers(id::PAGE_VIEWS)?, block.sales()?);
    let mut report = Report::default();
    let mut counted = vec![None; block.count];
    let visits = visitors.iter().zip(&starts).zip(lasts.iter().zip(&page_views));
    for ((slot, ((visitor, start), (last, pages))), counted) in visits.enumerate().zip(&mut counted) {
        if filter.takes(slot, visitor, EpochMs(*start)) {
            let matches = verdicts.get(slot) == Some(&Verdict::Yes);
            *counted = Some(matches);
            let stay_ms = last.saturating_sub(*start).max(0).unsigned_abs();
            let (hash, pages) = (hash_of(visitor), u64::try_from(*pages).unwrap_or(0));
            report.each(matches, |sums| sums.visit(hash, pages, stay_ms));
        }
    }
    // Each product is looked up by name once a block.
    let mut lines = [(true, true), (true, false), (false, true), (false, false)].map(|which| (which, BTreeMap::<u32, (u64, u64)>::new()));
    for (slot, sold) in &sales.visits {
        let Some(matches) = counted.get(*slot).copied().flatten() else { continue };
        report.each(matches, |sums| sums.orders(&sold.orders));
        for ((of_matched, is_bought), counts) in &mut lines {
            if !*of_matched || matches {
                for (place, units) in if *is_bought { &sold.bought } else { &sold.carted } {
                    let count = counts.entry(*place).or_default();
                    count.0 += 1;
                    count.1 += u64::from(*units);
                }
            }
        }
    }
    for ((of_matched, is_bought), counts) in lines {
        let sums = if of_matched { &mut report.matched } else { &mut report.all };
        let top = if is_bought { &mut sums.bought } else { &mut sums.carted };
        for (place, (visits, units)) in counts {
            if let Some(product) = sales.products.get(place as usize) {
                top.add(&product.id, &product.name, visits, units);
            }
        }
    }
    Ok(report)
}

impl Report {
    /// Adds a visit that is not sealed, with its tape in frames.
    pub fn add(&mut self, visitor: &VisitorId, visit: &Visit, tape: &[u8], verdict: Verdict) {
        let sales = Sales::of(tape);
        let stay_ms = visit.last.0.0.saturating_sub(visit.start.0).max(0).unsigned_abs();
        let (hash, pages) = (hash_of(visitor), u64::from(visit.counts.page_views));
        self.each(verdict == Verdict::Yes, |sums| {
            sums.visit(hash, pages, stay_ms);
            sums.orders(&sales.orders);
            sales.bought.iter().for_each(|(product, units)| sums.bought.add(&product.id, &product.name, 1, u64::from(*units)));
            sales.carted.iter().for_each(|(product, units)| sums.carted.add(&product.id, &product.name, 1, u64::from(*units)));
        });
    }

    fn each(&mut self, matches: bool, mut add: impl FnMut(&mut Sums)) {
        add(&mut self.all);
        if matches {
            add(&mut self.matched);
        }
    }

    /// Takes in another part.
    pub fn merge(&mut self, other: &Self) {
        self.matched.merge(&other.matched);
        self.all.merge(&other.all);
    }

    /// Keeps numbers instead of who people are.
    pub fn settle(&mut self) {
        self.matched.people.settle();
        self.all.people.settle();
    }

    /// The comparison, with money in one currency.
    #[must_use]
    pub fn compared(&self, currency: Currency) -> Comparison {
        let both = |value: fn(&Sums, Currency) -> Option<f64>| Compared::of(value(&self.matched, currency), value(&self.all, currency));
        let share = |value: fn(&Sums) -> u64| ratio(value(&self.matched) as f64, value(&self.all) as f64);
        Comparison {
            visit_share: share(|sums| sums.visits),
            page_view_share: share(|sums| sums.page_views),
            order_share: share(|sums| sums.orders),
            pages_per_visit: both(|sums, _| ratio(sums.page_views as f64, sums.visits as f64)),
            stay_seconds: both(|sums, _| ratio(sums.stay_ms as f64 / 1000.0, sums.visits as f64)),
            purchase_rate: both(|sums, _| ratio(sums.buying_visits as f64, sums.visits as f64)),
            revenue_per_visit: both(|sums, currency| ratio(sums.revenue_of(currency) as f64, sums.visits as f64)),
            average_order: both(|sums, currency| ratio(sums.revenue_of(currency) as f64, sums.orders as f64)),
        }
    }
}

impl Sums {
    fn visit(&mut self, hash: u64, pages: u64, stay_ms: u64) {
        self.visits += 1;
        self.people.add(hash);
        self.page_views += pages;
        self.stay_ms = self.stay_ms.saturating_add(stay_ms);
    }

    fn orders(&mut self, orders: &[(Currency, Micros)]) {
        self.orders += orders.len() as u64;
        self.buying_visits += u64::from(!orders.is_empty());
        for (currency, value) in orders {
            *self.revenue.entry(*currency).or_default() += i128::from(value.0);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.visits += other.visits;
        self.people.merge(&other.people);
        self.page_views += other.page_views;
        self.stay_ms = self.stay_ms.saturating_add(other.stay_ms);
        self.orders += other.orders;
        self.buying_visits += other.buying_visits;
        for (currency, paid) in &other.revenue {
            *self.revenue.entry(*currency).or_default() += paid;
        }
        self.bought.merge(&other.bought);
        self.carted.merge(&other.carted);
    }

    /// What the sums of a sample come to in all: times `all` ÷ `sampled`. Of people it is not known how many come in several visits: their
    /// number is left as it is.
    #[must_use]
    pub fn scaled(mut self, all: u64, sampled: u64) -> Self {
        let number = |number: &mut u64| *number = scaled(i128::from(*number), all, sampled).try_into().unwrap_or(u64::MAX);
        [&mut self.visits, &mut self.page_views, &mut self.stay_ms, &mut self.orders, &mut self.buying_visits].into_iter().for_each(number);
        self.revenue.values_mut().for_each(|paid| *paid = scaled(*paid, all, sampled));
        self.bought.scale(&number);
        self.carted.scale(&number);
        self
    }

    /// Millionths paid in a currency.
    #[must_use]
    pub fn revenue_of(&self, currency: Currency) -> i128 {
        self.revenue.get(&currency).copied().unwrap_or(0)
    }
}

/// Times `all` ÷ `sampled`, rounded half up.
fn scaled(number: i128, all: u64, sampled: u64) -> i128 {
    let (all, sampled) = (i128::from(all), i128::from(sampled.max(1)));
    number.saturating_mul(all).saturating_add(sampled / 2).div_euclid(sampled)
}

/// The segment's figures against the site's.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Comparison {
    /// The segment's visits among all, 0 to 1.
    pub visit_share: Option<f64>,
    /// Its page views among all.
    pub page_view_share: Option<f64>,
    /// Its orders among all.
    pub order_share: Option<f64>,
    /// Pages a visit.
    pub pages_per_visit: Compared,
    /// Seconds a visit.
    pub stay_seconds: Compared,
    /// Visits with an order among visits, 0 to 1.
    pub purchase_rate: Compared,
    /// Millionths a visit.
    pub revenue_per_visit: Compared,
    /// Millionths an order. Orders in other currencies count as orders of 0: ask it where one currency is used.
    pub average_order: Compared,
}

/// One figure of the segment against the site's average. `None` where there is nothing to divide by.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Compared {
    /// The segment's.
    pub matched: Option<f64>,
    /// The site's.
    pub all: Option<f64>,
    /// By how much it is more, of the site's: 1.228 is +122.8 %.
    pub relative: Option<f64>,
    /// By how much it is more as it stands; of rates × 100 percentage points: 0.097 is +9.7 %p.
    pub difference: Option<f64>,
}

impl Compared {
    /// Compares two figures.
    #[must_use]
    pub fn of(matched: Option<f64>, all: Option<f64>) -> Self {
        let difference = matched.zip(all).map(|(matched, all)| matched - all);
        let relative = difference.zip(all).and_then(|(difference, all)| ratio(difference, all));
        Self { matched, all, relative, difference }
    }
}

/// A part of a whole; `None` of nothing.
#[must_use]
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole)
}

model::wire!(struct Report { matched, all });

impl Wire for Sums {
    fn put(&self, out: &mut Vec<u8>) {
        [self.visits, self.page_views, self.stay_ms, self.orders, self.buying_visits].iter().for_each(|number| put_varint(out, *number));
        self.people.put(out);
        put_varint(out, self.revenue.len() as u64);
        for (currency, paid) in &self.revenue {
            currency.put(out);
            paid.to_le_bytes().put(out);
        }
        self.bought.put(out);
        self.carted.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let [visits, page_views, stay_ms, orders, buying_visits] = core::array::from_fn(|_| from.varint());
        let people = from.take();
        let revenue = (0..from.count()).map(|_| (from.take(), i128::from_le_bytes(from.take()))).collect();
        Self { visits, page_views, stay_ms, orders, buying_visits, people, revenue, bought: from.take(), carted: from.take() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_and_points() {
        let rate = Compared::of(Some(0.176), Some(0.079));
        assert_eq!(format!("{:+.1} % {:+.1} %p", rate.relative.unwrap() * 100.0, rate.difference.unwrap() * 100.0), "+122.8 % +9.7 %p");
        let none = Compared::of(Some(0.1), Some(0.0));
        assert_eq!((none.relative, none.difference), (None, Some(0.1)));
        assert_eq!(Compared::of(None, Some(0.1)), Compared { all: Some(0.1), ..Compared::default() });
        assert_eq!(Report::default().compared(Currency::default()), Comparison::default());
    }
}
