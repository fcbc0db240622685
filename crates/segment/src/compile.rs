//! From a definition to a program: conditions become tests, each kept once however many segments ask it.

use model::{
    codec::{Wire as _, put_bytes, put_varint},
    facts::Fact,
    money::Micros,
};

use crate::{
    catalogue::{Ask, Entry, KnownBy, entry},
    definition::{Condition, Match, Rule, Scalar, Segment},
    test::{Question, RANGE, Test},
    text::Pattern,
};

/// Deepest nesting of a rule. Nobody reads more; each level costs a stack frame in every evaluation of the tree.
pub const DEPTH_MAX: usize = 8;
/// Most conditions of one segment.
pub const CONDITIONS_MAX: usize = 100;
/// Most values of one condition: a pasted list of keywords.
pub const VALUES_MAX: usize = 500;
/// Longest value, in characters.
pub const VALUE_CHARS_MAX: usize = 500;
/// Most segments of a site: 2 bytes of index each, and 1,000 is what the benches hold.
pub const SEGMENTS_MAX: usize = 2000;

/// What is wrong with a segment. `at` says where, as `include[1].values`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SegmentError {
    /// No such kind of condition.
    UnknownKind { at: String, kind: String },
    /// A key that the kind needs is missing.
    Missing { at: String, key: &'static str },
    /// A key that the kind does not take.
    Unexpected { at: String, key: &'static str },
    /// A value that cannot be read.
    BadValue { at: String, value: String, expected: &'static str },
    /// Nothing can lie in the range.
    EmptyRange { at: String },
    /// Over a limit.
    TooMany { at: String, what: &'static str, max: usize },
    /// An id that is not `[a-z0-9-]{1,40}`, or is there twice.
    BadId { id: String },
}

impl core::fmt::Display for SegmentError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::UnknownKind { at, kind } => write!(f, "{at}: there is no condition {kind:?}; see /api/schemas/segment.json for the list"),
            Self::Missing { at, key } => write!(f, "{at}: this condition needs {key:?}"),
            Self::Unexpected { at, key } => write!(f, "{at}: this condition does not take {key:?}; remove it"),
            Self::BadValue { at, value, expected } => write!(f, "{at}: {value:?} is not {expected}"),
            Self::EmptyRange { at } => write!(f, "{at}: nothing can lie in this range; the lower end is over the upper one"),
            Self::TooMany { at, what, max } => write!(f, "{at}: at most {max} {what}"),
            Self::BadId { id } => write!(f, "the id {id:?} must be 1–40 of a–z, 0–9 and -, and there only once"),
        }
    }
}

impl core::error::Error for SegmentError {}

/// One step of a segment's expression, in postfix order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Push the verdict of a test.
    Test(u16),
    /// Replace the last n by their AND.
    All(u16),
    /// Replace the last n by their OR.
    Any(u16),
    /// Replace the last by its NOT.
    Not,
}

/// Segments compiled together: bytes that [`crate::engine::Engine`] runs as they are. First the tests in the order of their facts, each
/// fact, kind, the question framed by its length, and the segments that ask it; then the ends of all ranges, sorted; then the segments'
/// steps, two bits of kind and a number each.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Program(pub Vec<u8>);

/// Whom a program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every condition is evaluated where the program runs.
    Full,
    /// Conditions that only the edge may know become opaque bits.
    Browser,
}

/// Compiled segments: ids, tests, steps, and the tests behind opaque bits.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Ids in the order of the program's segments.
    pub ids: Vec<String>,
    /// Every different test.
    pub tests: Vec<Test>,
    /// Every segment's steps.
    pub segments: Vec<Vec<Step>>,
    /// The tests that the edge answers, in the order of their bits. Never in a bundle.
    pub edge_tests: Vec<Test>,
    /// Segments that could not be compiled: they match nobody.
    pub errors: Vec<(String, SegmentError)>,
}

/// Compiles segments. One that is broken matches nobody and is named in `errors`; the others are not touched by it.
#[must_use]
pub fn compile(segments: &[Segment], target: Target) -> Compiled {
    let mut made = Compiled::default();
    for segment in segments {
        let result = if made.ids.contains(&segment.id) || !is_slug(&segment.id) {
            Err(SegmentError::BadId { id: segment.id.clone() })
        } else if made.ids.len() >= SEGMENTS_MAX {
            Err(SegmentError::TooMany { at: segment.id.clone(), what: "segments", max: SEGMENTS_MAX })
        } else {
            steps_of(segment)
        };
        let steps = match result {
            Ok(steps) => steps.into_iter().map(|step| made.place(step, target)).collect(),
            Err(error) => {
                made.errors.push((segment.id.clone(), error));
                // NOT of an empty AND: no, whatever is known.
                vec![Step::All(0), Step::Not]
            }
        };
        made.ids.push(segment.id.clone());
        made.segments.push(steps);
    }
    made
}

/// True for `[a-z0-9-]{1,40}`.
#[must_use]
pub fn is_slug(id: &str) -> bool {
    (1..=40).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

enum Draft {
    Test(Box<Test>, KnownBy),
    Step(Step),
}

impl Compiled {
    fn place(&mut self, draft: Draft, target: Target) -> Step {
        match draft {
            Draft::Step(step) => step,
            Draft::Test(test, by) => {
                let test = if target == Target::Browser && by == KnownBy::Edge {
                    Test { fact: Fact::EdgeBits, ask: Question::Edge(index_of(&mut self.edge_tests, *test)) }
                } else {
                    *test
                };
                Step::Test(index_of(&mut self.tests, test))
            }
        }
    }
}

impl Compiled {
    /// The bytes that run.
    #[must_use]
    pub fn program(&self) -> Program {
        let mut order: Vec<usize> = (0..self.tests.len()).collect();
        // Of one fact the ranges come last: the engine goes through the others one by one and finds the ranges by their ends. Questions
        // about the same part of a text stand together: it is made ready once.
        order.sort_by_key(|index| self.tests.get(*index).map(|test| (test.fact, test.ask.kind() == RANGE, test.ask.scope())));
        let place = |index: usize| order.iter().position(|other| *other == index).unwrap_or(0);
        let mut out = Vec::new();
        let mut ends: Vec<(Fact, i64, usize)> = Vec::new();
        put_varint(&mut out, self.tests.len() as u64);
        for (at, test) in order.iter().filter_map(|index| self.tests.get(*index)).enumerate() {
            let asked_by =
                |steps: &Vec<Step>| steps.iter().any(|step| matches!(step, Step::Test(index) if place(usize::from(*index)) == at));
            let asking: Vec<u32> = (0_u32..).zip(&self.segments).filter(|(_, steps)| asked_by(steps)).map(|(segment, _)| segment).collect();
            test.fact.put(&mut out);
            out.push(test.ask.kind());
            test.ask.put(&mut out);
            asking.put(&mut out);
            if let Question::Range(lo, hi) = test.ask {
                ends.push((test.fact, lo, at));
                ends.extend(hi.checked_add(1).map(|end| (test.fact, end, at)));
            }
        }
        ends.sort_unstable();
        put_varint(&mut out, ends.len() as u64);
        for (fact, end, test) in ends {
            fact.put(&mut out);
            end.put(&mut out);
            put_varint(&mut out, test as u64);
        }
        put_varint(&mut out, self.segments.len() as u64);
        for steps in &self.segments {
            let mut body = Vec::new();
            for step in steps {
                let (kind, number) = match step {
                    Step::Test(test) => (0, place(usize::from(*test)) as u64),
                    Step::All(count) => (1, u64::from(*count)),
                    Step::Any(count) => (2, u64::from(*count)),
                    Step::Not => (3, 0),
                };
                put_varint(&mut body, number << 2 | kind);
            }
            put_bytes(&mut out, &body);
        }
        Program(out)
    }
}

fn index_of(tests: &mut Vec<Test>, test: Test) -> u16 {
    let at = tests.iter().position(|other| *other == test).unwrap_or_else(|| {
        tests.push(test);
        tests.len() - 1
    });
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Checks one segment without keeping what was made of it.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(segment: &Segment) -> Result<(), SegmentError> {
    steps_of(segment).map(|_| ())
}

fn steps_of(segment: &Segment) -> Result<Vec<Draft>, SegmentError> {
    let mut steps = Vec::new();
    let mut parts = joined_by_kind(&segment.include, "include", &mut steps)?;
    for (index, block) in segment.any_of.iter().enumerate() {
        for (place, condition) in block.iter().enumerate() {
            push(&mut steps, condition, &format!("any_of[{index}][{place}]"))?;
        }
        steps.push(Draft::Step(Step::Any(count(block.len()))));
        parts += 1;
    }
    for (place, condition) in segment.exclude.iter().enumerate() {
        push(&mut steps, condition, &format!("exclude[{place}]"))?;
        steps.push(Draft::Step(Step::Not));
        parts += 1;
    }
    if let Some(rule) = &segment.rule {
        nested(&mut steps, rule, "rule", 0)?;
        parts += 1;
    }
    steps.push(Draft::Step(Step::All(count(parts))));
    let conditions = steps.iter().filter(|step| matches!(step, Draft::Test(..))).count();
    if conditions > CONDITIONS_MAX {
        return Err(SegmentError::TooMany { at: segment.id.clone(), what: "conditions", max: CONDITIONS_MAX });
    }
    Ok(steps)
}

/// Entries of one kind join by OR; the number of different kinds comes back.
fn joined_by_kind(conditions: &[Condition], at: &str, steps: &mut Vec<Draft>) -> Result<usize, SegmentError> {
    let mut kinds: Vec<&str> = Vec::new();
    for condition in conditions {
        if !kinds.contains(&condition.kind.as_str()) {
            kinds.push(&condition.kind);
        }
    }
    for kind in &kinds {
        let mut same = 0;
        for (place, condition) in conditions.iter().enumerate().filter(|(_, condition)| condition.kind == *kind) {
            push(steps, condition, &format!("{at}[{place}]"))?;
            same += 1;
        }
        steps.push(Draft::Step(Step::Any(count(same))));
    }
    Ok(kinds.len())
}

fn nested(steps: &mut Vec<Draft>, rule: &Rule, at: &str, depth: usize) -> Result<(), SegmentError> {
    if depth > DEPTH_MAX {
        return Err(SegmentError::TooMany { at: at.to_owned(), what: "levels of nesting", max: DEPTH_MAX });
    }
    match rule {
        Rule::Condition(condition) => push(steps, condition, at)?,
        Rule::Not { not } => {
            nested(steps, not, &format!("{at}.not"), depth + 1)?;
            steps.push(Draft::Step(Step::Not));
        }
        Rule::All { all: parts } | Rule::Any { any: parts } => {
            let all = matches!(rule, Rule::All { .. });
            for (place, part) in parts.iter().enumerate() {
                nested(steps, part, &format!("{at}.{}[{place}]", if all { "all" } else { "any" }), depth + 1)?;
            }
            steps.push(Draft::Step(if all { Step::All(count(parts.len())) } else { Step::Any(count(parts.len())) }));
        }
    }
    Ok(())
}

fn count(parts: usize) -> u16 {
    u16::try_from(parts).unwrap_or(u16::MAX)
}

fn push(steps: &mut Vec<Draft>, condition: &Condition, at: &str) -> Result<(), SegmentError> {
    let entry = entry(&condition.kind).ok_or_else(|| SegmentError::UnknownKind { at: at.to_owned(), kind: condition.kind.clone() })?;
    steps.push(Draft::Test(Box::new(test_of(entry, condition, at)?), entry.by));
    Ok(())
}

/// The test that a condition asks.
///
/// # Errors
/// What is wrong with it, with its place.
pub fn test_of(entry: &Entry, condition: &Condition, at: &str) -> Result<Test, SegmentError> {
    let reader = Asked { condition, at };
    let fact = entry.fact;
    let ask = match entry.ask {
        Ask::Number | Ask::Money => {
            reader.only(&["min", "max", "above", "below", "equals"])?;
            let (lo, hi) = reader.range(entry.ask == Ask::Money)?.ok_or_else(|| reader.missing("min"))?;
            Question::Range(lo, hi)
        }
        Ask::Day => {
            reader.only(&["within_days", "from", "to"])?;
            match (condition.within_days, condition.from, condition.to) {
                (Some(days @ 0..=365), None, None) => Question::DaysAgo(0, i64::from(days)),
                (Some(days), None, None) => return Err(reader.bad("within_days", &days.to_string(), "0 to 365")),
                (None, None, None) | (Some(_), ..) => return Err(reader.missing("within_days")),
                (None, from, to) if from.zip(to).is_some_and(|(from, to)| from > to) => {
                    return Err(SegmentError::EmptyRange { at: at.to_owned() });
                }
                (None, from, to) => {
                    Question::Range(from.map_or(i64::MIN, |day| i64::from(day.0)), to.map_or(i64::MAX, |day| i64::from(day.0)))
                }
            }
        }
        Ask::Words => {
            reader.only(&["match", "values"])?;
            let how = condition.matching.unwrap_or(Match::Contains);
            if !matches!(how, Match::Contains | Match::Equals) {
                return Err(reader.bad("match", "…", "\"contains\" or \"equals\""));
            }
            Question::Text(reader.values(|value| Some(Pattern::of(how, value)), "text")?)
        }
        Ask::OneOf(names) => {
            reader.only(&["values"])?;
            Question::Text(reader.values(
                |value| names.contains(&value).then(|| Pattern::of(Match::Equals, value)),
                "one of the names that this condition knows",
            )?)
        }
        Ask::Url => {
            reader.only(&["match", "values", "query"])?;
            Question::Text(reader.pages()?)
        }
        Ask::Path => {
            reader.only(&["match", "values", "query", "min", "max", "above", "below", "equals", "same_page"])?;
            let (lo, hi) = reader.range(false)?.unwrap_or((1, i64::MAX));
            Question::Path { patterns: reader.pages()?, lo, hi, same_page: condition.same_page.unwrap_or(false) }
        }
        Ask::Weekdays => {
            reader.only(&["values"])?;
            const NAMES: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
            let days =
                reader.values(|value| NAMES.iter().position(|name| *name == value), "a weekday: mon, tue, wed, thu, fri, sat, sun")?;
            Question::Clock { weekdays: days.iter().fold(0, |mask, day| mask | 1 << day), hours: u32::MAX }
        }
        Ask::Hours => {
            reader.only(&["values"])?;
            let hours = reader.values(|value| value.parse::<u8>().ok().filter(|hour| *hour < 24), "an hour: 0 to 23")?;
            Question::Clock { weekdays: u8::MAX, hours: hours.iter().fold(0, |mask, hour| mask | 1 << hour) }
        }
        Ask::Product(field) => {
            reader.only(&["match", "values"])?;
            let how = condition.matching.unwrap_or(Match::Equals);
            Question::Product(field, reader.values(|value| Some(Pattern::of(how, value)), "text")?)
        }
        Ask::YesNo => {
            reader.only(&["value"])?;
            Question::Given(condition.value.ok_or_else(|| reader.missing("value"))?)
        }
    };
    Ok(Test { fact, ask })
}

struct Asked<'a> {
    condition: &'a Condition,
    at: &'a str,
}

impl Asked<'_> {
    fn missing(&self, key: &'static str) -> SegmentError {
        SegmentError::Missing { at: self.at.to_owned(), key }
    }

    fn bad(&self, key: &str, value: &str, expected: &'static str) -> SegmentError {
        SegmentError::BadValue { at: format!("{}.{key}", self.at), value: value.chars().take(60).collect(), expected }
    }

    /// Refuses keys that the kind does not take: a misspelt rule must not pass as a wider one.
    fn only(&self, keys: &[&str]) -> Result<(), SegmentError> {
        let c = self.condition;
        for (key, given) in [
            ("match", c.matching.is_some()),
            ("values", !c.values.is_empty()),
            ("min", c.min.is_some()),
            ("max", c.max.is_some()),
            ("above", c.above.is_some()),
            ("below", c.below.is_some()),
            ("equals", c.equals.is_some()),
            ("within_days", c.within_days.is_some()),
            ("from", c.from.is_some()),
            ("to", c.to.is_some()),
            ("query", c.query.is_some()),
            ("same_page", c.same_page.is_some()),
            ("value", c.value.is_some()),
        ] {
            if given && !keys.contains(&key) {
                return Err(SegmentError::Unexpected { at: self.at.to_owned(), key });
            }
        }
        Ok(())
    }

    fn amount(&self, key: &'static str, value: &Scalar, money: bool) -> Result<i64, SegmentError> {
        let text = value.to_string();
        let read = if money { Micros::parse(&text).map(|amount| amount.0) } else { text.parse().ok().filter(|number: &i64| *number >= 0) };
        read.ok_or_else(|| self.bad(key, &text, if money { "an amount, such as \"12000\"" } else { "a whole number of 0 or more" }))
    }

    /// The range, both ends in; `None` when no end is given.
    fn range(&self, money: bool) -> Result<Option<(i64, i64)>, SegmentError> {
        let c = self.condition;
        let (mut lo, mut hi) = (i64::MIN, i64::MAX);
        let mut given = false;
        let mut end = |key: &'static str, value: &Option<Scalar>, set: &mut dyn FnMut(i64)| -> Result<(), SegmentError> {
            if let Some(value) = value {
                set(self.amount(key, value, money)?);
                given = true;
            }
            Ok(())
        };
        end("min", &c.min, &mut |value| lo = lo.max(value))?;
        end("above", &c.above, &mut |value| lo = lo.max(value.saturating_add(1)))?;
        end("max", &c.max, &mut |value| hi = hi.min(value))?;
        end("below", &c.below, &mut |value| hi = hi.min(value.saturating_sub(1)))?;
        end("equals", &c.equals, &mut |value| (lo, hi) = (lo.max(value), hi.min(value)))?;
        if given && lo > hi {
            return Err(SegmentError::EmptyRange { at: self.at.to_owned() });
        }
        Ok(given.then_some((lo, hi)))
    }

    fn values<T>(&self, read: impl Fn(&str) -> Option<T>, expected: &'static str) -> Result<Vec<T>, SegmentError> {
        let values = &self.condition.values;
        if values.is_empty() {
            return Err(self.missing("values"));
        }
        if values.len() > VALUES_MAX {
            return Err(SegmentError::TooMany { at: format!("{}.values", self.at), what: "values", max: VALUES_MAX });
        }
        values
            .iter()
            .map(|value| {
                let text = value.to_string();
                let text = text.trim();
                // An empty text is a part of every text: it would match everybody who has any.
                (!text.is_empty() && text.chars().count() <= VALUE_CHARS_MAX)
                    .then(|| read(text))
                    .flatten()
                    .ok_or_else(|| self.bad("values", text, expected))
            })
            .collect()
    }

    fn pages(&self) -> Result<Vec<Pattern>, SegmentError> {
        let how = self.condition.matching.unwrap_or(Match::Contains);
        self.values(|value| Some(Pattern::page(how, value, self.condition.query)), "a page's address")
    }
}
