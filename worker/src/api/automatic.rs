//! What leaves by itself when it happens: eight switches, each with a template of its own, that stay off until it is approved.

use crm::automatic::Happening;
use crm::provider::Review;
use crm::send::{Approved, Wrong};
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use worker::Response;

use crate::answer;
use crate::api::sends::{self, ask};
use crate::api::templates::{note, state_of, submit};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts;
use crate::people::site_id;
use crate::problem::Problem;
use crate::sends::ask::{RunLine, What};
use crate::sends::happened::{LIST, PREFIX, name};
use crate::store::automatic::{self, Switch};
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::providers::{self, Stored};
use crate::store::sites;
use crate::store::templates::{self, Remote};

/// `GET …/automatic`
///
/// # Errors
/// What D1 refuses; the object does not answer.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let switches = automatic::of_site(&db, &scope).await?;
    let reviews = templates::all(&db, &scope).await?;
    // A site that has never touched them has told nothing, and no object.
    let runs: Vec<RunLine> = if switches.is_empty() {
        Vec::new()
    } else {
        ask(&call.env, site_id(&scope)?, call.now_ms, What::LastOf { prefix: PREFIX.into() }).await?
    };
    let mut all = Vec::new();
    for happening in Happening::ALL {
        let of_it = |known: &&Switch| known.happening == happening;
        let run = runs.iter().find(|run| run.send == name(happening));
        all.push(shown(&db, &scope, happening, switches.iter().find(of_it), &reviews, run).await?);
    }
    answer::json(&json!({ "automatic": all }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    is_on: bool,
    /// A registered number; left out or null: nothing goes in the place of what does not arrive.
    #[serde(default)]
    fallback: Option<String>,
}

/// `PUT …/automatic/{happening}` `{"is_on": true, "fallback": "0212345678"}`: what happens from then on is told. What was taken before it was switched off
/// still leaves.
///
/// # Errors
/// `WrongStep`: its template is not approved; `Invalid`: it could not leave as it is.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let happening = happening(&call)?;
    let Form { is_on, fallback } = call.json().await?;
    let fallback =
        fallback.map(|number| number.chars().filter(char::is_ascii_digit).collect::<String>()).filter(|number| !number.is_empty());
    let db = Db::open(&call.env).await?;
    let stored = providers::of(&db, &scope).await?;
    if let Some(number) = &fallback
        && !stored.as_ref().is_some_and(|stored| stored.sender.numbers.contains(number))
    {
        let detail = "This number is not registered at the provider: choose one that is, or leave it out.".into();
        return Err(Problem::Invalid { field: "fallback".into(), detail });
    }
    if is_on {
        check(&db, &scope, happening, stored.as_ref(), fallback.as_deref()).await?;
    }
    let switch = Switch { happening, on: is_on.then_some(EpochMs(call.now_ms)), fallback };
    let after = Some(json!({ "is_on": is_on, "fallback": switch.fallback }).to_string());
    let note = Note { action: if is_on { "switched_on" } else { "switched_off" }, target: target(happening), before: None, after };
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), automatic::put(&scope, &switch)).await?;
    one(&db, &scope, happening).await
}

/// `POST …/automatic/{happening}/review`
///
/// # Errors
/// As of `…/templates/{template}/review`.
pub async fn review(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let happening = happening(&call)?;
    let note = note(&mut call).await?;
    let db = Db::open(&call.env).await?;
    let id = happening.template();
    if items::load(&db, &scope, Kind::Template, &id).await?.is_none() {
        add(&call, &db, &scope, happening).await?;
    }
    submit(&call, &db, &scope, &id, &note).await?;
    one(&db, &scope, happening).await
}

/// Adds the ready template to those of the shop. Two who do so at once add one.
async fn add(call: &Call, db: &Db, scope: &SiteScope, happening: Happening) -> Result<(), Problem> {
    let site = sites::load(db, scope).await?.ok_or(Problem::NotFound)?;
    let ready = happening.ready().ok_or_else(|| Problem::Internal(format!("{} has no ready template", happening.name())))?;
    let json = json!({ "id": happening.template(), "name": ready.name, "category": ready.category, "template": ready.template });
    let members: Map<String, Value> = json.as_object().cloned().unwrap_or_default();
    let read = drafts::read(Kind::Template, members, None, &[], &site)?;
    let only_if = vec![items::if_at(scope, Kind::Template, &read.draft.id, None)];
    let then = items::put(scope, std::slice::from_ref(&read.draft), call.now_ms);
    let target = format!("{}/{}", Kind::Template.name(), read.draft.id);
    let note = Note { action: "added", target, before: None, after: Some(Value::Object(read.draft.body.clone()).to_string()) };
    change::make(db, scope, call.now_ms, &note, only_if, then).await?;
    Ok(())
}

/// Whether it could leave now.
async fn check(db: &Db, scope: &SiteScope, happening: Happening, stored: Option<&Stored>, fallback: Option<&str>) -> Result<(), Problem> {
    let stored = stored.ok_or(Problem::Invalid {
        field: String::new(),
        detail: "Connect the company that sends your messages first (PUT …/provider).".into(),
    })?;
    let remote = templates::remote(db, scope, &happening.template()).await?;
    let send = happening.send(LIST, fallback);
    let Some(approved) = templates::approved(db, scope, &send).await? else {
        let from = remote.as_ref().map_or("none", |remote| state_of(&remote.review).0);
        return Err(Problem::WrongStep { from, to: "on", possible: vec!["approved"] });
    };
    if let Some(unknown) = happening.unknown(&approved.template).first() {
        let known = happening.variables().iter().map(|name| format!("#{{{name}}}")).collect::<Vec<_>>().join(", ");
        let detail =
            format!("Its template says #{{{unknown}}}, which nobody fills here. There are {known}: change it, and ask for its review.");
        return Err(Problem::Invalid { field: "template".into(), detail });
    }
    match send.check_sender(&stored.sender, Some(&approved)).into_iter().next() {
        Some(Wrong { field, detail, .. }) => Err(Problem::Invalid { field, detail }),
        None => Ok(()),
    }
}

fn happening(call: &Call) -> Result<Happening, Problem> {
    Happening::named(call.param("happening")).ok_or(Problem::NotFound)
}

fn target(happening: Happening) -> String {
    format!("automatic/{}", happening.name())
}

async fn one(db: &Db, scope: &SiteScope, happening: Happening) -> Result<Response, Problem> {
    let switches = automatic::of_site(db, scope).await?;
    let reviews = templates::all(db, scope).await?;
    let switch = switches.iter().find(|known| known.happening == happening);
    answer::json(&shown(db, scope, happening, switch, &reviews, None).await?)
}

async fn shown(
    db: &Db,
    scope: &SiteScope,
    happening: Happening,
    switch: Option<&Switch>,
    reviews: &[(String, Remote)],
    run: Option<&RunLine>,
) -> Result<Value, Problem> {
    let id = happening.template();
    let own = templates::draft(db, scope, &id).await?;
    let remote = reviews.iter().find(|(known, _)| *known == id).map(|(_, remote)| remote);
    let (state, reasons) = remote.map_or(("none", &[][..]), |remote| state_of(&remote.review));
    // What was approved is what leaves, whatever was written since.
    let approved = remote.filter(|remote| remote.review == Review::Approved);
    let approved = approved.and_then(|remote| Some(Approved { template: serde_json::from_str(&remote.body).ok()?, id: remote.id.clone() }));
    let ready = happening.ready();
    let (template, is_ready) = match (approved, own) {
        (Some(approved), _) => (Some(approved.template), false),
        (None, Some((_, draft))) => (Some(draft.template), false),
        (None, None) => (ready.map(|ready| ready.template), true),
    };
    Ok(json!({
        "happening": happening,
        "is_on": switch.is_some_and(|switch| switch.on.is_some()),
        "on_since": switch.and_then(|switch| switch.on),
        "fallback": switch.and_then(|switch| switch.fallback.clone()),
        "review": { "state": state, "reasons": reasons, "seen_at": remote.map(|remote| EpochMs(remote.seen_ms)) },
        "template": { "id": id, "is_ready": is_ready, "says": template },
        "variables": happening.variables(),
        "run": run.map(sends::shown),
    }))
}
