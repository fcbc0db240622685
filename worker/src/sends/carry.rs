//! Calls to a provider: signed, made, and what came back. One call is one request over the one way out; nothing here tries again.

use crm::provider::{Answer, Call, Credentials, Service};
use js_sys::Date;
use serde_json::Value;
use wasm_bindgen::JsValue;
use worker::Env;

use crate::egress::{self, Fault, Outgoing};
use crate::problem::Problem;
use crate::secret::{hex, random};
use crate::settings::Settings;

/// Nobody waits longer for an answer: what it was for is unclear then. A permit is good for 60 s, and a request takes three calls.
const TIMEOUT_MS: u32 = 15_000;
/// An answer of 10,000 messages has some 3 MB.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Makes a call. `None`: no answer, or none that is whole.
///
/// # Errors
/// `Misconfigured`: nothing to sign with, or an address that may not be asked; nothing has left.
pub async fn make(env: &Env, credentials: &Credentials, call: &Call, now_ms: i64) -> Result<Answer, Problem> {
    let date = String::from(Date::new(&JsValue::from_f64(now_ms as f64)).to_iso_string());
    let salt = hex(&random::<16>()?);
    let Some(signed) = credentials.signed(call, &date, &salt) else {
        return Err(Problem::Misconfigured("The site's provider has no key for this.".into()));
    };
    let settings = Settings::of(env);
    let url = format!("{}{}", base(&settings, signed.service), signed.path);
    let body = if signed.body.is_null() { None } else { Some(signed.body.to_string().into_bytes()) };
    let mut headers: Vec<(&str, &str)> = signed.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if body.is_some() {
        headers.push(("content-type", "application/json;charset=UTF-8"));
    }
    let out =
        Outgoing { method: signed.method, url: &url, headers: &headers, body, timeout_ms: TIMEOUT_MS, answer_bytes_max: ANSWER_BYTES_MAX };
    match egress::ask(&settings, &out).await {
        Ok(heard) => Ok(serde_json::from_slice(&heard.body)
            .ok()
            .or_else(|| heard.body.is_empty().then_some(Value::Null))
            .map(|body| (heard.status, body))),
        Err(Fault::Lost) => Ok(None),
        Err(Fault::NotLeft(why)) => Err(Problem::Misconfigured(why.into())),
    }
}

fn base(settings: &Settings<'_>, service: Service) -> String {
    settings.provider(service.variable())
}

/// What a provider has said, for a person to read: short, and without anybody's number.
pub fn words(answers: &[Answer]) -> String {
    let Some((status, body)) = answers.iter().flatten().next() else { return String::new() };
    let text: String = body.to_string().chars().take(300).collect();
    let (mut shown, mut digits) = (String::new(), String::new());
    for letter in text.chars().chain(std::iter::once(' ')) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        shown.push_str(if digits.len() >= 7 { "…" } else { &digits });
        digits.clear();
        shown.push(letter);
    }
    format!("{status} {}", shown.trim_end())
}
