//! Reports of a site's orders over the years: cohorts, RFM, price bands, what was bought together.

use insight::catalogue::{OF_ORDERS, dimension_of_orders, metrics_of_orders};
use insight::orders::bands::BANDS_MAX;
use insight::orders::cohort::{COHORTS_MAX, PERIODS_MAX};
use insight::orders::rfm::GROUPS;
use insight::orders::words;
use insight::words::Definition;
use model::event::TEXT_CHARS_MAX;
use model::ids::SiteId;
use model::money::{Currency, Micros};
use model::time::{Day, EpochMs, Zone};
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::population::definitions;
use crate::api::{forms, totals};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::history;
use crate::history::ask::What;
use crate::history::reports::{AskBands, AskCohorts, AskMembers, AskOrders, AskPairs, AskRfm, Question, unit};
use crate::people::{currency, site_id};
use crate::problem::Problem;
use crate::store::db::Db;
use crate::store::sites::{self, Site};
use crate::zone;

/// Columns of a table of cohorts, where it is not said.
const PERIODS: u32 = 12;
const PAIRS: u32 = 100;
const PAIRS_MAX: u32 = 1_000;
const CELLS: u32 = 200;
const CELLS_MAX: u32 = 5_000;
const MEMBERS: u32 = 100;
const MEMBERS_MAX: u32 = 1_000;
/// Pairs in fewer orders are chance.
const LEAST: i64 = 2;
/// Before shops sold by wire.
const FIRST_DAY: Day = Day(0);

/// What every report asks of its site.
struct Asked {
    site: Site,
    id: SiteId,
    zone: std::rc::Rc<Zone>,
    today: Day,
    currency: Currency,
}

impl Asked {
    async fn of(call: &Call, scope: &SiteScope) -> Result<Self, Problem> {
        let db = Db::open(&call.env).await?;
        let site = sites::load(&db, scope).await?.ok_or(Problem::NotFound)?;
        let zone = zone::offsets(&site.zone, call.now_ms)?;
        let own = match call.query("currency") {
            Some(code) => Currency::parse(&forms::currency(&code)?).unwrap_or_default(),
            None => currency(&site),
        };
        Ok(Self { id: site_id(scope)?, today: zone.day(EpochMs(call.now_ms)), zone, currency: own, site })
    }

    /// The days of the query, both in; all days where none are said.
    fn days(&self, call: &Call) -> Result<(Day, Day), Problem> {
        let (from, to) = (totals::day(call, "from", FIRST_DAY)?, totals::day(call, "to", self.today)?);
        if from > to {
            return Err(Problem::Invalid { field: "to".into(), detail: "Give a day that is not before from.".into() });
        }
        Ok((from, to))
    }

    /// From which moment to which some days are.
    fn moments(&self, (from, to): (Day, Day)) -> (EpochMs, EpochMs) {
        (self.zone.start_of(from), self.after(to))
    }

    /// The end of a day.
    fn after(&self, day: Day) -> EpochMs {
        self.zone.start_of(Day(day.0.saturating_add(1)))
    }

    async fn answer(&self, call: &Call, question: Question, mut head: Value, words: Vec<Definition>) -> Result<Response, Problem> {
        let what = What::Report { question, zone: (*self.zone).clone() };
        let found: String = history::call(&call.env, self.id, call.now_ms, what).await?;
        if let Some(members) = head.as_object_mut() {
            members.insert("currency".into(), json!(self.currency));
            members.insert("zone".into(), json!(self.site.zone));
            members.insert("definitions".into(), definitions(words));
        }
        // One object: what the edge knows, then what the history found, which is text already.
        let head = head.to_string();
        answer::json_text(format!("{},{}", head.strip_suffix('}').unwrap_or(&head), found.strip_prefix('{').unwrap_or(&found)))
    }
}

/// `GET /api/sites/{id}/reports/cohorts?by=month&from=&to=&periods=12&until=&days=true`: customers by when they first ordered, and what they did from then on.
///
/// # Errors
/// `Invalid`, naming what is.
pub async fn cohorts(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::of(&call, &scope).await?;
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.into(), detail };
    let by = call.query("by").unwrap_or_else(|| "month".into());
    let start = match call.query("week_start").as_deref() {
        None | Some("monday") => 1,
        Some("sunday") => 7,
        Some(_) => return Err(invalid("week_start", "Give monday or sunday.".into())),
    };
    let code = match by.as_str() {
        "day" => 0,
        "week" => start,
        "month" => 8,
        _ => return Err(invalid("by", "Give day, week or month.".into())),
    };
    let periods = match forms::number(&call, "periods")? {
        None => PERIODS,
        Some(number) => u32::try_from(number)
            .ok()
            .filter(|number| (1..=PERIODS_MAX).contains(&(*number as usize)))
            .ok_or_else(|| invalid("periods", format!("Give a whole number, 1 to {PERIODS_MAX}.")))?,
    };
    let until = totals::day(&call, "until", asked.today)?;
    let last = totals::day(&call, "to", until)?;
    let unit = unit(code);
    // As many periods as there are columns, where nobody says.
    let first = totals::day(&call, "from", unit.start(unit.of(last).saturating_sub(i32::try_from(periods).unwrap_or(1) - 1)))?;
    let count = i64::from(unit.of(last)) - i64::from(unit.of(first)) + 1;
    if count < 1 || count > COHORTS_MAX as i64 {
        return Err(invalid("to", format!("Give a day that is not before from, and at most {COHORTS_MAX} {by}s after it.")));
    }
    let question = Question::Cohorts(AskCohorts {
        unit: code,
        first,
        last,
        periods,
        until: asked.after(until).min(EpochMs(call.now_ms)),
        currency: asked.currency,
        days: match call.query("days").as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(invalid("days", "Give true or false.".into())),
        },
    });
    let head = json!({ "by": by, "from": unit.start(unit.of(first)), "to": last, "until": until, "periods": periods });
    asked.answer(&call, question, head, words::cohorts()).await
}

/// The day of an RFM report, as the moment at which it ends, and since when orders count.
fn rfm_days(call: &Call, asked: &Asked) -> Result<(Day, EpochMs, Option<EpochMs>), Problem> {
    let day = totals::day(call, "day", asked.today)?;
    let since = match call.query("since") {
        Some(_) => Some(asked.zone.start_of(totals::day(call, "since", day)?)),
        None => None,
    };
    Ok((day, asked.after(day), since))
}

/// `GET /api/sites/{id}/reports/rfm?day=&since=&compare=`: how lately, how often and for how much customers have bought, and the groups that follow.
///
/// # Errors
/// `Invalid` days.
pub async fn rfm(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::of(&call, &scope).await?;
    let (day, at, from) = rfm_days(&call, &asked)?;
    let compare = match call.query("compare") {
        Some(_) => Some(totals::day(&call, "compare", day)?),
        None => None,
    };
    if compare.is_some_and(|compare| compare >= day) {
        return Err(Problem::Invalid { field: "compare".into(), detail: "Give a day before the day of the report.".into() });
    }
    let question = Question::Rfm(AskRfm { at, from, before: compare.map(|day| asked.after(day)), currency: asked.currency });
    asked.answer(&call, question, json!({}), words::rfm()).await
}

/// `GET /api/sites/{id}/reports/rfm/{group}?day=&since=&limit=&cursor=`: the customers of a group, by their ids.
///
/// # Errors
/// `NotFound`: no such group. `Invalid` days, limit or cursor.
pub async fn rfm_members(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let name = call.param("group").to_owned();
    let group = (0..).zip(GROUPS).find(|(_, known)| *known == name).map(|(number, _)| number).ok_or(Problem::NotFound)?;
    let asked = Asked::of(&call, &scope).await?;
    let (day, at, from) = rfm_days(&call, &asked)?;
    let limit = forms::limit(&call, MEMBERS, MEMBERS_MAX)?;
    let question = Question::Members(AskMembers { at, from, currency: asked.currency, group, after: call.query("cursor"), limit });
    asked.answer(&call, question, json!({ "day": day, "group": name }), words::rfm()).await
}

/// `GET /api/sites/{id}/reports/price-bands?edges=10000,30000&from=&to=`: what was bought at which prices.
///
/// # Errors
/// `Invalid` edges or days.
pub async fn bands(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::of(&call, &scope).await?;
    let days = asked.days(&call)?;
    let (from, to) = asked.moments(days);
    let text = call.query("edges").unwrap_or_default();
    let edges: Option<Vec<Micros>> = text.split(',').map(|edge| Micros::parse(edge).filter(|_| !edge.trim().is_empty())).collect();
    let edges = edges.filter(|edges| edges.len() <= BANDS_MAX && edges.is_sorted_by(|a, b| a < b)).ok_or_else(|| Problem::Invalid {
        field: "edges".into(),
        detail: format!("Give the prices at which bands begin, rising, as 10000,30000,50000: 1 to {BANDS_MAX} of them."),
    })?;
    let question = Question::Bands(AskBands { from, to, currency: asked.currency, edges });
    asked.answer(&call, question, json!({ "from": days.0, "to": days.1 }), words::bands()).await
}

/// `GET /api/sites/{id}/reports/orders?by=month,newness&from=&to=&sort=&limit=`: orders by one or two of their sides.
///
/// # Errors
/// `Invalid`, naming what is.
pub async fn orders(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::of(&call, &scope).await?;
    let days = asked.days(&call)?;
    let (from, to) = asked.moments(days);
    let invalid = |field: &str, detail: String| Problem::Invalid { field: field.into(), detail };
    let by: Vec<String> = call.query("by").unwrap_or_default().split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let sides: Option<Vec<Value>> = by
        .iter()
        .map(|name| dimension_of_orders(name).map(|known| json!({ "name": known.name, "ko": known.ko, "en": known.en })))
        .collect();
    let sides = sides.filter(|sides| sides.len() <= 2 && (sides.len() < 2 || by.first() != by.last())).ok_or_else(|| {
        let known = OF_ORDERS.iter().map(|known| known.name).collect::<Vec<_>>().join(", ");
        invalid("by", format!("Give one or two of {known}."))
    })?;
    let by_label = !matches!(by.first().map(String::as_str), Some("product" | "category" | "coupon"));
    let sort = match call.query("sort").as_deref() {
        None => {
            if by_label {
                0
            } else {
                4
            }
        }
        Some("label") => 0,
        Some("orders") => 1,
        Some("people") => 2,
        Some("units") => 3,
        Some("revenue") => 4,
        Some(_) => return Err(invalid("sort", "Give label, orders, people, units or revenue.".into())),
    };
    let limit = forms::limit(&call, CELLS, CELLS_MAX)?;
    let question = Question::Orders(AskOrders { by, from, to, currency: asked.currency, sort, limit });
    let head = json!({ "from": days.0, "to": days.1, "complete": to.0 <= call.now_ms, "by": sides });
    asked.answer(&call, question, head, metrics_of_orders()).await
}

/// `GET /api/sites/{id}/reports/pairs?from=&to=&least=2&limit=100&sort=orders|lift|confidence&product=`: what was bought together.
///
/// # Errors
/// `Invalid`, naming what is.
pub async fn pairs(call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let asked = Asked::of(&call, &scope).await?;
    let days = asked.days(&call)?;
    let (from, to) = asked.moments(days);
    let invalid = |field: &str, detail: &str| Problem::Invalid { field: field.into(), detail: detail.into() };
    let least = forms::number(&call, "least")?.unwrap_or(LEAST);
    let least = u32::try_from(least).ok().filter(|least| *least > 0).ok_or_else(|| invalid("least", "Give a whole number, 1 or more."))?;
    let sort = match call.query("sort").as_deref() {
        None | Some("orders") => 0,
        Some("lift") => 1,
        Some("confidence") => 2,
        Some(_) => return Err(invalid("sort", "Give orders, lift or confidence.")),
    };
    let product = call.query("product").filter(|product| !product.is_empty());
    if product.as_ref().is_some_and(|product| product.chars().count() > TEXT_CHARS_MAX) {
        return Err(invalid("product", "Give a product's id, of 1 to 200 characters."));
    }
    // Orders in any currency: nothing of money is asked, unless one is named.
    let currency = call.query("currency").is_some().then_some(asked.currency);
    let question = Question::Pairs(AskPairs { from, to, currency, least, limit: forms::limit(&call, PAIRS, PAIRS_MAX)?, sort, product });
    asked.answer(&call, question, json!({ "from": days.0, "to": days.1 }), words::pairs()).await
}
