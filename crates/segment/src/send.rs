//! What a segment means in a send, where no visit is going on (S35).
//!
//! Conditions of a visit speak of the person's last visit; together with "last visit day within 0 days" they speak of all of today's visits
//! together: counts and times add up, pages and happenings are those of all of them, and of where from, which word, which device one visit
//! is enough. What only an open page can tell is unknown, and unknown sends nothing.
//!
//! A segment is made ready once ([`Plan`]) and asked of each person by itself ([`Plan::verdict`]), or of columns of many of them
//! ([`Plan::columns`], [`faces`]).

use model::{
    facts::{Fact, Facts, Rows, Value},
    time::{EpochMs, Zone},
};

use crate::{
    catalogue::{Ask, Entry, InSend, entries, entry},
    compile::{Compiled, Draft, Site, Step},
    definition::{Condition, Rule, Segment, kinds},
    explain::run,
    test::{Log, Question, Test, When},
    verdict::Verdict,
};

/// Of which visits a send's visit conditions speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The last one.
    LastVisit,
    /// All of today's together.
    Today,
}

/// The scope that a segment asks for.
#[must_use]
pub fn scope(segment: &Segment) -> Scope {
    fn is_today(condition: &Condition) -> bool {
        condition.kind == "traffic.last_visit_day" && condition.within_days == Some(0)
    }
    fn asks_today(rule: &Rule) -> bool {
        match rule {
            Rule::Condition(condition) => is_today(condition),
            Rule::All { all } => all.iter().any(asks_today),
            Rule::Any { .. } | Rule::Not { .. } => false,
        }
    }
    if segment.include.iter().any(is_today) || segment.rule.as_ref().is_some_and(asks_today) { Scope::Today } else { Scope::LastVisit }
}

/// Whether a person is in the audience of a send at a moment: [`Plan::verdict`] of one.
#[must_use]
pub fn verdict(segment: &Segment, site: &[Segment], person: &Facts, visits: &[Facts], now: EpochMs, zone: &Zone) -> Verdict {
    Plan::new(segment, site).verdict(person, visits, now, zone)
}

/// Of what a condition speaks in a send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Face {
    /// The person, with the numbers and pages of their visits added up.
    Person,
    /// Their visits, one of which is enough.
    Visit,
}

/// What a condition speaks of; `None`: of what only an open page can tell.
fn face_of(entry: &Entry) -> Option<Face> {
    match entry.in_send {
        InSend::Unknown => None,
        InSend::LastVisit if !is_sum(entry) => Some(Face::Visit),
        InSend::LastVisit | InSend::Person => Some(Face::Person),
    }
}

/// True where visits add up.
const fn is_sum(entry: &Entry) -> bool {
    matches!(entry.ask, Ask::Path) || matches!(entry.fact, Fact::PageViews | Fact::SiteSeconds)
}

/// Everything that columns have to keep of somebody to be asked any condition: the facts, each by what it is asked of.
#[must_use]
pub fn asked() -> Vec<(Face, Fact)> {
    // Two kinds of conditions ask a fact beside their own (`crate::ask`).
    let mut all = vec![(Face::Visit, Fact::SourceKind), (Face::Person, Fact::VisitOrders)];
    all.extend(entries().filter_map(|entry| Some((face_of(entry)?, entry.fact))));
    all.retain(|(_, fact)| *fact != HAS_VISIT);
    all.sort_unstable();
    all.dedup();
    all
}

/// In the columns of visits this one says whether there is one: 1 or 0. (As a fact it has no value of its own.)
pub const HAS_VISIT: Fact = Fact::EdgeBits;

/// A segment, made ready to be asked of many people.
#[derive(Debug, Default)]
pub struct Plan {
    parts: Vec<Part>,
    conditions: Vec<Ready>,
}

/// A step, in postfix order.
#[derive(Clone, Copy, Debug)]
enum Part {
    Condition(usize),
    All(usize),
    Any(usize),
    Not,
}

#[derive(Debug)]
enum Ready {
    /// The same of everybody.
    Known(Verdict),
    Asked {
        face: Face,
        scope: Scope,
        is_sum: bool,
        steps: Vec<Draft>,
    },
}

impl Plan {
    /// Makes a segment ready; those that it asks for are among the site's. What does not compile matches nobody.
    #[must_use]
    pub fn new(segment: &Segment, site: &[Segment]) -> Self {
        let mut plan = Self::default();
        plan.segment(&Site::new(site), site, segment);
        plan
    }

    fn segment(&mut self, known: &Site<'_>, site: &[Segment], segment: &Segment) {
        let add = |plan: &mut Self, condition: &Condition, at: &str| plan.condition((known, site), segment, condition, at);
        let mut count = 0;
        for kind in kinds(&segment.include) {
            let same: Vec<_> = segment.include.iter().enumerate().filter(|(_, condition)| condition.is_kin(kind)).collect();
            same.iter().for_each(|(place, condition)| add(self, condition, &format!("include[{place}]")));
            self.parts.push(Part::Any(same.len()));
            count += 1;
        }
        for (block, conditions) in segment.any_of.iter().enumerate() {
            (0..).zip(conditions).for_each(|(place, condition)| add(self, condition, &format!("any_of[{block}][{place}]")));
            self.parts.push(Part::Any(conditions.len()));
            count += 1;
        }
        for (place, condition) in segment.exclude.iter().enumerate() {
            add(self, condition, &format!("exclude[{place}]"));
            self.parts.push(Part::Not);
            count += 1;
        }
        if let Some(rule) = &segment.rule {
            self.rule((known, site), segment, rule, "rule");
            count += 1;
        }
        self.parts.push(Part::All(count));
    }

    fn rule(&mut self, site: (&Site<'_>, &[Segment]), segment: &Segment, rule: &Rule, at: &str) {
        let each = |plan: &mut Self, parts: &[Rule], name: &str| {
            (0..).zip(parts).for_each(|(place, part)| plan.rule(site, segment, part, &format!("{at}.{name}[{place}]")));
            parts.len()
        };
        let part = match rule {
            Rule::Condition(condition) => return self.condition(site, segment, condition, at),
            Rule::Not { not } => {
                self.rule(site, segment, not, &format!("{at}.not"));
                Part::Not
            }
            Rule::All { all } => Part::All(each(self, all, "all")),
            Rule::Any { any } => Part::Any(each(self, any, "any")),
        };
        self.parts.push(part);
    }

    fn condition(&mut self, (known, site): (&Site<'_>, &[Segment]), segment: &Segment, condition: &Condition, at: &str) {
        let entry = entry(&condition.kind);
        let ready = match (known.condition(segment, condition, at), entry) {
            // Circles and what is missing do not compile.
            (Err(_), _) => Ready::Known(Verdict::No),
            // Another segment means in a send what it means there by itself.
            (Ok(_), Some(entry)) if entry.ask == Ask::Segments => {
                let ids = condition.values.iter().flatten().map(ToString::to_string);
                let others: Vec<&Segment> = ids.filter_map(|id| site.iter().find(|other| other.id == id)).collect();
                others.iter().for_each(|other| self.segment(known, site, other));
                return self.parts.push(Part::Any(others.len()));
            }
            (Ok(steps), Some(entry)) => match face_of(entry) {
                Some(face) => Ready::Asked { face, scope: scope(segment), is_sum: is_sum(entry), steps },
                None => Ready::Known(Verdict::Unknown),
            },
            (Ok(_), None) => Ready::Known(Verdict::Unknown),
        };
        self.parts.push(Part::Condition(self.conditions.len()));
        self.conditions.push(ready);
    }

    /// Whether a person is in the audience at a moment. `person` is what is known of them beside visits (and their log), `visits` the facts of
    /// their visits, each as it ended, in any order.
    #[must_use]
    pub fn verdict(&self, person: &Facts, visits: &[Facts], now: EpochMs, zone: &Zone) -> Verdict {
        let (mut last, mut today) = (None, None);
        let mut stack: Vec<Verdict> = Vec::new();
        for part in &self.parts {
            let verdict = match part {
                Part::Condition(place) => match self.conditions.get(*place) {
                    Some(Ready::Asked { face, scope, steps, .. }) => {
                        let audience = if *scope == Scope::Today { &mut today } else { &mut last };
                        audience.get_or_insert_with(|| Audience::new(person, visits, *scope, now, zone)).verdict(*face, steps, zone)
                    }
                    Some(Ready::Known(verdict)) => *verdict,
                    None => Verdict::Unknown,
                },
                Part::Not => stack.pop().unwrap_or_default().not(),
                Part::All(count) => split(&mut stack, *count).into_iter().fold(Verdict::Yes, Verdict::and),
                Part::Any(count) => split(&mut stack, *count).into_iter().fold(Verdict::No, Verdict::or),
            };
            stack.push(verdict);
        }
        stack.pop().unwrap_or_default()
    }

    /// The same as one program over columns of [`asked`] facts; `None` where only people one by one can be asked.
    #[must_use]
    pub fn columns(&self) -> Option<Columns> {
        let kept = asked();
        let mut columns = Columns::default();
        let mut steps = Vec::new();
        for part in &self.parts {
            match part {
                Part::Condition(place) => columns.put(&mut steps, self.conditions.get(*place)?, &kept)?,
                Part::All(count) => steps.push(Step::All(u16::try_from(*count).ok()?)),
                Part::Any(count) => steps.push(Step::Any(u16::try_from(*count).ok()?)),
                Part::Not => steps.push(Step::Not),
            }
        }
        columns.compiled.segments.push(steps);
        Some(columns)
    }
}

fn split(stack: &mut Vec<Verdict>, count: usize) -> Vec<Verdict> {
    stack.split_off(stack.len().saturating_sub(count))
}

/// A [`Plan`] over columns.
#[derive(Debug, Default)]
pub struct Columns {
    /// One segment.
    pub compiled: Compiled,
    /// What each of its tests is asked of.
    pub faces: Vec<Face>,
    /// It speaks of today's visits together: whoever was here today is to be asked by themselves.
    pub is_of_today: bool,
}

impl Columns {
    fn put(&mut self, steps: &mut Vec<Step>, ready: &Ready, kept: &[(Face, Fact)]) -> Option<()> {
        let (face, asked) = match ready {
            Ready::Known(verdict) => return self.known(steps, *verdict),
            Ready::Asked { face, scope: Scope::LastVisit, steps, .. } => (*face, steps),
            Ready::Asked { face, is_sum, steps: asked, .. } => {
                self.is_of_today = true;
                match face {
                    // Of who was not here today there is no visit.
                    Face::Visit => return self.known(steps, Verdict::No),
                    Face::Person if *is_sum => {
                        let nobody = Audience::new(&Facts::UNKNOWN, &[], Scope::Today, EpochMs(0), &Zone::fixed(0));
                        return self.known(steps, nobody.verdict(Face::Person, asked, &Zone::fixed(0)));
                    }
                    Face::Person if asked.iter().any(asks_visit) => return None,
                    Face::Person => (Face::Person, asked),
                }
            }
        };
        for step in asked {
            steps.push(match step {
                Draft::Step(step) => *step,
                Draft::Test(test, _) if kept.contains(&(face, test.fact)) => self.test(face, test)?,
                Draft::Test(..) => return None,
            });
        }
        if face == Face::Visit {
            // Of who has none it is no, whatever is asked.
            steps.push(self.test(Face::Visit, &Test { fact: HAS_VISIT, ask: Question::Range(1, 1) })?);
            steps.push(Step::All(2));
        }
        Some(())
    }

    fn known(&mut self, steps: &mut Vec<Step>, verdict: Verdict) -> Option<()> {
        match verdict {
            Verdict::Yes => steps.push(Step::All(0)),
            Verdict::No => steps.push(Step::Any(0)),
            Verdict::Unknown => steps.push(self.test(Face::Person, &Test { fact: HAS_VISIT, ask: Question::Edge(u16::MAX) })?),
        }
        Some(())
    }

    fn test(&mut self, face: Face, test: &Test) -> Option<Step> {
        let tests = self.compiled.tests.iter().zip(&self.faces);
        let known = tests.into_iter().position(|(other, of)| *of == face && other == test);
        if known.is_none() {
            self.compiled.tests.push(test.clone());
            self.faces.push(face);
        }
        Some(Step::Test(u16::try_from(known.unwrap_or(self.compiled.tests.len() - 1)).ok()?))
    }
}

/// True for a test that asks since when the visit goes on.
fn asks_visit(step: &Draft) -> bool {
    matches!(step, Draft::Test(test, _) if test.fact == Fact::VisitOrders || matches!(&test.ask, Question::Log(Log { when: When::Visit, .. })))
}

/// What columns keep of somebody: the facts that the person is asked, and those of the last visit, if there is one. Days are those of the moment
/// at which they are asked.
#[must_use]
pub fn faces(person: &Facts, visits: &[Facts], zone: &Zone) -> (Facts, Option<Facts>) {
    let audience = Audience::new(person, visits, Scope::LastVisit, EpochMs(0), zone);
    (audience.all, audience.visits.into_iter().next())
}

/// The civil day on which somebody was last here, by what is known of their visits.
#[must_use]
pub fn last_day(visits: &[Facts], zone: &Zone) -> Option<i64> {
    visits.iter().map(|visit| i64::from(zone.day(EpochMs(ended(visit))).0)).max()
}

fn started(visit: &Facts) -> i64 {
    visit.number(Fact::VisitStarted).unwrap_or(i64::MIN)
}

fn ended(visit: &Facts) -> i64 {
    visit.number(Fact::VisitLast).unwrap_or_else(|| started(visit))
}

/// The facts that a send asks.
struct Audience {
    /// The person, with the visits' numbers added up and their happenings together.
    all: Facts,
    /// Each visit.
    visits: Vec<Facts>,
}

impl Audience {
    fn new(person: &Facts, visits: &[Facts], scope: Scope, now: EpochMs, zone: &Zone) -> Self {
        let mut sorted: Vec<&Facts> = visits.iter().collect();
        sorted.sort_by_key(|visit| started(visit));
        let last = sorted.last().copied();
        let chosen: Vec<Facts> = match scope {
            Scope::LastVisit => last.into_iter().cloned().collect(),
            Scope::Today => {
                sorted.iter().filter(|visit| zone.day(EpochMs(ended(visit))) == zone.day(now)).map(|visit| (*visit).clone()).collect()
            }
        };
        let mut all = person.clone();
        all.now = now;
        all.set(
            Fact::LastVisitDay,
            last.map_or_else(
                || person.get(Fact::LastVisitDay).clone(),
                |visit| Value::Number(i64::from(zone.day(EpochMs(ended(visit))).0)),
            ),
        );
        let mut visits = Vec::new();
        for (fact, value) in
            [Fact::PageViews, Fact::SiteSeconds].map(|fact| (fact, chosen.iter().map(|visit| sum_of(visit, fact)).sum::<Option<i64>>()))
        {
            all.set(fact, value.map_or(Value::Unknown, Value::Number));
        }
        if let Some(first) = chosen.first() {
            all.set_number(Fact::VisitStarted, started(first));
        }
        // Pages are those of the chosen visits, each once: what is known of a person may be what their last visit knew of them.
        if all.log.iter().any(|row| row.fact == Fact::Path) {
            let mut others = Rows::NONE;
            all.log.iter().filter(|row| row.fact != Fact::Path).for_each(|row| others.push(&row));
            all.log = others;
        }
        all.log_is_known(Fact::Path);
        for visit in &chosen {
            if *visit.get(Fact::Path) == Value::Unknown {
                all.set(Fact::Path, Value::Unknown);
            }
            for row in visit.log.iter().filter(|row| row.fact == Fact::Path) {
                all.log.push(&row);
            }
        }
        if all.cart.is_none() {
            all.cart = last.and_then(|visit| visit.cart.clone());
        }
        for mut visit in chosen {
            // The clock of a visit is the one that it began by; its days are those of the send.
            visit.set_number(Fact::LocalTime, zone.minute_of_week(EpochMs(started(&visit))));
            if let (Some(since), last) = (visit.number(Fact::PageSince), ended(&visit)) {
                visit.set_number(Fact::PageSeconds, (last - since).max(0) / 1000);
            }
            visit.now = now;
            visits.push(visit);
        }
        Self { all, visits }
    }

    fn verdict(&self, face: Face, steps: &[Draft], zone: &Zone) -> Verdict {
        match face {
            Face::Visit => self.visits.iter().map(|visit| run(steps, visit, zone)).fold(Verdict::No, Verdict::or),
            Face::Person => run(steps, &self.all, zone),
        }
    }
}

/// A visit's share of a sum: its page views, or how long it took in seconds.
fn sum_of(visit: &Facts, fact: Fact) -> Option<i64> {
    match fact {
        Fact::SiteSeconds => Some((visit.number(Fact::VisitLast)? - visit.number(Fact::VisitStarted)?).max(0) / 1000),
        _ => visit.number(fact),
    }
}
