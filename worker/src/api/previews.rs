//! Links that show a draft on the shop's own pages.

use model::time::EpochMs;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::items::target;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::campaigns::of_site;
use crate::previews::{PREVIEW_MS, token};
use crate::problem::Problem;
use crate::store::change::{self, Note};
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::sites;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The page of the shop.
    url: String,
}

/// `POST …/messages/{mid}/preview` `{"url": "https://shop.example/"}`: a link to that page, for an hour at most, or until the draft changes.
///
/// # Errors
/// `NotFound`; `Invalid`: a page elsewhere.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let Wanted { url } = call.json().await?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let mut url = of_site("url", &url, &site.domains)?;
    let item = items::load(&db, &scope, Kind::Message, call.param("mid")).await?.ok_or(Problem::NotFound)?;
    let expires_ms = call.now_ms + PREVIEW_MS;
    let token = token(&db, &scope, &site.key, &item, expires_ms).await?;
    // After the #: no server, no log and no referrer sees it.
    url.set_fragment(Some(&format!("dangol_preview={token}")));
    let note = Note { action: "previewed", target: target(Kind::Message, &item.id), before: None, after: None };
    change::make(&db, &scope, call.now_ms, &note, Vec::new(), Vec::new()).await?;
    answer::json(&json!({ "link": url.as_str(), "token": token, "version": item.version, "expires": EpochMs(expires_ms / 1000 * 1000) }))
}
