//! Why somebody matches or does not (S32), and by how much they missed (S29).

use std::collections::BTreeMap;

use model::{
    event::Item,
    facts::{Facts, Read},
    money::{Currency, Micros},
    time::{Day, Zone},
};
use serde::Serialize;

use crate::{
    ask::Asked,
    catalogue::{Ask, Entry, ProductField, What, entry},
    compile::{Draft, Site, Step},
    definition::{Condition, Rule, Segment, kinds},
    describe::{self, measured},
    test::{Question, Test},
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
            near_misses.push(near_miss(at, condition, &known, facts, zone, currency));
        }
    }
    let explained = conditions.iter().map(|(at, condition)| Explained {
        at: at.clone(),
        kind: condition.kind.clone(),
        asks: Words::of(|korean| describe::condition(condition, korean, currency)),
        actual: entry(&condition.kind).and_then(|entry| actual(entry, condition, &known, (facts, zone), leaf(at), currency)),
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

fn near_miss(at: &str, condition: &Condition, site: &Site<'_>, facts: &Facts, zone: &Zone, currency: Currency) -> NearMiss {
    let missed = entry(&condition.kind).and_then(|entry| {
        let Some(Asked::All(tests)) = site.asked(entry, condition) else { return None };
        let [test] = tests.as_slice() else { return None };
        missed_by(entry, test, facts, zone)
    });
    let (distance, by) = match (missed, entry(&condition.kind)) {
        (Some(by), Some(entry)) => said_of(entry, by, currency),
        _ => (None, None),
    };
    NearMiss { at: at.to_owned(), kind: condition.kind.clone(), distance, by }
}

/// A distance in words, and as a number.
fn said_of(entry: &Entry, by: i64, currency: Currency) -> (Option<Words>, Option<String>) {
    let is_days = matches!(entry.ask, Ask::Day | Ask::NextDay);
    // What is missing of money is as much as can be paid: whole won, whole cents.
    let size = if entry.ask == Ask::Money { Micros(by.saturating_abs()).rounded_up(currency) } else { Micros(by.saturating_abs()) };
    let sign = if by < 0 { "-" } else { "" };
    let is_money = matches!(entry.ask, Ask::Money | Ask::Field);
    let number = if is_money { format!("{sign}{}", size.decimal()) } else { by.to_string() };
    let words = Words::of(|korean| {
        let amount = match entry.ask {
            Ask::Money => size.shown(currency, korean),
            Ask::Field => size.decimal(),
            _ if is_days && korean => format!("{}일", size.0),
            _ if is_days => format!("{} {}", size.0, if size.0 == 1 { "day" } else { "days" }),
            _ => measured(entry, size.0, korean),
        };
        match (korean, is_days, by > 0) {
            (true, true, _) => format!("{amount} 차이"),
            (false, true, _) => format!("{amount} off"),
            (true, _, true) => format!("{amount} 부족"),
            (true, _, false) => format!("{amount} 초과"),
            (false, _, true) => format!("{amount} short"),
            (false, _, false) => format!("{amount} over"),
        }
    });
    (Some(words), Some(number))
}

/// How far the fact is from the nearest end of what is asked: above zero when it is too small. `None` where that cannot be counted.
fn missed_by(entry: &Entry, test: &Test, facts: &Facts, zone: &Zone) -> Option<i64> {
    // A yes or a no has no distance, nor has a list of names.
    if matches!(entry.ask, Ask::First | Ask::Log(What::Listed)) {
        return None;
    }
    let today = i64::from(zone.day(facts.now).0);
    let (value, (lo, hi), possible) = match (&test.ask, facts.read(test.fact, zone)) {
        (Question::Range(lo, hi), Read::Number(day)) if entry.ask == Ask::Day => (day, (*lo, *hi), (i64::MIN, today)),
        (Question::Range(lo, hi), Read::Number(day)) if entry.ask == Ask::NextDay => (day, (*lo, *hi), (today, i64::MAX)),
        (Question::Range(lo, hi), Read::Number(value)) => (value, (*lo, *hi), (0, i64::MAX)),
        // What is over cannot be in days to come, nor what comes in days that are over.
        (Question::DaysAgo(lo, hi), Read::Number(day)) => {
            (today - day, (*lo, *hi), if entry.ask == Ask::NextDay { (i64::MIN, 0) } else { (0, i64::MAX) })
        }
        (Question::Log(log), Read::Log(rows)) if entry.ask == Ask::Field => {
            // Of texts there is none.
            let key = log.keys.first().filter(|_| log.labels.is_empty())?;
            let row = rows.iter().find(|row| row.fact == test.fact && row.number >= 0 && key.is(row.key))?;
            (row.number, log.number, (0, i64::MAX))
        }
        (Question::Log(log), _) => (test.count(facts, zone)?, log.count, (0, i64::MAX)),
        _ => return None,
    };
    if value < lo {
        return Some(lo.saturating_sub(value));
    }
    if value > hi {
        return Some(hi.saturating_sub(value));
    }
    // It holds and must not: as far as the way out is.
    let ways = [lo.checked_sub(1), hi.checked_add(1)].into_iter().flatten().filter(|end| (possible.0..=possible.1).contains(end));
    ways.map(|end| end.saturating_sub(value)).min_by_key(|by| by.saturating_abs())
}

fn yes_or_no(yes: bool) -> Words {
    Words::of(|korean| describe::yes_or_no(yes, korean).to_owned())
}

fn actual(
    entry: &Entry,
    condition: &Condition,
    site: &Site<'_>,
    (facts, zone): (&Facts, &Zone),
    verdict: Verdict,
    currency: Currency,
) -> Option<Words> {
    if matches!(entry.ask, Ask::Segments | Ask::Log(What::Listed)) {
        return (verdict != Verdict::Unknown).then(|| yes_or_no(verdict == Verdict::Yes));
    }
    let read = facts.read(entry.fact, zone);
    if matches!(entry.ask, Ask::Log(_) | Ask::NextLog | Ask::Path) {
        let Some(Asked::All(tests)) = site.asked(entry, condition) else { return None };
        let [test] = tests.as_slice() else { return None };
        let count = match (&test.ask, facts.read(test.fact, zone)) {
            (Question::Range(..), Read::Number(count)) => count,
            _ => test.count(facts, zone)?,
        };
        return Some(Words::of(|korean| measured(entry, count, korean)));
    }
    match (entry.ask, read) {
        (_, Read::Unknown) => return None,
        (Ask::YesNo, read) => return Some(yes_or_no(read != Read::None)),
        (Ask::First | Ask::Is(_), Read::Number(_) | Read::Text(_)) if verdict != Verdict::Unknown => {
            return Some(yes_or_no((verdict == Verdict::Yes) == (condition.value == Some(true))));
        }
        _ => {}
    }
    Some(Words::of(|korean| said(entry, condition, read, korean, currency)))
}

fn said(entry: &Entry, condition: &Condition, read: Read<'_>, korean: bool, currency: Currency) -> String {
    let none = || if korean { "없음" } else { "none" }.to_owned();
    let field = |item: &Item| match entry.ask {
        Ask::Product(ProductField::Name) => item.name.clone(),
        Ask::Product(ProductField::Category) => item.category.clone(),
        _ => item.id.clone(),
    };
    match (entry.ask, read) {
        (_, Read::None | Read::Items([])) => none(),
        (Ask::Money, Read::Number(value)) => Micros(value).exact(currency, korean),
        (Ask::Day | Ask::NextDay, Read::Number(value)) => Day(i32::try_from(value).unwrap_or(0)).to_string(),
        (Ask::Weekdays, Read::Number(value)) => describe::weekday(value / 1440, korean).to_owned(),
        (Ask::Hours, Read::Number(value)) => describe::time_of_day(value % 1440, korean),
        (_, Read::Number(value)) => measured(entry, value, korean),
        (_, Read::Text(text)) => describe::called(entry, text, korean),
        (_, Read::Items(items)) => items.iter().map(field).collect::<Vec<_>>().join(", "),
        (Ask::Field, Read::Log(rows)) => {
            let name = condition.field.as_deref().unwrap_or_default().as_bytes();
            let row = rows.iter().find(|row| row.fact == entry.fact && row.key == name);
            row.map_or_else(none, |row| String::from_utf8_lossy(row.label).into_owned())
        }
        (_, Read::Log(rows)) => rows.iter().filter(|row| row.fact == entry.fact).count().to_string(),
        (_, Read::Unknown) => String::new(),
    }
}
