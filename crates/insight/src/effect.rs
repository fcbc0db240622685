//! What a message did: counts by variant and day, and whether people who saw it order more than those it was held back from.
//!
//! Two kinds of numbers that are never added to each other. **Counts** are of events and of orders credited by the attribution rule: they say
//! what happened around the message, not that it was the cause. **Lift** is of people, each once, by the group that chance put them in when
//! they first would have met the message: it says what the message caused, with how far chance alone may have moved it.
//!
//! Intervals are of 95 %. The difference of two shares: Newcombe's method of Wilson's scores without a correction (R. G. Newcombe, "Interval
//! estimation for the difference between independent proportions: comparison of eleven methods", Statistics in Medicine 17, 1998, method 10;
//! E. B. Wilson, JASA 22, 1927). The ratio of two shares: the logarithm of the ratio (D. Katz et al., Biometrics 34, 1978).

use std::collections::BTreeMap;

use model::{event::Act, time::Day};

use crate::sum::Sum;

/// The 97.5th percentile of the normal distribution: two-sided 95 %.
const Z: f64 = 1.959_963_984_540_054;
/// With fewer buyers than this in a group nothing is concluded: one order more or less would tip it.
pub const BUYERS_MIN: u64 = 10;

/// What a message did, as one object of a site knows it. All of it adds up over objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Events, by variant and day.
    pub events: Vec<Events>,
    /// Orders credited to the message.
    pub credited: Vec<Credited>,
    /// People, by the group they were first in.
    pub reached: Vec<Reached>,
}

/// Events of one variant on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Events {
    /// The variant.
    pub variant: u8,
    /// A civil day of the shop.
    pub day: Day,
    /// How often it was drawn.
    pub shown: i64,
    /// How often its button or link was used.
    pub clicked: i64,
    /// How often it was closed.
    pub closed: i64,
    /// How often it was held back from somebody of the control group.
    pub held: i64,
}

/// Orders credited to one variant, placed on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credited {
    /// The variant.
    pub variant: u8,
    /// The day of the orders.
    pub day: Day,
    /// After a click or a view.
    pub act: Act,
    /// They were cancelled since: they are no conversions.
    pub cancelled: bool,
    /// How many in whatever currency, and what those in the site's come to.
    pub sum: Sum,
}

/// People who met a message first on certain days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The variant they met first.
    pub variant: u8,
    /// It was held back from them: the control group.
    pub held: bool,
    /// How many.
    pub people: i64,
    /// How many of them ordered within the window.
    pub buyers: i64,
    /// Those orders, as in [`Credited`].
    pub sum: Sum,
}

/// The numbers of a message, of one of its variants, or of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often it was drawn.
    pub shown: i64,
    /// How often its button or link was used.
    pub clicked: i64,
    /// How often it was closed.
    pub closed: i64,
    /// How often it was held back.
    pub held: i64,
    /// Orders credited to a click.
    pub by_click: Sum,
    /// Orders credited to a view.
    pub by_view: Sum,
    /// Orders that were credited and are cancelled.
    pub cancelled: i64,
}

impl Counts {
    fn add_events(&mut self, events: &Events) {
        self.shown += events.shown;
        self.clicked += events.clicked;
        self.closed += events.closed;
        self.held += events.held;
    }

    fn add_credited(&mut self, credited: &Credited) {
        match (credited.cancelled, credited.act) {
            (true, _) => self.cancelled += credited.sum.orders,
            (false, Act::Clicked) => self.by_click.add(credited.sum),
            (false, _) => self.by_view.add(credited.sum),
        }
    }
}

/// A group of people and how many of them ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// People, each once.
    pub people: u64,
    /// Those of them who ordered; never more than `people`.
    pub buyers: u64,
    /// Their orders, as in [`Credited`].
    pub sum: Sum,
}

impl Group {
    fn add(&mut self, reached: &Reached) {
        let whole = |count: i64| u64::try_from(count).unwrap_or(0);
        self.people = self.people.saturating_add(whole(reached.people));
        self.buyers = self.buyers.saturating_add(whole(reached.buyers)).min(self.people);
        self.sum.add(reached.sum);
    }

    /// The share that ordered, 0 to 1; `None` of nobody.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.people > 0).then(|| self.buyers as f64 / self.people as f64)
    }

    /// What a person spent on average, in millionths rounded down; `None` of nobody.
    #[must_use]
    pub fn revenue_per_person(&self) -> Option<i128> {
        self.sum.total().checked_div(i128::from(self.people))
    }
}

/// The whole of a message's effect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// Of all variants and days.
    pub total: Counts,
    /// By variant.
    pub by_variant: BTreeMap<u8, Counts>,
    /// By day.
    pub by_day: BTreeMap<Day, Counts>,
    /// People from whom it was held back.
    pub control: Group,
    /// People to whom it was shown, whichever variant.
    pub treated: Group,
    /// The same by the variant that they saw first.
    pub treated_by_variant: BTreeMap<u8, Group>,
}

impl Effect {
    /// Adds what one object says. The order of the parts does not matter.
    pub fn add(&mut self, part: &Part) {
        for events in &part.events {
            self.total.add_events(events);
            self.by_variant.entry(events.variant).or_default().add_events(events);
            self.by_day.entry(events.day).or_default().add_events(events);
        }
        for credited in &part.credited {
            self.total.add_credited(credited);
            self.by_variant.entry(credited.variant).or_default().add_credited(credited);
            self.by_day.entry(credited.day).or_default().add_credited(credited);
        }
        for reached in &part.reached {
            if reached.held {
                self.control.add(reached);
            } else {
                self.treated.add(reached);
                self.treated_by_variant.entry(reached.variant).or_default().add(reached);
            }
        }
    }
}

/// A number and how far chance alone may have moved it: 95 of 100 such intervals hold the true one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// What was seen.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than [`BUYERS_MIN`] buyers in one of the groups.
    TooFew,
    /// The interval holds "no difference".
    Unclear,
    /// More people ordered than without the message.
    More,
    /// Fewer did.
    Fewer,
}

/// A group against the control group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lift {
    /// The share that ordered, less the control group's: −1 to 1. `None` where a group is empty.
    pub difference: Option<Estimate>,
    /// The share over the control group's, less 1: 0.2 is a fifth more. `None` where the method does not hold: nobody ordered in a
    /// group, or everybody did.
    pub relative: Option<Estimate>,
    /// What may be said of it.
    pub verdict: Verdict,
}

/// How much more the treated order than the control group.
#[must_use]
pub fn lift(treated: &Group, control: &Group) -> Lift {
    let difference = difference(treated, control);
    let verdict = match difference {
        _ if treated.buyers.min(control.buyers) < BUYERS_MIN => Verdict::TooFew,
        Some(estimate) if estimate.low > 0.0 => Verdict::More,
        Some(estimate) if estimate.high < 0.0 => Verdict::Fewer,
        Some(_) => Verdict::Unclear,
        None => Verdict::TooFew,
    };
    Lift { difference, relative: relative(treated, control), verdict }
}

/// Wilson's score interval of one share.
fn wilson(group: &Group) -> Option<Estimate> {
    let share = group.rate()?;
    let people = group.people as f64;
    let square = Z * Z;
    let middle = share + square / (2.0 * people);
    let reach = Z * (share * (1.0 - share) / people + square / (4.0 * people * people)).sqrt();
    let scale = 1.0 + square / people;
    Some(Estimate { value: share, low: ((middle - reach) / scale).max(0.0), high: ((middle + reach) / scale).min(1.0) })
}

/// Newcombe's interval of a difference of two shares.
fn difference(one: &Group, other: &Group) -> Option<Estimate> {
    let (one, other) = (wilson(one)?, wilson(other)?);
    let value = one.value - other.value;
    let low = value - (one.value - one.low).hypot(other.high - other.value);
    let high = value + (one.high - one.value).hypot(other.value - other.low);
    Some(Estimate { value, low: low.max(-1.0), high: high.min(1.0) })
}

/// Katz's interval of a ratio of two shares, less 1.
fn relative(one: &Group, other: &Group) -> Option<Estimate> {
    let inner = |group: &Group| (1..group.people).contains(&group.buyers);
    if !inner(one) || !inner(other) {
        return None;
    }
    let ratio = one.rate()? / other.rate()?;
    let spread = |group: &Group| 1.0 / group.buyers as f64 - 1.0 / group.people as f64;
    let reach = (Z * (spread(one) + spread(other)).sqrt()).exp();
    Some(Estimate { value: ratio - 1.0, low: ratio / reach - 1.0, high: ratio * reach - 1.0 })
}

model::wire!(struct Part { events, credited, reached });
model::wire!(struct Events { variant, day, shown, clicked, closed, held });
model::wire!(struct Credited { variant, day, act, cancelled, sum });
model::wire!(struct Reached { variant, held, people, buyers, sum });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(buyers: u64, people: u64) -> Group {
        Group { people, buyers, sum: Sum::default() }
    }

    /// Newcombe 1998, table II, method 10: a/m against b/n, to four decimals.
    #[test]
    fn differences_are_those_of_the_paper() {
        let cases = [
            ((56, 70), (48, 80), (0.0524, 0.3339)),
            ((9, 10), (3, 10), (0.1705, 0.8090)),
            ((6, 7), (2, 7), (0.0582, 0.8062)),
            ((5, 56), (0, 29), (-0.0381, 0.1926)),
            ((0, 10), (0, 20), (-0.1611, 0.2775)),
            ((0, 10), (0, 10), (-0.2775, 0.2775)),
            ((10, 10), (0, 20), (0.6791, 1.0000)),
            ((10, 10), (0, 10), (0.6075, 1.0000)),
        ];
        for ((a, m), (b, n), (low, high)) in cases {
            let found = difference(&group(a, m), &group(b, n)).unwrap();
            assert!((found.low - low).abs() < 0.00006 && (found.high - high).abs() < 0.00006, "{a}/{m} − {b}/{n}: {found:?}");
            let turned = difference(&group(b, n), &group(a, m)).unwrap();
            assert!((turned.low + found.high).abs() < 1e-12, "turned round it is the same");
        }
    }

    /// Physicians' Health Study (NEJM 318, 1988; A. Agresti, "Categorical Data Analysis", 3.1.3): infarctions of 11,034 with a placebo and
    /// 11,037 with aspirin, relative risk 1.82, from 1.43 to 2.31.
    #[test]
    fn ratios_are_those_of_the_book() {
        let found = relative(&group(189, 11_034), &group(104, 11_037)).unwrap();
        for (found, expected) in [(found.value, 0.82), (found.low, 0.43), (found.high, 1.31)] {
            assert!((found - expected).abs() < 0.005, "{found} is not {expected}");
        }
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        let cases = [
            ((0, 0), (0, 0), false, false, Verdict::TooFew),
            ((5, 10), (0, 0), false, false, Verdict::TooFew),
            ((0, 100), (0, 100), true, false, Verdict::TooFew),
            ((0, 100), (20, 100), true, false, Verdict::TooFew),
            ((100, 100), (100, 100), true, false, Verdict::Unclear),
            ((100, 100), (50, 100), true, false, Verdict::More),
            ((9, 10), (1, 1_000), true, true, Verdict::TooFew),
            ((10, 1_000), (10, 1_000), true, true, Verdict::Unclear),
            ((20, 1_000), (200, 1_000), true, true, Verdict::Fewer),
            ((200, 1_000), (20, 1_000), true, true, Verdict::More),
        ];
        for ((a, m), (b, n), difference, relative, verdict) in cases {
            let lift = lift(&group(a, m), &group(b, n));
            let said = (lift.difference.is_some(), lift.relative.is_some(), lift.verdict);
            assert_eq!(said, (difference, relative, verdict), "{a}/{m} against {b}/{n}");
        }
        assert_eq!(group(0, 0).rate(), None);
        assert_eq!(group(0, 0).revenue_per_person(), None);
    }

    #[test]
    fn cancelled_orders_are_no_conversions_and_clicks_are_no_views() {
        let sum = |orders, units| Sum { orders, units, micros: 0 };
        let credited = |act, cancelled, sum| Credited { variant: 1, day: Day(3), act, cancelled, sum };
        let mut effect = Effect::default();
        effect.add(&Part {
            credited: vec![
                credited(Act::Clicked, false, sum(2, 30)),
                credited(Act::Clicked, true, sum(4, 40)),
                credited(Act::Shown, false, sum(1, 5)),
            ],
            ..Part::default()
        });
        let total = &effect.total;
        assert_eq!((total.by_click.orders, total.by_click.total(), total.cancelled), (2, 30_000_000, 4));
        assert_eq!((total.by_view.orders, total.by_view.total()), (1, 5_000_000));
        assert_eq!((effect.by_variant.get(&1), effect.by_day.get(&Day(3))), (Some(total), Some(total)));
    }

    fn part() -> impl Strategy<Value = Part> {
        let events = (0..3_u8, 0..4_i32, 0..9_i64).prop_map(|(variant, day, n)| Events {
            variant,
            day: Day(day),
            shown: n,
            clicked: n / 2,
            closed: 1,
            held: n / 3,
        });
        let credited =
            (0..3_u8, 0..4_i32, any::<bool>(), any::<bool>(), 0..9_i64).prop_map(|(variant, day, click, cancelled, n)| Credited {
                variant,
                day: Day(day),
                act: if click { Act::Clicked } else { Act::Shown },
                cancelled,
                sum: Sum { orders: n, units: n * 1_000, micros: n },
            });
        let reached = (0..3_u8, any::<bool>(), 0..50_i64, 0..50_i64).prop_map(|(variant, held, people, buyers)| Reached {
            variant,
            held,
            people,
            buyers: buyers.min(people),
            sum: Sum { orders: buyers, units: buyers, micros: 0 },
        });
        let list = |size| 0..size;
        (
            proptest::collection::vec(events, list(6)),
            proptest::collection::vec(credited, list(6)),
            proptest::collection::vec(reached, list(6)),
        )
            .prop_map(|(events, credited, reached)| Part { events, credited, reached })
    }

    proptest! {
        #[test]
        fn parts_add_up_in_any_order(parts in proptest::collection::vec(part(), 0..5)) {
            let whole = |parts: &[Part]| {
                let mut effect = Effect::default();
                parts.iter().for_each(|part| effect.add(part));
                effect
            };
            let mut turned = parts.clone();
            turned.reverse();
            prop_assert_eq!(whole(&parts), whole(&turned));
        }

        #[test]
        fn intervals_are_finite_and_hold_what_was_seen(a in 0..400_u64, m in 0..400_u64, b in 0..400_u64, n in 0..400_u64) {
            let lift = lift(&group(a.min(m), m), &group(b.min(n), n));
            for estimate in [lift.difference, lift.relative].into_iter().flatten() {
                let Estimate { value, low, high } = estimate;
                prop_assert!(value.is_finite() && low.is_finite() && high.is_finite());
                prop_assert!(low <= value + 1e-12 && value <= high + 1e-12, "{:?}", estimate);
            }
        }
    }
}
