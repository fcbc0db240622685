//! Templates of Alimtalk, and where their review is (D1). What they say is an item (`store::items`); what the provider knows of it is here.

use crm::alimtalk::Template;
use crm::provider::{Kept, Review};
use crm::send::{Approved, Content, Send};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::items::{self, Kind};
use super::value::Row;
use crate::auth::SiteScope;

/// A template as its owner writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "name")]
    _name: String,
    /// Kakao's code of its category.
    pub category: String,
    pub template: Template,
}

/// What the provider knows of a template.
#[derive(Clone)]
pub struct Remote {
    /// Its id there.
    pub id: String,
    pub review: Review,
    /// The version of the item that was registered.
    pub version: i64,
    /// What was registered (JSON of [`Template`]).
    pub body: String,
    pub seen_ms: i64,
}

/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn remote(db: &Db, scope: &SiteScope, template: &str) -> Result<Option<Remote>> {
    let query = "SELECT remote, review, version, body, seen_ms FROM template WHERE site = ? AND id = ?";
    db.first(query, &[scope.site().into(), template.into()]).await?.as_ref().map(read).transpose()
}

/// All of a site, by their ids.
pub async fn all(db: &Db, scope: &SiteScope) -> Result<Vec<(String, Remote)>> {
    let query = "SELECT remote, review, version, body, seen_ms, id FROM template WHERE site = ?";
    let rows = db.rows(query, &[scope.site().into()]).await?;
    rows.iter().map(|row| Ok((row.text(5)?.to_owned(), read(row)?))).collect()
}

/// Writes what the provider has said of it.
pub async fn put(db: &Db, scope: &SiteScope, template: &str, remote: &Remote) -> Result<usize> {
    let values = [
        scope.site().into(),
        template.into(),
        remote.id.as_str().into(),
        serde_json::to_string(&remote.review)?.into(),
        remote.version.into(),
        remote.body.as_str().into(),
        remote.seen_ms.into(),
    ];
    let put = "INSERT OR REPLACE INTO template (site, id, remote, review, version, body, seen_ms) VALUES (?, ?, ?, ?, ?, ?, ?)";
    db.run(put, &values).await
}

/// Takes it away.
pub fn remove(scope: &SiteScope, template: &str) -> Sql {
    Sql("DELETE FROM template WHERE site = ? AND id = ?", vec![scope.site().into(), template.into()])
}

/// Takes the provider's word about a template of its own.
pub async fn told(db: &Db, scope: &SiteScope, kept: &Kept, now_ms: i64) -> Result<usize> {
    let values = [serde_json::to_string(&kept.review)?.into(), now_ms.into(), scope.site().into(), kept.id.as_str().into()];
    db.run("UPDATE template SET review = ?, seen_ms = ? WHERE site = ? AND remote = ?", &values).await
}

/// The template of a send, as it was approved; none where it has none, or it is not approved (any more).
pub async fn approved(db: &Db, scope: &SiteScope, send: &Send) -> Result<Option<Approved>> {
    let Content::Alimtalk { template, .. } = &send.content else { return Ok(None) };
    let remote = remote(db, scope, template).await?.filter(|remote| remote.review == Review::Approved);
    Ok(remote.and_then(|remote| Some(Approved { template: serde_json::from_str(&remote.body).ok()?, id: remote.id })))
}

/// The template of an item.
pub async fn draft(db: &Db, scope: &SiteScope, id: &str) -> Result<Option<(items::Item, Draft)>> {
    let Some(item) = items::load(db, scope, Kind::Template, id).await? else { return Ok(None) };
    let mut json: Map<String, Json> = item.body.clone();
    json.extend([("id".to_owned(), item.id.as_str().into()), ("name".to_owned(), item.name.as_str().into())]);
    let draft = serde_json::from_value(Json::Object(json))?;
    Ok(Some((item, draft)))
}

fn read(row: &Row) -> Result<Remote> {
    Ok(Remote {
        id: row.text(0)?.to_owned(),
        review: serde_json::from_str(row.text(1)?)?,
        version: row.int(2)?,
        body: row.text(3)?.to_owned(),
        seen_ms: row.int(4)?,
    })
}
