//! A set of messages before it is published, played to the visits of last week.

use std::collections::BTreeMap;

use insight::momentary::{Estimate, untold};
use insight::report::ratio;
use insight::words;
use message::bundle::{Compiled, Settings};
use message::definition::{Config, Message, Status};
use message::rehearse::Set;
use message::rules::{Pace, Trigger};
use model::time::EpochMs;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Response;

use crate::answer;
use crate::api::population::{DAY_MS, definitions, interval, named, rounded, scaled};
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::{People, currency};
use crate::person::ask::What;
use crate::person::rehearsal::{Line, Part, Rehearse};
use crate::problem::Problem;
use crate::published;
use crate::store::db::Db;
use crate::store::sites;
use crate::zone;

/// Tapes that each object plays.
const SAMPLE: u64 = 2_000;
/// Tapes that are played where all are asked for; of more a sample of so many.
const EXACT_MAX: u64 = 100_000;
/// Most pages that are named of a message, and messages that were in its way.
const TOP: usize = 7;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    config: Value,
    #[serde(default)]
    range: Option<String>,
    #[serde(default)]
    exact: bool,
}

/// `POST /api/sites/{id}/messages/rehearsal`
///
/// # Errors
/// `Invalid` configuration or range.
pub async fn post(mut call: Call, scope: SiteScope) -> Result<Response, Problem> {
    let body: Body = call.json().await?;
    let (range, range_ms) = match body.range.as_deref().unwrap_or("7d") {
        "24h" => ("24h", DAY_MS),
        "7d" => ("7d", 7 * DAY_MS),
        _ => return Err(Problem::Invalid { field: "range".into(), detail: "Give 24h or 7d.".into() }),
    };
    let db = Db::open(&call.env).await?;
    let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
    let config = published::check(&body.config, &site, 0, call.now_ms).map_err(in_config)?.config;
    let zone = (*zone::offsets(&site.zone, call.now_ms)?).clone();
    let own = currency(&site);
    let settings = Settings { config_version: 0, currency: own, korean: true, zone: zone.clone() };
    let set =
        Set::of(&config, &settings).map_err(|error| Problem::Invalid { field: "config.messages".into(), detail: error.to_string() })?;
    let (from, to) = (EpochMs(call.now_ms - range_ms), EpochMs(call.now_ms + 1));
    let question =
        |one_in: u32| Rehearse { config: body.config.to_string(), from, to, zone: zone.clone(), currency: own, one_in, from_slot: (0, 0) };
    let people = People::of(&call.env, &scope, &site, call.now_ms)?;
    let all = ask(&people, &Rehearse { config: NOTHING.into(), ..question(0) }).await?;
    let tapes = if body.exact { EXACT_MAX } else { SAMPLE.saturating_mul(site.map.shards().len() as u64) };
    let one_in = u32::try_from(all.visits.div_ceil(tapes.max(1))).unwrap_or(u32::MAX).max(1);
    let part = ask(&people, &question(one_in)).await?;
    let telling = Telling { config: &config, set: &set, all: &all, part: &part };
    let idle = config.messages.iter().filter(|message| matches!(message.status, Status::Paused | Status::Ended));
    answer::json(&json!({
        "range": range,
        "from": from,
        "to": EpochMs(call.now_ms),
        "visits": all.visits,
        "people": all.people.count(),
        "sampled_visits": part.visits,
        "one_in": one_in,
        "messages": telling.messages(),
        "overlaps": telling.overlaps(),
        "not_rehearsed": idle.map(|message| message.id.as_str()).collect::<Vec<_>>(),
        "definitions": definitions(words::rehearsal()),
    }))
}

/// A configuration without anything: visits are only counted.
const NOTHING: &str = r#"{"segments": [], "messages": []}"#;

/// What is wrong with the configuration is wrong with that part of the body.
fn in_config(problem: Problem) -> Problem {
    match problem {
        Problem::Invalid { field, detail } if field.is_empty() => Problem::Invalid { field: "config".into(), detail },
        Problem::Invalid { field, detail } => Problem::Invalid { field: format!("config.{field}"), detail },
        other => other,
    }
}

async fn ask(people: &People<'_>, question: &Rehearse) -> Result<Part, Problem> {
    let take = |sum: &mut Part, part: Part| {
        sum.merge(&part);
        if part.next.is_none() {
            sum.settle();
        }
        part.next.map(|from_slot| What::Rehearse(Rehearse { from_slot, ..question.clone() }))
    };
    let parts: Vec<Part> = people.ask_on(|| What::Rehearse(question.clone()), take).await?;
    let mut all = Part::default();
    parts.iter().for_each(|part| all.merge(part));
    Ok(all)
}

struct Telling<'a> {
    config: &'a Config,
    set: &'a Set,
    /// All visits, counted.
    all: &'a Part,
    /// Those that were played.
    part: &'a Part,
}

impl Telling<'_> {
    fn messages(&self) -> Vec<Value> {
        let none = Line::default();
        let one = |(number, compiled): (usize, Compiled<'_>)| {
            let line = self.part.messages.get(number).unwrap_or(&none);
            let message = self.config.messages.iter().find(|message| message.id == compiled.id)?;
            Some(self.message(&compiled, message, line))
        };
        self.set.messages.iter().enumerate().filter_map(one).collect()
    }

    fn message(&self, compiled: &Compiled<'_>, message: &Message, line: &Line) -> Value {
        let (visits, people) = (self.part.visits, self.part.people.count());
        let of_visits = Estimate::of(line.shown_visits, visits, people.min(visits), self.all.visits);
        let of_people = Estimate::of(line.shown_people.count(), people, people, self.all.people.count());
        let pages = line.pages.most(TOP).into_iter().filter(|page| !page.name.is_empty());
        json!({
            "id": message.id,
            "name": message.name,
            "status": message.status,
            "priority": message.priority,
            "place": message.place(),
            "matched_visits": self.scaled(line.matched),
            "shown": self.scaled(line.shown),
            "shown_visits": interval(of_visits),
            "shown_people": interval(of_people),
            "share": ratio(line.shown_visits as f64, visits as f64).map(rounded),
            "pages": pages.map(|page| json!({ "path": page.name, "shown": self.scaled(page.units) })).collect::<Vec<_>>(),
            "waited_visits": self.scaled(line.waited),
            "starved_visits": self.scaled(line.starved),
            "held_by": self.others(&line.held_by),
            "capped_visits": self.scaled(line.capped),
            "control_visits": self.scaled(line.control),
            "notes": self.notes(compiled, message, line),
        })
    }

    /// Pairs that were due at the same moment for the same place: the first of them has it.
    fn overlaps(&self) -> Vec<Value> {
        let id = |number: usize| self.set.messages.iter().nth(number).map(|message| message.id);
        let mut pairs: Vec<(u64, usize, usize)> = Vec::new();
        for (first, line) in self.part.messages.iter().enumerate() {
            let others = line.beside.iter().filter_map(|(other, visits)| Some((*visits, first, usize::try_from(*other).ok()?)));
            pairs.extend(others);
        }
        pairs.sort_by_key(|(visits, first, second)| (std::cmp::Reverse(*visits), *first, *second));
        pairs
            .iter()
            .map(|(visits, first, second)| json!({ "first": id(*first), "second": id(*second), "visits": self.scaled(*visits) }))
            .collect()
    }

    fn others(&self, counts: &BTreeMap<u32, u64>) -> Vec<Value> {
        self.by_count(counts).into_iter().take(TOP).map(|(id, visits)| json!({ "id": id, "visits": self.scaled(visits) })).collect()
    }

    fn by_count(&self, counts: &BTreeMap<u32, u64>) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> = counts
            .iter()
            .filter_map(|(number, visits)| Some((self.set.messages.iter().nth(usize::try_from(*number).ok()?)?.id, *visits)))
            .collect();
        all.sort_by_key(|(id, visits)| (std::cmp::Reverse(*visits), *id));
        all
    }

    /// What its owner calls a message; its id where they call it nothing.
    fn called<'b>(&'b self, id: &'b str) -> &'b str {
        self.config
            .messages
            .iter()
            .find(|message| message.id == id)
            .map_or(id, |message| if message.name.is_empty() { id } else { &message.name })
    }

    /// What the owner should know before publishing.
    fn notes(&self, compiled: &Compiled<'_>, message: &Message, line: &Line) -> Vec<Value> {
        let said = |code: &str, ko: String, en: String| json!({ "code": code, "ko": ko, "en": en });
        let mut notes = Vec::new();
        let place = usize::try_from(compiled.segment).ok().and_then(|number| number.checked_sub(1));
        let facts = place.map(|place| untold(&self.set.compiled, place)).unwrap_or_default();
        if !facts.is_empty() {
            notes.push(said(
                "unknown",
                format!("방문 기록에 남지 않는 조건이 있어 실제로는 다르게 보일 수 있어요: {}", named(&facts, true)),
                format!("It asks what the record of a visit does not hold, so it will show otherwise than here: {}.", named(&facts, false)),
            ));
        }
        if let Trigger::Scroll { .. } | Trigger::ExitIntent | Trigger::Idle { .. } = message.trigger {
            notes.push(said(
                "unseen_trigger",
                "스크롤, 이탈 조짐, 가만히 있음은 방문 기록에 남지 않아 여기서는 나타나지 않아요.".into(),
                "Scrolling, signs of leaving and rest are not in the record of a visit: it never comes up here.".into(),
            ));
        }
        if line.matched == 0 && self.part.visits > 0 {
            notes.push(said("nobody", "조건에 맞은 방문이 없어요.".into(), "No visit matched.".into()));
        }
        let due = line.shown_visits + line.starved;
        if line.starved > 0 && line.starved * 2 >= due {
            let percent = (line.starved * 100).div_ceil(due.max(1));
            let by = self.by_count(&line.held_by).first().map_or("", |(id, _)| self.called(id));
            notes.push(said(
                "starved",
                format!("보여 줄 수 있었던 방문의 {percent}%에서 같은 자리의 ‘{by}’에 밀려 한 번도 보이지 않아요."),
                format!("In {percent} % of the visits in which it was due it never shows: {by:?} has the same place."),
            ));
        }
        let site = self.config.pace != Pace::default() || message.limits.per_days.is_some() || message.limits.ever.is_some();
        if line.capped > 0 && site {
            let visits = self.scaled(line.capped);
            notes.push(said(
                "capped",
                format!("방문 {visits}회에서 메시지의 노출 제한이나 사이트의 방문당 최대 노출, 메시지 사이 간격에 걸려 더 보이지 않아요."),
                format!("In {visits} visits a limit of its own, or the site's cap or gap between messages, holds it back."),
            ));
        } else if let (Some(limit), 1..) = (message.limits.per_visit, line.capped) {
            let visits = self.scaled(line.capped);
            notes.push(said(
                "capped",
                format!("방문 {visits}회에서 방문당 {limit}회 한도에 걸려 더 보이지 않아요."),
                format!("In {visits} visits its limit of {limit} a visit holds it back."),
            ));
        }
        notes
    }

    fn scaled(&self, number: u64) -> u64 {
        scaled(number, (self.all.visits, self.part.visits))
    }
}
