//! Which message an order is credited to.

use model::{event::Act, time::EpochMs};
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 86_400_000;

/// How long after a click or a view an order still counts for the message (M26). The rule is written beside the number wherever it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Days after a click, 1–30.
    pub click_days: u16,
    /// Days after a view without a click, 0–30.
    pub view_days: u16,
}

impl Default for Rule {
    fn default() -> Self {
        Self { click_days: 7, view_days: 1 }
    }
}

/// A message that was shown to, or clicked by, the person who ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// When.
    pub at: EpochMs,
    /// The message.
    pub message: String,
    /// Its variant.
    pub variant: u8,
    /// `Shown` or `Clicked`.
    pub act: Act,
}

/// The touch that an order is credited to: the last click within the click window; without one the last view within the view window.
/// An order is credited once. Touches may come in any order; ties go to the message that sorts last, so that the answer is always the same.
#[must_use]
pub fn credit(touches: &[Touch], ordered_at: EpochMs, rule: Rule) -> Option<&Touch> {
    let last = |act: Act, days: u16| {
        touches
            .iter()
            .filter(|touch| touch.act == act && touch.at <= ordered_at && ordered_at.0 - touch.at.0 <= i64::from(days) * DAY_MS)
            .max_by(|a, b| (a.at, &a.message, a.variant).cmp(&(b.at, &b.message, b.variant)))
    };
    last(Act::Clicked, rule.click_days).or_else(|| last(Act::Shown, rule.view_days))
}

/// The rule in words.
#[must_use]
pub fn describe(rule: Rule, korean: bool) -> String {
    let Rule { click_days, view_days } = rule;
    if korean {
        format!(
            "구매 전 {click_days}일 안에 마지막으로 클릭한 메시지에, 클릭이 없으면 {view_days}일 안에 마지막으로 본 메시지에 구매 1건을 한 번만 세어요. 클릭 전환과 노출 전환은 따로 세어요."
        )
    } else {
        format!(
            "An order counts once: for the message clicked last within {click_days} days before it or, without a click, the one seen last within {view_days} day(s). Click and view conversions are counted apart."
        )
    }
}

model::wire!(struct Touch { at, message, variant, act });

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(at_h: i64, message: &str, act: Act) -> Touch {
        Touch { at: EpochMs(at_h * 3_600_000), message: message.into(), variant: 0, act }
    }

    #[test]
    fn last_click_then_last_view() {
        let rule = Rule::default();
        let order = EpochMs(200 * 3_600_000);
        let cases: [(&str, Vec<Touch>, Option<&str>); 7] = [
            ("nothing seen", vec![], None),
            ("a view a day ago, to the moment", vec![touch(176, "a", Act::Shown)], Some("a")),
            ("a view over a day ago", vec![touch(175, "a", Act::Shown)], None),
            ("a click six days ago beats a view just now", vec![touch(199, "a", Act::Shown), touch(60, "b", Act::Clicked)], Some("b")),
            ("the last click", vec![touch(150, "b", Act::Clicked), touch(160, "a", Act::Clicked)], Some("a")),
            ("a click over seven days ago, a view since", vec![touch(31, "b", Act::Clicked), touch(190, "a", Act::Shown)], Some("a")),
            ("a click after the order", vec![touch(201, "b", Act::Clicked)], None),
        ];
        for (description, mut touches, expected) in cases {
            assert_eq!(credit(&touches, order, rule).map(|touch| touch.message.as_str()), expected, "{description}");
            touches.reverse();
            assert_eq!(credit(&touches, order, rule).map(|touch| touch.message.as_str()), expected, "{description}, reversed");
        }
    }
}
