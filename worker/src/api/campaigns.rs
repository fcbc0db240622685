//! Campaigns: their links, one for each message that carries one, and how often those were followed.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use worker::Response;

use crate::answer;
use crate::api::items::{Desk, target};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::campaigns::destination;
use crate::links::new_code;
use crate::problem::Problem;
use crate::store::change::{self, Note, Sql};
use crate::store::db::Db;
use crate::store::items::{self, Draft, Item, Kind};
use crate::store::links::{self, Link};
use segment::compile::is_slug;

/// Most links of a campaign.
const LINKS_MAX: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLink {
    /// Which message or send carries it.
    message: String,
}

/// `POST …/campaigns/{cid}/links`: the link for one message; the same one, when asked again.
///
/// # Errors
/// `NotFound`; `Invalid` message.
pub async fn post_link(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let NewLink { message } = call.json().await?;
    if !is_slug(&message) {
        return Err(Problem::Invalid { field: "message".into(), detail: "Name the message by 1 to 40 of a-z, 0-9 and -.".into() });
    }
    let db = Db::open(&call.env).await?;
    let item = items::load(&db, &scope, Kind::Campaign, call.param("cid")).await?.ok_or(Problem::NotFound)?;
    let of_message = |all: Vec<Link>| (all.len(), all.into_iter().find(|link| link.message == message));
    let (count, known) = of_message(links::of_campaigns(&db, &scope, &[&item.id]).await?);
    if let Some(link) = &known {
        return answer::json(&shown(&call, link));
    }
    if count >= LINKS_MAX {
        return Err(Problem::Invalid { field: "message".into(), detail: format!("A campaign may have {LINKS_MAX} links.") });
    }
    let url = destination(&item.id, &item.body, &message)?;
    let put = links::put(&scope, &new_code()?, &item.id, &message, &url, call.now_ms);
    let only_if = vec![items::if_at(&scope, Kind::Campaign, &item.id, Some((item.n, item.version)))];
    let note = Note {
        action: "link_added",
        target: target(Kind::Campaign, &item.id),
        before: None,
        after: Some(json!({ "message": message, "url": url }).to_string()),
    };
    if !change::make(&db, &scope, call.now_ms, &note, only_if, vec![put]).await? {
        return Err(Problem::VersionPassed { current: item.version });
    }
    let (_, made) = of_message(links::of_campaigns(&db, &scope, &[&item.id]).await?);
    let made = made.ok_or_else(|| Problem::Internal("a link that was stored is not there".into()))?;
    Ok(answer::json(&shown(&call, &made))?.with_status(201))
}

/// The link that a new campaign has of its own.
///
/// # Errors
/// As [`destination`].
pub fn own_link(scope: &SiteScope, draft: &Draft, now_ms: i64) -> Result<Sql, Problem> {
    let url = destination(&draft.id, &draft.body, "")?;
    Ok(links::put(scope, &new_code()?, &draft.id, "", &url, now_ms))
}

/// All links of a campaign, leading where it leads now: what was sent goes on to work.
///
/// # Errors
/// As [`destination`].
pub async fn links_again(desk: &Desk, draft: &Draft, now_ms: i64) -> Result<Vec<Sql>, Problem> {
    let all = links::of_campaigns(&desk.db, &desk.scope, &[&draft.id]).await?;
    let again = |link: Link| {
        let url = destination(&draft.id, &draft.body, &link.message)?;
        Ok(links::put(&desk.scope, &link.code, &draft.id, &link.message, &url, now_ms))
    };
    all.into_iter().map(again).collect()
}

/// Adds to the lines of a list what each campaign's links are.
///
/// # Errors
/// What D1 refuses.
pub async fn add_links(call: &Call, desk: &Desk, items: &[Item], lines: &mut [Value]) -> Result<(), Problem> {
    let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    let all = links::of_campaigns(&desk.db, &desk.scope, &ids).await?;
    for line in lines {
        let own: Vec<Value> =
            all.iter().filter(|link| line.get("id").is_some_and(|id| *id == link.campaign)).map(|link| shown(call, link)).collect();
        if let Some(line) = line.as_object_mut() {
            line.insert("links".into(), own.into());
        }
    }
    Ok(())
}

/// Adds a campaign's links and their clicks by day.
///
/// # Errors
/// What D1 refuses.
pub async fn add_days(call: &Call, desk: &Desk, item: &Item, members: &mut Map<String, Value>) -> Result<(), Problem> {
    let all = links::of_campaigns(&desk.db, &desk.scope, &[&item.id]).await?;
    let days = links::days(&desk.db, &desk.scope, &item.id).await?;
    let days: Vec<Value> = days.into_iter().map(|(code, day, clicks)| json!({ "code": code, "day": day, "clicks": clicks })).collect();
    members.insert("links".into(), all.iter().map(|link| shown(call, link)).collect());
    members.insert("clicks_by_day".into(), days.into());
    Ok(())
}

fn shown(call: &Call, link: &Link) -> Value {
    let origin = match call.settings().links_host() {
        Some(host) => format!("{}://{host}", call.url.scheme()),
        None => call.url.origin().ascii_serialization(),
    };
    json!({ "code": link.code, "message": link.message, "url": link.url, "short": format!("{origin}/l/{}", link.code), "clicks": link.clicks })
}
