//! Every template of the store means what it says: `tests/cases/templates.json` has for each one visitor who matches and one who does not,
//! though all that it asks is known of both.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use std::collections::BTreeSet;

use model::{facts::json::FactsJson, money::Currency};
use segment::{
    compile::{Target, compile},
    definition::Segment,
    describe::describe,
    engine::evaluate,
    store::TEMPLATES,
    verdict::Verdict,
};
use serde_json::{Value, from_value};

fn templates() -> Vec<Value> {
    serde_json::from_str::<Value>(TEMPLATES).unwrap()["templates"].as_array().unwrap().clone()
}

fn segment(template: &Value) -> Segment {
    let mut json = template["segment"].clone();
    json["id"] = template["id"].clone();
    Segment::read(&json).unwrap_or_else(|errors| panic!("{}: {errors:?}", template["id"]))
}

fn is_said(words: &Value) -> bool {
    ["ko", "en"].iter().all(|language| words[language].as_str().is_some_and(|text| text.trim().len() > 1))
}

#[test]
fn one_who_matches_and_one_who_does_not() {
    let visitors: Value = serde_json::from_str(include_str!("../../../tests/cases/templates.json")).unwrap();
    let templates = templates();
    assert!(templates.len() >= 100, "{}", templates.len());
    assert_eq!(visitors.as_object().unwrap().len(), templates.len());
    for template in &templates {
        let compiled = compile(&[segment(template)], Target::Full);
        assert_eq!(compiled.errors, [], "{}", template["id"]);
        for (who, expected) in [("matches", Verdict::Yes), ("misses", Verdict::No)] {
            let json = visitors[template["id"].as_str().unwrap()][who].clone();
            let (facts, zone) = from_value::<FactsJson>(json).unwrap().facts();
            assert_eq!(evaluate(&compiled.program(), &facts, &zone, &[]), [expected], "{}: {who}", template["id"]);
        }
    }
}

#[test]
fn all_is_said_in_both_languages_and_can_be_adjusted() {
    let file: Value = serde_json::from_str(TEMPLATES).unwrap();
    let groups: BTreeSet<&str> = file["groups"].as_array().unwrap().iter().map(|group| group["id"].as_str().unwrap()).collect();
    let (mut ids, mut titles, mut sentences, mut used) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for template in &templates() {
        let id = template["id"].as_str().unwrap().to_owned();
        assert!(is_said(&template["title"]) && is_said(&template["help"]), "{id}");
        used.insert(template["group"].as_str().unwrap().to_owned());
        for adjust in template["adjust"].as_array().unwrap() {
            assert!(is_said(&adjust["label"]), "{id}");
            let pointer = format!("/{}", adjust["path"].as_str().unwrap().replace('[', "/").replace(']', "").replace('.', "/"));
            assert!(template["segment"].pointer(&pointer).is_some_and(|value| !value.is_null()), "{id}: {pointer}");
        }
        // Another situation says something else, in words too.
        let segment = segment(template);
        assert!(titles.insert(template["title"]["ko"].as_str().unwrap().to_owned()), "{id}: this title is there twice");
        assert!(sentences.insert(describe(&segment, true, Currency::default())), "{id}: another template says the same");
        assert!(ids.insert(id));
    }
    assert_eq!(used.iter().map(String::as_str).collect::<BTreeSet<_>>(), groups, "a group without templates, or the other way round");
}
