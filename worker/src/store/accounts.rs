//! Accounts, sessions, API tokens, roles in sites, and the audit trail (D1).

use worker::Result;

use super::db::Db;
use super::value::Value;

/// A session not used for this long is over: seven days.
const SESSION_IDLE_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// A session is over in any case after this long: 30 days.
pub const SESSION_MS_MAX: i64 = 30 * 24 * 60 * 60 * 1000;
/// "Last seen" is written at most this often, to spare the database: five minutes.
const SEEN_STEP_MS: i64 = 5 * 60 * 1000;
/// "Last used" of a token is written at most this often: an hour.
const USED_STEP_MS: i64 = 60 * 60 * 1000;

/// A person who may sign in.
#[derive(Clone, Debug)]
pub struct AccountRow {
    pub id: String,
    pub email: String,
    pub name: String,
}

/// Whether anybody may sign in yet.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn any(db: &Db) -> Result<bool> {
    Ok(db.first("SELECT 1 FROM account LIMIT 1", &[]).await?.is_some())
}

pub async fn any_with_demo_password(db: &Db) -> Result<bool> {
    Ok(db.first("SELECT 1 FROM account WHERE demo = 1 LIMIT 1", &[]).await?.is_some())
}

/// Adds the first account, and says whether it is the first: of two at once only one is.
pub async fn insert_first(db: &Db, account: &AccountRow, password_hash: &str, demo: bool, now_ms: i64) -> Result<bool> {
    let values = [
        Value::from(account.id.as_str()),
        account.email.as_str().into(),
        account.name.as_str().into(),
        password_hash.into(),
        demo.into(),
        now_ms.into(),
    ];
    let insert = "INSERT INTO account (id, email, name, password, demo, created_ms) \
                  SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM account)";
    Ok(db.run(insert, &values).await? > 0)
}

/// The account of this mail address (lower case) and the hash of its password.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<(AccountRow, String)>> {
    let query = "SELECT id, email, name, password FROM account WHERE email = ?";
    let Some(row) = db.first(query, &[email.into()]).await? else { return Ok(None) };
    let account = AccountRow { id: row.text(0)?.into(), email: row.text(1)?.into(), name: row.text(2)?.into() };
    Ok(Some((account, row.text(3)?.into())))
}

/// Begins a session. `hash` is that of the cookie's secret. Sessions that are over are swept away with it.
pub async fn begin_session(db: &Db, hash: &str, account: &str, now_ms: i64) -> Result<()> {
    let begin = [hash.into(), account.into(), now_ms.into(), now_ms.into()];
    let over = [Value::from(now_ms - SESSION_MS_MAX), (now_ms - SESSION_IDLE_MS).into()];
    db.batch(&[
        ("DELETE FROM session WHERE created_ms < ? OR seen_ms < ?", &over),
        ("INSERT INTO session (hash, account, created_ms, seen_ms) VALUES (?, ?, ?, ?)", &begin),
    ])
    .await?;
    Ok(())
}

/// The account of a session that is not over; it counts as seen now.
pub async fn by_session(db: &Db, hash: &str, now_ms: i64) -> Result<Option<AccountRow>> {
    let query = "SELECT account.id, email, name, seen_ms FROM session JOIN account ON account.id = session.account \
                 WHERE hash = ? AND session.created_ms >= ? AND seen_ms >= ?";
    let values = [hash.into(), (now_ms - SESSION_MS_MAX).into(), (now_ms - SESSION_IDLE_MS).into()];
    let Some(row) = db.first(query, &values).await? else { return Ok(None) };
    if row.int(3)? < now_ms - SEEN_STEP_MS {
        db.run("UPDATE session SET seen_ms = ? WHERE hash = ?", &[now_ms.into(), hash.into()]).await?;
    }
    Ok(Some(AccountRow { id: row.text(0)?.into(), email: row.text(1)?.into(), name: row.text(2)?.into() }))
}

pub async fn end_session(db: &Db, hash: &str) -> Result<()> {
    db.run("DELETE FROM session WHERE hash = ?", &[hash.into()]).await?;
    Ok(())
}

/// A new token: its hash, its id, whose it is, what it is called, and its scopes separated by spaces.
pub async fn insert_token(db: &Db, hash: &str, id: &str, account: &str, name: &str, scopes: &str, now_ms: i64) -> Result<()> {
    let values = [hash.into(), id.into(), account.into(), name.into(), scopes.into(), now_ms.into()];
    let insert = "INSERT INTO api_token (hash, id, account, name, scopes, created_ms) VALUES (?, ?, ?, ?, ?, ?)";
    db.run(insert, &values).await?;
    Ok(())
}

/// The account of a token, and the token's scopes.
pub async fn by_token(db: &Db, hash: &str, now_ms: i64) -> Result<Option<(AccountRow, String)>> {
    let query = "SELECT account.id, email, account.name, scopes, coalesce(used_ms, 0) FROM api_token \
                 JOIN account ON account.id = api_token.account WHERE hash = ?";
    let Some(row) = db.first(query, &[hash.into()]).await? else { return Ok(None) };
    if row.int(4)? < now_ms - USED_STEP_MS {
        db.run("UPDATE api_token SET used_ms = ? WHERE hash = ?", &[now_ms.into(), hash.into()]).await?;
    }
    let account = AccountRow { id: row.text(0)?.into(), email: row.text(1)?.into(), name: row.text(2)?.into() };
    Ok(Some((account, row.text(3)?.into())))
}

/// The role of an account in a site, as stored.
pub async fn role_in(db: &Db, site: &str, account: &str) -> Result<Option<String>> {
    let query = "SELECT role FROM member WHERE site = ? AND account = ?";
    let row = db.first(query, &[site.into(), account.into()]).await?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Notes who did what. `detail` names no shopper and holds no secret.
pub async fn audit(db: &Db, account: Option<&str>, site: Option<&str>, action: &str, detail: &str, now_ms: i64) -> Result<()> {
    let values = [now_ms.into(), account.into(), site.into(), action.into(), detail.into()];
    let insert = "INSERT INTO audit (at_ms, account, site, action, detail) VALUES (?, ?, ?, ?, ?)";
    db.run(insert, &values).await?;
    Ok(())
}
