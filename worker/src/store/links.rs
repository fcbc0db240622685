//! Short links and their clicks (D1).

use std::collections::BTreeSet;

use model::time::Day;
use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;

/// A short link.
pub struct Link {
    pub code: String,
    pub campaign: String,
    /// Which message carries it; empty: the campaign's own.
    pub message: String,
    pub url: String,
    /// By people, since the first day.
    pub clicks: i64,
}

/// Where a code leads, and what must be known of its site.
pub struct Target {
    pub url: String,
    pub domains: Vec<String>,
    pub zone: String,
}

/// The stored destination of a code. It belongs to whichever site made it: whoever has the code may follow it.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn target(db: &Db, code: &str) -> Result<Option<Target>> {
    let query = "SELECT url, domains, zone FROM link JOIN site ON site.id = link.site WHERE code = ?";
    let row = db.first(query, &[code.into()]).await?;
    row.map(|row| Ok(Target { url: row.text(0)?.into(), domains: serde_json::from_str(row.text(1)?)?, zone: row.text(2)?.into() }))
        .transpose()
}

/// Counts a click of a civil day.
pub async fn count(db: &Db, code: &str, day: &str) -> Result<()> {
    let insert = "INSERT INTO link_day (code, day, clicks) VALUES (?, ?, 1) ON CONFLICT (code, day) DO UPDATE SET clicks = clicks + 1";
    db.run(insert, &[code.into(), day.into()]).await?;
    Ok(())
}

/// The links of some campaigns, each campaign's own first.
pub async fn of_campaigns(db: &Db, scope: &SiteScope, campaigns: &[&str]) -> Result<Vec<Link>> {
    let query = "SELECT code, campaign, message, url, (SELECT coalesce(sum(clicks), 0) FROM link_day WHERE link_day.code = link.code) \
                 FROM link WHERE site = ? AND campaign IN (SELECT value FROM json_each(?)) ORDER BY campaign, message";
    let rows = db.rows(query, &[scope.site().into(), serde_json::json!(campaigns).to_string().into()]).await?;
    let link = |row: &Row| {
        let (code, campaign, message) = (row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.text(2)?.to_owned());
        Ok(Link { code, campaign, message, url: row.text(3)?.into(), clicks: row.int(4)? })
    };
    rows.iter().map(link).collect()
}

/// The clicks of a campaign's links: code, day, clicks.
pub async fn days(db: &Db, scope: &SiteScope, campaign: &str) -> Result<Vec<(String, String, i64)>> {
    let query =
        "SELECT link.code, day, clicks FROM link JOIN link_day ON link_day.code = link.code WHERE site = ? AND campaign = ? ORDER BY day";
    let rows = db.rows(query, &[scope.site().into(), campaign.into()]).await?;
    rows.iter().map(|row| Ok((row.text(0)?.into(), row.text(1)?.into(), row.int(2)?))).collect()
}

/// The site's links of these codes.
pub async fn by_codes(db: &Db, scope: &SiteScope, codes: &BTreeSet<String>) -> Result<Vec<Link>> {
    let query = "SELECT code, campaign, message, url FROM link WHERE site = ? AND code IN (SELECT value FROM json_each(?)) ORDER BY code";
    let rows = db.rows(query, &[scope.site().into(), serde_json::json!(codes).to_string().into()]).await?;
    let link = |row: &Row| {
        let (code, campaign, message) = (row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.text(2)?.to_owned());
        Ok(Link { code, campaign, message, url: row.text(3)?.into(), clicks: 0 })
    };
    rows.iter().map(link).collect()
}

/// How often the site's links of these codes were followed on each of these days, both in.
pub async fn days_of(db: &Db, scope: &SiteScope, codes: &BTreeSet<String>, from: Day, to: Day) -> Result<Vec<(Day, i64)>> {
    let query = "SELECT day, sum(clicks) FROM link JOIN link_day ON link_day.code = link.code WHERE site = ? \
                 AND link.code IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ? GROUP BY day";
    let values = [scope.site().into(), serde_json::json!(codes).to_string().into(), from.to_string().into(), to.to_string().into()];
    let rows = db.rows(query, &values).await?;
    rows.iter().filter_map(|row| row.text(0).map(Day::parse).transpose().map(|day| Ok((day?, row.int(1)?)))).collect()
}

/// Stores a link under a new code, or gives the one that is there a new destination: what was sent goes on to work.
pub fn put(scope: &SiteScope, code: &str, campaign: &str, message: &str, url: &str, now_ms: i64) -> Sql {
    let text = "INSERT INTO link (code, site, campaign, message, url, created_ms) VALUES (?, ?, ?, ?, ?, ?) \
                ON CONFLICT (site, campaign, message) DO UPDATE SET url = excluded.url";
    let values: Vec<Value> = vec![code.into(), scope.site().into(), campaign.into(), message.into(), url.into(), now_ms.into()];
    Sql(text, values)
}

/// Takes a campaign's links away: their codes lead nowhere.
pub fn remove(scope: &SiteScope, campaign: &str) -> Vec<Sql> {
    let values: Vec<Value> = vec![scope.site().into(), campaign.into()];
    vec![
        Sql("DELETE FROM link_day WHERE code IN (SELECT code FROM link WHERE site = ? AND campaign = ?)", values.clone()),
        Sql("DELETE FROM link WHERE site = ? AND campaign = ?", values),
    ]
}
