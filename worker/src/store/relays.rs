//! Relays as they are set up (D1).

use crm::relay::Target;
use worker::{Error, Result};

use super::change::{self, Note, Sql};
use super::db::Db;
use super::value::Row;
use crate::auth::SiteScope;
use crate::relay::config::{self, Config};

/// Most relays of a site: each is told everything on its own.
pub const RELAYS_MAX: u32 = 10;

/// A relay.
#[derive(Clone)]
pub struct Relay {
    pub id: String,
    pub target: Target,
    pub name: String,
    /// `on`, `paused` or `off`.
    pub state: String,
    pub config: Config,
    /// `relay::config::Secrets`.
    pub sealed: String,
    pub version: i64,
    pub created_ms: i64,
}

const COLUMNS: &str = "id, target, name, state, config, sealed, version, created_ms";

/// Those of a site, in the order in which they were made.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn of_site(db: &Db, scope: &SiteScope) -> Result<Vec<Relay>> {
    let rows = db.rows(&format!("SELECT {COLUMNS} FROM relay WHERE site = ? ORDER BY created_ms, id"), &[scope.site().into()]).await?;
    rows.iter().map(read).collect()
}

pub async fn one(db: &Db, scope: &SiteScope, id: &str) -> Result<Option<Relay>> {
    let query = format!("SELECT {COLUMNS} FROM relay WHERE site = ? AND id = ?");
    db.first(&query, &[scope.site().into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// Adds a relay. Returns `false` where there are [`RELAYS_MAX`].
pub async fn insert(db: &Db, scope: &SiteScope, relay: &Relay, now_ms: i64) -> Result<bool> {
    let only_if = vec![Sql("(SELECT count(*) FROM relay WHERE site = ?) < ?", vec![scope.site().into(), RELAYS_MAX.into()])];
    let values = vec![
        relay.id.as_str().into(),
        scope.site().into(),
        relay.target.name().into(),
        relay.name.as_str().into(),
        relay.state.as_str().into(),
        text(&relay.config)?.into(),
        relay.sealed.as_str().into(),
        relay.version.into(),
        relay.created_ms.into(),
    ];
    let put = Sql(
        "INSERT INTO relay (id, site, target, name, state, config, sealed, version, created_ms, watched_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        values,
    );
    change::make(db, scope, now_ms, &note("created", relay, None, Some(relay))?, only_if, vec![put]).await
}

/// Changes a relay that is still at `old`'s version. Returns whether it was.
pub async fn update(db: &Db, scope: &SiteScope, action: &'static str, old: &Relay, new: &Relay, now_ms: i64) -> Result<bool> {
    let only_if = vec![at(scope, old)];
    let values = vec![
        old.id.as_str().into(),
        new.name.as_str().into(),
        new.state.as_str().into(),
        text(&new.config)?.into(),
        new.sealed.as_str().into(),
    ];
    let put = Sql("UPDATE relay SET name = ?2, state = ?3, config = ?4, sealed = ?5, version = version + 1 WHERE id = ?1", values);
    change::make(db, scope, now_ms, &note(action, old, Some(old), Some(new))?, only_if, vec![put]).await
}

/// Removes a relay that is still at that version. Returns whether it was.
pub async fn delete(db: &Db, scope: &SiteScope, old: &Relay, now_ms: i64) -> Result<bool> {
    let delete = Sql("DELETE FROM relay WHERE id = ?", vec![old.id.as_str().into()]);
    change::make(db, scope, now_ms, &note("deleted", old, Some(old), None)?, vec![at(scope, old)], vec![delete]).await
}

/// Sites that have relays and were not looked at for longest; they count as looked at from now on.
pub async fn to_look_at(db: &Db, limit: u32, now_ms: i64) -> Result<Vec<String>> {
    let rows = db.rows("SELECT site FROM relay GROUP BY site ORDER BY min(watched_ms) LIMIT ?", &[limit.into()]).await?;
    let sites = rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<Vec<_>>>()?;
    let list = serde_json::to_string(&sites)?;
    db.run("UPDATE relay SET watched_ms = ?1 WHERE site IN (SELECT value FROM json_each(?2))", &[now_ms.into(), list.into()]).await?;
    Ok(sites)
}

fn at(scope: &SiteScope, old: &Relay) -> Sql {
    let values = vec![scope.site().into(), old.id.as_str().into(), old.version.into()];
    Sql("EXISTS (SELECT 1 FROM relay WHERE site = ? AND id = ? AND version = ?)", values)
}

/// What the audit says: how it is set up, and no secret.
fn note<'a>(action: &'a str, relay: &Relay, before: Option<&Relay>, after: Option<&Relay>) -> Result<Note<'a>> {
    let said = |relay: Option<&Relay>| relay.map(shown).transpose();
    Ok(Note { action, target: format!("relay/{}", relay.id), before: said(before)?, after: said(after)? })
}

fn shown(relay: &Relay) -> Result<String> {
    let mut json = serde_json::to_value(&relay.config)?;
    if let Some(members) = json.as_object_mut() {
        members.insert("kind".into(), relay.target.name().into());
        members.insert("name".into(), relay.name.as_str().into());
        members.insert("state".into(), relay.state.as_str().into());
    }
    Ok(json.to_string())
}

fn text(config: &Config) -> Result<String> {
    Ok(serde_json::to_string(config)?)
}

fn read(row: &Row) -> Result<Relay> {
    let target = config::target(row.text(1)?).ok_or_else(|| Error::RustError("a relay of no known kind".into()))?;
    Ok(Relay {
        id: row.text(0)?.into(),
        target,
        name: row.text(2)?.into(),
        state: row.text(3)?.into(),
        config: serde_json::from_str(row.text(4)?)?,
        sealed: row.text(5)?.into(),
        version: row.int(6)?,
        created_ms: row.int(7)?,
    })
}
