//! The configuration of a site: every version that was published (D1).

use worker::Result;

use super::db::Db;
use super::value::Value;
use crate::auth::SiteScope;

/// What a site has before anything is published (version 0).
const EMPTY: &str = r#"{"segments":[],"messages":[],"attribution":{"click_days":7,"view_days":1}}"#;

/// The current version and its JSON.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn current(db: &Db, scope: &SiteScope) -> Result<(i64, String)> {
    let query = "SELECT version, json FROM config JOIN site ON site.id = config.site AND version = config_version WHERE site = ?";
    match db.first(query, &[scope.site().into()]).await? {
        Some(row) => Ok((row.int(0)?, row.text(1)?.into())),
        None => Ok((0, EMPTY.into())),
    }
}

/// Makes `json` the version after `from`, if `from` is still the current one. Returns whether it was.
///
/// The bundle of the new version has been put before: this is the flip.
pub async fn publish(db: &Db, scope: &SiteScope, from: i64, json: &str, now_ms: i64) -> Result<bool> {
    let values = [Value::from(scope.site()), from.into(), (from + 1).into(), json.into(), now_ms.into(), scope.by().into()];
    let insert = "INSERT INTO config (site, version, json, created_ms, account) \
                  SELECT id, ?3, ?4, ?5, ?6 FROM site WHERE id = ?1 AND config_version = ?2";
    let flip = [Value::from(scope.site()), from.into(), (from + 1).into()];
    let changed =
        db.batch(&[(insert, &values), ("UPDATE site SET config_version = ?3 WHERE id = ?1 AND config_version = ?2", &flip)]).await?;
    Ok(changed.iter().all(|rows| *rows > 0))
}
