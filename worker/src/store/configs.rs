//! The configuration of a site: every version that was published (D1).

use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;

/// What a site has before anything is published (version 0).
const EMPTY: &str = r#"{"segments":[],"messages":[],"attribution":{"click_days":7,"view_days":1}}"#;

/// A version as it is stored.
pub struct Stored {
    pub version: i64,
    pub json: String,
    /// When it was published: what was in force then is what its bundle has.
    pub at_ms: i64,
}

/// A version without what it says.
pub struct Line {
    pub version: i64,
    pub at_ms: i64,
    /// Account and name.
    pub by: (String, String),
    /// `published`, `imported`, `paused`…
    pub action: String,
    /// Of what.
    pub detail: String,
}

/// The current version.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn current(db: &Db, scope: &SiteScope) -> Result<Stored> {
    let query = "SELECT version, json, config.created_ms FROM config JOIN site ON site.id = config.site AND version = config_version WHERE site = ?";
    match db.first(query, &[scope.site().into()]).await? {
        Some(row) => stored(&row),
        None => Ok(Stored { version: 0, json: EMPTY.into(), at_ms: 0 }),
    }
}

/// One version; 0 is there before anything is published.
pub async fn numbered(db: &Db, scope: &SiteScope, version: i64) -> Result<Option<Stored>> {
    if version == 0 {
        return Ok(Some(Stored { version: 0, json: EMPTY.into(), at_ms: 0 }));
    }
    let query = "SELECT version, json, created_ms FROM config WHERE site = ? AND version = ?";
    db.first(query, &[scope.site().into(), version.into()]).await?.as_ref().map(stored).transpose()
}

/// The versions before one (or all), newest first.
pub async fn lines(db: &Db, scope: &SiteScope, before: Option<i64>, limit: u32) -> Result<Vec<Line>> {
    let query = "SELECT version, config.created_ms, account, coalesce(account.name, ''), action, detail \
                 FROM config LEFT JOIN account ON account.id = config.account \
                 WHERE site = ?1 AND (?2 IS NULL OR version < ?2) ORDER BY version DESC LIMIT ?3";
    let rows = db.rows(query, &[scope.site().into(), before.into(), limit.into()]).await?;
    let line = |row: &Row| {
        let by = (row.text(2)?.to_owned(), row.text(3)?.to_owned());
        Ok(Line { version: row.int(0)?, at_ms: row.int(1)?, by, action: row.text(4)?.into(), detail: row.text(5)?.into() })
    };
    rows.iter().map(line).collect()
}

/// Makes `json` the version after `from`. The bundle of the new version has been put before: this is the flip.
pub fn flip(scope: &SiteScope, from: i64, json: &str, (action, detail): (&str, &str), due_ms: Option<i64>, now_ms: i64) -> Vec<Sql> {
    let (site, next): (Value, Value) = (scope.site().into(), (from + 1).into());
    let values = vec![site.clone(), next.clone(), json.into(), now_ms.into(), scope.by().into(), action.into(), detail.into()];
    vec![
        Sql("INSERT INTO config (site, version, json, created_ms, account, action, detail) VALUES (?, ?, ?, ?, ?, ?, ?)", values),
        Sql("UPDATE site SET config_version = ?, config_due_ms = ? WHERE id = ?", vec![next, due_ms.into(), site]),
    ]
}

/// The sites of which a message was to begin or end before now, at most so many.
pub async fn due(db: &Db, now_ms: i64, limit: u32) -> Result<Vec<String>> {
    let query = "SELECT id FROM site WHERE config_due_ms <= ? ORDER BY config_due_ms LIMIT ?";
    db.rows(query, &[now_ms.into(), limit.into()]).await?.iter().map(|row| row.text(0).map(str::to_owned)).collect()
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored { version: row.int(0)?, json: row.text(1)?.into(), at_ms: row.int(2)? })
}
