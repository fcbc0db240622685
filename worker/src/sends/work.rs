//! The work of a site's sends: one step after another, each begun from the rows and stored whole.
//!
//! A run: what it says is read and frozen; browsers are asked what their last visits were like, where a segment asks; its audience is frozen
//! page by page (`freezing`); then batch by batch its people are prepared and permitted (`leaving`), and handed over (`requests`). Nothing here remembers what rows do not have, but
//! letters that were just made: they are made anew where they are not there.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crm::consent::Channel;
use crm::provider::{Credentials, Intake, Message, Provider};
use crm::schedule::Schedule;
use crm::send::Send;
use model::ids::SiteId;
use model::time::EpochMs;
use serde_json::Value as Json;
use worker::{Date, Env, console_error};

use super::batches;
use super::cost;
use super::happened;
use super::outbox::state as row;
use super::outbox::{self, Planned};
use super::runs::{self, Run, state};
use crate::auth::{self, SiteScope};
use crate::drafts;
use crate::people::People;
use crate::problem::Problem;
use crate::seal::Keys;
use crate::settings::Settings;
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::providers::{self, Stored};
use crate::store::sites::{self, Site};
use crate::store::sql::Sql;
use crate::zone;

/// After something that did not work.
pub(super) const LATER_MS: i64 = 5_000;
/// What provider's secrets are sealed for.
pub const SEALED: &str = "provider";

/// What the steps of one turn have in common.
pub struct Turn<'a> {
    pub env: &'a Env,
    pub sql: &'a Sql,
    pub site_id: SiteId,
    pub db: Db,
    pub scope: SiteScope,
    pub site: Site,
    pub keys: Keys,
    /// Letters of batches that were just prepared.
    pub prepared: &'a RefCell<BTreeMap<i64, Vec<(Planned, Message)>>>,
    /// What was said of messages when they were handed over.
    pub intakes: &'a RefCell<BTreeMap<i64, Vec<Intake>>>,
}

impl<'a> Turn<'a> {
    /// # Errors
    /// D1 does not answer, or the site is gone.
    pub async fn begin(
        env: &'a Env,
        sql: &'a Sql,
        site_id: SiteId,
        prepared: &'a RefCell<BTreeMap<i64, Vec<(Planned, Message)>>>,
        intakes: &'a RefCell<BTreeMap<i64, Vec<Intake>>>,
    ) -> Result<Self, Problem> {
        let db = Db::open(env).await?;
        let scope = auth::clock(site_id.to_string());
        let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
        Ok(Self { env, sql, site_id, db, scope, site, keys: Settings::of(env).keys()?, prepared, intakes })
    }

    pub(super) fn people(&self) -> Result<People<'_>, Problem> {
        People::of(self.env, &self.scope, &self.site, now().0)
    }

    /// Begins the runs that begin by themselves now.
    ///
    /// # Errors
    /// D1 does not answer.
    pub async fn begin_due(&self) -> Result<(), Problem> {
        for (send, at) in runs::due_armed(self.sql, now())? {
            let item = items::load(&self.db, &self.scope, Kind::Send, &send).await?.filter(|item| item.status == "active");
            let schedule = item.and_then(|item| serde_json::from_value::<Send>(drafts::whole_send(&item)).ok()).map(|send| send.schedule);
            let now = now();
            let zone = zone::offsets(&self.site.zone, now.0)?;
            self.sql.transaction(|| {
                if let Some(schedule) = &schedule {
                    // One that was missed begins once, late; those between it and now are not made up for.
                    runs::begin(self.sql, &send, &format!("at {}", at.0), now)?;
                    if let Some(next) = schedule.next(now, true, &zone) {
                        return runs::arm(self.sql, &send, next);
                    }
                }
                runs::disarm(self.sql, &send)
            })?;
        }
        Ok(())
    }

    /// Does one step of whatever has waited longest. Returns whether there was one.
    ///
    /// # Errors
    /// Something does not answer: the step is begun again.
    pub async fn step(&self) -> Result<bool, Problem> {
        let at = now();
        if let Some(batch) = batches::due(self.sql, at)? {
            let id = batch.id;
            if let Err(problem) = self.carry(batch).await {
                // It hinders no other.
                console_error!("request {id} of the sends of {}: {problem:?}", self.site_id);
                batches::later(self.sql, id, EpochMs(now().0 + LATER_MS))?;
            }
            return Ok(true);
        }
        let Some(run) = runs::due(self.sql, at)?.into_iter().next() else {
            let Some((batch, page, looks)) = batches::to_look_at(self.sql, at)? else { return Ok(false) };
            self.look(&batch, page, looks).await?;
            return Ok(true);
        };
        let wake = match self.step_of(&run).await {
            Ok(wake) => wake,
            Err(problem) => {
                console_error!("run {} of the sends of {} goes on later: {problem:?}", run.id, self.site_id);
                EpochMs(now().0 + LATER_MS)
            }
        };
        runs::stepped(self.sql, run.id, wake, now())?;
        Ok(true)
    }

    async fn step_of(&self, run: &Run) -> Result<EpochMs, Problem> {
        match run.state {
            state::NEW => self.freeze(run).await,
            state::PLANNING => self.plan(run).await,
            state::STOPPING => self.stop(run),
            _ => self.send(run).await,
        }
    }

    pub(super) fn hold(&self, run: &Run, why: &str) -> Result<EpochMs, Problem> {
        runs::turn(self.sql, run.id, &[state::NEW, state::PLANNING, state::SENDING], state::HELD, why, now())?;
        Ok(EpochMs(0))
    }

    fn stop(&self, run: &Run) -> Result<EpochMs, Problem> {
        batches::stop(self.sql, run.id, now())?;
        if batches::is_open(self.sql, run.id)? {
            return Ok(batches::next_due(self.sql)?.unwrap_or(now()));
        }
        self.sql.transaction(|| {
            happened::stop(self.sql, self, run.id, now())?;
            outbox::turn(self.sql, run.id, &[row::PLANNED, row::WAITS], row::STOPPED, now())?;
            cost::keep(self.sql, run.id)?;
            runs::turn(self.sql, run.id, &[state::STOPPING], state::STOPPED, "", now())
        })?;
        Ok(EpochMs(0))
    }

    /// The site's keys at its provider, if it has one.
    pub(super) async fn credentials(&self) -> Result<Option<Credentials>, Problem> {
        let stored = providers::of(&self.db, &self.scope).await?;
        stored.map(|stored| open_credentials(&self.keys, &self.site.id, &stored)).transpose()
    }
}

/// A site's keys at its provider.
///
/// # Errors
/// They do not open.
pub fn open_credentials(keys: &Keys, site: &str, stored: &Stored) -> Result<Credentials, Problem> {
    let bytes = keys.open(SEALED, site, &stored.sealed)?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::Internal(format!("the provider's keys of site {site} cannot be read")))
}

/// The first moment of a schedule from now on; `None`: it begins when it is ordered, or never again.
pub fn first(schedule: &Schedule, site: &Site, now: EpochMs) -> Result<Option<EpochMs>, Problem> {
    let zone = zone::offsets(&site.zone, now.0)?;
    Ok(match schedule {
        Schedule::AtOnce => None,
        other => other.next(now, false, &zone),
    })
}

/// What is told of a code, for the API.
pub fn said(provider: &str, code: &str) -> Json {
    let of = |channel| Provider::named(provider).and_then(|provider| provider.meaning(channel, code));
    let meaning = of(Channel::Sms).or_else(|| of(Channel::Kakao));
    meaning.map_or(Json::Null, |meaning| serde_json::json!({ "ko": meaning.ko, "en": meaning.en }))
}

pub(super) fn now() -> EpochMs {
    EpochMs(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}
