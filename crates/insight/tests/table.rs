//! Reports over visits: whatever is sealed in however many blocks, a table says what a plain count of all visits says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod made;

use std::collections::{BTreeMap, BTreeSet};

use insight::{
    block::{Block, end_facts},
    population::{Filter, path_of},
    sales::Sales,
    table::{Ask, Dimension, Label, Period, Table},
};
use made::{Made, sealed, visits, zone};
use model::{
    facts::{Fact, Read},
    money::Currency,
    time::EpochMs,
    wire::{read, written},
};
use proptest::prelude::*;
use segment::verdict::Verdict;

const DIMENSIONS: [Dimension; 10] = [
    Dimension::Period(Period::Day),
    Dimension::Period(Period::Month),
    Dimension::Period(Period::WeekFromSunday),
    Dimension::Hour,
    Dimension::Weekday,
    Dimension::Fact(Fact::SearchWord),
    Dimension::Fact(Fact::SourceKind),
    Dimension::Path(Fact::PageUrl),
    Dimension::Newness,
    Dimension::Member,
];

/// The label as a plain reading of the visit gives it.
fn label(dimension: Dimension, made: &Made) -> Label {
    let facts = end_facts(&made.visit, &made.person);
    let zone = zone();
    let text = |text: &str| if text.is_empty() { Label::None } else { Label::Text(text.into()) };
    let day = zone.day(made.visit.start);
    let (year, month, date) = day.civil();
    match dimension {
        Dimension::Period(Period::Day) => Label::Text(format!("{year:04}-{month:02}-{date:02}")),
        Dimension::Period(Period::Month) => Label::Text(format!("{year:04}-{month:02}-01")),
        Dimension::Period(_) => {
            let mut sunday = day;
            while sunday.weekday() != 0 {
                sunday.0 -= 1;
            }
            let (year, month, date) = sunday.civil();
            Label::Text(format!("{year:04}-{month:02}-{date:02}"))
        }
        Dimension::Hour => Label::Text(format!("{:02}", zone.minute(made.visit.start) / 60)),
        Dimension::Weekday => Label::Text(["7", "1", "2", "3", "4", "5", "6"][usize::from(day.weekday())].into()),
        Dimension::Newness => match facts.read(Fact::Visits, &zone) {
            Read::Number(visits) => text(if visits > 1 { "returning" } else { "new" }),
            _ => Label::Unknown,
        },
        Dimension::Member => text(if facts.number(Fact::Signed) == Some(1) { "yes" } else { "no" }),
        Dimension::Path(fact) => match facts.read(fact, &zone) {
            Read::Text(url) => text(path_of(url)),
            Read::None => Label::None,
            _ => Label::Unknown,
        },
        Dimension::Fact(fact) => match facts.read(fact, &zone) {
            Read::Text(value) => text(value),
            Read::Number(number) => Label::Text(number.to_string()),
            Read::None => Label::None,
            _ => Label::Unknown,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_table_is_a_plain_count(visits in visits(40), first in 0..DIMENSIONS.len(), second in 0..DIMENSIONS.len(), cut in any::<prop::sample::Index>(), open in any::<prop::sample::Index>()) {
        let mut by = vec![DIMENSIONS[first]];
        if second != first {
            by.push(DIMENSIONS[second]);
        }
        let only = match open.index(5) {
            0 => vec![(Dimension::Newness, Some(Label::Text("returning".into())))],
            1 => vec![(Dimension::Fact(Fact::SearchWord), None)],
            2 => vec![(Dimension::Fact(Fact::SearchWord), Some(Label::Text("우리몰".into()))), (Dimension::Member, Some(Label::Text("no".into())))],
            _ => Vec::new(),
        };
        let ask = Ask { by: by.clone(), only: only.clone(), currency: Currency::default() };
        let zone = zone();
        // Some are matched by a segment; of some the object does not speak; two blocks, and some that are not sealed.
        let matches = |made: &Made| !made.visit.counts.events.is_multiple_of(3);
        let (cut, open) = (cut.index(visits.len() + 1), open.index(visits.len() + 1));
        let (low, high) = (cut.min(open), cut.max(open));
        let mut parts = Vec::new();
        for some in [&visits[..low], &visits[low..high]] {
            let sealed = sealed(some);
            let wanted = ask.columns();
            let block = Block::new(sealed.count, sealed.columns.into_iter().filter(|(id, _)| wanted.contains(id)));
            let verdicts: Vec<Verdict> = some.iter().map(|made| if matches(made) { Verdict::Yes } else { Verdict::Unknown }).collect();
            let filter = Filter { from: EpochMs(i64::MIN), to: EpochMs(i64::MAX), is_hidden: &|slot, _| slot % 7 == 6 };
            parts.push(Table::of_block(&ask, &block, Some(&verdicts), &filter, &zone).unwrap());
        }
        let mut rest = Table::default();
        for made in visits[high..].iter().filter(|made| matches(made)) {
            rest.add(&ask, &made.visitor, &made.visit, &made.person, &made.tape, &zone);
        }
        parts.push(rest);
        let mut table = Table::default();
        for part in parts.into_iter().rev() {
            let part: Table = read(&written(&part)).unwrap();
            table.merge(part);
        }
        let hidden = |at: usize| if at < low { at % 7 == 6 } else if at < high { (at - low) % 7 == 6 } else { false };
        let counted: Vec<&Made> = visits.iter().enumerate().filter(|(at, made)| !hidden(*at) && matches(made)).filter(|(_, made)| only.iter().all(|(dimension, wanted)| match wanted {
            Some(wanted) => label(*dimension, made) == *wanted,
            None => matches!(label(*dimension, made), Label::Text(_)),
        })).map(|(_, made)| made).collect();
        let mut naive: BTreeMap<Vec<Label>, Vec<&Made>> = BTreeMap::new();
        for made in &counted {
            naive.entry(by.iter().map(|dimension| label(*dimension, made)).collect()).or_default().push(made);
        }
        prop_assert_eq!(table.cells.keys().collect::<Vec<_>>(), naive.keys().collect::<Vec<_>>());
        let all = (&table.all, &counted);
        for (cell, visits) in table.cells.iter().map(|(labels, cell)| (cell, &naive[labels])).chain([all]) {
            let sum = |value: fn(&Made) -> u64| visits.iter().map(|made| value(made)).sum::<u64>();
            prop_assert_eq!(cell.visits, visits.len() as u64);
            prop_assert_eq!(cell.people.count(), visits.iter().map(|made| made.visitor).collect::<BTreeSet<_>>().len() as u64);
            prop_assert_eq!(cell.page_views, sum(|made| made.visit.counts.page_views.into()));
            prop_assert_eq!(cell.product_views, sum(|made| made.visit.counts.product_views.into()));
            prop_assert_eq!(cell.cart_adds, sum(|made| made.visit.counts.cart_adds.into()));
            prop_assert_eq!(cell.bounces, sum(|made| u64::from(made.visit.counts.page_views == 1)));
            prop_assert_eq!(cell.stay_ms, sum(|made| (made.visit.last.0.0 - made.visit.start.0).unsigned_abs()));
            prop_assert_eq!(cell.orders, sum(|made| Sales::of(&made.tape).orders.len() as u64));
            prop_assert_eq!(cell.buying_visits, sum(|made| u64::from(!Sales::of(&made.tape).orders.is_empty())));
            let paid = visits.iter().flat_map(|made| Sales::of(&made.tape).orders).filter(|(currency, _)| *currency == Currency::default());
            prop_assert_eq!(cell.revenue, paid.map(|(_, value)| i128::from(value.0)).sum::<i128>());
        }
        let settled = { let mut table = table.clone(); table.settle(); table };
        prop_assert_eq!(settled.all.people.count(), table.all.people.count());
    }
}
