//! A segment as a shop owner saves it (JSON): the simple form (include, exclude, any of these) and the nested one.
//!
//! Reading says of everything that is wrong where it stands and what is expected there. The form has a version: of one from a newer
//! service, kinds of conditions that are not known here are kept as they are and stand for *unknown*.

use model::time::Day;
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value as Json};

use crate::{
    catalogue::{Ask, entry},
    error::SegmentError,
    text::begins_with_host,
    unique::Unique,
};

/// The version of the JSON form that this code writes.
pub const VERSION: u32 = 1;
/// Deepest nesting of a rule: deeper than anybody reads, and what a parser's stack surely holds.
pub const DEPTH_MAX: usize = 32;
/// Most conditions of one segment, those of nested rules included.
pub const CONDITIONS_MAX: usize = 100;
/// Most parts of a rule, whether conditions or not.
pub const NODES_MAX: usize = 500;
/// Most values of one condition: a pasted list of keywords.
pub const VALUES_MAX: usize = 500;
/// Longest value, in characters.
pub const VALUE_CHARS_MAX: usize = 500;
/// Most values of one segment that must be made into tables: some milliseconds each, at every check and every publishing.
pub const TABLES_MAX: usize = 50;
/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 200;

/// A segment. `schemas/segment.json` is its JSON Schema.
#[derive(Clone, Debug, PartialEq, Default, Serialize)]
pub struct Segment {
    /// The version of the form; left out: 1.
    #[serde(skip_serializing_if = "is_current")]
    pub version: u32,
    /// Its id: `[a-z0-9-]`, 1–40 characters.
    pub id: String,
    /// What the shop owner calls it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Different kinds join by AND, entries of one kind by OR.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Condition>,
    /// Blocks "any of these": in each block one condition is enough, whatever its kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Vec<Condition>>,
    /// Whoever matches any of these is out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Condition>,
    /// The nested form; joined to the others by AND.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_current(version: &u32) -> bool {
    *version <= VERSION
}

/// A rule of any nesting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Rule {
    /// Every one.
    All {
        /// The parts.
        all: Vec<Rule>,
    },
    /// At least one.
    Any {
        /// The parts.
        any: Vec<Rule>,
    },
    /// Not this.
    Not {
        /// The part.
        not: Box<Rule>,
    },
    /// One condition.
    Condition(Box<Condition>),
}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $key:literal, $read:ident;)*) => {
        /// One condition: its kind (see [`crate::catalogue`]) and the keys that its kind takes.
        #[derive(Clone, Debug, PartialEq, Default, Serialize)]
        pub struct Condition {
            /// The kind.
            pub kind: String,
            $($(#[$doc])* #[serde(rename = $key, skip_serializing_if = "Option::is_none")] pub $name: Option<$type>,)*
            /// Of a kind from a newer service: its keys as they came.
            #[serde(flatten)]
            pub newer: Map<String, Json>,
        }

        impl Condition {
            /// True where two conditions are of one kind, and so join by OR: fields of the shop's own are a kind each.
            #[must_use]
            pub fn is_kin(&self, other: &Self) -> bool {
                self.kind == other.kind && self.field == other.field
            }

            /// The keys that are given.
            #[must_use]
            pub fn given(&self) -> Vec<&'static str> {
                [$((self.$name.is_some(), $key),)*].into_iter().filter_map(|(given, key)| given.then_some(key)).collect()
            }

            fn set(&mut self, key: &str, json: &Json, at: &str) -> Result<(), SegmentError> {
                match key {
                    $($key => self.$name = Some($read(json, at)?),)*
                    _ => return Err(SegmentError::NoSuchKey { at: at.to_owned() }),
                }
                Ok(())
            }
        }
    };
}

keys! {
    /// How texts or pages compare.
    matching: Match = "match", read_match;
    /// Texts, names, weekdays, hours, products.
    values: Vec<Scalar> = "values", read_values;
    /// At least.
    min: Scalar = "min", read_scalar;
    /// At most.
    max: Scalar = "max", read_scalar;
    /// More than.
    above: Scalar = "above", read_scalar;
    /// Less than.
    below: Scalar = "below", read_scalar;
    /// Exactly.
    equals: Scalar = "equals", read_scalar;
    /// Today and the N days before it, 0–365.
    within_days: u16 = "within_days", read_days;
    /// More than N days ago, 0–3650.
    beyond_days: u16 = "beyond_days", read_days;
    /// Today and the N days after it, 0–365.
    next_days: u16 = "next_days", read_days;
    /// On or after this day.
    from: Day = "from", read_day;
    /// On or before this day.
    to: Day = "to", read_day;
    /// Only what happened in this visit.
    visit: bool = "visit", read_bool;
    /// Compare pages with their query. Left out: only where a value has a `?`, or is parameters and nothing else.
    query: bool = "query", read_bool;
    /// Count the most frequent single page or thing, not all that match together.
    same: bool = "same", read_bool;
    /// Yes or no.
    value: bool = "value", read_bool;
    /// The name of a field of the shop's own.
    field: String = "field", read_text;
    /// The name of an event's property.
    property: String = "property", read_text;
    /// Its values.
    property_values: Vec<Scalar> = "property_values", read_values;
    /// Price at least.
    price_min: Scalar = "price_min", read_scalar;
    /// Price at most.
    price_max: Scalar = "price_max", read_scalar;
}

impl Condition {
    /// How many of its values must be made into tables.
    #[must_use]
    pub fn tables(&self) -> usize {
        let ask = entry(&self.kind).map(|entry| entry.ask);
        let every = matches!(self.matching, Some(Match::Glob | Match::Regex)) || matches!(ask, Some(Ask::Domain | Ask::Language));
        let is_page = matches!(ask, Some(Ask::Url | Ask::Path));
        let values = self.values.iter().chain(&self.property_values).flatten();
        let of_page =
            |text: &str| text.contains('?') || self.matching.is_none_or(|how| how == Match::Contains) && begins_with_host(text, false);
        values.filter(|value| every || is_page && matches!(value, Scalar::Text(text) if of_page(text))).count()
    }
}

/// How texts compare. The numbers are in bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Match {
    /// The whole text.
    Equals,
    /// Its beginning (pages).
    StartsWith,
    /// Any part.
    Contains,
    /// `*` any run of characters, `?` one character, the whole text (pages).
    Glob,
    /// A regular expression without look-around and back-references.
    Regex,
}

impl Match {
    /// All, and their names in JSON.
    pub const ALL: [(Self, &str); 5] = [
        (Self::Equals, "equals"),
        (Self::StartsWith, "starts_with"),
        (Self::Contains, "contains"),
        (Self::Glob, "glob"),
        (Self::Regex, "regex"),
    ];
}

/// A number or a text, as JSON has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A whole number.
    Number(i64),
    /// A number with a fraction: kept as its text, never calculated with.
    Float(f64),
    /// A text.
    Text(String),
}

impl core::fmt::Display for Scalar {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Float(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Reads a file of segments: a list, or an object with `segments`.
///
/// # Errors
/// Everything that is wrong with each of them; or the one reason why the text is no JSON of this form.
pub fn read_file(text: &str) -> Result<Vec<Result<Segment, Vec<SegmentError>>>, SegmentError> {
    // Editors put a mark of their own in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Unique(json) = serde_json::from_str(text).map_err(|error| SegmentError::not_json(&error))?;
    let list = json.as_array().or_else(|| json.get("segments").and_then(Json::as_array));
    let Some(list) = list else {
        return Err(SegmentError::bad(String::new(), &json, ("a list of segments, or an object with \"segments\"", "세그먼트 목록")));
    };
    Ok(list.iter().map(Segment::read).collect())
}

impl Segment {
    /// Reads one segment.
    ///
    /// # Errors
    /// Everything that is wrong with its form. What its conditions ask is checked by [`crate::check`].
    pub fn read(json: &Json) -> Result<Self, Vec<SegmentError>> {
        let mut reading = Reading { version: VERSION, nodes: 0, conditions: 0, errors: Vec::new() };
        let segment = reading.segment(json);
        match segment {
            Some(segment) if reading.errors.is_empty() => Ok(segment),
            _ => Err(reading.errors),
        }
    }

    /// Every condition with its place, in the order include, any of these, exclude, rule.
    #[must_use]
    pub fn conditions<'a>(&'a self) -> Vec<(String, &'a Condition)> {
        let mut all = Vec::new();
        let mut list = |name: &str, conditions: &'a [Condition]| {
            all.extend(conditions.iter().enumerate().map(|(place, condition)| (format!("{name}[{place}]"), condition)));
        };
        list("include", &self.include);
        for (block, conditions) in self.any_of.iter().enumerate() {
            list(&format!("any_of[{block}]"), conditions);
        }
        list("exclude", &self.exclude);
        if let Some(rule) = &self.rule {
            rule.conditions("rule", &mut all);
        }
        all
    }

    /// How many of its values must be made into tables (`crate::text`): expressions, globs, domains, addresses with parameters.
    #[must_use]
    pub fn tables(&self) -> usize {
        self.conditions().into_iter().map(|(_, condition)| condition.tables()).sum()
    }

    /// The same segment in the nested form alone.
    #[must_use]
    pub fn nested(&self) -> Self {
        let condition = |condition: &Condition| Rule::Condition(Box::new(condition.clone()));
        let mut parts: Vec<Rule> = Vec::new();
        for kind in kinds(&self.include) {
            let mut same: Vec<Rule> = self.include.iter().filter(|one| one.is_kin(kind)).map(condition).collect();
            parts.push(if same.len() == 1 { same.remove(0) } else { Rule::Any { any: same } });
        }
        parts.extend(self.any_of.iter().map(|block| Rule::Any { any: block.iter().map(condition).collect() }));
        parts.extend(self.exclude.iter().map(|one| Rule::Not { not: Box::new(condition(one)) }));
        parts.extend(self.rule.clone());
        let rule = match parts.len() {
            // Everybody: there is no rule of nothing.
            0 => None,
            1 => parts.pop(),
            _ => Some(Rule::All { all: parts }),
        };
        Self { version: self.version, id: self.id.clone(), name: self.name.clone(), rule, ..Self::default() }
    }

    /// The same segment in the simple form, where its rule is one that the simple form can say; what it cannot say stays in `rule`.
    #[must_use]
    pub fn simple(&self) -> Self {
        let mut out = Self { rule: None, ..self.clone() };
        let mut rest = Vec::new();
        let parts = match &self.rule {
            None => Vec::new(),
            Some(Rule::All { all }) => all.clone(),
            Some(other) => vec![other.clone()],
        };
        for part in parts {
            match part {
                // A second entry of one kind beside it would join by OR: two of a kind by AND stay nested.
                Rule::Condition(one) if !out.include.iter().any(|other| other.is_kin(&one)) => out.include.push(*one),
                Rule::Not { not } if matches!(*not, Rule::Condition(_)) => {
                    if let Rule::Condition(one) = *not {
                        out.exclude.push(*one);
                    }
                }
                Rule::Any { any } if !any.is_empty() && any.iter().all(|part| matches!(part, Rule::Condition(_))) => {
                    let block: Vec<Condition> =
                        any.into_iter().filter_map(|part| if let Rule::Condition(one) = part { Some(*one) } else { None }).collect();
                    let first = block.first().cloned().unwrap_or_default();
                    if block.iter().all(|one| one.is_kin(&first)) && !out.include.iter().any(|other| other.is_kin(&first)) {
                        out.include.extend(block);
                    } else {
                        out.any_of.push(block);
                    }
                }
                other => rest.push(other),
            }
        }
        out.rule = match rest.len() {
            0 => None,
            1 => rest.pop(),
            _ => Some(Rule::All { all: rest }),
        };
        out
    }
}

/// The first condition of each kind.
#[must_use]
pub fn kinds(conditions: &[Condition]) -> Vec<&Condition> {
    let mut kinds: Vec<&Condition> = Vec::new();
    for condition in conditions {
        if !kinds.iter().any(|known| known.is_kin(condition)) {
            kinds.push(condition);
        }
    }
    kinds
}

impl Rule {
    fn conditions<'a>(&'a self, at: &str, all: &mut Vec<(String, &'a Condition)>) {
        match self {
            Self::Condition(condition) => all.push((at.to_owned(), condition)),
            Self::Not { not } => not.conditions(&format!("{at}.not"), all),
            Self::All { all: parts } => {
                parts.iter().enumerate().for_each(|(place, part)| part.conditions(&format!("{at}.all[{place}]"), all))
            }
            Self::Any { any: parts } => {
                parts.iter().enumerate().for_each(|(place, part)| part.conditions(&format!("{at}.any[{place}]"), all))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Segment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Unique(json) = Unique::deserialize(deserializer)?;
        Self::read(&json).map_err(|errors| errors.first().map_or_else(|| D::Error::custom("no segment"), D::Error::custom))
    }
}

/// Reads, noting what is wrong and going on, up to a number of errors that a person can still read.
struct Reading {
    version: u32,
    nodes: usize,
    conditions: usize,
    errors: Vec<SegmentError>,
}

/// More errors than these nobody reads.
const ERRORS_MAX: usize = 20;

impl Reading {
    fn wrong(&mut self, error: SegmentError) {
        if self.errors.len() < ERRORS_MAX {
            self.errors.push(error);
        }
    }

    fn segment(&mut self, json: &Json) -> Option<Segment> {
        let Json::Object(fields) = json else {
            self.wrong(SegmentError::bad(String::new(), json, ("a segment: an object", "세그먼트 객체")));
            return None;
        };
        let mut segment = Segment { version: VERSION, ..Segment::default() };
        if let Some(json) = fields.get("version").filter(|json| !json.is_null()) {
            match json.as_u64().and_then(|version| u32::try_from(version).ok()).filter(|version| *version > 0) {
                Some(version) => segment.version = version,
                None => self.wrong(SegmentError::bad("version".into(), json, ("a version: 1 or more", "1 이상의 버전"))),
            }
        }
        self.version = segment.version;
        match fields.get("id") {
            Some(Json::String(id)) => segment.id.clone_from(id),
            None | Some(Json::Null) => self.wrong(SegmentError::Missing { at: String::new(), key: "id" }),
            Some(json) => self.wrong(SegmentError::bad("id".into(), json, ("a text", "글자"))),
        }
        // A null is as good as nothing said.
        for (key, json) in fields.iter().filter(|(_, json)| !json.is_null()) {
            match key.as_str() {
                "version" | "id" => {}
                "name" => match json.as_str() {
                    Some(name) if name.chars().count() <= NAME_CHARS_MAX => {
                        segment.name = name.chars().filter(|letter| !is_hidden(*letter)).collect();
                    }
                    Some(_) => self.wrong(SegmentError::TooMany { at: key.clone(), what: "characters", max: NAME_CHARS_MAX }),
                    None => self.wrong(SegmentError::bad(key.clone(), json, ("a text", "글자"))),
                },
                "include" => segment.include = self.list(json, key),
                "exclude" => segment.exclude = self.list(json, key),
                "any_of" => match json.as_array() {
                    Some(blocks) if blocks.len() <= CONDITIONS_MAX => {
                        for (place, block) in blocks.iter().enumerate() {
                            let at = format!("any_of[{place}]");
                            if block.as_array().is_some_and(Vec::is_empty) {
                                self.wrong(SegmentError::Empty { at: at.clone() });
                            }
                            let block = self.list(block, &at);
                            segment.any_of.push(block);
                        }
                    }
                    Some(_) => self.wrong(SegmentError::TooMany { at: key.clone(), what: "blocks", max: CONDITIONS_MAX }),
                    None => self.wrong(SegmentError::bad(key.clone(), json, ("a list of lists of conditions", "조건 목록의 목록"))),
                },
                "rule" => segment.rule = self.rule(json, "rule", 0),
                _ if self.version > VERSION => {}
                _ => self.wrong(SegmentError::NoSuchKey { at: clipped(key) }),
            }
        }
        if self.conditions > CONDITIONS_MAX {
            self.wrong(SegmentError::TooMany { at: String::new(), what: "conditions", max: CONDITIONS_MAX });
        }
        if segment.tables() > TABLES_MAX {
            self.wrong(SegmentError::TooMany {
                at: String::new(),
                what: "expressions, globs, domains and addresses with parameters",
                max: TABLES_MAX,
            });
        }
        Some(segment)
    }

    fn list(&mut self, json: &Json, at: &str) -> Vec<Condition> {
        match json.as_array() {
            None => self.wrong(SegmentError::bad(at.to_owned(), json, ("a list of conditions", "조건 목록"))),
            Some(list) if list.len() > CONDITIONS_MAX => {
                self.wrong(SegmentError::TooMany { at: at.to_owned(), what: "conditions", max: CONDITIONS_MAX });
            }
            Some(list) => {
                return list.iter().enumerate().filter_map(|(place, json)| self.condition(json, &format!("{at}[{place}]"))).collect();
            }
        }
        Vec::new()
    }

    fn rule(&mut self, json: &Json, at: &str, depth: usize) -> Option<Rule> {
        self.nodes += 1;
        if depth > DEPTH_MAX {
            self.wrong(SegmentError::TooMany { at: at.to_owned(), what: "levels of nesting", max: DEPTH_MAX });
            return None;
        }
        if self.nodes > NODES_MAX {
            if self.nodes == NODES_MAX + 1 {
                self.wrong(SegmentError::TooMany { at: at.to_owned(), what: "parts of a rule", max: NODES_MAX });
            }
            return None;
        }
        let Json::Object(fields) = json else {
            self.wrong(SegmentError::bad(
                at.to_owned(),
                json,
                ("a condition, or an object with \"all\", \"any\" or \"not\"", "조건 또는 조건 묶음"),
            ));
            return None;
        };
        let joined = ["all", "any", "not"].into_iter().find(|key| fields.contains_key(*key));
        let Some(key) = joined else { return self.condition(json, at).map(|condition| Rule::Condition(Box::new(condition))) };
        if fields.len() > 1 {
            let other = fields.keys().find(|other| *other != key).cloned().unwrap_or_default();
            self.wrong(SegmentError::NoSuchKey { at: format!("{at}.{}", clipped(&other)) });
            return None;
        }
        let inside = fields.get(key).unwrap_or(&Json::Null);
        let at = format!("{at}.{key}");
        if key == "not" {
            return self.rule(inside, &at, depth + 1).map(|part| Rule::Not { not: Box::new(part) });
        }
        let Some(parts) = inside.as_array() else {
            self.wrong(SegmentError::bad(at, inside, ("a list", "목록")));
            return None;
        };
        if parts.is_empty() {
            self.wrong(SegmentError::Empty { at });
            return None;
        }
        let parts: Vec<Rule> =
            parts.iter().enumerate().filter_map(|(place, part)| self.rule(part, &format!("{at}[{place}]"), depth + 1)).collect();
        Some(if key == "all" { Rule::All { all: parts } } else { Rule::Any { any: parts } })
    }

    fn condition(&mut self, json: &Json, at: &str) -> Option<Condition> {
        self.conditions += 1;
        let Json::Object(fields) = json else {
            self.wrong(SegmentError::bad(at.to_owned(), json, ("a condition: an object with a \"kind\"", "종류가 있는 조건 객체")));
            return None;
        };
        let kind = match fields.get("kind") {
            Some(Json::String(kind)) => kind,
            None | Some(Json::Null) => {
                self.wrong(SegmentError::Missing { at: at.to_owned(), key: "kind" });
                return None;
            }
            Some(json) => {
                self.wrong(SegmentError::bad(format!("{at}.kind"), json, ("a text", "글자")));
                return None;
            }
        };
        let mut condition = Condition { kind: kind.chars().take(VALUE_CHARS_MAX).collect(), ..Condition::default() };
        if entry(kind).is_none() {
            if self.version > VERSION {
                condition.newer = fields.iter().filter(|(key, _)| *key != "kind").map(|(key, json)| (key.clone(), json.clone())).collect();
                return Some(condition);
            }
            self.wrong(SegmentError::UnknownKind { at: at.to_owned(), kind: clipped(kind) });
            return None;
        }
        for (key, json) in fields.iter().filter(|(key, _)| *key != "kind") {
            // An empty list or a null is as good as nothing said.
            if json.is_null() {
                continue;
            }
            if let Err(error) = condition.set(key, json, &format!("{at}.{}", clipped(key))) {
                self.wrong(error);
            }
        }
        Some(condition)
    }
}

/// As much of a text as an error shows.
pub(crate) fn clipped(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() && !is_hidden(*letter)).take(60).collect()
}

/// Signs that nobody sees and that come along with what is pasted: of no width, or turning the direction of writing. (Joiners are a part of
/// some scripts and of emoji.)
#[must_use]
pub const fn is_hidden(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn read_match(json: &Json, at: &str) -> Result<Match, SegmentError> {
    let found = Match::ALL.into_iter().find(|(_, name)| json.as_str() == Some(name));
    found
        .map(|(how, _)| how)
        .ok_or_else(|| SegmentError::bad(at.to_owned(), json, ("equals, contains, starts_with, glob or regex", "정해진 비교 방법")))
}

fn read_scalar(json: &Json, at: &str) -> Result<Scalar, SegmentError> {
    match json {
        Json::Number(number) => Ok(number.as_i64().map_or_else(|| Scalar::Float(number.as_f64().unwrap_or(f64::INFINITY)), Scalar::Number)),
        Json::String(text) if text.chars().nth(VALUE_CHARS_MAX).is_some() => {
            Err(SegmentError::TooMany { at: at.to_owned(), what: "characters", max: VALUE_CHARS_MAX })
        }
        Json::String(text) if text.contains(|letter: char| letter.is_control() && letter != '\t') => {
            Err(SegmentError::bad(at.to_owned(), json, ("a text without control characters", "제어 문자가 없는 글자")))
        }
        Json::String(text) => Ok(Scalar::Text(text.chars().filter(|letter| !is_hidden(*letter)).collect())),
        _ => Err(SegmentError::bad(at.to_owned(), json, ("a number or a text", "숫자나 글자"))),
    }
}

fn read_values(json: &Json, at: &str) -> Result<Vec<Scalar>, SegmentError> {
    let Some(list) = json.as_array() else { return Err(SegmentError::bad(at.to_owned(), json, ("a list", "목록"))) };
    if list.len() > VALUES_MAX {
        return Err(SegmentError::TooMany { at: at.to_owned(), what: "values", max: VALUES_MAX });
    }
    if list.is_empty() {
        return Err(SegmentError::Empty { at: at.to_owned() });
    }
    list.iter().enumerate().map(|(place, json)| read_scalar(json, &format!("{at}[{place}]"))).collect()
}

fn read_days(json: &Json, at: &str) -> Result<u16, SegmentError> {
    json.as_u64()
        .and_then(|days| u16::try_from(days).ok())
        .filter(|days| *days <= 3650)
        .ok_or_else(|| SegmentError::bad(at.to_owned(), json, ("a whole number of days, 0 to 365", "0부터 365까지의 일수")))
}

fn read_day(json: &Json, at: &str) -> Result<Day, SegmentError> {
    json.as_str()
        .and_then(Day::parse)
        .ok_or_else(|| SegmentError::bad(at.to_owned(), json, ("a day, such as 2026-11-21", "2026-11-21 형식의 날짜")))
}

fn read_bool(json: &Json, at: &str) -> Result<bool, SegmentError> {
    json.as_bool().ok_or_else(|| SegmentError::bad(at.to_owned(), json, ("true or false", "예 또는 아니요")))
}

fn read_text(json: &Json, at: &str) -> Result<String, SegmentError> {
    match read_scalar(json, at)? {
        Scalar::Text(text) if !text.trim().is_empty() => Ok(text),
        _ => Err(SegmentError::bad(at.to_owned(), json, ("a text", "글자"))),
    }
}
