//! A segment in words (S33): one sentence in Korean, with the particles that its values ask for, and one in English.
//!
//! A condition becomes a phrase of its language (`ko`, `en`); how phrases join is the same for both: different kinds by AND, entries of
//! one kind by OR, what is nested in brackets. A row of the catalogue needs nothing here: its labels and what can be asked of it make a
//! sentence. The tables in `ko` and `en` hold what people would rather say.

mod en;
mod ko;
pub(crate) mod names;

use model::{
    money::{Currency, Micros},
    time::Day,
};

use crate::{
    catalogue::{Ask, Entry, entry},
    definition::{Condition, Rule, Scalar, Segment, is_hidden, kinds},
};

/// Values that are shown of a list; of more, how many more there are.
const SHOWN_MAX: usize = 5;
/// Characters that are shown of a value.
const SHOWN_CHARS_MAX: usize = 40;

/// A segment as a sentence. Names of other segments that it asks for are their ids.
#[must_use]
pub fn describe(segment: &Segment, korean: bool, currency: Currency) -> String {
    describe_in(segment, &[], korean, currency)
}

/// A segment as a sentence, with the names of the site's other segments.
#[must_use]
pub fn describe_in(segment: &Segment, site: &[Segment], korean: bool, currency: Currency) -> String {
    let words = Words { site, currency, korean };
    if korean {
        let (all, out) = said_of(segment, |condition, wanted| ko::phrase(condition, words, wanted));
        ko::sentence(&all, &out)
    } else {
        let (all, out) = said_of(segment, |condition, wanted| en::phrase(condition, words, wanted));
        en::sentence(&all, &out)
    }
}

/// One condition in short: its label and what is asked, `장바구니 금액 30,000원 이상`, `cart total at least ₩30,000`.
#[must_use]
pub fn condition(condition: &Condition, korean: bool, currency: Currency) -> String {
    condition_in(condition, &[], korean, currency)
}

/// The same with the names of the site's other segments.
#[must_use]
pub fn condition_in(condition: &Condition, site: &[Segment], korean: bool, currency: Currency) -> String {
    let words = Words { site, currency, korean };
    if korean { ko::short(condition, words) } else { en::short(condition, words) }
}

/// A number with its unit, as conditions ask for it: 1,200원, 1분 30초, 1 visit, 2 minutes.
pub(crate) fn measured(entry: &Entry, number: i64, korean: bool) -> String {
    let value = Scalar::Number(number);
    let unit = match (entry.unit, entry.ask) {
        (("", ""), Ask::Path) => ("회", "times"),
        (unit, _) => unit,
    };
    match unit {
        ("초", _) if korean => ko::seconds(&value),
        ("초", _) => en::seconds(&value),
        (unit, _) if korean => format!("{}{unit}", grouped(&value)),
        (_, "%") => format!("{}%", grouped(&value)),
        (_, unit) => {
            format!("{} {}", grouped(&value), if number == 1 { unit.strip_suffix('s').unwrap_or(unit) } else { unit }).trim_end().to_owned()
        }
    }
}

/// A text that a fact holds, as people call it.
pub(crate) fn called(entry: &Entry, text: &str, korean: bool) -> String {
    if entry.ask == Ask::Months
        && let Ok(month) = text.parse()
    {
        return if korean { format!("{month}월") } else { en::month(month).to_owned() };
    }
    names::name(names::tables(entry), text, korean).map_or_else(|| text.to_owned(), str::to_owned)
}

/// A weekday, 0 being Sunday.
pub(crate) fn weekday(day: i64, korean: bool) -> &'static str {
    const KO: [&str; 7] = ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"];
    const EN: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    usize::try_from(day).ok().and_then(|day| if korean { KO.get(day) } else { EN.get(day) }).copied().unwrap_or("")
}

/// Minutes of a day: 21시 5분, 21:05.
pub(crate) fn time_of_day(minutes: i64, korean: bool) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60);
    if korean { format!("{hour}시 {minute}분") } else { format!("{hour:02}:{minute:02}") }
}

/// 예, no.
pub(crate) const fn yes_or_no(yes: bool, korean: bool) -> &'static str {
    match (yes, korean) {
        (true, true) => "예",
        (false, true) => "아니요",
        (true, false) => "yes",
        (false, false) => "no",
    }
}

/// What phrases need beside their condition.
#[derive(Clone, Copy)]
struct Words<'a> {
    site: &'a [Segment],
    currency: Currency,
    korean: bool,
}

/// Phrases, joined.
enum Said<P> {
    One(P),
    All(Vec<Said<P>>),
    Any(Vec<Said<P>>),
    /// What has no negative phrase of its own.
    Not(Box<Said<P>>),
}

impl<P> Said<P> {
    /// Joined by AND; what is joined so already is taken apart.
    fn all(parts: Vec<Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All(inside) => flat.extend(inside),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::All(flat) }
    }

    /// Joined by OR, likewise.
    fn any(parts: Vec<Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::Any(inside) => flat.extend(inside),
                other => flat.push(other),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::Any(flat) }
    }
}

/// The parts that join by AND, and what is out. `phrase` is given a condition and whether it is wanted or not; `None`: there is no phrase for
/// its being unwanted.
fn said_of<P>(segment: &Segment, phrase: impl Fn(&Condition, bool) -> Option<P>) -> (Vec<Said<P>>, Vec<Said<P>>) {
    let one = |condition: &Condition| phrase(condition, true).map(Said::One);
    let mut parts = Vec::new();
    for kind in kinds(&segment.include) {
        parts.push(Said::any(segment.include.iter().filter(|condition| condition.is_kin(kind)).filter_map(one).collect()));
    }
    parts.extend(segment.any_of.iter().filter(|block| !block.is_empty()).map(|block| Said::any(block.iter().filter_map(one).collect())));
    parts.extend(segment.rule.as_ref().map(|rule| said_of_rule(rule, true, &phrase)));
    let parts = match Said::all(parts) {
        Said::All(parts) => parts,
        other => vec![other],
    };
    (parts, segment.exclude.iter().filter_map(one).collect())
}

fn said_of_rule<P>(rule: &Rule, wanted: bool, phrase: &impl Fn(&Condition, bool) -> Option<P>) -> Said<P> {
    let inside = |parts: &[Rule]| parts.iter().map(|part| said_of_rule(part, true, phrase)).collect::<Vec<_>>();
    match rule {
        Rule::Not { not } => said_of_rule(not, !wanted, phrase),
        Rule::Condition(condition) => match phrase(condition, wanted) {
            Some(said) => Said::One(said),
            None => Said::Not(Box::new(phrase(condition, true).map_or(Said::All(Vec::new()), Said::One))),
        },
        Rule::All { all: parts } | Rule::Any { any: parts } => {
            let joined = if matches!(rule, Rule::All { .. }) { Said::all(inside(parts)) } else { Said::any(inside(parts)) };
            if wanted { joined } else { Said::Not(Box::new(joined)) }
        }
    }
}

/// One end of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Min,
    Above,
    Max,
    Below,
    Equals,
}

/// The ends that are given, the lower ones first; one value alone when both ends are the same.
fn ends(condition: &Condition) -> Vec<(End, &Scalar)> {
    let given = [
        (End::Equals, &condition.equals),
        (End::Min, &condition.min),
        (End::Above, &condition.above),
        (End::Max, &condition.max),
        (End::Below, &condition.below),
    ];
    let mut ends: Vec<(End, &Scalar)> = given.into_iter().filter_map(|(end, value)| Some((end, value.as_ref()?))).collect();
    // None of what is never below none.
    if let [(End::Max, none)] = ends.as_slice()
        && none.to_string() == "0"
    {
        ends = vec![(End::Equals, *none)];
    }
    if let [(End::Min, lo), (End::Max, hi)] = ends.as_slice()
        && lo.to_string() == hi.to_string()
    {
        ends = vec![(End::Equals, *lo)];
    }
    ends
}

/// How often something happened.
enum Times<'a> {
    Never,
    /// Nothing is said of it, or once at least.
    Once,
    Ends(Vec<(End, &'a Scalar)>),
}

fn times(condition: &Condition) -> Times<'_> {
    let ends = ends(condition);
    let one = |wanted: &str| matches!(ends.as_slice(), [(_, value)] if value.to_string() == wanted);
    match ends.first().map(|(end, _)| *end) {
        None => Times::Once,
        Some(End::Min) if one("1") => Times::Once,
        Some(End::Above | End::Min) if one("0") && ends.first().is_some_and(|(end, _)| *end == End::Above) => Times::Once,
        Some(End::Equals | End::Max) if one("0") => Times::Never,
        Some(End::Below) if one("1") => Times::Never,
        _ => Times::Ends(ends),
    }
}

/// When something happened.
enum Span {
    Visit,
    Today,
    /// Today and so many days before.
    Within(u16),
    /// More than so many days ago.
    Beyond(u16),
    /// So many days ago, from and to.
    Ago(u16, u16),
    Dates(Option<Day>, Option<Day>),
}

fn span(condition: &Condition) -> Option<Span> {
    if condition.visit == Some(true) {
        return Some(Span::Visit);
    }
    match (condition.within_days, condition.beyond_days) {
        (Some(0), None) => Some(Span::Today),
        (Some(days), None) => Some(Span::Within(days)),
        (None, Some(days)) => Some(Span::Beyond(days)),
        (Some(within), Some(beyond)) => Some(Span::Ago(beyond.saturating_add(1), within)),
        (None, None) if condition.from.is_some() || condition.to.is_some() => Some(Span::Dates(condition.from, condition.to)),
        (None, None) => None,
    }
}

/// A whole number with commas; what is none as it is.
fn grouped(value: &Scalar) -> String {
    let text = value.to_string();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return clean(&text);
    }
    let mut out = String::new();
    for (place, digit) in text.chars().enumerate() {
        if place > 0 && (text.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn money(value: &Scalar, words: Words<'_>) -> String {
    let text = value.to_string();
    Micros::parse(&text).map_or_else(|| clean(&text), |amount| amount.exact(words.currency, words.korean))
}

/// Seconds in minutes and hours where they are many: (hours, minutes, seconds).
fn clock(value: &Scalar) -> Option<(u64, u64, u64)> {
    let seconds: u64 = value.to_string().parse().ok()?;
    Some((seconds / 3600, seconds / 60 % 60, seconds % 60))
}

/// A text as it is shown: in one line, and not too long.
fn clean(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|letter| !letter.is_control() && !is_hidden(*letter)).collect();
    if line.chars().count() <= SHOWN_CHARS_MAX {
        return line;
    }
    let mut cut: String = line.chars().take(SHOWN_CHARS_MAX).collect();
    cut.push('…');
    cut
}

/// The first values of a list, each once, and how many more there are.
fn shown(values: impl Iterator<Item = String>) -> (Vec<String>, usize) {
    let mut different: Vec<String> = Vec::new();
    for value in values {
        if !different.contains(&value) {
            different.push(value);
        }
    }
    // "And one more" is longer than the one.
    let more = if different.len() > SHOWN_MAX + 1 { different.len() - SHOWN_MAX } else { 0 };
    different.truncate(if more > 0 { SHOWN_MAX } else { SHOWN_MAX + 1 });
    (different, more)
}

/// Neighbours among numbers as runs: 9, 10, 11, 21 is 9–11 and 21. `turn`: what the numbers turn over at (24 hours, 12 months).
fn runs(values: &[Scalar], first: u8, turn: u8) -> Vec<(u8, u8)> {
    let mut numbers: Vec<u8> = values.iter().filter_map(|value| value.to_string().trim().parse().ok()).collect();
    numbers.retain(|number| (first..first + turn).contains(number));
    numbers.sort_unstable();
    numbers.dedup();
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, to)) if *to + 1 == number => *to = number,
            _ => runs.push((number, number)),
        }
    }
    // 22, 23, 0, 1 is one night.
    if runs.len() > 1
        && let (Some((from, to)), Some((start, end))) = (runs.first().copied(), runs.last().copied())
        && from == first
        && end == first + turn - 1
    {
        runs.pop();
        runs.remove(0);
        runs.push((start, to));
    }
    runs
}

/// The weekdays of values, Monday first: 0 … 6.
fn weekdays(values: &[Scalar]) -> Vec<usize> {
    const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let given: Vec<String> = values.iter().map(|value| value.to_string().trim().to_ascii_lowercase()).collect();
    (0..7).filter(|day| NAMES.get(*day).is_some_and(|name| given.iter().any(|value| value == name))).collect()
}

/// The values as people call them, where all of them are known names of what this condition reads.
fn names_of(entry: &Entry, values: &[Scalar], korean: bool) -> Option<Vec<String>> {
    let tables = names::tables(entry);
    let name = |value: &Scalar| {
        let text = value.to_string();
        let text = text.trim();
        names::name(tables, names::code(entry, text).unwrap_or(text), korean).map(str::to_owned)
    };
    values.iter().map(name).collect()
}

/// The names of segments.
fn segment_names(values: &[Scalar], site: &[Segment]) -> Vec<String> {
    let name =
        |id: String| site.iter().find(|segment| segment.id == id && !segment.name.trim().is_empty()).map_or(id, |found| found.name.clone());
    values.iter().map(|value| name(value.to_string().trim().to_owned())).collect()
}

/// True when a condition lacks what its kind cannot do without: somebody is still writing it.
fn is_unfinished(entry: &Entry, condition: &Condition) -> bool {
    let no_values = condition.values.as_ref().is_none_or(Vec::is_empty);
    match entry.ask {
        Ask::Number | Ask::Money => ends(condition).is_empty(),
        Ask::Day => span(condition).is_none(),
        Ask::NextDay => condition.next_days.is_none() && condition.from.is_none() && condition.to.is_none(),
        Ask::YesNo | Ask::Is(_) | Ask::First => condition.value.is_none(),
        Ask::Weekdays => weekdays(condition.values.as_deref().unwrap_or_default()).is_empty(),
        Ask::Hours => runs(condition.values.as_deref().unwrap_or_default(), 0, 24).is_empty(),
        Ask::Months => runs(condition.values.as_deref().unwrap_or_default(), 1, 12).is_empty(),
        Ask::Log(what) => match what {
            crate::catalogue::What::Keys
            | crate::catalogue::What::Listed
            | crate::catalogue::What::Labels
            | crate::catalogue::What::Events => no_values,
            crate::catalogue::What::Priced => condition.price_min.is_none() && condition.price_max.is_none(),
            _ => false,
        },
        Ask::NextLog => false,
        Ask::Field => condition.field.is_none() || no_values && ends(condition).is_empty(),
        _ => no_values,
    }
}

/// The row of a condition, or its kind's name for one that is not known here.
fn row(condition: &Condition) -> Result<&'static Entry, String> {
    entry(&condition.kind).ok_or_else(|| clean(&condition.kind))
}
