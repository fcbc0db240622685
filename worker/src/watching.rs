//! How many people look at a product or a page now, for a site's social ticker (M07).
//!
//! Anybody may ask, so there is little to learn: only where a ticker is in force, only numbers that it would show anyway, never fewer than two, and by
//! a number that names neither product nor page (`message::watching`). Who they are is not known here at all.

use message::content::Content;
use message::definition::{Config, Kind, Status};
use message::watching::PEOPLE_MIN;
use model::time::EpochMs;
use worker::{Cache, Response, console_error};

use crate::answer;
use crate::api::forms;
use crate::auth;
use crate::call::Call;
use crate::collect::within;
use crate::people::People;
use crate::person::ask::What;
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;

/// So long an answer serves everybody near: a product that is looked at by thousands costs one question of the objects in that time.
const CACHE: &str = "public, max-age=30";
/// The numbers are JavaScript's.
const NUMBER_MAX: u64 = 1 << 53;

/// `GET /v1/watching/{key}?of=NUMBER`
///
/// # Errors
/// None: every problem is answered so that the page may read it.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let outcome = counted(&call).await;
    let response = outcome.unwrap_or_else(Problem::into_response);
    answer::with(response, &[("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin")])
}

async fn counted(call: &Call) -> Result<Response, Problem> {
    if call.settings().loader_off() {
        return Err(Problem::NotFound);
    }
    let invalid = || Problem::Invalid { field: "of".into(), detail: "Give the number that the engine asks by.".into() };
    let what: u64 = call.query("of").and_then(|of| of.parse().ok()).filter(|of| *of < NUMBER_MAX).ok_or_else(invalid)?;
    if let Some(address) = call.header("cf-connecting-ip") {
        within(call, "ADDRESS_GUARD", address).await?;
    }
    let db = Db::open(&call.env).await?;
    let key = forms::site_key(call.param("key")).map_err(|_| Problem::NotFound)?;
    let (scope, site) = auth::stranger(&db, &key, call.now_ms).await?;
    let published = published::current(&call.env, &db, &scope, &site, call.now_ms).await?;
    let Some(floor) = floor(&published.config, EpochMs(call.now_ms)) else { return said(None) };
    // The floor is a part of the name: what was counted under another one is not said.
    let name = format!("{}/v1/watching/{}?of={what}&floor={floor}", call.url.origin().ascii_serialization(), scope.site());
    let cache = Cache::default();
    match cache.get(&name, false).await {
        Ok(Some(known)) => return Ok(known),
        Ok(None) => {}
        Err(error) => console_error!("the cache does not answer: {error}"),
    }
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    within(call, "SITE_GUARD", people.site().to_string()).await?;
    let counts: Vec<u32> = people.ask_all(|| What::Looking(what)).await?;
    let count = counts.into_iter().fold(0, u32::saturating_add);
    let mut response = said(Some(count).filter(|count| *count >= floor))?;
    let kept = response.cloned()?;
    call.context.wait_until(async move {
        if let Err(error) = cache.put(&name, kept).await {
            console_error!("nothing is kept in the cache: {error}");
        }
    });
    Ok(response)
}

/// The least that any ticker in force says; `None` where there is none.
fn floor(config: &Config, now: EpochMs) -> Option<u32> {
    let config = config.in_force(now);
    let tickers = config.messages.iter().filter(|message| message.kind == Kind::Ticker && message.status == Status::Active);
    let contents = tickers.flat_map(|message| std::iter::once(&message.content).chain(message.variants.iter().map(|other| &other.content)));
    contents.map(|Content { at_least, .. }| (*at_least).max(PEOPLE_MIN)).min()
}

fn said(watching: Option<u32>) -> Result<Response, Problem> {
    let response = answer::json(&serde_json::json!({ "watching": watching }))?;
    answer::with(response, &[("cache-control", CACHE)])
}
