//! One question put to many values, as scans of stored visits do: its bytes are made once, and each answer is that of [`Test::verdict`].

use model::{
    codec::{Reader, copy},
    facts::{Read, Row, Rows},
    time::{Day, Zone},
};

use crate::{
    test::{Asked, Count, Log, LogAsked, Moment, Question, Test, When, subject_of},
    text::Subject,
    verdict::Verdict,
};

const WEEK_MINUTES: i64 = 7 * 1440;

/// A test with its question in bytes.
#[derive(Debug)]
pub struct Ready<'a> {
    test: &'a Test,
    body: Vec<u8>,
    scratch: Vec<u8>,
    /// For rows, which are looked at apart from their time.
    zone: Zone,
}

impl Test {
    /// Makes the question ready for many values.
    #[must_use]
    pub fn ready(&self) -> Ready<'_> {
        let mut bytes = Vec::new();
        match &self.ask {
            // A row is asked alone: one that matches is enough, whenever it happened.
            Question::Log(log) => {
                Question::Log(Log { when: When::Ever, count: (1, i64::MAX), same: false, ..log.clone() }).put(&mut bytes);
            }
            ask => ask.put(&mut bytes),
        }
        Ready { test: self, body: copy(Reader::new(&bytes).bytes()), scratch: Vec::new(), zone: Zone::default() }
    }
}

impl Ready<'_> {
    /// The verdict on what was read of the fact on a day; of rows of a log it is unknown ([`Ready::row`]). `bits` are the edge's verdicts.
    #[must_use]
    pub fn answer<'a>(&'a mut self, read: Read<'a>, today: Day, bits: &[u8]) -> Verdict {
        match (&self.test.ask, read) {
            (Question::Range(lo, hi), Read::Number(number)) => Verdict::of((*lo..=*hi).contains(&number)),
            (Question::DaysAgo(lo, hi), Read::Number(day)) => Verdict::of((*lo..=*hi).contains(&i64::from(today.0).wrapping_sub(day))),
            // Stored bytes that are damaged: no week has such a minute.
            (Question::Clock { .. }, Read::Number(minute)) if !(0..WEEK_MINUTES).contains(&minute) => Verdict::Unknown,
            (ask, read) => Asked { kind: ask.kind(), body: &self.body, bits }.verdict(read, &mut subject_of(read, &mut self.scratch)),
        }
    }

    /// Whether a row counts, apart from when it happened: unknown for one that may. Unknown for a question that is not to a log.
    #[must_use]
    pub fn row<'a>(&'a mut self, row: &Row<'a>) -> Verdict {
        if !matches!(self.test.ask, Question::Log(_)) {
            return Verdict::Unknown;
        }
        let moment = Moment { zone: &self.zone, today: 0, visit_started: None };
        let asked = LogAsked::take(&self.body);
        let mut count = Count::default();
        asked.add(&mut count, row, &Rows::default(), &moment, &mut Subject::new(row.key, &mut self.scratch));
        asked.verdict(count, &moment)
    }
}
