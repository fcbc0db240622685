//! Erasures of persons' data (D1).

use worker::Result;

use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;

/// One erasure.
pub struct Erasure {
    pub id: String,
    /// 16 hex digits.
    pub site: String,
    /// JSON.
    pub whose: String,
    pub asked_ms: i64,
    pub done_ms: Option<i64>,
    pub browsers: i64,
    pub visits: i64,
}

const COLUMNS: &str = "id, site, whose, asked_ms, done_ms, browsers, visits";

/// Notes that it is asked for.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn insert(db: &Db, scope: &SiteScope, id: &str, whose: &str, now_ms: i64) -> Result<usize> {
    let values = [Value::from(id), scope.site().into(), whose.into(), scope.by().into(), now_ms.into()];
    db.run("INSERT INTO erasure (id, site, whose, account, asked_ms) VALUES (?, ?, ?, ?, ?)", &values).await
}

/// A site's erasures, the newest first.
pub async fn of_site(db: &Db, scope: &SiteScope, limit: u32) -> Result<Vec<Erasure>> {
    let query = format!("SELECT {COLUMNS} FROM erasure WHERE site = ? ORDER BY asked_ms DESC LIMIT ?");
    db.rows(&query, &[scope.site().into(), limit.into()]).await?.iter().map(read).collect()
}

/// One of a site's erasures.
pub async fn one(db: &Db, scope: &SiteScope, id: &str) -> Result<Option<Erasure>> {
    let query = format!("SELECT {COLUMNS} FROM erasure WHERE site = ? AND id = ?");
    db.first(&query, &[scope.site().into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// Those that go on, of all sites.
pub async fn going_on(db: &Db) -> Result<Vec<Erasure>> {
    let query = format!("SELECT {COLUMNS} FROM erasure WHERE done_ms IS NULL ORDER BY asked_ms LIMIT 20");
    db.rows(&query, &[]).await?.iter().map(read).collect()
}

/// Adds what was found.
pub async fn count(db: &Db, id: &str, browsers: u32, visits: u32) -> Result<usize> {
    let values = [id.into(), browsers.into(), visits.into()];
    db.run("UPDATE erasure SET browsers = browsers + ?2, visits = visits + ?3 WHERE id = ?1", &values).await
}

/// It is done; asked again (after a restore), it is not.
pub async fn set_done(db: &Db, id: &str, done_ms: Option<i64>) -> Result<usize> {
    db.run("UPDATE erasure SET done_ms = ? WHERE id = ?", &[done_ms.into(), id.into()]).await
}

/// Old ones whose names are still there.
pub async fn to_forget(db: &Db, before_ms: i64) -> Result<Vec<Erasure>> {
    let query = format!("SELECT {COLUMNS} FROM erasure WHERE done_ms < ? AND whose NOT LIKE '{{\"hash\"%' LIMIT 100");
    db.rows(&query, &[before_ms.into()]).await?.iter().map(read).collect()
}

/// Leaves a hash where the name was.
pub async fn forget(db: &Db, id: &str, hash: &str) -> Result<usize> {
    db.run("UPDATE erasure SET whose = ? WHERE id = ?", &[hash.into(), id.into()]).await
}

fn read(row: &Row) -> Result<Erasure> {
    Ok(Erasure {
        id: row.text(0)?.into(),
        site: row.text(1)?.into(),
        whose: row.text(2)?.into(),
        asked_ms: row.int(3)?,
        done_ms: if row.is_null(4) { None } else { Some(row.int(4)?) },
        browsers: row.int(5)?,
        visits: row.int(6)?,
    })
}
