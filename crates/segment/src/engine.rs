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
    test::{Asked, NEVER, PATH, PathEnds, RANGE, subject_of},
    text::Subject,
    verdict::Verdict,
};

/// A program and what it has found so far.
#[derive(Clone, Debug)]
pub struct Engine {
    program: Vec<u8>,
    tests: Vec<Test>,
    /// The ends of ranges: fact, first value at which the test may differ, test; ascending.
    ends: Vec<(Fact, i64, u32)>,
    segments: Vec<Segment>,
    verdicts: Vec<Verdict>,
    /// Each fact's number when it was last looked at; [`NONE`]: there was none.
    numbers: [i64; FACTS],
    /// Pages of the path that were looked at; for each test of the path, in their order, which of them match (1).
    pages: usize,
    matched: Vec<u8>,
    /// Segments to evaluate.
    dirty: Vec<usize>,
    stack: Vec<Verdict>,
}

/// Stands for no number. One that is really so small is looked at too often, never too seldom.
const NONE: i64 = i64::MIN;

/// Where in the program a test's question stands (the segments that ask it follow), and its verdict.
#[derive(Clone, Debug)]
struct Test {
    fact: Fact,
    kind: u8,
    verdict: Verdict,
    at: usize,
}

#[derive(Clone, Debug)]
struct Segment {
    at: usize,
    dirty: bool,
}

/// What the answers depend on beside the facts' changes.
#[derive(Clone, Copy)]
struct Moment<'a> {
    facts: &'a Facts,
    zone: &'a Zone,
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
        ends: Vec::new(),
        segments: Vec::new(),
        verdicts: Vec::new(),
        // Whatever they are: the first update says that all of them changed.
        numbers: [0; FACTS],
        pages: 0,
        matched: Vec::new(),
        dirty: Vec::new(),
        stack: Vec::new(),
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
        self.tests.clear();
        self.ends.clear();
        self.segments.clear();
        self.verdicts.clear();
        self.matched.clear();
        self.dirty.clear();
        let bytes = program.0;
        let mut from = Reader::new(&bytes);
        let at = |from: &Reader<'_>| bytes.len() - from.rest().len();
        for _ in 0..from.count() {
            let (fact, kind) = (from.take(), from.byte());
            self.tests.push(Test { fact, kind, verdict: Verdict::Unknown, at: at(&from) });
            from.bytes();
            for _ in 0..from.count() {
                from.small();
            }
            if kind == PATH {
                self.matched.extend_from_slice(&[0; PATH_PAGES_MAX]);
            }
        }
        for _ in 0..from.count() {
            self.ends.push((from.take(), from.zigzag(), from.small()));
        }
        for _ in 0..from.count() {
            self.segments.push(Segment { at: at(&from), dirty: false });
            self.verdicts.push(Verdict::Unknown);
            from.bytes();
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
        if changed == FactSet::ALL {
            self.pages = 0;
            self.numbers.fill(NONE);
            for segment in 0..self.segments.len() {
                mark(&mut self.segments, &mut self.dirty, segment);
            }
        }
        let mut from = 0;
        while let Some(fact) = self.tests.get(from).map(|test| test.fact) {
            let to = self.tests.partition_point(|test| test.fact <= fact).max(from + 1);
            if changed.has(fact) {
                self.fact_changed(fact, from, to, Moment { facts, zone, bits });
            }
            from = to;
        }
        self.settle();
    }

    fn fact_changed(&mut self, fact: Fact, from: usize, to: usize, moment: Moment<'_>) {
        let read = moment.facts.read(fact, moment.zone);
        if let Read::Pages(pages) = read {
            return self.path_changed(from, to, pages);
        }
        let subject = &mut subject_of(read);
        for index in from..to {
            if self.tests.get(index).is_some_and(|test| test.kind == RANGE) {
                return self.number_changed(fact, read, subject, moment);
            }
            self.ask(index, read, subject, moment);
        }
    }

    #[inline(never)]
    fn ask(&mut self, index: usize, read: Read<'_>, subject: &mut Subject<'_>, Moment { facts, zone, bits }: Moment<'_>) {
        if let Some(test) = self.tests.get(index) {
            let verdict = Asked { kind: test.kind, body: self.reader(test.at).bytes(), zone, bits, now: facts.now }.verdict(read, subject);
            self.set(index, verdict);
        }
    }

    fn number_changed(&mut self, fact: Fact, read: Read<'_>, subject: &mut Subject<'_>, moment: Moment<'_>) {
        let now = if let Read::Number(value) = read { value } else { NONE };
        let Some(kept) = self.numbers.get_mut(fact as usize) else { return };
        let before = core::mem::replace(kept, now);
        // An end e with low < e ≤ high is where a verdict differs; where one of the two is no number, every one may.
        let (low, high) =
            if before == NONE || now == NONE { (NONE, i64::MAX) } else { (before.min(now).saturating_add(1), before.max(now)) };
        let mut place = self.ends.partition_point(|(other, end, _)| *other < fact || *other == fact && *end < low);
        while let Some((other, end, index)) = self.ends.get(place).copied() {
            if other != fact || end > high {
                break;
            }
            self.ask(index as usize, read, subject, moment);
            place += 1;
        }
    }

    /// Looks at pages that are new on the path only; all questions about the path look at the same page one after another.
    fn path_changed(&mut self, from: usize, to: usize, pages: &[PathPage]) {
        while let Some(page) = pages.get(self.pages) {
            let mut subject = Subject::new(&page.url);
            for index in from..to {
                let mut body = self.question(index);
                PathEnds::take(&mut body);
                let matches = subject.matches_any(&mut body);
                if let Some(slot) = self.matched.get_mut((index - from) * PATH_PAGES_MAX + self.pages) {
                    *slot = u8::from(matches);
                }
            }
            self.pages += 1;
        }
        for index in from..to {
            let ends = PathEnds::take(&mut self.question(index));
            let first = (index - from) * PATH_PAGES_MAX;
            let verdict = Verdict::of(ends.has(pages, |number, _| self.matched.get(first + number) == Some(&1)));
            self.set(index, verdict);
        }
    }

    fn reader(&self, at: usize) -> Reader<'_> {
        Reader::new(self.program.get(at..).unwrap_or_default())
    }

    fn question(&self, index: usize) -> Reader<'_> {
        Reader::new(self.tests.get(index).map_or(&[], |test| self.reader(test.at).bytes()))
    }

    #[inline(never)]
    fn set(&mut self, index: usize, verdict: Verdict) {
        let Some(test) = self.tests.get_mut(index) else { return };
        if test.verdict == verdict {
            return;
        }
        test.verdict = verdict;
        let mut from = Reader::new(self.program.get(test.at..).unwrap_or_default());
        from.bytes();
        for _ in 0..from.count() {
            mark(&mut self.segments, &mut self.dirty, from.small() as usize);
        }
    }

    fn settle(&mut self) {
        while let Some(index) = self.dirty.pop() {
            if let (Some(segment), Some(verdict)) = (self.segments.get_mut(index), self.verdicts.get_mut(index)) {
                segment.dirty = false;
                let steps = Reader::new(self.program.get(segment.at..).unwrap_or_default()).bytes();
                *verdict = run(steps, &mut self.stack, &self.tests);
            }
        }
    }

    /// The earliest moment at which a verdict could change by time passing alone; `None` when nothing waits for time.
    #[must_use]
    pub fn next_due(&self, facts: &Facts, zone: &Zone) -> Option<EpochMs> {
        let mut next = NEVER;
        for test in &self.tests {
            if FactSet::CLOCK.has(test.fact) {
                let asked = Asked { kind: test.kind, body: self.reader(test.at).bytes(), zone, bits: &[], now: facts.now };
                next = next.min(asked.next_due(test.fact, facts));
            }
        }
        (next != NEVER).then_some(next)
    }
}

/// Notes a segment that is to be evaluated.
fn mark(segments: &mut [Segment], dirty: &mut Vec<usize>, segment: usize) {
    if let Some(entry) = segments.get_mut(segment)
        && !entry.dirty
    {
        entry.dirty = true;
        dirty.push(segment);
    }
}

/// Evaluates a segment's steps.
fn run(steps: &[u8], stack: &mut Vec<Verdict>, tests: &[Test]) -> Verdict {
    stack.clear();
    let mut from = Reader::new(steps);
    while !from.is_done() {
        let step = from.small();
        let number = (step >> 2) as usize;
        let verdict = match step & 3 {
            0 => tests.get(number).map_or(Verdict::Unknown, |test| test.verdict),
            3 => stack.pop().unwrap_or_default().not(),
            kind => {
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
