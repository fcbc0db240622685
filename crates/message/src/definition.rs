//! A site's configuration as its owner saves it (JSON): segments and messages.

use model::{time::EpochMs, wire::WireError};
use segment::{
    check::{Finding, Severity},
    compile::is_slug,
    definition::Segment,
    error::SegmentError,
};
use serde::{Deserialize, Serialize};

use crate::content::{self, Content};
use crate::rules::{self, Letter, Limits, Pace, Schedule, Trigger};

/// Most messages of a site.
pub const MESSAGES_MAX: usize = 500;
/// Most groups of messages: as many as there may be messages would be no groups.
pub const GROUPS_MAX: usize = 100;

/// Everything that a site publishes. `schemas/config.json` is its JSON Schema.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Whom messages and sends are for.
    #[serde(default)]
    pub segments: Vec<Segment>,
    /// What is shown.
    #[serde(default)]
    pub messages: Vec<Message>,
    /// Messages that are switched together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// Which message an order is credited to.
    #[serde(default)]
    pub attribution: crate::attribution::Rule,
    /// How many messages there are for one shopper, and how soon after one another.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pace: Pace,
}

/// A group of messages: one switch for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id: `[a-z0-9-]`, 1–40 characters.
    pub id: String,
    /// What the shop owner calls it.
    #[serde(default)]
    pub name: String,
    /// None of its messages is shown.
    #[serde(default)]
    pub paused: bool,
}

/// A message. `schemas/message.json` is its JSON Schema.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Its id: `[a-z0-9-]`, 1–40 characters.
    pub id: String,
    /// What the shop owner calls it.
    #[serde(default)]
    pub name: String,
    /// How it looks.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Only an active one is in the bundle.
    #[serde(default)]
    pub status: Status,
    /// The segment that sees it; none: everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The group that it is switched with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Not shown before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<EpochMs>,
    /// Not shown from here on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<EpochMs>,
    /// Of two messages for one place the one with the higher priority shows.
    #[serde(default)]
    pub priority: i16,
    /// Where on the screen; none: the usual place of its type ([`Message::place`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How often.
    #[serde(default)]
    pub limits: Limits,
    /// What sets it off.
    #[serde(default, skip_serializing_if = "Trigger::is_at_once")]
    pub trigger: Trigger,
    /// On which days and hours.
    #[serde(default, skip_serializing_if = "is_default")]
    pub schedule: Schedule,
    /// What it says.
    pub content: Content,
    /// How many see that, against the weights of the variants.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub weight: u16,
    /// What it says to others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// From how many percent of people it is held back, to tell what it does to the others; 0: from nobody.
    #[serde(default, skip_serializing_if = "is_default")]
    pub control: u8,
}

/// Another content of a message, for a share of the people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its letter.
    pub id: Letter,
    /// How many see it, against the weights of the others; 0: nobody any more.
    #[serde(default = "one")]
    pub weight: u16,
    /// What it says.
    pub content: Content,
}

const fn one() -> u16 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
const fn is_one(weight: &u16) -> bool {
    *weight == 1
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How a message looks. The numbers are stored and drawn by: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Kind {
    /// 팝콘: a small card that pops in.
    Popcorn = 1,
    /// 라운드 플로팅: a round badge that stays and opens a card.
    Floating = 2,
    /// 장바구니 게이지: progress to a goal.
    Gauge = 3,
    /// 푸시 노트: slides in like a phone's notification.
    Note = 4,
    /// 쿠폰 팝업: a coupon, its code, what is left of its time.
    Coupon = 5,
    /// 리치 팝업: in the middle; nothing behind it is within reach until it is closed.
    Popup = 6,
    /// 띠 배너: a line at the upper or lower edge.
    Bar = 7,
    /// 소셜 티커: how many people look at this page.
    Ticker = 8,
    /// 인라인: in a place of the page.
    Inline = 9,
    /// 설문: one question.
    Survey = 10,
    /// 연락처 받기: an e-mail address or phone number, with consent.
    Capture = 11,
    /// 장바구니 추천: products that fill what is left to a goal.
    Recommend = 12,
}

impl Kind {
    /// The last one that this code knows.
    pub const LAST: Self = Self::Recommend;

    /// A bit for each that is sticky: shown once for a whole visit, it stays over the visit's pages until it is closed.
    pub const STICKY: u32 = 1 << Self::Floating as u32
        | 1 << Self::Gauge as u32
        | 1 << Self::Bar as u32
        | 1 << Self::Ticker as u32
        | 1 << Self::Inline as u32
        | 1 << Self::Recommend as u32;
}

impl Message {
    /// Where it stands: where its owner put it, else where its type usually does.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place.or_else(|| self.kind.places().first().copied()).unwrap_or_default()
    }

    /// The message as those of a variant see it: with its content, in the same place.
    #[must_use]
    pub fn with(&self, content: &Content) -> Self {
        let content = Content { anchor: self.content.anchor.clone(), ..content.clone() };
        Self { content, variants: Vec::new(), ..self.clone() }
    }
}

/// Where a message is in its life; [`crate::life`] has the steps between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// Written, and looked at on the shop's pages by its owner alone.
    Preview,
    /// Shown.
    Active,
    /// Stopped for now.
    Paused,
    /// Over.
    Ended,
}

/// Where on the screen. The numbers are drawn by: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Place {
    /// At the right edge, below.
    #[default]
    BottomRight = 0,
    /// At the left edge, below.
    BottomLeft = 1,
    /// At the right edge, above.
    TopRight = 2,
    /// At the left edge, above.
    TopLeft = 3,
    /// In the middle, below.
    BottomCenter = 4,
    /// In the middle.
    Center = 5,
    /// In the middle, above.
    TopCenter = 6,
}

/// What is wrong with a configuration; `at` says where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// A segment.
    Segment { id: String, error: SegmentError },
    /// A message's id is no slug, or there twice.
    BadId { id: String },
    /// A message names a segment that is not there.
    NoSuchSegment { message: String, segment: String },
    /// A message names a group that is not there.
    NoSuchGroup { message: String, group: String },
    /// A group's id is no slug, or there twice.
    BadGroup { id: String },
    /// The bundle is over its limit; its largest messages, with their bytes.
    TooBig { bytes: usize, max: usize, largest: Vec<(String, usize)> },
    /// A rule of a message; without a message one of the site.
    Rule { message: String, finding: Box<Finding> },
    /// What a message says, or how: `at` as `content.blocks[1].href`, and what to do in both languages.
    Content { message: String, at: String, ko: String, en: String },
    /// Over a limit.
    TooMany { what: &'static str, max: usize },
    /// The compiled bundle cannot be read back: a defect of this program.
    Bundle(WireError),
}

impl core::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Segment { id, error } => write!(f, "segment {id:?}: {error}"),
            Self::BadId { id } => write!(f, "the message id {id:?} must be 1–40 of a–z, 0–9 and -, and there only once"),
            Self::NoSuchSegment { message, segment } => write!(f, "message {message:?}: there is no segment {segment:?}"),
            Self::NoSuchGroup { message, group } => write!(f, "message {message:?}: there is no group {group:?}"),
            Self::BadGroup { id } => write!(f, "the group id {id:?} must be 1–40 of a–z, 0–9 and -, and there only once"),
            Self::TooBig { bytes, max, largest } => {
                write!(f, "what browsers load would have {bytes} bytes, and may have {max}; shorten or end some messages. The largest: ")?;
                for (place, (id, bytes)) in largest.iter().enumerate() {
                    write!(f, "{}{id:?} ({bytes} bytes)", if place == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Rule { message, finding } if message.is_empty() => f.write_str(&finding.en),
            Self::Rule { message, finding } => write!(f, "message {message:?}: {}", finding.en),
            Self::Content { message, at, en, .. } => write!(f, "message {message:?}: {at}: {en}"),
            Self::TooMany { what, max } => write!(f, "at most {max} {what}"),
            Self::Bundle(error) => write!(f, "the bundle could not be read back: {error}"),
        }
    }
}

impl core::error::Error for ConfigError {}

/// Checks a message by itself.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(message: &Message) -> Result<(), ConfigError> {
    if !is_slug(&message.id) {
        return Err(ConfigError::BadId { id: message.id.clone() });
    }
    if let Some(finding) = rules::check(message).into_iter().find(|finding| finding.severity == Severity::Error) {
        return Err(ConfigError::Rule { message: message.id.clone(), finding: Box::new(finding) });
    }
    content::check::check(message)?;
    for (place, variant) in message.variants.iter().enumerate() {
        content::check::check(&message.with(&variant.content)).map_err(|error| match error {
            ConfigError::Content { message, at, ko, en } => ConfigError::Content { message, at: format!("variants[{place}].{at}"), ko, en },
            other => other,
        })?;
    }
    Ok(())
}

/// What is wrong or doubtful about when a message shows, and what is doubtful about what it says, in each variant.
#[must_use]
pub fn findings(message: &Message) -> Vec<Finding> {
    let mut all = rules::check(message);
    all.extend(content::check::findings(message));
    for (place, variant) in message.variants.iter().enumerate() {
        let found = content::check::findings(&message.with(&variant.content));
        all.extend(found.into_iter().map(|finding| Finding { at: format!("variants[{place}].{}", finding.at), ..finding }));
    }
    all
}

/// All of it: what [`check`] refuses, in every place and not only the first, and [`findings`]. For who is still writing.
#[must_use]
pub fn everything(message: &Message) -> Vec<Finding> {
    let wrong = |checked: Result<(), ConfigError>, within: &str| match checked {
        Err(ConfigError::Content { at, ko, en, .. }) => {
            Some(Finding { severity: Severity::Error, at: format!("{within}{at}"), code: "content", ko, en })
        }
        _ => None,
    };
    let mut all = findings(message);
    all.extend(wrong(content::check::check(message), ""));
    for (place, variant) in message.variants.iter().enumerate() {
        all.extend(wrong(content::check::check(&message.with(&variant.content)), &format!("variants[{place}].")));
    }
    all
}
