//! Pictures for messages: uploaded, listed, renamed, deleted. What is made of a file is the crate `picture`'s.

use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};
use model::time::EpochMs;
use picture::{Made, Rule, make};
use serde::Deserialize;
use serde_json::{Value, json};
use worker::{Delay, Env, Response, console_error};

use crate::answer;
use crate::api::forms;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::collect::within;
use crate::problem::Problem;
use crate::secret::sha256_hex;
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::pictures::{self, GOING, HERE, New, PICTURES_MAX, Store, Stored};

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;
/// Files that one instance holds at once: each has up to 10 MB, and the instance 128 MB for everything.
const FILES_MAX: usize = 2;
/// A second is enough for the files before.
const RETRY_S: u64 = 2;
/// How many one turn of the clock takes out.
const LEFT_A_TURN: u32 = 20;

/// A file of 10 MB comes in this time at 2.7 Mbit/s. Slower ones make room.
const COMING: Duration = Duration::from_secs(30);
/// Whoever has held a place for so long is gone: a request that was broken off need not give it back.
const HELD_MS: i64 = 60_000;

thread_local! {
    /// Whose each place is, and when it was taken.
    static FILES: RefCell<Vec<(String, i64)>> = const { RefCell::new(Vec::new()) };
}

/// One of the files that this instance holds. A site has one at a time: the other place is for other sites.
struct Place(String, i64);

impl Place {
    fn take(scope: &SiteScope, now_ms: i64) -> Result<Self, Problem> {
        FILES.with_borrow_mut(|held| {
            held.retain(|(_, taken)| (0..HELD_MS).contains(&(now_ms - taken)));
            if held.len() >= FILES_MAX || held.iter().any(|(site, _)| site == scope.site()) {
                return Err(Problem::PicturesBusy { retry_after_s: RETRY_S });
            }
            held.push((scope.site().to_owned(), now_ms));
            Ok(Self(scope.site().to_owned(), now_ms))
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        FILES.with_borrow_mut(|held| held.retain(|(site, taken)| (site, taken) != (&self.0, &self.1)));
    }
}

/// `POST /api/sites/{id}/pictures?for=popcorn&name=…`, the body a file.
///
/// # Errors
/// `Picture` with what is wrong with the file; `Invalid` use or name; `TooMany`; `TooManyTries`; `TooSlow`, `PicturesBusy`, `PicturesDown`: nothing
/// was kept.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let rule = rule(&call)?;
    let name = call.query("name").filter(|name| !name.trim().is_empty()).unwrap_or_default();
    let name = if name.is_empty() { String::new() } else { forms::label("name", &name)? };
    within(&call, "UPLOADS_GUARD", scope.site().to_owned()).await?;
    let place = Place::take(&scope, call.now_ms)?;
    let file = match select(pin!(call.bytes()), pin!(Delay::from(COMING))).await {
        Either::Left((file, _)) => file?,
        Either::Right(_) => return Err(Problem::TooSlow { seconds: COMING.as_secs() }),
    };
    let made = make(&file, rule).map_err(|error| Problem::Picture { error, rule: rule.said() })?;
    drop(file);
    let hash = sha256_hex(&made.picture.bytes).get(..32).unwrap_or_default().to_owned();
    let db = Db::open(&call.env).await?;
    let new = New { hash: &hash, made: &made, made_for: rule.name, name: &name };
    let stored = pictures::begin(&db, &scope, &new, call.now_ms).await?;
    let too_many = Problem::TooMany { what: "pictures", count_max: PICTURES_MAX };
    let stored = stored.ok_or(too_many)?;
    match stored.state.as_str() {
        HERE => return shown(&call, &db, &scope, &stored, 200).await,
        GOING => return Err(Problem::PictureGoing),
        _ => {}
    }
    put(&call.env, &scope, &stored, &made).await.map_err(down)?;
    drop((made, place));
    let (only_if, then) = pictures::arrived(&scope, &stored, call.now_ms);
    let after = json!({ "name": stored.name, "for": stored.made_for, "width": stored.width, "height": stored.height });
    let note = Note { action: "added", target: target(&stored), before: None, after: Some(after.to_string()) };
    let is_first = change::make(&db, &scope, call.now_ms, &note, vec![only_if], vec![then]).await?;
    // Who sent the same at the same moment may have been first.
    let stored = pictures::load(&db, &scope, &hash).await?.ok_or(Problem::PictureGoing)?;
    shown(&call, &db, &scope, &stored, if is_first { 201 } else { 200 }).await
}

async fn put(env: &Env, scope: &SiteScope, stored: &Stored, made: &Made) -> worker::Result<()> {
    let store = Store::open(env)?;
    for (name, picture) in names(scope, stored).iter().zip(std::iter::once(&made.picture).chain(&made.small)) {
        store.put(name, picture).await?;
    }
    Ok(())
}

/// `GET /api/sites/{id}/pictures?limit=&cursor=`
///
/// # Errors
/// `Invalid` limit or cursor.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let before = forms::number(&call, "cursor")?;
    let mut found = pictures::list(&Db::open(&call.env).await?, &scope, before, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.n.to_string());
    let shown: Vec<Value> = found.iter().map(|stored| line(&call, &scope, stored)).collect();
    answer::json(&json!({ "pictures": shown, "next": next }))
}

/// `GET /api/sites/{id}/pictures/{picture}`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let stored = load(&call, &db, &scope).await?;
    shown(&call, &db, &scope, &stored, 200).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    name: String,
}

/// `PUT /api/sites/{id}/pictures/{picture}`
///
/// # Errors
/// `NotFound`; `Invalid` name.
pub async fn put_name(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Rename = call.json().await?;
    let name = forms::label("name", &form.name)?;
    let db = Db::open(&call.env).await?;
    let stored = load(&call, &db, &scope).await?;
    if name != stored.name {
        let said = |name: &str| Some(json!({ "name": name }).to_string());
        let note = Note { action: "renamed", target: target(&stored), before: said(&stored.name), after: said(&name) };
        let then = vec![pictures::rename(&scope, &stored, &name)];
        change::make(&db, &scope, call.now_ms, &note, Vec::new(), then).await?;
    }
    let stored = load(&call, &db, &scope).await?;
    shown(&call, &db, &scope, &stored, 200).await
}

/// `DELETE /api/sites/{id}/pictures/{picture}`, if no message names it and none that is published shows it.
///
/// # Errors
/// `NotFound`; `InUse`, and where.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let stored = load(&call, &db, &scope).await?;
    let before = json!({ "name": stored.name, "width": stored.width, "height": stored.height });
    let note = Note { action: "deleted", target: target(&stored), before: Some(before.to_string()), after: None };
    let then = vec![pictures::mark(&scope, &stored, call.now_ms)];
    if !change::make(&db, &scope, call.now_ms, &note, pictures::if_unused(&scope, &stored), then).await? {
        let by = pictures::users(&db, &scope, &stored.hash).await?;
        return Err(if by.is_empty() { Problem::NotFound } else { Problem::InUse { by } });
    }
    // It is deleted from here on, whatever becomes of its bytes now: the clock takes out what stays.
    if let Err(error) = take_out(&call.env, &db, stored.n, names(&scope, &stored)).await {
        console_error!("a picture's bytes stay for the clock: {error}");
    }
    Ok(answer::empty(204))
}

/// The clock: takes out what somebody has left, between its row and its bytes.
///
/// # Errors
/// D1 does not answer. What R2 does not do now is done in a later turn.
pub async fn go_on(env: &Env, now_ms: i64) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    for (site, n, hash, small, kind) in pictures::take_left(&db, now_ms, LEFT_A_TURN).await? {
        if let Err(error) = take_out(env, &db, n, pictures::names(&site, &hash, &kind, small.as_deref())).await {
            console_error!("a picture's bytes stay: {error}");
        }
    }
    Ok(())
}

async fn take_out(env: &Env, db: &Db, n: i64, names: Vec<String>) -> worker::Result<()> {
    Store::open(env)?.delete(names).await?;
    pictures::gone(db, n).await.map(drop)
}

/// What the picture is for.
fn rule(call: &Call) -> Result<&'static Rule, Problem> {
    let name = call.query("for").unwrap_or_else(|| "popcorn".into());
    let invalid = |detail| Err(Problem::Invalid { field: "for".into(), detail });
    match (Rule::named(&name), name.as_str()) {
        (Some(rule), _) => Ok(rule),
        (None, "gauge") => invalid("A gauge draws no picture.".into()),
        (None, _) => invalid(format!("Say what it is for: {}.", Rule::names())),
    }
}

async fn load(call: &Call, db: &Db, scope: &SiteScope) -> Result<Stored, Problem> {
    pictures::load(db, scope, call.param("picture")).await?.ok_or(Problem::NotFound)
}

/// One of them, with what uses it.
async fn shown(call: &Call, db: &Db, scope: &SiteScope, stored: &Stored, status: u16) -> Result<Response, Problem> {
    let mut json = line(call, scope, stored);
    if let Some(members) = json.as_object_mut() {
        members.insert("used_by".into(), json!(pictures::users(db, scope, &stored.hash).await?));
    }
    Ok(answer::json(&json)?.with_status(status))
}

/// One of them, as a list shows it. A message takes `url`, `width` and `height` as they are.
fn line(call: &Call, scope: &SiteScope, stored: &Stored) -> Value {
    let url = |name: &String| call.content_address(&format!("/u/{name}"));
    let names = names(scope, stored);
    let small = stored
        .small
        .as_ref()
        .map(|small| json!({ "url": names.get(1).map(url), "width": small.width, "height": small.height, "bytes": small.bytes }));
    json!({
        "id": stored.hash,
        "name": stored.name,
        "for": stored.made_for,
        "type": stored.kind.media_type(),
        "url": names.first().map(url),
        "width": stored.width,
        "height": stored.height,
        "bytes": stored.bytes,
        "frames": stored.frames,
        "small": small,
        "created": { "at": EpochMs(stored.created_ms), "by": stored.created_by },
    })
}

fn names(scope: &SiteScope, stored: &Stored) -> Vec<String> {
    let small = stored.small.as_ref().map(|small| small.kind.as_str());
    pictures::names(scope.site(), &stored.hash, stored.kind.extension(), small)
}

fn target(stored: &Stored) -> String {
    format!("picture/{}", stored.hash)
}

fn down(error: worker::Error) -> Problem {
    console_error!("pictures: {error}");
    Problem::PicturesDown
}
