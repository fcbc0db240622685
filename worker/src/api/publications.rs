//! Publications: what would change, publishing, the versions there were, and going back to one.

use message::changes::{Change, changes};
use message::definition::{Config, Message, Status};
use model::time::EpochMs;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::api::items::Desk;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts;
use crate::problem::Problem;
use crate::published;
use crate::publishing::{Publishing, switch};
use crate::secret::sha256_hex;
use crate::store::configs::{self, Line, Stored};
use crate::store::db::Db;
use crate::store::items::Kind;
use crate::store::sites;

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;

/// What is in force and what would be.
struct Next {
    desk: Desk,
    from: Stored,
    config: Value,
}

impl Next {
    async fn of(call: &Call, scope: SiteScope) -> Result<Self, Problem> {
        let desk = Desk::open(call, scope).await?;
        let from = configs::current(&desk.db, &desk.scope).await?;
        let config = drafts::config(&desk.items, &desk.site.preferences);
        Ok(Self { desk, from, config })
    }

    /// Names both: who publishes has seen what.
    fn etag(&self) -> String {
        let digest = sha256_hex(self.config.to_string().as_bytes());
        format!("\"{}-{}\"", self.from.version, digest.get(..12).unwrap_or_default())
    }
}

/// `GET …/publication`: the version in force, and what publishing now would change.
///
/// # Errors
/// What D1 refuses.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let next = Next::of(&call, scope).await?;
    let would = published::check(&next.config, &next.desk.site, next.from.version + 1, call.now_ms);
    let to: Config = serde_json::from_value(next.config.clone()).unwrap_or_default();
    let said: Vec<Change> = changes(&read(&next.from), &to);
    let (bytes, problem) = match would {
        Ok(made) => (Some(made.bundle.len()), None),
        Err(problem) => (None, Some(problem.said())),
    };
    let body = json!({
        "version": next.from.version,
        "changes": said,
        "bundle_bytes": bytes,
        "bundle_bytes_max": message::bundle::BUNDLE_BYTES_MAX,
        "problem": problem,
        "findings": findings(&to),
    });
    answer::with(answer::json(&body)?, &[("etag", &next.etag())])
}

/// What is doubtful about the messages that would be published, each with its message.
fn findings(config: &Config) -> Vec<Value> {
    let of = |message: &Message| {
        let said = |finding| json!({ "message": message.id, "finding": finding });
        message::definition::findings(message).into_iter().map(said).collect::<Vec<_>>()
    };
    config.messages.iter().filter(|message| message.status == Status::Active).flat_map(of).collect()
}

/// `POST …/publication`: publishes what `GET` has shown, if `If-Match` names it.
///
/// # Errors
/// `VersionNeeded`; `VersionPassed`: somebody has published, or changed what would be; what cannot be published.
pub async fn post(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let next = Next::of(&call, scope).await?;
    let passed = Problem::VersionPassed { current: next.from.version };
    if condition != next.etag() {
        return Err(passed);
    }
    let Desk { db, scope, site, .. } = &next.desk;
    let publishing = Publishing { env: &call.env, db, scope, site, now_ms: call.now_ms };
    let version = publishing.publish(&next.from, &next.config, ("published", ""), Vec::new(), Vec::new()).await?.ok_or(passed)?;
    done(version)
}

/// `GET …/publications?cursor=&limit=`: newest first.
///
/// # Errors
/// `Invalid` cursor or limit.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let mut found = configs::lines(&Db::open(&call.env).await?, &scope, forms::number(&call, "cursor")?, limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.version.to_string());
    let line = |line: &Line| {
        let by = Some(&line.by).filter(|(id, _)| !id.is_empty()).map(|(id, name)| json!({ "id": id, "name": name }));
        json!({ "version": line.version, "at": EpochMs(line.at_ms), "by": by, "action": line.action, "detail": line.detail })
    };
    answer::json(&json!({ "publications": found.iter().map(line).collect::<Vec<_>>(), "next": next }))
}

/// `GET …/publications/{v}?against=U`: what it said, and what it changed of the version before (or of another).
///
/// # Errors
/// `NotFound`.
pub async fn get_one(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let one = version(&call, &db, &scope).await?;
    let against = forms::number(&call, "against")?.unwrap_or((one.version - 1).max(0));
    let other = configs::numbered(&db, &scope, against).await?.ok_or(Problem::NotFound)?;
    let config: Value = serde_json::from_str(&one.json).map_err(|error| Problem::Internal(error.to_string()))?;
    let said = changes(&read(&other), &read(&one));
    answer::json(&json!({ "version": one.version, "at": EpochMs(one.at_ms), "config": config, "against": against, "changes": said }))
}

/// `POST …/publications/{v}/restore`: publishes what that version said as a new one. What is being written stays as it is.
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`; `NotFound`.
pub async fn restore(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let db = Db::open(&call.env).await?;
    let one = version(&call, &db, &scope).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let from = configs::current(&db, &scope).await?;
    // The publication's ETag, or the configuration's: what is being written does not matter here.
    let named = condition.trim_matches('"').split('-').next().and_then(|version| version.parse::<i64>().ok());
    let passed = Problem::VersionPassed { current: from.version };
    if named != Some(from.version) {
        return Err(passed);
    }
    let config: Value = serde_json::from_str(&one.json).map_err(|error| Problem::Internal(error.to_string()))?;
    let publishing = Publishing { env: &call.env, db: &db, scope: &scope, site: &site, now_ms: call.now_ms };
    let what = format!("publication/{}", one.version);
    let version = publishing.publish(&from, &config, ("restored", &what), Vec::new(), Vec::new()).await?.ok_or(passed)?;
    done(version)
}

/// `POST …/messages/{mid}/pause` and the like: at once, whatever else is being written.
///
/// # Errors
/// As [`switch`].
pub async fn turn(call: Call, scope: SiteScope, kind: Kind, to: Status) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let id = call.param(if kind == Kind::Message { "mid" } else { "gid" });
    done(switch(&call.env, &db, &scope, kind, id, to, call.now_ms).await?)
}

fn done(version: i64) -> Result<Response, Problem> {
    answer::with(answer::json(&json!({ "version": version }))?, &[("etag", &format!("\"{version}\""))])
}

async fn version(call: &Call, db: &Db, scope: &SiteScope) -> Result<Stored, Problem> {
    let version = call.param("v").parse().map_err(|_| Problem::NotFound)?;
    configs::numbered(db, scope, version).await?.ok_or(Problem::NotFound)
}

/// A stored version that this code cannot read says nothing.
fn read(stored: &Stored) -> Config {
    serde_json::from_str(&stored.json).unwrap_or_default()
}
