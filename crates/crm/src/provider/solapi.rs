//! Solapi (CoolSMS), by groups: a group is made, filled, looked at, and sent by a call of its own. Shapes: its public documentation of
//! `/messages/v4/groups` (create, add messages, get, send, delete) and shared/spec/integrations.md.
//!
//! A lost answer to "send" is cleared up by deleting the group and reading its record: what was deleted before it was sent is never sent. That
//! it is deleted says nothing alone, since a group that was sent is deleted, too; `dateSent` of its record does. Its own failover is
//! off (`disableSms`): a fallback is a send of ours.

use hmac::{Hmac, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::{Answer, Call, Intake, Service};
use crate::dispatch::{Heard, Request};
use crate::text::Kind;

pub mod codes;
pub mod later;
pub mod templates;

pub use super::{Content, Message};

/// Most messages that are added by one call; a group has room for more, but is filled once.
pub const MESSAGES_MAX: usize = 10_000;
/// Where the send's id stands.
const SEND: &str = "send";
/// Taken in, to be handed to the carrier.
const TAKEN: &str = "2000";

/// Whether it reaches a number.
#[must_use]
pub fn reaches(to: &str) -> bool {
    to.starts_with("+82")
}

/// The value of the header `Authorization`. `date`: ISO 8601, now; `salt`: 12–64 letters, new each time.
///
/// Empty where the secret is none (HMAC takes every length, so never).
#[must_use]
pub fn authorization(key: &str, secret: &str, date: &str, salt: &str) -> String {
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    let sum = mac.chain_update(date).chain_update(salt).finalize().into_bytes();
    let signature: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("HMAC-SHA256 apiKey={key}, date={date}, salt={salt}, signature={signature}")
}

/// The calls of a request, with the dispatch's messages.
#[must_use]
pub fn calls(request: &Request, messages: &[Message]) -> Vec<Call> {
    let call =
        |method, group: &str, rest: &str, body| Call::with(Service::Solapi, method, format!("/messages/v4/groups{group}{rest}"), body);
    let of = |group: &str| if group.is_empty() { String::new() } else { format!("/{group}") };
    match request {
        Request::Open => vec![call("POST", "", "", json!({ "allowDuplicates": true }))],
        Request::Fill(group) => {
            let group = of(group);
            let all: Vec<Value> = messages.iter().map(message).collect();
            vec![call("PUT", &group, "/messages", json!({ "messages": all })), call("GET", &group, "", Value::Null)]
        }
        Request::Send(group) => vec![call("POST", &of(group.as_deref().unwrap_or_default()), "/send", Value::Null)],
        Request::Fence(group) => vec![call("DELETE", &of(group), "", Value::Null), call("GET", &of(group), "", Value::Null)],
        Request::Look => Vec::new(),
    }
}

fn message(message: &Message) -> Value {
    let Message { send, to, from, content } = message;
    // It reaches numbers of Korea ("country: not supported", says its documentation). Another one stays whole, and is refused: its digits alone
    // would be somebody's number here.
    let to = to.strip_prefix("+82").map_or_else(|| to.clone(), |rest| format!("0{rest}"));
    let mut made = json!({ "to": to, "from": from, "autoTypeDetect": false, "customFields": { SEND: send } });
    let Some(fields) = made.as_object_mut() else { return made };
    match content {
        Content::Text { kind, subject, text, images } => {
            let kind = match kind {
                Kind::Sms => "SMS",
                Kind::Lms => "LMS",
                Kind::Mms => "MMS",
            };
            fields.insert("type".into(), kind.into());
            fields.insert("text".into(), text.as_str().into());
            for (name, value) in [("subject", Some(subject)), ("imageId", images.first())] {
                if let Some(value) = value.filter(|value| !value.is_empty()) {
                    fields.insert(name.into(), value.as_str().into());
                }
            }
        }
        Content::Alimtalk { channel, template, variables } => {
            let variables: Map<String, Value> =
                variables.iter().map(|(name, value)| (format!("#{{{name}}}"), value.as_str().into())).collect();
            fields.insert("type".into(), "ATA".into());
            fields.insert(
                "kakaoOptions".into(),
                json!({ "pfId": channel, "templateId": template, "variables": variables, "disableSms": true }),
            );
        }
    }
    made
}

/// What its answers mean: one for each call. `messages`: how many the dispatch has.
#[must_use]
pub fn heard(request: &Request, answers: &[Answer], messages: usize) -> Heard {
    let at = |place: usize| answers.get(place).and_then(Option::as_ref);
    let (status, body) = match at(0) {
        Some((status, body)) => (*status, body),
        None => (0, &Value::Null),
    };
    match request {
        // Nothing but a group is made by it, and a second one harms nobody.
        Request::Open => match (status, body["groupId"].as_str()) {
            (200, Some(group)) => Heard::Made(group.to_owned()),
            _ => refused(status),
        },
        // What counts is what is in it, not what was answered.
        Request::Fill(_) => match at(1) {
            Some((200, group)) if registered(group) == Some(messages) => Heard::Added,
            _ if status == 0 => Heard::Nothing,
            _ => refused(status),
        },
        Request::Send(_) => match status {
            200 => Heard::Taken,
            _ => refused(status),
        },
        Request::Fence(_) => match at(1) {
            Some((200, group)) if !group["dateSent"].is_null() => Heard::TooLate,
            Some((200, group)) if group["status"] == "DELETED" && group.get("dateSent").is_some() => Heard::Deleted,
            _ => Heard::Nothing,
        },
        Request::Look => Heard::Nothing,
    }
}

/// A call that was not carried out: for good, for now, or nobody knows.
fn refused(status: u16) -> Heard {
    match status {
        429 => Heard::Busy,
        // "Temporarily not carried out", says its documentation of 500; a gateway in between says the same of what was.
        400..=499 => Heard::Refused,
        _ => Heard::Nothing,
    }
}

/// How many messages a group has, refused ones too: these are in it, and are not sent.
fn registered(group: &Value) -> Option<usize> {
    let count = |name: &str| group["count"].get(name).and_then(Value::as_u64);
    usize::try_from(count("registeredSuccess")? + count("registeredFailed")?).ok()
}

/// What it has said of each message that was added, in the order of the messages.
#[must_use]
pub fn intakes(answer: &Answer, messages: &[Message]) -> Vec<Intake> {
    let list = answer.as_ref().and_then(|(_, body)| body["resultList"].as_array());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let intake = |(message, said): (&Message, &Value)| Intake {
        send: message.send.clone(),
        message: text(&said["messageId"]),
        code: text(&said["statusCode"]),
        is_refused: said["statusCode"] != TAKEN,
    };
    list.filter(|list| list.len() == messages.len()).map(|list| messages.iter().zip(list).map(intake).collect()).unwrap_or_default()
}
