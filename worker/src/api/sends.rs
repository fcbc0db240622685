//! Sends: begun, stopped, and what became of them. What they say is written as segments and messages are (`api::items`).

use crm::price::{self, Prices};
use crm::schedule::Flaw;
use crm::send::{Approved, Send};
use model::codec::Wire;
use model::ids::SiteId;
use model::money::Micros;
use model::time::{Day, EpochMs};
use model::wire::{read, written};
use segment::compile::is_slug;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::api::items::target;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts;
use crate::people::site_id;
use crate::person::OLD_KEY;
use crate::problem::Problem;
use crate::secret::{hex, random_id};
use crate::sends::ask::{Ask, Begun, Estimated, ListPart, ListedRow, PersonLine, RunLine, What};
use crate::sends::happened;
use crate::sends::letters::{Listed, owner_of_listed};
use crate::sends::outbox::state as row;
use crate::sends::own::{NOTICES, TRIAL, list_of};
use crate::sends::runs::state;
use crate::sends::work;
use crate::site_keys::SiteKeys;
use crate::site_sends_do::sends_name;
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::items::{self, Item, Kind};
use crate::store::{providers, shard, sites, templates};
use crate::zone;

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 500;
/// Trials of a site on one day.
const TRIALS_MAX: u32 = 20;
/// Longest name of a request that orders a run.
const REQUEST_CHARS_MAX: usize = 64;

/// Asks the object of a site's sends.
///
/// # Errors
/// It does not answer, or refuses.
pub async fn ask<T: Wire>(env: &worker::Env, site: SiteId, now_ms: i64, what: What) -> Result<T, Problem> {
    let bytes = written(&Ask { site, now: EpochMs(now_ms), what });
    let stub = env.durable_object("SITE_SENDS")?.get_by_name(&sends_name(site))?;
    let answer = shard::call_object(stub, &bytes).await.map_err(|error| {
        let text = error.to_string();
        if text.contains(OLD_KEY) { Problem::KeyGone } else { Problem::Internal(text) }
    })?;
    read(&answer).map_err(|error| Problem::Internal(format!("sends: {error}")))
}

/// A send that could leave as it is, and by what.
struct Ready {
    send: Send,
    approved: Option<Approved>,
}

async fn ready(db: &Db, scope: &SiteScope, item: &Item) -> Result<Ready, Problem> {
    let send: Send = serde_json::from_value(drafts::whole_send(item)).map_err(|error| Problem::Internal(error.to_string()))?;
    let stored = providers::of(db, scope).await?.ok_or(Problem::Invalid {
        field: String::new(),
        detail: "Connect the company that sends your messages first (PUT …/provider).".into(),
    })?;
    let approved = templates::approved(db, scope, &send).await?;
    if let Some(wrong) = send.check().into_iter().chain(send.check_sender(&stored.sender, approved.as_ref())).next() {
        return Err(Problem::Invalid { field: wrong.field, detail: wrong.detail });
    }
    Ok(Ready { send, approved })
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    /// A name of this very order: said again, it begins no second run.
    #[serde(default)]
    request: Option<String>,
}

/// `POST …/sends/{send}/start`: begins a run now, or lets the schedule begin them.
///
/// # Errors
/// `NotFound`; `Invalid`: it cannot leave as it is, or its moment is over.
pub async fn start(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Start { request } = call.json().await?;
    if request
        .as_ref()
        .is_some_and(|name| name.is_empty() || name.chars().count() > REQUEST_CHARS_MAX || name.chars().any(char::is_control))
    {
        let detail = format!("Name the order by 1 to {REQUEST_CHARS_MAX} characters, or leave it out.");
        return Err(Problem::Invalid { field: "request".into(), detail });
    }
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let item = items::load(&db, &scope, Kind::Send, call.param("send")).await?.ok_or(Problem::NotFound)?;
    let Ready { send, .. } = ready(&db, &scope, &item).await?;
    let now = EpochMs(call.now_ms);
    if send.schedule.check(now) == Err(Flaw::Past) {
        return Err(Problem::Invalid { field: "schedule.at".into(), detail: "This moment is over: choose a later one.".into() });
    }
    let own = site_id(&scope)?;
    let Some(next) = work::first(&send.schedule, &site, now)? else {
        let cause = format!("ordered {}", request.map_or_else(random_id, Ok)?);
        note(&db, &call, &scope, "started", &item.id, &cause).await?;
        let begun: Begun = ask(&call.env, own, call.now_ms, What::Begin { send: item.id, cause }).await?;
        let status = if begun.is_new { 201 } else { 200 };
        return Ok(answer::json(&json!({ "run": begun.run, "next": null }))?.with_status(status));
    };
    turn(&db, &call, &scope, &item.id, drafts::ACTIVE, "started").await?;
    let _: u32 = ask(&call.env, own, call.now_ms, What::Arm { send: item.id, next }).await?;
    answer::json(&json!({ "run": null, "next": next }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Try {
    to: String,
}

/// `POST …/sends/{send}/test` `{"to": "010…"}`: sends what it says now to one number of the owner's choosing.
///
/// # Errors
/// `NotFound`; `Invalid`: it cannot leave as it is, or that is no number; `TooManyTries`: as many as a day has.
pub async fn try_it(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Try { to } = call.private_json().await?;
    let no_number = |_| Problem::Invalid { field: "to".into(), detail: "Give the number of a phone, as 010-1234-5678.".into() };
    let to = crm::contact::phone(&to).map_err(no_number)?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let item = items::load(&db, &scope, Kind::Send, call.param("send")).await?.ok_or(Problem::NotFound)?;
    let Ready { send, approved, .. } = ready(&db, &scope, &item).await?;
    let own = site_id(&scope)?;
    let (columns, values) = send.stand_ins(approved.as_ref()).into_iter().unzip();
    let cause = format!("{TRIAL}{}", random_id()?);
    let keys = SiteKeys::of(&call.settings().keys()?, &db, own, call.now_ms).await?;
    let contact = keys.index(crm::contact::Kind::Phone, &to)?;
    let id = list_of(&cause);
    let sealed = keys.seal(&owner_of_listed(&id, &contact), &written(&Listed { phone: to, values }))?;
    let rows = vec![ListedRow { contact, key: keys.newest(), sealed }];
    let part = ListPart { id, name: String::new(), columns, consented: None, from: 0, rows, is_last: true };
    let now = EpochMs(call.now_ms);
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let today = zone.day(now);
    providers::set_sending(&db, own).await?;
    let what = What::Try { send: item.id.clone(), cause: cause.clone(), part, since: zone.start_of(today), most: TRIALS_MAX };
    let begun: Option<Begun> = ask(&call.env, own, call.now_ms, what).await?;
    let Some(begun) = begun else {
        let left_ms = zone.start_of(Day(today.0.saturating_add(1))).0 - now.0;
        return Err(Problem::TooManyTries { retry_after_s: u32::try_from(left_ms / 1_000 + 1).unwrap_or(u32::MAX).into() });
    };
    note(&db, &call, &scope, "tested", &item.id, &cause).await?;
    Ok(answer::json(&json!({ "run": begun.run }))?.with_status(201))
}

/// `POST …/sends/{send}/estimate`: whom it would reach at most if it began now, as what, what that costs at most, and whether what is left
/// pays for it. Nothing begins.
///
/// # Errors
/// `NotFound`; `Invalid`: it cannot leave as it is.
pub async fn estimate(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let item = items::load(&db, &scope, Kind::Send, call.param("send")).await?.ok_or(Problem::NotFound)?;
    let found: Estimated = ask(&call.env, site_id(&scope)?, call.now_ms, What::Estimate { send: item.id }).await?;
    if !found.why.is_empty() {
        return Err(Problem::Invalid { field: String::new(), detail: cannot(&found.why) });
    }
    let times = |each: Option<Micros>| each.and_then(|each| each.times(found.people));
    let (most, left) = (times(found.each), found.balance.map(|has| Micros(has.0.saturating_sub(found.promised.0).max(0))));
    let kinds: serde_json::Map<String, Value> =
        named(&found.kinds).into_iter().map(|(kind, people)| (kind.name().to_owned(), people.into())).collect();
    answer::json(&json!({
        "people": found.people,
        "not_known": found.not_known,
        "sample": { "kinds": kinds, "incomplete": found.holes },
        "each": found.each,
        "cost": most,
        "fallback_cost": times(found.each_fallback),
        "balance": found.balance,
        "promised": found.promised,
        "suffices": price::suffices(most, left),
    }))
}

/// Why a send cannot leave, in words.
fn cannot(why: &str) -> String {
    match why {
        "no_provider" => "Connect the company that sends your messages first (PUT …/provider).".into(),
        "segment_gone" => "Its segment is not there any more: choose another one.".into(),
        "list_gone" => "Its list is not there, or not whole: upload it again.".into(),
        other => other.strip_prefix("wrong: ").unwrap_or(other).to_owned(),
    }
}

fn named(kinds: &[(u8, u32)]) -> Vec<(price::Kind, u32)> {
    kinds.iter().filter_map(|(kind, count)| Some((price::Kind::numbered(*kind)?, *count))).collect()
}

/// `POST …/sends/{send}/end`: its schedule begins no more runs. Runs that go on are stopped by themselves.
///
/// # Errors
/// `NotFound`.
pub async fn end(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let item = items::load(&db, &scope, Kind::Send, call.param("send")).await?.ok_or(Problem::NotFound)?;
    let _: u32 = ask(&call.env, site_id(&scope)?, call.now_ms, What::Disarm { send: item.id.clone() }).await?;
    turn(&db, &call, &scope, &item.id, drafts::DRAFT, "ended").await?;
    Ok(answer::empty(204))
}

/// `GET …/runs?send=&before=&limit=`: runs, the newest first.
///
/// # Errors
/// `Invalid`.
pub async fn runs(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let send = call.query("send");
    if send.as_ref().is_some_and(|send| !is_slug(send) && send != NOTICES && happened::of_name(send).is_none()) {
        return Err(Problem::Invalid { field: "send".into(), detail: "Name the send by 1 to 40 of a-z, 0-9 and -.".into() });
    }
    let what = What::Runs { send, before: forms::number(&call, "before")?, limit };
    let own = site_id(&scope)?;
    let lines: Vec<RunLine> = ask(&call.env, own, call.now_ms, what).await?;
    let armed: Vec<(String, EpochMs)> = ask(&call.env, own, call.now_ms, What::Armed).await?;
    let next = lines.last().filter(|_| lines.len() >= limit as usize).map(|line| line.id);
    let armed: Vec<Value> = armed.into_iter().map(|(send, at)| json!({ "send": send, "at": at })).collect();
    answer::json(&json!({ "runs": lines.iter().map(shown).collect::<Vec<_>>(), "armed": armed, "next": next }))
}

/// `GET …/runs/{run}`
///
/// # Errors
/// `NotFound`.
pub async fn run(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let line: Option<RunLine> = ask(&call.env, site_id(&scope)?, call.now_ms, What::Run(number(&call)?)).await?;
    answer::json(&shown(&line.ok_or(Problem::NotFound)?))
}

/// `GET …/runs/{run}/people?state=&after=&limit=`: its people, without their contacts.
///
/// # Errors
/// `Invalid` state.
pub async fn people(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let state = match call.query("state") {
        None => None,
        Some(name) => Some(number_of(&name).ok_or_else(|| Problem::Invalid {
            field: "state".into(),
            detail: format!("Choose one of {}.", STATES.map(|(_, name)| name).join(", ")),
        })?),
    };
    let what = What::People { run: number(&call)?, state, after: forms::number(&call, "after")?.unwrap_or(0), limit };
    let lines: Vec<PersonLine> = ask(&call.env, site_id(&scope)?, call.now_ms, what).await?;
    let next = lines.last().filter(|_| lines.len() >= limit as usize).map(|line| line.n);
    let person = |line: &PersonLine| json!({ "id": hex(&line.id), "who": line.who, "state": state_name(line.state), "code": line.code, "at": line.at });
    answer::json(&json!({ "people": lines.iter().map(person).collect::<Vec<_>>(), "next": next }))
}

/// `POST …/runs/{run}/stop`: what has not left does not leave.
///
/// # Errors
/// `WrongStep`: it is over.
pub async fn stop(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    step(call, scope, |run| What::Stop { run }, "stopped").await
}

/// `POST …/runs/{run}/resume`: goes on with one that was held back.
///
/// # Errors
/// `WrongStep`: it is not held back.
pub async fn resume(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    step(call, scope, |run| What::Resume { run }, "resumed").await
}

async fn step(call: Call, scope: SiteScope, what: impl Fn(i64) -> What, action: &'static str) -> Result<Response, Problem> {
    let (run, own) = (number(&call)?, site_id(&scope)?);
    let db = Db::open(&call.env).await?;
    let done: bool = ask(&call.env, own, call.now_ms, what(run)).await?;
    let line: RunLine = ask::<Option<RunLine>>(&call.env, own, call.now_ms, What::Run(run)).await?.ok_or(Problem::NotFound)?;
    if !done {
        return Err(Problem::WrongStep { from: run_state(line.state), to: action, possible: Vec::new() });
    }
    note(&db, &call, &scope, action, &line.send, &format!("run {run}")).await?;
    answer::json(&shown(&line))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settle {
    /// `sent` or `again`.
    choice: String,
}

/// `POST …/runs/{run}/settle` `{"choice": "sent" | "again"}`: what is to become of those of whom nobody can tell whether it was sent to them.
///
/// # Errors
/// `Invalid` choice.
pub async fn settle(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Settle { choice } = call.json().await?;
    let again = match choice.as_str() {
        "sent" => false,
        "again" => true,
        _ => {
            let detail = "Say sent (take them as sent) or again (send to them once more; some may get it twice).".into();
            return Err(Problem::Invalid { field: "choice".into(), detail });
        }
    };
    let (run, own) = (number(&call)?, site_id(&scope)?);
    let db = Db::open(&call.env).await?;
    let line: RunLine = ask::<Option<RunLine>>(&call.env, own, call.now_ms, What::Run(run)).await?.ok_or(Problem::NotFound)?;
    note(&db, &call, &scope, if again { "settled_again" } else { "settled_sent" }, &line.send, &format!("run {run}")).await?;
    let people: u32 = ask(&call.env, own, call.now_ms, What::Settle { run, again }).await?;
    answer::json(&json!({ "people": people }))
}

/// The clock: wakes sends that sleep though something is to be done.
///
/// # Errors
/// D1 does not answer. One that does not answer hinders no other.
pub async fn go_on(env: &worker::Env, now_ms: i64) -> Result<(), Problem> {
    for site in providers::sending(&Db::open(env).await?).await? {
        if let Err(problem) = ask::<bool>(env, site, now_ms, What::Tick).await {
            worker::console_error!("sends of {site}: {problem:?}");
        }
    }
    Ok(())
}

async fn turn(db: &Db, call: &Call, scope: &SiteScope, id: &str, status: &'static str, action: &'static str) -> Result<(), Problem> {
    let then = vec![items::turn(scope, Kind::Send, id, status, call.now_ms)];
    let note = Note { action, target: target(Kind::Send, id), before: None, after: None };
    change::make(db, scope, call.now_ms, &note, Vec::new(), then).await?;
    Ok(())
}

async fn note(db: &Db, call: &Call, scope: &SiteScope, action: &'static str, id: &str, what: &str) -> Result<(), Problem> {
    let note = Note { action, target: target(Kind::Send, id), before: None, after: Some(json!({ "what": what }).to_string()) };
    change::make(db, scope, call.now_ms, &note, Vec::new(), Vec::new()).await?;
    Ok(())
}

/// The number of the run in the address.
///
/// # Errors
/// `NotFound`: it is none.
pub fn number(call: &Call) -> Result<i64, Problem> {
    call.param("run").parse().ok().filter(|run| *run > 0).ok_or(Problem::NotFound)
}

const STATES: [(u8, &str); 14] = [
    (row::PLANNED, "planned"),
    (row::PERMITTED, "leaving"),
    (row::ACCEPTED, "accepted"),
    (row::DELIVERED, "delivered"),
    (row::FAILED, "failed"),
    (row::HELD_BACK, "held_back"),
    (row::WAITS, "waits"),
    (row::UNKNOWN, "unknown"),
    (row::GONE, "gone"),
    (row::HOLE, "incomplete"),
    (row::STOPPED, "stopped"),
    (row::TAKEN_AS_SENT, "taken_as_sent"),
    (row::FELL_BACK, "fell_back"),
    (row::DOUBLED, "doubled"),
];

/// The name of a person's state.
pub fn state_name(state: u8) -> &'static str {
    STATES.iter().find(|(number, _)| *number == state).map_or("unknown", |(_, name)| name)
}

fn number_of(name: &str) -> Option<u8> {
    STATES.iter().find(|(_, known)| *known == name).map(|(number, _)| *number)
}

const fn run_state(state: u8) -> &'static str {
    match state {
        state::NEW | state::PLANNING => "planning",
        state::SENDING => "sending",
        state::DONE => "done",
        state::STOPPED => "stopped",
        state::STOPPING => "stopping",
        _ => "held",
    }
}

/// What was taken of a run by kind, and what that cost by the prices of when it began.
fn cost_of(taken: &[(u8, u32)], frozen: &Value) -> Value {
    let prices: Prices = frozen.get("prices").and_then(|prices| serde_json::from_value(prices.clone()).ok()).unwrap_or_default();
    let taken = named(taken);
    let line = |(kind, people): &(price::Kind, u32)| json!({ "kind": kind, "people": people, "each": prices.of(*kind), "cost": price::sum(&[(*kind, *people)], &prices) });
    json!({ "kinds": taken.iter().map(line).collect::<Vec<_>>(), "total": price::sum(&taken, &prices) })
}

/// A run, with how many people are in which state.
pub fn shown(line: &RunLine) -> Value {
    let mut totals = serde_json::Map::new();
    let mut codes = Vec::new();
    let frozen: Value = serde_json::from_str(&line.what).unwrap_or_default();
    let provider = frozen.get("provider").and_then(Value::as_str).unwrap_or_default();
    for (state, code, count) in &line.counts {
        let name = state_name(*state);
        let sum = totals.get(name).and_then(Value::as_u64).unwrap_or(0) + u64::from(*count);
        totals.insert(name.into(), sum.into());
        if !code.is_empty() {
            codes.push(json!({ "state": name, "code": code, "people": count, "says": work::said(provider, code) }));
        }
    }
    json!({
        "id": line.id,
        "send": line.send,
        "cause": line.cause,
        "state": run_state(line.state),
        "why": line.why,
        "ordered_at": line.ordered,
        "ended_at": line.ended,
        "goes_on_at": line.wake,
        "looked_at": line.looked,
        "not_known": line.not_known,
        "people": line.people,
        "totals": totals,
        "codes": codes,
        "cost": cost_of(&line.taken, &frozen),
        "send_then": frozen.get("send"),
        "template_then": frozen.get("approved").and_then(|approved| approved.get("template")),
    })
}
