//! The object of a site's sends (`sends`).
//!
//! - **Name**: site and kind, of fixed width (`sends_name`). It stores its site at birth and refuses any other.
//! - **Stores**: when sends begin, runs with their people, requests to the provider, lists (`sends::schema`). No contact that is not sealed.
//! - **Called by**: the edge, over `rpc` (a `sends::ask::Ask` in bytes).
//! - **Relies on**: its alarm alone drives the work, one alarm at a time; it is set anew before its work begins. What a call changes is one
//!   transaction. Requests to a provider leave after what is stored before them is on disk (the runtime holds them back).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crm::optout;
use crm::provider::{Intake, Message};
use crm::schedule::is_asleep;
use model::ids::SiteId;
use model::time::EpochMs;
use model::wire::{read, written};
use wasm_bindgen::prelude::*;
use worker::{Date, DurableObject, Env, Request, Response, Result, ScheduledTime, State, console_error, durable_object};

use crate::person::ShardError;
use crate::problem::Problem;
use crate::sends::ask::{Ask, ListLine, ListPart, ListedRow, Noted, SealedRow, What};
use crate::sends::outbox::{self, Planned, Received, state as row};
use crate::sends::runs::{self, state};
use crate::sends::work::Turn;
use crate::sends::{batches, fallback, happened, own, schema};
use crate::store::db::Db;
use crate::store::sql::Sql;
use crate::store::{providers, sites};

/// A turn of the alarm goes on for so long at most; then it is set again, for now.
const TURN_MS: i64 = 20_000;
/// Set before a turn: whatever happens in it, somebody wakes again.
const WATCH_MS: i64 = 60_000;
/// After something that did not work.
const LATER_MS: i64 = 5_000;
/// Receipts of nobody go after so long.
const KEPT_MS: i64 = 30 * 86_400_000;
/// Lists are forgotten so long after they were brought.
const LIST_MS: i64 = 90 * 86_400_000;
/// What is old goes at the latest so long after it may.
const SWEEP_MS: i64 = 3_600_000;
/// Runs whose rows go in one turn.
const SWEPT_RUNS: u32 = 20;

/// The name of the object of a site's sends.
pub fn sends_name(site: SiteId) -> String {
    format!("{site}-s-0000")
}

#[durable_object]
pub struct SiteSends {
    sql: Sql,
    state: State,
    env: Env,
    prepared: RefCell<BTreeMap<i64, Vec<(Planned, Message)>>>,
    intakes: RefCell<BTreeMap<i64, Vec<Intake>>>,
    /// Whether the clock knows that there is something to do, as far as this instance has said it.
    is_noted: Cell<bool>,
}

impl DurableObject for SiteSends {
    fn new(state: State, env: Env) -> Self {
        Self { sql: Sql::new(&state), state, env, prepared: RefCell::default(), intakes: RefCell::default(), is_noted: Cell::new(false) }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("This object answers over rpc only.", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        if let Some(site) = schema::open(&self.sql)? {
            self.turn(site).await?;
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl SiteSends {
    /// One call: a question's bytes in, the answer's bytes out.
    ///
    /// # Errors
    /// [`ShardError`]; nothing has happened then.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        Ok(self.answer(&request).await?)
    }
}

impl SiteSends {
    async fn turn(&self, site: SiteId) -> Result<()> {
        let started = now();
        self.wake(EpochMs(started.0 + WATCH_MS)).await?;
        let next = match self.work(site, started).await {
            Ok(next) => next,
            Err(problem) => {
                console_error!("sends of {site} go on later: {problem:?}");
                Some(EpochMs(now().0 + LATER_MS))
            }
        };
        match next {
            Some(next) => self.wake(next).await?,
            None => self.rest(site).await?,
        }
        Ok(())
    }

    /// Does what is due. Answers when something is again; never, where there is nothing left.
    async fn work(&self, site: SiteId, started: EpochMs) -> std::result::Result<Option<EpochMs>, Problem> {
        let turn = Turn::begin(&self.env, &self.sql, site, &self.prepared, &self.intakes).await?;
        turn.begin_due().await?;
        while turn.step().await? {
            if now().0 - started.0 > TURN_MS {
                return Ok(Some(now()));
            }
        }
        self.next()
    }

    fn next(&self) -> std::result::Result<Option<EpochMs>, Problem> {
        let armed = runs::armed(&self.sql)?.first().map(|(_, at)| *at);
        Ok([armed, runs::next_wake(&self.sql)?, batches::next_due(&self.sql)?, batches::next_look(&self.sql)?].into_iter().flatten().min())
    }

    /// Nothing is left to do: the clock need not look any more. What is old goes, and the alarm is set for what will be.
    async fn rest(&self, site: SiteId) -> Result<()> {
        let now = now();
        let db = Db::open(&self.env).await?;
        let kept_ms = sites::retention(&db, site).await?.ms();
        self.sql.transaction(|| {
            self.sql.run("DELETE FROM early WHERE at_ms < ?", &[(now.0 - KEPT_MS).into()])?;
            let old = (now.0 - LIST_MS).into();
            self.sql.run("DELETE FROM listed WHERE list IN (SELECT id FROM list WHERE made_ms < ?)", std::slice::from_ref(&old))?;
            self.sql.run("DELETE FROM list WHERE made_ms < ?", &[old])?;
            happened::sweep(&self.sql, now)?;
            let runs = runs::to_sweep(&self.sql, EpochMs(now.0 - kept_ms), SWEPT_RUNS)?;
            runs.into_iter().try_for_each(|run| runs::sweep(&self.sql, run))
        })?;
        let list = self.sql.first("SELECT min(made_ms) FROM list", &[])?.filter(|row| !row.is_null(0)).map(|row| row.int(0)).transpose()?;
        let swept = happened::next_sweep(&self.sql)?.map(|at| at.0);
        let next = [list.map(|made| made + LIST_MS), runs::oldest(&self.sql)?.map(|ended| ended.0 + kept_ms), swept];
        self.is_noted.set(false);
        providers::set_idle(&db, site).await?;
        // Somebody may have begun something meanwhile.
        if let Ok(Some(next)) = self.next() {
            self.note_going_on(site).await?;
            return self.wake(next).await;
        }
        match next.into_iter().flatten().min() {
            Some(next) => self.wake(EpochMs(next.max(now.0) + SWEEP_MS)).await,
            None => self.state.storage().delete_alarm().await,
        }
    }

    /// Sees that the clock looks after it while there is something to do.
    async fn note_going_on(&self, site: SiteId) -> Result<()> {
        if !self.is_noted.get() {
            providers::set_sending(&Db::open(&self.env).await?, site).await?;
            self.is_noted.set(true);
        }
        Ok(())
    }

    async fn answer(&self, request: &[u8]) -> std::result::Result<Vec<u8>, ShardError> {
        let ask: Ask = read(request)?;
        self.certify(ask.site)?;
        let (sql, now) = (&self.sql, ask.now);
        let answer = match &ask.what {
            What::Begin { send, cause } => written(&sql.transaction(|| runs::begin(sql, send, cause, now))?),
            What::Arm { send, next } => {
                runs::arm(sql, send, *next)?;
                written(&0_u32)
            }
            What::Disarm { send } => {
                runs::disarm(sql, send)?;
                written(&0_u32)
            }
            What::Stop { run } => {
                let from = [state::NEW, state::PLANNING, state::SENDING, state::HELD];
                written(&sql.transaction(|| {
                    batches::stop(sql, *run, now)?;
                    runs::turn(sql, *run, &from, state::STOPPING, "", now)
                })?)
            }
            What::Resume { run } => {
                // From the beginning, where nothing was frozen yet.
                let to = if runs::load(sql, *run)?.is_some_and(|run| run.what.is_empty()) { state::NEW } else { state::PLANNING };
                written(&runs::turn(sql, *run, &[state::HELD], to, "", now)?)
            }
            What::Settle { run, again } => written(&sql.transaction(|| {
                let to = if *again { row::PLANNED } else { row::TAKEN_AS_SENT };
                let count = outbox::turn(sql, *run, &[row::UNKNOWN], to, now)?;
                if *again && count > 0 {
                    runs::open_from(sql, *run, 0)?;
                    runs::turn(sql, *run, &[state::DONE, state::STOPPED], state::SENDING, "", now)?;
                }
                Ok::<_, ShardError>(u32::try_from(count).unwrap_or(u32::MAX))
            })?),
            What::Runs { send, before, limit } => written(&runs::list(sql, send.as_deref(), *before, *limit)?),
            What::Run(run) => written(&runs::one(sql, *run)?),
            What::People { run, state, after, limit } => written(&outbox::people(sql, *run, *state, *after, *limit)?),
            What::Receipts(receipts) => written(&sql.transaction(|| {
                let mut news = 0_u32;
                for receipt in receipts {
                    let received = outbox::receive(sql, receipt)?;
                    news += u32::from(received != Received::Known);
                    if let Received::Failed(n) = received {
                        fallback::plan(sql, ask.site, n, now)?;
                    }
                }
                Ok::<_, ShardError>(news)
            })?),
            What::Armed => written(&runs::armed(sql)?),
            What::List(part) => written(&sql.transaction(|| self.take_list(part, now))?),
            What::Lists => written(&self.lists()?),
            What::ForgetList(id) => written(&sql.transaction(|| {
                sql.run("DELETE FROM listed WHERE list = ?", &[id.as_str().into()])?;
                Ok::<_, ShardError>(sql.run("DELETE FROM list WHERE id = ?", &[id.as_str().into()])? > 0)
            })?),
            What::Forget { member } => written(&sql.transaction(|| {
                happened::forget(sql, member)?;
                Ok::<_, ShardError>(u32::try_from(outbox::forget(sql, member)?).unwrap_or(u32::MAX))
            })?),
            What::Happened(all) => written(&sql.transaction(|| happened::take(sql, all, now))?),
            What::LastOf { prefix } => return Ok(written(&runs::last_of(sql, prefix)?)),
            What::Told { member, limit } => return Ok(written(&outbox::told(sql, member, *limit)?)),
            What::SealedBefore { version, limit } => {
                schema::raise_key_floor(sql, *version)?;
                let query = "SELECT list, n, contact, key, sealed FROM listed WHERE key < ? LIMIT ?";
                let rows = sql.rows(query, &[(*version).into(), (*limit).into()])?;
                let row = |row: &crate::store::sql::Row| {
                    Ok::<_, worker::Error>(SealedRow {
                        list: row.text(0)?.to_owned(),
                        n: row.int(1)?,
                        contact: row.blob(2)?.try_into().unwrap_or_default(),
                        key: u32::try_from(row.int(3)?).unwrap_or_default(),
                        sealed: row.blob(4)?.to_vec(),
                    })
                };
                return Ok(written(&rows.iter().map(row).collect::<Result<Vec<_>>>()?));
            }
            What::SealedAnew(rows) => written(&sql.transaction(|| {
                for row in rows {
                    let values = [
                        row.key.into(),
                        row.sealed.as_slice().into(),
                        row.list.as_str().into(),
                        row.n.into(),
                        row.contact.as_slice().into(),
                    ];
                    let set = "UPDATE listed SET key = ?1, sealed = ?2 WHERE list = ?3 AND n = ?4 AND contact = ?5 AND key < ?1";
                    sql.run(set, &values)?;
                }
                Ok::<_, ShardError>(0_u32)
            })?),
            What::Try { send, cause, part, since, most } => written(&sql.transaction(|| {
                if own::trials(sql, *since, now)? >= *most {
                    return Ok(None);
                }
                self.take_list(part, now)?;
                Ok::<_, ShardError>(Some(runs::begin(sql, send, cause, now)?))
            })?),
            What::Refused { all, tells } => written(&sql.transaction(|| self.note_refused(all, *tells, now))?),
            What::TellRefused => {
                sql.transaction(|| own::tell(sql, now))?;
                written(&0_u32)
            }
            What::Notices { told, before, limit } => return Ok(written(&own::list(sql, *told, *before, *limit)?)),
            What::Listed(contact) => return Ok(written(&own::listed(sql, contact)?)),
            What::Estimate { send } => {
                let turn = Turn::begin(&self.env, sql, ask.site, &self.prepared, &self.intakes).await;
                let estimated = match turn {
                    Ok(turn) => turn.estimate(send).await,
                    Err(problem) => Err(problem),
                };
                return Ok(written(&estimated.map_err(|problem| worker::Error::RustError(format!("{problem:?}")))?));
            }
            What::Tick => {
                self.wake_if_asleep(now).await?;
                return Ok(written(&self.next().is_ok_and(|next| next.is_some())));
            }
        };
        if !matches!(ask.what, What::Runs { .. } | What::Run(_) | What::People { .. } | What::Armed | What::Lists) {
            self.wake_for_next(now).await?;
            if self.next().is_ok_and(|next| next.is_some()) {
                self.note_going_on(ask.site).await?;
            }
        }
        Ok(answer)
    }

    fn note_refused(&self, all: &[Noted], tells: bool, now: EpochMs) -> std::result::Result<u32, ShardError> {
        let mut news = 0;
        for noted in all {
            let Some(id) = own::note(&self.sql, noted)? else { continue };
            news += 1;
            if noted.sealed.is_empty() {
                continue;
            }
            self.take_list(
                &ListPart {
                    id: own::NOTICES.into(),
                    name: String::new(),
                    columns: vec![optout::NOTICE_AT.into()],
                    consented: None,
                    from: u32::try_from(id).unwrap_or(u32::MAX),
                    rows: vec![ListedRow { contact: noted.contact, key: noted.key, sealed: noted.sealed.clone() }],
                    is_last: true,
                },
                now,
            )?;
        }
        if news > 0 {
            own::keep_waiting(&self.sql, now)?;
        }
        if tells {
            own::tell(&self.sql, now)?;
        }
        Ok(news)
    }

    fn take_list(&self, part: &ListPart, now: EpochMs) -> std::result::Result<u32, ShardError> {
        let columns = serde_json::to_string(&part.columns).map_err(worker::Error::from)?;
        let values =
            [part.id.as_str().into(), part.name.as_str().into(), columns.into(), part.consented.map(|at| at.0).into(), now.0.into()];
        let put = "INSERT INTO list (id, name, columns, consented_ms, rows, made_ms, is_whole) VALUES (?, ?, ?, ?, 0, ?, 0) ON CONFLICT (id) DO NOTHING";
        self.sql.run(put, &values)?;
        let floor = schema::key_floor(&self.sql)?;
        if part.rows.iter().any(|row| row.key < floor) {
            return Err(ShardError::OldKey);
        }
        for (row, n) in part.rows.iter().zip(i64::from(part.from)..) {
            let values = [part.id.as_str().into(), n.into(), row.contact.as_slice().into(), row.key.into(), row.sealed.as_slice().into()];
            self.sql.run("INSERT OR REPLACE INTO listed (list, n, contact, key, sealed) VALUES (?, ?, ?, ?, ?)", &values)?;
        }
        let query = "SELECT count(*) FROM listed WHERE list = ?";
        let rows = self.sql.first(query, &[part.id.as_str().into()])?.map_or(Ok(0), |row| row.int(0))?;
        let set = "UPDATE list SET rows = ?, is_whole = max(is_whole, ?) WHERE id = ?";
        self.sql.run(set, &[rows.into(), part.is_last.into(), part.id.as_str().into()])?;
        Ok(u32::try_from(rows).unwrap_or(u32::MAX))
    }

    fn lists(&self) -> std::result::Result<Vec<ListLine>, ShardError> {
        let query = "SELECT id, name, columns, consented_ms, rows, made_ms, is_whole FROM list WHERE substr(id, 1, 1) <> '_' ORDER BY made_ms DESC LIMIT 200";
        let rows = self.sql.rows(query, &[])?;
        let line = |row: &crate::store::sql::Row| {
            Ok(ListLine {
                id: row.text(0)?.to_owned(),
                name: row.text(1)?.to_owned(),
                columns: serde_json::from_str(row.text(2)?).map_err(worker::Error::from)?,
                consented: if row.is_null(3) { None } else { Some(EpochMs(row.int(3)?)) },
                rows: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
                made: EpochMs(row.int(5)?),
                is_whole: row.int(6)? == 1,
            })
        };
        rows.iter().map(line).collect()
    }

    /// Whether it is the object of this site; the first question bears it.
    fn certify(&self, site: SiteId) -> std::result::Result<(), ShardError> {
        if self.state.id().name().is_some_and(|name| name != sends_name(site)) {
            return Err(ShardError::WrongObject);
        }
        match schema::open(&self.sql)? {
            Some(born) if born == site => Ok(()),
            Some(_) => Err(ShardError::WrongObject),
            None => Ok(schema::bear(&self.sql, site)?),
        }
    }

    async fn wake_for_next(&self, now: EpochMs) -> Result<()> {
        if let Ok(Some(next)) = self.next() {
            self.wake(EpochMs(next.0.max(now.0))).await?;
        }
        Ok(())
    }

    async fn wake_if_asleep(&self, now: EpochMs) -> Result<()> {
        let Ok(Some(due)) = self.next() else { return Ok(()) };
        let alarm = self.state.storage().get_alarm().await?.map(EpochMs);
        if is_asleep(alarm, due, now, WATCH_MS) { self.wake_for_next(now).await } else { Ok(()) }
    }

    async fn wake(&self, at: EpochMs) -> Result<()> {
        let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
        self.state.storage().set_alarm(ScheduledTime::new(date)).await
    }
}

fn now() -> EpochMs {
    EpochMs(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}
