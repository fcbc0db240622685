//! Where conversions are told: Meta, GA4, webhooks. A token or secret comes in and never goes out.

use crm::relay::attempt::{Meaning, State};
use crm::relay::{Browser, Conversion, Item, Kind, Money, Needs, Person, Target, VERSION, ga4, webhook};
use model::money::Micros;
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::egress::{self, Fault};
use crate::people::{currency, site_id};
use crate::problem::Problem;
use crate::relay::ask::{Came, Page, Row, Sum, What, ask};
use crate::relay::config::{Config, Secrets};
use crate::relay::leave;
use crate::secret::random_id;
use crate::store::db::Db;
use crate::store::relays::{self, RELAYS_MAX, Relay};
use crate::store::sites;

const NAME_CHARS_MAX: usize = 80;
const URL_CHARS_MAX: usize = 1_000;
const TOKEN_CHARS_MAX: usize = 1_000;
/// Lines of a page of deliveries.
const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;

/// A relay as the owner writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    kind: Target,
    #[serde(default)]
    name: String,
    /// Left out: it is on, or stays as it is.
    #[serde(default)]
    state: Option<Wish>,
    pixel: Option<String>,
    measurement: Option<String>,
    url: Option<String>,
    /// Meta's access token, GA4's API secret. Left out of a change: it stays.
    token: Option<String>,
    /// Left out: all that the kind takes.
    events: Option<Vec<String>>,
    /// Left out: both, where it leads to another company.
    consent: Option<Needs>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wish {
    On,
    Paused,
}

/// `GET /api/sites/{id}/relays`
///
/// # Errors
/// None of its own.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let all = relays::of_site(&db, &scope).await?;
    let sums = sums(&call, &scope, !all.is_empty()).await?;
    answer::json(&json!({ "relays": all.iter().map(|relay| shown(relay, &sums)).collect::<Vec<_>>() }))
}

/// `GET /api/sites/{id}/relays/{relay}`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let relay = one(&call, &db, &scope).await?;
    with_etag(&relay, shown(&relay, &sums(&call, &scope, true).await?))
}

/// `POST /api/sites/{id}/relays`
///
/// # Errors
/// `Invalid`, naming the field; `TooMany`.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Form = call.private_json().await?;
    let db = Db::open(&call.env).await?;
    let (mut secrets, state) = (Secrets::default(), form.state);
    let (target, name, config) = checked(&call, form, &mut secrets)?;
    let shown_once = if target == Target::Webhook { Some(webhook::shown(&secrets.rotate(call.now_ms)?)) } else { None };
    let id = random_id()?;
    let relay = Relay {
        target,
        name,
        state: state_of(state, "on"),
        config,
        sealed: secrets.seal(&call.settings().keys()?, &id)?,
        version: 1,
        created_ms: call.now_ms,
        id,
    };
    if !relays::insert(&db, &scope, &relay, call.now_ms).await? {
        return Err(Problem::TooMany { what: "relays", count_max: RELAYS_MAX });
    }
    let mut json = shown(&relay, &[]);
    if let (Some(members), Some(secret)) = (json.as_object_mut(), shown_once) {
        members.insert("secret".into(), secret.into());
    }
    Ok(with_etag(&relay, json)?.with_status(201))
}

/// `PUT /api/sites/{id}/relays/{relay}`, if `If-Match` names the version that is there.
///
/// # Errors
/// `Invalid`, naming the field; `VersionNeeded`, `VersionPassed`.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Form = call.private_json().await?;
    let db = Db::open(&call.env).await?;
    let old = at_version(&call, &db, &scope).await?;
    if form.kind != old.target {
        return Err(Problem::Invalid { field: "kind".into(), detail: "A relay stays of its kind: add another one.".into() });
    }
    let keys = call.settings().keys()?;
    let (mut secrets, state) = (Secrets::open(&keys, &old.id, &old.sealed)?, form.state);
    let is_new = form.token.is_some();
    let (_, name, config) = checked(&call, form, &mut secrets)?;
    let sealed = if is_new { secrets.seal(&keys, &old.id)? } else { old.sealed.clone() };
    let new = Relay { name, config, sealed, state: state_of(state, &old.state), ..old.clone() };
    changed(&call, &db, &scope, "saved", &old, &new).await?;
    let new = Relay { version: old.version + 1, ..new };
    with_etag(&new, shown(&new, &sums(&call, &scope, true).await?))
}

/// `DELETE /api/sites/{id}/relays/{relay}`, if `If-Match` names the version that is there.
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let old = at_version(&call, &db, &scope).await?;
    if !relays::delete(&db, &scope, &old, call.now_ms).await? {
        return Err(passed(&db, &scope, &old).await?);
    }
    // Without its relay a delivery is not sent: what breaks off here leaves rows that the object forgets when they are old.
    let _: Value = ask(&call.env, scope.site(), call.now_ms, What::Forget { relay: old.id }).await?;
    Ok(answer::empty(204))
}

/// `POST /api/sites/{id}/relays/{relay}/rotate`
///
/// # Errors
/// `Invalid`: only webhooks have a secret of ours.
pub async fn rotate(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let old = one(&call, &db, &scope).await?;
    if old.target != Target::Webhook {
        let detail = "Only a webhook has a signing secret; of Meta and GA4 give the new token where the relay is changed.".into();
        return Err(Problem::Invalid { field: "relay".into(), detail });
    }
    let keys = call.settings().keys()?;
    let mut secrets = Secrets::open(&keys, &old.id, &old.sealed)?;
    let secret = webhook::shown(&secrets.rotate(call.now_ms)?);
    let new = Relay { sealed: secrets.seal(&keys, &old.id)?, ..old.clone() };
    changed(&call, &db, &scope, "rotated", &old, &new).await?;
    answer::json(&json!({ "secret": secret, "both_until": EpochMs(call.now_ms + webhook::ROTATION_MS) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TestForm {
    test_code: Option<String>,
}

/// `POST /api/sites/{id}/relays/{relay}/test` `{"test_code": "TEST123"}`: at once, whatever the relay's state is.
///
/// # Errors
/// `Invalid` test_code: without it Meta would count what is sent.
pub async fn test(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let TestForm { test_code } = call.json().await?;
    let db = Db::open(&call.env).await?;
    let relay = one(&call, &db, &scope).await?;
    let is_code = |code: &str| !code.is_empty() && code.len() <= 40 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let code = match test_code {
        Some(code) => Some(code).filter(|code| is_code(code)),
        None => (relay.target != Target::Meta).then(String::new),
    };
    let Some(code) = code else {
        let detail = "Give the code of the tab \"Test events\" in Meta's Events Manager, such as TEST12345.".into();
        return Err(Problem::Invalid { field: "test_code".into(), detail });
    };
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let secrets = Secrets::open(&call.settings().keys()?, &relay.id, &relay.sealed)?;
    let made_up = Conversion {
        v: VERSION,
        kind: Kind::Placed,
        at: EpochMs(call.now_ms),
        subject: format!("test-{}", random_id()?),
        member: Some("dangol-test".into()),
        value: Some(Money { amount: Micros(12_000_000_000), currency: currency(&site) }),
        items: vec![Item { id: "test".into(), name: Some("Test".into()), quantity: 1, price: Some(Micros(12_000_000_000)) }],
        browser: Browser::default(),
    };
    let person = Person { email: Some("test@example.com".into()), phone: None };
    let request = leave::request(&relay, &secrets, site_id(&scope)?, &made_up, &person, call.now_ms, Some(&code))
        .map_err(|unfit| Problem::Internal(format!("a test event is unfit: {unfit:?}")))?;
    let heard = leave::post(&call.settings(), relay.target, &request, true).await;
    let (came, status, findings) = match &heard {
        Ok(heard) => {
            let findings = if relay.target == Target::Ga4 { ga4::findings(&heard.body) } else { Vec::new() };
            let meaning = leave::meaning(relay.target, heard);
            let is_wrong = meaning == Meaning::Taken && !findings.is_empty();
            let came = if is_wrong { Came::Refused("payload".into()) } else { meaning.into() };
            (came, Some(heard.status), findings)
        }
        Err(Fault::NotLeft(why)) => (Came::Refused("address".into()), None, vec![(*why).to_owned()]),
        Err(Fault::Lost) => (Came::Again { why: "lost".into(), after_s: None }, None, Vec::new()),
    };
    let why = match &came {
        Came::Taken | Came::Held => None,
        Came::Gone => Some("gone"),
        Came::Refused(why) | Came::Again { why, .. } => Some(why.as_str()),
    };
    answer::json(&json!({ "taken": matches!(came, Came::Taken), "why": why, "status": status, "findings": findings }))
}

/// `GET /api/sites/{id}/relays/{relay}/deliveries?state=&limit=&cursor=`
///
/// # Errors
/// `NotFound`; `Invalid` where a value of the query is none.
pub async fn deliveries(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let relay = one(&call, &db, &scope).await?;
    let refuse = |field: &str, detail: &str| Problem::Invalid { field: field.into(), detail: detail.into() };
    let state = call.query("state");
    if state.as_ref().is_some_and(|name| !State::ALL.iter().any(|state| state.name() == name)) {
        return Err(refuse("state", "Say waiting, taken, held, dead or void."));
    }
    let limit = call.query("limit").map_or(Some(PAGE), |text| text.parse().ok()).filter(|limit| (1..=PAGE_MAX).contains(limit));
    let limit = limit.ok_or_else(|| refuse("limit", "Give a number from 1 to 200."))?;
    // 18 digits are below 2^63.
    let is_id = |text: &String| text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    let before = match call.query("cursor") {
        None => None,
        Some(text) => Some(
            Some(text)
                .filter(is_id)
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| refuse("cursor", "Give the next of the page before, or leave it out."))?,
        ),
    };
    let page: Page = ask(&call.env, scope.site(), call.now_ms, What::List { relay: relay.id, state, before, limit }).await?;
    let next = page.rows.last().filter(|_| page.has_more).map(|row| row.id.to_string());
    answer::json(&json!({ "deliveries": page.rows.iter().map(line).collect::<Vec<_>>(), "next": next }))
}

/// `POST /api/sites/{id}/relays/{relay}/deliveries/{delivery}/replay`
///
/// # Errors
/// `NotFound`; `WrongStep` of one that waits, was taken, or is not to be told.
pub async fn replay(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let relay = one(&call, &db, &scope).await?;
    let id = call.param("delivery").parse::<i64>().map_err(|_| Problem::NotFound)?;
    let was: Option<String> = ask(&call.env, scope.site(), call.now_ms, What::Replay { relay: relay.id, id }).await?;
    let was = was.ok_or(Problem::NotFound)?;
    let state = State::ALL.into_iter().find(|state| state.name() == was).unwrap_or(State::Void);
    if !state.is_replayable() {
        return Err(Problem::WrongStep { from: state.name(), to: "waiting", possible: Vec::new() });
    }
    answer::json(&json!({ "id": id.to_string(), "state": State::Waiting.name() }))
}

/// What other services were told of a member, or are to be told, for their archive.
///
/// # Errors
/// The object does not answer.
pub async fn told(call: &Call, db: &Db, scope: &SiteScope, member: &str) -> Result<Value, Problem> {
    let all = relays::of_site(db, scope).await?;
    let rows: Vec<Row> = ask(&call.env, scope.site(), call.now_ms, What::Of { member: member.to_owned() }).await?;
    let to = |row: &Row| all.iter().find(|relay| relay.id == row.relay).map(|relay| relay.target);
    let told = |row: &Row| json!({ "to": to(row), "kind": row.kind, "subject": row.subject, "state": row.state, "at": EpochMs(row.at_ms), "last": row.last_ms.map(EpochMs) });
    Ok(rows.iter().map(told).collect())
}

async fn one(call: &Call, db: &Db, scope: &SiteScope) -> Result<Relay, Problem> {
    relays::one(db, scope, call.param("relay")).await?.ok_or(Problem::NotFound)
}

async fn at_version(call: &Call, db: &Db, scope: &SiteScope) -> Result<Relay, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let old = one(call, db, scope).await?;
    if condition == etag(&old) { Ok(old) } else { Err(Problem::VersionPassed { current: old.version }) }
}

async fn changed(call: &Call, db: &Db, scope: &SiteScope, action: &'static str, old: &Relay, new: &Relay) -> Result<(), Problem> {
    if relays::update(db, scope, action, old, new, call.now_ms).await? { Ok(()) } else { Err(passed(db, scope, old).await?) }
}

async fn passed(db: &Db, scope: &SiteScope, old: &Relay) -> Result<Problem, Problem> {
    let now = relays::one(db, scope, &old.id).await?;
    Ok(now.map_or(Problem::NotFound, |now| Problem::VersionPassed { current: now.version }))
}

async fn sums(call: &Call, scope: &SiteScope, has_relays: bool) -> Result<Vec<Sum>, Problem> {
    // A site without relays has no object.
    if has_relays { Ok(ask(&call.env, scope.site(), call.now_ms, What::Sums).await?) } else { Ok(Vec::new()) }
}

/// What of a form can be taken, and its token among the secrets.
fn checked(call: &Call, form: Form, secrets: &mut Secrets) -> Result<(Target, String, Config), Problem> {
    let refuse = |field: &str, detail: &str| Problem::Invalid { field: field.into(), detail: detail.into() };
    let target = form.kind;
    let name = form.name.trim().to_owned();
    if name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(refuse("name", "Give a name of up to 80 characters."));
    }
    let foreign = [
        ("pixel", form.pixel.is_some(), Target::Meta),
        ("measurement", form.measurement.is_some(), Target::Ga4),
        ("url", form.url.is_some(), Target::Webhook),
    ];
    if let Some((field, ..)) = foreign.into_iter().find(|(_, is_there, of)| *is_there && *of != target) {
        return Err(refuse(field, "Leave it out: it belongs to another kind."));
    }
    let trimmed = |text: Option<String>| text.map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut config = Config {
        pixel: None,
        measurement: None,
        url: None,
        events: Vec::new(),
        consent: form.consent.unwrap_or_else(|| Needs::of(target)),
    };
    match target {
        Target::Meta => {
            let pixel = trimmed(form.pixel);
            if !(5..=20).contains(&pixel.len()) || !pixel.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(refuse("pixel", "Give the pixel's number, of digits alone, from Meta's Events Manager."));
            }
            config.pixel = Some(pixel);
        }
        Target::Ga4 => {
            let measurement = trimmed(form.measurement).to_ascii_uppercase();
            let is_id = measurement
                .strip_prefix("G-")
                .is_some_and(|rest| (4..=20).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            if !is_id {
                return Err(refuse("measurement", "Give the measurement id of the web stream, such as G-AB12CD34EF."));
            }
            config.measurement = Some(measurement);
        }
        Target::Webhook => {
            let url = trimmed(form.url);
            if url.chars().count() > URL_CHARS_MAX {
                return Err(refuse("url", "Give an address of up to 1,000 characters."));
            }
            egress::check(&call.settings(), &url).map_err(|why| refuse("url", why))?;
            config.url = Some(url);
        }
    }
    match (form.token.map(|token| token.trim().to_owned()), target) {
        (Some(_), Target::Webhook) => return Err(refuse("token", "Leave it out: a webhook is signed with a secret that is made here.")),
        (Some(token), _) if token.is_empty() || token.len() > TOKEN_CHARS_MAX || !token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            return Err(refuse("token", "Give the token as it was copied, in one line without spaces."));
        }
        (Some(token), _) => secrets.token = token,
        (None, Target::Meta | Target::Ga4) if secrets.token.is_empty() => {
            let detail = if target == Target::Meta {
                "Give the pixel's access token for the Conversions API."
            } else {
                "Give the stream's Measurement Protocol API secret."
            };
            return Err(refuse("token", detail));
        }
        (None, _) => {}
    }
    let kinds: Vec<Kind> = match form.events {
        None => Kind::ALL.into_iter().filter(|kind| target.takes(*kind)).collect(),
        Some(names) => {
            let known = names.iter().map(|name| Kind::parse(name).filter(|kind| target.takes(*kind))).collect::<Option<Vec<_>>>();
            let mut kinds = known
                .ok_or_else(|| refuse("events", "Name order.placed (of webhooks order.refunded, order.cancelled, member.joined, too)."))?;
            kinds.sort_unstable();
            kinds.dedup();
            kinds
        }
    };
    if kinds.is_empty() {
        return Err(refuse("events", "Name at least one event."));
    }
    config.events = kinds.into_iter().map(|kind| kind.name().to_owned()).collect();
    Ok((target, name, config))
}

fn state_of(wish: Option<Wish>, before: &str) -> String {
    match wish {
        Some(Wish::On) => "on".into(),
        Some(Wish::Paused) => "paused".into(),
        None => before.into(),
    }
}

fn with_etag(relay: &Relay, json: Value) -> Result<Response, Problem> {
    answer::with(answer::json(&json)?, &[("etag", &etag(relay))])
}

fn etag(relay: &Relay) -> String {
    format!("\"{}\"", relay.version)
}

fn shown(relay: &Relay, sums: &[Sum]) -> Value {
    let Config { pixel, measurement, url, events, consent } = &relay.config;
    let sum = sums.iter().find(|sum| sum.relay == relay.id).cloned().unwrap_or_default();
    json!({
        "id": relay.id,
        "kind": relay.target,
        "name": relay.name,
        "state": relay.state,
        "pixel": pixel,
        "measurement": measurement,
        "url": url,
        "events": events,
        "consent": consent,
        "version": relay.version,
        "created": EpochMs(relay.created_ms),
        "deliveries": { "waiting": sum.waiting, "taken": sum.taken, "held": sum.held, "dead": sum.dead, "void": sum.void },
        "taken": sum.taken_ms.map(EpochMs),
        "failed": sum.failed_ms.map(|at_ms| json!({ "at": EpochMs(at_ms), "why": sum.failed_why, "status": sum.failed_status })),
    })
}

fn line(row: &Row) -> Value {
    json!({
        "id": row.id.to_string(),
        "event": row.event,
        "kind": row.kind,
        "subject": row.subject,
        "state": row.state,
        "why": row.why,
        "status": row.status,
        "tries": row.tries,
        "at": EpochMs(row.at_ms),
        "made": EpochMs(row.made_ms),
        "last": row.last_ms.map(EpochMs),
        "next": row.next_ms.map(EpochMs),
    })
}
