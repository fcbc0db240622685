//! A compiled condition: one question to one fact, as a value while it is compiled, as bytes wherever it is evaluated.

use model::{
    codec::{Reader, Wire, put_bytes},
    event::Item,
    facts::{Fact, Facts, PathPage, Read},
    time::{EpochMs, Zone},
    wire::written,
};

use crate::{
    catalogue::ProductField,
    text::{Pattern, Subject},
    verdict::{Verdict, unpack},
};

/// One question to one fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Which fact.
    pub fact: Fact,
    /// What is asked.
    pub ask: Question,
}

/// What is asked of a fact. The numbers of the kinds ([`Question::kind`]) are in bundles: append only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// lo ≤ value ≤ hi; the ends of `i64` are no ends.
    Range(i64, i64),
    /// lo ≤ today − day ≤ hi, in days.
    DaysAgo(i64, i64),
    /// The text matches one of the patterns.
    Text(Vec<Pattern>),
    /// The views of the pages that match are lo to hi; of the most seen one when `same_page`.
    Path { patterns: Vec<Pattern>, lo: i64, hi: i64, same_page: bool },
    /// The local weekday (bit 0 = Sunday) and hour are in the sets.
    Clock { weekdays: u8, hours: u32 },
    /// One of the products matches.
    Product(ProductField, Vec<Pattern>),
    /// A verdict that the edge gave: its place among the bits.
    Edge(u16),
    /// There is, or is not, a value.
    Given(bool),
}

pub(crate) const RANGE: u8 = 1;
pub(crate) const PATH: u8 = 4;

impl Question {
    /// The number of its kind.
    #[must_use]
    pub const fn kind(&self) -> u8 {
        match self {
            Self::Range(..) => RANGE,
            Self::DaysAgo(..) => 2,
            Self::Text(_) => 3,
            Self::Path { .. } => PATH,
            Self::Clock { .. } => 5,
            Self::Product(..) => 6,
            Self::Edge(_) => 7,
            Self::Given(_) => 8,
        }
    }

    /// Which part of a text its first pattern looks at.
    pub(crate) fn scope(&self) -> u8 {
        match self {
            Self::Text(patterns) | Self::Path { patterns, .. } | Self::Product(_, patterns) => {
                patterns.first().map_or(0, |pattern| pattern.scope as u8)
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
            Self::Path { patterns, lo, hi, same_page } => {
                (*lo, *hi, *same_page).put(body);
                patterns.put(body);
            }
            Self::Clock { weekdays, hours } => (*weekdays, *hours).put(body),
            Self::Product(field, patterns) => {
                body.push(*field as u8);
                patterns.put(body);
            }
            Self::Edge(bit) => bit.put(body),
            Self::Given(yes) => yes.put(body),
        }
        put_bytes(out, body);
    }
}

impl Test {
    /// The verdict on facts, from nothing kept. `bits` are the edge's verdicts.
    #[must_use]
    pub fn verdict(&self, facts: &Facts, zone: &Zone, bits: &[u8]) -> Verdict {
        let mut bytes = Vec::new();
        self.ask.put(&mut bytes);
        let body = Reader::new(&bytes).bytes();
        let read = facts.read(self.fact, zone);
        Asked { kind: self.ask.kind(), body, zone, bits, now: facts.now }.verdict(read, &mut subject_of(read))
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

/// A question in bytes, with what it takes to answer it.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub kind: u8,
    pub body: &'a [u8],
    pub zone: &'a Zone,
    pub bits: &'a [u8],
    pub now: EpochMs,
}

impl Asked<'_> {
    /// The answer. `subject` is the fact's text, made ready once for all questions to it.
    pub fn verdict(self, read: Read<'_>, subject: &mut Subject<'_>) -> Verdict {
        let mut body = Reader::new(self.body);
        if self.kind == 7 {
            return unpack(self.bits, body.small() as usize);
        }
        if matches!(read, Read::Unknown) || self.kind > 8 {
            return Verdict::Unknown;
        }
        Verdict::of(match (self.kind, read) {
            (RANGE, Read::Number(value)) => between(&mut body, value),
            (2, Read::Number(day)) => between(&mut body, i64::from(self.zone.day(self.now).0).saturating_sub(day)),
            (3, Read::Text(_)) => subject.matches_any(&mut body),
            (PATH, Read::Pages(pages)) => {
                let ends = PathEnds::take(&mut body);
                ends.has(pages, |_, page| Subject::new(&page.url).matches_any(&mut body.clone()))
            }
            (5, Read::Number(minute_of_week)) => {
                let (weekdays, hours) = (body.byte(), body.small());
                weekdays >> (minute_of_week / 1440) & 1 == 1 && hours >> (minute_of_week % 1440 / 60) & 1 == 1
            }
            (6, Read::Items(items)) => {
                let field = body.byte();
                items.iter().any(|item| Subject::new(field_of(item, field)).matches_any(&mut body.clone()))
            }
            (8, read) => (body.byte() == 1) != matches!(read, Read::None),
            _ => false,
        })
    }

    /// When the answer could next change by time passing alone; the end of time when never.
    pub fn next_due(self, fact: Fact, facts: &Facts) -> EpochMs {
        match self.kind {
            5 => self.zone.next_turn(self.now, 60),
            2 => self.zone.next_turn(self.now, 1440),
            RANGE => {
                let since = facts.number(match fact {
                    Fact::SiteSeconds => Fact::VisitStarted,
                    Fact::PageSeconds => Fact::PageSince,
                    _ => return NEVER,
                });
                let mut body = Reader::new(self.body);
                let mut next = NEVER;
                for end in &[body.zigzag(), body.zigzag().saturating_add(1)] {
                    // Of thirty million years and more nothing is due; a check of the product would be larger than this one.
                    if let (Some(since), 0..=SECONDS_MAX) = (since, *end) {
                        let due = since.saturating_add(end * 1000);
                        if due > self.now.0 && due < next.0 {
                            next = EpochMs(due);
                        }
                    }
                }
                next
            }
            _ => NEVER,
        }
    }
}

/// What is due at the end of time.
pub(crate) const NEVER: EpochMs = EpochMs(i64::MAX);
const SECONDS_MAX: i64 = 1 << 50;

/// A fact's text, ready to be asked; of what is no text an empty one that nobody asks.
pub(crate) fn subject_of<'a>(read: Read<'a>) -> Subject<'a> {
    if let Read::Text(text) = read { Subject::new(text) } else { Subject::default() }
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

/// How many views of matching pages a question about the path wants.
#[derive(Clone, Copy)]
pub(crate) struct PathEnds {
    lo: i64,
    hi: i64,
    same_page: bool,
}

impl PathEnds {
    /// Reads them; the patterns follow.
    pub fn take(body: &mut Reader<'_>) -> Self {
        Self { lo: body.zigzag(), hi: body.zigzag(), same_page: body.byte() == 1 }
    }

    /// True for the views of the pages that match.
    pub fn has(self, pages: &[PathPage], mut matches: impl FnMut(usize, &PathPage) -> bool) -> bool {
        let mut count = 0;
        for (number, page) in pages.iter().enumerate() {
            if matches(number, page) {
                let times = i64::from(page.times);
                count = if self.same_page { times.max(count) } else { times + count };
            }
        }
        self.lo <= count && count <= self.hi
    }
}
