//! Who is on a site now.

use model::time::EpochMs;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::{LivePart, What};
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites;

/// Somebody is on the site who did something within this long.
const LIVE_MS: i64 = 5 * 60_000;
const LIMIT: u32 = 100;
const LIMIT_MAX: u32 = 200;

/// `GET /api/sites/{id}/live?limit=100`
///
/// # Errors
/// `Invalid` limit.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let limit = limit(&call)?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let since = EpochMs(call.now_ms - LIVE_MS);
    let currency = currency(&site);
    let parts: Vec<LivePart> = people.ask_all(|| What::Live { since, limit, currency }).await?;
    let count: u32 = parts.iter().map(|part| part.count).sum();
    let mut visitors: Vec<(EpochMs, String)> = parts.into_iter().flat_map(|part| part.visitors).collect();
    visitors.sort_by(|a, b| b.cmp(a));
    visitors.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    // Each visitor is JSON already, written by the object.
    let list = visitors.into_iter().map(|(_, json)| json).collect::<Vec<_>>().join(",");
    answer::json_text(format!(r#"{{"at":"{}","count":{count},"visitors":[{list}]}}"#, EpochMs(call.now_ms)))
}

fn limit(call: &Call) -> Result<u32, Problem> {
    let Some(text) = call.query("limit") else { return Ok(LIMIT) };
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| Problem::Invalid { field: "limit".into(), detail: format!("Give a whole number, 1 to {LIMIT_MAX}.") })
}
