//! Tokens for servers (D1). Only the hash of a token is kept, and how it begins.

use model::time::EpochMs;
use serde::Serialize;
use serde_json::json;
use worker::Result;

use super::accounts::{AccountRow, COLUMNS};
use super::audit::{Entry, NOTE_IF_CHANGED};
use super::db::Db;
use super::value::{Row, Value};

/// "Last used" is kept to the hour: one write an hour, and no diary of a server.
const USED_STEP_MS: i64 = 60 * 60 * 1000;
/// Most tokens of an account: ten servers of five shops.
pub const TOKENS_MAX: u32 = 50;

/// A token as its account is shown it.
#[derive(Serialize)]
pub struct Token {
    /// 16 hex digits: how it is spoken of.
    pub id: String,
    pub name: String,
    pub scopes: Vec<String>,
    /// The id of the only site that it is for.
    pub site: Option<String>,
    /// Its first characters.
    pub start: String,
    pub created: String,
    pub used: Option<String>,
    pub expires: Option<String>,
    /// Whether it is over already.
    pub expired: bool,
}

/// A token that is made.
pub struct New<'a> {
    pub id: &'a str,
    pub hash: &'a str,
    pub start: &'a str,
    pub account: &'a str,
    pub name: &'a str,
    /// Separated by spaces.
    pub scopes: &'a str,
    pub site: Option<&'a str>,
    pub expires_ms: Option<i64>,
}

/// Keeps a token, unless the account has as many as it may. Returns whether it was kept.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn insert(db: &Db, new: &New<'_>, now_ms: i64) -> Result<bool> {
    let values = [
        Value::from(new.hash),
        new.id.into(),
        new.account.into(),
        new.name.into(),
        new.scopes.into(),
        now_ms.into(),
        new.start.into(),
        new.site.into(),
        new.expires_ms.into(),
        TOKENS_MAX.into(),
    ];
    let insert = "INSERT INTO api_token (hash, id, account, name, scopes, created_ms, start, site, expires_ms) \
                  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 WHERE (SELECT count(*) FROM api_token WHERE account = ?3) < ?10";
    let expires = new.expires_ms.map(|at| EpochMs(at).to_string());
    let after = json!({ "name": new.name, "scopes": new.scopes, "start": new.start, "expires": expires });
    let entry = Entry { by: Some(new.account), site: new.site, detail: new.id, after: Some(after), ..Entry::of("token_made", now_ms) };
    let changed = db.batch(&[(insert, &values), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// What a token that is not over is good for.
pub struct Held {
    pub account: AccountRow,
    /// Separated by spaces.
    pub scopes: String,
    /// Its only site.
    pub site: Option<String>,
    /// As the audit names it: JSON.
    pub named: String,
}

/// The token of this hash, if it is not over.
pub async fn held(db: &Db, hash: &str, now_ms: i64) -> Result<Option<Held>> {
    let query = format!(
        "SELECT {COLUMNS}, scopes, coalesce(used_ms, 0), site, json_object('id', api_token.id, 'name', api_token.name) FROM api_token JOIN account ON account.id = api_token.account \
         WHERE hash = ? AND (expires_ms IS NULL OR expires_ms > ?)"
    );
    let Some(row) = db.first(&query, &[hash.into(), now_ms.into()]).await? else { return Ok(None) };
    let hour_ms = now_ms - now_ms.rem_euclid(USED_STEP_MS);
    if row.int(4)? < hour_ms {
        db.run("UPDATE api_token SET used_ms = ? WHERE hash = ?", &[hour_ms.into(), hash.into()]).await?;
    }
    let site = if row.is_null(5) { None } else { Some(row.text(5)?.to_owned()) };
    Ok(Some(Held { account: AccountRow::read(&row)?, scopes: row.text(3)?.into(), site, named: row.text(6)?.into() }))
}

/// The tokens of an account, the newest first; those that are over, too, until they are revoked.
pub async fn list(db: &Db, account: &str, now_ms: i64) -> Result<Vec<Token>> {
    let query = "SELECT id, name, scopes, site, start, created_ms, used_ms, expires_ms FROM api_token WHERE account = ? \
                 ORDER BY created_ms DESC, id";
    db.rows(query, &[account.into()]).await?.iter().map(|row| read(row, now_ms)).collect()
}

/// Revokes a token of the account. Returns whether there was one.
pub async fn revoke(db: &Db, account: &str, id: &str, now_ms: i64) -> Result<bool> {
    let tokens = list(db, account, now_ms).await?;
    let Some(token) = tokens.iter().find(|token| token.id == id) else { return Ok(false) };
    let before = json!({ "name": token.name, "scopes": token.scopes.join(" "), "start": token.start, "expires": token.expires });
    let site = token.site.as_deref();
    let entry = Entry { by: Some(account), site, detail: id, before: Some(before), ..Entry::of("token_revoked", now_ms) };
    let delete = "DELETE FROM api_token WHERE id = ? AND account = ?";
    let changed = db.batch(&[(delete, &[id.into(), account.into()]), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

fn read(row: &Row, now_ms: i64) -> Result<Token> {
    let at = |column: usize| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
    let expires_ms = at(7)?;
    Ok(Token {
        id: row.text(0)?.into(),
        name: row.text(1)?.into(),
        scopes: row.text(2)?.split(' ').map(str::to_owned).collect(),
        site: if row.is_null(3) { None } else { Some(row.text(3)?.into()) },
        start: row.text(4)?.into(),
        created: EpochMs(row.int(5)?).to_string(),
        used: at(6)?.map(|at| EpochMs(at).to_string()),
        expires: expires_ms.map(|at| EpochMs(at).to_string()),
        expired: expires_ms.is_some_and(|at| at <= now_ms),
    })
}
