//! When a message may show, as a shop owner says it: what sets it off, how often, on which days and hours, to which share of people.
//!
//! Here is what is saved, what is wrong with it, and how it is written into a bundle; [`crate::decide`] follows it. In a bundle the rules of a
//! message stand behind what it says, each as kind, length, bytes: who meets a kind that it does not know cannot keep that rule, and does not
//! show the message.

mod check;

use model::{
    codec::{Wire as _, put_bytes, put_varint, put_zigzag},
    facts::Fact,
};
use serde::{Deserialize, Serialize};

use crate::definition::Message;
pub use check::{check, check_pace};

/// Most variants beside a message's own content: with fewer people in each, nothing can be told apart.
pub const VARIANTS_MAX: usize = 9;
/// Largest weight of a variant: shares finer than a hundredth are within the noise of any shop.
pub const WEIGHT_MAX: u16 = 100;
/// Largest share of people from whom a message is held back, percent.
pub const CONTROL_MAX: u8 = 90;
/// Most hours a day.
pub const HOURS_MAX: usize = 4;
/// Longest wait of a trigger, in seconds: an hour. A visit is over after half an hour of nothing.
pub const WAIT_MAX: u32 = 3_600;
/// Longest time between two messages, in seconds: a day.
pub const GAP_MAX: u32 = 86_400;
/// Longest name of an event, property or value, in characters: pages cut theirs at as many (`TEXT_MAX`, `crates/browser/js`).
pub const NAME_CHARS_MAX: usize = 200;

/// How often a message shows to one person.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Showings a visit; none: no limit. Whatever it is, a message that was closed stays away for the rest of the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_visit: Option<u16>,
    /// Showings in some days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_days: Option<PerDays>,
    /// Showings at all: 1 is "once". A browser remembers them for a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ever: Option<u16>,
    /// After which of these it does not come again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stop_after: Vec<Stop>,
    /// Offers "오늘 하루 보지 않기".
    #[serde(default)]
    pub hide_today: bool,
}

/// So many showings in so many civil days of the shop, today counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerDays {
    /// Showings, 1 or more.
    pub times: u16,
    /// Days, 1 to 365; 1 is today.
    pub days: u16,
}

/// What ends a message for a person. The numbers are bits in bundles: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Stop {
    /// They used its button or link.
    Click = 0,
    /// They closed it.
    Close = 1,
    /// They ordered after they had seen it.
    Conversion = 2,
}

/// What sets a message off, on each page anew. Who has it before them on an earlier page of the visit (a badge, a gauge) keeps it without.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "on", rename_all = "snake_case", deny_unknown_fields)]
pub enum Trigger {
    /// The page.
    #[default]
    AtOnce,
    /// The page has been before the shopper's eyes for so long: while its tab is hidden the clock stands.
    PageSeconds {
        /// 1 to 3,600.
        seconds: u32,
    },
    /// The visit has lasted so long, whatever the tab.
    VisitSeconds {
        /// 1 to 3,600.
        seconds: u32,
    },
    /// So much of the page was seen.
    Scroll {
        /// 1 to 100.
        percent: u8,
    },
    /// The shopper is about to leave.
    ExitIntent,
    /// The shopper has done nothing for so long.
    Idle {
        /// 1 to 3,600.
        seconds: u32,
    },
    /// The page has told an event of the shop's own, letter by letter of this name.
    Event {
        /// Its name.
        name: String,
        /// With this property …
        #[serde(default, skip_serializing_if = "Option::is_none")]
        property: Option<String>,
        /// … of this value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
}

impl Trigger {
    /// True for the page itself.
    #[must_use]
    pub fn is_at_once(&self) -> bool {
        *self == Self::AtOnce
    }
}

/// Days and hours, by the shop's clock.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Days of the week; none: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekdays: Option<Vec<Weekday>>,
    /// Hours of those days; none: all. Hours over midnight belong to the day on which they begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Vec<Hours>>,
    /// Only visits that began after the message's start: nobody is interrupted in a visit that goes on.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub new_visits: bool,
}

/// A day of the week. The numbers are bits in bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Weekday {
    /// Sunday.
    Sun = 0,
    /// Monday.
    Mon = 1,
    /// Tuesday.
    Tue = 2,
    /// Wednesday.
    Wed = 3,
    /// Thursday.
    Thu = 4,
    /// Friday.
    Fri = 5,
    /// Saturday.
    Sat = 6,
}

/// From a time of the day to another; the end is not part of it. An end before its beginning is on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Such as `22:00`.
    pub from: Clock,
    /// Such as `02:00`; `24:00` is the day's end.
    pub to: Clock,
}

/// A time of the day: minutes since midnight, 0 to 1440. In JSON `"21:30"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Clock(u16);

impl Clock {
    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl TryFrom<String> for Clock {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "a time of the day must be written as 21:30, from 00:00 to 24:00";
        let (hours, minutes) = text.split_once(':').ok_or(wrong)?;
        let number = |text: &str| {
            (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<u16>().ok()).flatten().ok_or(wrong)
        };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        if minutes > 59 || hours * 60 + minutes > 1440 { Err(wrong) } else { Ok(Self(hours * 60 + minutes)) }
    }
}

impl From<Clock> for String {
    fn from(Clock(minutes): Clock) -> Self {
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// What holds for all messages of a site that come up before a shopper. What stays (a badge, a gauge) neither counts nor waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Showings a visit, all messages together; none: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_visit: Option<u16>,
    /// Seconds after one came up, and after one was closed, before another may; none: no wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_seconds: Option<u32>,
}

/// The letter of a variant; a message's own content is A. It stands for the variant in reports for ever, so a new one takes a new letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Letter(u8);

impl Letter {
    /// Its number, as exposures have it: of A 0, of B 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<String> for Letter {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_bytes() {
            [letter @ b'B'..=b'Z'] => Ok(Self(letter - b'A')),
            _ => Err("a variant's id must be a letter from B to Z; the message's own content is A"),
        }
    }
}

impl From<Letter> for String {
    fn from(Letter(number): Letter) -> Self {
        char::from(b'A' + number).into()
    }
}

/// The kinds of rules in a bundle: append only.
pub(crate) mod kind {
    /// A trigger: the fact that says since when, seconds.
    pub const AFTER: u8 = 1;
    /// A trigger: a fact, the number that it must reach.
    pub const REACHED: u8 = 2;
    /// A trigger: name, and what its properties must have.
    pub const EVENT: u8 = 3;
    /// A limit: times, days in two bytes of seven bits (0: ever).
    pub const WINDOW: u8 = 7;
    /// A limit: bits by [`super::Stop`].
    pub const STOP: u8 = 8;
    /// Bits by [`super::Weekday`], then minutes from and to, until the rule ends.
    pub const HOURS: u8 = 9;
    /// A moment: not shown from here on.
    pub const END: u8 = 10;
    /// A moment: visits that began before it do not count.
    pub const SINCE: u8 = 11;
    /// Percent of people from whom it is held back.
    pub const CONTROL: u8 = 12;
    /// Of each variant number, weight, goals, content; of A, which stands first, these two are empty.
    pub const VARIANTS: u8 = 13;
    /// Of the site: showings a visit (0: no limit), seconds between two.
    pub const PACE: u8 = 1;
}

/// Appends a message's rules. `variant` appends the goals and the content of a variant.
pub(crate) fn put(out: &mut Vec<u8>, message: &Message, variant: impl Fn(&mut Vec<u8>, &crate::definition::Variant)) {
    let mut rule = |kind: u8, body: Vec<u8>| {
        out.push(kind);
        put_bytes(out, &body);
    };
    let numbers = |numbers: &[u32]| {
        let mut body = Vec::new();
        numbers.iter().for_each(|number| put_varint(&mut body, u64::from(*number)));
        body
    };
    let moment = |at: model::time::EpochMs| {
        let mut body = Vec::new();
        put_zigzag(&mut body, at.0);
        body
    };
    // What is cheap to look at, and keeps most messages back, stands first.
    if let Some(end) = message.end {
        rule(kind::END, moment(end));
    }
    if let Some(start) = message.start.filter(|_| message.schedule.new_visits) {
        rule(kind::SINCE, moment(start));
    }
    let Schedule { weekdays, hours, .. } = &message.schedule;
    if weekdays.is_some() || hours.is_some() {
        let days = weekdays.as_ref().map_or(127, |days| days.iter().fold(0, |bits, day| bits | 1_u8 << *day as u8));
        let mut body = vec![days];
        let whole = [Hours { from: Clock(0), to: Clock(1440) }];
        for hours in hours.as_deref().unwrap_or(&whole) {
            body.extend(numbers(&[hours.from.0.into(), hours.to.0.into()]));
        }
        rule(kind::HOURS, body);
    }
    let limits = &message.limits;
    if let Some(PerDays { times, days }) = limits.per_days {
        let mut body = numbers(&[times.into()]);
        body.extend([days % 128, days / 128].map(|part| part as u8));
        rule(kind::WINDOW, body);
    }
    if let Some(times) = limits.ever {
        rule(kind::WINDOW, numbers(&[times.into(), 0, 0]));
    }
    if !limits.stop_after.is_empty() {
        rule(kind::STOP, vec![limits.stop_after.iter().fold(0, |bits, stop| bits | 1 << *stop as u8)]);
    }
    // Nothing waits for a trigger that could show nothing.
    match &message.trigger {
        Trigger::AtOnce => {}
        Trigger::PageSeconds { seconds } => rule(kind::AFTER, numbers(&[Fact::PageSince as u32, *seconds])),
        Trigger::VisitSeconds { seconds } => rule(kind::AFTER, numbers(&[Fact::VisitStarted as u32, *seconds])),
        Trigger::Idle { seconds } => rule(kind::AFTER, numbers(&[Fact::IdleSince as u32, *seconds])),
        Trigger::Scroll { percent } => rule(kind::REACHED, numbers(&[Fact::Scroll as u32, u32::from(*percent)])),
        Trigger::ExitIntent => rule(kind::REACHED, numbers(&[Fact::ExitIntent as u32, 1])),
        Trigger::Event { name, property, value } => {
            let mut body = Vec::new();
            put_bytes(&mut body, name.trim().as_bytes());
            let asked = property.as_ref().zip(value.as_ref());
            // As pages write the properties of an event: `&plan=pro&`, without what would end one.
            let clean = |text: &str| text.trim().replace(['&', '='], " ");
            put_bytes(&mut body, asked.map(|(name, value)| format!("&{}={}&", clean(name), clean(value))).unwrap_or_default().as_bytes());
            rule(kind::EVENT, body);
        }
    }
    if message.control > 0 {
        rule(kind::CONTROL, vec![message.control]);
    }
    if !message.variants.is_empty() {
        let mut body = numbers(&[0, message.weight.into(), 0, 0]);
        for one in &message.variants {
            body.push(one.id.0);
            // At most 100: a byte, as in a varint.
            body.push(one.weight as u8);
            variant(&mut body, one);
        }
        rule(kind::VARIANTS, body);
    }
}

impl Pace {
    /// Appends it as a frame among the messages, of a kind that is none of theirs.
    pub(crate) fn put(self, out: &mut Vec<u8>) {
        if self != Self::default() {
            let mut frame = vec![0, kind::PACE];
            u32::from(self.per_visit.unwrap_or(0)).put(&mut frame);
            self.gap_seconds.unwrap_or(0).put(&mut frame);
            put_bytes(out, &frame);
        }
    }
}
