//! Who changed what, page by page, the newest first.

use worker::Response;

use crate::answer;
use crate::auth::{Account, SiteScope};
use crate::call::Call;
use crate::problem::Problem;
use crate::store::audit;
use crate::store::db::Db;

/// `GET /api/sites/{id}/audit?cursor=`
///
/// # Errors
/// `Invalid` cursor; what the database refuses.
pub async fn of_site(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let cursor = cursor(&call)?;
    answer::json(&audit::of_site(&Db::open(&call.env).await?, &scope, cursor).await?)
}

/// `GET /api/account/audit?cursor=`
///
/// # Errors
/// As [`of_site`].
pub async fn of_account(call: Call, account: Account) -> Result<Response, Problem> {
    let cursor = cursor(&call)?;
    answer::json(&audit::of_account(&Db::open(&call.env).await?, &account.row.id, cursor).await?)
}

/// Where to go on: `next` of the page before. Without it, at the newest.
fn cursor(call: &Call) -> Result<i64, Problem> {
    let Some(text) = call.query("cursor") else { return Ok(i64::MAX) };
    let cursor = text.parse().ok().filter(|cursor| *cursor > 0);
    cursor.ok_or_else(|| Problem::Invalid { field: "cursor".into(), detail: "Send \"next\" of the page before.".into() })
}
