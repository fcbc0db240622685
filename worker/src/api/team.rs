//! The team of a site: who is in it, as what, and who no longer.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::{Role, SiteScope};
use crate::call::Call;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::{live, team};

/// `GET /api/sites/{id}/team`
///
/// # Errors
/// What the database refuses.
pub async fn list(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let members = team::members(&Db::open(&call.env).await?, &scope).await?;
    answer::json(&json!({ "members": members }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewRole {
    role: String,
}

/// `PUT /api/sites/{id}/team/{account}`
///
/// # Errors
/// `NotFound` for somebody who is not in the team; `LastOwner`; `Invalid` role.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: NewRole = call.json().await?;
    let after = role(&form.role)?;
    let (db, account) = (Db::open(&call.env).await?, call.param("account"));
    let before = role_of(&db, &scope, account).await?;
    if before != after && !team::change_role(&db, &scope, account, (before, after), call.now_ms).await? {
        return Err(why_not(&db, &scope, account, before).await?);
    }
    answer::json(&json!({ "id": account, "role": after.name() }))
}

/// `DELETE /api/sites/{id}/team/{account}`
///
/// # Errors
/// `NotFound` for somebody who is not in the team; `LastOwner`.
pub async fn delete(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let account = call.param("account").to_owned();
    remove(&call, &scope, &account).await
}

/// `POST /api/sites/{id}/leave`
///
/// # Errors
/// `LastOwner`.
pub async fn leave(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    remove(&call, &scope, scope.by()).await
}

async fn remove(call: &Call, scope: &SiteScope, account: &str) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let before = role_of(&db, scope, account).await?;
    if !team::remove(&db, scope, account, before, call.now_ms).await? {
        return Err(why_not(&db, scope, account, before).await?);
    }
    live::look_again(&call.env, scope.site()).await;
    Ok(answer::empty(204))
}

async fn role_of(db: &Db, scope: &SiteScope, account: &str) -> Result<Role, Problem> {
    let stored = team::role_in(db, scope.site(), account).await?;
    stored.as_deref().and_then(Role::of_member).ok_or(Problem::NotFound)
}

/// Why a change of a member who was `before` was not made.
async fn why_not(db: &Db, scope: &SiteScope, account: &str, before: Role) -> Result<Problem, Problem> {
    if account != scope.by() && role_of(db, scope, scope.by()).await? != Role::Owner {
        return Ok(Problem::NotAllowed("the role \"owner\" in this site".into()));
    }
    let is_as_before = role_of(db, scope, account).await? == before;
    Ok(if is_as_before && before == Role::Owner { Problem::LastOwner } else { Problem::ChangedMeanwhile })
}

/// The role that a form names.
///
/// # Errors
/// `Invalid`.
pub fn role(name: &str) -> Result<Role, Problem> {
    let detail = || format!("\"{name}\" is no role; choose from viewer, editor, owner.");
    Role::of_member(name).ok_or_else(|| Problem::Invalid { field: "role".into(), detail: detail() })
}
