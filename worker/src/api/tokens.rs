//! Tokens for servers. People who are signed in make and revoke them; no token does.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::{self, Account, Role, Scope, TOKEN_PREFIX};
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hex, random, random_id, sha256_hex};
use crate::store::db::Db;
use crate::store::live;
use crate::store::tokens::{self, New, TOKENS_MAX};
use model::time::EpochMs;

/// Longest life of a token that has an end: a year.
const DAYS_MAX: u32 = 365;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// What is kept of a token to know it by: its prefix and four digits of 64.
const START_CHARS: usize = TOKEN_PREFIX.len() + 4;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewToken {
    name: String,
    scopes: Vec<String>,
    /// The only site that it is for; all of the account's if left out.
    site: Option<String>,
    /// For good if left out.
    expires_days: Option<u32>,
}

/// `POST /api/tokens`
///
/// # Errors
/// `Invalid`; `NotFound` for a site that the account has no part in; `TooMany`.
pub async fn post(mut call: Call, account: Account) -> Result<Response, Problem> {
    let form: NewToken = call.json().await?;
    let name = forms::name("name", &form.name)?;
    let mut scopes: Vec<&str> = Vec::new();
    for word in &form.scopes {
        let scope = Scope::named(word).ok_or_else(|| unknown(word))?;
        if !scopes.contains(&scope.name()) {
            scopes.push(scope.name());
        }
    }
    if scopes.is_empty() {
        return Err(unknown(""));
    }
    if form.expires_days.is_some_and(|days| !(1..=DAYS_MAX).contains(&days)) {
        let detail = format!("Give 1 to {DAYS_MAX} days, or none for a token without an end.");
        return Err(Problem::Invalid { field: "expires_days".into(), detail });
    }
    let expires_ms = form.expires_days.map(|days| call.now_ms + i64::from(days) * DAY_MS);
    let db = Db::open(&call.env).await?;
    if let Some(site) = &form.site {
        auth::site_scope(&db, &account, site, Role::Viewer).await?;
    }
    let (id, token) = (random_id()?, format!("{TOKEN_PREFIX}{}", hex(&random::<32>()?)));
    let new = New {
        id: &id,
        hash: &sha256_hex(token.as_bytes()),
        start: token.get(..START_CHARS).unwrap_or_default(),
        account: &account.row.id,
        name: &name,
        scopes: &scopes.join(" "),
        site: form.site.as_deref(),
        expires_ms,
    };
    if !tokens::insert(&db, &new, call.now_ms).await? {
        return Err(Problem::TooMany { what: "tokens", count_max: TOKENS_MAX });
    }
    let expires = expires_ms.map(|at| EpochMs(at).to_string());
    let shown = json!({ "id": id, "name": name, "scopes": scopes, "site": form.site, "expires": expires, "token": token });
    Ok(answer::json(&shown)?.with_status(201))
}

/// `GET /api/tokens`
///
/// # Errors
/// What the database refuses.
pub async fn list(call: Call, account: Account) -> Result<Response, Problem> {
    let tokens = tokens::list(&Db::open(&call.env).await?, &account.row.id, call.now_ms).await?;
    answer::json(&json!({ "tokens": tokens }))
}

/// `DELETE /api/tokens/{token}`
///
/// # Errors
/// `NotFound` for one that is not there, or another's.
pub async fn delete(call: Call, account: Account) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    if !tokens::revoke(&db, &account.row.id, call.param("token"), call.now_ms).await? {
        return Err(Problem::NotFound);
    }
    live::look_again_for(&call.env, &db, &account.row.id).await;
    Ok(answer::empty(204))
}

fn unknown(word: &str) -> Problem {
    let known = Scope::ALL.map(Scope::name).join(", ");
    Problem::Invalid { field: "scopes".into(), detail: format!("\"{word}\" is no scope; choose from {known}.") }
}
