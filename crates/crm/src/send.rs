//! What a shop sends, as its owner writes it: to whom, when, what; and the words that leave to one person.
//!
//! **Variables.** Of members: `{name}`, `{member}`, `{grade}`, `{points}`, with what stands there where nothing is known: `{name|고객}`. Of a list
//! that was uploaded: its columns, `#{쿠폰}`. Never both, since a list knows no member and a segment no column. Of an advertisement, whoever it goes
//! to: `{opt_out}`, the link by which they refuse ([`optout`]). A person of whom a variable
//! without such a default is not known is left out, and said so: nobody gets a text with a hole.
//!
//! **Advertising** leaves framed as the law has it (`text::advertisement`), whatever its owner wrote: limits are those of the framed text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alimtalk::{self, Template};
use crate::optout;
use crate::provider;
use crate::schedule::Schedule;
use crate::text::{self, Kind};
use crate::variables::{filled, parts};

/// What members are called by in a text.
pub const PERSONAL: [&str; 4] = ["name", "member", "grade", "points"];
/// What a trial says that it is.
pub const TRIAL_MARK: &str = "[테스트]";
/// What stands in a trial for what members are called by.
const STAND_INS: [(&str, &str); 4] = [("name", "이름"), ("member", "회원번호"), ("grade", "등급"), ("points", "1,000")];
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

/// What leaves where an Alimtalk did not arrive, and will not: the same text, once, with the shop's name on top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// A registered number.
    pub sender: String,
}

/// A template, as it was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// The provider's id of it.
    pub id: String,
    pub template: Template,
}

/// What.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    /// Kakao's information message, by a template that was approved.
    Alimtalk {
        template: String,
        /// What its variables are filled with; of a list one that is left out is the column of that name.
        #[serde(default)]
        variables: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fallback: Option<Fallback>,
    },
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
    /// The Kakao channel's id at the provider.
    #[serde(default)]
    pub channel: String,
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

    /// Whether it carries the link by which advertisements are refused.
    #[must_use]
    pub fn has_opt_out(&self) -> bool {
        let Content::Text { subject, text, .. } = &self.content else { return false };
        [subject, text].into_iter().flat_map(|text| parts(text)).any(|part| part.personal() == Some(optout::VARIABLE))
    }

    /// The same for a look at it, to the one number of a list: a text says that it is a trial, behind what an advertisement has to begin with. An
    /// Alimtalk is as its template was approved, and nothing else.
    #[must_use]
    pub fn as_trial(mut self, list: &str) -> Self {
        self.audience = Audience::List { list: list.to_owned() };
        if let Content::Text { text, .. } = &mut self.content {
            let framed = text.split_once('\n').filter(|(head, _)| head.starts_with(text::MARK));
            *text = framed.map_or_else(|| format!("{TRIAL_MARK} {text}"), |(head, rest)| format!("{head}\n{TRIAL_MARK} {rest}"));
        }
        self
    }

    /// What stands in a trial for what is known of people: their own names for themselves.
    #[must_use]
    pub fn stand_ins(&self, approved: Option<&Approved>) -> Vec<(String, String)> {
        let mut made: Vec<(String, String)> = STAND_INS.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let texts: Vec<&String> = match &self.content {
            Content::Text { subject, text, .. } => vec![subject, text],
            Content::Alimtalk { variables, .. } => variables.values().collect(),
        };
        let of_template = approved.map(|approved| alimtalk::all_variables(&approved.template)).unwrap_or_default();
        for name in texts.into_iter().flat_map(|text| alimtalk::variables(text)).chain(of_template) {
            if made.iter().all(|(known, _)| known != name) {
                made.push((name.to_owned(), name.to_owned()));
            }
        }
        made
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
        match &self.content {
            Content::Text { subject, text, .. } => {
                for (field, text) in [("content.subject", subject), ("content.text", text)] {
                    self.check_text(field, text, &mut found);
                    let letters = text::unsendable(text);
                    if !letters.is_empty() {
                        let named: String = letters.iter().map(|letter| format!(" {letter}")).collect();
                        let ko = format!("문자로 보낼 수 없는 글자가 있어요:{named}");
                        found.push(wrong(field, format!("Text messages cannot carry these:{named}"), ko));
                    }
                }
                if text.trim().is_empty() {
                    found.push(wrong("content.text", "Write what is to be sent.", "보낼 내용을 적어 주세요."));
                }
            }
            Content::Alimtalk { variables, .. } => {
                if self.purpose == Use::Advertising {
                    let ko = "알림톡은 정보성 메시지만 보낼 수 있어요. 광고는 문자로 보내 주세요.";
                    found.push(wrong("use", "Alimtalk carries information only: send advertising as a text.", ko));
                }
                for (name, text) in variables {
                    self.check_text(&format!("content.variables.{name}"), text, &mut found);
                }
            }
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
        let names: Vec<&str> = parts(text).into_iter().filter_map(|part| part.personal()).collect();
        if self.purpose != Use::Advertising && names.contains(&optout::VARIABLE) {
            found.push(wrong(
                field,
                "{opt_out} leads to where advertisements are refused: this is none.",
                "{opt_out}은 광고 수신을 거부하는 링크예요. 광고가 아닌 발송에는 쓸 수 없어요.",
            ));
        }
        if is_list && names.iter().any(|name| *name != optout::VARIABLE) {
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
    }

    /// What is wrong with it where it is to leave: the sender's number, what an advertisement needs, how long it is without what variables
    /// will add; an Alimtalk's template, and what is to stand in it.
    #[must_use]
    pub fn check_sender(&self, sender: &Sender, approved: Option<&Approved>) -> Vec<Wrong> {
        let mut found = Vec::new();
        match &self.content {
            Content::Text { sender: from, subject, text } => self.check_leaving(sender, from, subject, text, &mut found),
            Content::Alimtalk { variables, fallback, .. } => {
                if sender.channel.is_empty() {
                    let ko = "알림톡은 카카오 채널로 나가요. 설정의 발송사에서 채널을 적어 주세요.";
                    found.push(wrong("", "Alimtalk leaves by a Kakao channel: set it with the provider.", ko));
                }
                if let Some(fallback) = fallback
                    && !sender.numbers.contains(&fallback.sender)
                {
                    let ko = "발송사에 등록된 발신번호를 골라 주세요.";
                    found.push(wrong("content.fallback.sender", "This number is not registered at the provider: choose one that is.", ko));
                }
                let Some(Approved { template, .. }) = approved else {
                    let ko = "아직 승인되지 않은 템플릿이에요. 심사를 요청하거나 다른 템플릿을 골라 주세요.";
                    found.push(wrong("content.template", "This template is not approved: ask for its review, or choose another one.", ko));
                    return found;
                };
                let is_list = matches!(self.audience, Audience::List { .. });
                for name in alimtalk::all_variables(template).into_iter().filter(|name| !is_list && !variables.contains_key(*name)) {
                    let ko = format!("#{{{name}}} 자리에 들어갈 말을 적어 주세요.");
                    found.push(wrong(&format!("content.variables.{name}"), format!("Say what is to stand for #{{{name}}}."), ko));
                }
            }
        }
        found
    }

    fn check_leaving(&self, sender: &Sender, from: &String, subject: &str, text: &str, found: &mut Vec<Wrong>) {
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

    fn framed(&self, text: &str, sender: &Sender) -> String {
        match self.purpose {
            Use::Advertising => text::advertisement(text, &sender.name, &sender.opt_out),
            Use::Information => text.to_owned(),
        }
    }

    /// Subject and text for one person, framed, whether they can leave or not: for looking at. Of an Alimtalk, what its template says stands with it.
    ///
    /// # Errors
    /// `Hole::Variable`.
    pub fn filled(&self, sender: &Sender, values: &Values<'_>) -> Result<(String, String), Hole> {
        let Content::Text { subject, text, .. } = &self.content else { return Ok(Default::default()) };
        Ok((filled(subject, values)?, self.framed(&filled(text, values)?, sender)))
    }

    /// What leaves to one person; `is_fallback`: in the place of an Alimtalk that did not arrive.
    ///
    /// # Errors
    /// [`Hole`].
    pub fn composed(&self, sender: &Sender, approved: Option<&Approved>, is_fallback: bool, values: &Values<'_>) -> Result<Composed, Hole> {
        match &self.content {
            Content::Text { sender: from, .. } => {
                let (subject, text) = self.filled(sender, values)?;
                composed_text(from, subject, text)
            }
            Content::Alimtalk { variables, fallback, .. } => {
                let Approved { id, template } = approved.ok_or(Hole::Variable)?;
                let value = |name: &str| {
                    let text = variables.get(name).map_or_else(|| format!("#{{{name}}}"), Clone::clone);
                    Ok((name.to_owned(), filled(&text, values)?))
                };
                let values: Vec<(String, String)> =
                    alimtalk::all_variables(template).into_iter().map(value).collect::<Result<_, Hole>>()?;
                let from = fallback.as_ref().map(|fallback| fallback.sender.clone()).unwrap_or_default();
                if is_fallback {
                    let text = format!("[{}]\n{}", sender.name, alimtalk::said(template, &values));
                    return composed_text(&from, String::new(), text).map(Composed::into_long);
                }
                if alimtalk::said(template, &values).chars().count() > alimtalk::LIMITS.body {
                    return Err(Hole::TooLong);
                }
                let from = sender.numbers.first().cloned().unwrap_or(from);
                let content = provider::Content::Alimtalk { channel: sender.channel.clone(), template: id.clone(), variables: values };
                Ok(Composed { from, content })
            }
        }
    }
}

impl Composed {
    /// A text as LMS, however short.
    fn into_long(mut self) -> Self {
        if let provider::Content::Text { kind, .. } = &mut self.content {
            *kind = Kind::Lms;
        }
        self
    }
}

fn composed_text(from: &str, subject: String, text: String) -> Result<Composed, Hole> {
    if !text::unsendable(&format!("{subject}{text}")).is_empty() {
        return Err(Hole::Letters);
    }
    let kind = Kind::of(&subject, &text, false).ok_or(Hole::TooLong)?;
    Ok(Composed { from: from.to_owned(), content: provider::Content::Text { kind, subject, text, images: Vec::new() } })
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
    pub content: provider::Content,
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

/// What is written in a send, where variables may stand: a text, or what an Alimtalk's variables are filled with.
fn written(send: &Send) -> Vec<&str> {
    match &send.content {
        Content::Text { subject, text, .. } => vec![subject, text],
        Content::Alimtalk { variables, .. } => variables.values().map(String::as_str).collect(),
    }
}

/// Which columns of a list a send names.
#[must_use]
pub fn columns(send: &Send) -> Vec<&str> {
    let mut all: Vec<&str> = written(send).into_iter().flat_map(alimtalk::variables).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Which of [`PERSONAL`] a send names.
#[must_use]
pub fn personal(send: &Send) -> Vec<&str> {
    let names = written(send).into_iter().flat_map(parts).filter_map(|part| part.personal());
    let mut all: Vec<&str> = names.filter(|name| *name != optout::VARIABLE).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
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
        Sender { name: "다정한 찻집".into(), numbers: vec!["0212345678".into()], opt_out: "0801234567".into(), channel: "KA01".into() }
    }

    fn values(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn text_of(left: &Composed) -> (Option<Kind>, String) {
        match &left.content {
            provider::Content::Text { kind, text, .. } => (Some(*kind), text.clone()),
            provider::Content::Alimtalk { variables, .. } => (None, format!("{variables:?}")),
        }
    }

    #[test]
    fn an_alimtalk_and_what_leaves_in_its_place() {
        let template = Template {
            kind: alimtalk::Kind::Ba,
            emphasis: alimtalk::Emphasis::None,
            body: "#{고객} 님, 주문 #{번호}가 출발했어요.".into(),
            extra: String::new(),
            buttons: vec![alimtalk::Button {
                name: "배송 조회".into(),
                action: "WL".into(),
                links: alimtalk::Links { mobile: "https://shop.example/#{번호}".into(), ..alimtalk::Links::default() },
            }],
            replies: Vec::new(),
            is_secure: false,
        };
        let approved = Approved { id: "T-1".into(), template };
        let alimtalk = |audience, variables: &[(&str, &str)]| Send {
            content: Content::Alimtalk {
                template: "shipped".into(),
                variables: values(variables).into_iter().collect(),
                fallback: Some(Fallback { sender: "0212345678".into() }),
            },
            ..send(Use::Information, audience, "")
        };
        let to_members = alimtalk(Audience::Members, &[("고객", "{name|고객}"), ("번호", "{member}")]);
        assert_eq!(to_members.check_sender(&sender(), Some(&approved)), []);
        let known = values(&[("member", "m-1"), ("name", "#{번호}")]);
        let left = to_members.composed(&sender(), Some(&approved), false, &Values { of: &known });
        let variables = values(&[("고객", "#{번호}"), ("번호", "m-1")]);
        assert_eq!(
            left.map(|left| left.content),
            Ok(provider::Content::Alimtalk { channel: "KA01".into(), template: "T-1".into(), variables })
        );
        let left = to_members.composed(&sender(), Some(&approved), true, &Values { of: &known });
        assert_eq!(
            left.map(|left| (left.from.clone(), text_of(&left))),
            Ok(("0212345678".into(), (Some(Kind::Lms), "[다정한 찻집]\n#{번호} 님, 주문 m-1가 출발했어요.".into())))
        );
        // A list's columns stand in by themselves.
        let to_list = alimtalk(Audience::List { list: "l".into() }, &[]);
        assert_eq!(to_list.check_sender(&sender(), Some(&approved)), []);
        let rows = values(&[("고객", "민지"), ("번호", "7")]);
        assert!(to_list.composed(&sender(), Some(&approved), false, &Values { of: &rows }).is_ok());
        assert_eq!(to_list.composed(&sender(), Some(&approved), false, &Values { of: &rows[..1] }), Err(Hole::Variable));
        let fields = |wrong: Vec<Wrong>| wrong.into_iter().map(|wrong| wrong.field).collect::<Vec<_>>();
        assert_eq!(
            fields(alimtalk(Audience::Members, &[("고객", "a")]).check_sender(&sender(), Some(&approved))),
            ["content.variables.번호"]
        );
        assert_eq!(fields(to_members.check_sender(&sender(), None)), ["content.template"]);
        assert_eq!(fields(Send { purpose: Use::Advertising, ..to_members }.check()), ["use"]);
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
            let left = send(Use::Information, audience, text).composed(&sender(), None, false, &Values { of: &values(known) });
            assert_eq!(left.map(|left| text_of(&left).1), leaves.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn advertising_is_framed_and_counted_so() {
        let frame = "(광고)다정한 찻집\n\n무료수신거부 0801234567";
        let room = 90 - text::bytes(frame);
        for (letters, kind) in [(room, Kind::Sms), (room + 1, Kind::Lms)] {
            let left =
                send(Use::Advertising, Audience::Members, &"a".repeat(letters)).composed(&sender(), None, false, &Values { of: &[] });
            let left = left.map(|left| text_of(&left));
            assert_eq!(left.map(|(kind, text)| (kind, text::lacks(&text, "다정한 찻집", "0801234567"))), Ok((Some(kind), vec![])));
        }
        let room = 2_000 - text::bytes(frame);
        let too_long = |letters: usize| send(Use::Advertising, Audience::Members, &"a".repeat(letters)).check_sender(&sender(), None);
        assert_eq!(too_long(room), []);
        assert_eq!(too_long(room + 1).len(), 1);
        let grown = send(Use::Advertising, Audience::Members, &("a".repeat(room - 4) + "{name|a}"));
        assert_eq!(grown.composed(&sender(), None, false, &Values { of: &values(&[("name", "긴 이름")]) }), Err(Hole::TooLong));
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
        assert_eq!(send(Use::Advertising, Audience::Members, "a").check_sender(&nothing, None).len(), 3);
        assert_eq!(send(Use::Information, Audience::Members, "a").check_sender(&sender(), None), []);
    }

    #[test]
    fn a_trial_says_so_and_is_framed_as_it_would_be() {
        for (purpose, text, left) in [
            (Use::Information, "{name|고객} 님 #{쿠폰}", "[테스트] 이름 님 쿠폰"),
            (Use::Advertising, "할인", "(광고)다정한 찻집\n[테스트] 할인\n무료수신거부 0801234567"),
            (
                Use::Advertising,
                "(광고)다정한 찻집\n{points}점\n무료거부 0801234567",
                "(광고)다정한 찻집\n[테스트] 1,000점\n무료거부 0801234567",
            ),
        ] {
            let own = send(purpose, Audience::Members, text);
            let (values, trial) = (own.stand_ins(None), own.as_trial("_test 1"));
            assert_eq!(trial.audience, Audience::List { list: "_test 1".into() });
            let made = trial.composed(&sender(), None, false, &Values { of: &values });
            assert_eq!(made.map(|left| text_of(&left).1), Ok(left.to_owned()));
        }
    }

    #[test]
    fn the_link_to_refuse_is_an_advertisements() {
        let link = [("opt_out", "https://l.example/o/T")];
        for audience in [Audience::Members, Audience::List { list: "l".into() }] {
            let advert = send(Use::Advertising, audience.clone(), "할인\n거부 {opt_out}");
            assert!(advert.has_opt_out() && advert.check().is_empty(), "{audience:?}");
            let left = advert.composed(&sender(), None, false, &Values { of: &values(&link) });
            let framed = "(광고)다정한 찻집\n할인\n거부 https://l.example/o/T\n무료수신거부 0801234567";
            assert_eq!(left.map(|left| text_of(&left).1), Ok(framed.to_owned()));
            assert_eq!(advert.composed(&sender(), None, false, &Values { of: &[] }), Err(Hole::Variable), "nobody gets a link to nowhere");
            assert_eq!(send(Use::Information, audience, "안내 {opt_out}").check().len(), 1);
        }
        assert!(!send(Use::Advertising, Audience::Members, "할인 {name|고객} #{opt_out}").has_opt_out());
    }
}
