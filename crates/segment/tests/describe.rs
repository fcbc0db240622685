//! `tests/cases/describe.json`: segments in words, as data; and every kind with every key that it takes makes a sentence.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::{fs, path::PathBuf};

use model::money::Currency;
use segment::{
    ask::asked,
    catalogue::{Ask, Entry, What, entries},
    definition::Segment,
    describe::{condition_in, describe, describe_in},
};
use serde_json::{Map, Value, from_value, json};

#[test]
fn in_words() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/describe.json");
    let mut cases: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for list in ["sentences", "conditions"] {
        for case in cases[list].as_array_mut().unwrap() {
            let currency = case["currency"].as_str().and_then(Currency::parse).unwrap_or_default();
            let site: Vec<Segment> = case.get("site").map_or_else(Vec::new, |site| from_value(site.clone()).unwrap());
            for (language, korean) in [("ko", true), ("en", false)] {
                let said = if list == "sentences" {
                    let segment: Segment = from_value(case["segment"].clone()).unwrap();
                    describe_in(&segment, &site, korean, currency)
                } else {
                    let segment: Segment = from_value(json!({"version": 2, "id": "s", "include": [case["condition"]]})).unwrap();
                    condition_in(&segment.include[0], &site, korean, currency)
                };
                if bless {
                    case[language] = said.into();
                } else if case[language] != said.as_str() {
                    wrong.push(format!("expected: {}\n   found: {said}", case[language].as_str().unwrap()));
                }
            }
        }
    }
    if bless {
        fs::write(&file, format!("{}\n", serde_json::to_string_pretty(&cases).unwrap())).unwrap();
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Conditions of a kind that take all its keys in turn.
fn examples(entry: &Entry) -> Vec<Value> {
    let texts = [json!(["가방"]), json!(["LG", "b", "c"]), json!(["1", "2", "3", "4", "5", "6", "7", "8", "9"])];
    let ranges =
        [json!({"min": 3}), json!({"max": 5}), json!({"above": 3}), json!({"below": 5}), json!({"equals": 2}), json!({"min": 1, "max": 4})];
    let zero = [json!({"equals": 0}), json!({"max": 0}), json!({"min": 1}), json!({"above": 0}), json!({"below": 1})];
    let days = [
        json!({"within_days": 0}),
        json!({"within_days": 1}),
        json!({"within_days": 7}),
        json!({"beyond_days": 0}),
        json!({"beyond_days": 30}),
        json!({"within_days": 4, "beyond_days": 3}),
        json!({"within_days": 90, "beyond_days": 30}),
    ];
    let dates = [
        json!({"from": "2026-11-21"}),
        json!({"to": "2026-11-21"}),
        json!({"from": "2026-11-01", "to": "2026-12-02"}),
        json!({"from": "2026-11-01", "to": "2026-11-01"}),
    ];
    let next = [json!({"next_days": 0}), json!({"next_days": 1}), json!({"next_days": 30})];
    let valued = |values: &Value, more: &Value| both(&json!({"values": values}), more);
    let matched = |names: &[&str]| -> Vec<Value> {
        names.iter().flat_map(|name| texts.iter().map(|values| json!({"match": name, "values": values})).collect::<Vec<_>>()).collect()
    };
    let all = ["equals", "contains", "starts_with", "glob", "regex"];
    let each = |lists: &[&[Value]]| -> Vec<Value> { lists.iter().flat_map(|list| list.iter().cloned()).collect() };
    let logs = |base: Value, visit: bool| -> Vec<Value> {
        let mut many: Vec<Value> = each(&[&days, &ranges, &zero]).iter().map(|more| both(&base, more)).collect();
        many.push(base.clone());
        many.push(both(&base, &json!({"within_days": 7, "min": 2})));
        many.push(both(&base, &json!({"within_days": 7, "equals": 0})));
        if visit {
            many.push(both(&base, &json!({"visit": true, "min": 2})));
        }
        many
    };
    match entry.ask {
        Ask::Number | Ask::Money => each(&[&ranges, &zero]),
        Ask::Day => each(&[&days, &dates]),
        Ask::NextDay => each(&[&next, &dates]),
        Ask::Words | Ask::WordsEqual => matched(&["equals", "contains"]),
        Ask::OneOf(names) => names.iter().map(|name| json!({"values": [name]})).chain([json!({"values": names})]).collect(),
        Ask::Named(_) => {
            [json!(["naver"]), json!(["instagram", "x"]), texts[2].clone()].iter().map(|values| json!({"values": values})).collect()
        }
        Ask::Domain => vec![json!({"values": ["naver.com"]}), json!({"values": ["a.kr", "b.kr"]})],
        Ask::Language => vec![json!({"values": ["ko"]}), json!({"values": ["en", "ja"]})],
        Ask::Url => each(&[&matched(&all), &[json!({"values": ["a=1"], "query": true}), json!({"values": ["/a"], "query": false})]]),
        Ask::Path => {
            let mut many: Vec<Value> = each(&[&ranges, &zero]).iter().map(|more| valued(&texts[0], more)).collect();
            many.extend(matched(&all));
            many.extend(matched(&all).iter().map(|base| both(base, &json!({"same": true, "min": 3, "query": true}))));
            many
        }
        Ask::Weekdays => vec![
            json!({"values": ["sun"]}),
            json!({"values": ["fri", "sat"]}),
            json!({"values": ["sat", "sun"]}),
            json!({"values": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}),
        ],
        Ask::Hours => vec![json!({"values": [0]}), json!({"values": [23, 0, 1, 9]}), json!({"values": (0..24).collect::<Vec<_>>()})],
        Ask::Months => vec![json!({"values": [2]}), json!({"values": [3, 4, 5, 12]}), json!({"values": (1..13).collect::<Vec<_>>()})],
        Ask::Product(_) => matched(&all),
        Ask::YesNo | Ask::Is(_) | Ask::First => vec![json!({"value": true}), json!({"value": false})],
        Ask::Log(what) => match what {
            What::Everything | What::Fixed(_) => logs(json!({}), true),
            What::Marked(_) => each(&[&logs(json!({}), true), &logs(json!({"values": ["m1", "m2"]}), true)]),
            What::SomeKeys => {
                each(&[&logs(json!({}), true), &logs(json!({"values": ["p1"]}), true), &matched(&all), &[json!({"same": true, "min": 3})]])
            }
            What::Keys => each(&[&logs(json!({"values": ["p1"]}), false), &matched(&all)]),
            What::Labels => {
                each(&[&logs(json!({"values": ["차"]}), false), &matched(&all), &[json!({"same": true, "min": 3, "values": ["차"]})]])
            }
            What::Listed => vec![json!({"values": ["vip"]}), json!({"values": ["a", "b", "c"]})],
            What::Priced => each(&[
                &logs(json!({"price_min": 1000, "price_max": "9000"}), true),
                &[json!({"price_min": 5}), json!({"price_max": 5}), json!({"price_min": 5, "price_max": 5, "same": true})],
            ]),
            What::Events => each(&[
                &logs(json!({"values": ["quiz"]}), true),
                &[
                    json!({"values": ["quiz"], "property": "plan", "property_values": ["pro", "basic"]}),
                    json!({"values": ["quiz"], "property": "plan", "match": "contains", "property_values": ["pro"]}),
                ],
            ]),
        },
        Ask::NextLog => each(&[
            &next,
            &ranges,
            &zero,
            &[json!({}), json!({"values": ["C1"], "next_days": 3}), json!({"values": ["C1", "C2"], "min": 2})],
        ]),
        Ask::Field => {
            let field = json!({"field": "직업"});
            let many = each(&[&ranges, &matched(&["equals", "contains"]), &[json!({"values": ["a"], "min": 3})]]);
            many.iter().map(|more| both(&field, more)).collect()
        }
        Ask::Segments => vec![json!({"values": ["s1"]}), json!({"values": ["s1", "s2"]})],
    }
}

fn both(one: &Value, other: &Value) -> Value {
    let fields: Map<String, Value> = [one, other].into_iter().flat_map(|json| json.as_object().unwrap().clone()).collect();
    fields.into()
}

#[test]
fn every_kind_and_every_key() {
    let currency = Currency::default();
    let mut sentences = 0;
    for entry in entries() {
        for example in examples(entry) {
            let condition = both(&json!({"kind": entry.kind}), &example);
            let read = |json: Value| from_value::<Segment>(json).unwrap_or_else(|error| panic!("{condition}: {error}"));
            let plain = read(json!({"id": "s", "include": [condition]}));
            let asked = asked(entry, &plain.include[0], "include[0]");
            assert!(asked.is_ok() || example["match"] == "regex", "{condition}: {asked:?}");
            let not = read(json!({"id": "s", "rule": {"not": condition}}));
            let or = read(json!({"id": "s", "any_of": [[condition, {"kind": "cart.units", "min": 7}]], "exclude": [condition]}));
            let mut said = Vec::new();
            for korean in [true, false] {
                said.push((korean, describe(&plain, korean, currency)));
                said.push((korean, describe(&not, korean, currency)));
                said.push((korean, describe(&or, korean, currency)));
                said.push((korean, condition_in(&plain.include[0], &[], korean, currency)));
            }
            for (korean, text) in said {
                sentences += 1;
                if std::env::var_os("SHOW").is_some() {
                    println!("{text}");
                }
                for bad in ["{", "None", "Some", "  ", " ,", "‘’", "“”", "()", " )", "( ", "이(가)", "(으)로", "을(를)", "null"]
                {
                    assert!(!text.contains(bad), "{condition}: {bad:?} in {text}");
                }
                assert_eq!(text.trim(), text, "{condition}");
                if korean {
                    assert!(!text.contains(entry.en) || entry.ko.contains(entry.en) || text.contains(entry.ko), "{condition}: {text}");
                    let own: &[&str] = &[
                        "SNS",
                        "RFM",
                        "LG",
                        "px",
                        "naver",
                        "instagram",
                        "kr",
                        "com",
                        "PC",
                        "plan",
                        "pro",
                        "basic",
                        "quiz",
                        "vip",
                        "WELCOME",
                        "X",
                        "a",
                        "b",
                        "c",
                        "p",
                        "m",
                        "C",
                        "s",
                    ];
                    for word in text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| !word.is_empty()) {
                        assert!(own.contains(&word), "{condition}: {word} in {text}");
                    }
                } else {
                    let foreign = text.chars().any(|letter| ('가'..='힣').contains(&letter) && !"가방차직업".contains(letter));
                    assert!(!foreign, "{condition}: {text}");
                }
            }
            assert_ne!(describe(&plain, true, currency), describe(&not, true, currency), "{condition}");
            assert_ne!(describe(&plain, false, currency), describe(&not, false, currency), "{condition}");
        }
    }
    assert!(sentences > 3000, "{sentences}");
}

#[test]
fn nothing_breaks_what_is_not_finished() {
    for entry in entries() {
        let segment: Segment =
            from_value(json!({"id": "s", "include": [{"kind": entry.kind}], "rule": {"not": {"kind": entry.kind}}})).unwrap();
        for korean in [true, false] {
            let said = describe(&segment, korean, Currency::default());
            assert!(!said.contains("  ") && !said.contains("None"), "{said}");
            assert!(!condition_in(&segment.include[0], &[], korean, Currency::default()).is_empty());
        }
    }
}
