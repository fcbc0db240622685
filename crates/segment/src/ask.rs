//! From a condition to the tests that it asks: its keys are read, checked and turned into questions.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use model::{facts::Fact, money::Micros};

use crate::{
    catalogue::{Ask, Entry, KnownBy, What},
    definition::{Condition, Match, Scalar, VALUE_CHARS_MAX, clipped},
    describe::names::code,
    error::{Expected, SegmentError},
    test::{Log, Question, Test, When},
    text::{Pattern, PatternError, TOO_LARGE_WORK},
};

/// A condition as tests: one, or several that join by AND, or the opposite of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of these.
    All(Vec<Test>),
    /// Not this one.
    Not(Test),
    /// The segments of these ids, one of which is enough.
    Segments(Vec<String>),
}

/// What conditions ask, found once for each: tables take milliseconds to make, and whoever checks or explains a segment asks for them again
/// and again.
#[derive(Debug)]
pub struct Asking {
    known: RefCell<HashMap<String, Asked>>,
    /// Work on tables that is left.
    left: Cell<usize>,
}

impl Asking {
    /// `work`: how much may be done for all conditions together, as [`Asked::work`] counts.
    #[must_use]
    pub fn new(work: usize) -> Self {
        Self { known: RefCell::default(), left: Cell::new(work) }
    }

    /// [`asked`].
    ///
    /// # Errors
    /// The same; too much work.
    pub fn asked(&self, entry: &Entry, condition: &Condition, at: &str) -> Result<Asked, SegmentError> {
        let key = || serde_json::to_string(condition).unwrap_or_default();
        if !self.known.borrow().is_empty()
            && let Some(known) = self.known.borrow().get(&key())
        {
            return Ok(known.clone());
        }
        let allowed = self.left.get().min(WORK_MAX);
        let left = Cell::new(allowed);
        let found = asked_within(entry, condition, at, &left);
        self.left.set(self.left.get().saturating_sub(allowed - left.get()));
        if let Ok(asked) = &found
            && asked.work() > 0
        {
            self.known.borrow_mut().insert(key(), asked.clone());
        }
        found
    }
}

/// Most work on the tables of a segment, those of other segments that it asks for included: 0.25 s natively, less than a second at the edge.
pub const WORK_MAX: usize = 2 * TOO_LARGE_WORK;

impl Asked {
    /// What its tables took to make.
    #[must_use]
    pub fn work(&self) -> usize {
        let of = |patterns: &[Pattern]| patterns.iter().map(Pattern::work).sum::<usize>();
        let test = |test: &Test| match &test.ask {
            Question::Text(patterns) | Question::Product(_, patterns) => of(patterns),
            Question::Log(log) => of(&log.keys) + of(&log.labels),
            _ => 0,
        };
        match self {
            Self::All(tests) => tests.iter().map(test).sum(),
            Self::Not(one) => test(one),
            Self::Segments(_) => 0,
        }
    }
}

const NUMBER_KEYS: [&str; 5] = ["min", "max", "above", "below", "equals"];

/// What a condition asks.
///
/// # Errors
/// The first thing that is wrong with its keys, with its place.
pub fn asked(entry: &Entry, condition: &Condition, at: &str) -> Result<Asked, SegmentError> {
    asked_within(entry, condition, at, &Cell::new(WORK_MAX))
}

fn asked_within(entry: &Entry, condition: &Condition, at: &str, left: &Cell<usize>) -> Result<Asked, SegmentError> {
    let keys = Keys { entry, condition, at, left };
    let fact = entry.fact;
    let one = |ask: Question| Ok(Asked::All(vec![Test { fact, ask }]));
    match entry.ask {
        Ask::Number | Ask::Money => {
            keys.only(&NUMBER_KEYS)?;
            let (lo, hi) = keys.range()?.ok_or_else(|| keys.missing("min"))?;
            one(Question::Range(lo, hi))
        }
        Ask::Day => {
            keys.only(&["within_days", "beyond_days", "from", "to"])?;
            one(keys.past()?.ok_or_else(|| keys.missing("within_days"))?)
        }
        Ask::NextDay => {
            keys.only(&["next_days", "from", "to"])?;
            match keys.condition.next_days {
                Some(days) => {
                    keys.not_beside("next_days", &["from", "to"])?;
                    one(Question::DaysAgo(-keys.days("next_days", days)?, 0))
                }
                None => one(keys.dates()?.ok_or_else(|| keys.missing("next_days"))?),
            }
        }
        Ask::Words | Ask::WordsEqual => {
            keys.only(&["match", "values"])?;
            one(Question::Text(keys.words(keys.default_match(), &[Match::Contains, Match::Equals])?))
        }
        Ask::Named(kind) => {
            keys.only(&["values"])?;
            let names = keys.words(Match::Equals, &[Match::Equals])?;
            let source = Question::Text(vec![keys.plain(kind)?]);
            Ok(Asked::All(vec![Test { fact: Fact::SourceKind, ask: source }, Test { fact, ask: Question::Text(names) }]))
        }
        Ask::OneOf(names) => {
            keys.only(&["values"])?;
            let known = |value: &str| {
                let value = code(entry, value).unwrap_or(value);
                names.iter().find(|name| name.eq_ignore_ascii_case(value)).map(|name| Pattern::of(Match::Equals, name))
            };
            one(Question::Text(keys.patterns(known, ("one of the names that this condition knows", "이 조건에서 고를 수 있는 값"))?))
        }
        Ask::Months => {
            keys.only(&["values"])?;
            let month = |value: &str| {
                value
                    .parse::<u8>()
                    .ok()
                    .filter(|month| (1..=12).contains(month))
                    .map(|month| Pattern::of(Match::Equals, &month.to_string()))
            };
            one(Question::Text(keys.patterns(month, ("a month: 1 to 12", "1부터 12까지의 달"))?))
        }
        Ask::Domain => {
            keys.only(&["values"])?;
            one(Question::Text(
                keys.patterns(|value| Some(Pattern::domain(value)), ("a domain, such as naver.com", "naver.com과 같은 도메인"))?,
            ))
        }
        Ask::Language => {
            keys.only(&["values"])?;
            one(Question::Text(keys.patterns(
                |value| Some(Pattern::language(code(entry, value).unwrap_or(value))),
                ("a language, such as ko", "ko와 같은 언어"),
            )?))
        }
        Ask::Url => {
            keys.only(&["match", "values", "query"])?;
            one(Question::Text(keys.pages()?))
        }
        Ask::Path => {
            keys.only(&["match", "values", "query", "min", "max", "above", "below", "equals", "same"])?;
            // The path's rows are all of this visit.
            let same = condition.same.unwrap_or(false);
            one(Question::Log(Log { keys: keys.pages()?, count: keys.count()?, same, ..Log::default() }))
        }
        Ask::Weekdays => {
            keys.only(&["values"])?;
            let day = |value: &str| WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(value));
            let days = keys.values(day, ("a weekday: mon, tue, wed, thu, fri, sat, sun", "mon부터 sun까지의 요일"))?;
            one(Question::Clock { weekdays: days.iter().fold(0, |mask, day| mask | 1 << day), hours: u32::MAX })
        }
        Ask::Hours => {
            keys.only(&["values"])?;
            let hours =
                keys.values(|value| value.parse::<u8>().ok().filter(|hour| *hour < 24), ("an hour: 0 to 23", "0부터 23까지의 시각"))?;
            one(Question::Clock { weekdays: u8::MAX, hours: hours.iter().fold(0, |mask, hour| mask | 1 << hour) })
        }
        Ask::Product(field) => {
            keys.only(&["match", "values"])?;
            one(Question::Product(field, keys.words(keys.default_match(), &Match::ALL.map(|(how, _)| how))?))
        }
        Ask::YesNo => {
            keys.only(&["value"])?;
            one(Question::Given(keys.yes()?))
        }
        Ask::Is(text) => {
            keys.only(&["value"])?;
            let test = Test { fact, ask: Question::Text(vec![keys.plain(text)?]) };
            Ok(if keys.yes()? { Asked::All(vec![test]) } else { Asked::Not(test) })
        }
        Ask::First => {
            keys.only(&["value"])?;
            one(if keys.yes()? { Question::Range(i64::MIN, 1) } else { Question::Range(2, i64::MAX) })
        }
        Ask::Log(what) => {
            let log = keys.log(what)?;
            if fact == Fact::Ordered && log.when == When::Visit {
                // A visit's orders are a number of its own, known even where their moments are not.
                let (lo, hi) = log.count;
                return Ok(Asked::All(vec![Test { fact: Fact::VisitOrders, ask: Question::Range(lo, hi) }]));
            }
            one(Question::Log(log))
        }
        Ask::NextLog => {
            keys.only(&["values", "next_days", "min", "max", "above", "below", "equals"])?;
            let last = match condition.next_days {
                Some(days) => -keys.days("next_days", days)?,
                None => i64::MIN,
            };
            one(Question::Log(Log { keys: keys.optional_words()?, when: When::Days(last, 0), count: keys.count()?, ..Log::default() }))
        }
        Ask::Field => {
            keys.only(&["field", "match", "values", "min", "max", "above", "below", "equals"])?;
            let name = condition.field.as_deref().ok_or_else(|| keys.missing("field"))?;
            let key = vec![keys.plain(name)?];
            // A value that is no number is −1 and lies in no range.
            let range = keys.amounts(true)?.map(|(lo, hi)| (lo.max(0), hi));
            let labels = if condition.values.is_some() || range.is_none() {
                keys.words(keys.default_match(), &[Match::Contains, Match::Equals])?
            } else {
                Vec::new()
            };
            one(Question::Log(Log { keys: key, labels, number: range.unwrap_or(Log::ANY), count: (1, i64::MAX), ..Log::default() }))
        }
        Ask::Segments => {
            keys.only(&["values"])?;
            Ok(Asked::Segments(keys.values(|value| Some(value.to_owned()), ("the id of a segment", "세그먼트 아이디"))?))
        }
    }
}

/// The names of weekdays in JSON, in the order of their numbers.
pub const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// True when the edge alone may answer it.
pub(crate) fn is_edges(entry: &Entry) -> bool {
    entry.by == KnownBy::Edge
}

struct Keys<'a> {
    entry: &'a Entry,
    condition: &'a Condition,
    at: &'a str,
    /// Work on tables that is left.
    left: &'a Cell<usize>,
}

impl Keys<'_> {
    fn under(&self, key: &str) -> String {
        format!("{}.{key}", self.at)
    }

    fn missing(&self, key: &'static str) -> SegmentError {
        SegmentError::Missing { at: self.at.to_owned(), key }
    }

    fn bad(&self, key: &str, value: &str, expected: Expected) -> SegmentError {
        SegmentError::BadValue { at: self.under(key), value: clipped(value), expected }
    }

    /// Refuses keys that the kind does not take: a misspelt rule must not pass as a wider one.
    fn only(&self, keys: &[&str]) -> Result<(), SegmentError> {
        match self.condition.given().into_iter().find(|given| !keys.contains(given)) {
            Some(key) => Err(SegmentError::Unexpected { at: self.at.to_owned(), key }),
            None => Ok(()),
        }
    }

    fn not_beside(&self, key: &'static str, others: &[&'static str]) -> Result<(), SegmentError> {
        let given = self.condition.given();
        match others.iter().find(|other| given.contains(other) && given.contains(&key)) {
            Some(other) => Err(SegmentError::NotBeside { at: self.under(other), key: other, beside: key }),
            None => Ok(()),
        }
    }

    fn yes(&self) -> Result<bool, SegmentError> {
        self.condition.value.ok_or_else(|| self.missing("value"))
    }

    fn default_match(&self) -> Match {
        self.condition.matching.unwrap_or(match self.entry.ask {
            Ask::WordsEqual | Ask::Product(_) | Ask::Log(_) | Ask::Field | Ask::NextLog => Match::Equals,
            _ => Match::Contains,
        })
    }

    fn amount(&self, key: &'static str, value: &Scalar, money: bool) -> Result<i64, SegmentError> {
        let text = value.to_string();
        if money {
            return Micros::parse(&text)
                .map(|amount| amount.0)
                .ok_or_else(|| self.bad(key, &text, ("an amount, such as \"12000\"", "12000과 같은 0 이상의 금액")));
        }
        let number = text.parse().ok().filter(|number: &i64| *number >= 0);
        let number = number.ok_or_else(|| self.bad(key, &text, ("a whole number of 0 or more", "0 이상의 정수")))?;
        // Above the largest there is nothing.
        if number > self.entry.max || key == "above" && number == self.entry.max {
            return Err(self.bad(key, &text, ("a number that this condition can reach", "이 조건에 있을 수 있는 범위의 숫자")));
        }
        Ok(number)
    }

    /// The range, both ends in; `None` when no end is given.
    fn range(&self) -> Result<Option<(i64, i64)>, SegmentError> {
        self.amounts(self.entry.ask == Ask::Money)
    }

    fn amounts(&self, money: bool) -> Result<Option<(i64, i64)>, SegmentError> {
        let c = self.condition;
        self.not_beside("equals", &["min", "above", "max", "below"])?;
        self.not_beside("min", &["above"])?;
        self.not_beside("max", &["below"])?;
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
        if given && (lo > hi || hi < 0) {
            return Err(SegmentError::EmptyRange { at: self.at.to_owned() });
        }
        Ok(given.then_some((lo, hi)))
    }

    /// How often: at least once where nothing is said.
    fn count(&self) -> Result<(i64, i64), SegmentError> {
        Ok(self.amounts(false)?.unwrap_or((1, i64::MAX)))
    }

    fn days(&self, key: &str, days: u16) -> Result<i64, SegmentError> {
        if days > 365 {
            return Err(self.bad(key, &days.to_string(), ("0 to 365", "0부터 365까지의 일수")));
        }
        Ok(i64::from(days))
    }

    /// `within_days` and `beyond_days` as days ago.
    fn ago(&self) -> Result<Option<(i64, i64)>, SegmentError> {
        let (within, beyond) = (self.condition.within_days, self.condition.beyond_days);
        if within.is_none() && beyond.is_none() {
            return Ok(None);
        }
        let hi = within.map_or(Ok(i64::MAX), |days| self.days("within_days", days))?;
        let lo = match beyond {
            Some(days) => self.days("beyond_days", days)? + 1,
            None => 0,
        };
        if lo > hi {
            return Err(SegmentError::EmptyRange { at: self.at.to_owned() });
        }
        Ok(Some((lo, hi)))
    }

    fn dates(&self) -> Result<Option<Question>, SegmentError> {
        let (from, to) = (self.condition.from, self.condition.to);
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let (lo, hi) = (from.map_or(i64::MIN, |day| i64::from(day.0)), to.map_or(i64::MAX, |day| i64::from(day.0)));
        if lo > hi {
            return Err(SegmentError::EmptyRange { at: self.at.to_owned() });
        }
        Ok(Some(Question::Range(lo, hi)))
    }

    fn past(&self) -> Result<Option<Question>, SegmentError> {
        let Some((lo, hi)) = self.ago()? else { return self.dates() };
        self.not_beside("within_days", &["from", "to"])?;
        self.not_beside("beyond_days", &["from", "to"])?;
        Ok(Some(Question::DaysAgo(lo, hi)))
    }

    fn log(&self, what: What) -> Result<Log, SegmentError> {
        const TIMES: [&str; 10] = ["visit", "within_days", "beyond_days", "min", "max", "above", "below", "equals", "same", "match"];
        let with = |more: &[&'static str], less: &[&str]| {
            let keys: Vec<&str> = TIMES.iter().chain(more).copied().filter(|key| !less.contains(key)).collect();
            self.only(&keys)
        };
        let mut log = Log::default();
        match what {
            What::Everything => with(&[], &["match", "same"])?,
            What::Fixed(key) => {
                with(&[], &["match", "same"])?;
                log.keys = vec![self.plain(key)?];
            }
            What::SomeKeys => {
                with(&["values"], &[])?;
                log.keys = self.optional_words()?;
            }
            What::Keys => {
                log.open = true;
                with(&["values"], &["visit"])?;
                log.keys = self.words(self.default_match(), &Match::ALL.map(|(how, _)| how))?;
            }
            What::Labels => {
                log.open = true;
                with(&["values"], if is_edges(self.entry) { &["visit"] } else { &[] })?;
                log.labels = self.words(self.default_match(), &Match::ALL.map(|(how, _)| how))?;
            }
            What::Listed => {
                self.only(&["values"])?;
                log.keys = self.words(Match::Equals, &[Match::Equals])?;
            }
            What::Marked(mark) => {
                with(&["values"], &["match", "same"])?;
                // Any message where none is named.
                log.keys = if self.condition.values.is_some() {
                    self.patterns(
                        |value| Some(Pattern::of(Match::Equals, &format!("{mark}{value}"))),
                        ("the id of a message", "메시지 아이디"),
                    )?
                } else {
                    vec![self.pattern("values", mark, Pattern::of(Match::StartsWith, mark))?]
                };
            }
            What::Priced => {
                log.open = true;
                with(&["price_min", "price_max"], &["match"])?;
                let end = |key, value: &Option<Scalar>, open| value.as_ref().map_or(Ok(open), |value| self.amount(key, value, true));
                let (lo, hi) = (end("price_min", &self.condition.price_min, 0)?, end("price_max", &self.condition.price_max, i64::MAX)?);
                if self.condition.price_min.is_none() && self.condition.price_max.is_none() {
                    return Err(self.missing("price_min"));
                }
                if lo > hi {
                    return Err(SegmentError::EmptyRange { at: self.at.to_owned() });
                }
                log.number = (lo, hi);
            }
            What::Events => {
                with(&["values", "property", "property_values"], &["same"])?;
                log.keys = self.words(Match::Equals, &[Match::Equals, Match::Contains, Match::StartsWith])?;
                log.labels = self.properties()?;
            }
        }
        log.count = self.count()?;
        log.same = self.condition.same.unwrap_or(false);
        log.when = match (self.condition.visit, self.ago()?) {
            (Some(true), Some(_)) => {
                let beside = if self.condition.within_days.is_some() { "within_days" } else { "beyond_days" };
                return Err(SegmentError::NotBeside { at: self.under("visit"), key: "visit", beside });
            }
            (Some(true), None) => When::Visit,
            (_, Some((lo, hi))) => When::Days(lo, hi),
            (_, None) => When::Ever,
        };
        Ok(log)
    }

    /// The property of an event, where one is asked for. `match` is how its values compare, not the event's name.
    fn properties(&self) -> Result<Vec<Pattern>, SegmentError> {
        let Some(name) = &self.condition.property else {
            if self.condition.property_values.is_some() {
                return Err(self.missing("property"));
            }
            return if self.condition.matching.is_some() {
                Err(SegmentError::Unexpected { at: self.at.to_owned(), key: "match" })
            } else {
                Ok(Vec::new())
            };
        };
        let values = self.condition.property_values.as_deref().ok_or_else(|| self.missing("property_values"))?;
        let how = self.default_match();
        let texts = values.iter().map(ToString::to_string).enumerate();
        texts
            .map(|(place, value)| self.pattern(&format!("property_values[{place}]"), &value, Pattern::property(how, name, value.trim())))
            .collect()
    }

    fn plain(&self, text: &str) -> Result<Pattern, SegmentError> {
        self.pattern("field", text, Pattern::of(Match::Equals, text))
    }

    fn pattern(&self, key: &str, value: &str, made: Result<Pattern, PatternError>) -> Result<Pattern, SegmentError> {
        let left = self.left.get();
        match made {
            Ok(pattern) => {
                self.left.set(left.saturating_sub(pattern.work()));
                if pattern.work() > left { Err(SegmentError::TooHeavy { at: self.under(key) }) } else { Ok(pattern) }
            }
            Err(error) => {
                if error == PatternError::TooLarge {
                    self.left.set(left.saturating_sub(TOO_LARGE_WORK));
                }
                Err(SegmentError::BadPattern { at: self.under(key), value: clipped(value), error })
            }
        }
    }

    fn optional_words(&self) -> Result<Vec<Pattern>, SegmentError> {
        if self.condition.values.is_none() { Ok(Vec::new()) } else { self.words(self.default_match(), &Match::ALL.map(|(how, _)| how)) }
    }

    fn words(&self, how: Match, allowed: &[Match]) -> Result<Vec<Pattern>, SegmentError> {
        // The events' `match` is about their properties.
        let how = if self.entry.ask == Ask::Log(What::Events) { Match::Equals } else { how };
        if !allowed.contains(&how) {
            return Err(self.bad(
                "match",
                Match::ALL.iter().find(|(one, _)| *one == how).map_or("", |(_, name)| name),
                ("contains or equals", "이 조건에서 쓸 수 있는 비교 방법"),
            ));
        }
        self.patterns(|value| Some(Pattern::of(how, code(self.entry, value).unwrap_or(value))), ("a text", "글자"))
    }

    fn pages(&self) -> Result<Vec<Pattern>, SegmentError> {
        let how = self.condition.matching.unwrap_or(Match::Contains);
        self.patterns(|value| Some(Pattern::page(how, value, self.condition.query)), ("a page's address", "페이지 주소"))
    }

    fn patterns(
        &self,
        make: impl Fn(&str) -> Option<Result<Pattern, PatternError>>,
        expected: Expected,
    ) -> Result<Vec<Pattern>, SegmentError> {
        let values = self.values(|value| Some(value.to_owned()), expected)?;
        let one = |(place, value): (usize, &String)| {
            let key = format!("values[{place}]");
            // Nothing is made any more where there has been too much of it.
            if self.left.get() == 0 {
                return Err(SegmentError::TooHeavy { at: self.under(&key) });
            }
            self.pattern(&key, value, make(value).ok_or_else(|| self.bad(&key, value, expected))?)
        };
        values.iter().enumerate().map(one).collect()
    }

    fn values<T>(&self, read: impl Fn(&str) -> Option<T>, expected: Expected) -> Result<Vec<T>, SegmentError> {
        let values = self.condition.values.as_deref().ok_or_else(|| self.missing("values"))?;
        values
            .iter()
            .enumerate()
            .map(|(place, value)| {
                let text = value.to_string();
                let text = text.trim();
                // An empty text is a part of every text: it would match everybody who has any.
                (!text.is_empty() && text.chars().count() <= VALUE_CHARS_MAX)
                    .then(|| read(text))
                    .flatten()
                    .ok_or_else(|| self.bad(&format!("values[{place}]"), text, expected))
            })
            .collect()
    }
}
