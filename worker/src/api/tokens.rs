//! Tokens for servers.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::{Account, Scope, TOKEN_PREFIX};
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hex, random, random_id, sha256_hex};
use crate::store::accounts;
use crate::store::db::Db;

#[derive(Deserialize)]
struct NewToken {
    name: String,
    scopes: Vec<String>,
}

/// `POST /api/tokens`
///
/// # Errors
/// `Invalid`; `NotAllowed` for a scope that the caller's own token has not.
pub async fn post(mut call: Call, account: Account) -> Result<Response, Problem> {
    let form: NewToken = call.json().await?;
    let name = forms::name("name", &form.name)?;
    let mut scopes: Vec<&str> = Vec::new();
    for word in &form.scopes {
        let scope = Scope::named(word).ok_or_else(|| unknown(word))?;
        if !account.may(scope) {
            return Err(Problem::NotAllowed(format!("a token with the scope \"{}\" itself", scope.name())));
        }
        if !scopes.contains(&scope.name()) {
            scopes.push(scope.name());
        }
    }
    if scopes.is_empty() {
        return Err(unknown(""));
    }
    let (id, token) = (random_id()?, format!("{TOKEN_PREFIX}{}", hex(&random::<32>()?)));
    let db = Db::open(&call.env).await?;
    let hash = sha256_hex(token.as_bytes());
    accounts::insert_token(&db, &hash, &id, &account.row.id, &name, &scopes.join(" "), call.now_ms).await?;
    accounts::audit(&db, Some(&account.row.id), None, "token_made", &id, call.now_ms).await?;
    let response = answer::json(&json!({ "id": id, "name": name, "scopes": scopes, "token": token }))?;
    Ok(response.with_status(201))
}

fn unknown(word: &str) -> Problem {
    let known = Scope::ALL.map(Scope::name).join(", ");
    Problem::Invalid { field: "scopes".into(), detail: format!("\"{word}\" is no scope; choose from {known}.") }
}
