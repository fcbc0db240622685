//! The second factor: one-time codes of an authenticator app, and recovery codes for the day it is lost.

use serde::Deserialize;
use serde_json::json;
use worker::{Response, Url};

use crate::answer;
use crate::api::account::check_password;
use crate::auth::Account;
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{random, sha256_hex};
use crate::store::accounts::AccountRow;
use crate::store::audit::Entry;
use crate::store::db::Db;
use crate::store::totp::{self, Stored};
use crate::store::tries;
use crate::totp::{SECRET_BYTES, base32, is_code, step_of};

/// What secrets are sealed for.
pub const PURPOSE: &str = "totp";
/// Recovery codes that are made at once.
const CODES: usize = 10;
/// 80 bits: too many to try, even for who has the hashes.
const CODE_BYTES: usize = 10;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    password: String,
}

/// `POST /api/account/totp`
///
/// # Errors
/// `Taken` while it is on; `Invalid` password, `TooManyTries`.
pub async fn enrol(mut call: Call, account: Account) -> Result<Response, Problem> {
    let form: Password = call.json().await?;
    let keys = call.settings().keys()?;
    let db = Db::open(&call.env).await?;
    check_password(&call, &db, &account.row, "password", &form.password).await?;
    let secret = random::<SECRET_BYTES>()?;
    let sealed = keys.seal(PURPOSE, &account.row.id, &secret)?;
    if !totp::enrol(&db, &account.row.id, &sealed, call.now_ms).await? {
        return Err(is_on_already());
    }
    let secret = base32(&secret);
    answer::json(&json!({ "secret": secret, "uri": uri(&account.row.email, &secret)? }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
}

/// `POST /api/account/totp/confirm`
///
/// # Errors
/// `NotFound` before [`enrol`]; `Taken` when it is on; `Invalid` code.
pub async fn confirm(mut call: Call, account: Account) -> Result<Response, Problem> {
    let form: Code = call.json().await?;
    let (db, own) = (Db::open(&call.env).await?, account.row.id.as_str());
    let stored = totp::of(&db, own).await?.ok_or(Problem::NotFound)?;
    if stored.is_on {
        return Err(is_on_already());
    }
    let step = step(&call, own, &stored, &plain(&form.code))?.ok_or_else(wrong_code)?;
    let codes = recovery_codes()?;
    if !totp::confirm(&db, own, &stored.secret, step, &hashes(own, &codes), call.now_ms).await? {
        return Err(Problem::ChangedMeanwhile);
    }
    answer::json(&json!({ "recovery_codes": codes }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    password: String,
    code: String,
}

/// `POST /api/account/totp/recovery-codes`
///
/// # Errors
/// `NotFound` where it is not on; `Invalid` password or code, `TooManyTries`.
pub async fn renew_codes(mut call: Call, account: Account) -> Result<Response, Problem> {
    let db = check_both(&mut call, &account).await?;
    let codes = recovery_codes()?;
    let own = account.row.id.as_str();
    if !totp::renew_recovery_codes(&db, own, &hashes(own, &codes), call.now_ms).await? {
        return Err(Problem::NotFound);
    }
    answer::json(&json!({ "recovery_codes": codes }))
}

/// `POST /api/account/totp/disable`
///
/// # Errors
/// As [`renew_codes`].
pub async fn disable(mut call: Call, account: Account) -> Result<Response, Problem> {
    let db = check_both(&mut call, &account).await?;
    if !totp::remove(&db, &account.row.id, call.now_ms).await? {
        return Err(Problem::NotFound);
    }
    Ok(answer::empty(204))
}

/// The second step of signing in, after the right password: nothing where no second factor is on.
///
/// # Errors
/// `CodeNeeded`, `CodeRefused`, `TooManyTries`.
pub async fn check_sign_in(call: &Call, db: &Db, account: &AccountRow, code: Option<&str>) -> Result<(), Problem> {
    let Some(stored) = totp::of(db, &account.id).await?.filter(|stored| stored.is_on) else { return Ok(()) };
    let code = code.filter(|code| !code.is_empty()).ok_or(Problem::CodeNeeded)?;
    if spend(call, db, account, &stored, code).await? { Ok(()) } else { Err(Problem::CodeRefused) }
}

async fn check_both(call: &mut Call, account: &Account) -> Result<Db, Problem> {
    let form: Both = call.json().await?;
    let db = Db::open(&call.env).await?;
    check_password(call, &db, &account.row, "password", &form.password).await?;
    let stored = totp::of(&db, &account.row.id).await?.filter(|stored| stored.is_on).ok_or(Problem::NotFound)?;
    if spend(call, &db, &account.row, &stored, &form.code).await? { Ok(db) } else { Err(wrong_code()) }
}

/// Spends a code of the app or a recovery code. Returns whether it was good; a bad one is noted.
async fn spend(call: &Call, db: &Db, account: &AccountRow, stored: &Stored, code: &str) -> Result<bool, Problem> {
    let place = call.place();
    let counted = tries::count_code(db, &account.email, &place, call.now_ms).await?;
    counted.map_err(|retry_after_s| Problem::TooManyTries { retry_after_s })?;
    let code = plain(code);
    let is_good = if is_code(&code) {
        match step(call, &account.id, stored, &code)? {
            Some(step) => totp::spend_step(db, &account.id, step).await?,
            None => false,
        }
    } else {
        totp::spend_recovery_code(db, &account.id, &hash(&account.id, &code), call.now_ms).await?
    };
    if is_good {
        tries::forgive_code(db, &account.email, &place).await?;
    } else {
        Entry { subject: Some(&account.id), ..Entry::of("code_refused", call.now_ms) }.note(db).await?;
    }
    Ok(is_good)
}

fn step(call: &Call, account: &str, stored: &Stored, code: &str) -> Result<Option<i64>, Problem> {
    let secret = call.settings().keys()?.open(PURPOSE, account, &stored.secret)?;
    step_of(&secret, code, stored.step, call.now_ms)
}

/// Ten codes as people read them: `abcd-efgh-ijkl-mnop`.
fn recovery_codes() -> Result<Vec<String>, Problem> {
    let grouped = |code: &str| {
        let letters: Vec<char> = code.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect()).collect::<Vec<String>>().join("-")
    };
    (0..CODES).map(|_| Ok(grouped(&base32(&random::<CODE_BYTES>()?).to_lowercase()))).collect()
}

fn hashes(account: &str, codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| hash(account, &plain(code))).collect()
}

/// Random as they are, they need no slow hash.
fn hash(account: &str, code: &str) -> String {
    sha256_hex(format!("dangol-recovery-v1\n{account}\n{code}").as_bytes())
}

/// What was typed, without the spaces and hyphens of groups.
fn plain(code: &str) -> String {
    code.chars().filter(|char| !char.is_whitespace() && *char != '-').flat_map(char::to_lowercase).collect()
}

/// As authenticator apps read it from a QR code (Google's "Key URI format").
fn uri(email: &str, secret: &str) -> Result<String, Problem> {
    let mut uri = Url::parse("otpauth://totp/").map_err(|error| Problem::Internal(error.to_string()))?;
    uri.set_path(&format!("/Dangol:{email}"));
    uri.query_pairs_mut().extend_pairs([
        ("secret", secret),
        ("issuer", "Dangol"),
        ("algorithm", "SHA1"),
        ("digits", "6"),
        ("period", "30"),
    ]);
    Ok(uri.into())
}

fn is_on_already() -> Problem {
    Problem::Taken { field: "totp", detail: "A second factor is on already: turn it off first.".into() }
}

fn wrong_code() -> Problem {
    Problem::Invalid { field: "code".into(), detail: "This code is wrong, or was used before: wait for the next one.".into() }
}
