//! What a shop owner writes: segments, messages, groups, campaigns and sends, and which of them names which (D1).

use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use worker::Result;

use super::change::Sql;
use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Segment,
    Message,
    Group,
    Campaign,
    Send,
    Template,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::Message => "message",
            Self::Group => "group",
            Self::Campaign => "campaign",
            Self::Send => "send",
            Self::Template => "template",
        }
    }
}

/// One of them, as it stands.
#[derive(Clone, Debug)]
pub struct Item {
    /// Never that of another one, whatever its id.
    pub n: i64,
    pub kind: String,
    pub id: String,
    pub name: String,
    /// Without id, name and status.
    pub body: Map<String, Json>,
    /// Of the body, as it is stored.
    pub bytes: usize,
    /// Of a segment: active while an active message uses it, else draft.
    pub status: String,
    pub version: i64,
    pub created_ms: i64,
    pub created_by: String,
    pub updated_ms: i64,
    pub updated_by: String,
}

/// One of them, as it is to be.
pub struct Draft {
    pub kind: Kind,
    pub id: String,
    pub name: String,
    pub status: &'static str,
    pub body: Map<String, Json>,
    /// What it names.
    pub uses: Vec<(Kind, String)>,
    /// Which uploaded pictures of the site it shows, by their hashes.
    pub pictures: Vec<String>,
}

/// Who names something.
#[derive(Clone, Debug, Serialize)]
pub struct User {
    pub kind: String,
    pub id: String,
    pub name: String,
}

impl User {
    /// As a sentence names it.
    pub fn said(&self) -> String {
        format!("{} \"{}\"", self.kind, if self.name.is_empty() { &self.id } else { &self.name })
    }
}

/// Which of a kind are asked for.
pub struct Listing {
    /// In a name, an old name, or the id.
    pub search: Option<String>,
    pub status: Option<String>,
    pub sort: Sort,
    /// The last one of the page before: what it was sorted by, and its number.
    pub after: Option<(Value, i64)>,
    pub limit: u32,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: &'static str,
    pub descending: bool,
}

impl Sort {
    /// Of `created`, `name` or `updated`, backwards with a `-` before it.
    pub fn named(name: &str) -> Option<Self> {
        let (column, descending) = name.strip_prefix('-').map_or((name, false), |column| (column, true));
        let known = [("created", "n"), ("name", "name"), ("updated", "updated_ms")];
        known.into_iter().find(|(known, _)| *known == column).map(|(_, column)| Self { column, descending })
    }

    /// What an item is sorted by.
    pub fn value(self, item: &Item) -> Value {
        match self.column {
            "name" => item.name.as_str().into(),
            "updated_ms" => item.updated_ms.into(),
            _ => item.n.into(),
        }
    }
}

/// A segment is active while an active message uses it, by itself or through other segments.
const ITEMS: &str = "WITH RECURSIVE live (id) AS ( \
       SELECT used.id FROM used JOIN item ON item.site = used.site AND item.kind = by_kind AND item.id = by_id \
       WHERE used.site = ?1 AND used.kind = 'segment' AND by_kind IN ('message', 'send') AND status = 'active' \
       UNION SELECT used.id FROM used JOIN live ON live.id = by_id \
       WHERE used.site = ?1 AND used.kind = 'segment' AND by_kind = 'segment'), \
     all_items AS (SELECT n, kind, id, name, names, json, \
       CASE WHEN kind <> 'segment' THEN status WHEN id IN (SELECT id FROM live) THEN 'active' ELSE 'draft' END AS status, \
       version, created_ms, created_by, updated_ms, updated_by FROM item WHERE site = ?1) \
     SELECT n, kind, id, name, json, status, version, created_ms, created_by, updated_ms, updated_by FROM all_items";

/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn load(db: &Db, scope: &SiteScope, kind: Kind, id: &str) -> Result<Option<Item>> {
    let query = format!("{ITEMS} WHERE kind = ?2 AND id = ?3");
    db.first(&query, &[scope.site().into(), kind.name().into(), id.into()]).await?.as_ref().map(read).transpose()
}

/// The item of this number.
pub async fn numbered(db: &Db, scope: &SiteScope, n: i64) -> Result<Option<Item>> {
    let query = format!("{ITEMS} WHERE n = ?2");
    db.first(&query, &[scope.site().into(), n.into()]).await?.as_ref().map(read).transpose()
}

/// All segments, messages and groups, as they stand at one moment, the oldest first.
pub async fn all(db: &Db, scope: &SiteScope) -> Result<Vec<Item>> {
    let query = format!("{ITEMS} WHERE kind NOT IN ('campaign', 'send', 'template') ORDER BY n");
    db.rows(&query, &[scope.site().into()]).await?.iter().map(read).collect()
}

/// A page of a kind.
pub async fn list(db: &Db, scope: &SiteScope, kind: Kind, listing: &Listing) -> Result<Vec<Item>> {
    let Sort { column, descending } = listing.sort;
    let (than, order) = if descending { ("<", "DESC") } else { (">", "ASC") };
    let mut query =
        format!("{ITEMS} WHERE kind = ?2 AND (?3 IS NULL OR instr(names, ?3) > 0 OR instr(id, ?3) > 0) AND (?4 IS NULL OR status = ?4)");
    let mut values: Vec<Value> = vec![
        scope.site().into(),
        kind.name().into(),
        listing.search.as_deref().map(folded).into(),
        listing.status.clone().into(),
        listing.limit.into(),
    ];
    if let Some((value, n)) = &listing.after {
        query.push_str(&format!(" AND ({column}, n) {than} (?6, ?7)"));
        values.extend([value.clone(), (*n).into()]);
    }
    query.push_str(&format!(" ORDER BY {column} {order}, n {order} LIMIT ?5"));
    db.rows(&query, &values).await?.iter().map(read).collect()
}

/// Who names one of them.
pub async fn users(db: &Db, scope: &SiteScope, kind: Kind, id: &str) -> Result<Vec<User>> {
    let query = "SELECT by_kind, by_id, coalesce(name, '') FROM used LEFT JOIN item \
                 ON item.site = used.site AND item.kind = by_kind AND item.id = by_id \
                 WHERE used.site = ? AND used.kind = ? AND used.id = ? ORDER BY by_kind, by_id";
    let rows = db.rows(query, &[scope.site().into(), kind.name().into(), id.into()]).await?;
    rows.iter().map(|row| Ok(User { kind: row.text(0)?.into(), id: row.text(1)?.into(), name: row.text(2)?.into() })).collect()
}

/// How many there are of a kind.
pub async fn count(db: &Db, scope: &SiteScope, kind: Kind) -> Result<i64> {
    let row = db.first("SELECT count(*) FROM item WHERE site = ? AND kind = ?", &[scope.site().into(), kind.name().into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// The campaign of this name, whatever its case.
pub async fn campaign_named(db: &Db, scope: &SiteScope, name: &str) -> Result<Option<String>> {
    // The present name is the last line.
    let query =
        "SELECT id FROM item WHERE site = ?1 AND kind = 'campaign' AND (names = ?2 OR substr(names, -length(?2) - 1) = char(10) || ?2)";
    let row = db.first(query, &[scope.site().into(), folded(name).into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// The condition that it is at this version; `None`: not there.
pub fn if_at(scope: &SiteScope, kind: Kind, id: &str, version: Option<(i64, i64)>) -> Sql {
    let (site, kind, id) = (scope.site().into(), kind.name().into(), id.into());
    match version {
        Some((n, version)) => Sql(
            "(SELECT version FROM item WHERE site = ? AND kind = ? AND id = ? AND n = ?) = ?",
            vec![site, kind, id, n.into(), version.into()],
        ),
        None => Sql("NOT EXISTS (SELECT 1 FROM item WHERE site = ? AND kind = ? AND id = ?)", vec![site, kind, id]),
    }
}

/// The condition that no message of this id was published and then deleted: what it did is counted under its id, and kept.
pub fn if_new_id(scope: &SiteScope, kind: Kind, id: &str) -> Sql {
    let target = format!("{}/{id}", kind.name());
    Sql(IS_NEW_ID, vec![scope.site().into(), target.into()])
}

/// Whether that is so.
pub async fn is_new_id(db: &Db, scope: &SiteScope, kind: Kind, id: &str) -> Result<bool> {
    let target = format!("{}/{id}", kind.name());
    Ok(db.first(&format!("SELECT 1 WHERE {IS_NEW_ID}"), &[scope.site().into(), target.into()]).await?.is_some())
}

/// One that was never published is deleted as a draft: nothing was counted, and its id is free.
const IS_NEW_ID: &str = "NOT EXISTS (SELECT 1 FROM audit WHERE site = ? AND target = ? AND action = 'deleted' AND before ->> 'status' NOT IN ('draft', 'preview'))";

/// The condition that nobody names it.
pub fn if_unused(scope: &SiteScope, kind: Kind, id: &str) -> Sql {
    Sql("NOT EXISTS (SELECT 1 FROM used WHERE site = ? AND kind = ? AND id = ?)", vec![scope.site().into(), kind.name().into(), id.into()])
}

/// The condition that all of this kind that it names are there.
pub fn if_there(scope: &SiteScope, kind: Kind, draft: &Draft) -> Sql {
    let ids: Vec<&str> = draft.uses.iter().filter(|(used, id)| *used == kind && *id != draft.id).map(|(_, id)| id.as_str()).collect();
    let text =
        "NOT EXISTS (SELECT 1 FROM json_each(?) one WHERE NOT EXISTS (SELECT 1 FROM item WHERE site = ? AND kind = ? AND id = one.value))";
    Sql(text, vec![json!(ids).to_string().into(), scope.site().into(), kind.name().into()])
}

/// The condition that there are fewer than this.
pub fn if_fewer(scope: &SiteScope, kind: Kind, max: u32) -> Sql {
    Sql("(SELECT count(*) FROM item WHERE site = ? AND kind = ?) < ?", vec![scope.site().into(), kind.name().into(), max.into()])
}

/// The condition that no other campaign has this name, whatever its case.
pub fn if_name_free(scope: &SiteScope, draft: &Draft) -> Sql {
    // The present name is the last line.
    let text = "NOT EXISTS (SELECT 1 FROM item WHERE site = ? AND kind = 'campaign' AND id <> ? \
                AND (names = ? OR substr(names, -length(?) - 1) = char(10) || ?))";
    let own = Value::from(folded(&draft.name));
    Sql(text, vec![scope.site().into(), draft.id.as_str().into(), own.clone(), own.clone(), own])
}

/// Writes all of these at once, however many. Those that are as they were stay at their version.
pub fn put(scope: &SiteScope, drafts: &[Draft], now_ms: i64) -> Vec<Sql> {
    let rows: Vec<Json> = drafts
        .iter()
        .map(|draft| {
            json!([
                draft.kind.name(),
                draft.id,
                draft.name,
                folded(&draft.name),
                Json::Object(draft.body.clone()).to_string(),
                draft.status
            ])
        })
        .collect();
    let keys: Vec<Json> = drafts.iter().map(|draft| json!([draft.kind.name(), draft.id])).collect();
    let mut uses: Vec<Json> =
        drafts.iter().flat_map(|draft| draft.uses.iter().map(|(kind, id)| json!([draft.kind.name(), draft.id, kind.name(), id]))).collect();
    uses.extend(drafts.iter().flat_map(|draft| draft.pictures.iter().map(|hash| json!([draft.kind.name(), draft.id, "picture", hash]))));
    // The last names are kept, some 50 of them.
    let upsert = "INSERT INTO item (site, kind, id, name, names, json, status, version, created_ms, created_by, updated_ms, updated_by) \
         SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, 1, ?3, ?4, ?3, ?4 FROM json_each(?2) WHERE true \
         ON CONFLICT (site, kind, id) DO UPDATE SET name = excluded.name, json = excluded.json, status = excluded.status, \
         names = CASE WHEN item.name = excluded.name THEN item.names ELSE substr(item.names || char(10) || excluded.names, -4000) END, \
         version = item.version + 1, updated_ms = excluded.updated_ms, updated_by = excluded.updated_by \
         WHERE item.name <> excluded.name OR item.json <> excluded.json OR item.status <> excluded.status";
    let (site, by): (Value, Value) = (scope.site().into(), scope.by().into());
    vec![
        Sql(upsert, vec![site.clone(), json!(rows).to_string().into(), now_ms.into(), by]),
        Sql(
            "DELETE FROM used WHERE site = ? AND (by_kind, by_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
            vec![site.clone(), json!(keys).to_string().into()],
        ),
        Sql(
            "INSERT OR IGNORE INTO used (site, by_kind, by_id, kind, id) \
             SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)",
            vec![site, json!(uses).to_string().into()],
        ),
    ]
}

/// Takes these away.
pub fn remove(scope: &SiteScope, gone: &[(Kind, &str)]) -> Vec<Sql> {
    let keys: Vec<Json> = gone.iter().map(|(kind, id)| json!([kind.name(), id])).collect();
    let values: Vec<Value> = vec![scope.site().into(), json!(keys).to_string().into()];
    vec![
        Sql("DELETE FROM used WHERE site = ? AND (by_kind, by_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))", values.clone()),
        Sql("DELETE FROM item WHERE site = ? AND (kind, id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))", values),
    ]
}

/// Turns the status of one of them.
pub fn turn(scope: &SiteScope, kind: Kind, id: &str, status: &str, now_ms: i64) -> Sql {
    let text = "UPDATE item SET status = ?4, version = version + 1, updated_ms = ?5, updated_by = ?6 WHERE site = ?1 AND kind = ?2 AND id = ?3 AND status <> ?4";
    Sql(text, vec![scope.site().into(), kind.name().into(), id.into(), status.into(), now_ms.into(), scope.by().into()])
}

/// A name as it is searched for.
pub fn folded(name: &str) -> String {
    name.to_lowercase()
}

fn read(row: &Row) -> Result<Item> {
    let body = row.text(4)?;
    Ok(Item {
        n: row.int(0)?,
        kind: row.text(1)?.into(),
        id: row.text(2)?.into(),
        name: row.text(3)?.into(),
        body: serde_json::from_str(body)?,
        bytes: body.len(),
        status: row.text(5)?.into(),
        version: row.int(6)?,
        created_ms: row.int(7)?,
        created_by: row.text(8)?.into(),
        updated_ms: row.int(9)?,
        updated_by: row.text(10)?.into(),
    })
}
