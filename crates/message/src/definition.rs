//! A site's configuration as its owner saves it (JSON): segments and messages.

use model::{money::Micros, time::EpochMs, wire::WireError};
use segment::{compile::is_slug, definition::Segment, error::SegmentError};
use serde::{Deserialize, Serialize};

use crate::rules::{self, Letter, Limits, Pace, Schedule, Trigger};

/// Most messages of a site.
pub const MESSAGES_MAX: usize = 500;
/// Most groups of messages: as many as there may be messages would be no groups.
pub const GROUPS_MAX: usize = 100;
/// Longest title, text or label, in characters. A card on a phone holds about 120.
pub const TEXT_CHARS_MAX: usize = 300;
/// Most tiers of a gauge: more marks than this touch each other on a phone.
pub const TIERS_MAX: usize = 5;

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
    /// Where on the screen.
    #[serde(default)]
    pub place: Place,
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
}

/// What a message says. Texts may hold variables: `{member|고객}` is the signed-in member, or "고객".
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Heading.
    #[serde(default)]
    pub title: String,
    /// Text. In a gauge: while something is left.
    #[serde(default)]
    pub text: String,
    /// In a gauge: when every tier is reached.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done_text: String,
    /// Picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// The one main button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub button: Option<Button>,
    /// The label of a floating badge.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub badge: String,
    /// Accent colour `#rrggbb`; empty: the page's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accent: String,
    /// Corner radius in pixels, 0–32.
    #[serde(default = "radius")]
    pub radius: u8,
    /// The goals of a gauge, by amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

const fn radius() -> u8 {
    16
}

/// A picture, with its size so that its place is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its address: https, or a path of the shop.
    pub src: String,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    pub alt: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A button that is a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// Where it leads: http, https, or a path of the shop.
    pub href: String,
}

/// A goal of a gauge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// From this cart total on.
    pub at: Micros,
    /// What it gives: "무료배송".
    pub label: String,
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
    /// A rule of a message; without a message one of the site.
    Rule { message: String, finding: Box<segment::check::Finding> },
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
            Self::Rule { message, finding } if message.is_empty() => f.write_str(&finding.en),
            Self::Rule { message, finding } => write!(f, "message {message:?}: {}", finding.en),
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
    let content = &message.content;
    let labels = content.tiers.iter().map(|tier| &tier.label).chain(content.button.iter().map(|button| &button.label));
    for text in [&message.name, &content.title, &content.text, &content.done_text, &content.badge].into_iter().chain(labels) {
        if text.chars().count() > TEXT_CHARS_MAX {
            return bad("content", "has a text of more than 300 characters");
        }
    }
    if let Some(image) = &content.image {
        if !safe_link(&image.src, true) {
            return bad("content.image.src", "must begin with https:// or / (or be a data:image)");
        }
        if image.width == 0 || image.height == 0 || image.width > 4000 || image.height > 4000 {
            return bad("content.image", "needs its width and height in pixels, 1 to 4000");
        }
    }
    if content.button.as_ref().is_some_and(|button| !safe_link(&button.href, false)) {
        return bad("content.button.href", "must begin with https://, http:// or /");
    }
    if content.button.as_ref().is_some_and(|button| button.label.trim().is_empty()) {
        return bad("content.button.label", "must not be empty");
    }
    let accent = content.accent.as_bytes();
    if !(accent.is_empty() || accent.len() == 7 && accent.first() == Some(&b'#') && accent.iter().skip(1).all(u8::is_ascii_hexdigit)) {
        return bad("content.accent", "must be a colour such as #e8590c");
    }
    if content.radius > 32 {
        return bad("content.radius", "must be 0 to 32");
    }
    if let Some(finding) = rules::check(message).into_iter().find(|finding| finding.severity == segment::check::Severity::Error) {
        return Err(ConfigError::Rule { message: message.id.clone(), finding: Box::new(finding) });
    }
    for variant in &message.variants {
        check(&Message { content: variant.content.clone(), variants: Vec::new(), weight: 1, ..message.clone() }).map_err(|error| {
            match error {
                ConfigError::BadField { message, why, .. } => ConfigError::BadField { message, field: "variants", why },
                other => other,
            }
        })?;
    }
    match message.kind {
        Kind::Gauge if content.tiers.is_empty() => bad("content.tiers", "must have at least one goal"),
        Kind::Gauge if content.tiers.len() > TIERS_MAX => bad("content.tiers", "must have at most 5 goals"),
        Kind::Gauge if content.tiers.iter().any(|tier| tier.at.0 <= 0) => bad("content.tiers", "must have amounts over 0"),
        Kind::Gauge if content.text.is_empty() => bad("content.text", "must say how much is left, such as \"{left}만 더 담으면 {tier}\""),
        Kind::Popcorn | Kind::Floating if content.title.is_empty() && content.text.is_empty() && content.image.is_none() => {
            bad("content", "must have a title, a text or a picture")
        }
        _ => Ok(()),
    }
}

/// Schemes by an allow-list: the shop's own paths, http and https; for pictures also `data:image/` of raster kinds. Checked again when drawn.
#[must_use]
pub fn safe_link(link: &str, picture: bool) -> bool {
    if link.len() > 2000 || link.chars().any(|letter| letter.is_control() || letter == '\\') {
        return false;
    }
    let lower: String = link.chars().take(24).map(|letter| letter.to_ascii_lowercase()).collect();
    let raster = ["data:image/png;", "data:image/gif;", "data:image/jpeg;", "data:image/webp;"];
    (link.starts_with('/') && !link.starts_with("//"))
        || lower.starts_with("https://")
        || (!picture && lower.starts_with("http://"))
        || (picture && raster.iter().any(|start| lower.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_by_an_allow_list() {
        for (link, href, picture) in [
            ("/event", true, true),
            ("https://shop.kr/", true, true),
            ("http://shop.kr/", true, false),
            ("//evil.example/", false, false),
            ("javascript:alert(1)", false, false),
            ("JaVaScRiPt:alert(1)", false, false),
            (" javascript:alert(1)", false, false),
            ("java\nscript:alert(1)", false, false),
            ("data:text/html,<script>", false, false),
            ("data:image/svg+xml,<svg onload=alert(1)>", false, false),
            ("data:image/png;base64,AAAA", false, true),
            ("/\\evil.example", false, false),
        ] {
            assert_eq!((safe_link(link, false), safe_link(link, true)), (href, picture), "{link}");
        }
    }
}
