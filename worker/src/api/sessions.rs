//! Signing in and out, and the sessions of an account.

use std::net::IpAddr;

use model::user_agent::{DeviceKind, device, is_bot};
use serde::{Deserialize, Serialize};
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::{forms, totp};
use crate::auth::{self, Account, COOKIE, Holder};
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hash_password, hex, is_outdated, random, random_id, sha256_hex, verify_password};
use crate::store::accounts::{self, AccountRow};
use crate::store::audit::Entry;
use crate::store::db::Db;
use crate::store::sessions::{self, AGE_MS_MAX, New};
use crate::store::{live, sites, tries};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
    /// Of the second factor, where one is on.
    code: Option<String>,
}

#[derive(Serialize)]
pub struct Session {
    email: String,
    name: String,
    sites: Vec<SiteName>,
}

#[derive(Serialize)]
struct SiteName {
    id: String,
    key: String,
    name: String,
    role: String,
}

/// `POST /api/session`
///
/// The second step is the same request with a code: nothing is kept between the two.
///
/// # Errors
/// `SignInFailed`, `TooManyTries`; `CodeNeeded` and `CodeRefused` after the right password; a page elsewhere that tries to sign somebody in.
pub async fn post(mut call: Call) -> Result<Response, Problem> {
    if call.header("origin").is_some() {
        auth::check_console_origin(&call)?;
    }
    let form: SignIn = call.json().await?;
    let email = forms::email(&form.email).map_err(|_| Problem::SignInFailed)?;
    let db = Db::open(&call.env).await?;
    let place = call.place();
    tries::count(&db, &email, &place, call.now_ms).await?.map_err(|retry_after_s| Problem::TooManyTries { retry_after_s })?;

    let found = accounts::by_email(&db, &email).await?;
    let password = forms::password_to_try(&form.password).ok_or(Problem::SignInFailed)?;
    let right = verify_password(password, found.as_ref().map(|(_, hash)| hash.as_str()))?;
    let subject = found.as_ref().map(|(account, _)| account.id.clone());
    let Some((account, mut hash)) = found.filter(|_| right) else {
        let detail = sha256_hex(email.as_bytes());
        Entry { subject: subject.as_deref(), detail: &detail, ..Entry::of("sign_in_failed", call.now_ms) }.note(&db).await?;
        return Err(Problem::SignInFailed);
    };
    totp::check_sign_in(&call, &db, &account, form.code.as_deref()).await?;
    if is_outdated(&hash) {
        let new = hash_password(password)?;
        if accounts::rehash_password(&db, &account.id, &hash, &new, call.now_ms).await? {
            hash = new;
        }
    }
    tries::succeeded(&db, &email, &account.id, &place, call.now_ms).await?;
    begin(&call, &db, &account, &hash).await
}

/// `GET /api/session`
///
/// # Errors
/// What the database refuses; so for all here.
pub async fn get(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    answer::json(&session(&db, &account).await?)
}

/// `DELETE /api/session`
pub async fn delete(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    sessions::end(&db, &account.row.id, &Holder::of(&call)?.hash, call.now_ms).await?;
    live::look_again_for(&call.env, &db, &account.row.id).await;
    answer::with(answer::empty(204), &[("set-cookie", &cookie("", 0))])
}

/// `GET /api/sessions`
pub async fn list(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let sessions = sessions::list(&db, &account.row.id, &Holder::of(&call)?.hash, call.now_ms).await?;
    answer::json(&json!({ "sessions": sessions }))
}

/// `DELETE /api/sessions/{session}`
///
/// # Errors
/// `NotFound` for one that is over, or another's.
pub async fn revoke(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    if !sessions::revoke(&db, &account.row.id, call.param("session"), call.now_ms).await? {
        return Err(Problem::NotFound);
    }
    live::look_again_for(&call.env, &db, &account.row.id).await;
    Ok(answer::empty(204))
}

/// `DELETE /api/sessions`
pub async fn revoke_others(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let count = sessions::revoke_others(&db, &account.row.id, &Holder::of(&call)?.hash, call.now_ms).await?;
    live::look_again_for(&call.env, &db, &account.row.id).await;
    answer::json(&json!({ "revoked": count }))
}

/// Begins a session with a secret of its own, in the place of the one that the browser had, and answers with it. `password` is the hash of
/// the password that was right.
///
/// # Errors
/// `SignInFailed` when the password was changed meanwhile; what the database refuses.
pub async fn begin(call: &Call, db: &Db, account: &AccountRow, password: &str) -> Result<Response, Problem> {
    let (id, secret) = (random_id()?, hex(&random::<32>()?));
    let replaces = auth::session_secret(call).map(|secret| sha256_hex(secret.as_bytes()));
    let new = New {
        hash: &sha256_hex(secret.as_bytes()),
        id: &id,
        account: &account.id,
        password,
        agent: &agent(call),
        place: &rough(&call.place()),
        replaces: replaces.as_deref(),
    };
    if !sessions::begin(db, &new, call.now_ms).await? {
        return Err(Problem::SignInFailed);
    }
    let response = answer::json(&session_of(db, account, |_| true).await?)?;
    answer::with(response, &[("set-cookie", &cookie(&secret, AGE_MS_MAX / 1000))])
}

/// Who is signed in, and their sites.
pub async fn session(db: &Db, account: &Account) -> Result<Session, Problem> {
    session_of(db, &account.row, |site| account.may_see(site)).await
}

async fn session_of(db: &Db, account: &AccountRow, may_see: impl Fn(&str) -> bool) -> Result<Session, Problem> {
    let sites = sites::of_account(db, &account.id).await?.into_iter().filter(|(site, _)| may_see(&site.id));
    let sites = sites.map(|(site, role)| SiteName { id: site.id, key: site.key, name: site.name, role });
    Ok(Session { email: account.email.clone(), name: account.name.clone(), sites: sites.collect() })
}

/// What signs in, as it says: "pc windows chrome", or "program".
fn agent(call: &Call) -> String {
    let text = call.header("user-agent").unwrap_or_default();
    if text.is_empty() || is_bot(&text) {
        return "program".into();
    }
    let device = device(&text);
    let kind = match device.kind {
        DeviceKind::Mobile => "mobile",
        DeviceKind::Tablet => "tablet",
        DeviceKind::Pc | DeviceKind::App => "pc",
    };
    format!("{kind} {} {}", device.os, device.browser)
}

/// An address without its end: enough to tell home from abroad, not whose it is.
fn rough(place: &str) -> String {
    match place.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
        Err(_) => "unknown".into(),
    }
}

fn cookie(secret: &str, age_s: i64) -> String {
    format!("{COOKIE}={secret}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age={age_s}")
}
