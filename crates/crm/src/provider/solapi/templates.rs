//! Alimtalk templates at Solapi: `/kakao/v2/templates`, as its SDK for Node has them. What is registered is a draft until it is sent to review.

use serde_json::{Map, Value, json};

use super::later::{next, taken};
use crate::alimtalk::{Button, Emphasis, Item, Template};
use crate::provider::{Answer, Ask, Call, Category, Draft, Fault, KakaoChannel, Kept, Listed, Review, Service, encoded, list, text};

/// Templates on a page of a list.
const PAGE: usize = 100;

pub(crate) fn call(ask: &Ask<'_>) -> Call {
    let call = |method, rest: String, body| Call::with(Service::Solapi, method, format!("/kakao/v2/templates{rest}"), body);
    match ask {
        Ask::List { channel, from } => {
            let from = from.map(|key| format!("&startKey={}", encoded(key))).unwrap_or_default();
            call("GET", format!("?channelId={}&limit={PAGE}{from}", encoded(channel)), Value::Null)
        }
        Ask::Register(draft) => call("POST", String::new(), written(draft)),
        Ask::Edit { id, draft } => call("PUT", format!("/{}", encoded(id)), written(draft)),
        Ask::Review { id, .. } => call("PUT", format!("/{}/inspection", encoded(id)), Value::Null),
        Ask::Delete { id, .. } => call("DELETE", format!("/{}", encoded(id)), Value::Null),
    }
}

pub(crate) fn answered(ask: &Ask<'_>, answer: &Answer) -> Result<Listed<Kept>, Fault> {
    let body = taken(answer)?;
    let items = match ask {
        Ask::List { .. } => body["templateList"].as_array().ok_or(Fault::Nothing)?.iter().filter_map(kept).collect(),
        Ask::Delete { .. } => Vec::new(),
        // Whether it was done, only the template itself says.
        Ask::Register(_) | Ask::Edit { .. } | Ask::Review { .. } => vec![kept(body).ok_or(Fault::Nothing)?],
    };
    Ok(Listed { items, next: next(body) })
}

pub(crate) fn categories_call() -> Call {
    Call::get(Service::Solapi, "/kakao/v2/templates/categories".into())
}

pub(crate) fn categories(answer: &Answer) -> Result<Vec<Category>, Fault> {
    let all = taken(answer)?.as_array().ok_or(Fault::Nothing)?;
    let category =
        |said: &Value| Some(Category { code: said["code"].as_str()?.to_owned(), name: text(&said["name"]), group: String::new() });
    Ok(all.iter().filter_map(category).collect())
}

pub(crate) fn channels_call() -> Call {
    Call::get(Service::Solapi, format!("/kakao/v2/channels?limit={PAGE}"))
}

pub(crate) fn channels(answer: &Answer) -> Result<Vec<KakaoChannel>, Fault> {
    let all = taken(answer)?["channelList"].as_array().ok_or(Fault::Nothing)?;
    let channel = |said: &Value| {
        Some(KakaoChannel { id: said["channelId"].as_str()?.to_owned(), search_id: text(&said["searchId"]), is_usable: true })
    };
    Ok(all.iter().filter_map(channel).collect())
}

fn kept(said: &Value) -> Option<Kept> {
    let review = match said["status"].as_str()? {
        "INSPECTING" => Review::InReview,
        "APPROVED" => Review::Approved,
        // Comments are a talk: the reviewer's are the reasons.
        "REJECTED" => {
            let reasons = list(&said["comments"]).iter().filter(|comment| comment["isAdmin"] == true);
            Review::Rejected(reasons.map(|comment| text(&comment["content"])).filter(|reason| !reason.trim().is_empty()).collect())
        }
        _ => Review::Draft,
    };
    Some(Kept { id: said["templateId"].as_str()?.to_owned(), name: text(&said["name"]), body: text(&said["content"]), review })
}

fn written(draft: &Draft<'_>) -> Value {
    let Draft { channel, name, category, template, .. } = draft;
    let Template { kind, emphasis, body, extra, buttons, replies, is_secure } = template;
    let mut made = json!({
        "channelId": channel, "name": name, "categoryCode": category, "content": body, "messageType": kind, "securityFlag": is_secure,
        "buttons": buttons.iter().map(|it| button(it, "buttonName", "buttonType")).collect::<Vec<_>>(),
        "quickReplies": replies.iter().map(|it| button(it, "name", "linkType")).collect::<Vec<_>>(),
    });
    let Some(fields) = made.as_object_mut() else { return made };
    if !extra.is_empty() {
        fields.insert("extra".into(), extra.as_str().into());
    }
    stand_out(emphasis, fields);
    made
}

fn stand_out(emphasis: &Emphasis, fields: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    match emphasis {
        Emphasis::None => {
            put("emphasizeType", "NONE".into());
        }
        Emphasis::Text { title, subtitle } => {
            put("emphasizeType", "TEXT".into());
            put("emphasizeTitle", title.as_str().into());
            put("emphasizeSubTitle", subtitle.as_str().into());
        }
        Emphasis::Image { image } => {
            put("emphasizeType", "IMAGE".into());
            put("imageId", image.as_str().into());
        }
        Emphasis::ItemList { header, highlight, items, summary } => {
            put("emphasizeType", "ITEM_LIST".into());
            if !header.is_empty() {
                put("header", header.as_str().into());
            }
            if let Some(highlight) = highlight {
                put("highlight", json!({ "title": highlight.title, "description": highlight.text }));
            }
            let line = |item: &Item| json!({ "title": item.name, "description": item.value });
            let mut item = json!({ "list": items.iter().map(line).collect::<Vec<_>>() });
            if let (Some(summary), Some(item)) = (summary, item.as_object_mut()) {
                item.insert("summary".into(), line(summary));
            }
            put("item", item);
        }
    }
}

fn button(button: &Button, name: &str, action: &str) -> Value {
    let Button { name: text, action: kind, links } = button;
    let mut made = Map::new();
    made.insert(name.to_owned(), text.as_str().into());
    made.insert(action.to_owned(), kind.as_str().into());
    for (field, link) in [("linkMo", &links.mobile), ("linkPc", &links.pc), ("linkIos", &links.ios), ("linkAnd", &links.android)] {
        if !link.is_empty() {
            made.insert(field.to_owned(), link.as_str().into());
        }
    }
    Value::Object(made)
}
