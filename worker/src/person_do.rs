//! The object of some buckets of a site's people, and of the orders whose numbers belong to those buckets.
//!
//! - **Name**: site, kind and number, each of fixed width (`person::placement::name`). It stores them at birth and refuses any other.
//! - **Stores**: ledgers of what was seen, visits with their tapes, exposures, orders, counts of messages; claims of orders that live here;
//!   an outbox to other objects of the site (`person::schema`).
//! - **Called by**: the edge and other objects of the same site, over `rpc` (a `person::ask::Ask` in bytes).
//! - **Relies on**: one synchronous transaction a call, all decoding before it; what is answered after it is on disk. An alarm set
//!   after the transaction without waiting in between is stored together with it. Between objects nothing is atomic: hence the outbox.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use model::ids::bucket;
use model::time::EpochMs;
use model::wire::{read, written};
use wasm_bindgen::prelude::*;
use worker::{Date, DurableObject, Env, Request, Response, Result, ScheduledTime, State, console_error, durable_object};

use crate::person::ask::{Ask, What};
use crate::person::fold::{Work, decode};
use crate::person::placement::{self, Map};
use crate::person::presence::{self, Presence};
use crate::person::schema::{self, Born};
use crate::person::{ShardError, orders, reports};
use crate::store::shard;
use crate::store::sql::{Sql, Value};

/// Claims that one turn of the outbox tells: a call carries some 100 bytes of each.
const OUTBOX_TURN: i64 = 500;
/// The first wait before a claim is told again; it doubles up to an hour.
const RETRY_MS: i64 = 1_000;
const RETRY_MS_MAX: i64 = 3_600_000;
/// Old rows are swept once a day.
const SWEEP_MS: i64 = 86_400_000;
/// Exposures are kept for the longest window (30 days) before an order that may still come late (7 days), and a day to spare.
const EXPOSURE_MS: i64 = 38 * 86_400_000;
/// Ledgers are kept this long after a tab's last batch. Collect refuses events of over 7 days; the rest is for clocks that were set back.
const LEDGER_MS: i64 = 90 * 86_400_000;

#[durable_object]
pub struct PersonShard {
    sql: Sql,
    state: State,
    env: Env,
    born: Cell<Option<Born>>,
    /// What the alarm is set to, as far as this instance knows: setting it is a write.
    wakes_at: Cell<Option<EpochMs>>,
    /// Who is on the site, while somebody watches.
    presence: RefCell<Option<Presence>>,
}

impl DurableObject for PersonShard {
    fn new(state: State, env: Env) -> Self {
        Self { sql: Sql::new(&state), state, env, born: Cell::new(None), wakes_at: Cell::new(None), presence: RefCell::new(None) }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("This object answers over rpc only.", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        let now = now();
        self.wakes_at.set(None);
        if let Some(born) = schema::open(&self.sql)? {
            // The next one first: whatever happens below, somebody wakes again.
            self.wake(EpochMs(now.0 + RETRY_MS_MAX)).await?;
            self.sweep(now)?;
            self.deliver(&born, now).await?;
            self.schedule(now).await?;
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl PersonShard {
    /// One call: a question's bytes in, the answer's bytes out.
    ///
    /// # Errors
    /// [`ShardError`]; nothing has happened then.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        Ok(self.answer(&request).await?)
    }
}

impl PersonShard {
    async fn answer(&self, request: &[u8]) -> std::result::Result<Vec<u8>, ShardError> {
        let ask = Ask::read(request)?;
        let born = self.certified(&ask)?;
        match &ask.what {
            What::Fold(fold) => {
                let people = decode(&born, &ask, &fold.people)?;
                let work = Work { sql: &self.sql, born: &born, map_version: ask.map_version, now: ask.now, fold };
                let told = self
                    .sql
                    .transaction(|| people.iter().map(|person| work.take(person)).collect::<std::result::Result<Vec<_>, ShardError>>())?;
                presence::touch(&self.presence, ask.now, fold.people.iter().map(|person| person.visitor));
                if self.schedule(ask.now).await? {
                    self.deliver(&born, ask.now).await?;
                }
                Ok(written(&told))
            }
            What::Claims(claims) => {
                let new = self.sql.transaction(|| {
                    let mut new: u32 = 0;
                    for claim in claims {
                        let home = bucket(born.site, claim.order.as_bytes());
                        if !born.owns(ask.map_version, home) {
                            return Err(ShardError::WrongBucket(home));
                        }
                        new += u32::from(orders::take_claim(&self.sql, home, claim)?);
                    }
                    Ok::<_, ShardError>(new)
                })?;
                Ok(written(&new))
            }
            What::Effect { message, from, to } => Ok(written(&reports::effect(&self.sql, message, *from, *to)?)),
            What::Live { since, limit, currency } => Ok(written(&reports::live(&self.sql, born.site, *since, *limit, *currency)?)),
            What::Totals { from, to } => Ok(written(&reports::totals(&self.sql, *from, *to)?)),
            What::Watch(watch) => Ok(written(&presence::watch(&self.presence, &self.sql, ask.now, watch)?)),
            What::Cards { visitors, bytes_max, currency } => {
                Ok(written(&reports::cards(&self.sql, born.site, visitors, *bytes_max, *currency)))
            }
        }
    }

    /// The object's certificate, if it is the one that is asked; the first question bears it.
    fn certified(&self, ask: &Ask) -> std::result::Result<Born, ShardError> {
        let asked = Born { site: ask.site, shard: ask.shard };
        if self.state.id().name().is_some_and(|name| name != placement::name(asked.site, asked.shard)) {
            return Err(ShardError::WrongObject);
        }
        let stored = match self.born.get() {
            Some(born) => Some(born),
            None => schema::open(&self.sql)?,
        };
        if stored.is_some_and(|stored| stored != asked) {
            return Err(ShardError::WrongObject);
        }
        if stored.is_none() {
            schema::bear(&self.sql, asked, ask.map_version)?;
            self.due("sweep", EpochMs(ask.now.0 + SWEEP_MS))?;
        }
        self.born.set(Some(asked));
        Ok(asked)
    }

    /// Sets the alarm for whatever comes first. Returns whether a claim waits for this very moment.
    async fn schedule(&self, now: EpochMs) -> Result<bool> {
        let outbox = orders::next_due(&self.sql)?;
        let sweep = self.sql.first("SELECT at_ms FROM due WHERE what = 'sweep'", &[])?.map(|row| row.int(0)).transpose()?;
        let waits = outbox.is_some_and(|due| due <= now);
        // What is told right away is looked after a moment later, in case it did not arrive.
        let outbox = outbox.map(|due| due.0.max(now.0 + RETRY_MS));
        if let Some(first) = [outbox, sweep].into_iter().flatten().min() {
            self.wake(EpochMs(first)).await?;
        }
        Ok(waits)
    }

    async fn wake(&self, at: EpochMs) -> Result<()> {
        if self.wakes_at.get() == Some(at) {
            return Ok(());
        }
        let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
        self.state.storage().set_alarm(ScheduledTime::new(date)).await?;
        self.wakes_at.set(Some(at));
        Ok(())
    }

    /// Tells claims to the homes of their orders. What does not arrive is told again later; an answer that was lost changes nothing.
    async fn deliver(&self, born: &Born, now: EpochMs) -> Result<()> {
        let map = Map::of(born.site);
        let mut by_shard: BTreeMap<u16, Vec<orders::Waiting>> = BTreeMap::new();
        for waiting in orders::waiting(&self.sql, map, now, OUTBOX_TURN)? {
            by_shard.entry(waiting.shard).or_default().push(waiting);
        }
        for (shard, waiting) in by_shard {
            let claims = waiting.iter().map(|waiting| waiting.claim.clone()).collect();
            let ask = Ask { site: born.site, shard, map_version: map.version, now, what: What::Claims(claims) };
            let answer = shard::call(&self.env, &placement::name(born.site, shard), &ask.bytes()).await;
            let arrived = answer.and_then(|bytes| read::<u32>(&bytes).map_err(|error| worker::Error::RustError(error.to_string())));
            if let Err(error) = &arrived {
                console_error!("claims wait: {error}");
            }
            self.sql.transaction(|| {
                for Waiting { id, tries } in waiting.iter().map(Waiting::of) {
                    if arrived.is_ok() {
                        orders::told(&self.sql, id)?;
                    } else {
                        let wait_ms = RETRY_MS.saturating_mul(1 << tries.clamp(0, 20)).min(RETRY_MS_MAX);
                        orders::later(&self.sql, id, EpochMs(now.0 + wait_ms))?;
                    }
                }
                Ok::<_, worker::Error>(())
            })?;
        }
        Ok(())
    }

    fn sweep(&self, now: EpochMs) -> Result<()> {
        let due = self.sql.first("SELECT 1 FROM due WHERE what = 'sweep' AND at_ms <= ?", &[now.0.into()])?;
        if due.is_none() {
            return Ok(());
        }
        self.due("sweep", EpochMs(now.0 + SWEEP_MS))?;
        self.sql.transaction(|| {
            self.sql.run("DELETE FROM exposure WHERE at_ms < ?", &[(now.0 - EXPOSURE_MS).into()])?;
            self.sql.run("DELETE FROM ledger WHERE last_ms < ?", &[(now.0 - LEDGER_MS).into()])?;
            Ok(())
        })
    }

    fn due(&self, what: &str, at: EpochMs) -> Result<u64> {
        self.sql.run("INSERT OR REPLACE INTO due (what, at_ms) VALUES (?, ?)", &[Value::from(what), at.0.into()])
    }
}

/// What a turn of the outbox has to remember of a claim.
struct Waiting {
    id: i64,
    tries: i64,
}

impl Waiting {
    const fn of(waiting: &orders::Waiting) -> Self {
        Self { id: waiting.id, tries: waiting.tries }
    }
}

/// The clock of an alarm; a call brings its own.
fn now() -> EpochMs {
    EpochMs(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}
