//! Why somebody matches or does not (S32), and by how much they missed (S29).

use std::collections::BTreeMap;

use model::{
    event::Item,
    facts::{Fact, Facts, Read},
    money::{Currency, Micros},
    time::{Day, Zone},
};
use serde::Serialize;

use crate::{
    ask::{Asked, asked},
    catalogue::{Ask, Entry, ProductField, entry},
    compile::{Draft, Site, Step},
    definition::{Condition, Rule, Segment, kinds},
    describe,
    test::{Question, Test, When},
    verdict::Verdict,
};

/// Something said in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Korean.
    pub ko: String,
    /// English.
    pub en: String,
}

impl Words {
    fn of(say: impl Fn(bool) -> String) -> Self {
        Self { ko: say(true), en: say(false) }
    }
}

/// One condition with what is so and what that means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explained {
    /// Where it stands: `include[0]`.
    pub at: String,
    /// Its kind.
    pub kind: String,
    /// What it asks.
    pub asks: Words,
    /// What is known now; `None`: unknown.
    pub actual: Option<Words>,
    /// `yes`, `no` or `unknown`. For an exclude condition: whether the condition itself holds.
    pub verdict: &'static str,
}

/// A condition that alone stands between somebody and the segment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearMiss {
    /// Where it stands.
    pub at: String,
    /// Its kind.
    pub kind: String,
    /// How far, where that can be counted: "3,200원 부족", "₩3,200 short".
    pub distance: Option<Words>,
    /// The same as a number: a count, days, or a decimal amount of money; below zero: too much.
    pub by: Option<String>,
}

/// A segment with every condition explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The segment.
    pub id: String,
    /// Its verdict.
    pub verdict: &'static str,
    /// Its conditions, in the order include, any of these, exclude, rule.
    pub conditions: Vec<Explained>,
    /// Where nothing is known.
    pub unknown: Vec<String>,
    /// Each condition that would make it a match if it alone came out the other way.
    pub near_misses: Vec<NearMiss>,
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

/// Explains a segment on facts; others that it asks for are looked up in the site's. A condition that cannot be read is unknown.
#[must_use]
pub fn explain(segment: &Segment, site: &[Segment], facts: &Facts, zone: &Zone, currency: Currency) -> Explanation {
    let known = Site::new(site);
    let conditions = segment.conditions();
    let verdicts: BTreeMap<&str, Verdict> = conditions
        .iter()
        .map(|(at, condition)| (at.as_str(), known.condition(segment, condition, at).map_or(Verdict::No, |steps| run(&steps, facts, zone))))
        .collect();
    let leaf = |at: &str| verdicts.get(at).copied().unwrap_or_default();
    let verdict = verdict_of(segment, &leaf);
    let mut near_misses = Vec::new();
    for (at, condition) in &conditions {
        let turned = leaf(at).not();
        if verdict != Verdict::Yes
            && turned != Verdict::Unknown
            && verdict_of(segment, &|other| if other == at { turned } else { leaf(other) }) == Verdict::Yes
        {
            near_misses.push(near_miss(at, condition, facts, zone, currency));
        }
    }
    let explained = conditions.iter().map(|(at, condition)| Explained {
        at: at.clone(),
        kind: condition.kind.clone(),
        asks: Words::of(|korean| describe::condition(condition, korean, currency)),
        actual: entry(&condition.kind).and_then(|entry| actual(entry, condition, facts, zone, currency)),
        verdict: name(leaf(at)),
    });
    Explanation {
        id: segment.id.clone(),
        verdict: name(verdict),
        conditions: explained.collect(),
        unknown: conditions.iter().filter(|(at, _)| leaf(at) == Verdict::Unknown).map(|(at, _)| at.clone()).collect(),
        near_misses,
    }
}

/// A segment's verdict from those of its conditions, straight from the definition: what every program must agree with.
#[must_use]
pub fn verdict_of(segment: &Segment, leaf: &dyn Fn(&str) -> Verdict) -> Verdict {
    let mut verdict = Verdict::Yes;
    for kind in kinds(&segment.include) {
        let same = segment.include.iter().enumerate().filter(|(_, condition)| condition.is_kin(kind));
        verdict = verdict.and(same.map(|(place, _)| leaf(&format!("include[{place}]"))).fold(Verdict::No, Verdict::or));
    }
    for (block, conditions) in segment.any_of.iter().enumerate() {
        let any = (0..conditions.len()).map(|place| leaf(&format!("any_of[{block}][{place}]"))).fold(Verdict::No, Verdict::or);
        verdict = verdict.and(any);
    }
    for place in 0..segment.exclude.len() {
        verdict = verdict.and(leaf(&format!("exclude[{place}]")).not());
    }
    segment.rule.as_ref().map_or(verdict, |rule| verdict.and(verdict_of_rule(rule, "rule", leaf)))
}

fn verdict_of_rule(rule: &Rule, at: &str, leaf: &dyn Fn(&str) -> Verdict) -> Verdict {
    let parts = |parts: &[Rule], name: &str| -> Vec<Verdict> {
        parts.iter().enumerate().map(|(place, part)| verdict_of_rule(part, &format!("{at}.{name}[{place}]"), leaf)).collect()
    };
    match rule {
        Rule::Condition(_) => leaf(at),
        Rule::Not { not } => verdict_of_rule(not, &format!("{at}.not"), leaf).not(),
        Rule::All { all } => parts(all, "all").into_iter().fold(Verdict::Yes, Verdict::and),
        Rule::Any { any } => parts(any, "any").into_iter().fold(Verdict::No, Verdict::or),
    }
}

/// Steps from nothing kept.
pub(crate) fn run(steps: &[Draft], facts: &Facts, zone: &Zone) -> Verdict {
    let mut stack: Vec<Verdict> = Vec::new();
    for step in steps {
        let verdict = match step {
            Draft::Test(test, _) => test.verdict(facts, zone, &[]),
            Draft::Step(Step::Not) => stack.pop().unwrap_or_default().not(),
            Draft::Step(Step::All(count)) => {
                stack.split_off(stack.len().saturating_sub(usize::from(*count))).into_iter().fold(Verdict::Yes, Verdict::and)
            }
            Draft::Step(Step::Any(count)) => {
                stack.split_off(stack.len().saturating_sub(usize::from(*count))).into_iter().fold(Verdict::No, Verdict::or)
            }
            Draft::Step(Step::Test(_)) => Verdict::Unknown,
        };
        stack.push(verdict);
    }
    stack.pop().unwrap_or_default()
}

fn near_miss(at: &str, condition: &Condition, facts: &Facts, zone: &Zone, currency: Currency) -> NearMiss {
    let missed = entry(&condition.kind).and_then(|entry| {
        let Ok(Asked::All(tests)) = asked(entry, condition, at) else { return None };
        let [test] = tests.as_slice() else { return None };
        Some((entry, missed_by(test, facts, zone)?))
    });
    let (distance, by) = missed.map_or((None, None), |(entry, by)| {
        let is_money = entry.ask == Ask::Money;
        let size = by.saturating_abs();
        let words = Words::of(|korean| {
            let amount = match entry.ask {
                Ask::Money => Micros(size).shown(currency, korean),
                Ask::Day | Ask::NextDay if korean => format!("{size}일"),
                Ask::Day | Ask::NextDay => format!("{size} {}", if size == 1 { "day" } else { "days" }),
                _ if korean => format!("{size}{}", entry.unit.0),
                _ => format!("{size} {}", entry.unit.1).trim_end().to_owned(),
            };
            match (korean, entry.ask, by > 0) {
                (true, Ask::Day | Ask::NextDay, _) => format!("{amount} 차이"),
                (false, Ask::Day | Ask::NextDay, _) => format!("{amount} off"),
                (true, _, true) => format!("{amount} 부족"),
                (true, _, false) => format!("{amount} 초과"),
                (false, _, true) => format!("{amount} short"),
                (false, _, false) => format!("{amount} over"),
            }
        });
        let by = if is_money { format!("{}{}", if by < 0 { "-" } else { "" }, Micros(size).decimal()) } else { by.to_string() };
        (Some(words), Some(by))
    });
    NearMiss { at: at.to_owned(), kind: condition.kind.clone(), distance, by }
}

/// How far the fact is from the nearest end of what is asked: above zero when it is too small. `None` where that cannot be counted.
fn missed_by(test: &Test, facts: &Facts, zone: &Zone) -> Option<i64> {
    let off = |value: i64, (lo, hi): (i64, i64)| match value {
        value if value < lo => Some(lo.saturating_sub(value)),
        value if value > hi => Some(hi.saturating_sub(value)),
        // It holds and must not: as far as the way out is.
        value => [lo.checked_sub(1), hi.checked_add(1)].into_iter().flatten().map(|end| end - value).min_by_key(|by| by.abs()),
    };
    match (&test.ask, facts.read(test.fact, zone)) {
        (Question::Range(lo, hi), Read::Number(value)) => off(value, (*lo, *hi)),
        (Question::DaysAgo(lo, hi), Read::Number(day)) => off(i64::from(zone.day(facts.now).0) - day, (*lo, *hi)),
        (Question::Log(log), _) => off(test.count(facts, zone)?, log.count),
        _ => None,
    }
}

fn actual(entry: &Entry, condition: &Condition, facts: &Facts, zone: &Zone, currency: Currency) -> Option<Words> {
    let read = facts.read(entry.fact, zone);
    if matches!(read, Read::Unknown) && entry.ask != Ask::Segments {
        return None;
    }
    if matches!(entry.ask, Ask::Log(_) | Ask::NextLog | Ask::Path) {
        let Ok(Asked::All(tests)) = asked(entry, condition, "") else { return None };
        let [test] = tests.as_slice() else { return None };
        if matches!(&test.ask, Question::Log(log) if log.when == When::Visit) && facts.number(Fact::VisitStarted).is_none() {
            return None;
        }
        let count = test.count(facts, zone)?;
        return Some(Words::of(|korean| {
            if korean { format!("{count}{}", entry.unit_or("회", true)) } else { format!("{count} {}", entry.unit_or("times", false)) }
        }));
    }
    if entry.ask == Ask::Segments {
        return None;
    }
    Some(Words::of(|korean| said(entry, condition, read, korean, currency)))
}

fn said(entry: &Entry, condition: &Condition, read: Read<'_>, korean: bool, currency: Currency) -> String {
    let word = |ko: &str, en: &str| if korean { ko.to_owned() } else { en.to_owned() };
    let field = |item: &Item| match entry.ask {
        Ask::Product(ProductField::Name) => item.name.clone(),
        Ask::Product(ProductField::Category) => item.category.clone(),
        _ => item.id.clone(),
    };
    match (entry.ask, read) {
        (Ask::YesNo, Read::None) => word("아니요", "no"),
        (Ask::YesNo, _) => word("예", "yes"),
        (_, Read::None) => word("없음", "none"),
        (Ask::Money, Read::Number(value)) => Micros(value).shown(currency, korean),
        (Ask::Day | Ask::NextDay, Read::Number(value)) => Day(i32::try_from(value).unwrap_or(0)).to_string(),
        (Ask::Weekdays, Read::Number(value)) => weekday(value / 1440, korean).to_owned(),
        (Ask::Hours, Read::Number(value)) => format!("{}{}", value % 1440 / 60, entry.unit_or("", korean)),
        (_, Read::Number(value)) if korean => format!("{value}{}", entry.unit.0),
        (_, Read::Number(value)) => format!("{value} {}", entry.unit.1).trim_end().to_owned(),
        (_, Read::Text(text)) => text.to_owned(),
        (_, Read::Items([])) => word("없음", "none"),
        (_, Read::Items(items)) => items.iter().map(field).collect::<Vec<_>>().join(", "),
        (Ask::Field, Read::Log(rows)) => {
            let name = condition.field.as_deref().unwrap_or_default().as_bytes();
            let row = rows.iter().find(|row| row.fact == entry.fact && row.key == name);
            row.map_or_else(|| word("없음", "none"), |row| String::from_utf8_lossy(row.label).into_owned())
        }
        (_, Read::Log(rows)) => rows.iter().filter(|row| row.fact == entry.fact).count().to_string(),
        (_, Read::Unknown) => String::new(),
    }
}

fn weekday(day: i64, korean: bool) -> &'static str {
    let names = if korean { ["일", "월", "화", "수", "목", "금", "토"] } else { ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };
    usize::try_from(day).ok().and_then(|day| names.get(day).copied()).unwrap_or("")
}

impl Entry {
    fn unit_or(&self, other: &'static str, korean: bool) -> &'static str {
        let unit = if korean { self.unit.0 } else { self.unit.1 };
        if unit.is_empty() { other } else { unit }
    }
}
