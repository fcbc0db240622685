//! Who changed what, from what to what.

use model::time::EpochMs;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::store::change::{self, Entry};
use crate::store::db::Db;

const PAGE: u32 = 50;
const PAGE_MAX: u32 = 200;

/// `GET /api/sites/{id}/changes?cursor=&limit=&target=segment/ID`: newest first.
///
/// # Errors
/// `Invalid` cursor or limit.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = forms::limit(&call, PAGE, PAGE_MAX)?;
    let cursor = forms::number(&call, "cursor")?;
    let target = call.query("target");
    let mut found = change::list(&Db::open(&call.env).await?, &scope, cursor, target.as_deref(), limit + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(|last| last.id.to_string());
    answer::json(&json!({ "changes": found.into_iter().map(shown).collect::<Vec<_>>(), "next": next }))
}

fn shown(entry: Entry) -> Value {
    json!({
        "id": entry.id,
        "at": EpochMs(entry.at_ms),
        "by": entry.by.map(|(id, name)| json!({ "id": id, "name": name })),
        "token": entry.token,
        "action": entry.action,
        "target": entry.target,
        "detail": entry.detail,
        "before": entry.before,
        "after": entry.after,
    })
}
