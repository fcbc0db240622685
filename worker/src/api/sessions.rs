//! Signing in and out.

use serde::{Deserialize, Serialize};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::{self, Account, COOKIE};
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hex, random, sha256_hex, verify_password};
use crate::store::accounts::{self, AccountRow, SESSION_MS_MAX};
use crate::store::db::Db;
use crate::store::{sites, tries};

#[derive(Deserialize)]
struct SignIn {
    email: String,
    password: String,
}

#[derive(Serialize)]
struct Session {
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
/// # Errors
/// `SignInFailed`, `TooManyTries`; a page elsewhere that tries to sign somebody in.
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
    let account = found.filter(|_| right).map(|(account, _)| account);
    let Some(account) = account else {
        accounts::audit(&db, None, None, "sign_in_failed", &sha256_hex(email.as_bytes()), call.now_ms).await?;
        return Err(Problem::SignInFailed);
    };
    tries::succeeded(&db, &email, &account.id, &place, call.now_ms).await?;
    accounts::audit(&db, Some(&account.id), None, "signed_in", "", call.now_ms).await?;
    begin(&call, &db, &account).await
}

/// `GET /api/session`
///
/// # Errors
/// What the database refuses.
pub async fn get(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    answer::json(&session(&db, &account.row).await?)
}

/// `DELETE /api/session`
///
/// # Errors
/// What the database refuses.
pub async fn delete(call: Call, _account: Account) -> Result<Response, Problem> {
    if let Some(secret) = auth::session_secret(&call) {
        accounts::end_session(&Db::open(&call.env).await?, &sha256_hex(secret.as_bytes())).await?;
    }
    answer::with(answer::empty(204), &[("set-cookie", &cookie("", 0))])
}

/// Begins a session and answers with it.
///
/// # Errors
/// What the database refuses.
pub async fn begin(call: &Call, db: &Db, account: &AccountRow) -> Result<Response, Problem> {
    let secret = hex(&random::<32>()?);
    accounts::begin_session(db, &sha256_hex(secret.as_bytes()), &account.id, call.now_ms).await?;
    let response = answer::json(&session(db, account).await?)?;
    answer::with(response, &[("set-cookie", &cookie(&secret, SESSION_MS_MAX / 1000))])
}

async fn session(db: &Db, account: &AccountRow) -> Result<Session, Problem> {
    let sites = sites::of_account(db, &account.id).await?;
    let sites = sites.into_iter().map(|(site, role)| SiteName { id: site.id, key: site.key, name: site.name, role });
    Ok(Session { email: account.email.clone(), name: account.name.clone(), sites: sites.collect() })
}

fn cookie(secret: &str, age_s: i64) -> String {
    format!("{COOKIE}={secret}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age={age_s}")
}
