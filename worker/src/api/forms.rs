//! Checks of what people type.

use std::collections::BTreeSet;

use js_sys::{Array, JsString, Object, Reflect};
use message::attribution::Rule;
use message::rules::{Pace, check_pace};
use segment::definition::is_hidden;
use wasm_bindgen::prelude::*;
use worker::Url;

use crate::call::Call;
use crate::problem::Problem;

/// Names of segments, messages, groups and campaigns, in characters.
const LABEL_CHARS_MAX: usize = 100;
/// Names of people, sites and tokens, in characters.
const NAME_CHARS_MAX: usize = 80;
/// RFC 5321's limit of a path, less the angle brackets.
const EMAIL_BYTES_MAX: usize = 254;
/// OWASP's least for a password without a second factor is 8 to 15; the most bounds what is hashed.
const PASSWORD_CHARS_MIN: usize = 10;
const PASSWORD_BYTES_MAX: usize = 256;
/// Different characters of a password: "1212121212" has two.
const PASSWORD_CHARS_DIFFERENT_MIN: usize = 4;
/// The passwords of that length that everybody tries first, in small letters (from public lists of leaked ones, and what Korean keyboards make of
/// 안녕하세요 and 사랑해요).
const COMMON_PASSWORDS: [&str; 40] = [
    "0123456789",
    "1234567890",
    "12345678901",
    "123456789a",
    "123456789q",
    "9876543210",
    "1029384756",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "q1w2e3r4t5",
    "q1w2e3r4t5y6",
    "qwertyuiop",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "qwer1234!@",
    "qwer1234qwer",
    "asdfghjkl1",
    "asdf1234asdf",
    "abcd123456",
    "abcdefghij",
    "abc1234567",
    "password12",
    "password123",
    "password1234",
    "password1!",
    "passw0rd123",
    "p@ssw0rd123",
    "iloveyou123",
    "letmein1234",
    "welcome123",
    "welcome1234",
    "changeme123",
    "administrator",
    "admin12345",
    "admin123456",
    "test123456",
    "dkssudgktpdy",
    "tkfkdgody12",
];
/// Days after a click that an order may count: exposures are kept for 30.
const CLICK_DAYS_MAX: u16 = 30;
const DOMAINS_MAX: usize = 20;
/// RFC 1035.
const DOMAIN_BYTES_MAX: usize = 253;

/// A name without the space around it.
///
/// # Errors
/// `Invalid`, as of all functions here.
pub fn name(field: &str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > NAME_CHARS_MAX || text.chars().any(char::is_control) {
        return invalid(field, format!("Give a name of 1 to {NAME_CHARS_MAX} characters."));
    }
    Ok(text.to_owned())
}

/// A name of something on a list: without the space around it and without signs that nobody sees (of no width, or turning the direction of
/// writing), its letters composed, so that what looks the same is the same.
pub fn label(field: &str, text: &str) -> Result<String, Problem> {
    let shown: String = text.chars().filter(|letter| !is_hidden(*letter)).collect();
    let shown = JsString::from(shown.trim()).normalize("NFC");
    let shown = String::from(shown);
    // A joiner alone is nothing that can be read.
    let blank = shown.chars().all(|letter| letter.is_whitespace() || matches!(letter, '\u{200c}' | '\u{200d}' | '\u{fe0f}'));
    let chars = shown.chars().count();
    if blank || chars > LABEL_CHARS_MAX || shown.chars().any(char::is_control) {
        return invalid(
            field,
            format!("Give a name of 1 to {LABEL_CHARS_MAX} characters; this one has {}.", if blank { 0 } else { chars }),
        );
    }
    Ok(shown)
}

/// What is searched for in names, written as they are stored.
pub fn searched(text: &str) -> String {
    let shown: String = text.chars().filter(|letter| !is_hidden(*letter)).collect();
    String::from(JsString::from(shown.trim()).normalize("NFC")).to_lowercase()
}

/// How many are asked for.
pub fn limit(call: &Call, otherwise: u32, max: u32) -> Result<u32, Problem> {
    let Some(text) = call.query("limit") else { return Ok(otherwise) };
    let limit = text.parse().ok().filter(|limit| (1..=max).contains(limit));
    limit.map_or_else(|| invalid("limit", format!("Give a whole number, 1 to {max}.")), Ok)
}

/// A whole number of the query, if it is there.
pub fn number(call: &Call, name: &str) -> Result<Option<i64>, Problem> {
    let Some(text) = call.query(name) else { return Ok(None) };
    text.parse().map_or_else(|_| invalid(name, "Give a whole number."), |number| Ok(Some(number)))
}

/// For how many days an order is credited: exposures are kept for 30.
pub fn attribution(rule: Rule) -> Result<Rule, Problem> {
    for (field, days, min) in [("click_days", rule.click_days, 1), ("view_days", rule.view_days, 0)] {
        if !(min..=CLICK_DAYS_MAX).contains(&days) {
            return invalid(&format!("attribution.{field}"), format!("Give a whole number of days, {min} to {CLICK_DAYS_MAX}."));
        }
    }
    Ok(rule)
}

/// How many messages there are for one shopper.
pub fn pace(pace: Pace) -> Result<Pace, Problem> {
    check_pace(pace).first().map_or(Ok(pace), |finding| invalid(&finding.at, finding.en.clone()))
}

/// A mail address in lower case. Only its shape is checked.
pub fn email(text: &str) -> Result<String, Problem> {
    let text = text.trim().to_lowercase();
    let plain = !text.chars().any(|char| char.is_whitespace() || char.is_control());
    let parts = text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'));
    if text.len() > EMAIL_BYTES_MAX || !plain || !parts {
        return invalid("email", "Give a mail address, as owner@shop.example.");
    }
    Ok(text)
}

/// A new password of the account with this mail address. `field` is its name in the form.
pub fn password<'a>(field: &str, text: &'a str, email: &str) -> Result<&'a str, Problem> {
    if text.chars().count() < PASSWORD_CHARS_MIN || text.len() > PASSWORD_BYTES_MAX {
        return invalid(field, format!("Give a password of {PASSWORD_CHARS_MIN} characters or more (at most {PASSWORD_BYTES_MAX} bytes)."));
    }
    let small = text.to_lowercase();
    let is_address = small == email || email.split_once('@').is_some_and(|(user, _)| small == user);
    let different: BTreeSet<char> = small.chars().collect();
    if is_address || different.len() < PASSWORD_CHARS_DIFFERENT_MIN || COMMON_PASSWORDS.contains(&small.as_str()) {
        return invalid(field, "This password is among the first that are tried: choose another.");
    }
    Ok(text)
}

/// A password to try: longer than any that was accepted is not worth hashing.
pub fn password_to_try(text: &str) -> Option<&str> {
    (text.len() <= PASSWORD_BYTES_MAX).then_some(text)
}

/// The public key of a site.
pub fn site_key(text: &str) -> Result<String, Problem> {
    let shape = (3..=32).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    if shape { Ok(text.to_owned()) } else { invalid("key", "Give a key of 3 to 32 of a-z, 0-9 and -.") }
}

/// A time zone that the runtime knows.
pub fn zone(text: &str) -> Result<String, Problem> {
    if is_known_zone(text) { Ok(text.to_owned()) } else { invalid("zone", "Give a time zone by its IANA name, as Asia/Seoul.") }
}

/// A currency's code. That it is one of the list is not checked.
pub fn currency(text: &str) -> Result<String, Problem> {
    let shape = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if shape { Ok(text.to_owned()) } else { invalid("currency", "Give a currency by its ISO 4217 code, as KRW.") }
}

/// Hosts in lower case, without scheme, port or path.
pub fn domains(list: &[String]) -> Result<Vec<String>, Problem> {
    if list.is_empty() || list.len() > DOMAINS_MAX {
        return invalid("domains", format!("Give 1 to {DOMAINS_MAX} domains."));
    }
    list.iter().map(|domain| self::domain(domain)).collect()
}

fn domain(text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let host = Url::parse(&format!("https://{text}/")).ok().and_then(|url| {
        let plain = url.port().is_none() && url.path() == "/" && url.username().is_empty() && url.query().is_none();
        url.host_str().filter(|_| plain).map(str::to_owned)
    });
    match host {
        Some(host) if host.len() <= DOMAIN_BYTES_MAX && !text.contains(['/', ':', '@']) => Ok(host),
        _ => invalid("domains", format!("\"{text}\" is not a domain: give it as shop.example, without https:// and path.")),
    }
}

/// Whether `Intl` takes the name. (Its constructor throws where it does not; so it is reached by reflection, which catches.)
fn is_known_zone(zone: &str) -> bool {
    let check = || -> Result<JsValue, JsValue> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let format: js_sys::Function<fn() -> JsValue> = Reflect::get(&intl, &"DateTimeFormat".into())?.unchecked_into();
        let options = Object::new();
        Reflect::set(&options, &"timeZone".into(), &zone.into())?;
        Reflect::construct(&format, &Array::of2(&"en".into(), &options))
    };
    zone.contains('/') && check().is_ok()
}

fn invalid<T>(field: &str, detail: impl Into<String>) -> Result<T, Problem> {
    Err(Problem::Invalid { field: field.to_owned(), detail: detail.into() })
}
