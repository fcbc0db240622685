//! `tests/cases/sends.json`: what a segment means where no visit is going on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use model::facts::json::FactsJson;
use segment::{definition::Segment, explain::name, send::verdict};
use serde_json::{Value, from_value, json};

#[test]
fn whom_a_send_reaches() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/cases/sends.json")).unwrap();
    let facts = |mut json: Value| {
        json.as_object_mut().unwrap().entry("now").or_insert_with(|| file["now"].clone());
        from_value::<FactsJson>(json).unwrap().facts()
    };
    let (person, zone) = facts(file["person"].clone());
    let visits: Vec<_> = file["visits"].as_array().unwrap().iter().map(|visit| facts(visit.clone()).0).collect();
    // In any order.
    let turned: Vec<_> = visits.iter().rev().cloned().collect();
    for case in file["cases"].as_array().unwrap() {
        let segment: Segment = from_value(case["segment"].clone()).unwrap();
        for visits in [&visits, &turned] {
            let found = verdict(&segment, &[], &person, visits, person.now, &zone);
            assert_eq!(json!(name(found)), case["verdict"], "{}: {}", case["segment"], case["why"]);
        }
    }
    assert_eq!(file["cases"].as_array().unwrap().len(), 22);
}

/// A segment that asks for another: that one means in a send what it means there by itself, of the last visit or of all of today's.
#[test]
fn another_segment_means_the_same() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/cases/sends.json")).unwrap();
    let facts = |mut json: Value| {
        json.as_object_mut().unwrap().entry("now").or_insert_with(|| file["now"].clone());
        from_value::<FactsJson>(json).unwrap().facts()
    };
    let (person, zone) = facts(file["person"].clone());
    let visits: Vec<_> = file["visits"].as_array().unwrap().iter().map(|visit| facts(visit.clone()).0).collect();
    for case in file["cases"].as_array().unwrap() {
        let mut other: Segment = from_value(case["segment"].clone()).unwrap();
        other.id = "other".into();
        for (asks, turned) in [
            (json!({"include": [{"kind": "segment.member", "values": ["other"]}]}), false),
            (json!({"exclude": [{"kind": "segment.member", "values": ["other"]}]}), true),
        ] {
            let mut json = asks.clone();
            json["id"] = json!("asks");
            let site = [from_value::<Segment>(json).unwrap(), other.clone()];
            let found = verdict(&site[0], &site, &person, &visits, person.now, &zone);
            let found = if turned { found.not() } else { found };
            assert_eq!(json!(name(found)), case["verdict"], "{asks} of {}", case["segment"]);
        }
    }
}

/// Nobody who never came is in an audience of visits, and excluding what visits show does not leave them out.
#[test]
fn without_a_visit() {
    let (person, zone) =
        from_value::<FactsJson>(json!({"now": "2026-11-21T20:00:00+09:00", "person": {"visits": 0, "last_visit_day": null}}))
            .unwrap()
            .facts();
    for (segment, expected) in [
        (json!({"id": "s", "include": [{"kind": "source.word", "values": ["이어폰"]}]}), "no"),
        (json!({"id": "s", "exclude": [{"kind": "source.word", "values": ["이어폰"]}]}), "yes"),
        (json!({"id": "s", "include": [{"kind": "traffic.last_visit_day", "within_days": 0}]}), "no"),
        (json!({"id": "s", "include": [{"kind": "content.path_page", "values": ["/a"]}]}), "no"),
    ] {
        let read: Segment = from_value(segment.clone()).unwrap();
        assert_eq!(name(verdict(&read, &[], &person, &[], person.now, &zone)), expected, "{segment}");
    }
}

/// What is known of a person may be what their last visit knew of them, its pages too: those count once.
#[test]
fn pages_count_once() {
    let (visit, zone) = from_value::<FactsJson>(json!({"now": "2026-11-21T20:00:00+09:00", "visit": {"path": ["/a"]}})).unwrap().facts();
    let segment = |min: u32| -> Segment {
        from_value(json!({"id": "s", "include": [{"kind": "content.path_repeats", "match": "contains", "values": ["/a"], "min": min}]}))
            .unwrap()
    };
    let found = [1, 2].map(|min| name(verdict(&segment(min), &[], &visit, std::slice::from_ref(&visit), visit.now, &zone)));
    assert_eq!(found, ["yes", "no"]);
}
