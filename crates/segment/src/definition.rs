//! A segment as a shop owner saves it (JSON): the simple form (include, exclude, any of these) and the nested one.

use serde::{Deserialize, Serialize};

/// A segment. `schemas/segment.json` is its JSON Schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    /// Its id: `[a-z0-9-]`, 1–40 characters.
    pub id: String,
    /// What the shop owner calls it.
    #[serde(default)]
    pub name: String,
    /// Different kinds join by AND, entries of one kind by OR.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<Condition>,
    /// Blocks "any of these": in each block one condition is enough, whatever its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Vec<Condition>>,
    /// Whoever matches any of these is out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<Condition>,
    /// The nested form; joined to the others by AND.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
}

/// A rule of any nesting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    Condition(Condition),
}

/// One condition: its kind (see [`crate::catalogue`]) and the keys that its kind takes.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The kind.
    pub kind: String,
    /// How texts or pages compare.
    #[serde(default, rename = "match", skip_serializing_if = "Option::is_none")]
    pub matching: Option<Match>,
    /// Texts, names, weekdays, hours, products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Scalar>,
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Scalar>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Scalar>,
    /// More than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Scalar>,
    /// Less than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Scalar>,
    /// Exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<Scalar>,
    /// Today and the N days before it, 0–365.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_days: Option<u16>,
    /// On or after this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<model::time::Day>,
    /// On or before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<model::time::Day>,
    /// Compare pages with their query. Left out: only where a value has a `?`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<bool>,
    /// Count the views of the most seen single page, not of all pages that match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_page: Option<bool>,
    /// Yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<bool>,
}

/// How texts compare. The numbers are in bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A number or a text, as JSON has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
