//! Publishing: the bundle is put first, then the version turned in D1, with everything that belongs to it in one batch.

use message::changes::changes;
use message::definition::{Config, Status};
use model::time::EpochMs;
use serde_json::{Value, json};
use worker::{Env, console_error};

use crate::auth::{self, SiteScope};
use crate::drafts;
use crate::problem::Problem;
use crate::published;
use crate::store::change::{self, Note, Sql};
use crate::store::configs::{self, Stored};
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::sites::{self, Site};

/// Largest configuration: what a row of D1 (2 MB) and a compilation of some hundred milliseconds bear.
const CONFIG_BYTES_MAX: usize = 1_500_000;
/// A switch is thrown again when somebody else publishes at the same moment.
const TRIES: u32 = 5;
/// How many sites one turn of the clock looks after.
const SITES_A_TURN: u32 = 200;

/// Somebody publishes.
pub struct Publishing<'a> {
    pub env: &'a Env,
    pub db: &'a Db,
    pub scope: &'a SiteScope,
    /// As it will be with the new version.
    pub site: &'a Site,
    pub now_ms: i64,
}

impl Publishing<'_> {
    /// Makes `config` the version after `from`, together with `then`, and says which it is; `None`: `from` is not the current one any more,
    /// or a condition does not hold.
    ///
    /// # Errors
    /// `Invalid` or `TooBig`, naming what cannot be published.
    pub async fn publish(
        &self,
        from: &Stored,
        config: &Value,
        why: (&str, &str),
        only_if: Vec<Sql>,
        then: Vec<Sql>,
    ) -> Result<Option<i64>, Problem> {
        let version = from.version + 1;
        let published = published::check(config, self.site, version, self.now_ms)?;
        let text = config.to_string();
        if text.len() > CONFIG_BYTES_MAX {
            let detail = format!("Segments and messages have {} bytes together, and may have {CONFIG_BYTES_MAX}.", text.len());
            return Err(Problem::Invalid { field: "segments".into(), detail });
        }
        // The bundle first, then the flip: a version in force always has its bundle.
        published::put(self.env, self.scope, &published, &text, self.now_ms).await?;
        let old: Config = serde_json::from_str(&from.json).unwrap_or_default();
        let said: Vec<String> = changes(&old, &published.config).into_iter().map(|change| change.en).collect();
        let note = Note {
            action: why.0,
            target: format!("publication/{version}"),
            before: Some(json!({ "version": from.version }).to_string()),
            after: Some(json!({ "version": version, "changes": said }).to_string()),
        };
        let mut conditions = vec![change::if_published(self.scope, from.version)];
        conditions.extend(only_if);
        let due_ms = published.config.next_due(EpochMs(self.now_ms)).map(|due| due.0);
        let mut statements = configs::flip(self.scope, from.version, &text, why, due_ms, self.now_ms);
        statements.extend(then);
        let made = change::make(self.db, self.scope, self.now_ms, &note, conditions, statements).await?;
        sites::forget_kept(&self.site.key);
        Ok(made.then_some(version))
    }
}

/// Stops a message or a group, or lets it go on: at once, and nothing else of what is being written. Says the version that is in force then.
///
/// # Errors
/// `NotFound`; `WrongStep`; what cannot be published.
pub async fn switch(env: &Env, db: &Db, scope: &SiteScope, kind: Kind, id: &str, to: Status, now_ms: i64) -> Result<i64, Problem> {
    let mut current = 0;
    for _ in 0..TRIES {
        let site = sites::load(db, scope).await?.ok_or(Problem::NotFound)?;
        let item = items::load(db, scope, kind, id).await?.ok_or(Problem::NotFound)?;
        if kind == Kind::Message {
            let status = Status::named(&item.status).unwrap_or_default();
            // What was never published is let go by publishing.
            if !status.is_published() {
                return Err(Problem::WrongStep {
                    from: status.name(),
                    to: to.name(),
                    possible: status.next().iter().map(|status| status.name()).collect(),
                });
            }
            drafts::step(status, to)?;
        }
        let from = configs::current(db, scope).await?;
        current = from.version;
        let mut config: Value = serde_json::from_str(&from.json).map_err(|error| Problem::Internal(error.to_string()))?;
        let is_published = turn(&mut config, kind, id, to);
        let statement = items::turn(scope, kind, id, to.name(), now_ms);
        let action = if to == Status::Paused { "paused" } else { "resumed" };
        if is_published {
            let publishing = Publishing { env, db, scope, site: &site, now_ms };
            let what = format!("{}/{id}", kind.name());
            if let Some(version) = publishing.publish(&from, &config, (action, &what), Vec::new(), vec![statement]).await? {
                return Ok(version);
            }
        } else {
            let said = |status: &str| Some(json!({ "status": status }).to_string());
            let note = Note { action, target: format!("{}/{id}", kind.name()), before: said(&item.status), after: said(to.name()) };
            if change::make(db, scope, now_ms, &note, vec![change::if_published(scope, current)], vec![statement]).await? {
                return Ok(current);
            }
        }
    }
    Err(Problem::VersionPassed { current })
}

/// Turns one switch of a configuration, and says whether it was the other way.
fn turn(config: &mut Value, kind: Kind, id: &str, to: Status) -> bool {
    let list = if kind == Kind::Message { "messages" } else { "groups" };
    let found = config
        .get_mut(list)
        .and_then(Value::as_array_mut)
        .and_then(|all| all.iter_mut().find(|one| one.get("id").is_some_and(|own| own == id)));
    let Some(one) = found.and_then(Value::as_object_mut) else { return false };
    let (key, value): (&str, Value) = match kind {
        Kind::Message => ("status", to.name().into()),
        _ => ("paused", (to == Status::Paused).into()),
    };
    one.insert(key.to_owned(), value.clone()).unwrap_or(false.into()) != value
}

/// The clock: publishes again, as it is, where a message begins or ends by its own time.
///
/// # Errors
/// D1 does not answer. What concerns one site holds up no other.
pub async fn go_on(env: &Env, now_ms: i64) -> Result<(), Problem> {
    let db = Db::open(env).await?;
    for site in configs::due(&db, now_ms, SITES_A_TURN).await? {
        let scope = auth::clock(site);
        if let Err(problem) = publish_again(env, &db, &scope, now_ms).await {
            console_error!("the messages of {} do not begin or end: {problem:?}", scope.site());
        }
    }
    Ok(())
}

async fn publish_again(env: &Env, db: &Db, scope: &SiteScope, now_ms: i64) -> Result<(), Problem> {
    let Some(site) = sites::load(db, scope).await? else { return Ok(()) };
    let from = configs::current(db, scope).await?;
    let config = serde_json::from_str(&from.json).map_err(|error| Problem::Internal(error.to_string()))?;
    // Where somebody publishes at this very moment, theirs is as new.
    Publishing { env, db, scope, site: &site, now_ms }.publish(&from, &config, ("clock", ""), Vec::new(), Vec::new()).await.map(drop)
}
