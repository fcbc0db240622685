//! Sessions of the console (D1). A session is known by the hash of its cookie's secret, and spoken of by its id.

use model::time::EpochMs;
use serde::Serialize;
use worker::Result;

use super::accounts::{AccountRow, COLUMNS};
use super::audit::{Entry, NOTE_IF_CHANGED};
use super::db::Db;
use super::value::Value;

/// A session not used for this long is over: 30 days.
const IDLE_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// A session is over in any case after this long: 90 days.
pub const AGE_MS_MAX: i64 = 90 * 24 * 60 * 60 * 1000;
/// "Last seen" is written at most this often, to spare the database: five minutes.
const SEEN_STEP_MS: i64 = 5 * 60 * 1000;
/// Most sessions of an account: a new one ends the oldest.
const SESSIONS_MAX: i64 = 50;

/// A session that begins.
pub struct New<'a> {
    /// Of the cookie's secret.
    pub hash: &'a str,
    pub id: &'a str,
    pub account: &'a str,
    /// The hash of the password that was given: it must still be the account's.
    pub password: &'a str,
    /// Device, system and browser, as they say: "pc windows chrome".
    pub agent: &'a str,
    /// The address without its end.
    pub place: &'a str,
    /// The session that this browser had until now, which is over.
    pub replaces: Option<&'a str>,
}

/// Begins a session. Sessions that are over are swept away with it. Returns `false` when the password was changed meanwhile.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn begin(db: &Db, new: &New<'_>, now_ms: i64) -> Result<bool> {
    let over = [Value::from(now_ms - AGE_MS_MAX), (now_ms - IDLE_MS).into()];
    let replaced = [Value::from(new.replaces)];
    let oldest = [Value::from(new.account), (SESSIONS_MAX - 1).into()];
    let begin =
        [Value::from(new.hash), new.id.into(), new.account.into(), new.agent.into(), new.place.into(), now_ms.into(), new.password.into()];
    let signed_in = Entry { by: Some(new.account), detail: new.id, ..Entry::of("signed_in", now_ms) };
    let changed = db
        .batch(&[
            ("DELETE FROM session WHERE created_ms < ? OR seen_ms < ?", &over),
            ("DELETE FROM session WHERE hash = ?", &replaced),
            (
                "DELETE FROM session WHERE account = ?1 AND hash NOT IN \
                 (SELECT hash FROM session WHERE account = ?1 ORDER BY created_ms DESC LIMIT ?2)",
                &oldest,
            ),
            (
                "INSERT INTO session (hash, id, account, agent, place, created_ms, seen_ms) \
                 SELECT ?1, ?2, id, ?4, ?5, ?6, ?6 FROM account WHERE id = ?3 AND password = ?7",
                &begin,
            ),
            (NOTE_IF_CHANGED, &signed_in.values()),
        ])
        .await?;
    Ok(changed.last().is_some_and(|rows| *rows > 0))
}

/// The account of a session that is not over; it counts as seen now.
pub async fn account(db: &Db, hash: &str, now_ms: i64) -> Result<Option<AccountRow>> {
    let query = format!(
        "SELECT {COLUMNS}, seen_ms FROM session JOIN account ON account.id = session.account \
         WHERE hash = ? AND session.created_ms >= ? AND seen_ms >= ?"
    );
    let values = [hash.into(), (now_ms - AGE_MS_MAX).into(), (now_ms - IDLE_MS).into()];
    let Some(row) = db.first(&query, &values).await? else { return Ok(None) };
    if row.int(3)? < now_ms - SEEN_STEP_MS {
        db.run("UPDATE session SET seen_ms = ? WHERE hash = ?", &[now_ms.into(), hash.into()]).await?;
    }
    Ok(Some(AccountRow::read(&row)?))
}

/// A session as its account is shown it.
#[derive(Serialize)]
pub struct Session {
    id: String,
    created: String,
    seen: String,
    /// "pc windows chrome", or "program".
    agent: String,
    /// "203.0.113.0/24"
    place: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// The sessions of an account that are not over, the last seen first. `current` is the hash of the one that asks.
pub async fn list(db: &Db, account: &str, current: &str, now_ms: i64) -> Result<Vec<Session>> {
    let query = "SELECT id, created_ms, seen_ms, agent, place, hash = ?2 FROM session \
                 WHERE account = ?1 AND created_ms >= ?3 AND seen_ms >= ?4 ORDER BY seen_ms DESC, id";
    let values = [account.into(), current.into(), (now_ms - AGE_MS_MAX).into(), (now_ms - IDLE_MS).into()];
    let rows = db.rows(query, &values).await?;
    let read = |row: &super::value::Row| {
        Ok(Session {
            id: row.text(0)?.into(),
            created: EpochMs(row.int(1)?).to_string(),
            seen: EpochMs(row.int(2)?).to_string(),
            agent: row.text(3)?.into(),
            place: row.text(4)?.into(),
            current: row.int(5)? == 1,
        })
    };
    rows.iter().map(read).collect()
}

/// Ends the session with this hash.
pub async fn end(db: &Db, account: &str, hash: &str, now_ms: i64) -> Result<()> {
    let entry = Entry { by: Some(account), ..Entry::of("signed_out", now_ms) };
    db.batch(&[("DELETE FROM session WHERE hash = ? AND account = ?", &[hash.into(), account.into()]), (NOTE_IF_CHANGED, &entry.values())])
        .await?;
    Ok(())
}

/// Ends the session with this id, if it is the account's. Returns whether it was.
pub async fn revoke(db: &Db, account: &str, id: &str, now_ms: i64) -> Result<bool> {
    let entry = Entry { by: Some(account), detail: id, ..Entry::of("session_revoked", now_ms) };
    let changed = db
        .batch(&[("DELETE FROM session WHERE id = ? AND account = ?", &[id.into(), account.into()]), (NOTE_IF_CHANGED, &entry.values())])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Ends all sessions of the account but the one with the hash `kept`. Returns how many.
pub async fn revoke_others(db: &Db, account: &str, kept: &str, now_ms: i64) -> Result<usize> {
    let entry = Entry { by: Some(account), ..Entry::of("sessions_revoked", now_ms) };
    let end = "DELETE FROM session WHERE account = ? AND hash <> ?";
    let changed = db.batch(&[(end, &[account.into(), kept.into()]), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().copied().unwrap_or(0))
}
