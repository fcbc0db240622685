//! What keys mean, what is refused, and that what is written is read back.

use serde_json::{Value as Json, json};

use super::*;
use crate::facts::{Read, Value};

fn facts(json: Json) -> (Facts, Zone) {
    serde_json::from_value::<FactsJson>(json).unwrap().facts()
}

#[test]
fn left_out_is_unknown_and_null_is_none() {
    let (facts, zone) = facts(json!({
        "now": "2026-11-21T09:30:00+09:00",
        "visit": {"word": null, "path": ["/a", {"url": "/b", "times": 2}, "/a"], "campaign": null},
        "product": null,
        "person": {"spent": 12000, "visits": 3, "last_visit_day": "2026-11-20", "signed": true},
    }));
    assert_eq!(zone.minute(facts.now), 570);
    assert_eq!((facts.get(Fact::Word), facts.get(Fact::PreviousWord)), (&Value::None, &Value::Unknown));
    assert_eq!(facts.get(Fact::CampaignCode), &Value::None);
    assert_eq!(facts.read(Fact::CartTotal, &zone), Read::Unknown);
    assert_eq!(facts.product, Some(vec![]));
    assert_eq!(facts.pages(), [("/a", 2), ("/b", 2)]);
    assert_eq!((facts.number(Fact::Spent), facts.number(Fact::Signed)), (Some(12_000_000_000), Some(1)));
}

#[test]
fn empty_carts_and_lines() {
    let total = |cart: Json| {
        let (facts, zone) = facts(json!({"now": "2026-11-21T00:00:00Z", "cart": cart}));
        facts.read(Fact::CartTotal, &zone) == Read::Number(facts.cart_total().map_or(-1, |total| total.0)) && facts.cart_total().is_some()
    };
    assert!(total(json!(null)));
    assert!(total(json!({"lines": [{"id": "a", "price": "3.5", "quantity": 2}]})));
    assert!(!total(json!({"lines": [{"id": "a"}]})), "a price that nobody said");
}

#[test]
fn what_is_no_facts() {
    assert!(serde_json::from_value::<FactsJson>(json!({"now": "x", "vist": {}})).is_err(), "a slip of the pen");
    assert_eq!(FactsJson::read(&json!({"now": "2026-11-21"})).map_err(|error| error.at), Err("now".to_owned()));
    assert!(serde_json::from_value::<FactsJson>(json!({"now": "x", "person": {"spent": -1}})).is_err());
}

/// However they are told: a page many times, products, the cart's lines.
#[test]
fn so_many_rows() {
    let refused = |more: Json| {
        let mut said = json!({"now": "2026-11-21T09:30:00+09:00", "viewed": vec![json!({"id": "a"}); read::ROWS_MAX - 1000]});
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        FactsJson::read(&said).err().map(|error| error.at)
    };
    let pages = |count: usize| json!({"visit": {"path": vec![json!({"url": "/i", "times": 100}); count]}});
    assert_eq!(refused(pages(10)), None);
    assert_eq!(refused(pages(11)).as_deref(), Some("visit.path[10]"));
    assert_eq!(refused(json!({"cart": {"lines": vec![json!({"id": "a"}); 2001]}})).as_deref(), Some("cart.lines[2000]"));
    assert_eq!(refused(json!({"events": vec![json!({"name": "a"}); 1001]})).as_deref(), Some("viewed[999]"));
    assert_eq!(refused(json!({"person": {"lists": vec![json!("a"); 1001]}})).as_deref(), Some("viewed[999]"));
}

#[test]
fn what_is_kept_over_visits() {
    let said = json!({
        "now": "2026-11-21T09:30:00.000+09:00",
        "visit": {"started": "2026-11-21T00:20:00.000Z"},
        "viewed": [{"id": "p1", "category": "차", "price": "12000", "at": "2026-11-20T00:00:00.000+09:00"}],
        "events": [{"name": "quiz", "properties": {"plan": "pro", "size": "xl"}, "at": "2026-11-21T09:25:00.000+09:00"}],
        "messages": [{"id": "hello", "act": "clicked", "at": "2026-11-21T09:25:00.000+09:00"}],
        "person": {
            "coupons": [{"id": "c1", "name": "주말", "expires": "2026-11-30"}], "lists": ["vip"], "fields": {"level": "3"},
            "consent": {"sms": true, "kakao": false}, "last_added_day": "2026-11-20",
        },
    });
    assert_eq!(FactsJson::read(&said).unwrap().json(), said);
    // A coupon that was used is none any more; a day stands for its first moment; without an end: the last day there is.
    let (facts, zone) = facts(json!({"now": "2026-11-21T09:30:00+09:00", "person": {"coupons": [
        {"id": "used", "expires": "2026-11-30", "used": true}, {"id": "open", "expires": null}
    ]}}));
    let rows: Vec<_> = facts.log.iter().map(|row| (row.key, zone.day(row.at).to_string())).collect();
    assert_eq!(rows, [(b"open".as_slice(), "9999-12-31".to_owned())]);
}

#[test]
fn there_and_back() {
    let said = json!({
        "now": "2026-11-21T09:30:00.000+09:00",
        "page": {"url": "/p/1", "title": null, "since": "2026-11-21T00:29:00.000Z"},
        "visit": {
            "started": "2026-11-21T00:20:00.000Z", "last": "2026-11-21T00:29:00.000Z", "start_page": "/", "page_views": 3,
            "path": [{"url": "/", "times": 2}], "source": "search", "source_name": "naver", "word": "우리몰", "previous_word": null,
            "campaign": {"source": "naver", "medium": null, "name": null, "content": null, "term": null, "code": null},
            "search_word": null, "search_results": null, "orders": ["o-1"],
        },
        "cart": {"lines": [{"id": "a", "name": "에코백", "price": "12000", "quantity": 1}]},
        "product": null,
        "person": {"visits": 2, "last_visit_day": null, "orders": 1, "spent": "0.5", "member": "minji", "signed": false},
        "device": {"kind": "pc", "os": "macos", "browser": "safari", "app": null},
    });
    let (facts, zone) = facts(said.clone());
    let written = FactsJson::of(&facts, &zone).json();
    for (section, keys) in said.as_object().unwrap() {
        match keys.as_object() {
            Some(keys) => keys.iter().for_each(|(key, value)| assert_eq!(&written[section][key], value, "{section}.{key}")),
            None => assert_eq!(&written[section], keys, "{section}"),
        }
    }
    assert_eq!(FactsJson::read(&written).unwrap().json(), written);
}
