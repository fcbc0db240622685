//! The reports that there are: each can be asked, and says when.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;

use insight::catalogue::named::{Over, REPORTS, Report};
use insight::catalogue::{DIMENSIONS, OF_ORDERS, dimension, dimension_of_orders, metrics, metrics_of_orders};

#[test]
fn names_are_known_and_each_once() {
    let names = |all: Vec<&str>| assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    names(DIMENSIONS.iter().map(|known| known.name).collect());
    names(OF_ORDERS.iter().map(|known| known.name).collect());
    for text in [
        |report: &Report| report.id,
        |report: &Report| report.ko,
        |report: &Report| report.en,
        |report: &Report| report.use_ko,
        |report: &Report| report.use_en,
    ] {
        names(REPORTS.iter().map(text).collect());
    }
}

#[test]
fn there_are_a_hundred_and_each_can_be_asked() {
    assert!(REPORTS.len() >= 100, "{}", REPORTS.len());
    let mut asked = BTreeSet::new();
    for report in &REPORTS {
        let id = report.id;
        let figures: Vec<&str> = match report.over {
            Over::Visits => metrics().iter().map(|known| known.name).collect(),
            Over::Orders => metrics_of_orders().iter().map(|known| known.name).collect(),
            Over::Own(_) => continue,
        };
        let knows = |name: &str| match report.over {
            Over::Visits => dimension(name).is_some(),
            _ => dimension_of_orders(name).is_some(),
        };
        assert!((1..=2).contains(&report.by.len()) && report.by.iter().all(|name| knows(name)), "{id}");
        assert!(report.only.iter().all(|(name, _)| knows(name)), "{id}");
        assert!(!report.show.is_empty() && report.show.iter().all(|name| figures.contains(name)), "{id}: {:?}", report.show);
        assert!(["label", "visits", "orders", "people", "units", "revenue", "purchase_rate"].contains(&report.sort), "{id}");
        assert!(report.only.is_empty() || matches!(report.over, Over::Visits), "{id}");
        // Not the same question under another title.
        assert!(asked.insert((format!("{:?}", report.over), report.by, report.only, report.show)), "{id}");
    }
}
