//! What shops have agreed on with the companies that carry their messages (D1).

use crm::price::{Prices, published};
use crm::provider::Provider;
use crm::send::Sender;
use model::ids::SiteId;
use model::money::Micros;
use serde::{Deserialize, Serialize};
use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::value::Row;
use crate::auth::SiteScope;

/// A site's provider.
#[derive(Clone)]
pub struct Stored {
    pub provider: String,
    /// `crm::provider::Credentials`, sealed.
    pub sealed: String,
    pub sender: Sender,
    pub caps: (Option<u32>, Option<u32>),
    /// The secret part of its webhook's address.
    pub hook: String,
    /// What it shows there, sealed.
    pub hook_secret: String,
    /// Refusals by its opt-out number are entered by hand, and when they were last.
    pub own_list: bool,
    pub list_ms: Option<i64>,
    pub terms: Terms,
    pub version: i64,
    /// When the company's own list of refusals was read whole last.
    pub refused_ms: Option<i64>,
}

/// What a shop says of its company beside who sends. Stored as JSON: members are added, never changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Terms {
    /// What one message costs, where the shop has agreed on something else than what is published.
    #[serde(default)]
    pub prices: Prices,
    /// Less than this left is to be said.
    #[serde(default)]
    pub low_balance: Option<Micros>,
    /// Whoever refuses is told what became of it.
    #[serde(default)]
    pub notices: bool,
    /// Where links were when it was said, for where they have no host of their own.
    #[serde(default)]
    pub links: String,
}

impl Stored {
    /// What one message costs: as the shop says, else as is published.
    pub fn prices(&self) -> Prices {
        let published = Provider::named(&self.provider).map(|provider| published(provider).prices);
        self.terms.prices.or(published.unwrap_or_default())
    }

    /// Where links are, as far as is known without a request.
    pub fn links(&self, host: Option<String>) -> String {
        let scheme = if self.terms.links.starts_with("http://") { "http" } else { "https" };
        host.map_or_else(|| self.terms.links.clone(), |host| format!("{scheme}://{host}"))
    }
}

const COLUMNS: &str = "provider, sealed, sender, cap_day, cap_week, hook, hook_secret, own_list, list_ms, version, terms, refused_ms";

/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn of(db: &Db, scope: &SiteScope) -> Result<Option<Stored>> {
    let query = format!("SELECT {COLUMNS} FROM provider WHERE site = ?");
    db.first(&query, &[scope.site().into()]).await?.as_ref().map(read).transpose()
}

/// The site of a webhook's address, and its provider.
pub async fn by_hook(db: &Db, hook: &str) -> Result<Option<(String, Stored)>> {
    let query = format!("SELECT {COLUMNS}, site FROM provider WHERE hook = ?");
    let row = db.first(&query, &[hook.into()]).await?;
    row.map(|row| Ok((row.text(12)?.to_owned(), read(&row)?))).transpose()
}

/// The condition that it is at this version; 0: that there is none.
pub fn if_at(scope: &SiteScope, version: i64) -> Sql {
    Sql("coalesce((SELECT version FROM provider WHERE site = ?), 0) = ?", vec![scope.site().into(), version.into()])
}

/// Writes it, one version up.
pub fn put(scope: &SiteScope, stored: &Stored, now_ms: i64) -> Result<Sql> {
    let text = "INSERT INTO provider (site, provider, sealed, sender, cap_day, cap_week, hook, hook_secret, own_list, list_ms, version, updated_ms, terms) \
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?12) ON CONFLICT (site) DO UPDATE SET provider = ?2, sealed = ?3, sender = ?4, \
                cap_day = ?5, cap_week = ?6, hook_secret = ?8, own_list = ?9, list_ms = ?10, version = version + 1, updated_ms = ?11, terms = ?12, \
                refused_ms = CASE WHEN provider = ?2 AND sealed = ?3 THEN refused_ms END, asked_ms = CASE WHEN provider = ?2 AND sealed = ?3 THEN asked_ms END";
    let values = vec![
        scope.site().into(),
        stored.provider.as_str().into(),
        stored.sealed.as_str().into(),
        serde_json::to_string(&stored.sender)?.into(),
        stored.caps.0.into(),
        stored.caps.1.into(),
        stored.hook.as_str().into(),
        stored.hook_secret.as_str().into(),
        stored.own_list.into(),
        stored.list_ms.into(),
        now_ms.into(),
        serde_json::to_string(&stored.terms)?.into(),
    ];
    Ok(Sql(text, values))
}

pub fn remove(scope: &SiteScope) -> Sql {
    Sql("DELETE FROM provider WHERE site = ?", vec![scope.site().into()])
}

/// Sites whose companies' own lists of refusals were read before the first moment last, and not asked for since the second.
pub async fn to_read_refusals(db: &Db, (read_before, asked_before): (i64, i64), limit: u32) -> Result<Vec<(String, Stored)>> {
    let query = format!(
        "SELECT {COLUMNS}, site FROM provider WHERE own_list = 0 AND coalesce(refused_ms, 0) < ? AND coalesce(asked_ms, 0) < ? \
         ORDER BY coalesce(asked_ms, 0) LIMIT ?"
    );
    let rows = db.rows(&query, &[read_before.into(), asked_before.into(), limit.into()]).await?;
    rows.iter().map(|row| Ok((row.text(12)?.to_owned(), read(row)?))).collect()
}

/// Notes that its list of refusals is asked for.
pub async fn set_asked(db: &Db, scope: &SiteScope, now_ms: i64) -> Result<usize> {
    db.run("UPDATE provider SET asked_ms = ? WHERE site = ?", &[now_ms.into(), scope.site().into()]).await
}

/// Notes that it was read whole.
pub async fn set_refused(db: &Db, scope: &SiteScope, now_ms: i64) -> Result<usize> {
    db.run("UPDATE provider SET refused_ms = ? WHERE site = ?", &[now_ms.into(), scope.site().into()]).await
}

/// Notes that a site's sends have something to do.
pub async fn set_sending(db: &Db, site: SiteId) -> Result<usize> {
    db.run("INSERT OR IGNORE INTO sending (site) VALUES (?)", &[site.to_string().into()]).await
}

/// Notes that they have nothing to do any more.
pub async fn set_idle(db: &Db, site: SiteId) -> Result<usize> {
    db.run("DELETE FROM sending WHERE site = ?", &[site.to_string().into()]).await
}

/// Sites whose sends have something to do.
pub async fn sending(db: &Db) -> Result<Vec<SiteId>> {
    let rows = db.rows("SELECT site FROM sending ORDER BY site", &[]).await?;
    Ok(rows.iter().filter_map(|row| row.text(0).ok().and_then(SiteId::parse)).collect())
}

fn read(row: &Row) -> Result<Stored> {
    let maybe = |column: usize| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
    let cap = |column: usize| maybe(column).map(|cap| cap.and_then(|cap| u32::try_from(cap).ok()));
    Ok(Stored {
        provider: row.text(0)?.to_owned(),
        sealed: row.text(1)?.to_owned(),
        sender: serde_json::from_str(row.text(2)?)?,
        caps: (cap(3)?, cap(4)?),
        hook: row.text(5)?.to_owned(),
        hook_secret: row.text(6)?.to_owned(),
        own_list: row.int(7)? == 1,
        list_ms: maybe(8)?,
        version: row.int(9)?,
        terms: serde_json::from_str(row.text(10)?)?,
        refused_ms: maybe(11)?,
    })
}
