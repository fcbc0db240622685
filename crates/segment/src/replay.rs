//! The engine over a stored tape: when a segment came to match, and when it ceased.

use model::{
    event::Event,
    facts::{Fact, FactSet, Facts, Value},
    tape::{self, Person},
    time::{EpochMs, Zone},
};

use crate::{compile::Program, engine::Engine, verdict::Verdict};

/// A segment's verdict changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: EpochMs,
    /// The segment's place in the program.
    pub segment: usize,
    /// What it is from then on. Before the first change it is unknown.
    pub verdict: Verdict,
}

/// Most moments at which time alone is looked at between two events: hours and days come one by one, a visit has few.
const TURNS_MAX: usize = 1000;

/// Runs one visit's events, which are in the order of folding, and says every change of a verdict. `person` is what was known of the visitor
/// when the visit began, this visit counted; the clock runs on to `until`. Between events time passes as it does in a page: each moment at
/// which a verdict can change by time alone is looked at.
#[must_use]
pub fn replay(program: Program, events: &[Event], person: &Person, bits: &[u8], until: EpochMs, zone: &Zone) -> Vec<Change> {
    let Some(first) = events.first() else { return Vec::new() };
    let mut facts = Facts::newcomer();
    person.tell(&mut facts);
    facts.set(Fact::Visits, Value::Number(person.visits.saturating_sub(1)));
    facts.begin_visit(first.at, zone);
    let mut running = Running { engine: Engine::new(program), bits, zone, known: Vec::new(), changes: Vec::new() };
    let mut changed = FactSet::ALL;
    for event in events {
        running.pass(&mut facts, event.at);
        facts.now = facts.now.max(event.at);
        tape::apply(&mut facts, event);
        changed = changed.with(facts.take_changed());
        running.look(&facts, changed);
        changed = FactSet::default();
    }
    running.pass(&mut facts, until);
    running.changes
}

struct Running<'a> {
    engine: Engine,
    bits: &'a [u8],
    zone: &'a Zone,
    known: Vec<Verdict>,
    changes: Vec<Change>,
}

impl Running<'_> {
    /// Lets time pass to a moment, stopping wherever that alone may change something.
    fn pass(&mut self, facts: &mut Facts, until: EpochMs) {
        for _ in 0..TURNS_MAX {
            match self.engine.next_due(facts, self.zone) {
                Some(due) if due <= until && !self.known.is_empty() => {
                    facts.now = due;
                    self.look(facts, FactSet::CLOCK);
                }
                _ => return,
            }
        }
    }

    fn look(&mut self, facts: &Facts, changed: FactSet) {
        self.engine.update(facts, self.zone, self.bits, changed);
        self.known.resize(self.engine.verdicts().len(), Verdict::Unknown);
        for ((segment, verdict), known) in self.engine.verdicts().iter().enumerate().zip(&mut self.known) {
            if verdict != known {
                *known = *verdict;
                self.changes.push(Change { at: facts.now, segment, verdict: *verdict });
            }
        }
    }
}
