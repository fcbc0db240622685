//! What a message did.

use std::collections::BTreeMap;

use message::attribution::{Rule, describe};
use model::money::Currency;
use model::time::{Day, EpochMs};
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::{EffectPart, Sum, What};
use crate::person::reports::money;
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;
use crate::store::sites;
use crate::zone;

/// As long as visits are kept.
const DAYS_MAX: i32 = 90;
const DAYS: i32 = 7;

/// `GET /api/sites/{id}/messages/{mid}/effect?days=7`
///
/// # Errors
/// `NotFound` for a message that is not published; `Invalid` days.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let days = days(&call)?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let published = published::current(&call.env, &db, &scope, &site, call.now_ms).await?;
    let id = call.param("mid");
    if !published.config.messages.iter().any(|message| message.id == id) {
        return Err(Problem::NotFound);
    }
    let to = zone::offsets(&site.zone, call.now_ms)?.day(EpochMs(call.now_ms));
    let from = Day(to.0 - days + 1);
    let people = People::of(&call.env, &scope, call.now_ms)?;
    let parts: Vec<EffectPart> = people.ask_all(|| What::Effect { message: id.to_owned(), from, to }).await?;
    let whole = |part: fn(&EffectPart) -> i64| parts.iter().map(part).sum::<i64>();
    let click = sums(parts.iter().flat_map(|part| &part.by_click));
    let view = sums(parts.iter().flat_map(|part| &part.by_view));
    let own = currency(&site);
    let (by_click, by_view) = (revenue(&click, own), revenue(&view, own));
    let rule: Rule = published.config.attribution;
    answer::json(&json!({
        "message": id,
        "from": from,
        "to": to,
        "shown": whole(|part| part.shown),
        "clicked": whole(|part| part.clicked),
        "closed": whole(|part| part.closed),
        "converted": orders(&click) + orders(&view),
        "revenue": money(by_click + by_view, own),
        "click_conversions": orders(&click),
        "click_revenue": money(by_click, own),
        "view_conversions": orders(&view),
        "view_revenue": money(by_view, own),
        "attribution": {
            "click_days": rule.click_days,
            "view_days": rule.view_days,
            "rule": { "ko": describe(rule, true), "en": describe(rule, false) },
        },
    }))
}

/// Sums by currency.
pub fn sums<'a>(parts: impl Iterator<Item = &'a (Currency, Sum)>) -> BTreeMap<Currency, Sum> {
    let mut sums: BTreeMap<Currency, Sum> = BTreeMap::new();
    for (currency, sum) in parts {
        sums.entry(*currency).or_default().add(*sum);
    }
    sums
}

/// How many orders, in whatever currency.
pub fn orders(sums: &BTreeMap<Currency, Sum>) -> i64 {
    sums.values().map(|sum| sum.orders).sum()
}

/// What the orders in the site's own currency come to, in millionths. Currencies are never added to each other.
pub fn revenue(sums: &BTreeMap<Currency, Sum>, own: Currency) -> i128 {
    sums.get(&own).map_or(0, |sum| sum.total())
}

fn days(call: &Call) -> Result<i32, Problem> {
    let Some(text) = call.query("days") else { return Ok(DAYS) };
    let days = text.parse().ok().filter(|days| (1..=DAYS_MAX).contains(days));
    days.ok_or_else(|| Problem::Invalid { field: "days".into(), detail: format!("Give a whole number of days, 1 to {DAYS_MAX}.") })
}
