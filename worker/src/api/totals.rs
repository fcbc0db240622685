//! Sums of a site over some days.

use insight::sum::Sum;
use model::time::{Day, EpochMs};
use serde_json::json;
use worker::Response;

use crate::answer;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::{TotalsPart, What};
use crate::person::reports::money;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites::{self, Site};
use crate::zone;

/// Two years and a leap day.
pub const DAYS_MAX: i32 = 732;

/// `GET /api/sites/{id}/totals?from=2022-08-01&to=2022-08-31`: civil days in the site's zone, both in; a visit belongs to the day of its
/// start, an order to its own. Left out: today. An
/// order that was cancelled is among `cancelled` and nowhere else.
///
/// # Errors
/// `Invalid` days.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let (from, to) = days(&call, &site)?;
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let parts: Vec<TotalsPart> = people.ask_all(|| What::Totals { from, to }).await?;
    let whole = |part: fn(&TotalsPart) -> i64| parts.iter().map(part).sum::<i64>();
    let own = currency(&site);
    let (mut orders, mut in_own) = (0, Sum::default());
    // Currencies are never added to each other: revenue is of the site's own.
    for (currency, sum) in parts.iter().flat_map(|part| &part.orders) {
        orders += sum.orders;
        if *currency == own {
            in_own.add(*sum);
        }
    }
    answer::json(&json!({
        "from": from,
        "to": to,
        // Visits of days before it are gone, or going: what is counted of them is less than there was.
        "visits_kept_from": zone.day(EpochMs(call.now_ms - site.preferences.retention.ms())),
        "visits": whole(|part| part.visits),
        "visitors": whole(|part| part.visitors),
        "page_views": whole(|part| part.page_views),
        "product_views": whole(|part| part.product_views),
        "cart_adds": whole(|part| part.cart_adds),
        "orders": orders,
        "revenue": money(in_own.total(), own),
        "cancelled": whole(|part| part.cancelled),
        "carted_without_order": whole(|part| part.carted_without_order),
    }))
}

/// The civil days of the query, both in; today where they are left out.
///
/// # Errors
/// `Invalid` days.
pub fn days(call: &Call, site: &Site) -> Result<(Day, Day), Problem> {
    let today = zone::offsets(&site.zone, call.now_ms)?.day(EpochMs(call.now_ms));
    let (from, to) = (day(call, "from", today)?, day(call, "to", today)?);
    if from > to || to.0 - from.0 > DAYS_MAX {
        let detail = format!("Give a day that is not before from, and at most {DAYS_MAX} days after it.");
        return Err(Problem::Invalid { field: "to".into(), detail });
    }
    Ok((from, to))
}

/// A civil day of the query; `otherwise` where it is left out.
///
/// # Errors
/// `Invalid`, naming it.
pub fn day(call: &Call, name: &str, otherwise: Day) -> Result<Day, Problem> {
    let Some(text) = call.query(name) else { return Ok(otherwise) };
    Day::parse(&text).ok_or_else(|| Problem::Invalid { field: name.to_owned(), detail: "Give a day, as 2026-11-21.".into() })
}
