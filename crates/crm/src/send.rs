//! What a shop sends, as its owner writes it: to whom, when, what; and the words that leave to one person.
//!
//! **Variables.** Of members: `{name}`, `{member}`, `{grade}`, `{points}`, with what stands there where nothing is known: `{name|고객}`. Of a list
//! that was uploaded: its columns, `#{쿠폰}`. Never both, since a list knows no member and a segment no column. A person of whom a variable
//! without such a default is not known is left out, and said so: nobody gets a text with a hole.
//!
//! **Advertising** leaves framed as the law has it (`text::advertisement`), whatever its owner wrote: limits are those of the framed text.

use serde::{Deserialize, Serialize};

use crate::alimtalk;
use crate::schedule::Schedule;
use crate::text::{self, Kind};

/// What members are called by in a text.
pub const PERSONAL: [&str; 4] = ["name", "member", "grade", "points"];
/// Most days of "visited within".
pub const VISITED_DAYS_MAX: u16 = 365;
/// Most characters of a text as it is written: a bound on work; what may leave is counted in bytes.
const TEXT_CHARS_MAX: usize = 4_000;

/// For what it is. Anything that advertises makes it advertising, whatever it is sent as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    Information,
    Advertising,
}

/// A send.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    pub id: String,
    pub name: String,
    #[serde(rename = "use")]
    pub purpose: Use,
    pub audience: Audience,
    pub schedule: Schedule,
    pub content: Content,
}

/// To whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Audience {
    /// All members with a phone number.
    Members,
    /// Those of them who are in a segment at the moment of the run.
    Segment {
        segment: String,
        /// And visited within so many days: 0 is today.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visited_within_days: Option<u16>,
    },
    /// Numbers that were uploaded.
    List { list: String },
}

/// What.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    /// SMS where it fits, else LMS.
    Text {
        /// A registered number.
        sender: String,
        #[serde(default)]
        subject: String,
        text: String,
    },
}

/// What the shop has at its provider, as far as a text depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    /// The name that advertisements begin with.
    pub name: String,
    /// Registered numbers, digits alone.
    pub numbers: Vec<String>,
    /// The number by which advertisements are refused, free of charge.
    #[serde(default)]
    pub opt_out: String,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub field: String,
    pub detail: String,
    /// The same in Korean.
    pub ko: String,
}

fn wrong(field: &str, detail: impl Into<String>, ko: impl Into<String>) -> Wrong {
    Wrong { field: field.to_owned(), detail: detail.into(), ko: ko.into() }
}

impl Send {
    /// The segment that it asks.
    #[must_use]
    pub fn segment(&self) -> Option<&str> {
        match &self.audience {
            Audience::Segment { segment, .. } => Some(segment),
            Audience::Members | Audience::List { .. } => None,
        }
    }

    /// What is wrong with it by itself.
    #[must_use]
    pub fn check(&self) -> Vec<Wrong> {
        let mut found = Vec::new();
        if let Audience::Segment { visited_within_days: Some(days), .. } = self.audience
            && days > VISITED_DAYS_MAX
        {
            let ko = format!("{VISITED_DAYS_MAX}일까지 적을 수 있어요.");
            found.push(wrong("audience.visited_within_days", format!("Give at most {VISITED_DAYS_MAX} days."), ko));
        }
        match self.schedule {
            Schedule::Weekly { weekdays, .. } if weekdays == 0 || weekdays >> 7 != 0 => {
                found.push(wrong("schedule.weekdays", "Choose one day of the week at least.", "요일을 하나 이상 골라 주세요."));
            }
            Schedule::Weekly { minute, .. } if minute >= 1_440 => {
                found.push(wrong("schedule.minute", "Give minutes since the day began, 0 to 1439.", "하루 안의 시각을 골라 주세요."));
            }
            _ => {}
        }
        let Content::Text { subject, text, .. } = &self.content;
        for (field, text) in [("content.subject", subject), ("content.text", text)] {
            self.check_text(field, text, &mut found);
        }
        if text.trim().is_empty() {
            found.push(wrong("content.text", "Write what is to be sent.", "보낼 내용을 적어 주세요."));
        }
        found
    }

    fn check_text(&self, field: &str, text: &str, found: &mut Vec<Wrong>) {
        if text.chars().count() > TEXT_CHARS_MAX {
            found.push(wrong(field, format!("At most {TEXT_CHARS_MAX} characters."), format!("{TEXT_CHARS_MAX}자까지 적을 수 있어요.")));
            return;
        }
        let is_list = matches!(self.audience, Audience::List { .. });
        let columns = alimtalk::variables(text);
        let personal: Vec<Part<'_>> = parts(text).into_iter().filter(|part| matches!(part, Part::Personal { .. })).collect();
        if is_list && !personal.is_empty() {
            found.push(wrong(
                field,
                "A list knows no members: use its columns, as #{쿠폰}, in the place of {name}.",
                "명단에는 회원 정보가 없어요. {name} 대신 명단의 열을 #{쿠폰}처럼 넣어 주세요.",
            ));
        }
        if !is_list && let Some(column) = columns.first() {
            found.push(wrong(
                field,
                format!("#{{{column}}} is a column of an uploaded list: members have {{name}}, {{grade}} and {{points}}."),
                format!("#{{{column}}}은(는) 올린 명단의 열이에요. 회원에게는 {{name}}, {{grade}}, {{points}}를 쓸 수 있어요."),
            ));
        }
        let letters = text::unsendable(text);
        if !letters.is_empty() {
            let named: String = letters.iter().map(|letter| format!(" {letter}")).collect();
            let ko = format!("문자로 보낼 수 없는 글자가 있어요:{named}");
            found.push(wrong(field, format!("Text messages cannot carry these:{named}"), ko));
        }
    }

    /// What is wrong with it where it is to leave: the sender's number, what an advertisement needs, and how long it is without what
    /// variables will add.
    #[must_use]
    pub fn check_sender(&self, sender: &Sender) -> Vec<Wrong> {
        let mut found = Vec::new();
        let Content::Text { sender: from, subject, text } = &self.content;
        if !sender.numbers.contains(from) {
            found.push(wrong(
                "content.sender",
                "This number is not registered at the provider: choose one that is.",
                "발송사에 등록된 발신번호를 골라 주세요.",
            ));
        }
        if self.purpose == Use::Advertising {
            if sender.name.trim().is_empty() {
                let ko = "광고는 보내는 곳의 이름으로 시작해야 해요. 설정의 발송사에서 이름을 적어 주세요.";
                found.push(wrong("", "Advertisements begin with the sender's name: set it with the provider.", ko));
            }
            if sender.opt_out.is_empty() {
                let ko = "광고는 080 무료 수신거부 번호로 끝나야 해요. 설정의 발송사에서 번호를 적어 주세요.";
                found.push(wrong("", "Advertisements end with a free number to refuse them (080): set it with the provider.", ko));
            }
        }
        let framed = self.framed(text, sender);
        if Kind::of(subject, &framed, false).is_none() {
            let (bytes, subject_bytes) = (text::bytes(&framed), text::bytes(subject));
            let (bytes_max, subject_max) = (Kind::Lms.bytes_max(), Kind::Lms.subject_bytes_max());
            if bytes > bytes_max {
                let ko = format!("{bytes}바이트예요. {bytes_max}바이트까지 보낼 수 있어요.");
                found.push(wrong("content.text", format!("It has {bytes} bytes of {bytes_max}."), ko));
            }
            if subject_bytes > subject_max {
                let ko = format!("제목이 {subject_bytes}바이트예요. {subject_max}바이트까지 보낼 수 있어요.");
                found.push(wrong("content.subject", format!("It has {subject_bytes} bytes of {subject_max}."), ko));
            }
        }
        found
    }

    fn framed(&self, text: &str, sender: &Sender) -> String {
        match self.purpose {
            Use::Advertising => text::advertisement(text, &sender.name, &sender.opt_out),
            Use::Information => text.to_owned(),
        }
    }

    /// Subject and text for one person, framed, whether they can leave or not: for looking at.
    ///
    /// # Errors
    /// `Hole::Variable`.
    pub fn filled(&self, sender: &Sender, values: &Values<'_>) -> Result<(String, String), Hole> {
        let Content::Text { subject, text, .. } = &self.content;
        Ok((filled(subject, values)?, self.framed(&filled(text, values)?, sender)))
    }

    /// What leaves to one person.
    ///
    /// # Errors
    /// [`Hole`].
    pub fn composed(&self, sender: &Sender, values: &Values<'_>) -> Result<Composed, Hole> {
        let Content::Text { sender: from, .. } = &self.content;
        let (subject, text) = self.filled(sender, values)?;
        let letters = text::unsendable(&format!("{subject}{text}"));
        if !letters.is_empty() {
            return Err(Hole::Letters);
        }
        let kind = Kind::of(&subject, &text, false).ok_or(Hole::TooLong)?;
        Ok(Composed { from: from.clone(), kind, subject, text })
    }
}

/// What is known of one person, to be filled in.
pub struct Values<'a> {
    /// By the names of [`PERSONAL`], or of columns.
    pub of: &'a [(String, String)],
}

/// What leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    pub from: String,
    pub kind: Kind,
    pub subject: String,
    pub text: String,
}

/// Why nothing can leave to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// A variable is not known, and has no default.
    Variable,
    /// With what is filled in it is too long.
    TooLong,
    /// With what is filled in there are characters that fail.
    Letters,
}

impl Hole {
    /// As it is stored and told.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::TooLong => "too_long",
            Self::Letters => "letters",
        }
    }
}

enum Part<'a> {
    Plain(&'a str),
    /// `{name|default}`.
    Personal {
        name: &'a str,
        default: Option<&'a str>,
    },
    /// `#{column}`.
    Column(&'a str),
}

/// A text taken apart. Braces that are no variable are letters like any others.
fn parts(text: &str) -> Vec<Part<'_>> {
    let (mut parts, mut rest) = (Vec::new(), text);
    let mut plain_from = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        let inside = after.get(1..).and_then(|after| after.split_once('}'));
        let is_column = before.ends_with('#');
        let found = inside.and_then(|(inside, behind)| {
            let (name, default) = inside.split_once('|').map_or((inside, None), |(name, default)| (name, Some(default)));
            if is_column && !inside.trim().is_empty() {
                Some((Part::Column(inside), behind))
            } else if !is_column && PERSONAL.contains(&name.trim()) {
                Some((Part::Personal { name: name.trim(), default }, behind))
            } else {
                None
            }
        });
        if let Some((part, behind)) = found {
            let taken = plain_from.len() - after.len() - usize::from(is_column);
            parts.extend(plain_from.get(..taken).filter(|plain| !plain.is_empty()).map(Part::Plain));
            parts.push(part);
            (rest, plain_from) = (behind, behind);
        } else {
            rest = after.get(1..).unwrap_or_default();
        }
    }
    if !plain_from.is_empty() {
        parts.push(Part::Plain(plain_from));
    }
    parts
}

fn filled(text: &str, values: &Values<'_>) -> Result<String, Hole> {
    let known =
        |name: &str| values.of.iter().find(|(known, value)| known == name && !value.trim().is_empty()).map(|(_, value)| value.as_str());
    let mut made = String::new();
    for part in parts(text) {
        made.push_str(match part {
            Part::Plain(plain) => plain,
            Part::Personal { name, default } => known(name).or(default).ok_or(Hole::Variable)?,
            Part::Column(name) => known(name).ok_or(Hole::Variable)?,
        });
    }
    Ok(made)
}

/// Which of [`PERSONAL`] a send has, each once.
#[must_use]
pub fn personal(send: &Send) -> Vec<&'static str> {
    let Content::Text { subject, text, .. } = &send.content;
    let all: Vec<Part<'_>> = parts(subject).into_iter().chain(parts(text)).collect();
    let has = |known: &str| all.iter().any(|part| matches!(part, Part::Personal { name, .. } if *name == known));
    PERSONAL.into_iter().filter(|known| has(known)).collect()
}

/// Which columns of a list a send needs.
#[must_use]
pub fn columns(send: &Send) -> Vec<&str> {
    let Content::Text { subject, text, .. } = &send.content;
    let mut all = alimtalk::variables(subject);
    all.extend(alimtalk::variables(text));
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn send(purpose: Use, audience: Audience, text: &str) -> Send {
        Send {
            id: "s".into(),
            name: "s".into(),
            purpose,
            audience,
            schedule: Schedule::AtOnce,
            content: Content::Text { sender: "0212345678".into(), subject: String::new(), text: text.into() },
        }
    }

    fn sender() -> Sender {
        Sender { name: "다정한 찻집".into(), numbers: vec!["0212345678".into()], opt_out: "0801234567".into() }
    }

    fn values(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_leaves() {
        let list = || Audience::List { list: "l".into() };
        for (audience, text, known, leaves) in [
            (Audience::Members, "{name} 님, 반가워요", &[("name", "민지")][..], Ok("민지 님, 반가워요")),
            (Audience::Members, "{name|고객} 님", &[], Ok("고객 님")),
            (Audience::Members, "{name|} 반가워요", &[], Ok(" 반가워요")),
            (Audience::Members, "{name} 님", &[("name", " ")], Err(Hole::Variable)),
            (Audience::Members, "{grade}/{points}점 {안녕} {", &[("grade", "VIP"), ("points", "3,200")], Ok("VIP/3,200점 {안녕} {")),
            (list(), "쿠폰 #{쿠폰}, #{이름} 님", &[("쿠폰", "A-1"), ("이름", "김{name}")], Ok("쿠폰 A-1, 김{name} 님")),
            (list(), "#{쿠폰}", &[], Err(Hole::Variable)),
            (list(), "{{#{쿠폰}}}", &[("쿠폰", "A")], Ok("{{A}}")),
            (Audience::Members, "{name}", &[("name", "🎉")], Err(Hole::Letters)),
        ] {
            let left = send(Use::Information, audience, text).composed(&sender(), &Values { of: &values(known) });
            assert_eq!(left.as_ref().map(|left| left.text.as_str()), leaves.as_ref().copied(), "{text}");
        }
    }

    #[test]
    fn advertising_is_framed_and_counted_so() {
        let frame = "(광고)다정한 찻집\n\n무료수신거부 0801234567";
        let room = 90 - text::bytes(frame);
        for (letters, kind) in [(room, Kind::Sms), (room + 1, Kind::Lms)] {
            let left = send(Use::Advertising, Audience::Members, &"a".repeat(letters)).composed(&sender(), &Values { of: &[] });
            assert_eq!(left.map(|left| (left.kind, text::lacks(&left.text, "다정한 찻집", "0801234567"))), Ok((kind, vec![])));
        }
        let room = 2_000 - text::bytes(frame);
        let too_long = |letters: usize| send(Use::Advertising, Audience::Members, &"a".repeat(letters)).check_sender(&sender());
        assert_eq!(too_long(room), []);
        assert_eq!(too_long(room + 1).len(), 1);
        let grown = send(Use::Advertising, Audience::Members, &("a".repeat(room - 4) + "{name|a}"));
        assert_eq!(grown.composed(&sender(), &Values { of: &values(&[("name", "긴 이름")]) }), Err(Hole::TooLong));
    }

    #[test]
    fn what_is_refused() {
        let fields = |send: &Send| send.check().into_iter().map(|wrong| wrong.field).collect::<Vec<_>>();
        let list = Audience::List { list: "l".into() };
        assert_eq!(fields(&send(Use::Information, Audience::Members, "안녕하세요 {name}")), Vec::<String>::new());
        assert_eq!(fields(&send(Use::Information, Audience::Members, "#{쿠폰}")), ["content.text"]);
        assert_eq!(fields(&send(Use::Information, list.clone(), "{name}")), ["content.text"]);
        assert_eq!(fields(&send(Use::Information, list, "#{쿠폰} 🎉")), ["content.text"]);
        assert_eq!(fields(&send(Use::Information, Audience::Members, " ")), ["content.text"]);
        let visited = Audience::Segment { segment: "s".into(), visited_within_days: Some(366) };
        assert_eq!(fields(&send(Use::Information, visited, "a")), ["audience.visited_within_days"]);
        let nothing = Sender::default();
        assert_eq!(send(Use::Advertising, Audience::Members, "a").check_sender(&nothing).len(), 3);
        assert_eq!(send(Use::Information, Audience::Members, "a").check_sender(&sender()), []);
    }

    proptest! {
        /// What is filled in is text: never taken apart again; and a text without variables is as it was.
        #[test]
        fn values_are_text(text in "[a{}#|n ]{0,12}", value in "[a{}#|]{1,6}") {
            let plain = text.replace("{name", "");
            let left = filled(&plain, &Values { of: &[] });
            let as_it_was = left.is_err() || left == Ok(plain);
            prop_assert!(as_it_was);
            let around = "<{name}>".to_owned();
            let of = values(&[("name", &value)]);
            prop_assert_eq!(filled(&around, &Values { of: &of }), Ok(format!("<{value}>")));
        }
    }
}
