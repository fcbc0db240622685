//! NHN Cloud, after sending: lists, receipts, webhooks, and what an account has. Shapes: its public documentation of both products ("발송 목록 검색",
//! "단일 검색", "웹훅", "발신 번호", "080 수신 거부 서비스").

use model::time::{EpochMs, parse_rfc3339};
use serde_json::{Value, json};

use super::templates;
use super::{alimtalk, korean, product, sms};
use crate::consent::Channel;
use crate::contact;
use crate::provider::{
    Answer, Batch, Call, Content, Fault, Found, Hook, Intake, Listed, Receipt, Refusal, Said, Sender, Service, State, at, encoded, list,
    text,
};

/// The secret itself, the same with each request.
pub const HOOK_HEADER: &str = "x-toast-webhook-signature";
pub(super) const KOREA_MS: i64 = 9 * 3_600_000;
pub(super) const ALIMTALK: &str = "alimtalk";
/// Of a list: the most there is.
const PAGE: u64 = 1_000;
/// A dispatch is looked for so far around the time at which it was made: their clock is not ours.
const AROUND_MS: i64 = 24 * 3_600_000;

/// A message's id, from which it can be asked for: `sms/REQUEST/1`.
pub(super) fn id(kind: &str, request: &str, seq: &str) -> String {
    format!("{kind}/{request}/{seq}")
}

/// Which of them there are for the dispatch's key.
pub(crate) fn listing(batch: &Batch<'_>, from: Option<&str>) -> Option<Call> {
    let (service, path, has_seconds) = match &batch.messages.first()?.content {
        Content::Text { kind, .. } => (Service::NhnSms, sms(&format!("/sender/{}", product(*kind))), true),
        Content::Alimtalk { .. } => (Service::NhnKakao, alimtalk("/messages"), false),
    };
    let [start, end] = [-AROUND_MS, AROUND_MS].map(|by| korean(EpochMs(batch.at.0.saturating_add(by)), has_seconds));
    let (key, page) = (encoded(batch.key), encoded(from.unwrap_or("1")));
    let query = format!("?startCreateDate={start}&endCreateDate={end}&senderGroupingKey={key}&pageNum={page}&pageSize={PAGE}");
    Some(Call::get(service, path + &query))
}

pub(crate) fn listed(answer: &Answer, channel: Channel) -> Result<Listed<Found>, Fault> {
    let body = taken(answer)?;
    let (page, all, total) = match channel {
        Channel::Kakao => {
            let result = &body["messageSearchResultResponse"];
            (Value::Null, &result["messages"], &result["totalCount"])
        }
        _ => (at(body, "/body/pageNum").clone(), at(body, "/body/data"), at(body, "/body/totalCount")),
    };
    let items: Vec<Found> = all.as_array().ok_or(Fault::Nothing)?.iter().filter_map(|message| found(channel, message)).collect();
    // A dispatch has no more than a page.
    let more = page.as_u64().zip(total.as_u64()).filter(|(page, total)| page * PAGE < *total);
    Ok(Listed { items, next: more.map(|(page, _)| (page + 1).to_string()) })
}

pub(crate) fn query(message: &str) -> Option<Call> {
    let mut parts = message.split('/');
    let (kind, request, seq) = (parts.next()?, parts.next()?, parts.next()?);
    let is_one = parts.next().is_none() && !request.is_empty() && !seq.is_empty() && seq.bytes().all(|byte| byte.is_ascii_digit());
    let request = encoded(request);
    match kind {
        "sms" | "mms" if is_one => Some(Call::get(Service::NhnSms, sms(&format!("/sender/{kind}/{request}?recipientSeq={seq}")))),
        ALIMTALK if is_one => Some(Call::get(Service::NhnKakao, alimtalk(&format!("/messages/{request}/{seq}")))),
        _ => None,
    }
}

pub(crate) fn queried(message: &str, answer: &Answer) -> Result<Option<Receipt>, Fault> {
    let body = taken(answer)?;
    let (channel, said) =
        if message.starts_with(ALIMTALK) { (Channel::Kakao, &body["message"]) } else { (Channel::Sms, at(body, "/body/data")) };
    Ok(found(channel, said).and_then(|found| found.receipt).map(|receipt| Receipt { message: message.to_owned(), ..receipt }))
}

/// A message of a list, of a query, or of a webhook: they differ in how they say where it is.
fn found(channel: Channel, message: &Value) -> Option<Found> {
    let (request, seq) = (text(&message["requestId"]), text(&message["recipientSeq"]));
    if request.is_empty() || seq.is_empty() {
        return None;
    }
    // Their own example of a webhook spells it wrong.
    let send = ["recipientGroupingKey", "recipientGropuingKey"].iter().map(|name| text(&message[*name])).find(|send| !send.is_empty());
    let send = send.unwrap_or_default();
    let kind = match channel {
        Channel::Kakao => ALIMTALK,
        // `messageType` of lists, `senderType` of webhooks.
        _ => match ["messageType", "senderType"].map(|name| text(&message[name])) {
            types if types.iter().any(|name| name.ends_with("MMS") || name.ends_with("LMS")) => "mms",
            _ => "sms",
        },
    };
    let id = id(kind, &request, &seq);
    let code = text(&message["resultCode"]);
    // A list of SMS has a number for it; all others a word.
    let state = match (text(&message["msgStatus"]).as_str(), text(&message["messageStatus"]).as_str()) {
        ("3", _) => Some(State::Delivered),
        ("0" | "4" | "5" | "6", _) => Some(State::Failed),
        ("", "COMPLETED") => Some(State::Delivered),
        ("", "FAILED" | "CANCEL" | "DUPLICATED" | "FAILED_AD") => Some(State::Failed),
        // Webhooks of Alimtalk say no status, and come when there is a result.
        ("", "") if code == "1000" => Some(State::Delivered),
        ("", "") if !code.is_empty() => Some(State::Failed),
        _ => None,
    };
    // Whatever the status says: a code is what came of it, and of the two the worse is believed.
    let state = match state {
        Some(State::Delivered) if !code.is_empty() && code != "1000" => Some(State::Failed),
        state => state,
    };
    let at = ["receiveDate", "resultDate"].iter().find_map(|name| moment(&message[*name]));
    let intake = Intake { send: send.clone(), message: id.clone(), code: code.clone(), is_refused: false };
    Some(Found { intake, receipt: state.map(|state| Receipt { send, message: id, channel, state, code, at }) })
}

/// `2018-08-10 10:06:42.0`, `2024-04-29T20:58:04`, `2022-05-01 00:00`, Korea's all of them; or with its offset.
fn moment(said: &Value) -> Option<EpochMs> {
    let said = said.as_str()?;
    [String::new(), "+09:00".into(), ":00+09:00".into()].iter().find_map(|zone| parse_rfc3339(&format!("{said}{zone}"))).map(|(at, _)| at)
}

/// Both products' webhooks: results, refusals, reviews of templates.
pub(crate) fn hook(body: &Value) -> Hook {
    let hooks = list(&body["hooks"]);
    match body["event"].as_str() {
        Some("UNSUBSCRIBE") => {
            let refusal = |hook: &Value| {
                let to = contact::phone(hook["recipientNo"].as_str()?).ok()?;
                Some(Refusal { to, through: text(&hook["unsubscribeNo"]), at: moment(&hook["createdDateTime"]) })
            };
            Hook { refusals: hooks.iter().filter_map(refusal).collect(), ..Hook::default() }
        }
        Some("MESSAGE_RESULT_UPDATE") => {
            let receipt = |hook: &Value| {
                let channel = if hook.get("kakaoMessageType").is_some() { Channel::Kakao } else { Channel::Sms };
                found(channel, hook)?.receipt
            };
            Hook { receipts: hooks.iter().filter_map(receipt).collect(), ..Hook::default() }
        }
        // The documentation does not name the event of templates.
        _ => Hook { reviews: hooks.iter().filter_map(templates::kept).collect(), ..Hook::default() },
    }
}

pub(crate) fn senders_call() -> Call {
    Call::get(Service::NhnSms, sms(&format!("/sendNos?pageNum=1&pageSize={PAGE}")))
}

pub(crate) fn senders(answer: &Answer) -> Result<Vec<Sender>, Fault> {
    let all = at(taken(answer)?, "/body/data").as_array().ok_or(Fault::Nothing)?;
    let sender = |said: &Value| {
        let is_usable = said["useYn"] != "N" && said["blockYn"] != "Y";
        Some(Sender { number: said["sendNo"].as_str()?.to_owned(), is_usable })
    };
    Ok(all.iter().filter_map(sender).collect())
}

pub(crate) fn refusals_call(from: Option<&str>) -> Call {
    let page = encoded(from.unwrap_or("1"));
    Call::get(Service::NhnSms, sms(&format!("/blockservice/recipients?pageNum={page}&pageSize={PAGE}")))
}

pub(crate) fn refusals(answer: &Answer) -> Result<Listed<Refusal>, Fault> {
    let body = &taken(answer)?["body"];
    let all = body["data"].as_array().ok_or(Fault::Nothing)?;
    let refusal = |said: &Value| {
        let to = contact::phone(said["recipientNo"].as_str()?).ok()?;
        Some(Refusal { to, through: text(&said["unsubscribeNo"]), at: moment(&said["requestDate"]) })
    };
    let more = body["pageNum"].as_u64().zip(body["totalCount"].as_u64()).filter(|(page, total)| page * PAGE < *total);
    Ok(Listed { items: all.iter().filter_map(refusal).collect(), next: more.map(|(page, _)| (page + 1).to_string()) })
}

pub(crate) fn upload_call(name: &str, base64: &str) -> Call {
    let body = json!({ "fileName": name, "createUser": "dangol", "fileBody": base64 });
    Call::with(Service::NhnSms, "POST", sms("/attachfile/binaryUpload"), body)
}

pub(crate) fn uploaded(answer: &Answer) -> Result<String, Fault> {
    Ok(text(at(taken(answer)?, "/body/data/fileId")))
}

/// The whole of an answer that says it was done.
pub(super) fn taken(answer: &Answer) -> Result<&Value, Fault> {
    match answer {
        Some((200, body)) if at(body, "/header/isSuccessful") == true => Ok(body),
        Some((429, _)) => Err(Fault::Busy),
        Some((200 | 400..=499, body)) if body["header"].is_object() => {
            let header = &body["header"];
            Err(Fault::Refused(Said { code: text(&header["resultCode"]), text: text(&header["resultMessage"]) }))
        }
        Some((400..=499, _)) => Err(Fault::Refused(Said { code: String::new(), text: String::new() })),
        _ => Err(Fault::Nothing),
    }
}
