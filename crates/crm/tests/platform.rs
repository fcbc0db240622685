//! What shop platforms tell, in the words of our own API: cases in `tests/cases/platforms.json` (`BLESS=1` writes what is expected), and that nothing they
//! say breaks anything.

use crm::platform::{Platform, Said};
use model::time::EpochMs;
use proptest::prelude::*;
use serde_json::{Value, json};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/platforms.json");

fn shown(said: &Said) -> Value {
    json!({ "mall": said.mall, "orders": said.orders, "members": said.members, "words": said.words })
}

#[test]
fn cases() {
    let mut cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(CASES).unwrap()).unwrap();
    let is_blessed = std::env::var("BLESS").is_ok();
    for case in &mut cases {
        let said = shown(&Platform::Cafe24.said(&case["body"], case["told_ms"].as_i64().map(EpochMs)));
        if is_blessed {
            case["said"] = said;
        } else {
            assert_eq!(case["said"], said, "{}", case["description"]);
        }
    }
    if is_blessed {
        std::fs::write(CASES, serde_json::to_string_pretty(&cases).unwrap() + "\n").unwrap();
    }
}

proptest! {
    /// Whatever stands there, an order has a number, a time and a status, and its amounts are amounts.
    #[test]
    fn any_resource(event in 90_020_i64..90_090, id in ".{0,20}", at in "([0-9: T+-]{0,25}|2026-11-22 18:40:00)", amount in "([0-9.-]{0,12}|[0-9]{1,9})", paid in "[TF]?", status in "[FMTWX]?") {
        let resource = json!({
            "mall_id": "m", "order_id": id, "ordered_date": at, "payment_amount": amount, "refund_amount": amount, "paid": paid,
            "shipping_status": status, "member_id": id, "created_date": at,
        });
        let said = Platform::Cafe24.said(&json!({ "event_no": event, "resource": resource }), None);
        for order in &said.orders {
            prop_assert!(order["id"].is_string() && order["at"].is_i64() && order["status"].is_string(), "{}", order);
            for name in ["value", "paid"] {
                let is_amount = order[name].is_null() || order[name].as_str().and_then(model::money::Micros::parse).is_some_and(|amount| amount.0 >= 0);
                prop_assert!(is_amount, "{}", order);
            }
        }
        for member in &said.members {
            prop_assert!(member["id"].is_string(), "{}", member);
        }
    }
}
