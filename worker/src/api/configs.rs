//! A site's configuration: reading and publishing it.

use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::problem::Problem;
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
/// `VersionNeeded`, `VersionPassed`; what [`check_config`] finds wrong.
pub async fn put(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let condition = call.header("if-match").ok_or(Problem::VersionNeeded)?;
    let config: Value = call.json().await?;
    check_config(&config)?;
    let db = Db::open(&call.env).await?;
    let (current, _) = configs::current(&db, &scope).await?;
    if condition != etag(current) {
        return Err(Problem::VersionPassed { current });
    }
    let text = config.to_string();
    if !configs::publish(&db, &scope, current, &text, call.now_ms).await? {
        let (current, _) = configs::current(&db, &scope).await?;
        return Err(Problem::VersionPassed { current });
    }
    let version = current + 1;
    if let Some(site) = sites::load(&db, &scope).await? {
        sites::forget_kept(&site.key);
    }
    accounts::audit(&db, Some(scope.by()), Some(scope.site()), "published", &version.to_string(), call.now_ms).await?;
    answer::with(answer::json(&json!({ "version": version }))?, &[("etag", &etag(version))])
}

/// Checks a configuration before it is published.
///
/// # Errors
/// `Invalid`, naming the field.
fn check_config(config: &Value) -> Result<(), Problem> {
    let Some(members) = config.as_object() else {
        return Err(invalid("", "Send an object with segments, messages and attribution."));
    };
    for field in ["segments", "messages"] {
        if !members.get(field).is_some_and(Value::is_array) {
            return Err(invalid(field, "Give a list (it may be empty)."));
        }
    }
    for field in ["click_days", "view_days"] {
        let days = members.get("attribution").and_then(|attribution| attribution.get(field)).and_then(Value::as_u64);
        // 90 days: as long as visits are kept.
        if !days.is_some_and(|days| days <= 90) {
            return Err(invalid(&format!("attribution.{field}"), "Give a whole number of days, 0 to 90."));
        }
    }
    Ok(())
}

fn invalid(field: &str, detail: &str) -> Problem {
    Problem::Invalid { field: field.to_owned(), detail: detail.to_owned() }
}

fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
