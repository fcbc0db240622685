//! The secret with which a shop's server signs its members (`collect`).

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::account::check_password;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::{accounts, sites};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    password: String,
}

/// `POST /api/sites/{id}/identity-secret`: shows it to an owner who gives their password once more; that they looked is noted. Who has it can
/// say of any browser that it is any member's, so an open console alone does not show it.
///
/// # Errors
/// `Invalid` for a wrong password; `TooManyTries`, as at signing in.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Form = call.json().await?;
    let db = Db::open(&call.env).await?;
    let account = accounts::by_id(&db, scope.by()).await?.ok_or(Problem::SignInNeeded)?;
    check_password(&call, &db, &account, "password", &form.password).await?;
    let secret = sites::secret(&db, &scope).await?.ok_or(Problem::NotFound)?;
    accounts::audit(&db, (Some(scope.by()), scope.token()), Some(scope.site()), "secret_shown", "", call.now_ms).await?;
    answer::json(&json!({ "site": scope.site(), "secret": secret }))
}
