//! NHN Cloud: SMS v3.0 (SMS, LMS, MMS, each with its variant for advertising) and KakaoTalk Bizmessage, Alimtalk v2.3. Two products, two hosts, a key
//! each. Shapes: its public documentation of both.
//!
//! One call hands over up to 1,000 messages and sends them. An Alimtalk's call bears a key: one that was seen in the last ten minutes is not
//! carried out again, and says so by −1005, which tells that it was seen, not that it was taken. **Of an SMS its documentation knows no such
//! key** (and −1005 there is a wrong search), so a second try is never made: it is looked for by `senderGroupingKey`, and not being found proves
//! nothing. Its own failover is off (`isResend`): a fallback is a send of ours.

use serde_json::{Map, Value, json};

use super::{Answer, Batch, Call, Content, Intake, Message, Service, at, encoded, list, text};
use crate::consent::Channel;
use crate::dispatch::{Heard, Request};
use crate::text::{Kind, MARK};

pub mod codes;
pub mod later;
pub mod templates;

/// Most recipients of a call.
pub const MESSAGES_MAX: usize = 1_000;
/// Where a site's key stands in a path, until the call is signed.
pub const APP_KEY: &str = "{appkey}";
const IDEMPOTENCY: &str = "X-NC-API-IDEMPOTENCY-KEY";
/// Seen within the last ten minutes (Alimtalk).
const SEEN: i64 = -1005;
/// Their own trouble, of which nobody knows how far it came: `-9999` both; SMS `-2021`, the queue; Alimtalk `-7000`, Kakao.
const UNCLEAR: [i64; 3] = [-9999, -2021, -7000];

/// Whether it reaches a number. It could send SMS abroad, where a shop has that switched on, at each country's price: that is for later.
#[must_use]
pub fn reaches(to: &str) -> bool {
    to.starts_with("+82")
}

/// Whether one call carries both: it has one text, or one template, for all.
#[must_use]
pub fn goes_with(one: &Message, other: &Message) -> bool {
    match (&one.content, &other.content) {
        (Content::Text { .. }, Content::Text { .. }) => one.from == other.from && one.content == other.content,
        (Content::Alimtalk { channel, template, .. }, Content::Alimtalk { channel: other, template: another, .. }) => {
            channel == other && template == another
        }
        _ => false,
    }
}

pub(super) fn sms(rest: &str) -> String {
    format!("/sms/v3.0/appKeys/{APP_KEY}{rest}")
}

pub(super) fn alimtalk(rest: &str) -> String {
    format!("/alimtalk/v2.3/appkeys/{APP_KEY}{rest}")
}

/// The call of a request; there is no group here to open, fill or fence.
#[must_use]
pub fn calls(request: &Request, batch: &Batch<'_>) -> Vec<Call> {
    match request {
        Request::Send(_) => batch.messages.first().map(|first| send(first, batch)).into_iter().collect(),
        Request::Look => later::listing(batch, None).into_iter().collect(),
        Request::Open | Request::Fill(_) | Request::Fence(_) => Vec::new(),
    }
}

/// What all have in common is the first one's: see [`goes_with`].
fn send(first: &Message, batch: &Batch<'_>) -> Call {
    let recipients: Vec<Value> = batch.messages.iter().map(recipient).collect();
    let mut body = json!({ "senderGroupingKey": batch.key, "recipientList": recipients });
    let mut put = |name: &str, value: Value| body.as_object_mut().and_then(|fields| fields.insert(name.to_owned(), value));
    match &first.content {
        Content::Text { kind, subject, text, images } => {
            put("body", text.as_str().into());
            put("sendNo", first.from.as_str().into());
            if !matches!(kind, Kind::Sms) {
                put("title", subject.as_str().into());
            }
            if !images.is_empty() {
                let ids = images.iter().map(|id| id.parse::<u64>().map_or_else(|_| id.as_str().into(), Value::from));
                put("attachFileIdList", ids.collect());
            }
            // An advertisement is what begins as one: there it checks how to opt out, and who has.
            let advertising = if text.starts_with(MARK) { "ad-" } else { "" };
            Call::with(Service::NhnSms, "POST", sms(&format!("/sender/{advertising}{}", product(*kind))), body)
        }
        Content::Alimtalk { channel, template, .. } => {
            put("senderKey", channel.as_str().into());
            put("templateCode", template.as_str().into());
            let call = Call::with(Service::NhnKakao, "POST", alimtalk("/messages"), body);
            Call { headers: vec![(IDEMPOTENCY, batch.key.to_owned())], ..call }
        }
    }
}

/// LMS and MMS are one there.
const fn product(kind: Kind) -> &'static str {
    match kind {
        Kind::Sms => "sms",
        Kind::Lms | Kind::Mms => "mms",
    }
}

fn recipient(message: &Message) -> Value {
    let Message { send, to, content, .. } = message;
    // A foreign number stays whole, and is refused: its digits alone would be somebody's number here.
    let to = to.strip_prefix("+82").map_or_else(|| to.clone(), |rest| format!("0{rest}"));
    match content {
        Content::Text { .. } => json!({ "recipientNo": to, "recipientGroupingKey": send }),
        Content::Alimtalk { variables, .. } => {
            let variables: Map<String, Value> = variables.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            json!({
                "recipientNo": to, "templateParameter": variables, "resendParameter": { "isResend": false }, "recipientGroupingKey": send,
            })
        }
    }
}

/// What its answer means.
#[must_use]
pub fn heard(request: &Request, answers: &[Answer], batch: &Batch<'_>) -> Heard {
    let answer = answers.first().unwrap_or(&None);
    match request {
        Request::Send(_) => match answer {
            Some((429, _)) => Heard::Busy,
            Some((200, body)) if at(body, "/header/isSuccessful") == true => Heard::Taken,
            Some((200 | 400..=499, body)) => match at(body, "/header/resultCode").as_i64() {
                Some(SEEN) if batch.channel() == Channel::Kakao => Heard::Seen,
                Some(code) if UNCLEAR.contains(&code) => Heard::Nothing,
                Some(_) => Heard::Refused,
                // Of a gateway in between: it went no further.
                None if matches!(answer, Some((400..=499, _))) => Heard::Refused,
                None => Heard::Nothing,
            },
            _ => Heard::Nothing,
        },
        Request::Look => match later::listed(answer, batch.channel()) {
            Ok(listed) if listed.items.is_empty() => Heard::NotFound,
            Ok(_) => Heard::Found,
            Err(_) => Heard::Nothing,
        },
        Request::Open | Request::Fill(_) | Request::Fence(_) => Heard::Nothing,
    }
}

/// What it has said of each message, by the send's id that it gives back. A call that was refused because all of its messages were (−1031) says
/// it of each, too.
#[must_use]
pub fn intakes(answer: &Answer, batch: &Batch<'_>) -> Vec<Intake> {
    let Some((_, body)) = answer else { return Vec::new() };
    let kind = match batch.messages.first().map(|first| &first.content) {
        Some(Content::Text { kind, .. }) => product(*kind),
        _ => later::ALIMTALK,
    };
    let (data, results) = match batch.channel() {
        Channel::Kakao => (&body["message"], "sendResults"),
        _ => (at(body, "/body/data"), "sendResultList"),
    };
    let request = text(&data["requestId"]);
    let is_ours = |send: &str| batch.messages.iter().any(|message| message.send == send);
    let intake = |said: &Value| {
        let code = text(&said["resultCode"]);
        Intake {
            send: text(&said["recipientGroupingKey"]),
            message: later::id(kind, &request, &text(&said["recipientSeq"])),
            is_refused: code != "0",
            code,
        }
    };
    list(&data[results]).iter().map(intake).filter(|intake| is_ours(&intake.send)).collect()
}

/// A date of theirs is Korea's, and written as such.
pub(super) fn korean(at: model::time::EpochMs, has_seconds: bool) -> String {
    let shown = model::time::EpochMs(at.0.saturating_add(later::KOREA_MS)).to_string();
    let end = if has_seconds { 19 } else { 16 };
    encoded(&shown.get(..end).unwrap_or_default().replace('T', " "))
}
