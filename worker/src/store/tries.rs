//! Limits on tries at signing in, as buckets that fill with each try and drain with time (D1).
//!
//! A try is refused while a bucket is full, and a full bucket always drains: nobody is shut out for good. Strangers can fill
//! the bucket of an account, but not for a place it has signed in from before.

use worker::Result;

use super::db::Db;
use super::value::Value;
use crate::secret::sha256_hex;

/// How many tries fit, and how long one takes to drain.
struct Limit {
    tries_max: f64,
    drain_ms: f64,
}

/// One account from one place: five tries, then one a minute.
const ACCOUNT_AND_PLACE: Limit = Limit { tries_max: 5.0, drain_ms: 60_000.0 };
/// One account from places it does not know: 30 tries, then one every 30 s (2,880 a day: no password list gets far).
const ACCOUNT: Limit = Limit { tries_max: 30.0, drain_ms: 30_000.0 };
/// One place, whatever the account: 50 tries, then one every 10 s. It also bounds what hashing costs us.
const PLACE: Limit = Limit { tries_max: 50.0, drain_ms: 10_000.0 };

/// Codes of one account from one place: five, then one every two minutes. Three codes of a million are right at a time: who knows the
/// password and sits at a known place needs some 320 days for even odds (720 a day), and is in the audit each time.
const CODE_AND_PLACE: Limit = Limit { tries_max: 5.0, drain_ms: 120_000.0 };
/// Codes of one account from places it does not know: ten, then one every ten minutes (144 a day: four years for even odds).
const CODE: Limit = Limit { tries_max: 10.0, drain_ms: 600_000.0 };

/// A place is known for this long after the last sign-in from it: 90 days.
const KNOWN_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// Buckets untouched for this long are empty and swept away: a day.
const SWEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// Counts one try, or says after how many seconds the next one may come.
///
/// # Errors
/// What D1 refuses; so for all of this file.
pub async fn count(db: &Db, email: &str, place: &str, now_ms: i64) -> Result<std::result::Result<(), u64>> {
    let mut buckets = vec![(both(email, place), ACCOUNT_AND_PLACE), (name("place", place), PLACE)];
    if !is_known(db, email, place, now_ms).await? {
        buckets.push((name("account", email), ACCOUNT));
    }
    take(db, &buckets, now_ms).await
}

/// The same for a code of the second factor, which comes after the right password. Whoever fills the account's bucket knows the
/// password, and still does not shut out its owner's known places.
pub async fn count_code(db: &Db, email: &str, place: &str, now_ms: i64) -> Result<std::result::Result<(), u64>> {
    let mut buckets = vec![(code(email, place), CODE_AND_PLACE)];
    if !is_known(db, email, place, now_ms).await? {
        buckets.push((name("code-account", email), CODE));
    }
    take(db, &buckets, now_ms).await
}

/// Counts one try in each bucket, up to the first that is full.
async fn take(db: &Db, buckets: &[(String, Limit)], now_ms: i64) -> Result<std::result::Result<(), u64>> {
    for (bucket, limit) in buckets {
        // One statement tests and sets: of tries at the same moment no more pass than fit.
        let add = "INSERT INTO tries (bucket, level, at_ms) VALUES (?1, 1, ?2) ON CONFLICT (bucket) DO UPDATE SET \
                   level = max(0, level - (?2 - at_ms) / ?3) + 1, at_ms = ?2 \
                   WHERE max(0, level - (?2 - at_ms) / ?3) + 1 <= ?4 RETURNING level";
        let values = [bucket.as_str().into(), now_ms.into(), limit.drain_ms.into(), limit.tries_max.into()];
        if db.first(add, &values).await?.is_none() {
            let level = level(db, bucket, limit, now_ms).await?;
            let wait_ms = ((level + 1.0 - limit.tries_max) * limit.drain_ms).max(1000.0);
            return Ok(Err((wait_ms / 1000.0).ceil() as u64));
        }
    }
    Ok(Ok(()))
}

/// A password that was right, of somebody who is signed in: their own tries are forgotten.
pub async fn forgive(db: &Db, email: &str, place: &str) -> Result<()> {
    db.run("DELETE FROM tries WHERE bucket = ?", &[both(email, place).into()]).await?;
    Ok(())
}

/// A code that was right: their own tries are forgotten.
pub async fn forgive_code(db: &Db, email: &str, place: &str) -> Result<()> {
    db.run("DELETE FROM tries WHERE bucket = ?", &[code(email, place).into()]).await?;
    Ok(())
}

/// A sign-in that worked: its own tries are forgotten, and the place is known from now on.
pub async fn succeeded(db: &Db, email: &str, account: &str, place: &str, now_ms: i64) -> Result<()> {
    let own = [Value::from(both(email, place))];
    let old = [Value::from(now_ms - SWEPT_MS)];
    let forgotten = [Value::from(now_ms - KNOWN_MS)];
    let known = [account.into(), name("known", place).into(), now_ms.into()];
    db.batch(&[
        ("DELETE FROM tries WHERE bucket = ?", &own),
        ("DELETE FROM tries WHERE at_ms < ?", &old),
        ("DELETE FROM known_place WHERE at_ms < ?", &forgotten),
        ("INSERT OR REPLACE INTO known_place (account, place, at_ms) VALUES (?, ?, ?)", &known),
    ])
    .await?;
    Ok(())
}

async fn level(db: &Db, bucket: &str, limit: &Limit, now_ms: i64) -> Result<f64> {
    let row = db.first("SELECT level, at_ms FROM tries WHERE bucket = ?", &[bucket.into()]).await?;
    let Some(row) = row else { return Ok(0.0) };
    let passed_ms = now_ms.saturating_sub(row.int(1)?) as f64;
    Ok((row.float(0)? - passed_ms / limit.drain_ms).max(0.0))
}

async fn is_known(db: &Db, email: &str, place: &str, now_ms: i64) -> Result<bool> {
    let query = "SELECT 1 FROM known_place JOIN account ON account.id = account WHERE email = ? AND place = ? AND at_ms >= ?";
    let values = [email.into(), name("known", place).into(), (now_ms - KNOWN_MS).into()];
    Ok(db.first(query, &values).await?.is_some())
}

fn both(email: &str, place: &str) -> String {
    name("both", &format!("{email}\n{place}"))
}

fn code(email: &str, place: &str) -> String {
    name("code", &format!("{email}\n{place}"))
}

/// Addresses are kept as hashes only.
fn name(kind: &str, what: &str) -> String {
    format!("{kind}:{}", sha256_hex(what.as_bytes()))
}
