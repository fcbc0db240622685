//! The object that keeps what of a site's conversions is to be told to other services, and what became of it.
//!
//! - **Name**: site and kind, of fixed width (`relay::ask::name`). It stores its site at birth and refuses any other.
//! - **Stores**: causes, each once, and a delivery of each for every relay that wants it (`relay::schema`).
//! - **Called by**: the edge and the queue's consumer, over `rpc` (a `relay::ask::Ask`).
//! - **Relies on**: one synchronous transaction a call. A delivery is taken by a lease that its number of tries names; whoever took it and died is
//!   followed by another, with the same event id. Queue and alarm only wake: what they forget or repeat changes nothing.

use std::cell::Cell;

use crm::relay::attempt::{Next, State as Stands, Why, next};
use crm::relay::{Conversion, Kind, Target};
use model::time::EpochMs;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use worker::{Date, DurableObject, Env, Error, Request, Response, Result, ScheduledTime, State, console_error, durable_object};

use crate::relay::ask::{Ask, Came, Leaving, Page, Row as Listed, Sum, Told, Wants, What, tried};
use crate::relay::queue::{self, IDS_MAX};
use crate::relay::schema;
use crate::store::birth;
use crate::store::sql::{Row, Sql, Value};

/// Longer than a try may take (20 s) with all that is around it: after that, whoever took a delivery is gone.
const LEASE_MS: i64 = 45_000;
/// After a wake that nobody came by.
const AGAIN_MS: i64 = 30_000;
/// Deliveries woken at once: 100 messages of a batch, ten ids each.
const WAKE_MAX: i64 = 1_000;
/// An alarm is not set earlier than so: what is due is woken at once by whoever makes it due.
const SOON_MS: i64 = 1_000;
/// How often it is looked at what is old.
const SWEEP_MS: i64 = 86_400_000;
/// What was taken (or is not told) is listed so long …
const TAKEN_MS: i64 = 30 * 86_400_000;
/// … what waits for somebody to send it again longer …
const KEPT_MS: i64 = 90 * 86_400_000;
/// … and that a cause was told is known longest: as long as the edge remembers anything (thirteen months).
const CAUSE_MS: i64 = 400 * 86_400_000;

#[durable_object]
pub struct SiteRelay {
    sql: Sql,
    state: State,
    env: Env,
    /// What the alarm is set to, as far as this instance knows.
    wakes_at: Cell<Option<i64>>,
}

impl DurableObject for SiteRelay {
    fn new(state: State, env: Env) -> Self {
        Self { sql: Sql::new(&state), state, env, wakes_at: Cell::new(None) }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("This object answers over rpc only.", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        self.wakes_at.set(None);
        if let Some(site) = birth::born(&self.sql)? {
            schema::open(&self.sql, &site)?;
            let now_ms = now_ms();
            // The next one first: whatever happens below, somebody wakes again.
            self.wake_at(now_ms + AGAIN_MS).await?;
            self.sweep(now_ms)?;
            self.wake(&site, now_ms).await?;
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl SiteRelay {
    /// One call: a question's bytes in, the answer's bytes out.
    ///
    /// # Errors
    /// What SQLite refuses; nothing has happened then.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        Ok(self.answer(&request).await?)
    }
}

impl SiteRelay {
    async fn answer(&self, request: &[u8]) -> Result<Vec<u8>> {
        let Ask { site, now_ms, what } = serde_json::from_slice(request)?;
        if matches!(what, What::Erase { .. } | What::Look | What::Forget { .. } | What::Of { .. }) && birth::born(&self.sql)?.is_none() {
            // Nothing was ever told here, so nobody is made to be asked.
            return if matches!(what, What::Of { .. }) { written(&[(); 0]) } else { written(&0) };
        }
        schema::open(&self.sql, &site)?;
        let sql = &self.sql;
        match what {
            What::Put { conversions, relays } => {
                let new = sql.transaction(|| put(sql, &conversions, &relays, now_ms))?;
                if new > 0 {
                    self.wake_at(now_ms + SOON_MS).await?;
                    self.wake(&site, now_ms).await?;
                }
                written(&new)
            }
            What::Leave { ids } => {
                let leaving =
                    sql.transaction(|| ids.iter().filter_map(|id| leave(sql, *id, now_ms).transpose()).collect::<Result<Vec<_>>>())?;
                self.schedule(now_ms).await?;
                written(&leaving)
            }
            What::Report { id, tries, came, status, jitter } => {
                let counted = sql.transaction(|| report(sql, id, tries, &came, status, jitter, now_ms))?;
                self.schedule(now_ms).await?;
                written(&counted)
            }
            What::List { relay, state, before, limit } => written(&list(sql, &relay, state.as_deref(), before, limit)?),
            What::Replay { relay, id } => {
                let was = sql.transaction(|| replay(sql, &relay, id, now_ms))?;
                if was.is_some() {
                    self.wake_at(now_ms + SOON_MS).await?;
                    self.wake(&site, now_ms).await?;
                }
                written(&was)
            }
            What::Sums => written(&sums(sql)?),
            What::Forget { relay } => {
                sql.run("DELETE FROM delivery WHERE relay = ?", &[relay.into()])?;
                written(&0)
            }
            What::Erase { member } => {
                sql.transaction(|| erase(sql, &member, now_ms))?;
                written(&0)
            }
            What::Of { member } => {
                let rows = sql.rows(&format!("{LISTED} WHERE cause.member = ? ORDER BY delivery.id DESC LIMIT 1000"), &[member.into()])?;
                written(&rows.iter().map(listed).collect::<Result<Vec<_>>>()?)
            }
            What::Look => {
                let woken = self.wake(&site, now_ms).await?;
                written(&woken)
            }
        }
    }

    /// Tells the queue what is due, and looks again later whether somebody came. Returns how many.
    async fn wake(&self, site: &str, now_ms: i64) -> Result<usize> {
        let query = "SELECT id FROM delivery WHERE due_ms <= ? ORDER BY due_ms LIMIT ?";
        let ids = self.sql.rows(query, &[now_ms.into(), WAKE_MAX.into()])?.iter().map(|row| row.int(0)).collect::<Result<Vec<i64>>>()?;
        self.sql.transaction(|| {
            for id in &ids {
                self.sql.run("UPDATE delivery SET due_ms = ? WHERE id = ?", &[(now_ms + AGAIN_MS).into(), (*id).into()])?;
            }
            Ok::<(), Error>(())
        })?;
        self.schedule(now_ms).await?;
        for batch in ids.chunks(IDS_MAX * queue::MESSAGES_MAX) {
            if let Err(error) = queue::wake(&self.env, site, batch).await {
                console_error!("the queue of relays is not told, the alarm tells it again: {error}");
                break;
            }
        }
        Ok(ids.len())
    }

    /// Sets the alarm to what is due next.
    async fn schedule(&self, now_ms: i64) -> Result<()> {
        let due = self.sql.first("SELECT min(due_ms) FROM delivery WHERE due_ms IS NOT NULL", &[])?;
        let due = due.filter(|row| !row.is_null(0)).map(|row| row.int(0)).transpose()?;
        self.wake_at(due.unwrap_or(now_ms + SWEEP_MS).clamp(now_ms + SOON_MS, now_ms + SWEEP_MS)).await
    }

    async fn wake_at(&self, at_ms: i64) -> Result<()> {
        if self.wakes_at.get() != Some(at_ms) {
            let date = js_sys::Date::new(&JsValue::from_f64(at_ms as f64));
            self.state.storage().set_alarm(ScheduledTime::new(date)).await?;
            self.sql.count_written(1);
            self.wakes_at.set(Some(at_ms));
        }
        Ok(())
    }

    /// Forgets what is old.
    fn sweep(&self, now_ms: i64) -> Result<()> {
        let sql = &self.sql;
        let swept = sql.first("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'swept'", &[])?.map_or(Ok(0), |row| row.int(0))?;
        if swept > now_ms - SWEEP_MS {
            return Ok(());
        }
        sql.transaction(|| {
            let states = [(Stands::Taken, TAKEN_MS), (Stands::Void, TAKEN_MS), (Stands::Held, KEPT_MS), (Stands::Dead, KEPT_MS)];
            for (state, for_ms) in states {
                sql.run("DELETE FROM delivery WHERE state = ? AND made_ms < ?", &[number(state), (now_ms - for_ms).into()])?;
            }
            sql.run(
                "UPDATE cause SET conversion = NULL, member = NULL WHERE conversion IS NOT NULL \
                 AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.cause = cause.id)",
                &[],
            )?;
            sql.run("DELETE FROM cause WHERE made_ms < ? AND conversion IS NULL", &[(now_ms - CAUSE_MS).into()])?;
            sql.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('swept', ?)", &[now_ms.to_string().into()])?;
            Ok(())
        })
    }
}

/// Keeps conversions that are new, and makes a delivery of each for every relay that wants it.
fn put(sql: &Sql, conversions: &[Told], relays: &[Wants], now_ms: i64) -> Result<u64> {
    let mut made = 0;
    for Told { event, matter, version, conversion } in conversions {
        let kind = conversion.kind;
        let taken_back = "SELECT 1 FROM cause WHERE matter = ? AND kind = ? AND version > ?";
        let is_over = kind == Kind::Placed
            && sql.first(taken_back, &[matter.as_str().into(), i64::from(Kind::Cancelled as u8).into(), (*version).into()])?.is_some();
        let values = [
            event.as_str().into(),
            matter.as_str().into(),
            i64::from(kind as u8).into(),
            conversion.at.0.into(),
            (*version).into(),
            now_ms.into(),
            conversion.member.as_deref().into(),
            serde_json::to_string(conversion)?.into(),
        ];
        let put = "INSERT OR IGNORE INTO cause (event, matter, kind, at_ms, version, made_ms, member, conversion) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        if sql.run(put, &values)? == 0 {
            continue;
        }
        let Some(cause) = sql.first("SELECT id FROM cause WHERE event = ?", &[event.as_str().into()])?.map(|row| row.int(0)).transpose()?
        else {
            continue;
        };
        for Wants { relay, target, events } in relays {
            if !target.takes(kind) || !events.iter().any(|name| name == kind.name()) {
                continue;
            }
            let is_void = is_over && target.is_third_party();
            let (state, why, due) =
                if is_void { (Stands::Void, Some(Why::TakenBack.name()), None) } else { (Stands::Waiting, None, Some(now_ms)) };
            let values = [relay.as_str().into(), target.name().into(), cause.into(), number(state), why.into(), due.into(), now_ms.into()];
            let put = "INSERT OR IGNORE INTO delivery (relay, target, cause, state, why, tries, next_ms, due_ms, made_ms) \
                       VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?6, ?7)";
            made += u64::from(sql.run(put, &values)? > 0);
        }
        if kind == Kind::Cancelled {
            // A purchase that has not left yet is none any more for those who count purchases.
            let withdraw = "UPDATE delivery SET state = ?1, why = ?2, next_ms = NULL, due_ms = NULL WHERE state = ?3 AND target <> 'webhook' AND cause IN \
                            (SELECT id FROM cause WHERE matter = ?4 AND kind = ?5 AND version < ?6)";
            let values = [
                number(Stands::Void),
                Why::TakenBack.name().into(),
                number(Stands::Waiting),
                matter.as_str().into(),
                i64::from(Kind::Placed as u8).into(),
                (*version).into(),
            ];
            sql.run(withdraw, &values)?;
        }
    }
    Ok(made)
}

/// Takes a delivery, if it may leave now and nobody else has it.
fn leave(sql: &Sql, id: i64, now_ms: i64) -> Result<Option<Leaving>> {
    // Whoever had it before and said nothing may have sent it: it may have arrived since that try began.
    let take = "UPDATE delivery SET lost_ms = CASE WHEN state = ?3 THEN coalesce(lost_ms, begun_ms) ELSE lost_ms END, \
                state = ?3, tries = tries + 1, begun_ms = ?4, due_ms = ?5, last_ms = ?4 \
                WHERE id = ?1 AND ((state = ?2 AND next_ms <= ?4) OR (state = ?3 AND begun_ms <= ?6))";
    let values = [
        id.into(),
        number(Stands::Waiting),
        number(Stands::Leaving),
        now_ms.into(),
        (now_ms + LEASE_MS).into(),
        (now_ms - LEASE_MS).into(),
    ];
    if sql.run(take, &values)? == 0 {
        return Ok(None);
    }
    let query = "SELECT relay, tries, conversion FROM delivery JOIN cause ON cause.id = delivery.cause WHERE delivery.id = ?";
    let Some(row) = sql.first(query, &[id.into()])? else { return Ok(None) };
    let conversion: Option<Conversion> = if row.is_null(2) { None } else { serde_json::from_str(row.text(2)?).ok() };
    let Some(conversion) = conversion else {
        console_error!("delivery {id} cannot be read; it is kept");
        settle(sql, id, &Next { state: Stands::Dead, why: Some(Why::Ours), due: None, lost: None }, None)?;
        return Ok(None);
    };
    Ok(Some(Leaving { id, relay: row.text(0)?.into(), tries: u32::try_from(row.int(1)?).unwrap_or(u32::MAX), conversion }))
}

/// Notes what a try has come to. One that is late changes nothing, but that it was taken: that is so, whoever else has it now.
fn report(sql: &Sql, id: i64, tries: u32, came: &Came, status: Option<u16>, jitter: u16, now_ms: i64) -> Result<bool> {
    let query = "SELECT state, tries, target, lost_ms FROM delivery WHERE id = ?";
    let Some(row) = sql.first(query, &[id.into()])? else { return Ok(false) };
    let is_own = row.int(0)? == Stands::Leaving as i64 && row.int(1)? == i64::from(tries);
    if !is_own && !matches!(came, Came::Taken) {
        return Ok(false);
    }
    let target = target_of(row.text(2)?);
    let lost_ms = if row.is_null(3) { None } else { Some(row.int(3)?) };
    let next = next(tried(target, tries, lost_ms), came.meaning(), EpochMs(now_ms), jitter);
    settle(sql, id, &next, status)?;
    Ok(true)
}

fn settle(sql: &Sql, id: i64, next: &Next, status: Option<u16>) -> Result<()> {
    let values = [
        number(next.state),
        next.why.map(Why::name).into(),
        next.due.map(|due| due.0).into(),
        next.lost.map(|lost| lost.0).into(),
        status.map(i64::from).into(),
        id.into(),
    ];
    sql.run(
        "UPDATE delivery SET state = ?1, why = ?2, next_ms = ?3, due_ms = ?3, lost_ms = coalesce(?4, lost_ms), status = ?5 WHERE id = ?6",
        &values,
    )?;
    if next.state == Stands::Taken {
        // Nobody is to be told any more what recognised the browser, and what was bought: it goes at once.
        let lessen = "UPDATE cause SET conversion = json_remove(conversion, '$.browser', '$.items') WHERE id = (SELECT cause FROM delivery WHERE id = ?1) \
                      AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.cause = cause.id AND state NOT IN (?2, ?3))";
        sql.run(lessen, &[id.into(), number(Stands::Taken), number(Stands::Void)])?;
    }
    Ok(())
}

/// Has one that was held or is dead sent again, from the first try on. Returns the state that it had.
fn replay(sql: &Sql, relay: &str, id: i64, now_ms: i64) -> Result<Option<String>> {
    let Some(row) = sql.first("SELECT state FROM delivery WHERE id = ? AND relay = ?", &[id.into(), relay.into()])? else {
        return Ok(None);
    };
    let Some(state) = Stands::of(row.int(0)?) else { return Ok(None) };
    if state.is_replayable() {
        // That it may have arrived is forgotten, too: who sends it again knows (`doubtful`).
        let again = "UPDATE delivery SET state = ?2, why = NULL, tries = 0, next_ms = ?3, due_ms = ?3, lost_ms = NULL WHERE id = ?1";
        sql.run(again, &[id.into(), number(Stands::Waiting), now_ms.into()])?;
    }
    Ok(Some(state.name().to_owned()))
}

/// Nothing of a member stays, and nothing that waits leaves. That their orders were told is known without a name.
fn erase(sql: &Sql, member: &str, now_ms: i64) -> Result<()> {
    let stop = "UPDATE delivery SET state = ?2, why = ?3, next_ms = NULL, due_ms = NULL, last_ms = ?4 \
                WHERE state <> ?5 AND cause IN (SELECT id FROM cause WHERE member = ?1)";
    sql.run(stop, &[member.into(), number(Stands::Void), Why::Erased.name().into(), now_ms.into(), number(Stands::Taken)])?;
    sql.run("UPDATE cause SET conversion = NULL, member = NULL WHERE member = ?", &[member.into()])?;
    Ok(())
}

const LISTED: &str = "SELECT delivery.id, delivery.relay, cause.event, cause.kind, cause.conversion ->> '$.subject', delivery.state, delivery.why, \
                      delivery.status, delivery.tries, cause.at_ms, delivery.made_ms, delivery.last_ms, delivery.next_ms \
                      FROM delivery JOIN cause ON cause.id = delivery.cause";

/// Deliveries of a relay, the newest first.
fn list(sql: &Sql, relay: &str, state: Option<&str>, before: Option<i64>, limit: u32) -> Result<Page> {
    // Two states have one name. As there are few states, they stand in the query.
    let wanted = Stands::ALL.into_iter().filter(|known| state.is_none_or(|name| known.name() == name));
    let wanted: Vec<String> = wanted.map(|state| (state as u8).to_string()).collect();
    let query = format!(
        "{LISTED} WHERE delivery.relay = ?1 AND delivery.id < ?2 AND delivery.state IN ({}) ORDER BY delivery.id DESC LIMIT ?3",
        wanted.join(",")
    );
    // As large as an exact integer may be.
    let before = before.unwrap_or((1 << 53) - 1);
    let rows = sql.rows(&query, &[relay.into(), before.into(), (limit + 1).into()])?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Page { has_more: rows.len() > limit, rows: rows.iter().take(limit).map(listed).collect::<Result<_>>()? })
}

fn listed(row: &Row) -> Result<Listed> {
    let text = |column: usize| if row.is_null(column) { Ok(None) } else { row.text(column).map(|text| Some(text.to_owned())) };
    let int = |column: usize| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
    let kind = row.int(3)?;
    Ok(Listed {
        id: row.int(0)?,
        relay: row.text(1)?.into(),
        event: row.text(2)?.into(),
        kind: Kind::ALL.into_iter().find(|known| i64::from(*known as u8) == kind).map_or("", Kind::name).into(),
        subject: text(4)?,
        state: Stands::of(row.int(5)?).map_or("", Stands::name).into(),
        why: text(6)?,
        status: int(7)?,
        tries: row.int(8)?,
        at_ms: row.int(9)?,
        made_ms: row.int(10)?,
        last_ms: int(11)?,
        next_ms: int(12)?,
    })
}

fn sums(sql: &Sql) -> Result<Vec<Sum>> {
    let query = "SELECT relay, state, count(*), max(last_ms) FROM delivery GROUP BY relay, state";
    let mut all: Vec<Sum> = Vec::new();
    for row in sql.rows(query, &[])? {
        let relay = row.text(0)?;
        if all.last().is_none_or(|sum| sum.relay != relay) {
            all.push(Sum { relay: relay.into(), ..Sum::default() });
        }
        let (Some(sum), Some(state), count) = (all.last_mut(), Stands::of(row.int(1)?), row.int(2)?) else { continue };
        match state {
            Stands::Waiting | Stands::Leaving => sum.waiting += count,
            Stands::Taken => {
                sum.taken = count;
                sum.taken_ms = if row.is_null(3) { None } else { Some(row.int(3)?) };
            }
            Stands::Held => sum.held = count,
            Stands::Dead => sum.dead = count,
            Stands::Void => sum.void = count,
        }
    }
    for sum in &mut all {
        let query = "SELECT last_ms, why, status FROM delivery WHERE relay = ?1 AND state IN (0, 4) AND why IS NOT NULL AND last_ms IS NOT NULL \
                     ORDER BY last_ms DESC LIMIT 1";
        if let Some(row) = sql.first(query, &[sum.relay.as_str().into()])? {
            sum.failed_ms = Some(row.int(0)?);
            sum.failed_why = Some(row.text(1)?.into());
            sum.failed_status = if row.is_null(2) { None } else { Some(row.int(2)?) };
        }
    }
    Ok(all)
}

fn target_of(name: &str) -> Target {
    [Target::Meta, Target::Ga4, Target::Webhook].into_iter().find(|target| target.name() == name).unwrap_or(Target::Webhook)
}

fn number(state: Stands) -> Value {
    i64::from(state as u8).into()
}

fn written<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    Ok(serde_json::to_vec(value)?)
}

fn now_ms() -> i64 {
    i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
}
