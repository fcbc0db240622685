//! The keys of sites' personal data, sealed as they are (D1).

use model::ids::SiteId;
use worker::Result;

use super::db::Db;
use super::value::{Row, Value};

/// The version that is the blind index's key.
pub const INDEX: u32 = 0;

/// A key as it is stored.
pub struct Stored {
    pub version: u32,
    /// Sealed by `KEYS`; empty: destroyed.
    pub wrapped: String,
    pub made_ms: i64,
    pub retired_ms: Option<i64>,
    pub destroyed_ms: Option<i64>,
}

/// The keys of a site, the newest first, the index's last.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn of(db: &Db, site: SiteId) -> Result<Vec<Stored>> {
    let query = "SELECT version, wrapped, made_ms, retired_ms, destroyed_ms FROM site_key WHERE site = ? ORDER BY version DESC";
    db.rows(query, &[site.to_string().into()]).await?.iter().map(read).collect()
}

/// Keeps the first keys of a site, unless it has some: of two that make them at once one is first, with both of its keys.
pub async fn begin(db: &Db, site: SiteId, index: &str, data: &str, now_ms: i64) -> Result<()> {
    let put = "INSERT INTO site_key (site, version, wrapped, made_ms) VALUES (?1, 0, ?2, ?4), (?1, 1, ?3, ?4) ON CONFLICT DO NOTHING";
    db.run(put, &[site.to_string().into(), index.into(), data.into(), now_ms.into()]).await?;
    Ok(())
}

/// Keeps the next version, if the one before is still the newest, which is retired by it. Returns whether it was.
pub async fn renew(db: &Db, site: SiteId, version: u32, wrapped: &str, now_ms: i64) -> Result<bool> {
    let site = Value::from(site.to_string());
    let put = "INSERT INTO site_key (site, version, wrapped, made_ms) SELECT ?1, ?2, ?3, ?4 \
               WHERE (SELECT max(version) FROM site_key WHERE site = ?1) = ?2 - 1";
    let retire = "UPDATE site_key SET retired_ms = ?3 WHERE site = ?1 AND version = ?2 - 1 AND retired_ms IS NULL AND changes() > 0";
    let values = [site.clone(), version.into(), wrapped.into(), now_ms.into()];
    let changed = db.batch(&[(put, &values), (retire, &[site, version.into(), now_ms.into()])]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Destroys the versions of data before this one.
pub async fn destroy_before(db: &Db, site: SiteId, version: u32, now_ms: i64) -> Result<usize> {
    let destroy = "UPDATE site_key SET wrapped = '', destroyed_ms = ?3 WHERE site = ?1 AND version BETWEEN 1 AND ?2 - 1 AND wrapped <> ''";
    db.run(destroy, &[site.to_string().into(), version.into(), now_ms.into()]).await
}

/// Sites with versions that are retired and not destroyed.
pub async fn renewing(db: &Db) -> Result<Vec<SiteId>> {
    let rows = db.rows("SELECT DISTINCT site FROM site_key WHERE retired_ms IS NOT NULL AND wrapped <> '' LIMIT 20", &[]).await?;
    Ok(rows.iter().filter_map(|row| SiteId::parse(row.text(0).ok()?)).collect())
}

/// What a secret is for: where it stands, and as what it was sealed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A site's key.
    Site,
    /// A second factor.
    Totp,
    /// A relay's secrets.
    Relay,
    /// What a site has agreed on with its provider of sends, and what that shows at its webhook.
    Provider,
    ProviderHook,
}

/// A secret that an older key of `KEYS` has sealed, and how to put it back.
pub struct Older {
    pub held: Held,
    /// `SITE/VERSION`, the account, the relay, or the site.
    pub owner: String,
    pub sealed: String,
}

/// Secrets that the newest key of `KEYS` has not sealed: of sites, second factors, relays and providers.
pub async fn sealed_before(db: &Db, newest_prefix: &str, limit: u32) -> Result<Vec<Older>> {
    let query = "SELECT 0, site || '/' || version, wrapped FROM site_key WHERE wrapped <> '' AND wrapped NOT LIKE ?1 || '%' \
                 UNION ALL SELECT 1, account, secret FROM totp WHERE secret NOT LIKE ?1 || '%' \
                 UNION ALL SELECT 2, id, sealed FROM relay WHERE sealed NOT LIKE ?1 || '%' \
                 UNION ALL SELECT 3, site, sealed FROM provider WHERE sealed NOT LIKE ?1 || '%' \
                 UNION ALL SELECT 4, site, hook_secret FROM provider WHERE hook_secret NOT LIKE ?1 || '%' LIMIT ?2";
    let held = |number| match number {
        0 => Held::Site,
        1 => Held::Totp,
        2 => Held::Relay,
        3 => Held::Provider,
        _ => Held::ProviderHook,
    };
    let rows = db.rows(query, &[newest_prefix.into(), limit.into()]).await?;
    rows.iter().map(|row| Ok(Older { held: held(row.int(0)?), owner: row.text(1)?.into(), sealed: row.text(2)?.into() })).collect()
}

/// How many those are.
pub async fn count_sealed_before(db: &Db, newest_prefix: &str) -> Result<i64> {
    let query = "SELECT (SELECT COUNT(*) FROM site_key WHERE wrapped <> '' AND wrapped NOT LIKE ?1 || '%') \
                 + (SELECT COUNT(*) FROM totp WHERE secret NOT LIKE ?1 || '%') \
                 + (SELECT COUNT(*) FROM relay WHERE sealed NOT LIKE ?1 || '%') \
                 + (SELECT COUNT(*) FROM provider WHERE sealed NOT LIKE ?1 || '%') \
                 + (SELECT COUNT(*) FROM provider WHERE hook_secret NOT LIKE ?1 || '%')";
    db.first(query, &[newest_prefix.into()]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Puts a secret that was sealed anew in the place of what it was, if that is still there.
pub async fn put_anew(db: &Db, older: &Older, sealed: &str) -> Result<usize> {
    let values = [older.owner.as_str().into(), older.sealed.as_str().into(), sealed.into()];
    let put = match older.held {
        Held::Totp => "UPDATE totp SET secret = ?3 WHERE account = ?1 AND secret = ?2",
        Held::Site => "UPDATE site_key SET wrapped = ?3 WHERE site || '/' || version = ?1 AND wrapped = ?2",
        Held::Relay => "UPDATE relay SET sealed = ?3 WHERE id = ?1 AND sealed = ?2",
        Held::Provider => "UPDATE provider SET sealed = ?3 WHERE site = ?1 AND sealed = ?2",
        Held::ProviderHook => "UPDATE provider SET hook_secret = ?3 WHERE site = ?1 AND hook_secret = ?2",
    };
    db.run(put, &values).await
}

fn read(row: &Row) -> Result<Stored> {
    let time = |column| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
    Ok(Stored {
        version: u32::try_from(row.int(0)?).unwrap_or(0),
        wrapped: row.text(1)?.into(),
        made_ms: row.int(2)?,
        retired_ms: time(3)?,
        destroyed_ms: time(4)?,
    })
}
