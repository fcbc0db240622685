//! Cafe24's webhooks: `{"event_no": 90023, "resource": {"mall_id": "…", …}}`. The numbers of events are public; the members of `resource` are as those who
//! take them describe them (*unconfirmed*: its own pages need an account). What is not there is not said; what cannot be understood is nothing.

use model::time::{EpochMs, parse_rfc3339};
use serde_json::{Map, Value, json};

use super::Said;
use crate::consent::{Channel, Purpose, Said as Answer, Source, Word};

const ORDERED: i64 = 90_023;
const PAID: i64 = 90_025;
const SHIPPING: [i64; 2] = [90_024, 90_071];
const TRACKING: i64 = 90_162;
const CANCELLED: i64 = 90_026;
const REFUNDED: i64 = 90_029;
const JOINED: i64 = 90_032;
const EDITED: i64 = 90_080;
/// A transfer: it is to be paid after the order.
const CASH: &str = "cash";
/// Korea, of moments that do not say it.
const KOREA: &str = "+09:00";

/// What a request says. What moves nothing here (products, log-ins, points) says nothing.
#[must_use]
pub fn said(body: &Value, told: Option<EpochMs>) -> Said {
    let of = &body["resource"];
    let mut said = Said { mall: text(of, &["mall_id"]).unwrap_or_default(), ..Said::default() };
    let event = body["event_no"].as_i64().or_else(|| body["event_no"].as_str().and_then(|number| number.parse().ok())).unwrap_or(0);
    let order = match event {
        ORDERED => {
            // One that is paid by a transfer has not been paid.
            let is_paid = text(of, &["paid"]).is_none_or(|paid| paid == "T");
            // Said late or again, it is still older than what became of it.
            order(of, if is_paid { "placed" } else { "awaiting_deposit" }, at(of, &["ordered_date", "order_date"]))
        }
        // Of an order that was paid as it was placed it is the same news.
        PAID => order(of, if pays_later(of) { "paid" } else { "placed" }, at(of, &["payment_date", "paid_date"]).or(told)),
        TRACKING => None,
        event if SHIPPING.contains(&event) => {
            let at = at(of, &["shipping_end_date", "delivered_date"]).or_else(|| at(of, &["shipping_begin_date", "shipped_date"]));
            match text(of, &["shipping_status"]).as_deref() {
                Some("T") => order(of, "delivered", at.or(told)),
                Some("M") => order(of, "shipped", at.or(told)),
                _ => None,
            }
        }
        CANCELLED => order(of, "cancelled", at(of, &["cancel_date", "canceled_date"]).or(told)),
        REFUNDED => refund(of, told),
        _ => None,
    };
    said.orders.extend(order);
    if matches!(event, JOINED | EDITED)
        && let Some(id) = text(of, &["member_id"])
    {
        let joined = at(of, &["created_date", "join_date"]).or(told);
        let updated = at(of, &["updated_date", "modified_date"]).or(told).or(joined);
        let mut member = Map::new();
        put(&mut member, "id", Some(id.as_str().into()));
        put(&mut member, "name", text(of, &["name", "member_name"]).map(Value::from));
        put(&mut member, "phone", text(of, &["cellphone", "phone"]).map(Value::from));
        put(&mut member, "email", text(of, &["email"]).map(Value::from));
        put(&mut member, "updated_at", updated.map(|at| at.0.into()));
        put(&mut member, "joined_at", joined.filter(|_| event == JOINED).map(|at| at.0.into()));
        said.members.push(Value::Object(member));
        // Who joins without agreeing has said nothing; who takes it back has.
        let word = match text(of, &["sms"]).as_deref() {
            Some("T") => Some(Answer::Granted),
            Some("F") if event == EDITED => Some(Answer::Refused),
            _ => None,
        };
        said.words.extend(word.zip(updated).map(|(answer, at)| (id, agreed(answer, at))));
    }
    said
}

fn agreed(said: Answer, at: EpochMs) -> Word {
    Word {
        at,
        channel: Some(Channel::Sms),
        purpose: Purpose::Advertising,
        said,
        source: Source::Shop,
        wording: "카페24 회원 정보의 SMS 수신 여부".into(),
        place: "cafe24".into(),
        guardian: false,
    }
}

fn pays_later(of: &Value) -> bool {
    text(of, &["payment_method"]).is_some_and(|methods| methods.split(',').any(|method| method.trim() == CASH))
}

/// An order, where it says which one, and when it was placed.
fn order(of: &Value, status: &str, updated: Option<EpochMs>) -> Option<Value> {
    let mut order = Map::new();
    let is_word_of_money = matches!(status, "placed" | "awaiting_deposit" | "paid");
    let value = amount(of, &["payment_amount", "actual_payment_amount", "order_price_amount"]);
    if is_word_of_money && value.is_none() {
        return None;
    }
    put(&mut order, "id", Some(text(of, &["order_id"])?.into()));
    put(&mut order, "at", Some(at(of, &["ordered_date", "order_date"])?.0.into()));
    put(&mut order, "status", Some(status.into()));
    put(&mut order, if status == "cancelled" { "paid" } else { "value" }, value.map(Value::from));
    put(&mut order, "currency", text(of, &["currency"]).filter(|code| code.len() == 3).map(Value::from));
    put(&mut order, "updated_at", updated.map(|at| at.0.into()));
    put(&mut order, "member", text(of, &["member_id"]).map(Value::from));
    put(&mut order, "phone", text(of, &["buyer_cellphone", "buyer_phone"]).map(Value::from));
    put(&mut order, "name", text(of, &["buyer_name"]).map(Value::from));
    put(&mut order, "items", items(of));
    let delivery = [("courier", text(of, &["shipping_company_name", "shipping_company"])), ("tracking", text(of, &["tracking_no"]))];
    put(&mut order, "delivery", members(delivery));
    let deposit = [
        ("bank", text(of, &["bank_account_bank_name", "bank_name"])),
        ("account", text(of, &["bank_account_no"])),
        ("holder", text(of, &["bank_account_owner_name"])),
    ];
    put(&mut order, "deposit", members(deposit));
    Some(Value::Object(order))
}

/// What was paid and what was given back say what remains; one that says less is none.
fn refund(of: &Value, told: Option<EpochMs>) -> Option<Value> {
    let number = |name: &[&str]| amount(of, name).and_then(|text| model::money::Micros::parse(&text));
    let paid = number(&["payment_amount", "actual_payment_amount"])?;
    let back = number(&["refund_amount", "actual_refund_amount"])?;
    let updated = at(of, &["refund_date", "refunded_date"]).or(told);
    let mut refunded = order(of, "refunded", updated)?;
    let members = refunded.as_object_mut()?;
    members.insert("paid".into(), paid.decimal().into());
    members.insert("value".into(), model::money::Micros(paid.0.saturating_sub(back.0).max(0)).decimal().into());
    Some(refunded)
}

/// Names and codes, each with commas between.
fn items(of: &Value) -> Option<Value> {
    let codes = text(of, &["ordering_product_code", "product_code"])?;
    let names = text(of, &["ordering_product_name", "product_name"]).unwrap_or_default();
    let mut names = names.split(',').map(str::trim);
    let item = |code: &str| {
        let mut item = Map::new();
        put(&mut item, "id", Some(code.trim().into()));
        put(&mut item, "name", names.next().filter(|name| !name.is_empty()).map(Value::from));
        Value::Object(item)
    };
    Some(codes.split(',').filter(|code| !code.trim().is_empty()).take(crate::relay::ITEMS_MAX).map(item).collect())
}

fn members<const N: usize>(all: [(&str, Option<String>); N]) -> Option<Value> {
    let said: Map<String, Value> = all.into_iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text?)))).collect();
    (!said.is_empty()).then_some(Value::Object(said))
}

fn put(to: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    to.extend(value.map(|value| (name.to_owned(), value)));
}

/// The first of these that is there, and says something.
fn text(of: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match &of[*name] {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// A decimal of 0 or more, as it is written.
fn amount(of: &Value, names: &[&str]) -> Option<String> {
    text(of, names).filter(|text| model::money::Micros::parse(text).is_some_and(|amount| amount.0 >= 0))
}

fn at(of: &Value, names: &[&str]) -> Option<EpochMs> {
    let said = text(of, names)?;
    [String::new(), KOREA.into()].iter().find_map(|zone| parse_rfc3339(&format!("{said}{zone}"))).map(|(at, _)| at)
}
