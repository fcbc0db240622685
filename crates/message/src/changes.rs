//! What one configuration has that another has not, in words: before publishing, between two publications.

use serde::Serialize;

use crate::definition::{Config, Message, Status};

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A segment.
    Segment,
    /// A message.
    Message,
    /// A group of messages.
    Group,
    /// How orders are credited.
    Attribution,
    /// How many messages there are for one shopper.
    Pace,
}

/// How it has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It was not there.
    Added,
    /// It says something else.
    Changed,
    /// It is gone.
    Removed,
    /// It is stopped for now.
    Paused,
    /// It goes on.
    Resumed,
    /// It is over.
    Ended,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Of what.
    pub what: What,
    /// Its id; empty for what there is one of.
    pub id: String,
    /// What the shop owner calls it now.
    pub name: String,
    /// How.
    pub how: How,
    /// Which of its fields say something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<&'static str>,
    /// A sentence in Korean.
    pub ko: String,
    /// The same in English.
    pub en: String,
}

/// What `to` has that `from` has not, and the other way round: segments, messages, groups, attribution, each in the order of `to`.
#[must_use]
pub fn changes(from: &Config, to: &Config) -> Vec<Change> {
    let mut all = Vec::new();
    let segment = |one: &segment::definition::Segment| (one.id.clone(), one.name.clone());
    compare(What::Segment, &from.segments, &to.segments, segment, |_, _| (How::Changed, Vec::new()), &mut all);
    let message = |one: &Message| (one.id.clone(), one.name.clone());
    compare(What::Message, &from.messages, &to.messages, message, |old, new| (step(old.status, new.status), fields(old, new)), &mut all);
    let how = |old: bool, new: bool| if old == new { How::Changed } else { paused(new) };
    compare(
        What::Group,
        &from.groups,
        &to.groups,
        |one| (one.id.clone(), one.name.clone()),
        |old, new| (how(old.paused, new.paused), Vec::new()),
        &mut all,
    );
    if from.attribution != to.attribution {
        all.push(Change::new(What::Attribution, (String::new(), String::new()), How::Changed, Vec::new()));
    }
    if from.pace != to.pace {
        all.push(Change::new(What::Pace, (String::new(), String::new()), How::Changed, Vec::new()));
    }
    all
}

fn compare<T: PartialEq>(
    what: What,
    from: &[T],
    to: &[T],
    named: impl Fn(&T) -> (String, String),
    how: impl Fn(&T, &T) -> (How, Vec<&'static str>),
    all: &mut Vec<Change>,
) {
    for new in to {
        match from.iter().find(|old| named(old).0 == named(new).0) {
            None => all.push(Change::new(what, named(new), How::Added, Vec::new())),
            Some(old) if old == new => {}
            Some(old) => {
                let (how, fields) = how(old, new);
                all.push(Change::new(what, named(new), how, fields));
            }
        }
    }
    let gone = from.iter().filter(|old| !to.iter().any(|new| named(new).0 == named(old).0));
    all.extend(gone.map(|old| Change::new(what, named(old), How::Removed, Vec::new())));
}

const fn paused(is_paused: bool) -> How {
    if is_paused { How::Paused } else { How::Resumed }
}

fn step(old: Status, new: Status) -> How {
    match new {
        _ if old == new => How::Changed,
        Status::Paused => How::Paused,
        Status::Ended => How::Ended,
        Status::Active if old == Status::Paused => How::Resumed,
        _ => How::Changed,
    }
}

fn fields(old: &Message, new: &Message) -> Vec<&'static str> {
    let differ = [
        ("name", old.name != new.name),
        ("type", old.kind != new.kind),
        ("segment", old.segment != new.segment),
        ("group", old.group != new.group),
        ("start", old.start != new.start),
        ("end", old.end != new.end),
        ("priority", old.priority != new.priority),
        ("place", old.place != new.place),
        ("limits", old.limits != new.limits),
        ("trigger", old.trigger != new.trigger),
        ("schedule", old.schedule != new.schedule),
        ("weight", old.weight != new.weight),
        ("variants", old.variants != new.variants),
        ("control", old.control != new.control),
        ("content", old.content != new.content),
    ];
    differ.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

/// What people call a message's fields.
const FIELDS: [(&str, &str, &str); 15] = [
    ("name", "이름", "name"),
    ("type", "종류", "type"),
    ("segment", "대상 세그먼트", "segment"),
    ("group", "그룹", "group"),
    ("start", "시작", "start"),
    ("end", "종료", "end"),
    ("priority", "우선순위", "priority"),
    ("place", "위치", "place"),
    ("limits", "노출 제한", "limits"),
    ("trigger", "노출 시점", "trigger"),
    ("schedule", "요일·시간대", "days and hours"),
    ("weight", "A안 비중", "weight of A"),
    ("variants", "다른 안", "variants"),
    ("control", "대조군 비율", "control group"),
    ("content", "내용", "content"),
];

impl Change {
    fn new(what: What, (id, name): (String, String), how: How, fields: Vec<&'static str>) -> Self {
        let (what_ko, what_en) = match what {
            What::Segment => ("세그먼트", "Segment"),
            What::Message => ("메시지", "Message"),
            What::Group => ("메시지 그룹", "Message group"),
            What::Attribution => ("전환 인정 기간", "Attribution window"),
            What::Pace => ("방문당 최대 노출과 메시지 사이 간격", "Cap a visit and gap between messages"),
        };
        let (how_ko, how_en) = match how {
            How::Added => ("추가", "added"),
            How::Changed => ("변경", "changed"),
            How::Removed => ("삭제", "removed"),
            How::Paused => ("일시중지", "paused"),
            How::Resumed => ("다시 시작", "goes on"),
            How::Ended => ("종료", "ended"),
        };
        let called = if name.is_empty() { &id } else { &name };
        let (called_ko, called_en) =
            if id.is_empty() { (String::new(), String::new()) } else { (format!(" ‘{called}’"), format!(" “{called}”")) };
        let words = |pick: fn(&(&str, &'static str, &'static str)) -> &'static str| {
            FIELDS.iter().filter(|(field, ..)| fields.contains(field)).map(pick).collect::<Vec<_>>().join(", ")
        };
        let (more_ko, more_en) = match how {
            _ if fields.is_empty() => (String::new(), String::new()),
            How::Changed => (format!(" ({})", words(|field| field.1)), format!(" ({})", words(|field| field.2))),
            _ => (format!(", 변경 ({})", words(|field| field.1)), format!(", changed ({})", words(|field| field.2))),
        };
        let ko = format!("{what_ko}{called_ko} {how_ko}{more_ko}");
        let en = format!("{what_en}{called_en}: {how_en}{more_en}");
        Self { what, id, name, how, fields, ko, en }
    }
}
