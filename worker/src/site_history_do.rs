//! The object that keeps a site's orders over the years, and answers reports of them.
//!
//! - **Name**: site and kind, of fixed width (`history::call`). It stores its site at birth and refuses any other.
//! - **Stores**: what was said and waits, blocks of what counts (`history::schema`).
//! - **Called by**: the edge, over `rpc` (a `history::ask::Ask`).
//! - **Relies on**: one synchronous transaction a call. A word is known by its tag and its place in it, so that whatever is said again takes its
//!   own place. What waits is folded by whoever asks first, or by the alarm: no more hangs on the alarm than that the first one waits less.

use std::cell::Cell;

use model::codec::Wire;
use model::wire::{read, written};
use wasm_bindgen::prelude::*;
use worker::{Date, DurableObject, Env, Error, Request, Response, Result, ScheduledTime, State, durable_object};

use crate::history::ask::{Ask, What};
use crate::history::{keep, reports, schema};
use crate::store::birth;
use crate::store::sql::Sql;

/// What was told of single orders is folded this long after the first of them: many at once.
const FOLD_MS: i64 = 3_600_000;

#[durable_object]
pub struct SiteHistory {
    sql: Sql,
    state: State,
    /// Whether the alarm is set, as far as this instance knows.
    wakes: Cell<bool>,
}

impl DurableObject for SiteHistory {
    fn new(state: State, _env: Env) -> Self {
        Self { sql: Sql::new(&state), state, wakes: Cell::new(false) }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::error("This object answers over rpc only.", 404)
    }

    async fn alarm(&self) -> Result<Response> {
        self.wakes.set(false);
        if let Some(site) = birth::born(&self.sql)? {
            schema::open(&self.sql, &site)?;
            // A root a turn: others are answered in between.
            if keep::fold(&self.sql)?.left > 0 {
                self.wake_in(0).await?;
            }
        }
        Response::empty()
    }
}

#[wasm_bindgen]
impl SiteHistory {
    /// One call: a question's bytes in, the answer's bytes out.
    ///
    /// # Errors
    /// What SQLite refuses; nothing has happened then.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        Ok(self.answer(&request).await?)
    }
}

impl SiteHistory {
    async fn answer(&self, request: &[u8]) -> Result<Vec<u8>> {
        let Ask { site, now: _, what } = read(request).map_err(|error| Error::RustError(error.to_string()))?;
        if matches!(what, What::Erase(_) | What::Of(_)) && birth::born(&self.sql)?.is_none() {
            // Nothing was ever told here, so nobody is made to be asked.
            return Ok(if matches!(what, What::Of(_)) { written(&Vec::<String>::new()) } else { written(&0_u32) });
        }
        schema::open(&self.sql, &site)?;
        let sql = &self.sql;
        let nothing = |(): ()| written(&0_u32);
        match what {
            What::Stage { tag, from, to, chunks } => sql.transaction(|| keep::stage(sql, tag, (from, to), &chunks)).map(nothing),
            What::Apply(tag) => self.counts(sql.transaction(|| keep::apply(sql, tag))?).await,
            What::Discard(tag) => sql.transaction(|| keep::discard(sql, tag)).map(|count| written(&count)),
            What::Fold => Ok(written(&keep::fold(sql)?)),
            What::Tell(words) => {
                sql.transaction(|| keep::tell(sql, &words))?;
                self.counts(0_u32).await
            }
            What::Report { question, zone } => Ok(written(&reports::answer(sql, &question, &zone)?)),
            What::Erase(member) => Ok(written(&sql.transaction(|| keep::erase(sql, &member))?)),
            What::Of(member) => Ok(written(&keep::of(sql, &member)?)),
        }
    }

    /// Something counts that is to be folded one day.
    async fn counts<T: Wire>(&self, answer: T) -> Result<Vec<u8>> {
        if !self.wakes.replace(true) && self.state.storage().get_alarm().await?.is_none() {
            self.wake_in(FOLD_MS).await?;
        }
        Ok(written(&answer))
    }

    async fn wake_in(&self, ms: i64) -> Result<()> {
        let at_ms = i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX).saturating_add(ms);
        let date = js_sys::Date::new(&JsValue::from_f64(at_ms as f64));
        self.state.storage().set_alarm(ScheduledTime::new(date)).await?;
        self.sql.count_written(1);
        self.wakes.set(true);
        Ok(())
    }
}
