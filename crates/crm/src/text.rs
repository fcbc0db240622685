//! What a text message (SMS, LMS, MMS) can carry: bytes as carriers count them, characters that would fail, and what an advertisement must
//! begin and end with.
//!
//! Carriers count bytes of CP949 (the Encoding Standard's EUC-KR): one for ASCII, two for everything else that it has. What it does not have, an
//! emoji for one, makes the provider refuse the message (Solapi 1029): so it is named before anything is sent.

use serde::Serialize;

/// Made by build.rs: a bit for each code point of the basic plane.
static CP949: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cp949.bin"));

/// What an advertisement begins with, exactly. Network Act, Art. 50(4), and its decree, table 6: not `(광 고)`, not in a picture alone.
pub const MARK: &str = "(광고)";
/// What its last line says before the number; the decree takes both.
pub const FREE: [&str; 2] = ["무료수신거부", "무료거부"];
/// Characters that are named at most.
const NAMED_MAX: usize = 20;

/// How a text leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Up to 90 bytes, no subject.
    Sms,
    /// Up to 2,000 bytes, with a subject of up to 40.
    Lms,
    /// As LMS, with pictures.
    Mms,
}

impl Kind {
    /// Most bytes of the text (operators' guides).
    #[must_use]
    pub const fn bytes_max(self) -> usize {
        match self {
            Self::Sms => 90,
            Self::Lms | Self::Mms => 2_000,
        }
    }

    /// Most bytes of the subject.
    #[must_use]
    pub const fn subject_bytes_max(self) -> usize {
        match self {
            Self::Sms => 0,
            Self::Lms | Self::Mms => 40,
        }
    }

    /// The cheapest that carries it; `None` where none does.
    #[must_use]
    pub fn of(subject: &str, text: &str, has_pictures: bool) -> Option<Self> {
        let fits = |kind: &Self| bytes(text) <= kind.bytes_max() && bytes(subject) <= kind.subject_bytes_max();
        let all: &[Self] = if has_pictures { &[Self::Mms] } else { &[Self::Sms, Self::Lms] };
        all.iter().copied().find(fits)
    }
}

/// Bytes as carriers count them. A character that cannot be sent counts as two, as the one that will stand in its place.
#[must_use]
pub fn bytes(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a text message can carry it.
#[must_use]
pub fn is_sendable(letter: char) -> bool {
    // Of controls only line breaks come through.
    if letter.is_control() {
        return matches!(letter, '\n' | '\r');
    }
    let point = letter as usize;
    CP949.get(point / 8).is_some_and(|byte| byte & 1 << (point % 8) != 0)
}

/// The characters that would make the message fail, each once, in the order of the text, up to twenty.
#[must_use]
pub fn unsendable(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for letter in text.chars().filter(|letter| !is_sendable(*letter)) {
        if found.len() < NAMED_MAX && !found.contains(&letter) {
            found.push(letter);
        }
    }
    found
}

/// What an advertisement lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// It does not begin with `(광고)`.
    Mark,
    /// The sender's name does not follow.
    Sender,
    /// Its last line does not say how to refuse, free of charge.
    OptOut,
}

/// What an advertisement lacks, of its first line and its last.
#[must_use]
pub fn lacks(text: &str, sender: &str, opt_out: &str) -> Vec<Lack> {
    let rest = text.strip_prefix(MARK);
    let named = rest.is_some_and(|rest| !sender.is_empty() && rest.trim_start_matches(' ').starts_with(sender));
    let last = text.trim_end().lines().last().unwrap_or_default();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let refuses = FREE.iter().any(|free| last.contains(free)) && !digits(opt_out).is_empty() && digits(last).ends_with(&digits(opt_out));
    [(rest.is_some(), Lack::Mark), (named, Lack::Sender), (refuses, Lack::OptOut)]
        .into_iter()
        .filter(|(is_there, _)| !is_there)
        .map(|(_, lack)| lack)
        .collect()
}

/// The text as an advertisement, with what it lacks: the mark and the sender on its first line, the way to refuse on its last.
#[must_use]
pub fn advertisement(text: &str, sender: &str, opt_out: &str) -> String {
    let lacks = lacks(text, sender, opt_out);
    let mut made = String::new();
    if lacks.contains(&Lack::Mark) || lacks.contains(&Lack::Sender) {
        made.push_str(&format!("{MARK}{sender}\n"));
    }
    made.push_str(text.strip_prefix(MARK).filter(|_| lacks.contains(&Lack::Sender)).unwrap_or(text).trim());
    if lacks.contains(&Lack::OptOut) {
        made.push_str(&format!("\n{} {opt_out}", FREE[0]));
    }
    made
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_at_the_limit() {
        for (text, kind) in [
            ("가".repeat(45), Some(Kind::Sms)),
            ("가".repeat(45) + "a", Some(Kind::Lms)),
            ("a".repeat(90), Some(Kind::Sms)),
            ("a".repeat(91), Some(Kind::Lms)),
            ("가".repeat(1_000), Some(Kind::Lms)),
            ("가".repeat(1_000) + "a", None),
        ] {
            assert_eq!(Kind::of("", &text, false), kind, "{} bytes", bytes(&text));
        }
        assert_eq!(Kind::of("제목", "본문", false), Some(Kind::Lms));
        assert_eq!(Kind::of(&"가".repeat(20), "본문", false), Some(Kind::Lms));
        assert_eq!(Kind::of(&("가".repeat(20) + "a"), "본문", false), None);
        assert_eq!(Kind::of("", "본문", true), Some(Kind::Mms));
    }

    #[test]
    fn what_would_fail_is_named() {
        assert_eq!(unsendable("찻잔 20% 할인 (₩9,000) ♥ ★ 똠방각하 펲시 ①"), vec!['₩']);
        assert_eq!(unsendable("축하해요 🎉🎉 ❤️ —"), vec!['🎉', '❤', '\u{fe0f}', '—']);
        assert!(unsendable("첫 줄\r\n둘째 줄").is_empty());
        assert_eq!(unsendable("탭\t\u{200b}"), vec!['\t', '\u{200b}']);
    }

    #[test]
    fn advertisements() {
        let (sender, number) = ("다정한 찻집", "080-123-4567");
        let good = "(광고)다정한 찻집\n찻잔 20% 할인\n무료수신거부 0801234567";
        assert_eq!(lacks(good, sender, number), []);
        assert_eq!(lacks("(광고) 다정한 찻집 할인\n무료거부 080-123-4567\n", sender, number), []);
        for (text, lack) in [
            ("(광 고)다정한 찻집\n무료거부 0801234567", vec![Lack::Mark, Lack::Sender]),
            ("[광고]다정한 찻집\n무료거부 0801234567", vec![Lack::Mark, Lack::Sender]),
            ("(광고)찻잔 할인, 다정한 찻집\n무료거부 0801234567", vec![Lack::Sender]),
            ("(광고)다정한 찻집\n찻잔 할인", vec![Lack::OptOut]),
            ("(광고)다정한 찻집\n무료거부 0801234567\n찻잔 할인", vec![Lack::OptOut]),
            ("(광고)다정한 찻집\n무료거부 0809999999", vec![Lack::OptOut]),
            ("(광고)다정한 찻집\n수신거부 0801234567", vec![Lack::OptOut]),
        ] {
            assert_eq!(lacks(text, sender, number), lack, "{text}");
        }
        assert_eq!(advertisement("찻잔 20% 할인", sender, number), "(광고)다정한 찻집\n찻잔 20% 할인\n무료수신거부 080-123-4567");
        assert_eq!(advertisement(good, sender, number), good);
    }

    proptest! {
        /// As an encoder of the Encoding Standard says it, and whole text as the sum of its parts.
        #[test]
        fn as_encoded(text in "\\PC{0,40}") {
            for letter in text.chars() {
                let (_, _, failed) = encoding_rs::EUC_KR.encode(letter.encode_utf8(&mut [0; 4]));
                prop_assert_eq!(is_sendable(letter), !failed, "{}", letter);
            }
            if unsendable(&text).is_empty() {
                prop_assert_eq!(bytes(&text), encoding_rs::EUC_KR.encode(&text).0.len());
            }
        }

        /// What is made an advertisement lacks nothing, and is one already.
        #[test]
        fn once_is_enough(text in "\\PC{0,40}|\\(광고\\)\\PC{0,20}|[가-힣 \n]{0,20}") {
            let made = advertisement(&text, "가게", "0801234567");
            prop_assert_eq!(lacks(&made, "가게", "0801234567"), vec![]);
            prop_assert_eq!(advertisement(&made, "가게", "0801234567"), made);
        }
    }
}
