//! From definitions to a program: conditions become tests, each kept once however many segments ask it.

use std::{collections::HashMap, rc::Rc};

use model::{
    codec::{Wire as _, put_bytes, put_varint},
    facts::Fact,
};

use crate::{
    ask::{Asked, Asking, WORK_MAX, is_edges},
    catalogue::{Entry, entry},
    definition::{CONDITIONS_MAX, Condition, Rule, Segment, VERSION, kinds},
    error::SegmentError,
    test::{Question, RANGE, Test},
};

/// Most segments of a site: 2 bytes of index each, and 1,000 is what the benches hold.
pub const SEGMENTS_MAX: usize = 2000;
/// Most steps of one segment with all that it takes from others: a chain of segments that ask for two others each doubles with every link.
pub const STEPS_MAX: usize = 2000;

/// One step of a segment's expression, in postfix order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Push the verdict of a test.
    Test(u16),
    /// Replace the last n by their AND.
    All(u16),
    /// Replace the last n by their OR.
    Any(u16),
    /// Replace the last by its NOT.
    Not,
}

/// Segments compiled together: bytes that [`crate::engine::Engine`] runs as they are. First the tests in the order of their facts, each
/// fact, kind, the question framed by its length, and the segments that ask it; then the ends of all ranges, sorted; then the segments'
/// steps, three bits of kind and a number each (4: the opposite of a test).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Program(pub Vec<u8>);

/// Whom a program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every condition is evaluated where the program runs.
    Full,
    /// Conditions that only the edge may know become opaque bits.
    Browser,
}

/// Compiled segments: ids, tests, steps, and the tests behind opaque bits.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// Ids in the order of the program's segments.
    pub ids: Vec<String>,
    /// Every different test.
    pub tests: Vec<Test>,
    /// Every segment's steps.
    pub segments: Vec<Vec<Step>>,
    /// The tests that the edge answers, in the order of their bits. Never in a bundle.
    pub edge_tests: Vec<Test>,
    /// Segments that could not be compiled: they match nobody.
    pub errors: Vec<(String, SegmentError)>,
    /// The first of these errors with the segment in which it stands: that may be one that the other asks for.
    pub fault: Option<(String, SegmentError)>,
    /// Where each test of [`Compiled::tests`] stands, and of the edge's.
    places: HashMap<Test, u16>,
    edge_places: HashMap<Test, u16>,
}

/// Compiles segments. One that is broken matches nobody and is named in `errors`; the others are not touched by it.
#[must_use]
pub fn compile(segments: &[Segment], target: Target) -> Compiled {
    compile_of(segments, segments.iter(), target)
}

/// Compiles some of a site's segments, in this order; what they ask of others is looked up among all.
#[must_use]
pub fn compile_of<'a>(all: &'a [Segment], some: impl Iterator<Item = &'a Segment>, target: Target) -> Compiled {
    let site = Site::new(all);
    let mut made = Compiled::default();
    let mut seen = std::collections::HashSet::new();
    for segment in some {
        let result = if !is_slug(&segment.id) || !seen.insert(segment.id.as_str()) {
            Err((segment.id.clone(), SegmentError::BadId { id: segment.id.clone() }))
        } else if made.ids.len() >= SEGMENTS_MAX {
            Err((segment.id.clone(), SegmentError::TooMany { at: String::new(), what: "segments", max: SEGMENTS_MAX }))
        } else {
            site.steps_or_fault(segment)
        };
        let steps = match result {
            Ok(steps) => steps.into_iter().map(|step| made.place(step, target)).collect(),
            Err(fault) => {
                made.errors.push((segment.id.clone(), fault.1.clone()));
                made.fault.get_or_insert(fault);
                // NOT of an empty AND: no, whatever is known.
                vec![Step::All(0), Step::Not]
            }
        };
        made.ids.push(segment.id.clone());
        made.segments.push(steps);
    }
    made
}

/// True for `[a-z0-9-]{1,40}`.
#[must_use]
pub fn is_slug(id: &str) -> bool {
    (1..=40).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A step before its test has a place.
#[derive(Clone, Debug)]
pub(crate) enum Draft {
    /// A test, and whether only the edge may answer it.
    Test(Box<Test>, bool),
    Step(Step),
}

impl Compiled {
    fn place(&mut self, draft: Draft, target: Target) -> Step {
        match draft {
            Draft::Step(step) => step,
            Draft::Test(test, is_edges) => {
                let test = if is_edges && target == Target::Browser {
                    let bit = index_of(&mut self.edge_tests, &mut self.edge_places, *test);
                    Test { fact: Fact::EdgeBits, ask: Question::Edge(bit) }
                } else {
                    *test
                };
                Step::Test(index_of(&mut self.tests, &mut self.places, test))
            }
        }
    }

    /// The bytes that run.
    #[must_use]
    pub fn program(&self) -> Program {
        let mut order: Vec<(usize, &Test)> = self.tests.iter().enumerate().collect();
        // Of one fact the ranges come last: the engine goes through the others one by one and finds the ranges by their ends. Questions
        // about the same part of a text stand together: it is made ready once.
        order.sort_by_key(|(_, test)| (test.fact, test.ask.kind() == RANGE, test.ask.scope()));
        let mut places = vec![0_usize; self.tests.len()];
        for (place, (index, _)) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(*index) {
                *slot = place;
            }
        }
        let place = |test: u16| places.get(usize::from(test)).copied().unwrap_or(0);
        let mut asking: Vec<Vec<u32>> = vec![Vec::new(); self.tests.len()];
        for (segment, steps) in (0_u32..).zip(&self.segments) {
            for step in steps {
                if let Step::Test(test) = step
                    && let Some(list) = asking.get_mut(place(*test))
                    && list.last() != Some(&segment)
                {
                    list.push(segment);
                }
            }
        }
        let mut out = Vec::new();
        let mut ends: Vec<(Fact, i64, usize)> = Vec::new();
        put_varint(&mut out, order.len() as u64);
        for ((at, (_, test)), asking) in order.iter().enumerate().zip(&asking) {
            test.fact.put(&mut out);
            out.push(test.ask.kind());
            test.ask.put(&mut out);
            asking.put(&mut out);
            if let Question::Range(lo, hi) = test.ask {
                ends.push((test.fact, lo, at));
                ends.extend(hi.checked_add(1).map(|end| (test.fact, end, at)));
            }
        }
        ends.sort_unstable();
        put_varint(&mut out, ends.len() as u64);
        for (fact, end, test) in ends {
            fact.put(&mut out);
            end.put(&mut out);
            put_varint(&mut out, test as u64);
        }
        put_varint(&mut out, self.segments.len() as u64);
        for steps in &self.segments {
            let mut body = Vec::new();
            let mut steps = steps.iter().peekable();
            while let Some(step) = steps.next() {
                let (kind, number) = match step {
                    Step::Test(test) if steps.next_if_eq(&&Step::Not).is_some() => (4, place(*test) as u64),
                    Step::Test(test) => (0, place(*test) as u64),
                    Step::All(count) => (1, u64::from(*count)),
                    Step::Any(count) => (2, u64::from(*count)),
                    Step::Not => (3, 0),
                };
                put_varint(&mut body, number << 3 | kind);
            }
            put_bytes(&mut out, &body);
        }
        Program(out)
    }
}

fn index_of(tests: &mut Vec<Test>, places: &mut HashMap<Test, u16>, test: Test) -> u16 {
    if let Some(place) = places.get(&test) {
        return *place;
    }
    let place = u16::try_from(tests.len()).unwrap_or(u16::MAX);
    tests.push(test.clone());
    places.insert(test, place);
    place
}

/// A site's segments, for those that ask for others.
pub(crate) struct Site<'a> {
    segments: HashMap<&'a str, &'a Segment>,
    asking: Rc<Asking>,
}

impl<'a> Site<'a> {
    pub fn new(all: &'a [Segment]) -> Self {
        Self::with(all, Rc::new(Asking::new(usize::MAX)))
    }

    /// The same with what conditions are known to ask.
    pub fn with(all: &'a [Segment], asking: Rc<Asking>) -> Self {
        Self { segments: all.iter().map(|segment| (segment.id.as_str(), segment)).collect(), asking }
    }

    /// What a condition asks.
    pub fn asked(&self, entry: &Entry, condition: &Condition) -> Option<Asked> {
        self.asking.asked(entry, condition, "").ok()
    }

    /// A segment's steps, those of the segments that it asks for among them.
    pub fn steps(&self, segment: &Segment) -> Result<Vec<Draft>, SegmentError> {
        self.steps_or_fault(segment).map_err(|(_, error)| error)
    }

    /// The same; an error comes with the segment in which it stands.
    fn steps_or_fault(&self, segment: &Segment) -> Result<Vec<Draft>, (String, SegmentError)> {
        let mut making = Making { site: self, steps: Vec::new(), path: Vec::new(), work: 0 };
        match making.segment(segment) {
            Ok(()) => Ok(making.steps),
            // All of them together are too many: that is nobody's but this one's.
            Err(error @ (SegmentError::TooMany { max: STEPS_MAX, .. } | SegmentError::TooHeavy { .. })) if making.path.len() > 1 => {
                Err((segment.id.clone(), error))
            }
            Err(error) => Err((making.path.pop().unwrap_or_default(), error)),
        }
    }

    /// One condition's steps.
    pub fn condition(&self, segment: &Segment, condition: &Condition, at: &str) -> Result<Vec<Draft>, SegmentError> {
        let mut making = Making { site: self, steps: Vec::new(), path: vec![segment.id.clone()], work: 0 };
        making.condition(condition, at, segment.version)?;
        Ok(making.steps)
    }
}

struct Making<'a> {
    site: &'a Site<'a>,
    steps: Vec<Draft>,
    /// The segments that lead here, by id.
    path: Vec<String>,
    /// What the tables took to make.
    work: usize,
}

impl Making<'_> {
    fn step(&mut self, step: Step) {
        self.steps.push(Draft::Step(step));
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), SegmentError> {
        let version = segment.version;
        self.path.push(segment.id.clone());
        let mut parts = self.joined_by_kind(&segment.include, version)?;
        for (index, block) in segment.any_of.iter().enumerate() {
            for (place, condition) in block.iter().enumerate() {
                self.condition(condition, &format!("any_of[{index}][{place}]"), version)?;
            }
            self.step(Step::Any(count(block.len())));
            parts += 1;
        }
        for (place, condition) in segment.exclude.iter().enumerate() {
            self.condition(condition, &format!("exclude[{place}]"), version)?;
            self.step(Step::Not);
            parts += 1;
        }
        if let Some(rule) = &segment.rule {
            self.rule(rule, "rule", version)?;
            parts += 1;
        }
        self.step(Step::All(count(parts)));
        let conditions = segment.conditions().len();
        if conditions > CONDITIONS_MAX {
            return Err(SegmentError::TooMany { at: String::new(), what: "conditions", max: CONDITIONS_MAX });
        }
        self.path.pop();
        Ok(())
    }

    /// Entries of one kind join by OR; the number of different kinds comes back.
    fn joined_by_kind(&mut self, conditions: &[Condition], version: u32) -> Result<usize, SegmentError> {
        let kinds = kinds(conditions);
        for kind in &kinds {
            let mut same = 0;
            for (place, condition) in conditions.iter().enumerate().filter(|(_, condition)| condition.is_kin(kind)) {
                self.condition(condition, &format!("include[{place}]"), version)?;
                same += 1;
            }
            if same > 1 {
                self.step(Step::Any(count(same)));
            }
        }
        Ok(kinds.len())
    }

    fn rule(&mut self, rule: &Rule, at: &str, version: u32) -> Result<(), SegmentError> {
        match rule {
            Rule::Condition(condition) => self.condition(condition, at, version)?,
            Rule::Not { not } => {
                self.rule(not, &format!("{at}.not"), version)?;
                self.step(Step::Not);
            }
            Rule::All { all: parts } | Rule::Any { any: parts } => {
                let all = matches!(rule, Rule::All { .. });
                for (place, part) in parts.iter().enumerate() {
                    self.rule(part, &format!("{at}.{}[{place}]", if all { "all" } else { "any" }), version)?;
                }
                self.step(if all { Step::All(count(parts.len())) } else { Step::Any(count(parts.len())) });
            }
        }
        Ok(())
    }

    fn condition(&mut self, condition: &Condition, at: &str, version: u32) -> Result<(), SegmentError> {
        if self.steps.len() > STEPS_MAX {
            let is_own = self.path.len() == 1;
            let at = if is_own { at.to_owned() } else { String::new() };
            return Err(SegmentError::TooMany { at, what: "conditions with those of other segments", max: STEPS_MAX });
        }
        let Some(entry) = entry(&condition.kind) else {
            if version > VERSION {
                // A newer service knows: here it is unknown.
                self.steps.push(Draft::Test(Box::new(Test { fact: Fact::EdgeBits, ask: Question::Edge(u16::MAX) }), false));
                return Ok(());
            }
            return Err(SegmentError::UnknownKind { at: at.to_owned(), kind: condition.kind.clone() });
        };
        let asked = self.site.asking.asked(entry, condition, at).map_err(|error| self.placed(error))?;
        self.work = self.work.saturating_add(asked.work());
        if self.work > WORK_MAX {
            return Err(self.placed(SegmentError::TooHeavy { at: at.to_owned() }));
        }
        let mut push = |test| self.steps.push(Draft::Test(Box::new(test), is_edges(entry)));
        match asked {
            Asked::Not(test) => {
                push(test);
                self.step(Step::Not);
            }
            Asked::All(tests) => {
                let parts = tests.len();
                tests.into_iter().for_each(push);
                if parts > 1 {
                    self.step(Step::All(count(parts)));
                }
            }
            Asked::Segments(ids) => {
                let parts = ids.len();
                for (place, id) in ids.iter().enumerate() {
                    self.other(id, &format!("{at}.values[{place}]"))?;
                }
                self.step(Step::Any(count(parts)));
            }
        }
        Ok(())
    }

    /// What all of them together are too much for has no place in another segment.
    fn placed(&self, error: SegmentError) -> SegmentError {
        match error {
            SegmentError::TooHeavy { .. } if self.path.len() > 1 => SegmentError::TooHeavy { at: String::new() },
            other => other,
        }
    }

    fn other(&mut self, id: &str, at: &str) -> Result<(), SegmentError> {
        if let Some(place) = self.path.iter().position(|known| known == id) {
            let mut path = self.path.get(place..).unwrap_or_default().to_vec();
            path.push(id.to_owned());
            return Err(SegmentError::Cycle { at: at.to_owned(), path });
        }
        let site = self.site;
        match site.segments.get(id) {
            Some(segment) => self.segment(segment),
            None => Err(SegmentError::NoSuchSegment { at: at.to_owned(), id: id.to_owned() }),
        }
    }
}

fn count(parts: usize) -> u16 {
    u16::try_from(parts).unwrap_or(u16::MAX)
}
