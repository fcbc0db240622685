//! Pictures that were uploaded: a row each (D1), their bytes in R2 (binding `PICTURES`).
//!
//! A row is there before the bytes and goes after them. Whoever breaks off between the two leaves a row that is neither here nor gone, and the
//! clock takes both away. What is read of R2 has no row to look at: an object's name is its content.

use futures_util::future::{Either, select};
use picture::{Kind, Made, Picture};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::pin::pin;
use std::time::Duration;
use worker::{Bucket, Delay, Env, Error, HttpMetadata, Object, Result};

use super::change::Sql;
use super::db::Db;
use super::items::User;
use super::value::{Row, Value};
use crate::auth::SiteScope;

/// Most pictures of a site: some 200 MB.
pub const PICTURES_MAX: u32 = 2_000;
/// How long one operation of R2 may take. It usually takes less than 100 ms.
const STORE_MS: u64 = 10_000;
/// No request and no turn of the clock lives as long as this: who began something and has not ended it is not at it any more.
const LEASE_MS: i64 = 15 * 60_000;

/// A row.
pub struct Stored {
    pub n: i64,
    pub hash: String,
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    pub bytes: i64,
    pub frames: u32,
    pub small: Option<Small>,
    pub made_for: String,
    pub name: String,
    pub state: String,
    pub created_ms: i64,
    pub created_by: String,
}

/// The one for lists.
#[derive(Serialize, Deserialize)]
pub struct Small {
    pub kind: String,
    pub width: u32,
    pub height: u32,
    pub bytes: usize,
}

const COLUMNS: &str = "n, hash, kind, width, height, bytes, frames, small, made_for, name, state, created_ms, created_by";

/// The state of one whose bytes are there.
pub const HERE: &str = "here";
/// The state of one whose bytes are being taken out.
pub const GOING: &str = "going";

/// A picture that is to be kept.
pub struct New<'a> {
    pub hash: &'a str,
    pub made: &'a Made,
    pub made_for: &'a str,
    pub name: &'a str,
}

/// Begins to keep one, unless there are as many as may be, and says what row there is then: a new one or that of somebody who broke off
/// (coming), the same picture (here), or one that is being taken out.
///
/// # Errors
/// What D1 refuses; so for all of this file but what is of R2.
pub async fn begin(db: &Db, scope: &SiteScope, new: &New<'_>, now_ms: i64) -> Result<Option<Stored>> {
    let Picture { kind, bytes, width, height, frames } = &new.made.picture;
    let small = new.made.small.as_ref().map(|small| {
        json!({ "kind": small.kind.extension(), "width": small.width, "height": small.height, "bytes": small.bytes.len() }).to_string()
    });
    let insert = "INSERT INTO picture (site, hash, kind, width, height, bytes, frames, small, made_for, name, state, state_ms, created_ms, created_by) \
                  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'coming', ?11, ?11, ?12 \
                  WHERE (SELECT count(*) FROM picture WHERE site = ?1) < ?13 OR EXISTS (SELECT 1 FROM picture WHERE site = ?1 AND hash = ?2) \
                  ON CONFLICT (site, hash) DO UPDATE SET state_ms = excluded.state_ms, name = excluded.name, made_for = excluded.made_for \
                  WHERE picture.state = 'coming'";
    let values = [
        scope.site().into(),
        new.hash.into(),
        kind.extension().into(),
        (*width).into(),
        (*height).into(),
        i64::try_from(bytes.len()).unwrap_or(i64::MAX).into(),
        (*frames).into(),
        small.into(),
        new.made_for.into(),
        new.name.into(),
        now_ms.into(),
        scope.by().into(),
        PICTURES_MAX.into(),
    ];
    db.run(insert, &values).await?;
    row(db, scope, new.hash).await
}

/// Turns one that is coming into one that is here.
pub fn arrived(scope: &SiteScope, stored: &Stored, now_ms: i64) -> (Sql, Sql) {
    let values: Vec<Value> = vec![scope.site().into(), stored.n.into()];
    let turn = vec![now_ms.into(), scope.site().into(), stored.n.into()];
    (
        Sql("EXISTS (SELECT 1 FROM picture WHERE site = ? AND n = ? AND state = 'coming')", values),
        Sql("UPDATE picture SET state = 'here', state_ms = ? WHERE site = ? AND n = ?", turn),
    )
}

/// One that is here.
pub async fn load(db: &Db, scope: &SiteScope, hash: &str) -> Result<Option<Stored>> {
    Ok(row(db, scope, hash).await?.filter(|stored| stored.state == HERE))
}

async fn row(db: &Db, scope: &SiteScope, hash: &str) -> Result<Option<Stored>> {
    let query = format!("SELECT {COLUMNS} FROM picture WHERE site = ? AND hash = ?");
    db.first(&query, &[scope.site().into(), hash.into()]).await?.as_ref().map(read).transpose()
}

/// Those that are here, before this one (or all), the newest first.
pub async fn list(db: &Db, scope: &SiteScope, before: Option<i64>, limit: u32) -> Result<Vec<Stored>> {
    let query =
        format!("SELECT {COLUMNS} FROM picture WHERE site = ?1 AND state = 'here' AND (?2 IS NULL OR n < ?2) ORDER BY n DESC LIMIT ?3");
    db.rows(&query, &[scope.site().into(), before.into(), limit.into()]).await?.iter().map(read).collect()
}

/// Which of these hashes are not here.
pub async fn missing(db: &Db, scope: &SiteScope, hashes: &[String]) -> Result<Option<String>> {
    let query = format!("SELECT one.value FROM json_each(?) one WHERE NOT EXISTS ({THIS_ONE}) LIMIT 1");
    let row = db.first(&query, &[json!(hashes).to_string().into(), scope.site().into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

const THIS_ONE: &str = "SELECT 1 FROM picture WHERE site = ? AND hash = one.value AND state = 'here'";

/// The condition that all of these are here.
pub fn if_here(scope: &SiteScope, hashes: &[String]) -> Sql {
    let text = "NOT EXISTS (SELECT 1 FROM json_each(?) one WHERE NOT EXISTS \
                (SELECT 1 FROM picture WHERE site = ? AND hash = one.value AND state = 'here'))";
    Sql(text, vec![json!(hashes).to_string().into(), scope.site().into()])
}

/// Messages that name it, and what is published where that still does.
pub async fn users(db: &Db, scope: &SiteScope, hash: &str) -> Result<Vec<User>> {
    let query = "SELECT by_kind, by_id, coalesce(name, '') FROM used LEFT JOIN item \
                 ON item.site = used.site AND item.kind = by_kind AND item.id = by_id \
                 WHERE used.site = ?1 AND used.kind = 'picture' AND used.id = ?2 \
                 UNION ALL SELECT 'publication', CAST(version AS TEXT), '' FROM config JOIN site ON site.id = config.site AND version = config_version \
                 WHERE config.site = ?1 AND instr(json, ?3) > 0 ORDER BY 1, 2";
    let rows = db.rows(query, &[scope.site().into(), hash.into(), address(scope.site(), hash).into()]).await?;
    rows.iter().map(|row| Ok(User { kind: row.text(0)?.into(), id: row.text(1)?.into(), name: row.text(2)?.into() })).collect()
}

/// The condition that it is here and nothing shows it.
pub fn if_unused(scope: &SiteScope, stored: &Stored) -> Vec<Sql> {
    let (site, hash): (Value, Value) = (scope.site().into(), stored.hash.as_str().into());
    vec![
        Sql("EXISTS (SELECT 1 FROM picture WHERE site = ? AND n = ? AND state = 'here')", vec![site.clone(), stored.n.into()]),
        Sql("NOT EXISTS (SELECT 1 FROM used WHERE site = ? AND kind = 'picture' AND id = ?)", vec![site.clone(), hash]),
        Sql(
            "NOT EXISTS (SELECT 1 FROM config JOIN site ON site.id = config.site AND version = config_version WHERE config.site = ? AND instr(json, ?) > 0)",
            vec![site, address(scope.site(), &stored.hash).into()],
        ),
    ]
}

/// Marks it: from here on it is being taken out.
pub fn mark(scope: &SiteScope, stored: &Stored, now_ms: i64) -> Sql {
    let values = vec![now_ms.into(), scope.site().into(), stored.n.into()];
    Sql("UPDATE picture SET state = 'going', state_ms = ? WHERE site = ? AND n = ?", values)
}

pub fn rename(scope: &SiteScope, stored: &Stored, name: &str) -> Sql {
    Sql("UPDATE picture SET name = ? WHERE site = ? AND n = ?", vec![name.into(), scope.site().into(), stored.n.into()])
}

/// Takes those that somebody has left between the two for themselves: site, number and hash of each.
pub async fn take_left(db: &Db, now_ms: i64, limit: u32) -> Result<Vec<(String, i64, String, Option<String>, String)>> {
    let take = "UPDATE picture SET state = 'going', state_ms = ?1 WHERE n IN \
                (SELECT n FROM picture WHERE state <> 'here' AND state_ms < ?2 ORDER BY state_ms LIMIT ?3) \
                RETURNING site, n, hash, small ->> 'kind', kind";
    let rows = db.rows(take, &[now_ms.into(), (now_ms - LEASE_MS).into(), limit.into()]).await?;
    let text = |row: &Row, column| if row.is_null(column) { Ok(None) } else { row.text(column).map(|text| Some(text.to_owned())) };
    rows.iter().map(|row| Ok((row.text(0)?.into(), row.int(1)?, row.text(2)?.into(), text(row, 3)?, row.text(4)?.into()))).collect()
}

/// Its bytes are out: the row goes, too.
pub async fn gone(db: &Db, n: i64) -> Result<usize> {
    db.run("DELETE FROM picture WHERE n = ? AND state = 'going'", &[n.into()]).await
}

/// How messages name a picture, whatever the host: so far up to its extension.
pub fn address(site: &str, hash: &str) -> String {
    format!("/u/{site}/{hash}.")
}

/// The objects of a picture.
pub fn names(site: &str, hash: &str, kind: &str, small: Option<&str>) -> Vec<String> {
    let own = format!("{site}/{hash}.{kind}");
    std::iter::once(own).chain(small.map(|kind| format!("{site}/{hash}{SMALL}.{kind}"))).collect()
}

/// What follows the hash in the name of a small one: it is named by its picture, so that no other one shares it.
pub const SMALL: &str = "-s";

/// The bucket.
pub struct Store(Bucket);

impl Store {
    /// # Errors
    /// There is no binding.
    pub fn open(env: &Env) -> Result<Self> {
        env.bucket("PICTURES").map(Self)
    }

    /// # Errors
    /// R2 refuses or does not answer in time; so for all here.
    pub async fn put(&self, name: &str, picture: &Picture) -> Result<()> {
        let kind = HttpMetadata { content_type: Some(picture.kind.media_type().into()), ..HttpMetadata::default() };
        let put = self.0.put(name, picture.bytes.clone()).http_metadata(kind).execute();
        in_time(put).await.map(drop)
    }

    pub async fn get(&self, name: &str) -> Result<Option<Object>> {
        in_time(self.0.get(name).execute()).await
    }

    /// What is not there is as good as deleted.
    pub async fn delete(&self, names: Vec<String>) -> Result<()> {
        in_time(self.0.delete_multiple(names)).await
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    match select(pin!(work), pin!(Delay::from(Duration::from_millis(STORE_MS)))).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(Error::RustError(format!("R2 has not answered in {STORE_MS} ms"))),
    }
}

fn read(row: &Row) -> Result<Stored> {
    let number = |column: usize| Ok::<_, Error>(u32::try_from(row.int(column)?).unwrap_or(0));
    let kind = row.text(2)?;
    Ok(Stored {
        n: row.int(0)?,
        hash: row.text(1)?.into(),
        kind: Kind::of_extension(kind).ok_or_else(|| Error::RustError(format!("a picture of the kind {kind}")))?,
        width: number(3)?,
        height: number(4)?,
        bytes: row.int(5)?,
        frames: number(6)?,
        small: if row.is_null(7) { None } else { serde_json::from_str(row.text(7)?)? },
        made_for: row.text(8)?.into(),
        name: row.text(9)?.into(),
        state: row.text(10)?.into(),
        created_ms: row.int(11)?,
        created_by: row.text(12)?.into(),
    })
}
