//! What a population says in a sentence: how many, or why none.

use model::time::EpochMs;
use segment::definition::{Rule, Segment};
use segment::describe::describe_in;
use serde_json::{Value, json};

use crate::api::population::{Asked, ask, with_what_it_asks};
use crate::people::{People, currency};
use crate::person::population::Question;
use crate::problem::Problem;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Most conditions that are left out one by one to see which one is in the way.
const LEFT_OUT_MAX: usize = 12;

fn said(ko: String, en: String) -> Value {
    json!({ "ko": ko, "en": en })
}

fn range_of(range: &str, korean: bool) -> &'static str {
    match (range, korean) {
        ("24h", true) => "지난 24시간",
        ("24h", false) => "the last 24 hours",
        (_, true) => "지난 7일",
        (_, false) => "the last 7 days",
    }
}

/// How many there are.
pub fn sentence(range: &str, visits: u64, all: u64, people: u64) -> Value {
    let visit = if visits == 1 { "visit" } else { "visits" };
    let persons = if people == 1 { "person" } else { "people" };
    said(
        format!("{} 방문 {all}회 중 {visits}회({people}명)가 조건에 맞았어요.", range_of(range, true)),
        format!("Of {all} visits of {} {visits} {visit} of {people} {persons} matched.", range_of(range, false)),
    )
}

/// Why there are none: nothing was collected yet, or for a short time only, or one condition is in the way.
///
/// # Errors
/// An object does not answer.
pub async fn explained(people: &People<'_>, asked: &Asked, all: u64, since: Option<EpochMs>, now: EpochMs) -> Result<Value, Problem> {
    let (ko_range, en_range) = (range_of(asked.range, true), range_of(asked.range, false));
    let Some(since) = since else {
        return Ok(said(
            "아직 수집된 방문이 없어요. 스크립트를 설치하면 몇 초 안에 방문이 쌓이기 시작해요.".into(),
            "No visit has been collected yet. Install the script: visits come in within seconds.".into(),
        ));
    };
    let range_ms = asked.question.to.0 - asked.question.from.0 - 1;
    let (age, left) = (now.0 - since.0, since.0 + range_ms - now.0);
    let young = if left > 0 {
        said(
            format!("수집을 시작한 지 {} 됐어요. {ko_range} 모수는 {} 뒤에 다 차요.", spell(age, true), spell(left, true)),
            format!("Collecting began {} ago. {} will be complete in {}.", spell(age, false), upper(en_range), spell(left, false)),
        )
    } else {
        said(String::new(), String::new())
    };
    let mut found = if all == 0 {
        said(format!("{ko_range} 동안 방문이 없어요."), format!("There were no visits in {en_range}."))
    } else {
        said(format!("{ko_range} 방문 {all}회 중 조건에 맞은 방문이 없어요."), format!("None of the {all} visits of {en_range} matched."))
    };
    let nearest = if all > 0 && !asked.is_momentary() { nearest(people, asked).await? } else { Value::Null };
    for language in ["ko", "en"] {
        let mut text = String::new();
        for part in [&found, &nearest, &young] {
            let part = part.get(language).and_then(Value::as_str).unwrap_or_default();
            if !part.is_empty() {
                text.push_str(if text.is_empty() { "" } else { " " });
                text.push_str(part);
            }
        }
        if let Some(slot) = found.get_mut(language) {
            *slot = text.into();
        }
    }
    Ok(found)
}

/// The one condition without which most visits would match.
async fn nearest(people: &People<'_>, asked: &Asked) -> Result<Value, Problem> {
    let mut without = left_out(&asked.segment, &asked.others);
    if without.len() < 2 {
        return Ok(Value::Null);
    }
    without.truncate(LEFT_OUT_MAX);
    let variants: Vec<&Segment> = without.iter().map(|(_, rest)| rest).collect();
    // What the draft takes from others is there by its own segments.
    let segments = with_what_it_asks(&variants, &asked.others)?;
    let wanted = u32::try_from(variants.len()).unwrap_or(0);
    let part = ask(people, &Question { segments, wanted, ..asked.question.clone() }).await?;
    let most = without.iter().zip(&part.population.segments).max_by_key(|(_, matched)| matched.visits);
    let Some(((alone, _), matched)) = most.filter(|(_, matched)| matched.visits > 0) else { return Ok(Value::Null) };
    let words = |korean: bool| describe_in(alone, &asked.others, korean, currency(&asked.site));
    let visits = matched.visits;
    Ok(said(
        format!("‘{}’ 조건을 빼면 {visits}회가 맞아요.", words(true)),
        format!("Without the condition “{}” {visits} would.", words(false)),
    ))
}

/// Each condition by itself, with the segment that is left without it.
fn left_out(draft: &Segment, others: &[Segment]) -> Vec<(Segment, Segment)> {
    let nested = draft.nested();
    // An id that is none of the site's.
    let mut prefix = String::from("-");
    while others.iter().any(|other| other.id.starts_with(&prefix)) {
        prefix.push('-');
    }
    let parts = match nested.rule {
        Some(Rule::All { all }) => all,
        _ => return Vec::new(),
    };
    let segment = |id: String, rule: Rule| Segment { version: draft.version, id, rule: Some(rule), ..Segment::default() };
    (0..parts.len())
        .filter_map(|left| {
            let rest: Vec<Rule> = parts.iter().enumerate().filter(|(place, _)| *place != left).map(|(_, part)| part.clone()).collect();
            let alone = segment(prefix.clone(), parts.get(left)?.clone());
            Some((alone, segment(format!("{prefix}{left}"), Rule::All { all: rest })))
        })
        .collect()
}

/// A length of time in its two largest units.
fn spell(ms: i64, korean: bool) -> String {
    let ms = ms.max(0);
    let (days, hours, minutes) = (ms / DAY_MS, ms % DAY_MS / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    let unit = |number: i64, ko: &str, en: &str| match (korean, number) {
        (_, 0) => None,
        (true, _) => Some(format!("{number}{ko}")),
        (false, 1) => Some(format!("1 {en}")),
        (false, _) => Some(format!("{number} {en}s")),
    };
    let parts = [unit(days, "일", "day"), unit(hours, "시간", "hour"), unit(minutes, "분", "minute").filter(|_| days == 0)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match (parts.is_empty(), korean) {
        (true, true) => "1분".into(),
        (true, false) => "1 minute".into(),
        _ => parts.join(" "),
    }
}

fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
