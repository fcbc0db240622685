//! Solapi, after sending: receipts, webhooks, and what an account has. Shapes: its public documentation of `/messages/v4/groups/:id/messages`,
//! `/messages/v4/list`, `/cash/v1/balance`, `/senderid/v1/numbers`; its SDK for Node for `/iam/v1/black`.

use model::money::Micros;
use model::time::parse_rfc3339;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::SEND;
use crate::consent::Channel;
use crate::contact;
use crate::provider::{
    Answer, Call, Fault, Found, Hook, Intake, Listed, Receipt, Refusal, Said, Sender, Service, State, at, encoded, list, text,
};

/// `X-Solapi-Secret`: the SHA-1 of the secret that was agreed on. Its page of webhooks is not public without an account; this is how those who
/// take them check them.
pub const HOOK_HEADER: &str = "x-solapi-secret";
/// Messages on a page of a list.
const PAGE: usize = 500;

#[must_use]
pub fn hook_signature(secret: &str) -> String {
    Sha1::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn listing(group: &str, from: Option<&str>) -> Call {
    let from = from.map(|key| format!("&startKey={}", encoded(key))).unwrap_or_default();
    Call::get(Service::Solapi, format!("/messages/v4/groups/{}/messages?limit={PAGE}{from}", encoded(group)))
}

pub(crate) fn listed(answer: &Answer) -> Result<Listed<Found>, Fault> {
    let body = taken(answer)?;
    let all = body["messageList"].as_object().ok_or(Fault::Nothing)?;
    let items = all.iter().filter_map(|(id, message)| found(id, message)).collect();
    Ok(Listed { items, next: next(body) })
}

/// The key of the next page. (`startKey` is that of this one.)
pub(super) fn next(body: &Value) -> Option<String> {
    body["nextKey"].as_str().filter(|key| !key.is_empty()).map(str::to_owned)
}

pub(crate) fn query(message: &str) -> Option<Call> {
    let is_one = !message.is_empty() && message.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_one.then(|| Call::get(Service::Solapi, format!("/messages/v4/list?messageId={message}")))
}

pub(crate) fn queried(message: &str, answer: &Answer) -> Result<Option<Receipt>, Fault> {
    let all = &taken(answer)?["messageList"];
    Ok(all.get(message).and_then(|said| found(message, said)).and_then(|found| found.receipt))
}

/// A message as its lists and its webhook have it.
fn found(id: &str, message: &Value) -> Option<Found> {
    let code = message["statusCode"].as_str().filter(|code| code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit()))?.to_owned();
    let state = match code.as_str() {
        "2000" | "3000" => None,
        "4000" => Some(State::Delivered),
        _ => Some(State::Failed),
    };
    let channel = if message["type"] == "ATA" { Channel::Kakao } else { Channel::Sms };
    let send = text(at(message, &format!("/customFields/{SEND}")));
    let at = ["dateReceived", "dateReported", "dateProcessed", "dateUpdated"].iter().find_map(|name| message[*name].as_str());
    let intake = Intake { send: send.clone(), message: id.to_owned(), code: code.clone(), is_refused: code.starts_with('1') };
    let at = at.and_then(parse_rfc3339).map(|(at, _)| at);
    Some(Found { intake, receipt: state.map(|state| Receipt { send, message: id.to_owned(), channel, state, code, at }) })
}

/// A list of messages ("SINGLE-REPORT"): none of those that are on their way.
pub(crate) fn hook(body: &Value) -> Hook {
    let receipt = |message: &Value| found(message["messageId"].as_str()?, message)?.receipt;
    Hook { receipts: list(body).iter().filter_map(receipt).collect(), ..Hook::default() }
}

pub(crate) fn balance_call() -> Call {
    Call::get(Service::Solapi, "/cash/v1/balance".into())
}

/// Money and points: both pay for messages.
pub(crate) fn balance(answer: &Answer) -> Result<Micros, Fault> {
    let body = taken(answer)?;
    let part = |name: &str| body[name].as_number().and_then(|number| Micros::parse(&number.to_string()));
    part("balance").map(|cash| Micros(cash.0.saturating_add(part("point").unwrap_or_default().0))).ok_or(Fault::Nothing)
}

pub(crate) fn senders_call() -> Call {
    Call::get(Service::Solapi, "/senderid/v1/numbers".into())
}

pub(crate) fn senders(answer: &Answer) -> Result<Vec<Sender>, Fault> {
    let all = taken(answer)?["senderIds"].as_array().ok_or(Fault::Nothing)?;
    let sender = |said: &Value| Some(Sender { number: said["phoneNumber"].as_str()?.to_owned(), is_usable: said["status"] == "ACTIVE" });
    Ok(all.iter().filter_map(sender).collect())
}

pub(crate) fn refusals_call(from: Option<&str>) -> Call {
    let from = from.map(|key| format!("&startKey={}", encoded(key))).unwrap_or_default();
    Call::get(Service::Solapi, format!("/iam/v1/black?type=DENIAL&limit={PAGE}{from}"))
}

pub(crate) fn refusals(answer: &Answer) -> Result<Listed<Refusal>, Fault> {
    let body = taken(answer)?;
    let all = body["blackList"].as_array().ok_or(Fault::Nothing)?;
    let refusal = |said: &Value| {
        Some(Refusal {
            to: contact::phone(said["recipientNumber"].as_str()?).ok()?,
            through: text(&said["senderNumber"]),
            at: said["dateCreated"].as_str().and_then(parse_rfc3339).map(|(at, _)| at),
        })
    };
    Ok(Listed { items: all.iter().filter_map(refusal).collect(), next: next(body) })
}

pub(crate) fn upload_call(name: &str, base64: &str) -> Call {
    Call::with(Service::Solapi, "POST", "/storage/v1/files".into(), json!({ "file": base64, "type": "MMS", "name": name }))
}

pub(crate) fn uploaded(answer: &Answer) -> Result<String, Fault> {
    Ok(text(&taken(answer)?["fileId"]))
}

/// The body of an answer that is one.
pub(super) fn taken(answer: &Answer) -> Result<&Value, Fault> {
    match answer {
        Some((200..=299, body)) => Ok(body),
        Some((429, _)) => Err(Fault::Busy),
        Some((400..=499, body)) => Err(Fault::Refused(Said { code: text(&body["errorCode"]), text: text(&body["errorMessage"]) })),
        _ => Err(Fault::Nothing),
    }
}
