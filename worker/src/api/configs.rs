//! A site's configuration as a whole: export and import of everything that is published.

use message::definition::Config;
use segment::check::{Finding, check};
use segment::definition::{Segment, VERSION};
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::items::{Desk, target};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts;
use crate::problem::Problem;
use crate::published::{self, place_of};
use crate::publishing::Publishing;
use crate::store::change::{self, Note, Sql};
use crate::store::configs;
use crate::store::db::Db;
use crate::store::items::{self, Draft, Item, Kind};
use crate::store::sites::Preferences;

/// `GET /api/sites/{id}/config`
///
/// # Errors
/// What the database refuses.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let stored = configs::current(&Db::open(&call.env).await?, &scope).await?;
    let etag = etag(stored.version);
    if call.header("if-none-match").is_some_and(|known| known == etag) {
        return answer::with(answer::empty(304), &[("etag", &etag)]);
    }
    answer::with(answer::json_text(stored.json)?, &[("etag", &etag)])
}

/// `PUT /api/sites/{id}/config`: publishes all of it at once, and makes what is being written the same. Drafts in it are stored and not
/// published; drafts that it does not name stay; what was published and is not in it goes, unless a draft uses it.
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`; what [`published::check`] finds wrong.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let whole: Value = call.json().await?;
    let desk = Desk::open(&call, scope).await?;
    let Desk { db, scope, site, .. } = &desk;
    let from = configs::current(db, scope).await?;
    let checked = published::check(&whole, site, from.version + 1, call.now_ms)?;
    if condition != etag(from.version) {
        return Err(Problem::VersionPassed { current: from.version });
    }
    let drafts: Vec<Draft> = [(Kind::Segment, "segments"), (Kind::Group, "groups"), (Kind::Message, "messages")]
        .into_iter()
        .flat_map(|(kind, list)| {
            whole.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(move |one| drafts::imported(kind, one, scope.site()))
        })
        .collect();
    let gone = gone(&desk, &drafts, &from.json);
    let is = |item: &Item, kind: Kind, id: &str| item.kind == kind.name() && item.id == id;
    let stays = desk
        .items
        .iter()
        .filter(|item| !gone.iter().any(|(kind, id)| is(item, *kind, id)) && !drafts.iter().any(|draft| is(item, draft.kind, &draft.id)));
    drafts::check_room(stays, &drafts)?;
    let mut then = items::remove(scope, &gone.iter().map(|(kind, id)| (*kind, id.as_str())).collect::<Vec<_>>());
    // Which messages it takes away: what they did stays counted under their ids.
    let taken_away = gone.iter().filter(|(kind, _)| *kind == Kind::Message);
    let taken_away = taken_away.filter_map(|(kind, id)| desk.items.iter().find(|item| item.kind == kind.name() && item.id == *id));
    then.extend(taken_away.map(|item| {
        let (target, before) = (target(Kind::Message, &item.id), Some(drafts::whole(item).to_string()));
        change::and_note(scope, call.now_ms, &Note { action: "deleted", target, before, after: None })
    }));
    then.extend(items::put(scope, &drafts, call.now_ms));
    let mut site = site.clone();
    let Config { attribution, pace, .. } = checked.config;
    site.preferences = Preferences { attribution, pace, ..site.preferences };
    let said = |value: Value| value.to_string().into();
    then.push(Sql(
        "UPDATE site SET settings = json_set(settings, '$.attribution', json(?1), '$.pace', json(?3)), settings_version = settings_version + 1 \
         WHERE id = ?2 AND (json_extract(settings, '$.attribution') IS NOT json(?1) \
           OR COALESCE(json_extract(settings, '$.pace'), '{}') IS NOT json(?3))",
        vec![said(json!(attribution)), scope.site().into(), said(json!(pace))],
    ));
    let publishing = Publishing { env: &call.env, db, scope, site: &site, now_ms: call.now_ms };
    let config = without_drafts(whole);
    let version = publishing.publish(&from, &config, ("imported", ""), Vec::new(), then).await?;
    let Some(version) = version else {
        let current = configs::current(db, scope).await?.version;
        return Err(Problem::VersionPassed { current });
    };
    let findings = newer(&checked.config.segments);
    answer::with(answer::json(&json!({ "version": version, "findings": findings }))?, &[("etag", &etag(version))])
}

/// What was published before, is not in what comes, and is used by no draft that stays.
fn gone(desk: &Desk, drafts: &[Draft], published: &str) -> Vec<(Kind, String)> {
    let published: Value = serde_json::from_str(published).unwrap_or_default();
    let mut gone = Vec::new();
    for (kind, list) in [(Kind::Segment, "segments"), (Kind::Group, "groups"), (Kind::Message, "messages")] {
        let old =
            published.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(|one| one.get("id").and_then(Value::as_str));
        gone.extend(old.filter(|id| !drafts.iter().any(|draft| draft.kind == kind && draft.id == *id)).map(|id| (kind, id.to_owned())));
    }
    // What stays may name some of it, and that again: until nothing more is kept.
    loop {
        let stays = desk.items.iter().filter(|item| {
            !gone.iter().any(|(kind, id)| kind.name() == item.kind && *id == item.id)
                && !drafts.iter().any(|draft| draft.kind.name() == item.kind && draft.id == item.id)
        });
        let named: Vec<(Kind, String)> = stays
            .filter_map(|item| {
                let kind = [Kind::Segment, Kind::Message].into_iter().find(|kind| kind.name() == item.kind)?;
                drafts::imported(kind, &drafts::whole(item), desk.scope.site())
            })
            .flat_map(|draft| draft.uses)
            .collect();
        let before = gone.len();
        gone.retain(|one| !named.contains(one));
        if gone.len() == before {
            return gone;
        }
    }
}

/// What is being written is not published.
fn without_drafts(mut config: Value) -> Value {
    if let Some(messages) = config.get_mut("messages").and_then(Value::as_array_mut) {
        messages.retain(|message| !matches!(message.get("status").and_then(Value::as_str), None | Some("draft" | "preview")));
    }
    config
}

/// Conditions of a newer form that are kept and not understood here: named, since whom they concern matches nothing.
fn newer(segments: &[Segment]) -> Vec<Finding> {
    let of = |(place, segment): (usize, &Segment)| {
        let findings = check(segment, segments).into_iter();
        findings.map(move |finding| Finding { at: place_of(&finding.at, &format!("segments[{place}]")), ..finding }).collect::<Vec<_>>()
    };
    segments.iter().enumerate().filter(|(_, segment)| segment.version > VERSION).flat_map(of).collect()
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
