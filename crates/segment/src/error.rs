//! What can be wrong with a segment, where, and what to do, in both languages of a shop owner.

use model::particle::{Josa, with_josa};
use serde_json::Value as Json;

use crate::{definition::clipped, text::PatternError, unique};

/// What is wrong with a segment. `at` says where, as `include[1].values`; empty: the segment itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SegmentError {
    /// The text is no JSON, or nested too deeply to be read.
    NotJson { line: usize, column: usize, too_deep: bool },
    /// A number that no number can hold.
    HugeNumber { line: usize, column: usize },
    /// A key that is there twice in one object: which of them is meant?
    Twice { line: usize, column: usize, key: String },
    /// No such kind of condition.
    UnknownKind { at: String, kind: String },
    /// A key that nothing here has.
    NoSuchKey { at: String },
    /// A key that the kind needs is missing.
    Missing { at: String, key: &'static str },
    /// A key that the kind does not take.
    Unexpected { at: String, key: &'static str },
    /// Keys that cannot stand beside one another.
    NotBeside { at: String, key: &'static str, beside: &'static str },
    /// A value that cannot be read.
    BadValue { at: String, value: String, expected: Expected },
    /// A pattern that cannot be used.
    BadPattern { at: String, value: String, error: PatternError },
    /// A list that has nothing in it.
    Empty { at: String },
    /// Nothing can lie in the range.
    EmptyRange { at: String },
    /// Over a limit.
    TooMany { at: String, what: &'static str, max: usize },
    /// Expressions and globs that take too long to be made ready, all together.
    TooHeavy { at: String },
    /// An id that is not `[a-z0-9-]{1,40}`, or is there twice.
    BadId { id: String },
    /// A segment that is asked for is not there.
    NoSuchSegment { at: String, id: String },
    /// Segments that ask for one another in a circle.
    Cycle { at: String, path: Vec<String> },
}

/// What should stand somewhere, in English and in Korean.
pub type Expected = (&'static str, &'static str);

impl SegmentError {
    pub(crate) fn bad(at: String, json: &Json, expected: Expected) -> Self {
        let value = match json {
            Json::String(text) => clipped(text),
            Json::Array(_) => "[…]".to_owned(),
            Json::Object(_) => "{…}".to_owned(),
            other => other.to_string(),
        };
        Self::BadValue { at, value, expected }
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        let (line, column, text) = (error.line(), error.column(), error.to_string());
        if text.starts_with("number out of range") {
            return Self::HugeNumber { line, column };
        }
        if let Some((key, _)) = text.strip_prefix(unique::TWICE).and_then(|rest| rest.rsplit_once(" at line ")) {
            return Self::Twice { line, column, key: clipped(key) };
        }
        Self::NotJson { line, column, too_deep: text.starts_with("recursion limit") }
    }

    /// Where it is.
    #[must_use]
    pub fn at(&self) -> &str {
        match self {
            Self::NotJson { .. } | Self::HugeNumber { .. } | Self::Twice { .. } => "",
            Self::BadId { .. } => "id",
            Self::UnknownKind { at, .. }
            | Self::NoSuchKey { at }
            | Self::Missing { at, .. }
            | Self::Unexpected { at, .. }
            | Self::NotBeside { at, .. }
            | Self::BadValue { at, .. }
            | Self::BadPattern { at, .. }
            | Self::Empty { at }
            | Self::EmptyRange { at }
            | Self::TooMany { at, .. }
            | Self::TooHeavy { at }
            | Self::NoSuchSegment { at, .. }
            | Self::Cycle { at, .. } => at,
        }
    }

    /// Its name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotJson { too_deep: false, .. } | Self::HugeNumber { .. } => "not_json",
            Self::Twice { .. } => "twice",
            Self::NotJson { .. } => "too_deep",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::NoSuchKey { .. } => "no_such_key",
            Self::Missing { .. } => "missing",
            Self::Unexpected { .. } | Self::NotBeside { .. } => "unexpected",
            Self::BadValue { .. } => "bad_value",
            Self::BadPattern { .. } => "bad_pattern",
            Self::Empty { .. } => "empty",
            Self::EmptyRange { .. } => "empty_range",
            Self::TooMany { .. } => "too_many",
            Self::TooHeavy { .. } => "too_heavy",
            Self::BadId { .. } => "bad_id",
            Self::NoSuchSegment { .. } => "no_such_segment",
            Self::Cycle { .. } => "cycle",
        }
    }

    /// What is wrong and what to do, in Korean.
    #[must_use]
    pub fn ko(&self) -> String {
        match self {
            Self::NotJson { line, column, too_deep: false } => format!("{line}번째 줄 {column}번째 글자부터 JSON 형식이 아니에요."),
            Self::NotJson { line, column, .. } => format!("{line}번째 줄 {column}번째 글자에서 너무 깊게 중첩되어 읽을 수 없어요."),
            Self::HugeNumber { line, column } => format!("{line}번째 줄 {column}번째 글자의 숫자가 너무 커요."),
            Self::Twice { line, column, key } => {
                format!("{line}번째 줄 {column}번째 글자: ‘{key}’ 항목이 두 번 있어요. 하나를 지워 주세요.")
            }
            Self::UnknownKind { kind, .. } => format!("‘{kind}’ 조건은 없어요. 조건 목록에서 골라 주세요."),
            Self::NoSuchKey { .. } => "없는 항목이에요. 지워 주세요.".to_owned(),
            Self::Missing { key, .. } => format!("‘{}’ 항목이 필요해요.", korean(key)),
            Self::Unexpected { key, .. } => format!("이 조건에는 ‘{}’ 항목을 쓸 수 없어요. 지워 주세요.", korean(key)),
            Self::NotBeside { key, beside, .. } => {
                format!("‘{}’ 항목과 ‘{}’ 항목은 함께 쓸 수 없어요. 하나를 지워 주세요.", korean(key), korean(beside))
            }
            Self::BadValue { value, expected: (_, ko), .. } => {
                format!("‘{value}’ 값은 쓸 수 없어요. {} 적어 주세요.", with_josa(ko, Josa::By))
            }
            Self::BadPattern { value, error, .. } => format!("‘{value}’: {}", error.ko()),
            Self::Empty { at } if at.ends_with("values") => "값을 하나 이상 넣어 주세요.".to_owned(),
            Self::Empty { .. } => "조건을 하나 이상 넣어 주세요.".to_owned(),
            Self::EmptyRange { .. } => "이 범위에 들어갈 수 있는 값이 없어요. 아래쪽 값이 위쪽 값보다 커요.".to_owned(),
            Self::TooMany { what, max, .. } => {
                let what = match *what {
                    "conditions" => "조건은",
                    "values" => "값은",
                    "characters" => "글자는",
                    "levels of nesting" => "중첩 단계는",
                    "parts of a rule" => "규칙의 항목은",
                    "blocks" => "묶음은",
                    "segments" => "세그먼트는",
                    "conditions with those of other segments" => "다른 세그먼트의 것까지 합쳐 조건은",
                    "expressions, globs, domains and addresses with parameters" => {
                        "정규식, 와일드카드, 도메인, 파라미터가 있는 주소는 모두 합쳐"
                    }
                    _ => "항목은",
                };
                format!("{what} 최대 {max}개까지 쓸 수 있어요.")
            }
            Self::TooHeavy { .. } => "정규식과 와일드카드가 모두 합쳐 너무 복잡해요. 짧게 줄이거나 개수를 줄여 주세요.".to_owned(),
            Self::BadId { .. } => "아이디는 영어 소문자, 숫자, -로 1~40자이며 겹치지 않아야 해요.".to_owned(),
            Self::NoSuchSegment { id, .. } => format!("‘{id}’ 세그먼트가 없어요."),
            Self::Cycle { path, .. } => format!("세그먼트가 서로를 가리켜요: {}", path.join(" → ")),
        }
    }
}

impl core::fmt::Display for SegmentError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let at = self.at();
        if !at.is_empty() && !matches!(self, Self::BadId { .. }) {
            write!(f, "{at}: ")?;
        }
        match self {
            Self::NotJson { line, column, too_deep: false } => write!(f, "this is no JSON from line {line}, column {column} on"),
            Self::NotJson { line, column, .. } => write!(f, "nested too deeply to be read, at line {line}, column {column}"),
            Self::HugeNumber { line, column } => write!(f, "the number at line {line}, column {column} is too large"),
            Self::Twice { line, column, key } => write!(f, "the key {key:?} is there twice, at line {line}, column {column}; remove one"),
            Self::UnknownKind { kind, .. } => write!(f, "there is no condition {kind:?}; see /api/schemas/segment.json for the list"),
            Self::NoSuchKey { .. } => f.write_str("there is no such key; remove it"),
            Self::Missing { key, .. } => write!(f, "{key:?} is needed here"),
            Self::Unexpected { key, .. } => write!(f, "this condition does not take {key:?}; remove it"),
            Self::NotBeside { key, beside, .. } => write!(f, "{key:?} cannot stand beside {beside:?}; remove one of them"),
            Self::BadValue { value, expected: (en, _), .. } => write!(f, "{value:?} is not {en}"),
            Self::BadPattern { value, error, .. } => write!(f, "{value:?}: {error}"),
            Self::Empty { at } if at.ends_with("values") => f.write_str("give at least one value"),
            Self::Empty { .. } => f.write_str("give at least one condition"),
            Self::EmptyRange { .. } => f.write_str("nothing can lie in this range; the lower end is over the upper one"),
            Self::TooMany { what, max, .. } => write!(f, "at most {max} {what}"),
            Self::TooHeavy { .. } => f.write_str("the expressions and globs are too complex, all together; shorten them, or use fewer"),
            Self::BadId { id } => write!(f, "the id {id:?} must be 1–40 of a–z, 0–9 and -, and there only once"),
            Self::NoSuchSegment { id, .. } => write!(f, "there is no segment {id:?}"),
            Self::Cycle { path, .. } => write!(f, "segments ask for one another in a circle: {}", path.join(" → ")),
        }
    }
}

impl core::error::Error for SegmentError {}

/// What a key is called.
fn korean(key: &str) -> &str {
    match key {
        "id" => "아이디",
        "kind" => "조건 종류",
        "match" => "비교 방법",
        "values" => "값",
        "min" => "이상",
        "max" => "이하",
        "above" => "초과",
        "below" => "미만",
        "equals" => "정확히",
        "within_days" => "최근 며칠 이내",
        "beyond_days" => "며칠보다 오래전",
        "next_days" => "앞으로 며칠 이내",
        "from" => "시작일",
        "to" => "종료일",
        "visit" => "이번 방문",
        "query" => "쿼리 포함",
        "same" => "같은 것만",
        "value" => "예/아니요",
        "field" => "항목 이름",
        "property" => "속성",
        "property_values" => "속성 값",
        "price_min" => "최저 가격",
        "price_max" => "최고 가격",
        other => other,
    }
}
