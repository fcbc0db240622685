//! How many visits a draft matches, and what those did.

use std::collections::BTreeSet;

use insight::momentary::{Estimate, asks_other_visits, needs_replay, untold};
use insight::population::{By, time_of};
use insight::report::{Compared, Report, Sums, ratio};
use insight::words::{self, Definition};
use model::facts::Fact;
use model::money::Currency;
use model::time::{Day, EpochMs};
use segment::catalogue::entries;
use segment::compile::{Compiled, Target, compile_of};
use segment::definition::{Scalar, Segment};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use worker::Response;

use crate::answer;
use crate::api::segments::{check_sound, others, read};
use crate::api::zero;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::person::population::{Part, Question};
use crate::person::reports::money;
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites::{self, Site};
use crate::zone;

const HOUR_MS: i64 = 3_600_000;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Tapes that each object runs for an estimate: its 95 % interval is ± 1.5 points at most with two objects.
const SAMPLE: u64 = 2_000;
/// Tapes that are run where all are asked for; of more a sample of so many.
const EXACT_MAX: u64 = 400_000;
/// Most pages that are named, and products.
const TOP: usize = 7;
/// Most products, where more are asked for: what a person chooses from.
const PRODUCTS_MAX: usize = 200;

/// A segment that is being written, and of which visits it is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    segment: Value,
    #[serde(default)]
    range: Option<String>,
    #[serde(default)]
    exact: bool,
    #[serde(default)]
    cursor: Option<String>,
    #[serde(default)]
    limit: Option<u32>,
}

/// A question about a draft that is sound.
pub struct Asked {
    pub site: Site,
    pub question: Question,
    pub compiled: Compiled,
    pub segment: Segment,
    pub others: Vec<Segment>,
    pub range: &'static str,
    pub exact: bool,
    pub cursor: Option<String>,
    pub limit: Option<u32>,
}

impl Asked {
    /// Reads and checks what is asked.
    ///
    /// # Errors
    /// `Invalid`, with the place.
    pub async fn read(call: &mut Call, scope: &SiteScope) -> Result<Self, Problem> {
        let body: Body = call.json().await?;
        let (range, range_ms) = match body.range.as_deref().unwrap_or("24h") {
            "24h" => ("24h", DAY_MS),
            "7d" => ("7d", 7 * DAY_MS),
            _ => return Err(Problem::Invalid { field: "range".into(), detail: "Give 24h or 7d.".into() }),
        };
        let segment = read(&body.segment)?;
        let db = Db::open(&call.env).await?;
        let site = sites::load(&db, scope).await?.ok_or(Problem::NotFound)?;
        let others = others(&db, scope, &segment).await?;
        check_sound(&segment, &others)?;
        let question = Question {
            segments: with_what_it_asks(&[&segment], &others)?,
            wanted: 1,
            from: EpochMs(call.now_ms - range_ms),
            to: EpochMs(call.now_ms + 1),
            daily: range == "7d",
            zone: (*zone::offsets(&site.zone, call.now_ms)?).clone(),
            currency: currency(&site),
            one_in: 0,
            reports: false,
            after: 0,
        };
        let compiled = compile_of(&others, [&segment].into_iter(), Target::Full);
        Ok(Self { site, question, compiled, segment, others, range, exact: body.exact, cursor: body.cursor, limit: body.limit })
    }

    /// True where only tapes can tell.
    pub fn is_momentary(&self) -> bool {
        needs_replay(&self.compiled, 0)
    }

    fn range_ms(&self) -> i64 {
        self.question.to.0 - self.question.from.0 - 1
    }

    /// What stored visits do not tell of this segment.
    pub fn notes(&self) -> Vec<Value> {
        let mut notes = Vec::new();
        let facts = untold(&self.compiled, 0);
        if !facts.is_empty() {
            notes.push(json!({
                "ko": format!("방문 기록에 남지 않아 알 수 없는 것으로 센 조건: {}", named(&facts, true)),
                "en": format!("Not on the record of a visit, so counted as not known: {}.", named(&facts, false)),
            }));
        }
        if asks_other_visits(&self.compiled, 0) {
            notes.push(json!({
                "ko": "여러 날의 기록을 묻는 조건은 여기서 그 방문 안에 있었던 일만 세어요. 실제로는 더 많이 맞을 수 있어요.",
                "en": "What is asked over several days counts here only as far as it happened in the visit itself; really more may match.",
            }));
        }
        notes
    }
}

/// JSON of these segments, and behind them of those that they ask for.
///
/// # Errors
/// Never in practice: segments can be written.
pub fn with_what_it_asks(wanted: &[&Segment], others: &[Segment]) -> Result<String, Problem> {
    let mut all: Vec<&Segment> = wanted.to_vec();
    let mut done = 0;
    while let Some(segment) = all.get(done).copied() {
        done += 1;
        for (_, condition) in segment.conditions().into_iter().filter(|(_, condition)| condition.kind.starts_with("segment.")) {
            for value in condition.values.iter().flatten() {
                let Scalar::Text(id) = value else { continue };
                if let Some(other) =
                    others.iter().find(|other| other.id == *id).filter(|other| all.iter().all(|known| known.id != other.id))
                {
                    all.push(other);
                }
            }
        }
    }
    serde_json::to_string(&all).map_err(|error| Problem::Internal(error.to_string()))
}

/// Asks all objects, turn after turn.
///
/// # Errors
/// An object does not answer.
pub async fn ask(people: &People<'_>, question: &Question) -> Result<Part, Problem> {
    let take = |sum: &mut Part, part: Part| {
        sum.merge(&part);
        if part.next.is_none() {
            sum.settle();
        }
        part.next.map(|after| What::Population(Question { after, ..question.clone() }))
    };
    let parts: Vec<Part> = people.ask_on(|| What::Population(question.clone()), take).await?;
    let mut all = Part::default();
    parts.iter().for_each(|part| all.merge(part));
    Ok(all)
}

/// Of how many visitors one's tapes are run, where there are so many visits.
fn one_in(asked: &Asked, visits: u64) -> u32 {
    let tapes = if asked.exact { EXACT_MAX } else { SAMPLE.saturating_mul(asked.site.map.shards().len() as u64) };
    u32::try_from(visits.div_ceil(tapes.max(1))).unwrap_or(u32::MAX).max(1)
}

/// What was found, whichever way.
struct Found {
    /// All visits, and where columns tell the segment's.
    all: Part,
    /// Where tapes tell: of how many visitors one's, and what they told.
    sample: Option<(u32, Part)>,
}

async fn find(people: &People<'_>, asked: &Asked, reports: bool) -> Result<Found, Problem> {
    let question = Question { reports, ..asked.question.clone() };
    if !asked.is_momentary() {
        return Ok(Found { all: ask(people, &question).await?, sample: None });
    }
    let nobody = Question { segments: "[]".into(), wanted: 0, ..question.clone() };
    let all = ask(people, &nobody).await?;
    let visits = if reports { all.report.all.visits } else { all.population.visits };
    let one_in = one_in(asked, visits);
    let sample = ask(people, &Question { one_in, ..question }).await?;
    Ok(Found { all, sample: Some((one_in, sample)) })
}

/// `POST /api/sites/{id}/segments/population`
///
/// # Errors
/// `Invalid` draft or range.
pub async fn count(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::read(&mut call, &scope).await?;
    let people = People::of(&call.env, &scope, &asked.site, call.now_ms)?;
    let found = find(&people, &asked, false).await?;
    let all = &found.all.population;
    let none = Default::default();
    let counted = all.segments.first().unwrap_or(&none);
    let (mut visits, mut of_people, mut unknown) = (counted.visits, counted.people.count(), counted.unknown);
    let (mut times, mut pages) = (&counted.times, &counted.pages);
    let mut estimate = Value::Null;
    let mut per_sampled = (1, 1);
    if let Some((one_in, sample)) = &found.sample {
        let replayed = &sample.replayed;
        let (likely, likely_people) = (replayed.estimated_visits(all.visits), replayed.estimated_people(all.people.count()));
        visits = likely.map_or(0, |likely| likely.number);
        of_people = likely_people.map_or(0, |likely| likely.number);
        per_sampled = (all.visits, replayed.visits);
        unknown = scaled(replayed.unknown, per_sampled);
        (times, pages) = (&replayed.times, &replayed.pages);
        if replayed.visits < all.visits {
            estimate = json!({
                "visits": interval(likely),
                "people": interval(likely_people),
                "sampled_visits": replayed.visits,
                "one_in": one_in,
            });
        }
    }
    let top: Vec<Value> = pages
        .most(TOP)
        .into_iter()
        .filter(|page| !page.name.is_empty())
        .map(|page| json!({ "path": page.name, "visits": scaled(page.visits, per_sampled) }))
        .collect();
    let since = all.first_at;
    let sentence = match visits {
        0 => zero::explained(&people, &asked, all.visits, since, EpochMs(call.now_ms)).await?,
        _ => zero::sentence(asked.range, visits, all.visits, of_people),
    };
    answer::json(&json!({
        "range": asked.range,
        "from": asked.question.from,
        "to": EpochMs(call.now_ms),
        "visits": all.visits,
        "people": all.people.count(),
        "matched": { "visits": visits, "people": of_people, "unknown": unknown },
        "share": ratio(visits as f64, all.visits as f64).map(rounded),
        "estimate": estimate,
        "pages": top,
        "times": by_time(&asked.question, &|time| all.times.get(&time).copied().unwrap_or(0), &|time| {
            scaled(times.get(&time).copied().unwrap_or(0), per_sampled)
        }),
        "collecting_since": since,
        "full_after": since.map(|since| EpochMs(since.0.saturating_add(asked.range_ms()))),
        "sentence": sentence,
        "notes": asked.notes(),
        "definitions": definitions(words::population()),
    }))
}

/// `POST /api/sites/{id}/segments/report`
///
/// # Errors
/// `Invalid` draft, range or limit.
pub async fn report(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::read(&mut call, &scope).await?;
    let top = match asked.limit.map(usize::try_from) {
        None => TOP,
        Some(Ok(limit @ 1..=PRODUCTS_MAX)) => limit,
        Some(_) => return Err(Problem::Invalid { field: "limit".into(), detail: format!("Ask for 1 to {PRODUCTS_MAX}.") }),
    };
    let people = People::of(&call.env, &scope, &asked.site, call.now_ms)?;
    let found = find(&people, &asked, true).await?;
    let (mut report, mut estimate, mut of_people) = (found.all.report, Value::Null, None);
    if let Some((one_in, sample)) = found.sample {
        let (sampled, all) = (sample.report.all.visits, report.all.visits);
        of_people = sample.replayed.estimated_people(report.all.people.count()).map(|likely| likely.number);
        report.matched = sample.report.matched.scaled(all, sampled);
        if sampled < all {
            let likely = sample.replayed.estimated_visits(all);
            estimate = json!({ "visits": interval(likely), "sampled_visits": sampled, "one_in": one_in });
        }
    }
    let own = asked.question.currency;
    let mut json = figures(&report, of_people, own);
    json.extend([
        ("range".to_owned(), json!(asked.range)),
        ("from".to_owned(), json!(asked.question.from)),
        ("to".to_owned(), json!(EpochMs(call.now_ms))),
        ("estimate".to_owned(), estimate),
        ("bought".to_owned(), products(&report, |sums| sums.bought.most(top))),
        ("carted".to_owned(), products(&report, |sums| sums.carted.most(top))),
        ("collecting_since".to_owned(), json!(found.all.population.first_at)),
        ("notes".to_owned(), json!(asked.notes())),
        ("definitions".to_owned(), definitions(words::report())),
    ]);
    answer::json(&json)
}

/// Each number of the segment and of the site: sums with their share, averages with how much they differ.
fn figures(report: &Report, of_people: Option<u64>, own: Currency) -> Map<String, Value> {
    let (matched, all) = (&report.matched, &report.all);
    let whole =
        |segment: u64, site: u64| json!({ "segment": segment, "site": site, "share": ratio(segment as f64, site as f64).map(rounded) });
    let compared = report.compared(own);
    let points = |compared: Compared| average(compared, |share| json!(rounded(share * 100.0)));
    let amounts = |compared: Compared| average(compared, |micros| money(micros.round() as i128, own));
    let revenue = |sums: &Sums| sums.revenue_of(own);
    let (segment, site) = (revenue(matched), revenue(all));
    [
        ("visits", whole(matched.visits, all.visits)),
        ("people", whole(of_people.unwrap_or_else(|| matched.people.count()), all.people.count())),
        ("page_views", whole(matched.page_views, all.page_views)),
        ("orders", whole(matched.orders, all.orders)),
        (
            "revenue",
            json!({
                "segment": money(segment, own),
                "site": money(site, own),
                "share": ratio(segment as f64, site as f64).map(rounded),
            }),
        ),
        ("pages_per_visit", average(compared.pages_per_visit, |number| json!(rounded(number)))),
        ("stay_seconds", average(compared.stay_seconds, |number| json!(rounded(number)))),
        ("purchase_rate", points(compared.purchase_rate)),
        ("revenue_per_visit", amounts(compared.revenue_per_visit)),
        ("average_order", amounts(compared.average_order)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn average(compared: Compared, write: impl Fn(f64) -> Value) -> Value {
    json!({
        "segment": compared.matched.map(&write),
        "site": compared.all.map(&write),
        "relative_percent": compared.relative.map(|relative| rounded(relative * 100.0)),
        "difference": compared.difference.map(&write),
    })
}

fn products<'a>(report: &'a Report, most: impl Fn(&'a Sums) -> Vec<&'a insight::people::Counted>) -> Value {
    let list = |sums: &'a Sums| -> Vec<Value> {
        let product = |counted: &insight::people::Counted| json!({ "id": counted.name, "name": counted.label, "visits": counted.visits, "units": counted.units });
        most(sums).into_iter().map(product).collect()
    };
    json!({ "segment": list(&report.matched), "site": list(&report.all) })
}

/// The conditions that ask for these facts, by their labels.
pub fn named(facts: &[Fact], korean: bool) -> String {
    let asking = entries().filter(|entry| facts.contains(&entry.fact));
    let names: BTreeSet<&str> = asking.map(|entry| if korean { entry.ko } else { entry.en }).collect();
    names.into_iter().collect::<Vec<_>>().join(", ")
}

/// What a part of a sample comes to in all, rounded.
pub fn scaled(number: u64, (all, sampled): (u64, u64)) -> u64 {
    let (all, sampled) = (u128::from(all), u128::from(sampled.max(1)));
    u64::try_from((u128::from(number) * all + sampled / 2) / sampled).unwrap_or(u64::MAX)
}

/// A number with its 95 % interval; null of no sample.
pub fn interval(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |Estimate { number, low, high }| json!({ "number": number, "low": low, "high": high }))
}

/// Every hour (by its start) or day of the range.
fn by_time(question: &Question, all: &dyn Fn(i32) -> u64, matched: &dyn Fn(i32) -> u64) -> Vec<Value> {
    let by = if question.daily { By::Day } else { By::Hour };
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    let mut at = question.from.0;
    loop {
        let moment = EpochMs(at.min(question.to.0 - 1));
        let time = time_of(moment, by, &question.zone);
        if seen.insert(time) {
            let name = match by {
                By::Day => json!(Day(time)),
                By::Hour => {
                    let local = moment.0 + i64::from(question.zone.offset_s(moment)) * 1000;
                    json!(EpochMs(moment.0 - local.rem_euclid(HOUR_MS)))
                }
            };
            list.push(json!({ "at": name, "visits": all(time), "matched": matched(time) }));
        }
        if moment.0 >= question.to.0 - 1 {
            return list;
        }
        at += HOUR_MS;
    }
}

/// Definitions by name.
pub fn definitions(all: Vec<Definition>) -> Value {
    let one = |definition: Definition| (definition.name.to_owned(), json!({ "ko": definition.ko, "en": definition.en }));
    Value::Object(all.into_iter().map(one).collect())
}

/// To six decimals: beyond them there is only the noise of floats.
pub fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
