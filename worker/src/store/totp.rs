//! Second factors and their recovery codes (D1). Everything is spent by one conditional statement: of two uses at once one counts.

use worker::Result;

use super::audit::{Entry, NOTE_IF_CHANGED};
use super::db::Db;
use super::value::Value;

/// A second factor as it is stored.
pub struct Stored {
    /// Sealed.
    pub secret: String,
    /// Whether it counts.
    pub is_on: bool,
    /// Of the last code that was taken.
    pub step: i64,
}

/// The second factor of an account, on or not confirmed yet.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn of(db: &Db, account: &str) -> Result<Option<Stored>> {
    let row = db.first("SELECT secret, confirmed_ms IS NOT NULL, step FROM totp WHERE account = ?", &[account.into()]).await?;
    row.map(|row| Ok(Stored { secret: row.text(0)?.into(), is_on: row.int(1)? == 1, step: row.int(2)? })).transpose()
}

/// Keeps a new secret that waits to be confirmed. Returns `false` when a second factor is on.
pub async fn enrol(db: &Db, account: &str, secret: &str, now_ms: i64) -> Result<bool> {
    let entry = Entry { by: Some(account), ..Entry::of("totp_enrolled", now_ms) };
    let put = "INSERT INTO totp (account, secret) VALUES (?1, ?2) \
               ON CONFLICT (account) DO UPDATE SET secret = ?2, step = 0 WHERE confirmed_ms IS NULL";
    let changed = db.batch(&[(put, &[account.into(), secret.into()]), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Turns the second factor with this (sealed) secret on, by a code of this step, with these recovery codes. Returns whether it was off.
pub async fn confirm(db: &Db, account: &str, secret: &str, step: i64, code_hashes: &[String], now_ms: i64) -> Result<bool> {
    let values = [Value::from(account), secret.into(), step.into(), now_ms.into()];
    let entry = Entry { by: Some(account), subject: Some(account), ..Entry::of("totp_on", now_ms) };
    let changed = db
        .batch(&[
            ("UPDATE totp SET confirmed_ms = ?4, step = ?3 WHERE account = ?1 AND secret = ?2 AND confirmed_ms IS NULL", &values),
            (PUT_CODES_IF_CHANGED, &[account.into(), list(code_hashes)]),
            (NOTE_IF_CHANGED, &entry.values()),
        ])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Spends a step. Returns `false` when it, or a later one, was spent before.
pub async fn spend_step(db: &Db, account: &str, step: i64) -> Result<bool> {
    let spend = "UPDATE totp SET step = ?2 WHERE account = ?1 AND step < ?2 AND confirmed_ms IS NOT NULL";
    Ok(db.run(spend, &[account.into(), step.into()]).await? > 0)
}

/// Spends a recovery code. Returns whether there was such a one, unspent.
pub async fn spend_recovery_code(db: &Db, account: &str, hash: &str, now_ms: i64) -> Result<bool> {
    let values = [Value::from(account), hash.into(), now_ms.into()];
    let entry = Entry { by: Some(account), subject: Some(account), ..Entry::of("recovery_code_used", now_ms) };
    let spend = "UPDATE recovery_code SET used_ms = ?3 WHERE account = ?1 AND hash = ?2 AND used_ms IS NULL";
    let changed = db.batch(&[(spend, &values), (NOTE_IF_CHANGED, &entry.values())]).await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// How many recovery codes are left.
pub async fn recovery_codes_left(db: &Db, account: &str) -> Result<i64> {
    let row = db.first("SELECT count(*) FROM recovery_code WHERE account = ? AND used_ms IS NULL", &[account.into()]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Recovery codes in the place of those before, while the second factor is on. Returns whether it is.
pub async fn renew_recovery_codes(db: &Db, account: &str, code_hashes: &[String], now_ms: i64) -> Result<bool> {
    let entry = Entry { by: Some(account), subject: Some(account), ..Entry::of("recovery_codes_made", now_ms) };
    let own = [Value::from(account)];
    let changed = db
        .batch(&[
            ("DELETE FROM recovery_code WHERE account = ?", &own),
            // Changes nothing, and says by that whether the second factor is on.
            ("UPDATE totp SET step = step WHERE account = ? AND confirmed_ms IS NOT NULL", &own),
            (PUT_CODES_IF_CHANGED, &[account.into(), list(code_hashes)]),
            (NOTE_IF_CHANGED, &entry.values()),
        ])
        .await?;
    Ok(changed.last().is_some_and(|rows| *rows > 0))
}

/// Turns the second factor off. Returns whether it was there.
pub async fn remove(db: &Db, account: &str, now_ms: i64) -> Result<bool> {
    let entry = Entry { by: Some(account), subject: Some(account), ..Entry::of("totp_off", now_ms) };
    let own = [Value::from(account)];
    let changed = db
        .batch(&[
            ("DELETE FROM totp WHERE account = ?", &own),
            (NOTE_IF_CHANGED, &entry.values()),
            ("DELETE FROM recovery_code WHERE account = ?", &own),
        ])
        .await?;
    Ok(changed.first().is_some_and(|rows| *rows > 0))
}

/// Puts a JSON list of hashes, if the statement before it in the same batch changed anything.
const PUT_CODES_IF_CHANGED: &str = "INSERT INTO recovery_code (account, hash) SELECT ?1, value FROM json_each(?2) WHERE changes() > 0";

fn list(hashes: &[String]) -> Value {
    serde_json::to_string(hashes).unwrap_or_default().into()
}
