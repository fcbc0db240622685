//! What a message did.

use insight::effect::{Counts, Effect, Estimate, Group, Lift, Part, Verdict, lift};
use insight::sum::Sum;
use insight::words;
use message::attribution::{Rule, describe};
use model::money::Currency;
use model::time::{Day, EpochMs};
use serde_json::{Map, Value, json};
use worker::Response;

use crate::answer;
use crate::api::totals::day;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::person::reports::money;
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::sites;
use crate::zone;

/// As long as visits are kept.
const DAYS_MAX: i32 = 90;
const DAYS: i32 = 7;

/// `GET /api/sites/{id}/messages/{mid}/effect?days=7`, or `?from=2026-11-01&to=2026-11-07`: civil days in the site's zone, both in.
///
/// # Errors
/// `NotFound` for a message that is not there; `Invalid` days.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let (from, to) = days(&call, zone::offsets(&site.zone, call.now_ms)?.day(EpochMs(call.now_ms)))?;
    let published = published::current(&call.env, &db, &scope, &site, call.now_ms).await?;
    let id = call.param("mid");
    // What was not published yet has done nothing; it is there all the same.
    if !published.config.messages.iter().any(|message| message.id == id) {
        items::load(&db, &scope, Kind::Message, id).await?.ok_or(Problem::NotFound)?;
    }
    let rule: Rule = published.config.attribution;
    let window_days = rule.click_days.max(rule.view_days);
    let own = currency(&site);
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let parts: Vec<Part> = people.ask_all(|| What::Effect { message: id.to_owned(), from, to, window_days, currency: own }).await?;
    let mut effect = Effect::default();
    parts.iter().for_each(|part| effect.add(part));

    let mut variants: Vec<u8> = effect.by_variant.keys().chain(effect.treated_by_variant.keys()).copied().collect();
    variants.sort_unstable();
    variants.dedup();
    let by_variant = variants.into_iter().map(|variant| {
        let treated = effect.treated_by_variant.get(&variant).copied().unwrap_or_default();
        let mut json = counts(&effect.by_variant.get(&variant).cloned().unwrap_or_default(), own);
        json.insert("variant".into(), variant.into());
        json.extend(group(&treated, own));
        json.insert("lift".into(), lift_json(&lift(&treated, &effect.control)));
        Value::Object(json)
    });
    let by_day = (from.0..=to.0).map(|number| {
        let mut json = counts(&effect.by_day.get(&Day(number)).cloned().unwrap_or_default(), own);
        json.insert("day".into(), json!(Day(number)));
        Value::Object(json)
    });
    let mut json = counts(&effect.total, own);
    let definitions: Map<String, Value> = words::effect(rule.click_days, rule.view_days)
        .into_iter()
        .map(|definition| (definition.name.to_owned(), json!({ "ko": definition.ko, "en": definition.en })))
        .collect();
    json.extend([
        ("message".to_owned(), json!(id)),
        ("from".to_owned(), json!(from)),
        ("to".to_owned(), json!(to)),
        ("by_variant".to_owned(), by_variant.collect()),
        ("by_day".to_owned(), by_day.collect()),
        ("reached".to_owned(), Value::Object(group(&effect.treated, own))),
        ("control".to_owned(), Value::Object(group(&effect.control, own))),
        ("lift".to_owned(), lift_json(&lift(&effect.treated, &effect.control))),
        (
            "attribution".to_owned(),
            json!({
                "click_days": rule.click_days,
                "view_days": rule.view_days,
                "rule": { "ko": describe(rule, true), "en": describe(rule, false) },
            }),
        ),
        ("definitions".to_owned(), Value::Object(definitions)),
    ]);
    answer::json(&json)
}

/// Click and view conversions stay apart: there is no sum of them.
fn counts(counts: &Counts, own: Currency) -> Map<String, Value> {
    let Counts { shown, clicked, closed, held, by_click, by_view, cancelled } = counts;
    let revenue = |sum: &Sum| money(sum.total(), own);
    [
        ("shown", json!(shown)),
        ("clicked", json!(clicked)),
        ("closed", json!(closed)),
        ("held", json!(held)),
        ("click_conversions", json!(by_click.orders)),
        ("click_revenue", revenue(by_click)),
        ("view_conversions", json!(by_view.orders)),
        ("view_revenue", revenue(by_view)),
        ("cancelled", json!(cancelled)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn group(group: &Group, own: Currency) -> Map<String, Value> {
    [
        ("people", json!(group.people)),
        ("buyers", json!(group.buyers)),
        ("rate", json!(group.rate().map(rounded))),
        ("revenue_per_person", json!(group.revenue_per_person().map(|micros| money(micros, own)))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn lift_json(lift: &Lift) -> Value {
    // Shares are percent here, as people read them.
    let percent = |estimate: Option<Estimate>| {
        estimate.map(|Estimate { value, low, high }| {
            json!({ "value": rounded(value * 100.0), "low": rounded(low * 100.0), "high": rounded(high * 100.0) })
        })
    };
    json!({
        "difference_points": percent(lift.difference),
        "relative_percent": percent(lift.relative),
        "verdict": match lift.verdict {
            Verdict::TooFew => "too_few",
            Verdict::Unclear => "unclear",
            Verdict::More => "more",
            Verdict::Fewer => "fewer",
        },
    })
}

/// To six decimals: beyond them there is only the noise of floats.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// The days that are asked for: from and to, or the last ones up to today.
fn days(call: &Call, today: Day) -> Result<(Day, Day), Problem> {
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.into(), detail };
    let days = match call.query("days") {
        None => DAYS,
        Some(text) => text
            .parse()
            .ok()
            .filter(|days| (1..=DAYS_MAX).contains(days))
            .ok_or_else(|| invalid("days", format!("Give a whole number of days, 1 to {DAYS_MAX}.")))?,
    };
    let to = day(call, "to", today)?;
    let from = day(call, "from", Day(to.0.saturating_sub(days - 1)))?;
    if from > to || to.0.saturating_sub(from.0) >= DAYS_MAX {
        return Err(invalid("to", format!("Give a day that is not before from, and at most {DAYS_MAX} days with it.")));
    }
    Ok((from, to))
}
