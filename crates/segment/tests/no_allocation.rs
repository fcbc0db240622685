//! Evaluation asks for no memory: what it needs is kept from the first time on.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicUsize, Ordering},
};

use model::{
    event::{EventKind, Item, Page, Search},
    facts::{FactSet, Facts},
    money::Micros,
    time::{EpochMs, Zone},
};
use segment::{
    compile::{Target, compile},
    definition::Segment,
    engine::Engine,
};

struct Counting;

static CALLS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as promised to us.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as promised to us.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

#[test]
fn evaluation_allocates_nothing() {
    let mut segments: Vec<Segment> = serde_json::from_str(include_str!("../../../tests/cases/laws/segments.json")).unwrap();
    segments.extend(
        serde_json::from_str::<Vec<Segment>>(
            r#"[{"id": "page-regex", "include": [{"kind": "content.current_page", "match": "regex", "values": ["^/product/p[0-9]+"]}]},
            {"id": "page-glob", "include": [{"kind": "content.path_page", "match": "glob", "values": ["/product/*"], "min": 2}]},
            {"id": "page-query", "include": [{"kind": "content.current_page", "values": ["/product/?from=list"]}]}]"#,
        )
        .unwrap(),
    );
    let zone = Zone::fixed(9 * 3600);
    let compiled = compile(&segments, Target::Full);
    assert_eq!(compiled.errors, []);
    let mut engine = Engine::new(compiled.program());
    let mut facts = Facts::newcomer();
    facts.now = EpochMs(1_795_000_000_000);
    facts.begin_visit(facts.now, &zone);
    let item =
        |id: &str| Item { id: id.into(), category: "차".into(), price: Some(Micros(12_000_000_000)), quantity: 2, ..Item::default() };
    let events = [
        EventKind::Page(Page { url: "https://shop.kr/product/p1/?b=2&from=list&a=1".into(), title: String::new() }),
        EventKind::Product(item("p1")),
        EventKind::CartAdd(vec![item("p1"), item("p2")]),
        EventKind::Search(Search { word: "브랜드 A".into(), results: Some(3) }),
        EventKind::Page(Page { url: "https://shop.kr/%EC%83%81%ED%92%88/1#/a".into(), title: String::new() }),
        EventKind::CartSet(vec![item("p3")]),
    ];
    let mut allocated = Vec::new();
    for round in 0..4 {
        for event in &events {
            facts.now.0 += 1000;
            facts.apply(facts.now, event);
            let changed = facts.take_changed().with(FactSet::CLOCK);
            let before = CALLS.load(Ordering::Relaxed);
            engine.update(&facts, &zone, &[], changed);
            let due = engine.next_due(&facts, &zone);
            let calls = CALLS.load(Ordering::Relaxed) - before;
            assert!(due.is_some());
            if round > 0 {
                allocated.push(calls);
            }
        }
    }
    assert_eq!(allocated, [0; 18]);
}
