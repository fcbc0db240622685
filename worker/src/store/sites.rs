//! Sites and their secrets (D1).

use std::cell::RefCell;
use std::collections::HashMap;

use message::attribution::Rule;
use message::rules::Pace;
use model::ids::SiteId;
use serde::{Deserialize, Serialize};
use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;
use crate::person::placement::Map;

/// A shop, as its people and the edge see it.
#[derive(Clone, Debug, Serialize)]
pub struct Site {
    /// 16 hex digits.
    pub id: String,
    /// Public, in the script tag: 3 to 32 of `a-z 0-9 -`.
    pub key: String,
    pub name: String,
    /// IANA name, as `Asia/Seoul`.
    pub zone: String,
    /// ISO 4217, as `KRW`.
    pub currency: String,
    /// Hosts whose pages (and whose subdomains' pages) may carry the script.
    pub domains: Vec<String>,
    #[serde(skip)]
    pub config_version: i64,
    /// What else its owner has set.
    #[serde(skip)]
    pub preferences: Preferences,
    #[serde(skip)]
    pub settings_version: i64,
    /// Where its people live.
    #[serde(skip)]
    pub map: Map,
}

/// What a shop owner sets beside name, zone, currency and domains. Stored as JSON: what is left out is as it always was.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// The language of messages' own words, `ko` or `en`; none: Korean in Korea.
    #[serde(default)]
    pub locale: Option<Locale>,
    #[serde(default)]
    pub consent: Consent,
    #[serde(default, skip_serializing_if = "DoNotTrack::is_default")]
    pub do_not_track: DoNotTrack,
    /// Kinds of page data that are not read.
    #[serde(default)]
    pub adapters_off: Vec<String>,
    /// Which message an order is credited to: what the next publication will say.
    #[serde(default)]
    pub attribution: Rule,
    /// How many messages there are for one shopper, and how soon after one another: what the next publication will say.
    #[serde(default)]
    pub pace: Pace,
    /// How long visits are kept. As it always was it is not written, so that an older deployment can read it.
    #[serde(default, skip_serializing_if = "Retention::is_default")]
    pub retention: Retention,
}

impl Preferences {
    /// Whether some shoppers are asked before anything is kept or sent.
    pub fn asks(&self) -> bool {
        self.consent == Consent::Required || self.do_not_track == DoNotTrack::Heeded
    }
}

/// How many days visits are kept, by when they began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Retention(pub u16);

impl Retention {
    /// Thirteen months: a year can be compared with the one before.
    pub const MAX: Self = Self(400);
    /// Less could not tell who comes back.
    pub const MIN: Self = Self(30);
    const DAY_MS: i64 = 86_400_000;

    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// In milliseconds.
    pub fn ms(self) -> i64 {
        i64::from(self.0) * Self::DAY_MS
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self::MAX
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    Ko,
    En,
}

/// Whether shoppers are asked before anything is stored on their devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consent {
    #[default]
    None,
    Required,
}

/// What is done about browsers that ask not to be tracked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DoNotTrack {
    /// Nothing.
    #[default]
    Ignored,
    /// They are asked first, as [`Consent::Required`] says.
    Heeded,
}

impl DoNotTrack {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Site {
    /// Whether messages' own words are Korean.
    pub fn is_korean(&self) -> bool {
        self.preferences.locale.map_or(self.zone == "Asia/Seoul", |locale| locale == Locale::Ko)
    }
}

const COLUMNS: &str = "site.id, key, name, zone, currency, domains, config_version, map_version, map, settings, settings_version";
/// How many they are.
const COLUMNS_COUNT: usize = 11;

/// How long a site read by its key is believed: design.md gives a pause 60 s to be everywhere.
const KEPT_MS: i64 = 60_000;
/// How many sites one instance keeps: a few hundred bytes each.
const KEPT_MAX: usize = 1_000;

thread_local! {
    static KEPT: RefCell<HashMap<String, (Site, i64)>> = RefCell::new(HashMap::new());
}

/// The site of a scope.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn load(db: &Db, scope: &SiteScope) -> Result<Option<Site>> {
    let query = format!("SELECT {COLUMNS} FROM site WHERE id = ?");
    db.first(&query, &[scope.site().into()]).await?.as_ref().map(read).transpose()
}

/// What the ids of imported visitors are made of, 64 hex digits: it never changes. Until it is renewed, the shop signs its members with it too
/// (`secrets`).
pub async fn secret(db: &Db, scope: &SiteScope) -> Result<Option<String>> {
    let row = db.first("SELECT secret FROM site WHERE id = ?", &[scope.site().into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// The sites of an account, with its role in each.
pub async fn of_account(db: &Db, account: &str) -> Result<Vec<(Site, String)>> {
    let query = format!("SELECT {COLUMNS}, role FROM member JOIN site ON site.id = member.site WHERE account = ? ORDER BY name, site.id");
    let rows = db.rows(&query, &[account.into()]).await?;
    rows.iter().map(|row| Ok((read(row)?, row.text(COLUMNS_COUNT)?.to_owned()))).collect()
}

/// Adds a site with its first owner. Returns `false` when its key (or id) is taken.
pub async fn insert(db: &Db, site: &Site, secret: &str, owner: &str, now_ms: i64) -> Result<bool> {
    let domains = serde_json::to_string(&site.domains).unwrap_or_default();
    let values = [
        Value::from(site.id.as_str()),
        site.key.as_str().into(),
        site.name.as_str().into(),
        site.zone.as_str().into(),
        site.currency.as_str().into(),
        domains.into(),
        secret.into(),
        now_ms.into(),
    ];
    let insert = "INSERT INTO site (id, key, name, zone, currency, domains, secret, config_version, created_ms) \
                  VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING";
    let member = [Value::from(site.id.as_str()), owner.into(), secret.into()];
    // Only with the row that this very call made: its secret is new.
    let join = "INSERT INTO member (site, account, role) SELECT id, ?2, 'owner' FROM site WHERE id = ?1 AND secret = ?3";
    let changed = db.batch(&[(insert, &values), (join, &member)]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Writes what its owner may set, and its settings' version.
pub fn set(scope: &SiteScope, site: &Site) -> Sql {
    let json = |value: serde_json::Result<String>| value.unwrap_or_default();
    let values = vec![
        site.name.as_str().into(),
        site.zone.as_str().into(),
        site.currency.as_str().into(),
        json(serde_json::to_string(&site.domains)).into(),
        json(serde_json::to_string(&site.preferences)).into(),
        site.settings_version.into(),
        scope.site().into(),
    ];
    Sql("UPDATE site SET name = ?, zone = ?, currency = ?, domains = ?, settings = ?, settings_version = ? WHERE id = ?", values)
}

/// The site with this public key. Only `auth` may ask: it makes the scope of a shopper's request of it.
pub async fn by_key(db: &Db, key: &str, now_ms: i64) -> Result<Option<Site>> {
    let kept = KEPT.with_borrow(|kept| kept.get(key).filter(|(_, at_ms)| now_ms - at_ms < KEPT_MS).map(|(site, _)| site.clone()));
    if kept.is_some() {
        return Ok(kept);
    }
    let query = format!("SELECT {COLUMNS} FROM site WHERE key = ?");
    let site = db.first(&query, &[key.into()]).await?.as_ref().map(read).transpose()?;
    if let Some(site) = &site {
        KEPT.with_borrow_mut(|kept| {
            if kept.len() >= KEPT_MAX {
                kept.clear();
            }
            kept.insert(key.to_owned(), (site.clone(), now_ms));
        });
    }
    Ok(site)
}

/// Where a site's people live now.
pub async fn map(db: &Db, site: SiteId) -> Result<Map> {
    let row = db.first("SELECT map_version, map FROM site WHERE id = ?", &[site.to_string().into()]).await?;
    row.map_or_else(|| Ok(Map::first()), |row| read_map(&row, 0))
}

/// How long a site's visits are kept.
pub async fn retention(db: &Db, site: SiteId) -> Result<Retention> {
    let row = db.first("SELECT settings FROM site WHERE id = ?", &[site.to_string().into()]).await?;
    let preferences = row.map(|row| serde_json::from_str::<Preferences>(row.text(0)?).map_err(worker::Error::from)).transpose()?;
    Ok(preferences.unwrap_or_default().retention)
}

/// How many objects a site has ever had, or begun to have.
pub async fn objects_ever(db: &Db, site: SiteId) -> Result<u16> {
    let row = db.first("SELECT objects_ever FROM site WHERE id = ?", &[site.to_string().into()]).await?;
    row.map_or(Ok(0), |row| row.int(0)).map(|ever| u16::try_from(ever).unwrap_or(u16::MAX))
}

/// Somebody takes growing into their hands, for so long, unless somebody else has it. Returns whether they do.
pub async fn begin_growing(db: &Db, site: SiteId, objects: Option<u16>, token: u32, now_ms: i64, for_ms: i64) -> Result<bool> {
    let values = [Value::from(site.to_string()), objects.map(u32::from).into(), token.into(), (now_ms + for_ms).into(), now_ms.into()];
    let take = "UPDATE site SET grow_to = coalesce(?2, grow_to), objects_ever = max(objects_ever, coalesce(?2, 0)), grow_token = ?3, \
                grow_until_ms = ?4 WHERE id = ?1 AND grow_until_ms < ?5";
    Ok(db.run(take, &values).await? > 0)
}

/// They are still at it. Returns whether nobody else is.
pub async fn renew_growing(db: &Db, site: SiteId, token: u32, until_ms: i64) -> Result<bool> {
    let values = [Value::from(site.to_string()), token.into(), until_ms.into()];
    Ok(db.run("UPDATE site SET grow_until_ms = ?3 WHERE id = ?1 AND grow_token = ?2", &values).await? > 0)
}

/// They have it no longer; where all is done, nothing is left to do.
pub async fn end_growing(db: &Db, site: SiteId, token: u32, is_done: bool) -> Result<bool> {
    let values = [Value::from(site.to_string()), token.into(), is_done.into()];
    let end = "UPDATE site SET grow_until_ms = 0, grow_to = CASE WHEN ?3 THEN NULL ELSE grow_to END WHERE id = ?1 AND grow_token = ?2";
    Ok(db.run(end, &values).await? > 0)
}

/// Turns the map to its next version, if it is still the one before, and growing in the same hands. Returns whether it was.
pub async fn turn_map(db: &Db, site: SiteId, map: &Map, token: u32) -> Result<bool> {
    let values = [Value::from(site.to_string()), map.version.into(), map.text().into(), token.into()];
    let turn = "UPDATE site SET map_version = ?2, map = ?3 WHERE id = ?1 AND map_version = ?2 - 1 AND grow_token = ?4";
    Ok(db.run(turn, &values).await? > 0)
}

/// Sites that are to have more objects (or fewer) than they have: how many, their zones and currencies.
pub async fn growing(db: &Db) -> Result<Vec<(SiteId, u16, String, String)>> {
    let rows = db.rows("SELECT id, grow_to, zone, currency FROM site WHERE grow_to IS NOT NULL", &[]).await?;
    let read = |row: &Row| {
        let (id, objects) = (SiteId::parse(row.text(0).ok()?)?, u16::try_from(row.int(1).ok()?).ok()?);
        Some((id, objects, row.text(2).ok()?.to_owned(), row.text(3).ok()?.to_owned()))
    };
    Ok(rows.iter().filter_map(read).collect())
}

fn read_map(row: &Row, column: usize) -> Result<Map> {
    let map = Map::read(row.int(column)?, row.text(column + 1)?);
    map.ok_or_else(|| worker::Error::RustError("a stored map cannot be read".into()))
}

/// Lets the next read by key see the site as it is: its map has changed.
pub fn forget_kept_of(site: SiteId) {
    let id = site.to_string();
    KEPT.with_borrow_mut(|kept| kept.retain(|_, (kept, _)| kept.id != id));
}

/// Lets the next read by key see what was just published. Other instances see it within [`KEPT_MS`].
pub fn forget_kept(key: &str) {
    KEPT.with_borrow_mut(|kept| kept.remove(key));
}

fn read(row: &Row) -> Result<Site> {
    Ok(Site {
        id: row.text(0)?.into(),
        key: row.text(1)?.into(),
        name: row.text(2)?.into(),
        zone: row.text(3)?.into(),
        currency: row.text(4)?.into(),
        domains: serde_json::from_str(row.text(5)?)?,
        config_version: row.int(6)?,
        map: read_map(row, 7)?,
        preferences: serde_json::from_str(row.text(9)?)?,
        settings_version: row.int(10)?,
    })
}
