//! `/healthz`: whether the edge serves and reaches its database.

use serde_json::json;
use worker::Response;

use crate::answer;
use crate::call::Call;
use crate::problem::Problem;
use crate::store::db::Db;

/// # Errors
/// The database does not answer.
pub async fn get(call: Call) -> Result<Response, Problem> {
    Db::open(&call.env).await?.first("SELECT 1", &[]).await?;
    answer::json(&json!({ "status": "ok" }))
}
