//! Bad input: everything that is wrong is an error with its place and, where there is one, its limit, soon and without a panic. Mutated good
//! segments and mutated programs: `LONG=1` for more of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::fmt::Write as _;

use model::{
    event::{EventKind, Page},
    facts::{FactSet, Facts},
    money::Currency,
    time::{EpochMs, Zone},
};
use proptest::prelude::*;
use segment::{
    check::{Severity, check},
    compile::{Program, Target, compile},
    definition::{CONDITIONS_MAX, DEPTH_MAX, NODES_MAX, Segment, VALUE_CHARS_MAX, VALUES_MAX, read_file},
    describe::describe,
    engine::{Engine, evaluate},
    error::SegmentError,
};
use serde_json::{Map, Value, from_value, json};

/// A second, as the issue asks; ten where nothing is optimised.
const SOON_MS: u128 = if cfg!(debug_assertions) { 10_000 } else { 1000 };

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let now = || std::time::UNIX_EPOCH.elapsed().unwrap();
    let started = now();
    let result = run();
    let took = (now() - started).as_millis();
    assert!(took < SOON_MS, "{what}: {took} ms");
    result
}

/// The errors of one segment, read from its text and checked: place, code, and a text in both languages.
fn errors(text: &str) -> Vec<(String, &'static str)> {
    let found: Vec<SegmentError> = match timed("read", || read_file(text)) {
        Err(error) => vec![error],
        Ok(read) => read.into_iter().filter_map(Result::err).flatten().collect(),
    };
    for error in &found {
        let (ko, en) = (error.ko(), error.to_string());
        assert!(!ko.is_empty() && !en.is_empty() && ko.len() < 1000 && en.len() < 1000, "{ko} {en}");
        assert!(!ko.chars().chain(en.chars()).any(char::is_control), "{ko} {en}");
        if let SegmentError::TooMany { max, .. } = error {
            assert!(ko.contains(&max.to_string()) && en.contains(&max.to_string()), "the limit is not named: {ko} {en}");
        }
    }
    if !found.is_empty() {
        return found.iter().map(|error| (error.at().to_owned(), error.code())).collect();
    }
    let segments: Vec<Segment> = read_file(text).unwrap().into_iter().map(Result::unwrap).collect();
    timed("compile and check", || {
        let compiled = compile(&segments, Target::Full);
        let mut all = Vec::new();
        for segment in &segments {
            let errors = check(segment, &segments);
            all.extend(errors.into_iter().filter(|finding| finding.severity == Severity::Error).map(|finding| (finding.at, finding.code)));
        }
        assert_eq!(all.is_empty(), compiled.errors.is_empty(), "{all:?} {:?}", compiled.errors);
        all
    })
}

fn of(segment: Value) -> Vec<(String, &'static str)> {
    errors(&json!([segment]).to_string())
}

fn one(condition: Value) -> Vec<(String, &'static str)> {
    of(json!({"id": "s", "include": [condition]}))
}

fn is(found: &[(String, &'static str)], at: &str, code: &str) {
    assert!(found.iter().any(|(place, name)| place == at && *name == code), "{at} {code} is not among {found:?}");
}

#[test]
fn too_much() {
    // 10,000 parts.
    let leaf = json!({"kind": "cart.units", "min": 1});
    let nodes = json!({"id": "s", "rule": {"any": vec![leaf.clone(); 10_000]}});
    is(&of(nodes), &format!("rule.any[{}]", NODES_MAX - 1), "too_many");
    is(&of(json!({"id": "s", "include": vec![leaf.clone(); 10_000]})), "include", "too_many");
    is(&of(json!({"id": "s", "any_of": vec![vec![leaf.clone()]; 10_000]})), "any_of", "too_many");
    is(&of(json!({"id": "s", "include": vec![leaf.clone(); 60], "exclude": vec![leaf.clone(); 60]})), "", "too_many");
    assert_eq!(of(json!({"id": "s", "include": vec![leaf.clone(); CONDITIONS_MAX]})), []);
    // Depth 500: deeper than the JSON parser goes; and what it reads, but nobody would.
    let nested = |depth: usize| {
        let mut text = r#"[{"id":"s","rule":"#.to_owned();
        (0..depth).for_each(|_| text.push_str(r#"{"not":"#));
        text.push_str(&leaf.to_string());
        (0..depth).for_each(|_| text.push('}'));
        text + "}]"
    };
    is(&errors(&nested(500)), "", "too_deep");
    is(&errors(&nested(100)), &format!("rule{}", ".not".repeat(DEPTH_MAX + 1)), "too_many");
    assert_eq!(errors(&nested(DEPTH_MAX)), []);
    let lists = format!(r#"[{{"id":"s","rule":{}{}}}]"#, r#"{"all":["#.repeat(500), "]}".repeat(500));
    is(&errors(&lists), "", "too_deep");
    is(&errors(&"[".repeat(1_000_000)), "", "too_deep");
    // Words.
    let words: Vec<String> = (0..100_000).map(|number| format!("word {number}")).collect();
    is(&one(json!({"kind": "source.word", "values": words})), "include[0].values", "too_many");
    is(&one(json!({"kind": "source.word", "values": words[..=VALUES_MAX]})), "include[0].values", "too_many");
    assert_eq!(one(json!({"kind": "source.word", "values": words[..VALUES_MAX]})), []);
    // A megabyte.
    let long = "가".repeat(1_000_000 / 3);
    is(&one(json!({"kind": "source.word", "values": ["a", long]})), "include[0].values[1]", "too_many");
    is(&one(json!({"kind": "source.word", "values": ["a".repeat(VALUE_CHARS_MAX + 1)]})), "include[0].values[0]", "too_many");
    assert_eq!(one(json!({"kind": "source.word", "values": ["a".repeat(VALUE_CHARS_MAX)]})), []);
    is(&one(json!({"kind": "member.field", "field": long, "values": ["a"]})), "include[0].field", "too_many");
    is(
        &one(json!({"kind": "conversion.event", "values": ["a"], "property": long, "property_values": ["a"]})),
        "include[0].property",
        "too_many",
    );
    is(&of(json!({"id": "s", "name": long})), "name", "too_many");
    is(&of(json!({"id": long})), "id", "bad_id");
    is(&one(json!({"kind": long, "min": 1})), "include[0]", "unknown_kind");
    let found = one(Value::Object(Map::from_iter([("kind".to_owned(), json!("cart.units")), (long.clone(), json!(1))])));
    assert!(found.iter().all(|(at, code)| at.len() < 300 && *code == "no_such_key"), "{found:?}");
    is(
        &of(Value::Object(Map::from_iter([("id".to_owned(), json!("s")), (long, json!(1))])))
            .into_iter()
            .map(|(_, code)| (String::new(), code))
            .collect::<Vec<_>>(),
        "",
        "no_such_key",
    );
    // A chain of segments, each asking for the next two: more with every link.
    let chain: Vec<Value> = (0..40)
        .map(|number| {
            json!({"id": format!("s{number}"), "include": [
        {"kind": "segment.member", "values": [format!("s{}", number + 1), format!("s{}", number + 2)]}]})
        })
        .chain([json!({"id": "s40"}), json!({"id": "s41"})])
        .collect();
    assert!(errors(&Value::from(chain).to_string()).iter().any(|(at, code)| at.starts_with("include[0]") && *code == "too_many"));
}

#[test]
fn wrong_forms() {
    for (text, code) in [
        ("", "not_json"),
        ("nonsense", "not_json"),
        ("[{]", "not_json"),
        ("{\"id\": NaN}", "not_json"),
        ("3", "bad_value"),
        ("\"a\"", "bad_value"),
        ("{}", "bad_value"),
        ("\u{0}", "not_json"),
    ] {
        is(&errors(text), "", code);
    }
    for (segment, at, code) in [
        (json!(null), "", "bad_value"),
        (json!([]), "", "bad_value"),
        (json!({}), "", "missing"),
        (json!({"id": 3}), "id", "bad_value"),
        (json!({"id": ""}), "id", "bad_id"),
        (json!({"id": "s", "version": 0}), "version", "bad_value"),
        (json!({"id": "s", "version": "1"}), "version", "bad_value"),
        (json!({"id": "s", "version": 1e40}), "version", "bad_value"),
        (json!({"id": "s", "inclde": []}), "inclde", "no_such_key"),
        (json!({"id": "s", "include": {}}), "include", "bad_value"),
        (json!({"id": "s", "include": [3]}), "include[0]", "bad_value"),
        (json!({"id": "s", "include": [{}]}), "include[0]", "missing"),
        (json!({"id": "s", "include": [{"kind": 3}]}), "include[0].kind", "bad_value"),
        (json!({"id": null}), "", "missing"),
        (json!({"id": "s", "exclude": [{"kind": "no.such"}]}), "exclude[0]", "unknown_kind"),
        (json!({"id": "s", "any_of": [[]]}), "any_of[0]", "empty"),
        (json!({"id": "s", "any_of": [{"kind": "cart.units", "min": 1}]}), "any_of[0]", "bad_value"),
        (json!({"id": "s", "rule": []}), "rule", "bad_value"),
        (json!({"id": "s", "rule": {"all": []}}), "rule.all", "empty"),
        (json!({"id": "s", "rule": {"any": {}}}), "rule.any", "bad_value"),
        (json!({"id": "s", "rule": {"not": []}}), "rule.not", "bad_value"),
        (json!({"id": "s", "rule": {"all": [{"kind": "cart.units", "min": 1}], "any": []}}), "rule.any", "no_such_key"),
    ] {
        is(&of(segment), at, code);
    }
}

#[test]
fn wrong_values() {
    for (condition, at, code) in [
        (json!({"kind": "cart.units", "min": "many"}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": true}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": [1]}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": -1}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": 1.5}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": "NaN"}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": 1e300}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": i64::MAX}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": u64::MAX}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": "9223372036854775808"}), "min", "bad_value"),
        (json!({"kind": "cart.total", "min": "99999999999999999999"}), "min", "bad_value"),
        (json!({"kind": "cart.total", "min": "1e5"}), "min", "bad_value"),
        (json!({"kind": "cart.total", "min": "Infinity"}), "min", "bad_value"),
        (json!({"kind": "cart.total", "min": "NaN"}), "min", "bad_value"),
        (json!({"kind": "cart.total", "min": "-5"}), "min", "bad_value"),
        (json!({"kind": "cart.units", "min": 5, "max": 3}), "", "empty_range"),
        (json!({"kind": "cart.units", "below": 0}), "", "empty_range"),
        (json!({"kind": "cart.units"}), "", "missing"),
        (json!({"kind": "cart.units", "values": ["a"]}), "", "unexpected"),
        (json!({"kind": "cart.units", "mn": 3}), "mn", "no_such_key"),
        (json!({"kind": "member.age", "min": 200}), "min", "bad_value"),
        (json!({"kind": "traffic.last_visit_day", "within_days": 366}), "within_days", "bad_value"),
        (json!({"kind": "traffic.last_visit_day", "within_days": -1}), "within_days", "bad_value"),
        (json!({"kind": "traffic.last_visit_day", "within_days": 70000}), "within_days", "bad_value"),
        (json!({"kind": "traffic.last_visit_day", "within_days": 3, "beyond_days": 3}), "", "empty_range"),
        (json!({"kind": "traffic.last_visit_day", "from": "2026-02-30"}), "from", "bad_value"),
        (json!({"kind": "traffic.last_visit_day", "from": "yesterday"}), "from", "bad_value"),
        (json!({"kind": "traffic.last_visit_day", "from": "2026-02-03", "to": "2026-02-02"}), "", "empty_range"),
        (json!({"kind": "traffic.last_visit_day", "from": "2026-02-03", "within_days": 2}), "from", "unexpected"),
        (json!({"kind": "source.word", "values": []}), "values", "empty"),
        (json!({"kind": "source.word", "values": {}}), "values", "bad_value"),
        (json!({"kind": "source.word", "values": [null]}), "values[0]", "bad_value"),
        (json!({"kind": "source.word", "values": ["a", {}]}), "values[1]", "bad_value"),
        (json!({"kind": "source.word", "values": ["  "]}), "values[0]", "bad_value"),
        (json!({"kind": "source.word", "values": ["a\u{0}b"]}), "values[0]", "bad_value"),
        (json!({"kind": "source.word", "values": ["a\u{1b}[31m"]}), "values[0]", "bad_value"),
        (json!({"kind": "source.word", "values": ["a\nb"]}), "values[0]", "bad_value"),
        (json!({"kind": "source.word", "match": "sounds_like", "values": ["a"]}), "match", "bad_value"),
        (json!({"kind": "source.word", "match": "regex", "values": ["a"]}), "match", "bad_value"),
        (json!({"kind": "traffic.hour", "values": [24]}), "values[0]", "bad_value"),
        (json!({"kind": "traffic.hour", "values": [1, -1]}), "values[1]", "bad_value"),
        (json!({"kind": "traffic.weekday", "values": ["someday"]}), "values[0]", "bad_value"),
        (json!({"kind": "member.birth_month", "values": [13]}), "values[0]", "bad_value"),
        (json!({"kind": "system.device", "values": ["fridge"]}), "values[0]", "bad_value"),
        (json!({"kind": "member.signed_in", "value": "yes"}), "value", "bad_value"),
        (json!({"kind": "member.signed_in"}), "", "missing"),
        (json!({"kind": "content.current_page", "query": 1, "values": ["/"]}), "query", "bad_value"),
        (json!({"kind": "content.current_page", "match": "regex", "values": ["("]}), "values", "bad_pattern"),
        (json!({"kind": "content.current_page", "match": "regex", "values": ["a{1,100000}"]}), "values", "bad_pattern"),
        (json!({"kind": "content.current_page", "match": "regex", "values": [r"(a)\1"]}), "values", "bad_pattern"),
        (json!({"kind": "content.current_page", "match": "regex", "values": ["/a(?=b)"]}), "values", "bad_pattern"),
        (json!({"kind": "content.path_page", "match": "regex", "values": ["(a|b)*a(a|b){20}"]}), "values", "bad_pattern"),
        (json!({"kind": "product.viewed_price", "price_min": "5", "price_max": "3"}), "", "empty_range"),
        (json!({"kind": "product.viewed_price", "min": 1}), "", "missing"),
        (json!({"kind": "conversion.event", "values": ["a"], "property_values": ["a"]}), "", "missing"),
        (json!({"kind": "member.field", "values": ["a"]}), "", "missing"),
        (json!({"kind": "member.field", "field": " ", "values": ["a"]}), "field", "bad_value"),
        (json!({"kind": "conversion.order", "visit": true, "within_days": 3}), "visit", "unexpected"),
        (json!({"kind": "cart.units", "min": 3, "above": 5}), "above", "unexpected"),
        (json!({"kind": "cart.units", "max": 3, "below": 5}), "below", "unexpected"),
        (json!({"kind": "cart.units", "equals": 3, "min": 1}), "min", "unexpected"),
        (json!({"kind": "conversion.order", "equals": 3, "below": 9}), "below", "unexpected"),
        (json!({"kind": "behavior.scroll", "above": 100}), "above", "bad_value"),
        (json!({"kind": "cart.units", "above": 1_000_000_000}), "above", "bad_value"),
        (json!({"kind": "behavior.scroll", "below": 102}), "below", "bad_value"),
        (json!({"kind": "source.word", "values": ["\u{200b}\u{202e} "]}), "values[0]", "bad_value"),
        (json!({"kind": "segment.member", "values": ["gone"]}), "values[0]", "no_such_segment"),
        (json!({"kind": "segment.member", "values": ["s"]}), "values[0]", "cycle"),
    ] {
        let found = one(condition.clone());
        let at = if at.is_empty() { "include[0]".to_owned() } else { format!("include[0].{at}") };
        assert!(
            found.iter().any(|(place, name)| (*place == at || place.starts_with(&format!("{at}["))) && *name == code),
            "{condition}: {at} {code} is not among {found:?}"
        );
    }
    // A number with a thousand digits is no number of JSON's.
    let mut text = r#"[{"id":"s","include":[{"kind":"cart.units","min":1"#.to_owned();
    (0..1000).for_each(|_| text.push('0'));
    text.push_str("}]}]");
    assert!(!errors(&text).is_empty());
    is(&errors(r#"[{"id":"s","include":[{"kind":"cart.units","min":1e999}]}]"#), "", "not_json");
}

/// Whatever it is, it is read, compiled, checked, described and evaluated, or refused.
fn survives(json: &Value) {
    let _ = read_file(&json.to_string());
    let Ok(segment) = Segment::read(json) else { return };
    let found = check(&segment, &[]);
    let compiled = compile(std::slice::from_ref(&segment), Target::Full);
    assert_eq!(
        found.iter().any(|finding| finding.severity == Severity::Error),
        !compiled.errors.is_empty(),
        "{json} {found:?} {:?}",
        compiled.errors
    );
    for korean in [true, false] {
        assert!(!describe(&segment, korean, Currency::default()).is_empty());
    }
    let (facts, zone) = facts();
    let _ = evaluate(&compiled.program(), &facts, &zone, &[]);
    // What can be read is written and read as the same.
    let written = serde_json::to_value(&segment).unwrap();
    assert_eq!(Segment::read(&written).as_ref(), Ok(&segment), "{written}");
}

fn facts() -> (Facts, Zone) {
    let zone = Zone::fixed(9 * 3600);
    let mut facts = Facts::newcomer();
    facts.now = EpochMs(1_795_000_000_000);
    facts.begin_visit(facts.now, &zone);
    facts.apply(facts.now, &EventKind::Page(Page { url: "https://shop.kr/a?b=%".into(), title: String::new() }));
    (facts, zone)
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["cart.units", "source.word", "mon", "regex", "2026-11-21", "(", "/a*"]).prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "id",
        "include",
        "exclude",
        "any_of",
        "rule",
        "all",
        "any",
        "not",
        "kind",
        "values",
        "match",
        "min",
        "equals",
        "within_days",
        "from",
        "value",
        "version",
        "field",
        "x",
    ]);
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().map(|(key, json)| (key.to_owned(), json)).collect())),
        ]
    })
}

fn good() -> Vec<Value> {
    from_value(serde_json::from_str(include_str!("../../../tests/cases/laws/segments.json")).unwrap()).unwrap()
}

/// Changes one value somewhere inside.
fn mutate(json: &mut Value, path: &[usize], new: &Value) {
    let Some((step, rest)) = path.split_first() else {
        *json = new.clone();
        return;
    };
    match json {
        Value::Array(list) if !list.is_empty() => {
            let place = step % list.len();
            if step % 7 == 0 {
                list.remove(place);
            } else {
                mutate(&mut list[place], rest, new);
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let key = fields.keys().nth(step % fields.len()).unwrap().clone();
            if step % 7 == 0 {
                let old = fields.remove(&key).unwrap();
                fields.insert(format!("{key}x"), old);
            } else {
                mutate(fields.get_mut(&key).unwrap(), rest, new);
            }
        }
        other => *other = new.clone(),
    }
}

const CASES: u32 = 400;

fn config() -> ProptestConfig {
    ProptestConfig { cases: if std::env::var_os("LONG").is_some() { 100 * CASES } else { CASES }, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_json_survives(json in any_json()) {
        survives(&json);
        survives(&json!({"id": "s", "include": [json]}));
        survives(&json!({"id": "s", "version": 2, "rule": json}));
    }

    #[test]
    fn mutated_segments_survive(place in 0_usize..1000, changes in prop::collection::vec((prop::collection::vec(0_usize..50, 1..6), any_json()), 1..4)) {
        let good = good();
        let mut json = good[place % good.len()].clone();
        for (path, new) in &changes {
            mutate(&mut json, path, new);
        }
        survives(&json);
    }

    #[test]
    fn mutated_texts_survive(place in 0_usize..1000, changes in prop::collection::vec((0_usize..2000, any::<u8>()), 1..6)) {
        let good = good();
        let mut bytes = good[place % good.len()].to_string().into_bytes();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let text = String::from_utf8_lossy(&bytes);
        let _ = read_file(&text);
        let mut listed = String::new();
        write!(listed, "[{text}]").unwrap();
        let _ = read_file(&listed);
    }

    #[test]
    fn mutated_programs_survive(changes in prop::collection::vec((0_usize..100_000, any::<u8>()), 1..12), cut in prop::option::of(0_usize..100_000), browser in any::<bool>()) {
        let segments: Vec<Segment> = good().into_iter().map(|json| from_value(json).unwrap()).collect();
        let mut bytes = compile(&segments, if browser { Target::Browser } else { Target::Full }).program().0;
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut % bytes.len());
        }
        let (mut facts, zone) = facts();
        let mut engine = Engine::new(Program(bytes));
        engine.update(&facts, &zone, &[0xff, 0x1b], FactSet::ALL);
        facts.now = EpochMs(facts.now.0 + 3_600_000);
        facts.apply(facts.now, &EventKind::Page(Page { url: "/cart".into(), title: String::new() }));
        let changed = facts.take_changed();
        engine.update(&facts, &zone, &[], changed.with(FactSet::CLOCK));
        let _ = (engine.verdicts().len(), engine.next_due(&facts, &zone));
    }
}

/// Tables cost milliseconds each: of all that need one a segment takes so many, however they are spread; lists of words it takes in full.
#[test]
fn so_many_tables() {
    let segment = |conditions: usize, how: &str, kind: &str, value: &str| {
        let values: Vec<String> = (0..10).map(|number| format!("{value}{number}")).collect();
        let condition =
            if how.is_empty() { json!({"kind": kind, "values": values}) } else { json!({"kind": kind, "match": how, "values": values}) };
        json!([{"id": "s", "exclude": vec![condition; conditions]}]).to_string()
    };
    for (how, kind, value) in [
        ("regex", "content.current_page", "^/p"),
        ("glob", "content.path_page", "/p*"),
        ("", "source.referrer_domain", "a"),
        ("", "content.start_page", "/l?p="),
    ] {
        assert_eq!(errors(&segment(5, how, kind, value)), [], "{kind}");
        assert_eq!(errors(&segment(6, how, kind, value)), [(String::new(), "too_many")], "{kind}");
    }
    assert_eq!(errors(&segment(50, "", "source.word", "why?")), []);
}

/// Expressions that take long to be made ready: each is made once, the first few that are too large are named, and all together have a
/// limit. (It took eleven seconds.)
#[test]
fn heavy_expressions() {
    let regexes = |make: &dyn Fn(usize) -> String| {
        let values: Vec<String> = (0..50).map(make).collect();
        let each: Vec<Value> =
            values.iter().map(|value| json!({"kind": "content.current_page", "match": "regex", "values": [value]})).collect();
        [
            one(json!({"kind": "content.current_page", "match": "regex", "values": values})),
            of(json!({"id": "s", "include": each})),
            of(json!({"id": "s", "exclude": each})),
        ]
    };
    for found in regexes(&|number| format!("(a.{{50}}b|c.{{50}}d){number}")) {
        assert!((1..=4).contains(&found.len()) && found[0].1 == "bad_pattern", "{found:?}");
    }
    for found in regexes(&|number| format!(".{{1,120}}x{number}")) {
        assert!(!found.is_empty() && found.iter().all(|(_, code)| *code == "too_heavy"), "{found:?}");
    }
    for found in regexes(&|number| format!("(.*a{number}.*b){{5}}")) {
        assert_eq!(found, []);
    }
    let globs: Vec<String> = (0..50).map(|number| format!("/{}{number}", "?a".repeat(200))).collect();
    is(&one(json!({"kind": "content.current_page", "match": "glob", "values": globs})), "include[0].values[0]", "bad_pattern");
    // The same of what other segments ask.
    let other = |number: usize| {
        let values: Vec<String> = (0..4).map(|value| format!(".{{1,60}}x{number}y{value}")).collect();
        json!({"id": format!("o{number}"), "include": [{"kind": "content.current_page", "match": "regex", "values": values}]})
    };
    let ids: Vec<String> = (0..20).map(|number| format!("o{number}")).collect();
    let mut segments: Vec<Value> = (0..20).map(other).collect();
    segments.push(json!({"id": "s", "include": [{"kind": "segment.member", "values": ids}]}));
    let segments: Vec<Segment> = from_value(Value::from(segments)).unwrap();
    let found = timed("others", || check(&segments[20], &segments));
    assert!(found.iter().any(|finding| finding.code == "too_heavy"), "{found:?}");
    assert!(!compile(&segments, Target::Full).errors.is_empty());
}

/// What people paste and what editors write: nothing is lost in silence, and nothing is refused for what nobody sees.
#[test]
fn pasted() {
    let read = |text: &str| read_file(text).unwrap().remove(0);
    let segment = read("\u{feff}[{\"id\": \"s\", \"name\": null, \"rule\": null, \"include\": null, \"any_of\": null}]").unwrap();
    assert_eq!(segment, Segment { version: 1, id: "s".to_owned(), ..Segment::default() });
    let segment = read("[{\"id\": \"s\", \"include\": [{\"kind\": \"source.word\", \"values\": [\"\u{200b}가\u{202e}방\"]}]}]").unwrap();
    assert_eq!(segment.include[0].values.as_ref().unwrap()[0].to_string(), "가방");
    let words = |text: &str| read_file(text).map(|_| ()).unwrap_err();
    for text in [
        r#"[{"id":"s","include":[{"kind":"cart.units","min":3,"min":5}]}]"#,
        r#"[{"id":"s","include":[{"kind":"cart.units","min":3}],"min":1,"include":[]}]"#,
    ] {
        assert_eq!((errors(text), words(text).code()), (vec![(String::new(), "twice")], "twice"));
        assert!(serde_json::from_str::<Vec<Segment>>(text).is_err());
    }
    assert!(words(r#"[{"id":"s","include":[{"kind":"cart.units","min":3,"min":5}]}]"#).ko().contains("‘min’ 항목이 두 번"));
    assert!(words(r#"[{"id":"s","include":[{"kind":"cart.units","min":1e999}]}]"#).to_string().starts_with("the number at line 1"));
}

/// Every error says what is expected, in Korean as in English.
#[test]
fn errors_in_korean() {
    let said = |condition: Value| {
        let segment = from_value::<Segment>(json!({"id": "s", "include": [condition]}));
        segment.map_or_else(|error| error.to_string(), |segment| check(&segment, &[]).remove(0).ko)
    };
    for (condition, ko) in [
        (json!({"kind": "cart.units", "min": "many"}), "‘many’ 값은 쓸 수 없어요. 0 이상의 정수로 적어 주세요."),
        (json!({"kind": "cart.total", "min": "x"}), "‘x’ 값은 쓸 수 없어요. 12000과 같은 0 이상의 금액으로 적어 주세요."),
        (json!({"kind": "cart.units"}), "‘이상’ 항목이 필요해요."),
        (json!({"kind": "cart.units", "values": ["a"]}), "이 조건에는 ‘값’ 항목을 쓸 수 없어요. 지워 주세요."),
        (json!({"kind": "cart.units", "min": 1, "above": 3}), "‘초과’ 항목과 ‘이상’ 항목은 함께 쓸 수 없어요. 하나를 지워 주세요."),
        (json!({"kind": "traffic.hour", "values": [24]}), "‘24’ 값은 쓸 수 없어요. 0부터 23까지의 시각으로 적어 주세요."),
    ] {
        assert_eq!(said(condition), ko);
    }
    let empty = Segment::read(&json!({"id": "s", "any_of": [[]]})).unwrap_err();
    assert_eq!((empty[0].ko().as_str(), empty[0].at()), ("조건을 하나 이상 넣어 주세요.", "any_of[0]"));
}
