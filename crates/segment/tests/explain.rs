//! `tests/cases/explain.json`: what is so of each condition and how far the only one that fails is from what it asks, as data (`BLESS=1`
//! rewrites what is found; the diff is the review).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::{fs, path::PathBuf, time::UNIX_EPOCH};

use model::{facts::json::FactsJson, money::Currency};
use segment::{definition::Segment, explain::explain};
use serde_json::{Value, from_value, json};

#[test]
fn why() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/explain.json");
    let mut cases: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let mut wrong = Vec::new();
    for case in cases["cases"].as_array_mut().unwrap() {
        let mut json = case["segment"].clone();
        json["id"] = "s".into();
        let segment: Segment = from_value(json).unwrap();
        let mut site: Vec<Segment> = case.get("site").map_or_else(Vec::new, |site| from_value(site.clone()).unwrap());
        site.push(segment.clone());
        let mut facts = case["facts"].clone();
        facts["now"] = "2026-11-22T12:00:00+09:00".into();
        let (facts, zone) = from_value::<FactsJson>(facts).unwrap().facts();
        let currency = case["currency"].as_str().and_then(Currency::parse).unwrap_or_default();
        let said = explain(&segment, &site, &facts, &zone, currency);
        let actual: Vec<Value> = said
            .conditions
            .iter()
            .map(|one| one.actual.as_ref().map_or_else(|| json!([one.verdict]), |words| json!([one.verdict, words.ko, words.en])))
            .collect();
        let near: Vec<Value> = said
            .near_misses
            .iter()
            .map(|miss| match (&miss.distance, &miss.by) {
                (Some(words), Some(by)) => json!([miss.at, words.ko, words.en, by]),
                _ => json!([miss.at]),
            })
            .collect();
        for (key, found) in [("actual", Value::from(actual)), ("near_misses", Value::from(near))] {
            if case[key] != found {
                wrong.push(format!("{} {key}\n  expected {}\n     found {found}", case["segment"], case[key]));
                case[key] = found;
            }
        }
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&cases).unwrap())).unwrap();
    } else {
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

/// As many rows as there may be, asked for the most frequent one by as many conditions: soon. (It took minutes.)
#[test]
fn many_rows() {
    let path: Vec<Value> = (0..20).map(|page| json!({"url": format!("/{page}"), "times": 100})).collect();
    let facts = json!({"now": "2026-11-22T12:00:00+09:00", "visit": {"path": path}});
    let repeats = |number: usize| json!({"kind": "content.path_repeats", "values": [format!("/{number}")], "same": true, "min": 101});
    let segment: Segment = from_value(json!({"id": "s", "include": (0..100).map(repeats).collect::<Vec<_>>()})).unwrap();
    let (facts, zone) = from_value::<FactsJson>(facts).unwrap().facts();
    let started = UNIX_EPOCH.elapsed().unwrap();
    let said = explain(&segment, &[], &facts, &zone, Currency::default());
    assert_eq!(said.conditions[7].actual.as_ref().unwrap().ko, "100회");
    let took = UNIX_EPOCH.elapsed().unwrap() - started;
    assert!(took.as_millis() < if cfg!(debug_assertions) { 10_000 } else { 1000 }, "{took:?}");
}
