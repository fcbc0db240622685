//! Verdicts that are kept and re-evaluated only where a fact changed.
//!
//! Of a program an index is built, with the numbers that are asked most; the rest is run from its bytes. Each test's verdict is kept from
//! the moment its fact changed. The ends of the ranges that are asked of one fact are sorted: when its number moves, only the tests with an
//! end between the old and the new value are looked at. Questions to a log look at a row one after another. A segment is evaluated again
//! only when one of its tests has another verdict.

use core::ops::Range;

use model::{
    codec::Reader,
    facts::{Fact, FactSet, Facts, Read, Rows},
    time::{EpochMs, Zone},
};

use crate::{
    compile::Program,
    test::{Asked, Count, DAYS, LogAsked, Moment, NEVER, RANGE, TEXT, next_due, subject_of},
    text::{Subject, marks},
    verdict::Verdict,
};

/// A program and what it has found so far.
#[derive(Clone, Debug)]
pub struct Engine {
    program: Vec<u8>,
    tests: Vec<Test>,
    groups: Vec<Group>,
    /// The ends of ranges: fact, first value at which the test may differ, test; ascending.
    ends: Vec<(Fact, i64, u32)>,
    /// The segments that ask each test, one test after another.
    asking: Vec<u32>,
    segments: Vec<Segment>,
    /// Their steps, one segment after another.
    steps: Vec<u32>,
    verdicts: Vec<Verdict>,
    /// How many rows of a log each test of it counts, while they are counted.
    counts: Vec<Count>,
    /// Segments to evaluate.
    dirty: Vec<u32>,
    stack: Vec<Verdict>,
    /// Where texts are made ready.
    scratch: Vec<u8>,
}

/// Stands for no number. One that is really so small is looked at too often, never too seldom.
const NONE: i64 = i64::MIN;

/// A question and its answer.
#[derive(Clone, Debug)]
struct Test {
    fact: Fact,
    kind: u8,
    verdict: Verdict,
    /// Where in the program the question stands.
    at: usize,
    /// The ends of a range of numbers or days, or (lo) the marks of texts; read once, since they are asked most.
    lo: i64,
    hi: i64,
    /// Where in `asking` the segments that ask it begin; the next test's begin where they end.
    asking: usize,
}

/// Tests of one fact, which stand together: they begin here, and end where the next group's begin.
#[derive(Clone, Debug)]
struct Group {
    fact: Fact,
    tests: usize,
    /// The fact's number when it was last looked at; [`NONE`]: there was none.
    number: i64,
}

#[derive(Clone, Debug)]
struct Segment {
    /// Where its steps begin; the next segment's begin where they end.
    steps: usize,
    dirty: bool,
    /// It is one AND of tests and their opposites, as most are.
    flat: bool,
}

/// What the answers depend on beside the facts' changes.
#[derive(Clone, Copy)]
struct Now<'a> {
    moment: Moment<'a>,
    bits: &'a [u8],
}

impl Default for Engine {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Engine {
    /// An engine without segments.
    pub const EMPTY: Self = Self {
        program: Vec::new(),
        tests: Vec::new(),
        groups: Vec::new(),
        ends: Vec::new(),
        asking: Vec::new(),
        segments: Vec::new(),
        steps: Vec::new(),
        verdicts: Vec::new(),
        counts: Vec::new(),
        dirty: Vec::new(),
        stack: Vec::new(),
        scratch: Vec::new(),
    };

    /// An engine that knows nothing yet: the first [`Engine::update`] must say [`FactSet::ALL`]. A program that cannot be read has no
    /// segments.
    #[must_use]
    pub fn new(program: Program) -> Self {
        let mut engine = Self::EMPTY;
        engine.load(program);
        engine
    }

    /// Begins anew with another program.
    pub fn load(&mut self, program: Program) {
        *self = Self::EMPTY;
        let bytes = program.0;
        let mut from = Reader::new(&bytes);
        for number in 0..from.count() {
            let (fact, kind) = (from.take(), from.byte());
            if self.groups.last().is_none_or(|group| group.fact != fact) {
                self.groups.push(Group { fact, tests: number, number: NONE });
            }
            let at = bytes.len() - from.rest().len();
            let question = from.bytes();
            let mut body = Reader::new(question);
            let (mut lo, hi) = (body.zigzag(), body.zigzag());
            if kind == TEXT {
                lo = marks(question);
            }
            self.tests.push(Test { fact, kind, verdict: Verdict::Unknown, at, lo, hi, asking: self.asking.len() });
            for _ in 0..from.count() {
                self.asking.push(from.small());
            }
        }
        for _ in 0..from.count() {
            self.ends.push((from.take(), from.zigzag(), from.small()));
        }
        for number in 0..from.count() {
            self.dirty.push(number as u32);
            let mut segment = Segment { steps: self.steps.len(), dirty: true, flat: true };
            let mut steps = Reader::new(from.bytes());
            while !steps.is_done() {
                let step = steps.small();
                segment.flat &= step & 3 == 0 || step & 7 == 1 && steps.is_done();
                self.steps.push(step);
            }
            self.segments.push(segment);
            self.verdicts.push(Verdict::Unknown);
        }
        self.program = bytes;
    }

    /// The verdict of every segment, in the program's order.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Evaluates what the changed facts touch. `bits` are the edge's verdicts. The first call, and every one after which the path is
    /// another visit's, must say [`FactSet::ALL`].
    pub fn update(&mut self, facts: &Facts, zone: &Zone, bits: &[u8], changed: FactSet) {
        let mut scratch = core::mem::take(&mut self.scratch);
        let now = Now { moment: Moment::of(facts, zone), bits };
        let mut end = self.tests.len();
        for place in (0..self.groups.len()).rev() {
            let Some(group) = self.groups.get_mut(place) else { continue };
            let (fact, tests) = (group.fact, group.tests..end);
            end = group.tests;
            if !changed.has(fact) {
                continue;
            }
            let read = facts.read(fact, zone);
            if let Read::Log(rows) = read {
                self.log_changed(fact, tests, rows, &mut Subject::new(b"", &mut scratch), now);
            } else {
                let number = if let Read::Number(value) = read { value } else { NONE };
                let before = core::mem::replace(&mut group.number, number);
                let moved = before != NONE && number != NONE;
                let subject = &mut subject_of(read, &mut scratch);
                for index in tests {
                    if moved && self.tests.get(index).is_some_and(|test| test.kind == RANGE) {
                        self.number_moved(fact, before.min(number), before.max(number), read, subject, now);
                        break;
                    }
                    self.ask(index, read, subject, now);
                }
            }
        }
        self.scratch = scratch;
        while let Some(index) = self.dirty.pop() {
            self.settle(index as usize);
        }
    }

    #[inline(never)]
    fn ask<'a>(&mut self, index: usize, read: Read<'a>, subject: &mut Subject<'a>, now: Now<'_>) {
        if let Some(test) = self.tests.get(index) {
            let verdict = match (test.kind, read) {
                (RANGE, Read::Number(number)) => Verdict::of(test.lo <= number && number <= test.hi),
                (DAYS, Read::Number(day)) => {
                    let ago = now.moment.today.wrapping_sub(day);
                    Verdict::of(test.lo <= ago && ago <= test.hi)
                }
                // Most texts are none of those that are asked for, and their marks say so.
                (TEXT, Read::Text(_)) if test.lo & subject.mark() == 0 => Verdict::No,
                _ => Asked { kind: test.kind, body: self.body(test), bits: now.bits }.verdict(read, subject),
            };
            if test.verdict != verdict {
                self.set(index, verdict);
            }
        }
    }

    /// Of ranges an end e with low < e ≤ high is where an answer differs.
    fn number_moved<'a>(&mut self, fact: Fact, low: i64, high: i64, read: Read<'a>, subject: &mut Subject<'a>, now: Now<'_>) {
        let mut place = self.ends.partition_point(|(other, end, _)| *other < fact || *other == fact && *end <= low);
        while let Some((other, end, index)) = self.ends.get(place).copied() {
            if other != fact || end > high {
                break;
            }
            self.ask(index as usize, read, subject, now);
            place += 1;
        }
    }

    /// Counts the rows of a log; all questions look at the same row one after another.
    #[inline(never)]
    fn log_changed<'a>(&mut self, fact: Fact, tests: Range<usize>, rows: &'a Rows, subject: &mut Subject<'a>, now: Now<'_>) {
        let mut counts = core::mem::take(&mut self.counts);
        counts.clear();
        counts.resize(tests.len(), Count::default());
        for row in rows.iter() {
            if row.fact != fact {
                continue;
            }
            subject.turn_to(row.key);
            for (count, index) in counts.iter_mut().zip(tests.clone()) {
                self.log_question(index).add(count, &row, rows, &now.moment, subject);
            }
        }
        for (count, index) in counts.iter().zip(tests) {
            let verdict = self.log_question(index).verdict(*count, &now.moment);
            self.set(index, verdict);
        }
        self.counts = counts;
    }

    #[inline(never)]
    fn log_question(&self, index: usize) -> LogAsked<'_> {
        LogAsked::take(self.tests.get(index).map_or(&[], |test| self.body(test)))
    }

    fn body(&self, test: &Test) -> &[u8] {
        Reader::new(self.program.get(test.at..).unwrap_or_default()).bytes()
    }

    #[inline(never)]
    fn set(&mut self, index: usize, verdict: Verdict) {
        let end = self.tests.get(index + 1).map_or(self.asking.len(), |test| test.asking);
        let Some(test) = self.tests.get_mut(index) else { return };
        if test.verdict == verdict {
            return;
        }
        test.verdict = verdict;
        for segment in self.asking.get(test.asking..end).unwrap_or_default() {
            if let Some(entry) = self.segments.get_mut(*segment as usize)
                && !entry.dirty
            {
                entry.dirty = true;
                self.dirty.push(*segment);
            }
        }
    }

    fn settle(&mut self, index: usize) {
        let end = self.segments.get(index + 1).map_or(self.steps.len(), |next| next.steps);
        if let (Some(segment), Some(verdict)) = (self.segments.get_mut(index), self.verdicts.get_mut(index)) {
            segment.dirty = false;
            let steps = self.steps.get(segment.steps..end).unwrap_or_default();
            *verdict = if segment.flat { run_flat(steps, &self.tests) } else { run(steps, &mut self.stack, &self.tests) };
        }
    }

    /// The earliest moment at which a verdict could change by time passing alone; `None` when nothing waits for time.
    #[must_use]
    pub fn next_due(&self, facts: &Facts, zone: &Zone) -> Option<EpochMs> {
        let mut next = NEVER;
        for group in &self.groups {
            if FactSet::CLOCK.has(group.fact) {
                for test in self.tests.get(group.tests..).unwrap_or_default() {
                    if test.fact != group.fact {
                        break;
                    }
                    next = next.min(next_due(test.fact, test.kind, &[test.lo, test.hi.saturating_add(1)], facts, zone));
                }
            }
        }
        (next != NEVER).then_some(next)
    }
}

/// A step that looks at a test.
fn look(step: u32, tests: &[Test]) -> Verdict {
    let verdict = tests.get((step >> 3) as usize).map_or(Verdict::Unknown, |test| test.verdict);
    if step & 4 == 0 { verdict } else { verdict.not() }
}

/// Evaluates the steps of one AND: one no decides.
fn run_flat(steps: &[u32], tests: &[Test]) -> Verdict {
    let mut verdict = Verdict::Yes;
    for step in steps {
        if step & 3 == 0 {
            match look(*step, tests) {
                Verdict::No => return Verdict::No,
                Verdict::Unknown => verdict = Verdict::Unknown,
                Verdict::Yes => {}
            }
        }
    }
    verdict
}

/// Evaluates a segment's steps.
fn run(steps: &[u32], stack: &mut Vec<Verdict>, tests: &[Test]) -> Verdict {
    stack.clear();
    for step in steps {
        let number = (step >> 3) as usize;
        let kind = step & 7;
        let verdict = match kind {
            0 | 4 => look(*step, tests),
            3 => stack.pop().unwrap_or_default().not(),
            _ => {
                // For AND one no decides, for OR one yes; else what is unknown makes it unknown.
                let all = kind == 1;
                let mut verdict = Verdict::of(all);
                for _ in 0..number.min(stack.len()) {
                    let part = stack.pop().unwrap_or_default();
                    if part == Verdict::of(!all) || verdict == Verdict::of(all) {
                        verdict = part;
                    }
                }
                verdict
            }
        };
        stack.push(verdict);
    }
    stack.pop().unwrap_or_default()
}

/// Evaluates a program once.
#[must_use]
pub fn evaluate(program: &Program, facts: &Facts, zone: &Zone, bits: &[u8]) -> Vec<Verdict> {
    let mut engine = Engine::new(Program(model::codec::copy(&program.0)));
    engine.update(facts, zone, bits, FactSet::ALL);
    engine.verdicts
}
