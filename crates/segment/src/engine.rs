//! Verdicts that are kept and re-evaluated only where a fact changed.
//!
//! A program is run from its bytes: nothing is built from it but an index. Each test's verdict is kept from the moment its fact changed.
//! The ends of the ranges that are asked of one fact are sorted: when its number moves, only the tests with an end between the old and
//! the new value are looked at. Questions about the path keep which of its pages match. A segment is evaluated again only when one of
//! its tests has another verdict.

use model::{
    codec::Reader,
    facts::{FACTS, Fact, FactSet, Facts, PATH_PAGES_MAX, PathPage, Read},
    time::{EpochMs, Zone},
};

use crate::{
    compile::Program,
    test::{Asked, PATH, PathEnds, RANGE},
    text::Subject,
    verdict::Verdict,
};

/// A program and what it has found so far.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    program: Vec<u8>,
    tests: Vec<Test>,
    /// The ends of ranges: fact, first value at which the test may differ, test; ascending.
    ends: Vec<(Fact, i64, usize)>,
    segments: Vec<Segment>,
    verdicts: Vec<Verdict>,
    /// Each fact's number when it was last looked at.
    numbers: Vec<Option<i64>>,
    /// Pages of the path that were looked at; for each test of the path, in their order, which of them match.
    pages: usize,
    matched: Vec<bool>,
    /// Segments to evaluate.
    dirty: Vec<usize>,
    stack: Vec<Verdict>,
}

/// Where in the program a test stands, and its verdict.
#[derive(Clone, Debug)]
struct Test {
    fact: Fact,
    kind: u8,
    verdict: Verdict,
    /// The segments that ask it begin here, its question follows.
    at: usize,
}

#[derive(Clone, Debug)]
struct Segment {
    at: usize,
    dirty: bool,
}

impl Engine {
    /// An engine that knows nothing yet: the first [`Engine::update`] must say [`FactSet::ALL`]. A program that cannot be read has no
    /// segments.
    #[must_use]
    pub fn new(program: Program) -> Self {
        let mut engine = Self { numbers: vec![None; FACTS], ..Self::default() };
        let bytes = program.0;
        let mut from = Reader::new(&bytes);
        let at = |from: &Reader<'_>| bytes.len() - from.rest().len();
        for _ in 0..from.small() {
            if from.is_done() {
                break;
            }
            let (fact, kind) = (from.take(), from.byte());
            engine.tests.push(Test { fact, kind, verdict: Verdict::Unknown, at: at(&from) });
            for _ in 0..from.small() {
                from.small();
            }
            from.bytes();
            if kind == PATH {
                engine.matched.resize(engine.matched.len() + PATH_PAGES_MAX, false);
            }
        }
        for _ in 0..from.small() {
            if from.is_done() {
                break;
            }
            engine.ends.push((from.take(), from.zigzag(), from.small() as usize));
        }
        for _ in 0..from.small() {
            if from.is_done() {
                break;
            }
            engine.segments.push(Segment { at: at(&from), dirty: false });
            engine.verdicts.push(Verdict::Unknown);
            from.bytes();
        }
        engine.program = bytes;
        engine
    }

    /// The verdict of every segment, in the program's order.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }

    /// Evaluates what the changed facts touch. `bits` are the edge's verdicts. The first call, and every one after which the path is
    /// another visit's, must say [`FactSet::ALL`].
    pub fn update(&mut self, facts: &Facts, zone: &Zone, bits: &[u8], changed: FactSet) {
        if changed == FactSet::ALL {
            self.pages = 0;
            self.numbers.fill(None);
            for segment in 0..self.segments.len() {
                self.mark(segment);
            }
        }
        let mut from = 0;
        while let Some(fact) = self.tests.get(from).map(|test| test.fact) {
            let to = from + self.tests.get(from..).unwrap_or_default().partition_point(|test| test.fact <= fact);
            if changed.has(fact) {
                self.fact_changed(fact, from, to, facts, zone, bits);
            }
            from = to;
        }
        self.settle();
    }

    fn fact_changed(&mut self, fact: Fact, from: usize, to: usize, facts: &Facts, zone: &Zone, bits: &[u8]) {
        let read = facts.read(fact, zone);
        if let Read::Pages(pages) = read {
            return self.path_changed(from, to, pages);
        }
        let mut subject = Subject::default();
        for index in from..to {
            let Some(test) = self.tests.get(index) else { break };
            if test.kind == RANGE {
                return self.number_changed(fact, read);
            }
            let asked = Asked { kind: test.kind, body: self.question(test.at), zone, bits, now: facts.now };
            let verdict = asked.verdict(read, &mut subject);
            self.set(index, verdict);
        }
    }

    fn number_changed(&mut self, fact: Fact, read: Read<'_>) {
        let now = match read {
            Read::Number(value) => Some(value),
            _ => None,
        };
        let Some(kept) = self.numbers.get_mut(fact as usize) else { return };
        let before = core::mem::replace(kept, now);
        // An end e with low < e ≤ high is where a verdict differs; where one of the two is no number, every one may.
        let (low, high) = before.zip(now).map_or((i64::MIN, i64::MAX), |(before, now)| (before.min(now), before.max(now)));
        let all = low == i64::MIN;
        let mut place = self.ends.partition_point(|(other, end, _)| (*other, *end) < (fact, low) || (!all && (*other, *end) == (fact, low)));
        while let Some((other, end, index)) = self.ends.get(place).copied() {
            if other != fact || end > high {
                break;
            }
            let verdict = match (read, self.tests.get(index)) {
                (Read::Number(value), Some(test)) => {
                    let mut body = Reader::new(self.question(test.at));
                    Verdict::of(body.zigzag() <= value && value <= body.zigzag())
                }
                (Read::Unknown, _) => Verdict::Unknown,
                _ => Verdict::No,
            };
            self.set(index, verdict);
            place += 1;
        }
    }

    /// Looks at pages that are new on the path only; all questions about the path look at the same page one after another.
    fn path_changed(&mut self, from: usize, to: usize, pages: &[PathPage]) {
        for (number, page) in pages.iter().enumerate().skip(self.pages) {
            let mut subject = Subject::new(&page.url);
            for index in from..to {
                let Some(test) = self.tests.get(index) else { break };
                let mut body = Reader::new(self.question(test.at));
                PathEnds::take(&mut body);
                let matches = subject.matches_any(&mut body);
                if let Some(slot) = self.matched.get_mut((index - from) * PATH_PAGES_MAX + number) {
                    *slot = matches;
                }
            }
        }
        self.pages = pages.len();
        for index in from..to {
            let Some(test) = self.tests.get(index) else { break };
            let ends = PathEnds::take(&mut Reader::new(self.question(test.at)));
            let matched = self.matched.get((index - from) * PATH_PAGES_MAX..).unwrap_or_default();
            let verdict = Verdict::of(ends.has(pages.iter().zip(matched).filter(|(_, matches)| **matches).map(|(page, _)| page)));
            self.set(index, verdict);
        }
    }

    fn reader(&self, at: usize) -> Reader<'_> {
        Reader::new(self.program.get(at..).unwrap_or_default())
    }

    fn question(&self, at: usize) -> &[u8] {
        let mut from = self.reader(at);
        for _ in 0..from.small() {
            from.small();
        }
        from.bytes()
    }

    fn set(&mut self, index: usize, verdict: Verdict) {
        let Some(test) = self.tests.get_mut(index) else { return };
        if test.verdict == verdict {
            return;
        }
        test.verdict = verdict;
        let mut at = test.at;
        let mut from = self.reader(at);
        for _ in 0..from.small() {
            at = self.program.len() - from.rest().len();
            let segment = self.reader(at).small();
            self.mark(segment as usize);
            from = self.reader(at);
            from.small();
        }
    }

    fn mark(&mut self, segment: usize) {
        if let Some(entry) = self.segments.get_mut(segment) {
            if !entry.dirty {
                entry.dirty = true;
                self.dirty.push(segment);
            }
        }
    }

    fn settle(&mut self) {
        while let Some(index) = self.dirty.pop() {
            let Some(segment) = self.segments.get_mut(index) else { continue };
            segment.dirty = false;
            let mut stack = core::mem::take(&mut self.stack);
            let at = segment.at;
            let verdict = run(self.reader(at).bytes(), &mut stack, |test| self.tests.get(test).map_or(Verdict::Unknown, |test| test.verdict));
            self.stack = stack;
            if let Some(kept) = self.verdicts.get_mut(index) {
                *kept = verdict;
            }
        }
    }

    /// The earliest moment at which a verdict could change by time passing alone; `None` when nothing waits for time.
    #[must_use]
    pub fn next_due(&self, facts: &Facts, zone: &Zone) -> Option<EpochMs> {
        let due = |test: &Test| Asked { kind: test.kind, body: self.question(test.at), zone, bits: &[], now: facts.now }.next_due(test.fact, facts);
        self.tests.iter().filter_map(due).min()
    }
}

/// Evaluates a segment's steps.
fn run(steps: &[u8], stack: &mut Vec<Verdict>, verdict_of: impl Fn(usize) -> Verdict) -> Verdict {
    stack.clear();
    let mut from = Reader::new(steps);
    while !from.is_done() {
        let step = from.small();
        let number = (step >> 2) as usize;
        let verdict = match step & 3 {
            0 => verdict_of(number),
            3 => stack.pop().unwrap_or_default().not(),
            kind => {
                let mut verdict = if kind == 1 { Verdict::Yes } else { Verdict::No };
                for _ in 0..number {
                    let part = stack.pop().unwrap_or_default();
                    verdict = if kind == 1 { verdict.and(part) } else { verdict.or(part) };
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
    let mut engine = Engine::new(program.clone());
    engine.update(facts, zone, bits, FactSet::ALL);
    engine.verdicts
}
