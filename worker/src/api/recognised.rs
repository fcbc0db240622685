//! Whether a shop's pages carry the tag, and what of the shop is understood.

use model::time::EpochMs;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::People;
use crate::person::ask::{RecognisedPart, What};
use crate::person::recognised::add;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites;

/// Visits of a week: orders of a small shop are rare.
const SINCE_MS: i64 = 7 * 86_400_000;
/// Browsers of each object, the newest: a page that waits for its first visit asks every two seconds.
const BROWSERS_MAX: u32 = 100;
/// What can be recognised, in the order of a visit.
const KINDS: [&str; 9] = ["page", "product", "cart", "checkout", "order", "search", "member", "signed_member", "custom"];

/// `GET /api/sites/{id}/recognised`: what the newest visits of the last 7 days told, kind by kind; null where none did.
///
/// # Errors
/// `Moving`, what an object cannot answer.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let since = EpochMs(call.now_ms - SINCE_MS);
    let parts: Vec<RecognisedPart> = people.ask_all(|| What::Recognised { since, limit: BROWSERS_MAX }).await?;
    let visits: i64 = parts.iter().map(|part| part.visits).sum();
    let last = parts.iter().filter_map(|part| part.last).max();
    let mut kinds = Vec::new();
    parts.into_iter().flat_map(|part| part.kinds).for_each(|one| add(&mut kinds, one));
    let each = KINDS.map(|kind| {
        let known = kinds.iter().find(|known| known.kind == kind);
        json!({
            "kind": kind,
            "last": known.map(|known| known.last),
            "visits": known.map_or(0, |known| known.visits),
            "example": known.map(|known| &known.example).filter(|example| !example.is_empty()),
        })
    });
    answer::json(&json!({ "since": since, "at": EpochMs(call.now_ms), "visits": visits, "last": last, "kinds": each }))
}
