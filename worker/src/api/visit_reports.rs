//! Reports over visits: by one or two of their sides, of all of them or a segment's, beside another time.

use insight::catalogue::named::{Over, REPORTS, Report};
use insight::catalogue::{DIMENSIONS, OF_ORDERS, dimension, metrics, metrics_of_orders};
use insight::momentary::needs_replay;
use insight::report::ratio;
use insight::table::{Cell, Label, Table};
use model::money::decimal;
use model::time::{Day, EpochMs, Zone};
use segment::compile::{Target, compile_of};
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::population::{definitions, rounded, with_what_it_asks};
use crate::api::{forms, segments, totals};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::drafts;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::person::tables::{Part, Question};
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::sites;
use crate::zone;

/// Days of a report, where nothing is said.
const DAYS: i32 = 7;
/// Sides by which visits can be left out.
const ONLY_MAX: usize = 5;
const LIMIT: u32 = 200;
const LIMIT_MAX: u32 = 5_000;
/// By what cells may be ordered; by their labels where they are times.
const SORTS: [&str; 7] = ["label", "visits", "people", "page_views", "orders", "revenue", "purchase_rate"];

/// `GET /api/sites/{id}/reports/visits?by=source_name,device&from=&to=&segment=&compare=&sort=&limit=`
///
/// # Errors
/// `Invalid`, naming what is.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.into(), detail };
    let names: Vec<String> = call.query("by").unwrap_or_default().split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if names.len() > 2 || names.iter().any(|name| dimension(name).is_none()) || (names.len() == 2 && names.first() == names.last()) {
        let known = DIMENSIONS.iter().map(|known| known.name).collect::<Vec<_>>().join(", ");
        return Err(invalid("by", format!("Give one or two of {known}.")));
    }
    let only: Option<Vec<(String, String)>> = call
        .query("only")
        .unwrap_or_default()
        .split(',')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, label) = part.split_once(':').filter(|(name, label)| dimension(name).is_some() && !label.is_empty())?;
            // As an address has it: a comma within is %2C twice.
            Some((name.to_owned(), label.replace("%2C", ",")))
        })
        .collect();
    let only = only.filter(|only| only.len() <= ONLY_MAX).ok_or_else(|| {
        invalid(
            "only",
            format!(
                "Give what counts alone as device:mobile, or word:* for any that is known: {ONLY_MAX} at most, with commas between them."
            ),
        )
    })?;
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let today = zone.day(EpochMs(call.now_ms));
    let to = totals::day(&call, "to", today)?;
    let from = totals::day(&call, "from", Day(to.0 - DAYS + 1))?;
    if from > to || to.0 - from.0 > totals::DAYS_MAX {
        return Err(invalid("to", format!("Give a day that is not before from, and at most {} days after it.", totals::DAYS_MAX)));
    }
    let own = currency(&site);
    let segment = match call.query("segment") {
        None => String::new(),
        Some(id) => of_segment(&db, &scope, &id).await?,
    };
    let by_time =
        names.first().is_none_or(|name| matches!(name.as_str(), "day" | "week" | "week_from_sunday" | "month" | "hour" | "weekday"));
    let sort = call.query("sort").unwrap_or_else(|| if by_time { "label" } else { "visits" }.into());
    if !SORTS.contains(&sort.as_str()) {
        return Err(invalid("sort", format!("Give one of {}.", SORTS.join(", "))));
    }
    let limit = forms::limit(&call, LIMIT, LIMIT_MAX)?;
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let before = match call.query("compare").as_deref() {
        None => None,
        // As many days just before; the same days of the week a year (52 weeks) ago.
        Some("previous") => Some(to.0 - from.0 + 1),
        Some("year") => Some(364),
        Some(_) => return Err(invalid("compare", "Give previous or year.".into())),
    };
    let question = |from: Day, to: Day| Question {
        by: names.clone(),
        only: only.clone(),
        segments: segment.clone(),
        from: zone.start_of(from),
        to: zone.start_of(Day(to.0 + 1)),
        zone: (*zone).clone(),
        currency: own,
        after: 0,
    };
    let table = ask(&people, &question(from, to)).await?;
    let compared = match before {
        None => Value::Null,
        Some(back) => {
            let (from, to) = (Day(from.0 - back), Day(to.0 - back));
            let then = ask(&people, &question(from, to)).await?;
            written(&then, (from, to), &zone, call.now_ms, &sort, limit)
        }
    };
    let mut answer = written(&table, (from, to), &zone, call.now_ms, &sort, limit);
    if let Some(members) = answer.as_object_mut() {
        let sides =
            names.iter().filter_map(|name| dimension(name)).map(|known| json!({ "name": known.name, "ko": known.ko, "en": known.en }));
        members.insert("by".into(), sides.collect());
        members.insert("currency".into(), json!(own));
        members.insert("zone".into(), json!(site.zone));
        members.insert("visits_kept_from".into(), json!(zone.day(EpochMs(call.now_ms - site.preferences.retention.ms()))));
        members.insert("compared".into(), compared);
        members.insert("definitions".into(), definitions(metrics()));
    }
    answer::json(&answer)
}

/// JSON of a segment that is being written, with those that it asks for.
async fn of_segment(db: &Db, scope: &SiteScope, id: &str) -> Result<String, Problem> {
    let unknown = || Problem::Invalid { field: "segment".into(), detail: "Give the id of one of the site's segments.".into() };
    let item = items::load(db, scope, Kind::Segment, id).await?.ok_or_else(unknown)?;
    let draft = segments::read(&drafts::whole(&item))?;
    let others = segments::others(db, scope, &draft).await?;
    segments::check_sound(&draft, &others)?;
    if needs_replay(&compile_of(&others, [&draft].into_iter(), Target::Full), 0) {
        let detail = "This segment asks for what is so at a moment of a visit (the page, the cart now). Reports count visits as they stood at their end: choose a segment that asks for those.";
        return Err(Problem::Invalid { field: "segment".into(), detail: detail.into() });
    }
    with_what_it_asks(&[&draft], &others)
}

async fn ask(people: &People<'_>, question: &Question) -> Result<Table, Problem> {
    let take = |sum: &mut Part, part: Part| {
        let next = part.next;
        sum.merge(part);
        if next.is_none() {
            sum.table.settle();
        }
        next.map(|after| What::Table(Question { after, ..question.clone() }))
    };
    let parts: Vec<Part> = people.ask_on(|| What::Table(question.clone()), take).await?;
    let mut all = Part::default();
    parts.into_iter().for_each(|part| all.merge(part));
    Ok(all.table)
}

fn written(table: &Table, (from, to): (Day, Day), zone: &Zone, now_ms: i64, sort: &str, limit: u32) -> Value {
    let mut cells: Vec<(&Vec<Label>, &Cell)> = table.cells.iter().collect();
    let rate = |cell: &Cell| ratio(cell.buying_visits as f64, cell.visits as f64).unwrap_or(0.0);
    match sort {
        "visits" => cells.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.visits)),
        "people" => cells.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.people.count())),
        "page_views" => cells.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.page_views)),
        "orders" => cells.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.orders)),
        "revenue" => cells.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.revenue)),
        "purchase_rate" => cells.sort_by(|(_, a), (_, b)| rate(b).total_cmp(&rate(a))),
        // As they stand: by their labels.
        _ => {}
    }
    let found = cells.len();
    let all = table.all.visits;
    let rows = cells.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|(labels, cell)| {
        let labels: Vec<Value> = labels.iter().map(label).collect();
        let mut row = figures(cell, all);
        if let Some(members) = row.as_object_mut() {
            members.insert("labels".into(), labels.into());
        }
        row
    });
    let rows: Vec<Value> = rows.collect();
    json!({
        "from": from, "to": to,
        // The last day is not over yet.
        "complete": zone.start_of(Day(to.0 + 1)).0 <= now_ms,
        "all": figures(&table.all, all), "cells": rows, "found": found, "truncated": table.is_truncated,
    })
}

fn label(label: &Label) -> Value {
    match label {
        Label::Unknown => json!({ "known": false, "text": null }),
        Label::None => json!({ "known": true, "text": null }),
        Label::Text(text) => json!({ "known": true, "text": text }),
    }
}

fn figures(cell: &Cell, all: u64) -> Value {
    let per_visit = |part: f64| ratio(part, cell.visits as f64).map(rounded);
    let money = |whole: Option<f64>| whole.map(|micros| decimal(micros.round() as i128));
    json!({
        "visits": cell.visits,
        "people": cell.people.count(),
        "page_views": cell.page_views,
        "product_views": cell.product_views,
        "cart_adds": cell.cart_adds,
        "orders": cell.orders,
        "revenue": decimal(cell.revenue),
        "pages_per_visit": per_visit(cell.page_views as f64),
        "stay_seconds": per_visit(cell.stay_ms as f64 / 1000.0),
        "bounce_rate": per_visit(cell.bounces as f64),
        "purchase_rate": per_visit(cell.buying_visits as f64),
        "revenue_per_visit": money(ratio(cell.revenue as f64, cell.visits as f64)),
        "average_order": money(ratio(cell.revenue as f64, cell.orders as f64)),
        "share": ratio(cell.visits as f64, all as f64).map(rounded),
    })
}

/// `GET /api/sites/{id}/reports`: the reports that there are.
///
/// # Errors
/// None of its own.
pub async fn list(_call: Call, _scope: SiteScope) -> Result<Response, Problem> {
    let side = |name: &str, ko: &str, en: &str| json!({ "name": name, "ko": ko, "en": en });
    let of_visits: Vec<Value> = DIMENSIONS.iter().map(|known| side(known.name, known.ko, known.en)).collect();
    let of_orders: Vec<Value> = OF_ORDERS.iter().map(|known| side(known.name, known.ko, known.en)).collect();
    let reports: Vec<Value> = REPORTS.iter().map(named).collect();
    answer::json(&json!({
        "reports": reports,
        "visits": { "dimensions": of_visits, "metrics": definitions(metrics()) },
        "orders": { "dimensions": of_orders, "metrics": definitions(metrics_of_orders()) },
    }))
}

fn named(report: &Report) -> Value {
    let over = match report.over {
        Over::Visits => "visits",
        Over::Orders => "orders",
        Over::Own(path) => path,
    };
    let only = report.only.iter().map(|(name, label)| format!("{name}:{label}")).collect::<Vec<_>>().join(",");
    json!({
        "id": report.id, "group": report.group.name(), "path": over, "by": report.by.join(","), "only": only, "show": report.show, "sort": report.sort,
        "chart": report.chart.name(), "title": { "ko": report.ko, "en": report.en }, "use": { "ko": report.use_ko, "en": report.use_en },
    })
}
