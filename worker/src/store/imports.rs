//! Files of a shop's history: a row each and one of every part (D1), and what was read of them in R2 (binding `IMPORTS`), sealed.
//!
//! A part is claimed by its hash before it is read, and counted in one conditional write after what it said is stored: whoever breaks off between the
//! two does the same again, under the same names. Objects are named by site and import, and go with it.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::{Either, select};
use import::{Columns, DateOrder, Format, Kind};
use model::money::Currency;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::pin::pin;
use worker::{Bucket, Delay, Env, Error, Result};

use super::change::Sql;
use super::db::Db;
use super::value::Row;
use crate::auth::SiteScope;

/// Imports of a site that may be open at once.
pub const OPEN_MAX: u32 = 20;
/// How long one operation of R2 may take. It usually takes less than 100 ms.
const STORE_MS: u64 = 15_000;

/// A file that is being taken, or was.
pub struct Import {
    /// Its number among all: what its words are tagged with.
    pub n: i64,
    pub site: String,
    /// 16 hex digits.
    pub id: String,
    pub kind: Kind,
    pub name: String,
    pub said: Said,
    pub found: Found,
    pub state: String,
    /// The part that is to come.
    pub next: u32,
    pub bytes: i64,
    pub progress: Progress,
    pub pages: u32,
    pub cursor: i64,
    pub result: Option<Json>,
    pub created_ms: i64,
    pub created_by: String,
}

/// What whoever sends it has said.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Said {
    pub format: Option<Format>,
    #[serde(default)]
    pub columns: Columns,
    pub zone: Option<String>,
    pub currency: Option<Currency>,
    pub date_order: Option<DateOrder>,
}

/// What was found.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Found {
    pub format: Option<Format>,
    #[serde(default)]
    pub columns: Columns,
}

/// How far it is. Stored: fields are only added, with a default.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Rows that were read, those counted that were refused.
    pub rows: u32,
    pub refused: u32,
    /// Of the refused ones those that are kept to be looked at.
    pub kept: u32,
    pub given_back: u32,
    pub cancelled: u32,
    /// Sums of orders in all pages: an order that stands in two pages counts twice.
    pub sums: u32,
    /// Refused rows by reason.
    pub reasons: BTreeMap<String, u32>,
}

pub const OPEN: &str = "open";
pub const FINISHED: &str = "finished";
pub const APPLYING: &str = "applying";
pub const APPLIED: &str = "applied";
pub const DISCARDING: &str = "discarding";

const COLUMNS: &str = "n, site, id, kind, name, said, found, state, next, bytes, progress, pages, cursor, result, created_ms, created_by";

/// A new one, if not too many are open: the condition and the statement.
pub fn create(scope: &SiteScope, id: &str, kind: Kind, name: &str, said: &Said, now_ms: i64) -> Result<(Sql, Sql)> {
    let text = "INSERT INTO import (site, id, kind, name, said, state, state_ms, next, bytes, progress, pages, cursor, created_ms, created_by) \
                VALUES (?, ?, ?, ?, ?, 'open', ?, 1, 0, '{}', 0, 0, ?, ?)";
    let values = vec![
        scope.site().into(),
        id.into(),
        kind.name().into(),
        name.into(),
        serde_json::to_string(said)?.into(),
        now_ms.into(),
        now_ms.into(),
        scope.by().into(),
    ];
    let room = Sql("(SELECT count(*) FROM import WHERE site = ? AND state <> 'applied') < ?", vec![scope.site().into(), OPEN_MAX.into()]);
    Ok((room, Sql(text, values)))
}

/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn load(db: &Db, scope: &SiteScope, id: &str) -> Result<Option<Import>> {
    let query = format!("SELECT {COLUMNS} FROM import WHERE site = ? AND id = ?");
    db.first(&query, &[scope.site().into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// Those before this one (or all), the newest first.
pub async fn list(db: &Db, scope: &SiteScope, before: Option<i64>, limit: u32) -> Result<Vec<Import>> {
    let query = format!("SELECT {COLUMNS} FROM import WHERE site = ?1 AND (?2 IS NULL OR n < ?2) ORDER BY n DESC LIMIT ?3");
    db.rows(&query, &[scope.site().into(), before.into(), limit.into()]).await?.iter().map(read).collect()
}

/// Claims a part for this content, if it is the next one. What content it is of, whoever has claimed it; none where it is not to come.
pub async fn claim(db: &Db, import: &Import, part: u32, hash: &str) -> Result<Option<String>> {
    let put = "INSERT INTO import_part (import, part, hash) SELECT ?1, ?2, ?3 \
               WHERE EXISTS (SELECT 1 FROM import WHERE n = ?1 AND state = 'open' AND next = ?2) ON CONFLICT DO NOTHING";
    db.run(put, &[import.n.into(), part.into(), hash.into()]).await?;
    hash_of(db, import, part).await
}

/// The content of a part, where somebody has sent it.
pub async fn hash_of(db: &Db, import: &Import, part: u32) -> Result<Option<String>> {
    let row = db.first("SELECT hash FROM import_part WHERE import = ? AND part = ?", &[import.n.into(), part.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Counts a part that was read. `false`: somebody else was first, or it is not open any more.
pub async fn read_on(db: &Db, was: &Import, now: &Import, now_ms: i64) -> Result<bool> {
    let put = "UPDATE import SET next = ?, bytes = ?, progress = ?, pages = ?, found = ?, state = ?, state_ms = ? WHERE n = ? AND state = 'open' AND next = ?";
    let values = [
        now.next.into(),
        now.bytes.into(),
        serde_json::to_string(&now.progress)?.into(),
        now.pages.into(),
        serde_json::to_string(&now.found)?.into(),
        now.state.as_str().into(),
        now_ms.into(),
        was.n.into(),
        was.next.into(),
    ];
    Ok(db.run(put, &values).await? > 0)
}

/// What is said of it where that is said after it began, before its end is read.
pub async fn say(db: &Db, import: &Import) -> Result<usize> {
    db.run("UPDATE import SET said = ? WHERE n = ? AND state = 'open'", &[serde_json::to_string(&import.said)?.into(), import.n.into()])
        .await
}

/// Turns it from one of two states into another: the condition and the statement.
pub fn turn(import: &Import, from: [&str; 2], to: &str, now_ms: i64) -> (Sql, Sql) {
    let [one, other] = from;
    (
        Sql("EXISTS (SELECT 1 FROM import WHERE n = ? AND state IN (?, ?))", vec![import.n.into(), one.into(), other.into()]),
        Sql("UPDATE import SET state = ?, state_ms = ? WHERE n = ?", vec![to.into(), now_ms.into(), import.n.into()]),
    )
}

/// How far it is applied, and what that has changed.
pub async fn applied_to(db: &Db, import: &Import, state: &str, now_ms: i64) -> Result<usize> {
    let put = "UPDATE import SET cursor = ?, result = ?, state = ?, state_ms = ? WHERE n = ? AND state = 'applying' AND cursor <= ?";
    let result = import.result.as_ref().map(Json::to_string);
    db.run(put, &[import.cursor.into(), result.into(), state.into(), now_ms.into(), import.n.into(), import.cursor.into()]).await
}

/// Its rows go: nothing of it is there any more.
pub async fn forget(db: &Db, import: &Import) -> Result<()> {
    let n = [import.n.into()];
    db.batch(&[("DELETE FROM import_part WHERE import = ?", &n), ("DELETE FROM import WHERE n = ? AND state = 'discarding'", &n)])
        .await
        .map(drop)
}

/// Which column is which, as was said of files with this head.
pub async fn columns(db: &Db, scope: &SiteScope, kind: Kind, head: &str) -> Result<Option<Columns>> {
    let query = "SELECT columns FROM import_columns WHERE site = ? AND kind = ? AND head = ?";
    let row = db.first(query, &[scope.site().into(), kind.name().into(), head.into()]).await?;
    row.map(|row| Ok(serde_json::from_str(row.text(0)?)?)).transpose()
}

pub async fn remember(db: &Db, scope: &SiteScope, kind: Kind, head: &str, said: &Said, now_ms: i64) -> Result<usize> {
    let put = "INSERT OR REPLACE INTO import_columns (site, kind, head, columns, date_order, at_ms) VALUES (?, ?, ?, ?, ?, ?)";
    let order = said.date_order.map(serde_json::to_value).transpose()?.and_then(|order| order.as_str().map(str::to_owned));
    let columns = serde_json::to_string(&said.columns)?;
    db.run(put, &[scope.site().into(), kind.name().into(), head.into(), columns.into(), order.into(), now_ms.into()]).await
}

/// For the clock: those that nobody has gone on with, to be discarded; those being discarded or applied that broke off; those whose refused rows are old.
pub async fn left(db: &Db, idle_before: i64, broken_before: i64, old_before: i64, limit: u32) -> Result<Vec<Import>> {
    let query = format!(
        "SELECT {COLUMNS} FROM import WHERE state IN ('open', 'finished') AND state_ms < ?1 OR state IN ('discarding', 'applying') AND state_ms < ?2 \
         OR state = 'applied' AND created_ms < ?3 AND progress ->> 'kept' > 0 ORDER BY n LIMIT ?4"
    );
    db.rows(&query, &[idle_before.into(), broken_before.into(), old_before.into(), limit.into()]).await?.iter().map(read).collect()
}

/// The refused rows of one are not kept any more.
pub async fn refused_gone(db: &Db, import: &Import) -> Result<usize> {
    db.run("UPDATE import SET progress = json_set(progress, '$.kept', 0) WHERE n = ?", &[import.n.into()]).await
}

/// Somebody is at it: nobody else begins at the same time.
pub async fn at_it(db: &Db, import: &Import, broken_before: i64, now_ms: i64) -> Result<bool> {
    let put = "UPDATE import SET state_ms = ? WHERE n = ? AND state = ? AND state_ms < ?";
    Ok(db.run(put, &[now_ms.into(), import.n.into(), import.state.as_str().into(), broken_before.into()]).await? > 0)
}

/// Products, or coupons, of one import: of two words the later counts. The rows are JSON lists.
pub async fn put_products(db: &Db, scope: &SiteScope, rows: &Json, version: i64) -> Result<usize> {
    let put = "INSERT INTO product (site, id, name, category, price, currency, version) \
               SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?3 FROM json_each(?2) WHERE 1 \
               ON CONFLICT (site, id) DO UPDATE SET name = excluded.name, category = excluded.category, price = excluded.price, \
               currency = excluded.currency, version = excluded.version WHERE version <= excluded.version";
    db.run(put, &[scope.site().into(), rows.to_string().into(), version.into()]).await
}

pub async fn put_coupons(db: &Db, scope: &SiteScope, rows: &Json, version: i64) -> Result<usize> {
    let put = "INSERT INTO coupon (site, id, name, discount, starts_ms, ends_ms, version) \
               SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, ?3 FROM json_each(?2) WHERE 1 \
               ON CONFLICT (site, id) DO UPDATE SET name = excluded.name, discount = excluded.discount, starts_ms = excluded.starts_ms, \
               ends_ms = excluded.ends_ms, version = excluded.version WHERE version <= excluded.version";
    db.run(put, &[scope.site().into(), rows.to_string().into(), version.into()]).await
}

/// The bucket. What is in it is sealed by whoever puts it there (`importing.rs`).
pub struct Files(Bucket);

impl Files {
    /// # Errors
    /// There is no binding; else R2 refuses or does not answer in time; so for all here.
    pub fn open(env: &Env) -> Result<Self> {
        env.bucket("IMPORTS").map(Self)
    }

    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<()> {
        in_time(self.0.put(name, bytes).execute()).await.map(drop)
    }

    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(object) = in_time(self.0.get(name).execute()).await? else { return Ok(None) };
        match object.body() {
            Some(body) => in_time(body.bytes()).await.map(Some),
            None => Ok(None),
        }
    }

    /// All whose names begin so.
    pub async fn delete_all(&self, prefix: &str) -> Result<()> {
        loop {
            let found = in_time(self.0.list().prefix(prefix).limit(500).execute()).await?;
            let names: Vec<String> = found.objects().iter().map(worker::Object::key).collect();
            if names.is_empty() {
                return Ok(());
            }
            in_time(self.0.delete_multiple(names)).await?;
        }
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    match select(pin!(work), pin!(Delay::from(Duration::from_millis(STORE_MS)))).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(Error::RustError(format!("R2 has not answered in {STORE_MS} ms"))),
    }
}

fn read(row: &Row) -> Result<Import> {
    let small = |column: usize| Ok::<_, Error>(u32::try_from(row.int(column)?).unwrap_or(u32::MAX));
    Ok(Import {
        n: row.int(0)?,
        site: row.text(1)?.into(),
        id: row.text(2)?.into(),
        kind: Kind::named(row.text(3)?).ok_or_else(|| Error::RustError(format!("an import of {}", row.text(3).unwrap_or_default())))?,
        name: row.text(4)?.into(),
        said: serde_json::from_str(row.text(5)?)?,
        found: serde_json::from_str(row.text(6)?)?,
        state: row.text(7)?.into(),
        next: small(8)?,
        bytes: row.int(9)?,
        progress: serde_json::from_str(row.text(10)?)?,
        pages: small(11)?,
        cursor: row.int(12)?,
        result: if row.is_null(13) { None } else { Some(serde_json::from_str(row.text(13)?)?) },
        created_ms: row.int(14)?,
        created_by: row.text(15)?.into(),
    })
}
