//! The secret with which a shop's server signs its members (`collect`): shown, renewed, and the one before it ended.

use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::account::check_password;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::secret::{hex, random};
use crate::store::db::Db;
use crate::store::secrets::{self, Secrets};
use crate::store::{accounts, audit};
use model::time::EpochMs;

const DAY_MS: i64 = 86_400_000;
/// Longest that the secret before holds beside the new one: a shop's server is deployed within a month.
const OLD_DAYS_MAX: u32 = 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renewal {
    password: String,
    old_days: u32,
}

/// `POST /api/sites/{id}/identity-secret`: shows it to an owner who gives their password once more; that they looked is noted. Who has it can
/// say of any browser that it is any member's, so an open console alone does not show it.
///
/// # Errors
/// `Invalid` for a wrong password; `TooManyTries`, as at signing in.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Form = call.json().await?;
    let db = checked(&call, &scope, &form.password).await?;
    let secrets = secrets::of(&db, &scope, call.now_ms).await?.ok_or(Problem::NotFound)?;
    audit::note(&db, (Some(scope.by()), scope.token()), Some(scope.site()), "secret_shown", "", call.now_ms).await?;
    told(&scope, &secrets)
}

/// `POST /api/sites/{id}/identity-secret/renewal`: a new secret; the one before it holds for some days more (`old_days`), or is over at once.
/// One that was before that is over in any case.
///
/// # Errors
/// As above; `ChangedMeanwhile` where somebody else renews it at the same moment.
pub async fn renew(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let form: Renewal = call.json().await?;
    if form.old_days > OLD_DAYS_MAX {
        return Err(Problem::Invalid { field: "old_days".into(), detail: format!("Give a whole number of days, 0 to {OLD_DAYS_MAX}.") });
    }
    let db = checked(&call, &scope, &form.password).await?;
    let before = secrets::of(&db, &scope, call.now_ms).await?.ok_or(Problem::NotFound)?.secret;
    let until = (form.old_days > 0).then(|| EpochMs(call.now_ms + i64::from(form.old_days) * DAY_MS));
    let fresh = hex(&random::<32>()?);
    if !secrets::renew(&db, &scope, &before, &fresh, until, call.now_ms).await? {
        return Err(Problem::ChangedMeanwhile);
    }
    told(&scope, &Secrets { secret: fresh, old: until.map(|until| (before, until)) })
}

/// `DELETE /api/sites/{id}/identity-secret/old`: the one before holds no longer.
///
/// # Errors
/// `NotFound` where there is none.
pub async fn end_old(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    if secrets::end_old(&db, &scope, call.now_ms).await? { Ok(answer::empty(204)) } else { Err(Problem::NotFound) }
}

/// The database, for whoever has given their password once more.
async fn checked(call: &Call, scope: &SiteScope, password: &str) -> Result<Db, Problem> {
    let db = Db::open(&call.env).await?;
    let account = accounts::by_id(&db, scope.by()).await?.ok_or(Problem::SignInNeeded)?;
    check_password(call, &db, &account, "password", password).await?;
    Ok(db)
}

fn told(scope: &SiteScope, Secrets { secret, old }: &Secrets) -> Result<Response, Problem> {
    answer::json(&json!({ "site": scope.site(), "secret": secret, "old_until": old.as_ref().map(|(_, until)| until) }))
}
