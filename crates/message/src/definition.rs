//! A site's configuration as its owner saves it (JSON): segments and messages.

use model::{time::EpochMs, wire::WireError};
use segment::{compile::is_slug, definition::Segment, error::SegmentError};
use serde::{Deserialize, Serialize};

use crate::content::{self, Content};

/// Most messages of a site.
pub const MESSAGES_MAX: usize = 200;
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
    /// What it says.
    pub content: Content,
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
}

impl Kind {
    /// The last one that this code knows.
    pub const LAST: Self = Self::Capture;

    /// A bit for each that is sticky: shown once for a whole visit, it stays over the visit's pages until it is closed.
    pub const STICKY: u32 =
        1 << Self::Floating as u32 | 1 << Self::Gauge as u32 | 1 << Self::Bar as u32 | 1 << Self::Ticker as u32 | 1 << Self::Inline as u32;
}

impl Message {
    /// Where it stands: where its owner put it, else where its type usually does.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place.or_else(|| self.kind.places().first().copied()).unwrap_or_default()
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

/// How often a message shows to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Showings a visit; none: no limit. Whatever it is, a message that was closed stays away for the rest of the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_visit: Option<u16>,
    /// Offers "오늘 하루 보지 않기".
    #[serde(default)]
    pub hide_today: bool,
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
    /// A field of a message.
    BadField { message: String, field: &'static str, why: &'static str },
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
            Self::BadField { message, field, why } => write!(f, "message {message:?}: {field} {why}"),
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
    let bad = |field, why| Err(ConfigError::BadField { message: message.id.clone(), field, why });
    if !is_slug(&message.id) {
        return Err(ConfigError::BadId { id: message.id.clone() });
    }
    if message.start.zip(message.end).is_some_and(|(start, end)| start >= end) {
        return bad("end", "must be after the start");
    }
    if message.limits.per_visit == Some(0) {
        return bad("limits.per_visit", "must be 1 or more; pause the message to show it never");
    }
    content::check::check(message)
}
