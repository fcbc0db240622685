//! What a shop has at its provider: templates, numbers, refusals; and why it could not be had.

use model::time::EpochMs;
use serde::{Deserialize, Serialize};

use super::Receipt;
use crate::alimtalk::Template;

/// What is asked about Alimtalk templates.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask<'a> {
    /// All of a channel, one page; `from`: where the page before has ended ([`Listed::next`]).
    List {
        channel: &'a str,
        from: Option<&'a str>,
    },
    /// Keep a new one.
    Register(Draft<'a>),
    /// Change one: only such as is approved or rejected, or was never sent to review. What was approved has to be reviewed again.
    Edit {
        id: &'a str,
        draft: Draft<'a>,
    },
    /// Send it to review. `note`: what is said to the reviewer of one that was rejected.
    Review {
        channel: &'a str,
        id: &'a str,
        note: &'a str,
    },
    Delete {
        channel: &'a str,
        id: &'a str,
    },
}

/// A template to be kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Draft<'a> {
    /// The channel's id at the provider.
    pub channel: &'a str,
    /// Its id where the provider lets us choose it: up to 20 letters and digits.
    pub code: &'a str,
    pub name: &'a str,
    /// Kakao's code of its category.
    pub category: &'a str,
    pub template: &'a Template,
}

/// A template as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    pub id: String,
    /// Empty where the answer does not say it, as the body is.
    pub name: String,
    pub body: String,
    pub review: Review,
}

/// Where its review is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "reasons", rename_all = "snake_case")]
pub enum Review {
    Draft,
    InReview,
    Approved,
    /// Why, newest last; there may be no reason.
    Rejected(Vec<String>),
}

/// What a template may be of: reviewers hold it to that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Category {
    /// Kakao's: what [`Draft::category`] takes.
    pub code: String,
    pub name: String,
    /// Above it; empty where the provider says none.
    pub group: String,
}

/// A channel of Kakao that the shop has registered at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KakaoChannel {
    /// The provider's id of it: what [`Draft::channel`] takes.
    pub id: String,
    /// By which people find it.
    pub search_id: String,
    pub is_usable: bool,
}

/// A registered number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sender {
    /// Digits alone.
    pub number: String,
    /// Whether messages may leave from it.
    pub is_usable: bool,
}

/// Somebody called the 080 number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// E.164.
    pub to: String,
    /// The 080 number, or the sender's, digits alone; empty where it is not said.
    pub through: String,
    pub at: Option<EpochMs>,
}

/// A page of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// What to ask for the next page by; `None` at the end.
    pub next: Option<String>,
}

/// What a webhook has said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hook {
    pub receipts: Vec<Receipt>,
    pub refusals: Vec<Refusal>,
    pub reviews: Vec<Kept>,
}

/// Why something could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The provider has refused, and says why.
    Refused(Said),
    /// Too many requests: later.
    Busy,
    /// No answer, or one that says nothing.
    Nothing,
}

/// A provider's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    pub code: String,
    pub text: String,
}
