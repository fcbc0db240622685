//! Who changed what (D1). Lines are added, never changed; they name no shopper and hold no secret.

use serde::Serialize;
use serde_json::Value as Json;
use worker::Result;

use super::db::Db;
use super::value::{Row, Value};
use crate::auth::SiteScope;
use model::time::EpochMs;

/// Lines of one page.
const PAGE: usize = 50;

/// One line: what was done, and as far as it applies by whom, where, to whom, and how it was before and after.
pub struct Entry<'a> {
    pub action: &'static str,
    pub now_ms: i64,
    /// The account that did it.
    pub by: Option<&'a str>,
    /// With this token, as the audit names it (JSON).
    pub token: Option<&'a str>,
    pub site: Option<&'a str>,
    /// The account that it happened to.
    pub subject: Option<&'a str>,
    /// The id of the thing that it is about.
    pub detail: &'a str,
    pub before: Option<Json>,
    pub after: Option<Json>,
}

/// Adds the line of [`Entry::values`] if the statement before it in the same batch changed anything: what is noted has happened, and what has
/// happened is noted.
pub const NOTE_IF_CHANGED: &str = "INSERT INTO audit (at_ms, account, token, site, action, detail, subject, before, after) \
                                   SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE changes() > 0";

impl<'a> Entry<'a> {
    pub fn of(action: &'static str, now_ms: i64) -> Self {
        Self { action, now_ms, by: None, token: None, site: None, subject: None, detail: "", before: None, after: None }
    }

    /// As [`NOTE_IF_CHANGED`] wants them.
    pub fn values(&self) -> [Value; 9] {
        let json = |value: &Option<Json>| value.as_ref().map(Json::to_string).into();
        [
            self.now_ms.into(),
            self.by.into(),
            self.token.into(),
            self.site.into(),
            self.action.into(),
            self.detail.into(),
            self.subject.into(),
            json(&self.before),
            json(&self.after),
        ]
    }

    /// Adds the line, whatever was before.
    ///
    /// # Errors
    /// What D1 refuses; so for all of this file.
    pub async fn note(&self, db: &Db) -> Result<()> {
        let insert =
            "INSERT INTO audit (at_ms, account, token, site, action, detail, subject, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        db.run(insert, &self.values()).await?;
        Ok(())
    }
}

/// Notes who did what: an account, and the token that it did it with.
pub async fn note(
    db: &Db,
    (account, token): (Option<&str>, Option<&str>),
    site: Option<&str>,
    action: &'static str,
    detail: &str,
    now_ms: i64,
) -> Result<()> {
    Entry { by: account, token, site, detail, ..Entry::of(action, now_ms) }.note(db).await
}

/// A line as it is shown.
#[derive(Serialize)]
pub struct Line {
    #[serde(skip)]
    id: i64,
    at: String,
    action: String,
    by: Option<Who>,
    /// The token that it was done with: id, and name at that time.
    token: Option<Json>,
    subject: Option<Who>,
    /// The site's id.
    site: Option<String>,
    detail: String,
    before: Option<Json>,
    after: Option<Json>,
}

#[derive(Serialize)]
struct Who {
    id: String,
    email: String,
    name: String,
}

/// A page of lines, the newest first, and the cursor of the next page if there is one.
#[derive(Serialize)]
pub struct Page {
    entries: Vec<Line>,
    next: Option<String>,
}

/// What happened in a site before the line `cursor`.
pub async fn of_site(db: &Db, scope: &SiteScope, cursor: i64) -> Result<Page> {
    page(db, "audit.site = ?1", scope.site(), cursor).await
}

/// What an account did, and what happened to it, before the line `cursor`.
pub async fn of_account(db: &Db, account: &str, cursor: i64) -> Result<Page> {
    page(db, "(audit.account = ?1 OR audit.subject = ?1)", account, cursor).await
}

async fn page(db: &Db, whose: &str, id: &str, cursor: i64) -> Result<Page> {
    let query = format!(
        "SELECT audit.id, at_ms, action, detail, site, before, after, doer.id, doer.email, doer.name, done.id, done.email, done.name, token FROM audit \
         LEFT JOIN account doer ON doer.id = audit.account LEFT JOIN account done ON done.id = audit.subject \
         WHERE {whose} AND audit.id < ?2 ORDER BY audit.id DESC LIMIT {}",
        PAGE + 1
    );
    let rows = db.rows(&query, &[id.into(), cursor.into()]).await?;
    let has_more = rows.len() > PAGE;
    let entries = rows.iter().take(PAGE).map(line).collect::<Result<Vec<Line>>>()?;
    let next = entries.last().filter(|_| has_more).map(|line| line.id.to_string());
    Ok(Page { entries, next })
}

fn line(row: &Row) -> Result<Line> {
    let text = |column: usize| if row.is_null(column) { Ok(None) } else { row.text(column).map(|text| Some(text.to_owned())) };
    let json = |column: usize| text(column).map(|text| text.and_then(|text| serde_json::from_str(&text).ok()));
    Ok(Line {
        id: row.int(0)?,
        at: EpochMs(row.int(1)?).to_string(),
        action: row.text(2)?.into(),
        detail: row.text(3)?.into(),
        site: text(4)?,
        before: json(5)?,
        after: json(6)?,
        by: who(row, 7)?,
        token: json(13)?,
        subject: who(row, 10)?,
    })
}

fn who(row: &Row, column: usize) -> Result<Option<Who>> {
    if row.is_null(column) {
        return Ok(None);
    }
    Ok(Some(Who { id: row.text(column)?.into(), email: row.text(column + 1)?.into(), name: row.text(column + 2)?.into() }))
}
