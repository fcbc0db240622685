//! What a message says: its texts, picture, button and goals, and what is checked of them.

use model::money::Micros;
use serde::{Deserialize, Serialize};

use crate::definition::{ConfigError, Kind, Message};

/// Longest title, text or label, in characters. A card on a phone holds about 120.
pub const TEXT_CHARS_MAX: usize = 300;
/// Most tiers of a gauge: more marks than this touch each other on a phone.
pub const TIERS_MAX: usize = 5;

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

/// Checks what a message says.
pub(crate) fn check(message: &Message) -> Result<(), ConfigError> {
    let bad = |field, why| Err(ConfigError::BadField { message: message.id.clone(), field, why });
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
