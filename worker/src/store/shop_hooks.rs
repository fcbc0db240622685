//! Where shop platforms tell of orders and members (D1).

use crm::platform::{Platform, Signature};
use worker::{Error, Result};

use super::change::Sql;
use super::db::Db;
use super::value::Row;
use crate::auth::SiteScope;

/// One of them.
pub struct ShopHook {
    pub platform: Platform,
    /// The shop, as the platform calls it.
    pub mall: String,
    pub signature: Signature,
    /// The secret part of the address.
    pub hook: String,
    /// What signs, sealed.
    pub sealed: String,
    pub created_ms: i64,
    pub heard_ms: Option<i64>,
}

const COLUMNS: &str = "platform, mall, signature, hook, sealed, created_ms, heard_ms";

/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn of_site(db: &Db, scope: &SiteScope) -> Result<Vec<ShopHook>> {
    let rows = db.rows(&format!("SELECT {COLUMNS} FROM shop_hook WHERE site = ? ORDER BY platform"), &[scope.site().into()]).await?;
    rows.iter().map(read).collect()
}

/// Of an address, with its site.
pub async fn by_hook(db: &Db, hook: &str) -> Result<Option<(String, ShopHook)>> {
    let row = db.first(&format!("SELECT {COLUMNS}, site FROM shop_hook WHERE hook = ?"), &[hook.into()]).await?;
    row.map(|row| Ok((row.text(7)?.to_owned(), read(&row)?))).transpose()
}

/// Writes one in the place of the one before.
pub fn put(scope: &SiteScope, hook: &ShopHook) -> Sql {
    let text = "INSERT OR REPLACE INTO shop_hook (site, platform, mall, signature, hook, sealed, created_ms, heard_ms) VALUES (?, ?, ?, ?, ?, ?, ?, NULL)";
    let values = vec![
        scope.site().into(),
        hook.platform.name().into(),
        hook.mall.as_str().into(),
        hook.signature.name().into(),
        hook.hook.as_str().into(),
        hook.sealed.as_str().into(),
        hook.created_ms.into(),
    ];
    Sql(text, values)
}

pub fn remove(scope: &SiteScope, platform: Platform) -> Sql {
    Sql("DELETE FROM shop_hook WHERE site = ? AND platform = ?", vec![scope.site().into(), platform.name().into()])
}

/// Notes that it told of something.
pub async fn set_heard(db: &Db, scope: &SiteScope, platform: Platform, now_ms: i64) -> Result<usize> {
    db.run(
        "UPDATE shop_hook SET heard_ms = ? WHERE site = ? AND platform = ?",
        &[now_ms.into(), scope.site().into(), platform.name().into()],
    )
    .await
}

/// Notes a signature that was heard, and forgets those that hold no more. Returns whether it is new.
pub async fn hear(db: &Db, signature: &str, now_ms: i64, kept_ms: i64) -> Result<bool> {
    db.run("DELETE FROM heard WHERE at_ms < ?", &[(now_ms - kept_ms).into()]).await?;
    Ok(db.run("INSERT OR IGNORE INTO heard (signature, at_ms) VALUES (?, ?)", &[signature.into(), now_ms.into()]).await? > 0)
}

/// Whether it was heard: what it carried could not be taken, and is to come again.
pub async fn unhear(db: &Db, signature: &str) -> Result<usize> {
    db.run("DELETE FROM heard WHERE signature = ?", &[signature.into()]).await
}

fn read(row: &Row) -> Result<ShopHook> {
    let none = |what: &str| Error::RustError(format!("a stored {what} is none"));
    Ok(ShopHook {
        platform: Platform::named(row.text(0)?).ok_or_else(|| none("platform"))?,
        mall: row.text(1)?.to_owned(),
        signature: Signature::named(row.text(2)?).ok_or_else(|| none("signature"))?,
        hook: row.text(3)?.to_owned(),
        sealed: row.text(4)?.to_owned(),
        created_ms: row.int(5)?,
        heard_ms: if row.is_null(6) { None } else { Some(row.int(6)?) },
    })
}
