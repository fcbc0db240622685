//! Changes of the configuration: all or nothing, only if things are still as they were read, each with a row in the audit (D1).

use serde_json::Value as Json;
use worker::Result;

use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;

/// A statement, or a condition, with the values of its `?`.
pub struct Sql(pub &'static str, pub Vec<Value>);

/// What the audit keeps of a change.
pub struct Note<'a> {
    /// `saved`, `deleted`, `published`…
    pub action: &'a str,
    /// `segment/ID`, `publication/V`, `settings`…
    pub target: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Makes a change if all conditions hold, and says whether they did.
///
/// The audit's row is written first, and cannot be where a condition does not hold: its action would be NULL. Then nothing of the batch
/// has happened.
///
/// # Errors
/// What D1 refuses; then nothing has happened either.
pub async fn make(db: &Db, scope: &SiteScope, now_ms: i64, note: &Note<'_>, only_if: Vec<Sql>, then: Vec<Sql>) -> Result<bool> {
    let mut audit = String::from(
        "INSERT INTO audit (at_ms, account, token, site, detail, target, before, after, action) VALUES (?, ?, ?, ?, '', ?, ?, ?, ",
    );
    let mut values: Vec<Value> = vec![
        now_ms.into(),
        Some(scope.by()).filter(|by| !by.is_empty()).into(),
        scope.token().into(),
        scope.site().into(),
        note.target.as_str().into(),
        note.before.clone().into(),
        note.after.clone().into(),
    ];
    audit.push_str("CASE WHEN 1");
    for Sql(condition, own) in only_if {
        audit.push_str(" AND (");
        audit.push_str(condition);
        audit.push(')');
        values.extend(own);
    }
    audit.push_str(" THEN ? END)");
    values.push(note.action.into());
    let mut batch: Vec<(&str, &[Value])> = vec![(&audit, &values)];
    batch.extend(then.iter().map(|Sql(text, values)| (*text, values.as_slice())));
    match db.batch(&batch).await {
        Ok(_) => Ok(true),
        Err(error) if error.to_string().contains("NOT NULL constraint failed: audit.action") => Ok(false),
        Err(error) => Err(error),
    }
}

/// The audit's row of something that belongs to another change.
pub fn and_note(scope: &SiteScope, now_ms: i64, note: &Note<'_>) -> Sql {
    let text = "INSERT INTO audit (at_ms, account, token, site, detail, target, before, after, action) VALUES (?, ?, ?, ?, '', ?, ?, ?, ?)";
    let by = Some(scope.by()).filter(|by| !by.is_empty());
    let (before, after) = (note.before.clone(), note.after.clone());
    Sql(
        text,
        vec![
            now_ms.into(),
            by.into(),
            scope.token().into(),
            scope.site().into(),
            note.target.as_str().into(),
            before.into(),
            after.into(),
            note.action.into(),
        ],
    )
}

/// The condition that this version of the site's configuration is in force.
pub fn if_published(scope: &SiteScope, version: i64) -> Sql {
    Sql("(SELECT config_version FROM site WHERE id = ?) = ?", vec![scope.site().into(), version.into()])
}

/// One row of the audit.
pub struct Entry {
    pub id: i64,
    pub at_ms: i64,
    /// Account and name; neither for what the clock did.
    pub by: Option<(String, String)>,
    /// The token that it was done with: id, and name at that time.
    pub token: Json,
    pub action: String,
    pub target: String,
    pub detail: String,
    pub before: Json,
    pub after: Json,
}

/// The site's changes before one (or all), newest first.
///
/// # Errors
/// What D1 refuses.
pub async fn list(db: &Db, scope: &SiteScope, before: Option<i64>, target: Option<&str>, limit: u32) -> Result<Vec<Entry>> {
    let query = "SELECT audit.id, at_ms, account, coalesce(account.name, ''), action, coalesce(target, ''), detail, before, after, token \
                 FROM audit LEFT JOIN account ON account.id = audit.account \
                 WHERE site = ?1 AND audit.id < ?2 AND (?3 IS NULL OR target = ?3) ORDER BY audit.id DESC LIMIT ?4";
    // As large as an exact integer may be.
    let before = before.unwrap_or((1 << 53) - 1);
    let rows = db.rows(query, &[scope.site().into(), before.into(), target.into(), limit.into()]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Entry> {
    let json = |column| match row.text(column) {
        Ok(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        Err(_) => Json::Null,
    };
    let by = if row.is_null(2) { None } else { Some((row.text(2)?.to_owned(), row.text(3)?.to_owned())) };
    Ok(Entry {
        id: row.int(0)?,
        at_ms: row.int(1)?,
        by,
        action: row.text(4)?.into(),
        target: row.text(5)?.into(),
        detail: row.text(6)?.into(),
        before: json(7),
        after: json(8),
        token: json(9),
    })
}
