//! A site's configuration: reading and publishing it.

use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;
use crate::store::{accounts, configs, sites};

/// `GET /api/sites/{id}/config`
///
/// # Errors
/// What the database refuses.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let (version, json) = configs::current(&Db::open(&call.env).await?, &scope).await?;
    let etag = etag(version);
    if call.header("if-none-match").is_some_and(|known| known == etag) {
        return answer::with(answer::empty(304), &[("etag", &etag)]);
    }
    answer::with(answer::json_text(json)?, &[("etag", &etag)])
}

/// `PUT /api/sites/{id}/config`
///
/// # Errors
/// `VersionNeeded`, `VersionPassed`; what [`published::check`] finds wrong.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let config: Value = call.json().await?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let current = site.config_version;
    let version = current + 1;
    let published = published::check(&config, &site, version, call.now_ms)?;
    if condition != etag(current) {
        return Err(Problem::VersionPassed { current });
    }
    let text = config.to_string();
    // The bundle first, then the flip: a version in force always has its bundle.
    published::put(&call.env, &scope, &published, &text).await?;
    if !configs::publish(&db, &scope, current, &text, call.now_ms).await? {
        let (current, _) = configs::current(&db, &scope).await?;
        return Err(Problem::VersionPassed { current });
    }
    sites::forget_kept(&site.key);
    accounts::audit(&db, Some(scope.by()), Some(scope.site()), "published", &version.to_string(), call.now_ms).await?;
    answer::with(answer::json(&json!({ "version": version }))?, &[("etag", &etag(version))])
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
