//! The messages of a site as they are published.

use segment::describe::describe;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::currency;
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;
use crate::store::sites;

/// `GET /api/sites/{id}/messages`
///
/// # Errors
/// What the database refuses.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let published = published::current(&call.env, &db, &scope, &site, call.now_ms).await?;
    let own = currency(&site);
    let config = &published.config;
    let messages: Vec<_> = config
        .messages
        .iter()
        .map(|message| {
            let segment = message.segment.as_ref().and_then(|id| config.segments.iter().find(|segment| segment.id == *id));
            let segment = segment.map(|segment| {
                let sentence = json!({ "ko": describe(segment, true, own), "en": describe(segment, false, own) });
                json!({ "id": segment.id, "name": segment.name, "sentence": sentence })
            });
            json!({
                "id": message.id,
                "type": message.kind,
                "name": message.name,
                "status": message.status,
                "segment": segment,
                "content": message.content,
            })
        })
        .collect();
    answer::json(&json!({ "messages": messages }))
}
