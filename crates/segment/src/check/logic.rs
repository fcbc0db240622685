//! Whether anybody can match: what the tests of a segment allow, fact by fact.
//!
//! Every condition becomes claims about facts; a claim that says less than its test is right, one that says more is not. Branches of OR are
//! tried one by one until one is found in which no claims contradict. What is not understood (an unknown kind, a regular expression
//! against a text, more work than [`WORK_MAX`]) is taken to hold: "nobody" is said only when it is so.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    rc::Rc,
};

use model::{
    facts::{Fact, Facts, Value},
    time::Zone,
};

use crate::{
    ask::{Asked, Asking},
    catalogue::{Ask, Entry, ProductField, entry},
    definition::{Condition, Match, Rule, Segment},
    describe::names::code,
    test::{Log, Question, Test, When},
    text::Pattern,
    verdict::Verdict,
};

/// Most work for one question, in comparisons: a hundred conditions of some values, a hundred times over; and for all questions about a
/// segment, some 0.1 s.
const WORK_MAX: usize = 100_000;
const ALL_WORK_MAX: usize = 2_000_000;
/// Most choices inside one another: a call each, some hundred bytes of stack.
const DEPTH_MAX: usize = 300;
/// Most claims of a segment, those of the segments that it asks for included.
const CLAIMS_MAX: usize = 5_000;
/// Most comparisons of a text with a pattern for one fact: some 50 ms.
const TEXT_WORK_MAX: usize = 300_000;

/// Claims, joined.
#[derive(Clone, Debug)]
pub(super) enum Logic {
    Claim(Claim),
    All(Vec<Logic>),
    Any(Vec<Logic>),
}

/// Something that is so of a fact.
#[derive(Clone, Debug)]
pub(super) enum Claim {
    /// Its number, or how many days ago it was, lies in one of these; or, where `none`, there is none.
    Numbers { fact: Fact, axis: Axis, spans: Spans, none: bool },
    /// The local time's hours by weekday.
    Clock([u32; 7]),
    /// The text test of this number says yes, or no.
    Text(usize, bool),
    /// The product test of this number does.
    Product(usize, bool),
    /// It is there, or known to be none.
    There(Fact, bool),
    /// What the test of this number counts is lo to hi.
    Count(usize, i64, i64),
}

/// Ranges, both ends in.
type Spans = Vec<(i64, i64)>;

/// In what a number is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Axis {
    Value,
    DaysAgo,
}

/// A test, and the texts that it names one by one.
struct Known {
    test: Test,
    /// The texts that it takes, where it takes no others.
    finite: Option<Vec<String>>,
    /// True when trying a text on it tells of all texts that compare alike.
    tries: bool,
}

/// The texts that are named of a fact, and which of them each test takes.
#[derive(Default)]
struct Texts {
    named: Vec<String>,
    taken: HashMap<usize, Vec<bool>>,
}

/// The tests that claims are about.
pub(super) struct Ground<'a> {
    site: HashMap<&'a str, &'a Segment>,
    path: Vec<String>,
    asking: Rc<Asking>,
    tests: Vec<Known>,
    claims: usize,
    /// The facts that are asked, and the ends of ranges.
    asked: BTreeSet<Fact>,
    ends: Vec<(Fact, i64)>,
    texts: BTreeMap<Fact, Texts>,
    /// Work that is left.
    left: Cell<usize>,
}

/// Nothing is known of it: it may hold.
const fn open() -> Logic {
    Logic::All(Vec::new())
}

impl<'a> Ground<'a> {
    pub(super) fn new(segment: &'a Segment, site: &'a [Segment], asking: Rc<Asking>) -> Self {
        let mut by_id: HashMap<&str, &Segment> = site.iter().map(|segment| (segment.id.as_str(), segment)).collect();
        by_id.insert(&segment.id, segment);
        Self {
            site: by_id,
            path: vec![segment.id.clone()],
            asking,
            tests: Vec::new(),
            claims: 0,
            asked: BTreeSet::new(),
            ends: Vec::new(),
            texts: BTreeMap::new(),
            left: Cell::new(ALL_WORK_MAX),
        }
    }

    /// What it means that a condition says yes, or no.
    pub(super) fn condition(&mut self, condition: &Condition, yes: bool) -> Logic {
        let Some(entry) = entry(&condition.kind) else { return open() };
        self.claims += 1;
        if self.claims > CLAIMS_MAX {
            return open();
        }
        match self.asking.asked(entry, condition, "") {
            Err(_) => open(),
            Ok(Asked::Not(test)) => self.test(entry, condition, test, !yes),
            Ok(Asked::All(tests)) => {
                let claims = tests.into_iter().map(|test| self.test(entry, condition, test, yes)).collect();
                if yes { Logic::All(claims) } else { Logic::Any(claims) }
            }
            Ok(Asked::Segments(ids)) => {
                let parts = ids.into_iter().map(|id| self.other(id, yes)).collect();
                if yes { Logic::Any(parts) } else { Logic::All(parts) }
            }
        }
    }

    fn other(&mut self, id: String, yes: bool) -> Logic {
        if self.path.contains(&id) {
            return open();
        }
        let Some(segment) = self.site.get(id.as_str()).copied() else { return open() };
        self.path.push(id);
        let logic = segment.nested().rule.map_or_else(open, |rule| self.rule(&rule, yes));
        self.path.pop();
        logic
    }

    /// What it means that a rule says yes, or no.
    pub(super) fn rule(&mut self, rule: &Rule, yes: bool) -> Logic {
        match rule {
            Rule::Condition(condition) => self.condition(condition, yes),
            Rule::Not { not } => self.rule(not, !yes),
            Rule::All { all: parts } | Rule::Any { any: parts } => {
                let is_all = matches!(rule, Rule::All { .. });
                let parts = parts.iter().map(|part| self.rule(part, yes)).collect();
                if is_all == yes { Logic::All(parts) } else { Logic::Any(parts) }
            }
        }
    }

    fn test(&mut self, entry: &Entry, condition: &Condition, test: Test, yes: bool) -> Logic {
        let fact = test.fact;
        self.asked.insert(fact);
        let place = self.tests.len();
        let numbers = |axis, lo, hi| {
            let spans = if yes { vec![(lo, hi)] } else { outside(lo, hi) };
            Logic::Claim(Claim::Numbers { fact, axis, spans, none: !yes })
        };
        let logic = match &test.ask {
            Question::Range(lo, hi) => {
                self.ends.extend([*lo, hi.saturating_add(1)].into_iter().filter(|end| *end > 0 && *end < i64::MAX).map(|end| (fact, end)));
                return numbers(Axis::Value, *lo, *hi);
            }
            Question::DaysAgo(lo, hi) => return numbers(Axis::DaysAgo, *lo, *hi),
            Question::Clock { weekdays, hours } => {
                let day = |day: usize| if weekdays >> day & 1 == 1 { *hours } else { 0 };
                let hours = [0, 1, 2, 3, 4, 5, 6].map(|place| if yes { day(place) } else { !day(place) });
                return Logic::Claim(Claim::Clock(hours));
            }
            Question::Given(there) => return Logic::Claim(Claim::There(fact, *there == yes)),
            // The edge's bits are not asked here.
            Question::Edge(_) => return open(),
            Question::Text(_) => Logic::Claim(Claim::Text(place, yes)),
            Question::Product(..) => Logic::Claim(Claim::Product(place, yes)),
            Question::Log(log) => counts(place, log.count, yes),
        };
        let (finite, tries) = texts_of(entry, condition, &test);
        self.tests.push(Known { test, finite, tries });
        logic
    }

    /// What is so of shops and shoppers, whatever the conditions: to be called when these are known, before [`Ground::ready`]. Facts that were told
    /// wrongly may say otherwise.
    pub(super) fn usual(&mut self) -> Vec<Logic> {
        use Fact::{
            AverageOrder, CartItems, CartKinds, CartTotal, CartUnits, FirstOrderDay, Grade, IsMember, LastOrderDay, LastVisitDay, Member,
            Orders, PageSeconds, PreviousWord, SignUpDay, SiteSeconds, Spent, Visits, Word,
        };
        let number = |fact, lo, hi| Logic::Claim(Claim::Numbers { fact, axis: Axis::Value, spans: vec![(lo, hi)], none: true });
        let at_least = |fact, lo| number(fact, lo, i64::MAX);
        let below = |fact, hi: i64| number(fact, i64::MIN, hi - 1);
        let there = |fact, yes| Logic::Claim(Claim::There(fact, yes));
        let or = |one, other| Logic::Any(vec![one, other]);
        // Of what is not asked anything may be so: it would be tried in vain.
        let are_asked = |facts: [Fact; 2]| facts.iter().all(|fact| self.asked.contains(fact));
        let mut all = Vec::new();
        // One of these is as much as the other at least, wherever it is asked.
        for (most, least) in [(CartUnits, CartKinds), (SiteSeconds, PageSeconds), (Spent, AverageOrder)] {
            if are_asked([most, least]) {
                let ends: BTreeSet<i64> = self.ends.iter().filter(|(fact, _)| [most, least].contains(fact)).map(|(_, end)| *end).collect();
                all.extend(ends.into_iter().map(|end| or(below(least, end), at_least(most, end))));
            }
        }
        // Nothing of it where there is none.
        for (count, least, fact) in [
            (CartKinds, 1, CartItems),
            (CartUnits, 1, CartItems),
            (Orders, 1, LastOrderDay),
            (Orders, 1, FirstOrderDay),
            (Orders, 1, AverageOrder),
            (Visits, 2, LastVisitDay),
        ] {
            if are_asked([count, fact]) {
                all.push(or(at_least(count, least), there(fact, false)));
            }
        }
        for (count, sum) in [(CartKinds, CartTotal), (CartUnits, CartTotal), (CartKinds, CartUnits), (Orders, Spent)] {
            if are_asked([count, sum]) {
                all.push(or(at_least(count, 1), below(sum, 1)));
            }
        }
        for fact in [Member, Grade, SignUpDay] {
            if are_asked([IsMember, fact]) {
                all.push(or(there(IsMember, true), there(fact, false)));
            }
        }
        let words: Vec<Fact> = [Word, PreviousWord].into_iter().filter(|word| are_asked([Fact::SourceKind, *word])).collect();
        if let (Ok(direct), false) = (Pattern::of(Match::Equals, "direct"), words.is_empty()) {
            let place = self.tests.len();
            let test = Test { fact: Fact::SourceKind, ask: Question::Text(vec![direct]) };
            self.tests.push(Known { test, finite: Some(vec!["direct".to_owned()]), tries: true });
            all.extend(words.into_iter().map(|fact| or(Logic::Claim(Claim::Text(place, false)), there(fact, false))));
        }
        all
    }

    /// To be called when all conditions are known: tries the texts that are named on all tests of their fact.
    pub(super) fn ready(&mut self) {
        let mut work: BTreeMap<Fact, (usize, usize)> = BTreeMap::new();
        for known in &self.tests {
            if let Question::Text(patterns) = &known.test.ask {
                let (named, compared) = work.entry(known.test.fact).or_default();
                *named += known.finite.as_ref().map_or(0, Vec::len);
                *compared += patterns.len();
            }
        }
        let zone = Zone::fixed(0);
        for (fact, (named, compared)) in work {
            if named == 0 || named.saturating_mul(compared) > TEXT_WORK_MAX {
                continue;
            }
            let mut texts = Texts::default();
            for known in self.tests.iter().filter(|known| known.test.fact == fact) {
                texts.named.extend(known.finite.iter().flatten().cloned());
            }
            texts.named.sort_unstable();
            texts.named.dedup();
            for (place, known) in self.tests.iter().enumerate().filter(|(_, known)| known.test.fact == fact && known.tries) {
                let mut facts = Facts::default();
                let mut taken = Vec::new();
                for text in &texts.named {
                    facts.set(fact, Value::Text(text.clone()));
                    taken.push(known.test.verdict(&facts, &zone, &[]) == Verdict::Yes);
                }
                // A test that does not take what it names itself is one that is not understood.
                let takes_its_own = texts
                    .named
                    .iter()
                    .zip(&taken)
                    .all(|(text, taken)| *taken || !known.finite.as_ref().is_some_and(|finite| finite.contains(text)));
                if takes_its_own {
                    texts.taken.insert(place, taken);
                }
            }
            self.texts.insert(fact, texts);
        }
    }

    /// False when all this cannot be so at once.
    pub(super) fn may(&self, all: &[&Logic]) -> bool {
        let mut work = Work { left: self.left.get().min(WORK_MAX), depth: 0 };
        let before = work.left;
        let holds = self.holds(State::default(), all.to_vec(), Vec::new(), &mut work);
        self.left.set(self.left.get().saturating_sub(before - work.left));
        holds
    }

    /// False when, all this being so, a day cannot be long ago.
    pub(super) fn may_be_long_ago(&self, fact: Fact, all: &[&Logic]) -> bool {
        // A hundred years; and days before 1900.
        let far = Logic::All(vec![
            Logic::Claim(Claim::Numbers { fact, axis: Axis::DaysAgo, spans: vec![(36_500, i64::MAX)], none: false }),
            Logic::Claim(Claim::Numbers { fact, axis: Axis::Value, spans: vec![(i64::MIN, -25_567)], none: false }),
        ]);
        let mut all = all.to_vec();
        all.push(&far);
        self.may(&all)
    }

    /// Takes all claims that must be, then tries the branches, the smallest choice first.
    fn holds<'g, 'l>(&'g self, mut state: State<'g>, mut rest: Vec<&'l Logic>, mut choices: Vec<&'l [Logic]>, work: &mut Work) -> bool {
        while let Some(logic) = rest.pop() {
            match logic {
                Logic::Claim(claim) => {
                    if !work.can(state.cost(claim, self)) {
                        return true;
                    }
                    if !state.add(claim, self) {
                        return false;
                    }
                }
                Logic::All(parts) => rest.extend(parts),
                Logic::Any(parts) => match parts.as_slice() {
                    [only] => rest.push(only),
                    several => choices.push(several),
                },
            }
        }
        let Some(smallest) = (0..choices.len()).min_by_key(|place| choices.get(*place).map_or(0, |parts| parts.len())) else { return true };
        if work.depth >= DEPTH_MAX {
            return true;
        }
        let choice = choices.swap_remove(smallest);
        work.depth += 1;
        let size = state.size() + choices.len();
        let found = choice.iter().any(|part| !work.can(size) || self.holds(state.clone(), vec![part], choices.clone(), work));
        work.depth -= 1;
        found
    }

    /// Lower and upper end of what a test counts against another's: true when the first counts at most as many as the second.
    fn counts_within(&self, few: usize, many: usize) -> bool {
        let (Some(few), Some(many)) = (self.tests.get(few), self.tests.get(many)) else { return false };
        match (&few.test.ask, &many.test.ask) {
            (Question::Log(one), Question::Log(other)) => few.test.fact == many.test.fact && rows_within(one, other),
            _ => false,
        }
    }
}

/// True when every row that the first counts is one that the second counts, and it counts them no higher.
fn rows_within(few: &Log, many: &Log) -> bool {
    if few.same || many.same {
        // The most frequent one is counted by its key alone: of different labels nothing is sure.
        let alike = few.keys == many.keys && few.labels == many.labels && few.number == many.number && few.when == many.when;
        return alike && few.same == many.same;
    }
    let days = |when| match when {
        When::Ever | When::Visit => (i64::MIN, i64::MAX),
        When::Days(lo, hi) => (lo, hi),
    };
    let (inner, outer) = (days(few.when), days(many.when));
    (many.when != When::Visit || few.when == When::Visit)
        && outer.0 <= inner.0
        && inner.1 <= outer.1
        && many.number.0 <= few.number.0
        && few.number.1 <= many.number.1
        && (many.keys.is_empty() || !few.keys.is_empty() && is_part(&few.keys, &many.keys))
        && (many.labels.is_empty() || !few.labels.is_empty() && is_part(&few.labels, &many.labels))
}

fn is_part(few: &[Pattern], many: &[Pattern]) -> bool {
    let many: HashSet<&Pattern> = many.iter().collect();
    few.iter().all(|pattern| many.contains(pattern))
}

/// What lies outside of a range.
fn outside(lo: i64, hi: i64) -> Spans {
    let below = lo.checked_sub(1).map(|end| (i64::MIN, end));
    let above = hi.checked_add(1).map(|end| (end, i64::MAX));
    below.into_iter().chain(above).collect()
}

fn counts(place: usize, (lo, hi): (i64, i64), yes: bool) -> Logic {
    let count = |lo, hi| Logic::Claim(Claim::Count(place, lo, hi));
    if yes {
        return count(lo.max(0), hi);
    }
    let others = outside(lo, hi).into_iter().filter(|(_, hi)| *hi >= 0);
    Logic::Any(others.map(|(lo, hi)| count(lo.max(0), hi)).collect())
}

/// The texts that a test takes, where these are all; and whether a text can be tried on it: what it says of one, it says of all that compare
/// alike.
fn texts_of(entry: &Entry, condition: &Condition, test: &Test) -> (Option<Vec<String>>, bool) {
    let name = |text: String| code(entry, text.trim()).map_or_else(|| text.trim().to_owned(), str::to_owned);
    let values = || condition.values.iter().flatten().map(|value| name(value.to_string()));
    let by_match = |default: Match| match condition.matching.unwrap_or(default) {
        Match::Equals => (Some(values().collect()), true),
        Match::Regex => (None, false),
        _ => (None, true),
    };
    match entry.ask {
        Ask::OneOf(names) => {
            let name = |value: String| names.iter().find(|name| name.eq_ignore_ascii_case(&value)).map(|name| (*name).to_owned());
            (Some(values().filter_map(name).collect()), true)
        }
        Ask::Months => (Some(values().filter_map(|value| value.parse::<u8>().ok()).map(|month| month.to_string()).collect()), true),
        Ask::Is(text) => (Some(vec![text.to_owned()]), true),
        Ask::Named(kind) if test.fact != entry.fact => (Some(vec![kind.to_owned()]), true),
        Ask::Named(_) | Ask::WordsEqual => by_match(Match::Equals),
        Ask::Words => by_match(Match::Contains),
        // Paths compared as a whole with one another: hosts, queries and parts of paths are more than a text can be tried on.
        Ask::Url => {
            let is_path = |value: String| !value.contains("//") && !value.contains(['?', '#', '%']) && value.starts_with('/');
            let whole = condition.matching == Some(Match::Equals) && condition.query.is_none() && values().all(is_path);
            if whole { (Some(values().collect()), true) } else { (None, false) }
        }
        _ => (None, false),
    }
}

/// How much may be done for a question, and how deep it is in.
struct Work {
    left: usize,
    depth: usize,
}

impl Work {
    /// True when there is enough left.
    const fn can(&mut self, cost: usize) -> bool {
        match self.left.checked_sub(cost) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.left = 0;
                false
            }
        }
    }
}

/// What must be so in one branch.
#[derive(Clone, Default)]
struct State<'a> {
    /// Where numbers lie, and whether there may be none.
    numbers: BTreeMap<(Fact, Axis), (Spans, bool)>,
    clock: Option<[u32; 7]>,
    /// By the texts that are named, then for all others and none.
    texts: BTreeMap<Fact, (Vec<bool>, bool)>,
    there: BTreeMap<Fact, bool>,
    counts: Vec<(usize, i64, i64)>,
    /// Tests one of whose patterns matches.
    some: Vec<usize>,
    /// Patterns that do not match.
    no: HashSet<(Fact, Option<ProductField>, &'a Pattern)>,
}

impl<'a> State<'a> {
    /// Adds a claim; false when it contradicts what is there.
    fn add(&mut self, claim: &Claim, ground: &'a Ground<'_>) -> bool {
        match claim {
            Claim::Numbers { fact, axis, spans, none } => {
                let (left, may_be_none) = self.numbers.entry((*fact, *axis)).or_insert_with(|| (vec![(i64::MIN, i64::MAX)], true));
                *left = both(left, spans);
                *may_be_none &= *none;
                let is_left = !left.is_empty();
                (is_left || *may_be_none) && (*none || self.is_there(*fact, true))
            }
            Claim::Clock(hours) => {
                let left = self.clock.get_or_insert([HOURS; 7]);
                for (left, hours) in left.iter_mut().zip(hours) {
                    *left &= *hours;
                }
                left.iter().any(|hours| *hours != 0)
            }
            Claim::There(fact, there) => self.is_there(*fact, *there),
            Claim::Count(test, lo, hi) => {
                self.counts.push((*test, *lo, *hi));
                lo <= hi
                    && self.counts.iter().all(|(other, from, to)| {
                        let too_many =
                            |few: usize, at_least: i64, many: usize, at_most: i64| at_least > at_most && ground.counts_within(few, many);
                        !too_many(*test, *lo, *other, *to) && !too_many(*other, *from, *test, *hi)
                    })
            }
            Claim::Text(test, yes) => self.text(*test, *yes, ground) && self.patterns(*test, *yes, ground),
            Claim::Product(test, yes) => {
                let fact = ground.tests.get(*test).map(|known| known.test.fact);
                (!*yes || fact.is_none_or(|fact| self.is_there(fact, true))) && self.patterns(*test, *yes, ground)
            }
        }
    }

    /// What adding a claim costs, in comparisons.
    fn cost(&self, claim: &Claim, ground: &Ground<'_>) -> usize {
        1 + match claim {
            Claim::Text(test, yes) | Claim::Product(test, yes) => {
                let patterns = |test: usize| patterns_of(test, ground).map_or(0, |(.., patterns)| patterns.len());
                let others: usize = if *yes { 0 } else { self.some.iter().map(|some| patterns(*some)).sum() };
                patterns(*test) + others
            }
            Claim::Count(test, ..) => {
                let keys = |test: usize| match ground.tests.get(test).map(|known| &known.test.ask) {
                    Some(Question::Log(log)) => 1 + log.keys.len() + log.labels.len(),
                    _ => 1,
                };
                self.counts.iter().map(|(other, ..)| keys(*other) + keys(*test)).sum()
            }
            Claim::Numbers { .. } | Claim::Clock(_) | Claim::There(..) => 0,
        }
    }

    /// What a copy costs.
    fn size(&self) -> usize {
        let named: usize = self.texts.values().map(|(named, _)| named.len() / 8).sum();
        self.numbers.len() + self.there.len() + self.counts.len() + self.some.len() + self.no.len() + named
    }

    fn is_there(&mut self, fact: Fact, there: bool) -> bool {
        *self.there.entry(fact).or_insert(there) == there
    }

    fn text(&mut self, test: usize, yes: bool, ground: &Ground<'_>) -> bool {
        let Some(known) = ground.tests.get(test) else { return true };
        let fact = known.test.fact;
        if let Some(texts) = ground.texts.get(&fact) {
            let (named, others) = self.texts.entry(fact).or_insert_with(|| (vec![true; texts.named.len()], true));
            if let Some(taken) = texts.taken.get(&test) {
                for (left, taken) in named.iter_mut().zip(taken) {
                    *left &= *taken == yes;
                }
                // Only of a test that was understood is it sure that it takes no others.
                *others &= !yes || known.finite.is_none();
            }
            if !*others && !named.contains(&true) {
                return false;
            }
        }
        !yes || self.is_there(fact, true)
    }

    /// Some pattern of a test matches, or none of them does.
    fn patterns(&mut self, test: usize, yes: bool, ground: &'a Ground<'_>) -> bool {
        let Some((fact, field, patterns)) = patterns_of(test, ground) else { return true };
        if yes {
            self.some.push(test);
            return !patterns.iter().all(|pattern| self.no.contains(&(fact, field, pattern)));
        }
        self.no.extend(patterns.iter().map(|pattern| (fact, field, pattern)));
        self.some.iter().all(|some| {
            patterns_of(*some, ground)
                .is_none_or(|(fact, field, patterns)| !patterns.iter().all(|pattern| self.no.contains(&(fact, field, pattern))))
        })
    }
}

const HOURS: u32 = (1 << 24) - 1;

fn patterns_of<'a>(test: usize, ground: &'a Ground<'_>) -> Option<(Fact, Option<ProductField>, &'a [Pattern])> {
    let test = &ground.tests.get(test)?.test;
    match &test.ask {
        Question::Text(patterns) => Some((test.fact, None, patterns)),
        Question::Product(field, patterns) => Some((test.fact, Some(*field), patterns)),
        _ => None,
    }
}

/// What lies in spans of both.
fn both(one: &[(i64, i64)], other: &[(i64, i64)]) -> Spans {
    let pairs = one.iter().flat_map(|(lo, hi)| other.iter().map(move |(from, to)| (*lo.max(from), *hi.min(to))));
    pairs.filter(|(lo, hi)| lo <= hi).collect()
}
