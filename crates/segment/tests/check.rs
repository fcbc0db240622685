//! `tests/cases/checks.json`: what is found in segments, as data (`BLESS=1` rewrites what is found; the diff is the review). And laws: what
//! is said to match nobody matches nobody, whatever the facts; there is an error exactly where the compiler has one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::{fs, path::PathBuf};

use model::{
    event::Item,
    facts::{Fact, Facts, Row, Value as FactValue},
    money::Micros,
    time::{EpochMs, Zone},
};
use proptest::prelude::*;
use segment::{
    check::{Severity, Use, check, check_with},
    compile::{Target, compile_of},
    definition::{Condition, Segment},
    engine::evaluate,
    verdict::Verdict,
};
use serde_json::{Value, from_value, json};

#[test]
fn what_is_found() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/checks.json");
    let mut cases: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let mut wrong = Vec::new();
    let mut codes: Vec<String> = Vec::new();
    for case in cases["cases"].as_array_mut().unwrap() {
        let segment: Segment = from_value(case["segment"].clone()).unwrap();
        let site: Vec<Segment> = case.get("site").map_or_else(Vec::new, |site| from_value(site.clone()).unwrap());
        let usage = Use { in_send: case["send"] == true, platform: case["platform"].as_str() };
        let found = check_with(&segment, &site, usage);
        for finding in &found {
            codes.push(finding.code.to_owned());
            let texts = format!("{}{}", finding.ko, finding.en);
            assert!(finding.ko.chars().any(|letter| ('가'..='힣').contains(&letter)) && !finding.en.is_empty(), "{finding:?}");
            assert!(!["{", "  ", "None", "Some("].iter().any(|bad| texts.contains(bad)), "{finding:?}");
        }
        if std::env::var_os("SHOW").is_some() {
            found.iter().for_each(|finding| println!("{}: {} | {}", case["about"], finding.ko, finding.en));
        }
        let found: Vec<Value> = found.iter().map(|finding| json!({"at": finding.at, "code": finding.code})).collect();
        if case["findings"] != Value::from(found.clone()) {
            wrong.push(format!("{}\n  expected {}\n     found {}", case["about"], case["findings"], Value::from(found.clone())));
            case["findings"] = found.into();
        }
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&cases).unwrap())).unwrap();
    } else {
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
    for code in [
        "never_satisfiable",
        "exclude_swallows",
        "exclude_pointless",
        "open_ended_before",
        "onsite_only",
        "platform",
        "duplicate",
        "any_of_one",
        "newer_version",
        "dead_choice",
        "hardly_anybody",
        "query_not_seen",
        "no_domain",
        "unknown_name",
    ] {
        assert!(codes.iter().any(|found| found == code), "no case has {code}");
    }
}

const NOW: i64 = 1_795_000_000_000;

fn verdict(segment: &Segment, site: &[Segment], facts: &Facts) -> Verdict {
    let mut all = site.to_vec();
    all.retain(|other| other.id != segment.id);
    all.push(segment.clone());
    let compiled = compile_of(&all, [segment].into_iter(), Target::Full);
    evaluate(&compiled.program(), facts, &Zone::fixed(9 * 3600), &[])[0]
}

/// Conditions about few facts with few values, so that many meet.
fn condition() -> impl Strategy<Value = Condition> {
    let number = prop_oneof![
        (0..6_i64).prop_map(|n| json!({"min": n})),
        (0..6_i64).prop_map(|n| json!({"max": n})),
        (1..6_i64).prop_map(|n| json!({"below": n})),
        (0..6_i64).prop_map(|n| json!({"equals": n})),
        (0..4_i64, 0..3_i64).prop_map(|(n, more)| json!({"min": n, "max": n + more})),
    ];
    let days = prop_oneof![
        (0..6_u16).prop_map(|n| json!({"within_days": n})),
        (0..6_u16).prop_map(|n| json!({"beyond_days": n})),
        (0..4_u16, 1..3_u16).prop_map(|(n, more)| json!({"within_days": n + more, "beyond_days": n})),
    ];
    let texts = |names: &'static [&'static str]| {
        prop::collection::vec(prop::sample::select(names), 1..4).prop_map(|values| json!({"values": values}))
    };
    let words = (texts(&["a", "b", "a b", "abc", "C"]), prop::sample::select(vec!["equals", "contains"]))
        .prop_map(|(values, how)| with(values, json!({"match": how})));
    let things = (texts(&["a", "b", "c"]), prop::sample::select(vec!["equals", "contains", "starts_with"]))
        .prop_map(|(values, how)| with(values, json!({"match": how})));
    let logs = (prop::option::of(texts(&["a", "b", "c"])), prop::option::of(number.clone()), prop::option::of(days.clone()), 0..4_u8)
        .prop_map(|(values, count, days, flags)| {
            let mut json = values.unwrap_or(json!({}));
            json = with(json, count.unwrap_or(json!({})));
            json = if flags == 0 { with(json, json!({"visit": true})) } else { with(json, days.unwrap_or(json!({}))) };
            if flags == 1 { with(json, json!({"same": true})) } else { json }
        });
    let yes = any::<bool>().prop_map(|yes| json!({"value": yes}));
    let hours = prop::collection::vec(prop::sample::select(vec![8, 9, 10, 11, 12]), 1..5).prop_map(|values| json!({"values": values}));
    let pages = (texts(&["/a", "/b", "/a/", "/A?x=1", "a"]), prop::sample::select(vec!["equals", "contains", "starts_with", "glob"]))
        .prop_map(|(values, how)| with(values, json!({"match": how})));
    let path = (pages.clone(), prop::option::of(number.clone()), prop::option::of(Just(json!({"same": true}))))
        .prop_map(|(pages, count, same)| with(with(pages, count.unwrap_or(json!({}))), same.unwrap_or(json!({}))));
    let kind = |kind: &'static str, keys: BoxedStrategy<Value>| keys.prop_map(move |keys| with(json!({"kind": kind}), keys)).boxed();
    let of: Vec<BoxedStrategy<Value>> = vec![
        kind("traffic.visits", number.clone().boxed()),
        kind("traffic.first_visit", yes.clone().boxed()),
        kind("cart.total", number.clone().boxed()),
        kind("cart.units", number.clone().boxed()),
        kind("traffic.last_visit_day", days.clone().boxed()),
        kind("traffic.hour", hours.boxed()),
        kind("traffic.weekday", texts(&["mon", "tue", "sat"]).boxed()),
        kind("source.word", words.clone().boxed()),
        kind("member.grade", words.boxed()),
        kind("system.device", texts(&["pc", "mobile", "app"]).boxed()),
        kind("source.kind", texts(&["search", "sns", "direct"]).boxed()),
        kind("source.direct", yes.clone().boxed()),
        kind("source.search_engine", texts(&["naver", "google"]).boxed()),
        kind("source.sns", texts(&["naver", "instagram"]).boxed()),
        kind("source.name", texts(&["naver", "insta"]).boxed()),
        kind("member.is_member", yes.clone().boxed()),
        kind("member.birth_month", texts(&["1", "02", "3"]).boxed()),
        kind("content.current_page", pages.boxed()),
        kind("content.path_page", path.boxed()),
        kind("cart.product", things.clone().boxed()),
        kind("product.viewing", things.boxed()),
        kind("product.viewed", logs.clone().boxed()),
        kind("product.viewed", logs.boxed()),
        kind("conversion.order", (prop::option::of(number), days).prop_map(|(count, days)| with(count.unwrap_or(json!({})), days)).boxed()),
        kind("segment.member", texts(&["x", "y"]).boxed()),
    ];
    proptest::strategy::Union::new(of)
        .prop_map(|json| from_value::<Segment>(json!({"id": "s", "include": [json]})).unwrap().include.remove(0))
}

fn with(one: Value, other: Value) -> Value {
    let mut one = one;
    one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    one
}

fn rule() -> impl Strategy<Value = Value> {
    let leaf = condition().prop_map(|condition| serde_json::to_value(condition).unwrap());
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|all| json!({"all": all})),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|any| json!({"any": any})),
            inner.prop_map(|not| json!({"not": not})),
        ]
    })
}

fn segment() -> impl Strategy<Value = Segment> {
    (
        prop::collection::vec(condition(), 0..4),
        prop::collection::vec(prop::collection::vec(condition(), 1..4), 0..2),
        prop::collection::vec(condition(), 0..3),
        prop::option::of(rule()),
    )
        .prop_map(|(include, any_of, exclude, rule)| {
            let mut json = json!({"id": "s", "include": include, "any_of": any_of, "exclude": exclude});
            if let Some(rule) = rule {
                json["rule"] = rule;
            }
            from_value(json).unwrap()
        })
}

fn site() -> Vec<Segment> {
    from_value(json!([
        {"id": "x", "include": [{"kind": "traffic.visits", "min": 3}], "exclude": [{"kind": "system.device", "values": ["app"]}]},
        {"id": "y", "rule": {"any": [{"kind": "segment.member", "values": ["x"]}, {"kind": "cart.units", "max": 1}]}},
    ]))
    .unwrap()
}

/// Facts near the conditions' values.
fn facts() -> impl Strategy<Value = Facts> {
    let number = prop_oneof![1 => Just(FactValue::Unknown), 1 => Just(FactValue::None), 8 => (0..8_i64).prop_map(FactValue::Number)];
    let text = |names: &'static [&'static str]| prop_oneof![1 => Just(FactValue::Unknown), 1 => Just(FactValue::None), 8 => prop::sample::select(names).prop_map(FactValue::from)];
    let items = prop::collection::vec((prop::sample::select(vec!["a", "b", "c", "ab"]), 0..3_u32, 0..4_i64), 0..3).prop_map(|items| {
        items
            .into_iter()
            .map(|(id, quantity, units)| Item { id: id.into(), quantity, price: Some(Micros(units * 1_000_000)), ..Item::default() })
            .collect::<Vec<Item>>()
    });
    let rows = prop::collection::vec((0..3_u8, prop::sample::select(vec!["a", "b", "c"]), 0..8_i64), 0..8);
    let flag = prop_oneof![Just(FactValue::Unknown), Just(FactValue::None), Just(FactValue::Number(1))];
    let page = text(&["/a", "/b/", "https://shop.kr/A?x=1", "/a/b", "/"]);
    (
        (number, text(&["a", "AB", "abc", "c", "b a"]), text(&["a", "AB", "abc", "c"]), text(&["pc", "mobile", "app", "tv"]), page),
        (text(&["search", "sns", "direct", "campaign"]), text(&["naver", "google", "instagram"]), flag, text(&["1", "2", "3", "12"])),
        (prop::option::of(items.clone()), prop::option::of(items), rows, 0..8_i64, 0..168_i64, any::<bool>()),
        prop::collection::vec(prop::sample::select(vec!["/a", "/b", "/A/?x=1"]), 0..5),
    )
        .prop_map(
            |((visits, word, grade, device, page), (source, name, member, month), (cart, product, rows, last, hour, is_known), path)| {
                let mut facts = Facts::newcomer();
                facts.now = EpochMs(NOW + hour * 3_600_000);
                let zone = Zone::fixed(9 * 3600);
                if is_known {
                    facts.begin_visit(EpochMs(facts.now.0 - 600_000), &zone);
                    facts.now = EpochMs(NOW + hour * 3_600_000);
                }
                for url in path {
                    let page = model::event::Page { url: url.into(), title: String::new() };
                    facts.apply(facts.now, &model::event::EventKind::Page(page));
                }
                for (fact, value) in [
                    (Fact::Visits, visits),
                    (Fact::Word, word),
                    (Fact::Grade, grade),
                    (Fact::DeviceKind, device),
                    (Fact::SourceKind, source),
                    (Fact::SourceName, name),
                    (Fact::IsMember, member),
                    (Fact::BirthMonth, month),
                    (Fact::LastVisitDay, FactValue::Number(i64::from(zone.day(facts.now).0) - last)),
                    (Fact::PageUrl, page),
                ] {
                    facts.set(fact, value);
                }
                facts.cart = cart;
                facts.product = product.map(|mut items| {
                    items.truncate(1);
                    items
                });
                for (log, id, days) in rows {
                    let fact = if log == 0 { Fact::Ordered } else { Fact::Viewed };
                    let at = EpochMs(facts.now.0 - days * 86_400_000);
                    push(&mut facts, fact, id, at);
                }
                facts
            },
        )
}

fn push(facts: &mut Facts, fact: Fact, id: &str, at: EpochMs) {
    facts.log.push(&Row { fact, key: id.as_bytes(), label: b"", at, number: 0 });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("LONG").is_some() { 20_000 } else { 250 }, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_is_so(segment in segment(), many in prop::collection::vec(facts(), 8)) {
        let site = site();
        let found = check(&segment, &site);
        let compiled = compile_of(&[site.clone(), vec![segment.clone()]].concat(), [&segment].into_iter(), Target::Full);
        prop_assert_eq!(found.iter().any(|finding| finding.severity == Severity::Error), !compiled.errors.is_empty(), "{:?} {:?}", found, compiled.errors);
        for finding in &found {
            for facts in &many {
                let is_yes = |segment: &Segment| verdict(segment, &site, facts) == Verdict::Yes;
                match finding.code {
                    "never_satisfiable" | "exclude_swallows" => prop_assert!(!is_yes(&segment), "{:?} {:?}", finding, facts),
                    "exclude_pointless" => {
                        let place: usize = finding.at.trim_matches(|letter: char| !letter.is_ascii_digit()).parse().unwrap();
                        let without = Segment { exclude: vec![], ..segment.clone() };
                        let caught = Segment { id: "s".into(), include: vec![segment.exclude[place].clone()], ..Segment::default() };
                        prop_assert!(!(is_yes(&without) && is_yes(&caught)), "{:?} {:?}", finding, facts);
                    }
                    "dead_choice" => {
                        // With this choice alone nobody matches.
                        let mut json = serde_json::to_value(&segment).unwrap();
                        let number = |text: &str| text.trim_matches(|letter: char| !letter.is_ascii_digit()).parse::<usize>().unwrap();
                        if let Some(rest) = finding.at.strip_prefix("any_of") {
                            let (block, place) = rest.split_once("][").unwrap();
                            let list = &mut json["any_of"][number(block)];
                            *list = json!([list[number(place)]]);
                        } else if finding.at.starts_with("include") {
                            let place = number(&finding.at);
                            let kind = segment.include[place].kind.clone();
                            let mut kept = Vec::new();
                            for (other, condition) in segment.include.iter().enumerate() {
                                if other == place || condition.kind != kind {
                                    kept.push(condition.clone());
                                }
                            }
                            json["include"] = serde_json::to_value(kept).unwrap();
                        } else {
                            let path = finding.at.replace("rule.", "/rule/").replace(".any", "/any").replace('[', "/").replace(']', "");
                            let choice = json.pointer(&path).unwrap().clone();
                            let parent = path.rsplit_once("/any/").unwrap().0.to_owned();
                            *json.pointer_mut(&parent).unwrap() = choice;
                        }
                        prop_assert!(!is_yes(&from_value(json).unwrap()), "{:?} {:?}", finding, facts);
                    }
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn the_law_has_something_to_say() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut counts = std::collections::BTreeMap::new();
    let mut matched = 0;
    for _ in 0..600 {
        let segment = segment().new_tree(&mut runner).unwrap().current();
        let facts = facts().new_tree(&mut runner).unwrap().current();
        matched += usize::from(verdict(&segment, &site(), &facts) == Verdict::Yes);
        for finding in check(&segment, &site()) {
            *counts.entry(finding.code).or_insert(0) += 1;
        }
    }
    assert!(matched > 20, "{matched} match");
    for code in ["never_satisfiable", "exclude_swallows", "exclude_pointless", "dead_choice"] {
        assert!(counts.get(code).is_some_and(|count| *count > 5), "{code}: {counts:?}");
    }
}

#[test]
fn large_segments_are_checked_quickly() {
    let words: Vec<String> = (0..500).map(|number| format!("word {number}")).collect();
    let several = |count: usize, one: &dyn Fn(usize) -> Value| (0..count).map(one).collect::<Vec<Value>>();
    let includes = several(50, &|_| json!({"kind": "source.word", "match": "equals", "values": words}));
    let ranges = several(24, &|number| json!([{"kind": "traffic.visits", "min": number}, {"kind": "cart.units", "max": number}]));
    let logs = several(
        50,
        &|number| json!([{"kind": "product.viewed", "values": [format!("p{number}")]}, {"kind": "product.viewed", "values": words, "max": number + 1}]),
    );
    // What contradicts is found last: after two to the power of so many others.
    let mut hidden = several(
        40,
        &|number| json!([{"kind": "product.viewed", "values": [format!("p{number}")]}, {"kind": "message.shown", "values": [format!("m{number}")]}]),
    );
    hidden.push(
        json!([{"kind": "traffic.visits", "equals": 1}, {"kind": "traffic.visits", "equals": 2}, {"kind": "traffic.visits", "equals": 3}]),
    );
    hidden.push(
        json!([{"kind": "traffic.visits", "equals": 4}, {"kind": "traffic.visits", "equals": 5}, {"kind": "traffic.visits", "equals": 6}]),
    );
    let lists = several(
        100,
        &|number| json!({"kind": "cart.product", "values": words.iter().map(|word| format!("{word}{number}")).collect::<Vec<_>>()}),
    );
    for json in [
        json!({"id": "s", "include": includes, "any_of": ranges}),
        json!({"id": "s", "any_of": logs}),
        json!({"id": "s", "any_of": hidden}),
        json!({"id": "s", "exclude": lists}),
        json!({"id": "s", "rule": {"all": lists}}),
    ] {
        let now = || std::time::UNIX_EPOCH.elapsed().unwrap();
        let segment: Segment = from_value(json).unwrap();
        let started = now();
        let found = check(&segment, &[]);
        let took = (now() - started).as_millis();
        let limit = if cfg!(debug_assertions) { 5000 } else { 1000 };
        assert!(took < limit, "{took} ms, {} found", found.len());
        if std::env::var_os("SHOW").is_some() {
            println!("{took} ms, {} found", found.len());
        }
    }
}
