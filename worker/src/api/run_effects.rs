//! What became of a run in the shop: who followed the campaign links that it carried, and what they bought.
//!
//! A link is known by its short code or by its campaign's code in the address (`crm::link`). Clicks are a short link's, by civil day; visits and orders are those of
//! visits that came by the campaign (by the send's own link, where it has one of its own), from the run's beginning until the site's attribution window is over or the
//! send's next run begins, whichever is first: so runs of one send do not share a visit. What else carried the same link meanwhile is counted with it, and that is said.

use std::collections::{BTreeMap, BTreeSet};

use crm::alimtalk;
use crm::link::{Mark, links as links_in, mark};
use crm::send::Content;
use model::money::Currency;
use model::time::{Day, EpochMs};
use segment::definition::Segment;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::population::{DAY_MS, ask as ask_people, with_what_it_asks};
use crate::api::segments::read;
use crate::api::sends::{ask, number};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency, site_id};
use crate::person::population::{Part, Question};
use crate::person::reports::money;
use crate::problem::Problem;
use crate::sends::ask::{RunLine, What};
use crate::sends::own::{NOTICES, TRIAL};
use crate::sends::runs::Frozen;
use crate::store::db::Db;
use crate::store::items::{self, Kind};
use crate::store::links;
use crate::store::sites::{self, Site};
use crate::zone;

/// Campaigns of a run that are asked about: each is a question to every object.
const CAMPAIGNS_MAX: usize = 5;
/// Runs of a send among which the next one is sought.
const RUNS_MAX: u32 = 500;

/// What of a campaign a run carried.
#[derive(Default)]
struct Carried {
    /// Short codes.
    codes: BTreeSet<String>,
    /// By which messages' links; the campaign's own (or its code alone) makes it the whole campaign.
    messages: BTreeSet<String>,
    is_whole: bool,
}

/// `GET …/runs/{run}/effect`
///
/// # Errors
/// `NotFound`.
pub async fn get(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let own = site_id(&scope)?;
    let line: RunLine = ask::<Option<RunLine>>(&call.env, own, call.now_ms, What::Run(number(&call)?)).await?.ok_or(Problem::NotFound)?;
    let days = site.preferences.attribution.click_days;
    let window = EpochMs(line.ordered.0.saturating_add(i64::from(days) * DAY_MS));
    let runs = What::Runs { send: Some(line.send.clone()), before: None, limit: RUNS_MAX };
    let later: Vec<RunLine> = ask(&call.env, own, call.now_ms, runs).await?;
    let next = later.iter().filter(|run| run.id > line.id && !run.cause.starts_with(TRIAL)).map(|run| run.ordered).min();
    let ends = [("next_run", next), ("window", Some(window)), ("now", Some(EpochMs(call.now_ms)))];
    let (until, to) =
        ends.into_iter().filter_map(|(name, at)| Some((name, at?))).min_by_key(|(_, at)| *at).unwrap_or(("now", EpochMs(call.now_ms)));
    let currency = currency(&site);
    // No report knows of a trial, nor of results of refusals.
    let is_ours = line.cause.starts_with(TRIAL) || line.send == NOTICES;
    let carried = if is_ours { BTreeMap::new() } else { carried(&db, &scope, &texts(&line.what)).await? };
    let zone = zone::offsets(&site.zone, call.now_ms)?;
    let (first, last) = (zone.day(line.ordered), zone.day(to));
    let mut by_day: BTreeMap<Day, i64> = (first.0..=last.0).map(|day| (Day(day), 0)).collect();
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let (mut all, mut shown) = (Sums::default(), Vec::new());
    for (campaign, of) in carried.iter().take(CAMPAIGNS_MAX) {
        let mut clicks = 0;
        for (day, count) in links::days_of(&db, &scope, &of.codes, first, last).await? {
            clicks += count;
            *by_day.entry(day).or_default() += count;
        }
        let sums = Sums::of(
            &ask_people(&people, &question(&site, campaign, of, (line.ordered, to), currency, call.now_ms)?).await?,
            clicks,
            currency,
        );
        let name = items::load(&db, &scope, Kind::Campaign, campaign).await?.map(|item| item.name);
        let mut json = sums.shown(currency);
        json.extend([
            ("campaign".to_owned(), json!(campaign)),
            ("name".to_owned(), json!(name)),
            ("is_whole".to_owned(), json!(of.is_whole)),
            ("has_clicks".to_owned(), json!(!of.codes.is_empty())),
        ]);
        shown.push(Value::Object(json));
        all.add(&sums);
    }
    answer::json(&json!({
        "from": line.ordered,
        "to": to,
        "until": until,
        "window_days": days,
        "campaigns": shown,
        "left_out": carried.len().saturating_sub(CAMPAIGNS_MAX),
        "total": all.shown(currency),
        "by_day": by_day.iter().map(|(day, clicks)| json!({ "day": day, "clicks": clicks })).collect::<Vec<_>>(),
    }))
}

#[derive(Default)]
struct Sums {
    clicks: i64,
    visits: u64,
    orders: u64,
    revenue: i128,
}

impl Sums {
    fn of(part: &Part, clicks: i64, currency: Currency) -> Self {
        let matched = &part.report.matched;
        Self { clicks, visits: matched.visits, orders: matched.orders, revenue: matched.revenue_of(currency) }
    }

    const fn add(&mut self, other: &Self) {
        self.clicks += other.clicks;
        self.visits += other.visits;
        self.orders += other.orders;
        self.revenue += other.revenue;
    }

    fn shown(&self, currency: Currency) -> serde_json::Map<String, Value> {
        [
            ("clicks", json!(self.clicks)),
            ("visits", json!(self.visits)),
            ("orders", json!(self.orders)),
            ("revenue", money(self.revenue, currency)),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
    }
}

/// Everything that a run said in which a link may stand: its text, or its template with what stood for its variables.
fn texts(what: &str) -> Vec<String> {
    let Ok(Frozen { send, approved, .. }) = serde_json::from_str::<Frozen>(what) else { return Vec::new() };
    match send.content {
        Content::Text { subject, text, .. } => vec![subject, text],
        Content::Alimtalk { variables, .. } => {
            let values: Vec<(String, String)> = variables.into_iter().collect();
            let filled = approved.map(|approved| alimtalk::filled(&approved.template, &values));
            let mut all: Vec<String> = values.into_iter().map(|(_, value)| value).collect();
            if let Some(template) = filled {
                all.extend([template.body, template.extra]);
                all.extend(template.buttons.into_iter().chain(template.replies).flat_map(|button| [button.links.mobile, button.links.pc]));
            }
            all
        }
    }
}

/// The campaigns whose links stand in these texts.
async fn carried(db: &Db, scope: &SiteScope, texts: &[String]) -> Result<BTreeMap<String, Carried>, Problem> {
    // What stands for a variable may be a link without its scheme: each word is looked at, too.
    let words = texts.iter().flat_map(|text| links_in(text).into_iter().chain(text.split_whitespace()));
    let marks: Vec<Mark<'_>> = words.filter_map(mark).collect();
    let mut found: BTreeMap<String, Carried> = BTreeMap::new();
    let short = marks.iter().filter_map(|mark| if let Mark::Short(code) = mark { Some((*code).to_ascii_lowercase()) } else { None });
    let short: BTreeSet<String> = short.collect();
    for link in links::by_codes(db, scope, &short).await? {
        let of = found.entry(link.campaign).or_default();
        of.codes.insert(link.code);
        of.is_whole |= link.message.is_empty();
        of.messages.insert(link.message);
    }
    for mark in &marks {
        if let Mark::Campaign(code) = mark {
            found.entry((*code).to_owned()).or_default().is_whole = true;
        }
    }
    Ok(found)
}

/// Visits that came by the campaign, or by these messages' links of it.
fn question(
    site: &Site,
    campaign: &str,
    of: &Carried,
    (from, to): (EpochMs, EpochMs),
    currency: Currency,
    now_ms: i64,
) -> Result<Question, Problem> {
    let mut include = vec![json!({ "kind": "source.campaign_code", "values": [campaign], "match": "equals" })];
    if !of.is_whole {
        include.push(json!({ "kind": "source.campaign_content", "values": of.messages, "match": "equals" }));
    }
    let segment: Segment = read(&json!({ "id": "run-effect", "name": "", "include": include }))?;
    Ok(Question {
        segments: with_what_it_asks(&[&segment], &[])?,
        wanted: 1,
        from,
        to: EpochMs(to.0 + 1),
        daily: true,
        zone: (*zone::offsets(&site.zone, now_ms)?).clone(),
        currency,
        one_in: 0,
        reports: true,
        after: 0,
    })
}
