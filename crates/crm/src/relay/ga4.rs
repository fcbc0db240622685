//! Google Analytics 4, Measurement Protocol: `POST /mp/collect`.
//!
//! It answers 2xx whatever it is sent, so what is wrong is found by `/debug/mp/collect`, which counts nothing. Purchases of one
//! `transaction_id` count once. Limits: developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events; hashes:
//! developers.google.com/analytics/devguides/collection/ga4/uid-data.

use model::ids::SiteId;
use serde_json::{Map, Value, json};

use super::attempt::{Meaning, Why};
use super::meta::encoded;
use super::{Conversion, Person, Request, Unfit, cut, hashed, number, pseudonym};

/// Letters of a parameter's value.
const VALUE_CHARS_MAX: usize = 100;
/// Bytes of a request: it must stay below 130 kB.
const BODY_BYTES_MAX: usize = 129_000;

/// How a stream is reached.
pub struct Stream<'a> {
    /// `G-…`.
    pub measurement: &'a str,
    /// Its API secret. Google takes it in the address alone.
    pub secret: &'a str,
    /// To be checked, not counted.
    pub is_test: bool,
}

/// The request for a purchase.
///
/// # Errors
/// [`Unfit`].
pub fn request(stream: &Stream<'_>, site: SiteId, conversion: &Conversion, person: &Person) -> Result<Request, Unfit> {
    let value = conversion.value.ok_or(Unfit::NoValue)?;
    let user = conversion.member.as_ref().map(|member| pseudonym(site, member));
    // Without the browser's own id a purchase is that of a client made of the member: the same for all of theirs.
    let client = conversion.browser.ga_client.clone().or_else(|| user.as_deref().map(client_of)).ok_or(Unfit::Nobody)?;
    let mut params = Map::new();
    params.insert("transaction_id".into(), cut(&conversion.subject, VALUE_CHARS_MAX).into());
    params.insert("currency".into(), value.currency.code().into());
    params.insert("value".into(), number(value.amount));
    params.insert("engagement_time_msec".into(), 1.into());
    if let Some(session) = &conversion.browser.ga_session {
        params.insert("session_id".into(), cut(session, VALUE_CHARS_MAX).into());
    }
    let items: Vec<Value> = conversion.items.iter().map(item).collect();
    if !items.is_empty() {
        params.insert("items".into(), items.into());
    }
    let mut body = json!({
        "client_id": client,
        "timestamp_micros": conversion.at.0.saturating_mul(1_000),
        "events": [{ "name": "purchase", "params": params }],
    });
    if let (Some(members), Some(user)) = (body.as_object_mut(), user) {
        members.insert("user_id".into(), user.into());
        let mut data = Map::new();
        if let Some(email) = &person.email {
            data.insert("sha256_email_address".into(), json!([hashed(&mail(email))]));
        }
        if let Some(phone) = &person.phone {
            data.insert("sha256_phone_number".into(), json!([hashed(&phone_of(phone))]));
        }
        if !data.is_empty() {
            members.insert("user_data".into(), data.into());
        }
    }
    if stream.is_test
        && let Some(members) = body.as_object_mut()
    {
        members.insert("validation_behavior".into(), "ENFORCE_RECOMMENDATIONS".into());
    }
    let body = body.to_string().into_bytes();
    if body.len() > BODY_BYTES_MAX {
        return Err(Unfit::TooLong);
    }
    let place = if stream.is_test { "/debug/mp/collect" } else { "/mp/collect" };
    Ok(Request {
        path: format!("{place}?measurement_id={}&api_secret={}", encoded(stream.measurement), encoded(stream.secret)),
        headers: vec![("content-type", "application/json".into())],
        body,
    })
}

/// What an answer means.
#[must_use]
pub const fn meaning(status: u16, after_s: Option<u32>) -> Meaning {
    match status {
        200..300 => Meaning::Taken,
        408 | 429 => Meaning::again(Why::Busy, after_s),
        401 | 403 => Meaning::again(Why::Credentials, after_s),
        400..500 => Meaning::Refused(Why::Payload),
        _ => Meaning::again(Why::Server, after_s),
    }
}

/// What the endpoint for checks found wrong; none where all is well.
#[must_use]
pub fn findings(body: &[u8]) -> Vec<String> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let all = answer.get("validationMessages").and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|one| one.get("description").and_then(Value::as_str)).map(|text| cut(text, 300)).collect()
}

fn item(item: &super::Item) -> Value {
    let mut line = Map::new();
    line.insert("item_id".into(), cut(&item.id, VALUE_CHARS_MAX).into());
    line.insert("quantity".into(), item.quantity.into());
    if let Some(name) = &item.name {
        line.insert("item_name".into(), cut(name, VALUE_CHARS_MAX).into());
    }
    if let Some(price) = item.price {
        line.insert("price".into(), number(price));
    }
    line.into()
}

/// Two numbers with a dot between them, as a browser's own has.
fn client_of(user: &str) -> String {
    let half = |range| user.get(range).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0);
    format!("{}.{}", half(0..8), half(8..16))
}

/// Small letters; of Gmail's addresses no dots before the `@`.
fn mail(email: &str) -> String {
    let email = email.trim().to_lowercase();
    match email.split_once('@') {
        Some((local, domain @ ("gmail.com" | "googlemail.com"))) => format!("{}@{domain}", local.replace('.', "")),
        _ => email,
    }
}

/// A `+` and digits.
fn phone_of(phone: &str) -> String {
    format!("+{}", phone.chars().filter(char::is_ascii_digit).collect::<String>())
}
