//! A compiled condition: one question to one fact, as a value while it is compiled, as bytes wherever it is evaluated.

use std::collections::HashMap;

use model::{
    codec::{Reader, Wire, put_bytes},
    event::Item,
    facts::{Fact, Facts, Read, Row, Rows},
    time::{Day, EpochMs, Zone},
    wire::written,
};

use crate::{
    catalogue::ProductField,
    text::{Pattern, Subject},
    verdict::{Verdict, unpack},
};

/// One question to one fact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Test {
    /// Which fact.
    pub fact: Fact,
    /// What is asked.
    pub ask: Question,
}

/// What is asked of a fact. The numbers of the kinds ([`Question::kind`]) are in bundles: append only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// lo ≤ value ≤ hi; the ends of `i64` are no ends.
    Range(i64, i64),
    /// lo ≤ today − day ≤ hi, in days; of a day to come both are negative.
    DaysAgo(i64, i64),
    /// The text matches one of the patterns.
    Text(Vec<Pattern>),
    /// The local weekday (bit 0 = Sunday) and hour are in the sets.
    Clock { weekdays: u8, hours: u32 },
    /// One of the products matches.
    Product(ProductField, Vec<Pattern>),
    /// A verdict that the edge gave: its place among the bits.
    Edge(u16),
    /// There is, or is not, a value.
    Given(bool),
    /// So many rows of a log match.
    Log(Log),
}

/// Which rows of a log, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Log {
    /// When they happened.
    pub when: When,
    /// Their number, lo to hi.
    pub number: (i64, i64),
    /// Patterns of their key, one of which is enough; none: any key.
    pub keys: Vec<Pattern>,
    /// The same of their label.
    pub labels: Vec<Pattern>,
    /// How many, lo to hi.
    pub count: (i64, i64),
    /// Count the most frequent key alone.
    pub same: bool,
    /// A key, label or number that a row does not have is not known, rather than none.
    pub open: bool,
}

impl Log {
    /// Any number.
    pub const ANY: (i64, i64) = (i64::MIN, i64::MAX);

    /// True where every row counts, whenever it happened: how many there are is all that is asked.
    #[must_use]
    pub fn counts_all(&self) -> bool {
        self.takes_any() && self.when == When::Ever && !self.same
    }

    /// True where any row counts that happened then.
    #[must_use]
    pub fn takes_any(&self) -> bool {
        self.keys.is_empty() && self.labels.is_empty() && self.number == Self::ANY && !self.open
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { when: When::Ever, number: Self::ANY, keys: Vec::new(), labels: Vec::new(), count: (1, i64::MAX), same: false, open: false }
    }
}

/// When rows happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// As long ago as rows are kept.
    Ever,
    /// In the visit going on.
    Visit,
    /// lo ≤ today − day ≤ hi.
    Days(i64, i64),
}

pub(crate) const RANGE: u8 = 1;
pub(crate) const DAYS: u8 = 2;
pub(crate) const TEXT: u8 = 3;
pub(crate) const LOG: u8 = 9;

impl Question {
    /// The number of its kind.
    #[must_use]
    pub const fn kind(&self) -> u8 {
        match self {
            Self::Range(..) => RANGE,
            Self::DaysAgo(..) => DAYS,
            Self::Text(_) => TEXT,
            Self::Clock { .. } => 5,
            Self::Product(..) => 6,
            Self::Edge(_) => 7,
            Self::Given(_) => 8,
            Self::Log(_) => LOG,
        }
    }

    /// Which part of a text its first pattern looks at.
    pub(crate) fn scope(&self) -> u8 {
        match self {
            Self::Text(patterns) | Self::Product(_, patterns) | Self::Log(Log { keys: patterns, .. }) => {
                patterns.first().map_or(0, |pattern| pattern.scope())
            }
            _ => 0,
        }
    }

    /// Appends what is asked: length-prefixed, so that a browser skips a kind it does not know.
    pub(crate) fn put(&self, out: &mut Vec<u8>) {
        let body = &mut Vec::new();
        match self {
            Self::Range(lo, hi) | Self::DaysAgo(lo, hi) => (*lo, *hi).put(body),
            Self::Text(patterns) => patterns.put(body),
            Self::Clock { weekdays, hours } => (*weekdays, *hours).put(body),
            Self::Product(field, patterns) => {
                body.push(*field as u8);
                patterns.put(body);
            }
            Self::Edge(bit) => bit.put(body),
            Self::Given(yes) => yes.put(body),
            Self::Log(Log { when, number, keys, labels, count, same, open }) => {
                let (visit, days) = match when {
                    When::Ever => (0, (i64::MIN, i64::MAX)),
                    When::Visit => (2, (i64::MIN, i64::MAX)),
                    When::Days(lo, hi) => (0, (*lo, *hi)),
                };
                body.push(visit | u8::from(*same) | u8::from(*open) << 2);
                (*count).put(body);
                put_bytes(body, &written(&(days, *number)));
                put_bytes(body, &written(keys));
                put_bytes(body, &written(labels));
            }
        }
        put_bytes(out, body);
    }
}

impl Test {
    /// The verdict on facts, from nothing kept. `bits` are the edge's verdicts.
    #[must_use]
    pub fn verdict(&self, facts: &Facts, zone: &Zone, bits: &[u8]) -> Verdict {
        match (&self.ask, facts.read(self.fact, zone)) {
            (Question::Log(_), Read::Log(_)) => self.counted(facts, zone).map_or(Verdict::Unknown, |(_, verdict)| verdict),
            (_, read) => self.ready().answer(read, zone.day(facts.now), bits),
        }
    }

    /// How many rows of its log it counts for sure; `None` for another question, and where nothing is known.
    #[must_use]
    pub fn count(&self, facts: &Facts, zone: &Zone) -> Option<i64> {
        self.counted(facts, zone).map(|(count, _)| count)
    }

    fn counted(&self, facts: &Facts, zone: &Zone) -> Option<(i64, Verdict)> {
        let (Question::Log(log), Read::Log(rows)) = (&self.ask, facts.read(self.fact, zone)) else { return None };
        let mut bytes = Vec::new();
        self.ask.put(&mut bytes);
        let asked = LogAsked::take(Reader::new(&bytes).bytes());
        let moment = Moment::of(facts, zone);
        if log.when == When::Visit && moment.visit_started.is_none() {
            return None;
        }
        let mut scratch = Vec::new();
        let mut subject = Subject::new(b"", &mut scratch);
        let mut count = Count::default();
        // Each key is counted once for all of its rows, not once for each of them as where code must be small.
        let mut same: HashMap<&[u8], i64> = HashMap::new();
        let of_fact = || rows.iter().filter(|row| row.fact == self.fact);
        for row in of_fact().filter(|row| log.same && asked.is_in_time(row, &moment)) {
            *same.entry(row.key).or_default() += 1;
        }
        let each = LogAsked { flags: asked.flags & !1, ..asked };
        for row in of_fact() {
            subject.turn_to(row.key);
            let mut one = Count::default();
            each.add(&mut one, &row, rows, &moment, &mut subject);
            let add = |before: i64, one: i64| {
                if log.same && one > 0 { before.max(same.get(row.key).copied().unwrap_or(0)) } else { before + one }
            };
            count = Count { sure: add(count.sure, one.sure), open: add(count.open, one.open) };
        }
        Some((count.sure, asked.verdict(count, &moment)))
    }

    /// The bytes of its patterns and ends, for looking at.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = written(&self.fact);
        out.push(self.ask.kind());
        self.ask.put(&mut out);
        out
    }
}

/// What answers depend on beside the fact that is asked.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub zone: &'a Zone,
    /// The civil day.
    pub today: i64,
    /// When the visit began; without one the end of time: nothing happened in it.
    pub visit_started: Option<i64>,
}

impl<'a> Moment<'a> {
    pub fn of(facts: &Facts, zone: &'a Zone) -> Self {
        Self { zone, today: i64::from(zone.day(facts.now).0), visit_started: facts.number(Fact::VisitStarted) }
    }
}

/// A question in bytes, with what it takes to answer it.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub kind: u8,
    pub body: &'a [u8],
    pub bits: &'a [u8],
}

impl Asked<'_> {
    /// The answer. `subject` is the fact's text, made ready once for all questions to it.
    pub fn verdict<'a>(self, read: Read<'a>, subject: &mut Subject<'a>) -> Verdict {
        let mut body = Reader::new(self.body);
        if self.kind == 7 {
            return unpack(self.bits, body.small() as usize);
        }
        if matches!(read, Read::Unknown) || self.kind > 8 {
            return Verdict::Unknown;
        }
        Verdict::of(match (self.kind, read) {
            (3, Read::Text(_)) => subject.matches_any(&mut body),
            (5, Read::Number(minute_of_week)) => {
                let (weekdays, hours) = (body.byte(), body.small());
                weekdays >> ((minute_of_week / 1440) & 7) & 1 == 1 && hours >> ((minute_of_week % 1440 / 60) & 31) & 1 == 1
            }
            (6, Read::Items(items)) => {
                let field = body.byte();
                let mut open = false;
                for item in items {
                    let text = field_of(item, field).as_bytes();
                    subject.turn_to(text);
                    if subject.matches_any(&mut body.clone()) {
                        return Verdict::Yes;
                    }
                    // What the page did not say of a thing may be what is asked for.
                    open |= text.is_empty();
                }
                if open {
                    return Verdict::Unknown;
                }
                false
            }
            (8, read) => (body.byte() == 1) != matches!(read, Read::None),
            _ => false,
        })
    }
}

/// When the answer to a test could next change by time passing alone; the end of time when never. `ends` are those of a range of seconds, each
/// the first second at which the answer may differ.
pub(crate) fn next_due(fact: Fact, kind: u8, ends: &[i64], facts: &Facts, zone: &Zone) -> EpochMs {
    let now = facts.now;
    match kind {
        5 => zone.next_turn(now, 60),
        DAYS | LOG => zone.next_turn(now, 1440),
        RANGE => {
            let since = facts.number(match fact {
                Fact::SiteSeconds => Fact::VisitStarted,
                Fact::PageSeconds => Fact::PageSince,
                Fact::IdleSeconds => Fact::IdleSince,
                _ => return NEVER,
            });
            let mut next = NEVER;
            for end in ends {
                // Of thirty million years and more nothing is due; a check of the product would be larger than this one.
                if let (Some(since), 0..=SECONDS_MAX) = (since, *end) {
                    let due = since.saturating_add(end * 1000);
                    if due > now.0 && due < next.0 {
                        next = EpochMs(due);
                    }
                }
            }
            next
        }
        _ => NEVER,
    }
}

/// A question to a log, in its bytes.
#[derive(Clone, Copy)]
pub(crate) struct LogAsked<'a> {
    flags: u8,
    lo: i64,
    hi: i64,
    /// Days and numbers: four ends.
    ends: &'a [u8],
    keys: &'a [u8],
    labels: &'a [u8],
}

impl<'a> LogAsked<'a> {
    pub fn take(body: &'a [u8]) -> Self {
        let mut from = Reader::new(body);
        let (flags, lo, hi) = (from.byte(), from.zigzag(), from.zigzag());
        Self { flags, lo, hi, ends: from.bytes(), keys: from.bytes(), labels: from.bytes() }
    }

    /// The answer to so many rows; unknown where it asks for those of a visit and there is none, and where it hangs on what is not known.
    pub fn verdict(&self, count: Count, moment: &Moment<'_>) -> Verdict {
        if self.flags & 2 != 0 && moment.visit_started.is_none() { Verdict::Unknown } else { count.within(self.lo, self.hi) }
    }

    /// Counts a row of its log if it matches. The subject is turned to the row's key.
    pub fn add<'b>(&self, count: &mut Count, row: &Row<'b>, rows: &Rows, moment: &Moment<'_>, subject: &mut Subject<'b>) {
        // One byte of patterns says that there are none.
        let is_open = |text: &[u8], patterns: &[u8]| self.flags & 4 != 0 && patterns.len() > 1 && text.is_empty();
        if !self.is_in_time(row, moment) {
            return;
        }
        let open = is_open(row.key, self.keys)
            || is_open(row.label, self.labels)
            || self.flags & 4 != 0 && row.number < 0 && self.labels.len() + self.keys.len() == 2;
        let matches = open
            || (self.keys.len() < 2 || subject.matches_any(&mut Reader::new(self.keys)))
                && (self.labels.len() < 2 || {
                    subject.turn_to(row.label);
                    let matches = subject.matches_any(&mut Reader::new(self.labels));
                    subject.turn_to(row.key);
                    matches
                });
        if matches {
            let counted = if open { &mut count.open } else { &mut count.sure };
            *counted = if self.flags & 1 != 0 { self.same(row, rows.iter(), moment).max(*counted) } else { *counted + 1 };
        }
    }

    /// How many rows are of the same key and time.
    fn same<'b>(&self, row: &Row<'_>, rows: impl Iterator<Item = Row<'b>>, moment: &Moment<'_>) -> i64 {
        let mut count = 0;
        for other in rows {
            count += i64::from(other.fact == row.fact && other.key == row.key && self.is_in_time(&other, moment));
        }
        count
    }

    #[inline(never)]
    fn is_in_time(&self, row: &Row<'_>, moment: &Moment<'_>) -> bool {
        let mut ends = Reader::new(self.ends);
        (self.flags & 2 == 0 || moment.visit_started.is_some_and(|started| row.at.0 >= started))
            && between(&mut ends, moment.today - i64::from(moment.zone.day(row.at).0))
            && (between(&mut ends, row.number) || self.flags & 4 != 0 && row.number < 0)
    }
}

/// Rows that were counted: those that match, and those that may.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Count {
    sure: i64,
    open: i64,
}

impl Count {
    /// Whether so many are lo to hi; unknown where it hangs on those that may match.
    const fn within(self, lo: i64, hi: i64) -> Verdict {
        let most = self.sure + self.open;
        if most < lo || self.sure > hi {
            Verdict::No
        } else if self.sure < lo || most > hi {
            Verdict::Unknown
        } else {
            Verdict::Yes
        }
    }
}

impl Log {
    /// The answer where so many rows match for sure and so many more may. Of [`Log::same`] each is the number of the most frequent key.
    #[must_use]
    pub const fn answer(&self, sure: i64, open: i64) -> Verdict {
        Count { sure, open }.within(self.count.0, self.count.1)
    }
}

impl When {
    /// True when a row of this moment happened then, for a visit that began at `started` and a question that is asked on the day `today`.
    #[must_use]
    pub fn has(self, at: EpochMs, started: Option<EpochMs>, today: Day, zone: &Zone) -> bool {
        match self {
            Self::Ever => true,
            Self::Visit => started.is_some_and(|started| at >= started),
            Self::Days(lo, hi) => (lo..=hi).contains(&(i64::from(today.0) - i64::from(zone.day(at).0))),
        }
    }
}

/// What is due at the end of time.
pub(crate) const NEVER: EpochMs = EpochMs(i64::MAX);
const SECONDS_MAX: i64 = 1 << 50;

/// A fact's text, ready to be asked; of what is no text an empty one that nobody asks.
pub(crate) fn subject_of<'a>(read: Read<'a>, scratch: &'a mut Vec<u8>) -> Subject<'a> {
    Subject::new(if let Read::Text(text) = read { text.as_bytes() } else { b"" }, scratch)
}

fn between(body: &mut Reader<'_>, value: i64) -> bool {
    body.zigzag() <= value && value <= body.zigzag()
}

fn field_of(item: &Item, field: u8) -> &str {
    match field {
        0 => &item.id,
        1 => &item.name,
        _ => &item.category,
    }
}
