//! What the console is told is what the library says, whatever comes in.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test")]

use console::{Engine, catalogue};
use serde_json::{Value, json};

fn engine() -> Engine {
    Engine::new(r#"[{"id": "rich", "name": "큰 장바구니", "include": [{"kind": "cart.total", "min": "50000"}]}]"#, "KRW")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_draft_is_checked_and_said() {
    let draft =
        json!({ "id": "d", "include": [{ "kind": "segment.member", "values": ["rich"] }, { "kind": "cart.units", "min": 3, "max": 2 }] });
    let said = json(&engine().check(&draft.to_string(), false));
    assert!(said["sentence"]["ko"].as_str().unwrap().contains("큰 장바구니"), "{said}");
    assert_eq!(said["conditions"][1]["at"], "include[1]");
    assert_eq!(said["findings"][0]["severity"], "error", "{said}");
    assert!(said["findings"][0]["at"].as_str().unwrap().starts_with("include[1]"), "{said}");
    // Of one who is on no page a send knows nothing.
    let draft = json!({ "id": "d", "include": [{ "kind": "behavior.scroll", "min": 50 }] });
    assert_eq!(json(&engine().check(&draft.to_string(), false))["findings"], json!([]));
    assert_ne!(json(&engine().check(&draft.to_string(), true))["findings"], json!([]));
}

#[test]
fn somebody_is_explained() {
    let draft = json!({ "id": "d", "include": [{ "kind": "cart.total", "min": "50000" }] });
    let facts = json!({ "now": "2026-11-21T09:30:00+09:00", "cart": { "lines": [{ "id": "p1", "price": "46800", "quantity": 1 }] } });
    let said = json(&engine().explain(&draft.to_string(), &facts.to_string()));
    assert_eq!(said["verdict"], "no");
    assert_eq!(said["near_misses"][0]["distance"]["ko"], "3,200원 부족");
    let bad = json(&engine().explain(&draft.to_string(), r#"{"now": "soon"}"#));
    assert_eq!(bad["error"]["at"], "now");
}

#[test]
fn pages_are_tried() {
    let cases = [
        (
            json!({ "kind": "content.path_page", "match": "starts_with", "values": ["/goods/"], "min": 2 }),
            "https://shop.kr/goods/1?a=1",
            "yes",
        ),
        (json!({ "kind": "content.start_page", "match": "glob", "values": ["/goods/*"] }), "https://shop.kr/cart", "no"),
        (json!({ "kind": "content.current_page", "match": "regex", "values": ["("] }), "https://shop.kr/cart", "unknown"),
        (json!({ "kind": "content.current_page" }), "https://shop.kr/cart", "unknown"),
    ];
    for (condition, url, expected) in cases {
        assert_eq!(engine().page(&condition.to_string(), url), expected, "{condition}");
    }
}

#[test]
fn files_are_read() {
    let one = r#"{"id": "a", "name": "하나", "include": [{"kind": "cart.units", "min": 1}]}"#;
    for file in [one.to_owned(), format!("[{one}]"), format!(r#"{{"segments": [{one}]}}"#)] {
        assert_eq!(json(&engine().read(&file))["segments"][0]["definition"]["id"], "a", "{file}");
    }
    let said = json(&engine().read(r#"[{"id": "a", "include": 5}]"#));
    assert!(said["segments"][0]["definition"].is_null());
    assert_ne!(said["segments"][0]["findings"], json!([]));
    for file in ["", "5", "[", "\"x\"", "{\"segments\": 4}"] {
        assert!(
            json(&engine().read(file)).get("error").is_some() || json(&engine().read(file))["segments"][0]["definition"].is_null(),
            "{file}"
        );
    }
}

#[test]
fn every_condition_is_in_the_catalogue_with_what_there_is_to_choose() {
    let all = json(&catalogue());
    let find = |kind: &str| all["conditions"].as_array().unwrap().iter().find(|one| one["kind"] == kind).unwrap().clone();
    assert_eq!(all["conditions"].as_array().unwrap().len(), segment::catalogue::entries().count());
    assert_eq!(find("system.device")["choices"][1], json!({ "value": "mobile", "ko": "모바일", "en": "mobile phone" }));
    assert_eq!(find("traffic.weekday")["choices"][0], json!({ "value": "mon", "ko": "월요일", "en": "Monday" }));
    assert_eq!(find("member.birth_month")["choices"][11]["ko"], "12월");
    assert_eq!(find("content.path_page")["other_names"], json!(["특정 페이지"]));
    // Each choice is one that the condition takes.
    for entry in segment::catalogue::entries() {
        for (value, ..) in entry.choices() {
            let draft = json!({ "id": "d", "include": [{ "kind": entry.kind, "values": [value] }] });
            let said = json(&engine().check(&draft.to_string(), false));
            let errors = said["findings"].as_array().unwrap().iter().filter(|one| one["severity"] == "error").count();
            assert_eq!(errors, 0, "{} {value}: {said}", entry.kind);
        }
    }
}

#[test]
fn whatever_comes_in_is_answered() {
    for text in ["", "null", "[]", "{", "{\"id\": 3}", "\u{feff}", "{\"include\": [[[]]]}"] {
        assert!(!json(&engine().check(text, false))["findings"].as_array().unwrap().is_empty(), "{text}");
        assert!(json(&engine().explain(text, text)).get("error").is_some(), "{text}");
        assert_eq!(engine().page(text, text), "unknown", "{text}");
        let _ = Engine::new(text, text);
    }
}
