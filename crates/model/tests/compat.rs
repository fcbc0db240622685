//! Bytes that were written once are read for ever: `tests/cases/compat/edge-1.json` is never edited, only added to.
//!
//! It holds what a person object stores (worker/src/person): the frames of a tape's chunk and the facts that they fold to, a ledger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::BTreeMap;

use model::{
    event::{Act, Event, EventKind, Exposure, Item, Member, Order, Page, Search},
    facts::{self, Fact, Facts, Row, Value},
    ids::{EventId, hex},
    ledger::Ledger,
    money::{Currency, Micros},
    tape::{VERIFIED, refold},
    time::{EpochMs, Zone},
    wire::{Frames, put_event, read, written},
};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/edge-1.json");

fn events() -> Vec<Event> {
    let item =
        || Item { id: "p-1".into(), name: "가방".into(), category: "잡화".into(), price: Some(Micros(12_000_500_000)), quantity: 2 };
    let arrival = vec![
        (Fact::SourceKind, Value::from("search")),
        (Fact::SourceName, Value::from("naver")),
        (Fact::Word, Value::from("우리몰")),
        (Fact::PreviousWord, Value::None),
        (Fact::Os, Value::from("ios")),
    ];
    let kinds = [
        EventKind::Arrival(arrival),
        EventKind::Page(Page { url: "/p/1?c=2".into(), title: "가방".into() }),
        EventKind::Product(item()),
        EventKind::CartAdd(vec![item()]),
        EventKind::Search(Search { word: "모자".into(), results: Some(3) }),
        EventKind::Member(Member { id: "minji".into(), signature: VERIFIED.into() }),
        EventKind::Exposure(Exposure { message: "hello".into(), variant: 1, act: Act::Clicked }),
        EventKind::Order(Order { id: "o-1".into(), value: Micros(24_001_000_000), currency: Currency(*b"KRW"), items: vec![item()] }),
    ];
    let event = |(seq, kind): (u32, EventKind)| Event {
        id: EventId { install: 7, tab: 300, seq },
        at: EpochMs(1_795_000_000_000 + i64::from(seq)),
        kind,
    };
    (1..).zip(kinds).map(event).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(core::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn what_was_stored_is_read() {
    let mut frames = Vec::new();
    events().iter().for_each(|event| put_event(&mut frames, event));
    let visit = refold(events(), &Zone::fixed(9 * 3600)).remove(0).0;
    let mut ledger = Ledger::default();
    for seq in [1, 2, 5, 9, 300, 301] {
        ledger.take(seq);
    }
    if std::env::var_os("BLESS").is_some() && !std::fs::exists(PATH).unwrap() {
        let samples =
            BTreeMap::from([("frames", hex(&frames)), ("facts", hex(&written(&visit.facts))), ("ledger", hex(&written(&ledger)))]);
        std::fs::write(PATH, serde_json::to_string_pretty(&samples).unwrap() + "\n").unwrap();
    }
    let samples: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(PATH).unwrap()).unwrap();
    let sample = |name: &str| unhex(&samples[name]);
    let stored: Vec<Event> = Frames(&sample("frames")).map(|frame| frame.unwrap().event().unwrap()).collect();
    assert_eq!(stored, events());
    // Of the first form the log knows pages and orders alone; newer code knows more facts than were stored.
    let facts = facts::first_form::read(&sample("facts")).unwrap();
    for fact in Fact::ALL.iter().filter(|fact| !fact.is_log() && *facts.get(**fact) != Value::Unknown) {
        assert_eq!(facts.get(*fact), visit.facts.get(*fact), "{fact:?}");
    }
    assert_eq!(
        (&facts.cart, &facts.product, facts.pages(), facts.visit_orders()),
        (&visit.facts.cart, &visit.facts.product, visit.facts.pages(), Some(1))
    );
    assert_eq!(read::<Ledger>(&sample("ledger")), Ok(ledger));
}

const SECOND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/compat/facts-2.json");

/// Facts with a log (version 2), as the edge's visits and a browser's state (`crates/browser/src/engine.rs`) hold them.
#[test]
fn facts_of_the_second_form_are_read() {
    let facts = refold(events(), &Zone::fixed(9 * 3600)).remove(0).0.facts;
    if std::env::var_os("BLESS").is_some() && !std::fs::exists(SECOND).unwrap() {
        let samples = BTreeMap::from([("facts", hex(&written(&facts)))]);
        std::fs::write(SECOND, serde_json::to_string_pretty(&samples).unwrap() + "\n").unwrap();
    }
    let samples: BTreeMap<String, String> = serde_json::from_str(&std::fs::read_to_string(SECOND).unwrap()).unwrap();
    let stored: Facts = read(&unhex(&samples["facts"])).unwrap();
    // Which variant of a message was met is noted since; before, a row of a message has the number 0.
    let rows = |facts: &Facts| -> Vec<_> {
        let number = |row: &Row<'_>| if row.fact == Fact::Messages { 0 } else { row.number };
        facts.log.iter().map(|row| (row.fact, row.key.to_vec(), row.label.to_vec(), row.at, number(&row))).collect()
    };
    assert_eq!(rows(&stored), rows(&facts));
    for fact in Fact::ALL.iter().filter(|fact| *stored.get(**fact) != Value::Unknown) {
        assert_eq!(stored.get(*fact), facts.get(*fact), "{fact:?}");
    }
    assert_eq!((&stored.cart, &stored.product), (&facts.cart, &facts.product));
}
