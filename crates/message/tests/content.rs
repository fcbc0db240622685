//! What a message may say: cases as data, errors and warnings in both languages; and what of a content gets into a bundle.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

use message::{
    bundle::{Bundle, PAGE_PLACES, Settings, publish},
    content::check::findings,
    definition::{Config, ConfigError, Message, check},
};
use serde_json::{Value, from_value, json};

fn is_korean(text: &str) -> bool {
    text.chars().any(|letter| ('가'..='힣').contains(&letter))
}

#[test]
fn what_may_be_published() {
    let file: Value = serde_json::from_str(include_str!("../../../tests/cases/content/messages.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert!(cases.len() > 45);
    for case in cases {
        let description = case["description"].as_str().unwrap();
        let mut message = case["message"].clone();
        message["id"] = json!("m");
        let message: Message = from_value(message).unwrap_or_else(|error| panic!("{description}: {error}"));
        match (check(&message), case["at"].as_str()) {
            (Ok(()), None) => {}
            (Err(ConfigError::Content { at, ko, en, .. }), Some(expected)) => {
                assert_eq!(at, expected, "{description}: {en}");
                assert!(is_korean(&ko) && en.is_ascii() | en.contains('{') | en.contains('만'), "{description}: {ko} / {en}");
            }
            (result, expected) => panic!("{description}: {result:?}, where {expected:?} is wrong"),
        }
        let found = findings(&message);
        assert!(found.iter().all(|finding| is_korean(&finding.ko) && !finding.en.is_empty()), "{description}");
        if let Some(expected) = case["warnings"].as_array() {
            let codes: Vec<Value> = found.iter().map(|finding| finding.code.into()).collect();
            assert_eq!(codes, *expected, "{description}");
        }
    }
}

fn published(messages: &Value) -> Result<Vec<(String, u8, bool)>, ConfigError> {
    let config: Config = from_value(json!({ "messages": messages })).unwrap();
    let bundle = publish(&config, &Settings::default())?.bundle;
    let read = Bundle::read(&bundle).unwrap();
    Ok(read.messages.iter().map(|message| (message.id.to_owned(), message.place, bundle[1] == 1)).collect())
}

fn inline(id: &str, selector: &str) -> Value {
    json!({"id": id, "type": "inline", "status": "active", "content": {"title": "x", "anchor": {"selector": selector}}})
}

/// Two messages for one place of the page take turns as two for a corner do; for others they do not.
#[test]
fn places_in_the_page_have_numbers() {
    let places = published(&json!([inline("a", "#one"), inline("b", "#two"), inline("c", "#one")])).unwrap();
    assert_eq!(places.iter().map(|(_, place, _)| *place - PAGE_PLACES).collect::<Vec<_>>(), [0, 1, 0]);
    let many: Vec<Value> = (0..25).map(|number| inline(&format!("m{number}"), &format!("#p{number}"))).collect();
    assert!(matches!(published(&json!(many)), Err(ConfigError::TooMany { .. })));
}

/// Only who needs it fetches the code for what is rare.
#[test]
fn a_bundle_says_whether_it_needs_more() {
    let of = |message: Value| published(&json!([message])).unwrap()[0].2;
    assert!(!of(
        json!({"id": "a", "type": "popcorn", "status": "active", "content": {"title": "x", "button": {"label": "y", "href": "/"}}})
    ));
    assert!(!of(json!({"id": "a", "type": "bar", "status": "active", "content": {"text": "x"}})));
    assert!(of(json!({"id": "a", "type": "popup", "status": "active", "content": {"text": "x"}})));
    assert!(of(
        json!({"id": "a", "type": "popcorn", "status": "active", "content": {"blocks": [{"kind": "title", "text": "x"}, {"kind": "code", "code": "A"}]}})
    ));
    assert!(of(inline("a", "#one")));
}
