//! Meta Conversions API: `POST /{version}/{pixel}/events`.
//!
//! Two events of the same name and id within 48 hours count once. Identifiers are normalised and hashed as
//! developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters says.

use model::ids::SiteId;
use serde_json::{Map, Value, json};

use super::attempt::{Meaning, Why};
use super::{Conversion, Person, Request, Unfit, cut, hashed, number, pseudonym};

/// The version of the Graph API that is spoken.
const API: &str = "v23.0";
/// Most letters of what the shop's server says of a browser.
const TEXT_CHARS_MAX: usize = 500;

/// How a pixel is reached.
pub struct Pixel<'a> {
    /// Its number.
    pub id: &'a str,
    /// Its token.
    pub token: &'a str,
    /// "Test events" of the pixel's page show what carries this code, and count nothing of it.
    pub test_code: Option<&'a str>,
}

/// The request for a purchase. The token goes in the body: addresses are logged.
///
/// # Errors
/// [`Unfit`].
pub fn request(pixel: &Pixel<'_>, site: SiteId, conversion: &Conversion, person: &Person) -> Result<Request, Unfit> {
    let value = conversion.value.ok_or(Unfit::NoValue)?;
    let browser = &conversion.browser;
    let mut user = Map::new();
    if let Some(email) = &person.email {
        user.insert("em".into(), json!([hashed(&email.trim().to_lowercase())]));
    }
    if let Some(phone) = person.phone.as_deref().map(digits).filter(|digits| !digits.is_empty()) {
        user.insert("ph".into(), json!([hashed(&phone)]));
    }
    if let Some(member) = &conversion.member {
        user.insert("external_id".into(), json!([hashed(&pseudonym(site, member))]));
    }
    for (name, text) in [("fbp", &browser.fbp), ("fbc", &browser.fbc)] {
        if let Some(text) = text {
            user.insert(name.into(), cut(text, TEXT_CHARS_MAX).into());
        }
    }
    if user.is_empty() {
        return Err(Unfit::Nobody);
    }
    let mut event = json!({
        "event_name": "Purchase",
        "event_time": conversion.at.0.div_euclid(1_000),
        "event_id": browser.event_id.clone().unwrap_or_else(|| conversion.event_id(site)),
        "action_source": "other",
        "custom_data": { "currency": value.currency.code(), "value": number(value.amount), "order_id": conversion.subject },
    });
    // Of a website Meta wants both; half of it would be refused.
    if let (Some(url), Some(agent)) = (&browser.url, &browser.user_agent) {
        user.insert("client_user_agent".into(), cut(agent, TEXT_CHARS_MAX).into());
        put(&mut event, "action_source", "website".into());
        put(&mut event, "event_source_url", url.as_str().into());
    }
    put(&mut event, "user_data", user.into());
    if !conversion.items.is_empty() {
        let line = |item: &super::Item| {
            let mut line = json!({ "id": item.id, "quantity": item.quantity });
            if let Some(price) = item.price {
                put(&mut line, "item_price", number(price));
            }
            line
        };
        let contents: Vec<Value> = conversion.items.iter().map(line).collect();
        if let Some(custom) = event.get_mut("custom_data") {
            put(custom, "content_type", "product".into());
            put(custom, "contents", contents.into());
        }
    }
    let mut form = format!("data={}&access_token={}", encoded(&json!([event]).to_string()), encoded(pixel.token));
    if let Some(code) = pixel.test_code {
        form.push_str(&format!("&test_event_code={}", encoded(code)));
    }
    Ok(Request {
        path: format!("/{API}/{}/events", encoded(pixel.id)),
        headers: vec![("content-type", "application/x-www-form-urlencoded".into())],
        body: form.into_bytes(),
    })
}

/// What an answer means. Codes: developers.facebook.com/docs/graph-api/guides/error-handling.
#[must_use]
pub fn meaning(status: u16, body: &[u8], after_s: Option<u32>) -> Meaning {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if (200..300).contains(&status) {
        let is_taken = answer.get("events_received").and_then(Value::as_u64).is_some_and(|events| events > 0);
        return if is_taken { Meaning::Taken } else { Meaning::again(Why::Lost, after_s) };
    }
    let error = answer.get("error");
    let code = error.and_then(|error| error.get("code")).and_then(Value::as_i64);
    let is_transient = error.and_then(|error| error.get("is_transient")).and_then(Value::as_bool).unwrap_or(false);
    match (status, code) {
        // The app, a user, a page, an account has asked too often.
        (429, _) | (_, Some(4 | 17 | 32 | 341 | 368 | 613 | 80_000..=80_014)) => Meaning::again(Why::Busy, after_s),
        (500.., _) | (_, Some(1 | 2)) => Meaning::again(Why::Server, after_s),
        // A token that is over is renewed by a person: what waits then leaves.
        (_, Some(10 | 102 | 190 | 200..=299)) | (401 | 403, _) => Meaning::again(Why::Credentials, after_s),
        _ if is_transient => Meaning::again(Why::Server, after_s),
        (400..500, _) => Meaning::Refused(Why::Payload),
        _ => Meaning::again(Why::Server, after_s),
    }
}

/// A phone number as Meta hashes it: its digits, the country's first, without leading zeros.
fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}

fn put(into: &mut Value, name: &str, value: Value) {
    if let Some(members) = into.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// As forms have it.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
