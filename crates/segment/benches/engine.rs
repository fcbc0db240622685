//! `cargo bench -p segment`: JSON lines for `cargo xtask bench segment`. Figures are of this machine; nothing asserts them.
#![allow(
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench reads the clock"
)]

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
    let mut fresh = Engine::new(compiled.program());
    let nobody = Facts::default();
    let all = time(300, |_| {
        // Nobody is somebody else altogether: each of all conditions is asked, twice.
        fresh.update(&nobody, &zone, &[], FactSet::ALL);
        fresh.update(&facts, &zone, &[], FactSet::ALL);
        black_box(fresh.verdicts());
    }) / 2.0;
    line("segment/changed", changed, all, "ns an event that touches 5 of 1,000 segments; theirs: all of them afresh");

    // Segments compiled, their bytes made, and read by an engine.
    let list = segments();
    let made = time(20, |_| {
        black_box(Engine::new(compile(&list, Target::Full).program()));
    });
    println!(
        "{}",
        serde_json::json!({"bench": "segment/compile", "ours": (made / 1e4).round() / 100.0, "unit": "ms to compile 1,000 segments"})
    );
    if let Some(folder) = std::env::var_os("DANGOL_BENCH") {
        workload::run(std::path::Path::new(&folder));
    }
}

/// The workload of `tests/bench`, native: its figures and verdicts go into files there, where they are set beside the others'.
mod workload {
    use std::{fs, path::Path, time::Instant};

    use model::{
        event::{EventKind, Item, Page, Search},
        facts::{FactSet, Facts, json::FactsJson},
        money::Micros,
        time::EpochMs,
    };
    use segment::{
        compile::{Target, compile},
        definition::Segment,
        engine::Engine,
        verdict::Verdict,
    };
    use serde_json::{Value, json};

    fn item(json: &Value) -> Item {
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let quantity = json["quantity"].as_u64().and_then(|quantity| u32::try_from(quantity).ok()).unwrap_or(1);
        Item { id: text("id"), name: text("name"), category: text("category"), price: Micros::parse(&text("price")), quantity }
    }

    fn event(json: &Value) -> (EpochMs, EventKind) {
        let items = || json["items"].as_array().into_iter().flatten().map(item).collect::<Vec<_>>();
        let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
        let kind = match json["type"].as_str().unwrap_or_default() {
            "page" => EventKind::Page(Page { url: text("url"), title: text("title") }),
            "search" => EventKind::Search(Search {
                word: text("word"),
                results: json["results"].as_u64().and_then(|count| u32::try_from(count).ok()),
            }),
            "product" => EventKind::Product(items().pop().unwrap_or_default()),
            "cart_add" => EventKind::CartAdd(items()),
            "cart_remove" => EventKind::CartRemove(items()),
            other => unreachable!("{other}"),
        };
        (EpochMs(json["at"].as_i64().unwrap_or_default()), kind)
    }

    /// Most turns: the least disturbed one counts, as for the others.
    const TURNS: usize = 7;

    pub fn run(folder: &Path) {
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        let segments: Vec<Segment> = serde_json::from_str(&read("segments.json")).unwrap();
        let visitors: Vec<Value> = serde_json::from_str(&read("visitors.json")).unwrap();
        let mut engine = Engine::new(compile(&segments, Target::Full).program());
        let zone = model::time::Zone::fixed(9 * 3600);
        let people: Vec<(Vec<u8>, Vec<(EpochMs, EventKind)>)> = visitors
            .iter()
            .map(|visitor| {
                let facts: FactsJson = serde_json::from_value(visitor["facts"].clone()).unwrap();
                (model::wire::written(&facts.facts().0), visitor["events"].as_array().unwrap().iter().map(event).collect())
            })
            .collect();
        let events: usize = people.iter().map(|(_, events)| events.len()).sum();
        let mut verdicts = Vec::new();
        let (mut ns, mut only) = (f64::MAX, f64::MAX);
        for turn in 0..TURNS {
            let start = Instant::now();
            for (bytes, events) in &people {
                let mut facts: Facts = model::wire::read(bytes).unwrap();
                facts.take_changed();
                engine.update(&facts, &zone, &[], FactSet::ALL);
                let mut note = |engine: &Engine| {
                    if turn == 0 {
                        verdicts.extend(engine.verdicts().iter().map(|verdict| u8::from(*verdict == Verdict::Yes)));
                    }
                };
                note(&engine);
                for (at, kind) in events {
                    facts.apply(*at, kind);
                    let changed = facts.take_changed();
                    engine.update(&facts, &zone, &[], changed);
                    note(&engine);
                }
            }
            ns = ns.min(start.elapsed().as_secs_f64() * 1e9 / events as f64);
            let facts: Vec<Facts> = people.iter().map(|(bytes, _)| model::wire::read(bytes).unwrap()).collect();
            let start = Instant::now();
            for facts in &facts {
                engine.update(facts, &zone, &[], FactSet::ALL);
                std::hint::black_box(engine.verdicts());
            }
            only = only.min(start.elapsed().as_secs_f64());
        }
        let evaluations = (people.len() * segments.len()) as f64;
        let figures = json!({
            "ns": ns.round(), "perSecond": (segments.len() as f64 * 1e9 / ns).round(), "onlyPerSecond": (evaluations / only).round(), "visitors": people.len(),
        });
        fs::write(folder.join("native.json"), figures.to_string()).unwrap();
        fs::write(folder.join("native.verdicts"), verdicts).unwrap();
    }
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
