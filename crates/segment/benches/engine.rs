//! `cargo bench -p segment`: JSON lines for `cargo xtask bench segment`. Figures are of this machine; nothing asserts them.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a bench reads the clock")]

use std::hint::black_box;
use std::time::Instant;

use model::{
    event::{EventKind, Item},
    facts::{Fact, FactSet, Facts, Value},
    money::Micros,
    time::{EpochMs, Zone},
};
use segment::{
    compile::{Target, compile},
    definition::Segment,
    engine::Engine,
};

const SEGMENTS: usize = 1000;

/// Segments of four conditions each, as shops have them: pages, words, the cart, visits. The cart's ends are spread, so that a change by one
/// thing touches five of a thousand.
fn segments() -> Vec<Segment> {
    (0..SEGMENTS)
        .map(|n| {
            serde_json::from_value(serde_json::json!({
                "id": format!("s{n}"),
                "include": [
                    {"kind": "cart.total", "min": n * 100},
                    {"kind": "traffic.visits", "min": n % 7},
                    {"kind": "content.path_page", "values": [format!("/category/{}", n % 50)]},
                ],
                "exclude": [{"kind": "source.word", "values": [format!("낱말{}", n % 200)]}],
            }))
            .unwrap()
        })
        .collect()
}

fn main() {
    let zone = Zone::fixed(9 * 3600);
    let compiled = compile(&segments(), Target::Full);
    let mut engine = Engine::new(compiled.program());
    let mut facts = Facts::newcomer();
    facts.now = EpochMs(1_795_000_000_000);
    facts.begin_visit(facts.now, &zone);
    facts.set(Fact::Word, Value::from("찻잔"));
    for page in 0..20 {
        facts.apply(
            facts.now,
            &EventKind::Page(model::event::Page { url: format!("https://shop.kr/category/{page}"), title: String::new() }),
        );
    }
    let cart =
        |won: i64| EventKind::CartSet(vec![Item { id: "p".into(), price: Some(Micros(won * 1_000_000)), quantity: 1, ..Item::default() }]);
    facts.apply(facts.now, &cart(50_000));
    engine.update(&facts, &zone, &[], FactSet::ALL);
    facts.take_changed();

    // An event that moves the cart by 500 won: the ends of five segments lie between.
    let changed = time(20_000, |round| {
        facts.apply(facts.now, &cart(if round % 2 == 0 { 50_500 } else { 50_000 }));
        let changed = facts.take_changed();
        engine.update(&facts, &zone, &[], changed);
        black_box(engine.verdicts());
    });
    let all = time(300, |round| {
        facts.apply(facts.now, &cart(if round % 2 == 0 { 50_500 } else { 50_000 }));
        facts.take_changed();
        engine.update(&facts, &zone, &[], FactSet::ALL);
        black_box(engine.verdicts());
    });
    line("segment/changed", changed, all, "ns an event that touches 5 of 1,000 segments; theirs: all of them afresh");

    // Verdicts alone, facts loaded: ours by what changed, theirs each of 1,000 from its tests.
    let only = time(20_000, |round| {
        facts.set(Fact::Visits, Value::Number(if round % 2 == 0 { 3 } else { 4 }));
        let changed = facts.take_changed();
        engine.update(&facts, &zone, &[], changed);
        black_box(engine.verdicts());
    });
    let naive = time(100, |_| {
        for test in &compiled.tests {
            black_box(test.verdict(&facts, &zone, &[]));
        }
    });
    line("segment/verdict-only", only, naive, "ns to 1,000 verdicts after the visit count changed; theirs: every condition evaluated anew");
}

/// The median of rounds, in nanoseconds.
fn time(rounds: usize, mut work: impl FnMut(usize)) -> f64 {
    let mut samples: Vec<f64> = (0..rounds)
        .map(|round| {
            let start = Instant::now();
            work(round);
            start.elapsed().as_secs_f64() * 1e9
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    samples.get(rounds / 2).copied().unwrap_or_default()
}

fn line(bench: &str, ours: f64, theirs: f64, unit: &str) {
    println!(
        "{}",
        serde_json::json!({"bench": bench, "ours": ours.round(), "theirs": theirs.round(), "ratio": (theirs / ours * 100.0).round() / 100.0, "unit": unit})
    );
}
