//! Why somebody matches or does not (S32), and what a segment says in words (S33).

use model::{
    event::Item,
    facts::{Facts, Read},
    money::{Currency, Micros},
    time::{Day, Zone},
};
use serde::Serialize;

use crate::{
    catalogue::{Ask, CATALOGUE, Entry, entry},
    compile::test_of,
    definition::{Condition, Match, Rule, Scalar, Segment},
    verdict::Verdict,
};

/// One condition with what is so and what that means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Where it stands: `include[0]`.
    pub at: String,
    /// Its kind.
    pub kind: String,
    /// What is known now, as text; `None`: unknown.
    pub actual: Option<String>,
    /// `yes`, `no` or `unknown`. For an exclude condition: whether the condition itself holds.
    pub verdict: &'static str,
}

/// A segment with every condition explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The segment.
    pub id: String,
    /// Its verdict.
    pub verdict: &'static str,
    /// Its conditions.
    pub conditions: Vec<Explained>,
}

/// The name of a verdict.
#[must_use]
pub const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Unknown => "unknown",
    }
}

/// Explains a segment on facts. A segment that does not compile is a no with no conditions.
#[must_use]
pub fn explain(segment: &Segment, facts: &Facts, zone: &Zone) -> Explanation {
    let compiled = crate::compile::compile(core::slice::from_ref(segment), crate::compile::Target::Full);
    let verdict = crate::engine::evaluate(&compiled.program(), facts, zone, &[]).first().copied().unwrap_or_default();
    let mut conditions = Vec::new();
    visit(segment, &mut |at, condition| {
        let Some(entry) = entry(&condition.kind) else { return };
        let Ok(test) = test_of(entry, condition, &at) else { return };
        conditions.push(Explained {
            at,
            kind: condition.kind.clone(),
            actual: actual(entry, &facts.read(entry.fact, zone)),
            verdict: name(test.verdict(facts, zone, &[])),
        });
    });
    Explanation { id: segment.id.clone(), verdict: name(verdict), conditions }
}

/// Calls with every condition of a segment and its place.
pub fn visit(segment: &Segment, each: &mut dyn FnMut(String, &Condition)) {
    for (name, list) in [("include", &segment.include), ("exclude", &segment.exclude)] {
        for (place, condition) in list.iter().enumerate() {
            each(format!("{name}[{place}]"), condition);
        }
    }
    for (block, list) in segment.any_of.iter().enumerate() {
        for (place, condition) in list.iter().enumerate() {
            each(format!("any_of[{block}][{place}]"), condition);
        }
    }
    if let Some(rule) = &segment.rule {
        visit_rule(rule, "rule", each);
    }
}

fn visit_rule(rule: &Rule, at: &str, each: &mut dyn FnMut(String, &Condition)) {
    match rule {
        Rule::Condition(condition) => each(at.to_owned(), condition),
        Rule::Not { not } => visit_rule(not, &format!("{at}.not"), each),
        Rule::All { all } => all.iter().enumerate().for_each(|(place, part)| visit_rule(part, &format!("{at}.all[{place}]"), each)),
        Rule::Any { any } => any.iter().enumerate().for_each(|(place, part)| visit_rule(part, &format!("{at}.any[{place}]"), each)),
    }
}

fn actual(entry: &Entry, read: &Read<'_>) -> Option<String> {
    let list = |items: &[Item]| items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>().join(", ");
    Some(match read {
        Read::Unknown => return None,
        Read::None => String::new(),
        Read::Number(value) => match entry.ask {
            Ask::Money => Micros(*value).decimal(),
            Ask::Day => Day(i32::try_from(*value).unwrap_or(0)).to_string(),
            Ask::Weekdays => weekday_name(*value / 1440, false).to_owned(),
            Ask::Hours => (value % 1440 / 60).to_string(),
            _ => value.to_string(),
        },
        Read::Text(text) => (*text).to_owned(),
        Read::Pages(pages) => pages.iter().map(|page| format!("{} ×{}", page.url, page.times)).collect::<Vec<_>>().join(", "),
        Read::Items(items) => list(items),
    })
}

fn weekday_name(day: i64, korean: bool) -> &'static str {
    let index = usize::try_from(day.rem_euclid(7)).unwrap_or(0);
    let names = if korean { ["일", "월", "화", "수", "목", "금", "토"] } else { ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };
    names.get(index).copied().unwrap_or("")
}

/// A segment in words.
#[must_use]
pub fn describe(segment: &Segment, korean: bool, currency: Currency) -> String {
    let say = |condition: &Condition| describe_condition(condition, korean, currency);
    let or = if korean { " 또는 " } else { " or " };
    let and = if korean { ", 그리고 " } else { ", and " };
    let mut parts: Vec<String> = Vec::new();
    for row in CATALOGUE {
        let same: Vec<String> = segment.include.iter().filter(|condition| condition.kind == row.kind).map(say).collect();
        if !same.is_empty() {
            parts.push(same.join(or));
        }
    }
    parts.extend(segment.any_of.iter().map(|block| format!("({})", block.iter().map(say).collect::<Vec<_>>().join(or))));
    if let Some(rule) = &segment.rule {
        parts.push(describe_rule(rule, korean, currency));
    }
    let mut sentence = parts.join(and);
    if sentence.is_empty() {
        sentence.push_str(if korean { "모든 방문자" } else { "every visitor" });
    }
    let out: Vec<String> = segment.exclude.iter().map(say).collect();
    if !out.is_empty() {
        sentence.push_str(&if korean { format!(" — 제외: {}", out.join(or)) } else { format!(" — except: {}", out.join(or)) });
    }
    sentence
}

fn describe_rule(rule: &Rule, korean: bool, currency: Currency) -> String {
    let join = |parts: &[Rule], word: &str| {
        format!("({})", parts.iter().map(|part| describe_rule(part, korean, currency)).collect::<Vec<_>>().join(word))
    };
    match rule {
        Rule::Condition(condition) => describe_condition(condition, korean, currency),
        Rule::Not { not } if korean => format!("({})에 해당하지 않음", describe_rule(not, korean, currency)),
        Rule::Not { not } => format!("not ({})", describe_rule(not, korean, currency)),
        Rule::All { all } => join(all, if korean { " 그리고 " } else { " and " }),
        Rule::Any { any } => join(any, if korean { " 또는 " } else { " or " }),
    }
}

fn describe_condition(condition: &Condition, korean: bool, currency: Currency) -> String {
    let Some(entry) = entry(&condition.kind) else { return condition.kind.clone() };
    let label = if korean { entry.ko } else { entry.en };
    let unit = if korean {
        entry.unit.0.to_owned()
    } else if entry.unit.1.is_empty() {
        String::new()
    } else {
        format!(" {}", entry.unit.1)
    };
    let amount = |value: &Scalar| match entry.ask {
        Ask::Money => Micros::parse(&value.to_string()).map_or_else(|| value.to_string(), |amount| amount.shown(currency, korean)),
        _ => format!("{value}{unit}"),
    };
    let mut range = Vec::new();
    for (value, ko, en) in [
        (&condition.min, "이상", "at least"),
        (&condition.above, "초과", "more than"),
        (&condition.max, "이하", "at most"),
        (&condition.below, "미만", "less than"),
        (&condition.equals, "정확히", "exactly"),
    ] {
        if let Some(value) = value {
            range.push(match (korean, ko) {
                (true, "정확히") => format!("{ko} {}", amount(value)),
                (true, _) => format!("{} {ko}", amount(value)),
                (false, _) => format!("{en} {}", amount(value)),
            });
        }
    }
    let range = range.join(if korean { " " } else { ", " });
    let values = condition.values.iter().map(|value| match entry.ask {
        Ask::Weekdays => ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            .iter()
            .position(|name| *name == value.to_string())
            .map_or_else(|| value.to_string(), |day| weekday_name(i64::try_from(day).unwrap_or(0), korean).to_owned()),
        Ask::Hours => format!("{value}{unit}"),
        Ask::OneOf(_) => value.to_string(),
        _ => format!("‘{value}’"),
    });
    let values = values.collect::<Vec<_>>().join(if korean { " 또는 " } else { " or " });
    let how = match (condition.matching, entry.ask) {
        (Some(Match::Equals), _) | (None, Ask::Product(_)) => {
            if korean {
                "와 같음"
            } else {
                "is"
            }
        }
        (Some(Match::StartsWith), _) => {
            if korean {
                "로 시작"
            } else {
                "starts with"
            }
        }
        (Some(Match::Glob), _) => {
            if korean {
                " 형식과 같음"
            } else {
                "is like"
            }
        }
        _ => {
            if korean {
                " 포함"
            } else {
                "contains"
            }
        }
    };
    match (entry.ask, korean) {
        (Ask::Number | Ask::Money, _) => format!("{label} {range}"),
        (Ask::Path, true) => {
            format!("{label}: {values}{how}{}{}", if condition.same_page == Some(true) { ", 같은 페이지" } else { "" }, prefixed(&range))
        }
        (Ask::Path, false) => {
            format!("{label} {how} {values}{}{}", if condition.same_page == Some(true) { ", the same page" } else { "" }, prefixed(&range))
        }
        (Ask::Words | Ask::Url | Ask::Product(_), true) => format!("{label}: {values}{how}"),
        (Ask::Words | Ask::Url | Ask::Product(_), false) => format!("{label} {how} {values}"),
        (Ask::OneOf(_) | Ask::Weekdays | Ask::Hours, true) => format!("{label}: {values}"),
        (Ask::OneOf(_) | Ask::Weekdays | Ask::Hours, false) => format!("{label} is {values}"),
        (Ask::YesNo, true) => format!("{label}: {}", if condition.value == Some(true) { "예" } else { "아니요" }),
        (Ask::YesNo, false) => format!("{label}: {}", if condition.value == Some(true) { "yes" } else { "no" }),
        (Ask::Day, _) => {
            let span = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
            match (condition.within_days, korean) {
                (Some(0), true) => format!("{label}: 오늘"),
                (Some(0), false) => format!("{label} is today"),
                (Some(days), true) => format!("{label}: 오늘부터 {days}일 이내"),
                (Some(days), false) => format!("{label} within {days} days of today"),
                (None, true) => format!("{label}: {} ~ {}", span(condition.from), span(condition.to)),
                (None, false) => format!("{label} from {} to {}", span(condition.from), span(condition.to)),
            }
        }
    }
}

fn prefixed(range: &str) -> String {
    if range.is_empty() { String::new() } else { format!(", {range}") }
}
