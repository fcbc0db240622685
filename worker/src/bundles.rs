//! A site's bundle for its shoppers' browsers: public, and kept by caches for a minute.

use worker::Response;

use crate::answer;
use crate::api::forms;
use crate::auth;
use crate::call::Call;
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;

/// design.md: a publication is everywhere within 60 s; an old bundle may serve while a new one is fetched.
const CACHE: &str = "public, max-age=60, stale-while-revalidate=600";

/// `GET /v1/b/{key}`
///
/// # Errors
/// `NotFound` for an unknown key.
pub async fn get(call: Call) -> Result<Response, Problem> {
    let outcome = bundle(&call).await;
    let response = outcome.unwrap_or_else(Problem::into_response);
    // It is public: any page may read it, and why there is none.
    answer::with(response, &[("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin")])
}

async fn bundle(call: &Call) -> Result<Response, Problem> {
    // The kill switch reaches pages that pinned their script, too: the shell does nothing without a bundle.
    if call.settings().loader_off() {
        return Err(Problem::NotFound);
    }
    let db = Db::open(&call.env).await?;
    let key = forms::site_key(call.param("key")).map_err(|_| Problem::NotFound)?;
    let (scope, site) = auth::stranger(&db, &key, call.now_ms).await?;
    let published = published::current(&call.env, &db, &scope, &site, call.now_ms).await?;
    if published.bundle.is_empty() {
        return Err(Problem::Internal(format!("version {} of {} has no bundle", published.version, scope.site())));
    }
    let etag = published::etag(published.version);
    let known = call.header("if-none-match").unwrap_or_default();
    // A cache on the way may have made the tag a weak one.
    let same = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag);
    let response = if same { answer::empty(304) } else { Response::builder().fixed(published.bundle.clone()) };
    answer::with(response, &[("content-type", "application/octet-stream"), ("cache-control", CACHE), ("etag", &etag)])
}
