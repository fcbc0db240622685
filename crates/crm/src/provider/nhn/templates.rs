//! Alimtalk templates at NHN Cloud: `/alimtalk/v2.3/appkeys/:key/senders/:senderKey/templates`. What is registered or changed goes to review by itself;
//! one that was rejected goes back there with a comment.

use serde_json::{Map, Value, json};

use super::alimtalk;
use super::later::taken;
use crate::alimtalk::{Button, Emphasis, Item, Template};
use crate::provider::{Answer, Ask, Call, Category, Draft, Fault, KakaoChannel, Kept, Listed, Review, Service, encoded, list, text};

/// Of a list: the most there is.
const PAGE: u64 = 1_000;

pub(crate) fn call(ask: &Ask<'_>) -> Option<Call> {
    let call = |method, channel: &str, rest: String, body| {
        let path = alimtalk(&format!("/senders/{}/templates{rest}", encoded(channel)));
        Call::with(Service::NhnKakao, method, path, body)
    };
    Some(match ask {
        Ask::List { channel, from } => {
            call("GET", channel, format!("?pageNum={}&pageSize={PAGE}", encoded(from.unwrap_or("1"))), Value::Null)
        }
        Ask::Register(draft) => call("POST", draft.channel, String::new(), written(draft)),
        Ask::Edit { id, draft } => call("PUT", draft.channel, format!("/{}", encoded(id)), written(draft)),
        // It is there already.
        Ask::Review { note: "", .. } => return None,
        Ask::Review { channel, id, note } => call("POST", channel, format!("/{}/comments", encoded(id)), json!({ "comment": note })),
        Ask::Delete { channel, id } => call("DELETE", channel, format!("/{}", encoded(id)), Value::Null),
    })
}

pub(crate) fn answered(ask: &Ask<'_>, answer: &Answer) -> Result<Listed<Kept>, Fault> {
    let body = taken(answer)?;
    let in_review = |id: &str, name: &str, text: &str| {
        vec![Kept { id: id.to_owned(), name: name.to_owned(), body: text.to_owned(), review: Review::InReview }]
    };
    let mut next = None;
    let items = match ask {
        Ask::List { from, .. } => {
            let all = &body["templateListResponse"];
            let page = from.and_then(|page| page.parse::<u64>().ok()).unwrap_or(1);
            next = all["totalCount"].as_u64().filter(|total| page * PAGE < *total).map(|_| (page + 1).to_string());
            all["templates"].as_array().ok_or(Fault::Nothing)?.iter().filter_map(kept).collect()
        }
        // These answer that it was done, and nothing else.
        Ask::Register(draft) => in_review(draft.code, draft.name, &draft.template.body),
        Ask::Edit { id, draft } => in_review(id, draft.name, &draft.template.body),
        Ask::Review { id, .. } => in_review(id, "", ""),
        Ask::Delete { .. } => Vec::new(),
    };
    Ok(Listed { items, next })
}

pub(crate) fn categories_call() -> Call {
    Call::get(Service::NhnKakao, alimtalk("/template/categories"))
}

pub(crate) fn categories(answer: &Answer) -> Result<Vec<Category>, Fault> {
    let all = taken(answer)?["categories"].as_array().ok_or(Fault::Nothing)?;
    let below = |group: &Value| {
        let category = |said: &Value| {
            Some(Category { code: said["code"].as_str()?.to_owned(), name: text(&said["name"]), group: text(&group["name"]) })
        };
        list(&group["subCategories"]).iter().filter_map(category).collect::<Vec<_>>()
    };
    Ok(all.iter().flat_map(below).collect())
}

pub(crate) fn channels_call() -> Call {
    Call::get(Service::NhnKakao, alimtalk(&format!("/senders?pageNum=1&pageSize={PAGE}")))
}

pub(crate) fn channels(answer: &Answer) -> Result<Vec<KakaoChannel>, Fault> {
    let all = taken(answer)?["senders"].as_array().ok_or(Fault::Nothing)?;
    let channel = |said: &Value| {
        // Registered at both, and neither asleep nor blocked.
        let is_usable = said["status"] == "YSC03" && said["dormant"] != true && said["block"] != true;
        Some(KakaoChannel { id: said["senderKey"].as_str()?.to_owned(), search_id: text(&said["plusFriendId"]), is_usable })
    };
    Ok(all.iter().filter_map(channel).collect())
}

/// A template of a list or of a webhook.
pub(super) fn kept(said: &Value) -> Option<Kept> {
    let review = match said["status"].as_str()? {
        "TSC01" | "TSC02" => Review::InReview,
        "TSC03" => Review::Approved,
        "TSC04" => {
            let reasons = list(&said["comments"]).iter().filter(|comment| comment["status"] == "REJ");
            Review::Rejected(reasons.map(|comment| text(&comment["content"])).filter(|reason| !reason.trim().is_empty()).collect())
        }
        _ => return None,
    };
    let (name, body) = (text(&said["templateName"]), text(&said["templateContent"]));
    Some(Kept { id: said["templateCode"].as_str()?.to_owned(), name, body, review })
}

fn written(draft: &Draft<'_>) -> Value {
    let Draft { code, name, category, template, .. } = draft;
    let Template { kind, emphasis, body, extra, buttons, replies, is_secure } = template;
    let numbered = |all: &[Button]| (1..).zip(all).map(|(ordering, it)| button(ordering, it)).collect::<Vec<_>>();
    let mut made = json!({
        "templateCode": code, "templateName": name, "templateContent": body, "templateMessageType": kind, "securityFlag": is_secure,
        "categoryCode": category, "buttons": numbered(buttons), "quickReplies": numbered(replies),
    });
    let Some(fields) = made.as_object_mut() else { return made };
    if !extra.is_empty() {
        fields.insert("templateExtra".into(), extra.as_str().into());
    }
    stand_out(emphasis, fields);
    made
}

fn stand_out(emphasis: &Emphasis, fields: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    match emphasis {
        Emphasis::None => {
            put("templateEmphasizeType", "NONE".into());
        }
        Emphasis::Text { title, subtitle } => {
            put("templateEmphasizeType", "TEXT".into());
            put("templateTitle", title.as_str().into());
            put("templateSubtitle", subtitle.as_str().into());
        }
        // The picture's address, as its upload has answered.
        Emphasis::Image { image } => {
            put("templateEmphasizeType", "IMAGE".into());
            put("templateImageName", image.rsplit('/').next().unwrap_or_default().into());
            put("templateImageUrl", image.as_str().into());
        }
        Emphasis::ItemList { header, highlight, items, summary } => {
            put("templateEmphasizeType", "ITEM_LIST".into());
            if !header.is_empty() {
                put("templateHeader", header.as_str().into());
            }
            if let Some(highlight) = highlight {
                put("templateItemHighlight", json!({ "title": highlight.title, "description": highlight.text }));
            }
            let line = |item: &Item| json!({ "title": item.name, "description": item.value });
            let mut item = json!({ "list": items.iter().map(line).collect::<Vec<_>>() });
            if let (Some(summary), Some(item)) = (summary, item.as_object_mut()) {
                item.insert("summary".into(), line(summary));
            }
            put("templateItem", item);
        }
    }
}

fn button(ordering: u8, button: &Button) -> Value {
    let Button { name, action, links } = button;
    let mut made = json!({ "ordering": ordering, "type": action, "name": name });
    let Some(fields) = made.as_object_mut() else { return made };
    for (field, link) in [("linkMo", &links.mobile), ("linkPc", &links.pc), ("schemeIos", &links.ios), ("schemeAndroid", &links.android)] {
        if !link.is_empty() {
            fields.insert(field.to_owned(), link.as_str().into());
        }
    }
    made
}
