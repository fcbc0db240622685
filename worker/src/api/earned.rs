//! What all messages of a site did, in one question.

use std::collections::BTreeMap;

use message::attribution::describe;
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::api::totals::days;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::{EarnedPart, What};
use crate::person::reports::money;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites;

/// `GET /api/sites/{id}/earned?from=2026-11-20&to=2026-11-20`: civil days in the site's zone, both in; left out: today. What each message did,
/// by its id; a message without a line did nothing.
///
/// # Errors
/// `Invalid` days.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let (from, to) = days(&call, &site)?;
    let own = currency(&site);
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let parts: Vec<Vec<EarnedPart>> = people.ask_all(|| What::Earned { from, to, currency: own }).await?;
    let mut all: BTreeMap<String, EarnedPart> = BTreeMap::new();
    for part in parts.into_iter().flatten() {
        let sum = all.entry(part.message).or_default();
        sum.shown += part.shown;
        sum.clicked += part.clicked;
        sum.after_click.add(part.after_click);
        sum.after_view.add(part.after_view);
    }
    let rule = site.preferences.attribution;
    let messages = all.iter().map(|(message, part)| {
        json!({
            "message": message,
            "shown": part.shown,
            "clicked": part.clicked,
            "click_conversions": part.after_click.orders,
            "click_revenue": money(part.after_click.total(), own),
            "view_conversions": part.after_view.orders,
            "view_revenue": money(part.after_view.total(), own),
        })
    });
    let attribution = json!({
        "click_days": rule.click_days,
        "view_days": rule.view_days,
        "rule": { "ko": describe(rule, true), "en": describe(rule, false) },
    });
    answer::json(&json!({ "from": from, "to": to, "messages": messages.collect::<Vec<_>>(), "attribution": attribution }))
}
