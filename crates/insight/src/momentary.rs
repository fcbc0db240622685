//! Segments of the present moment (S31): which page is open, what is in the cart now. Whether such a one matched cannot be read from how a
//! visit ended; its tape is run through the engine instead, for a sample of the visitors first.

use std::collections::BTreeMap;

use model::{
    codec::{Reader, Wire, put_varint},
    event::EventKind,
    facts::Fact,
    ids::{VisitorId, stable_hash},
    tape::Person,
    time::{EpochMs, Zone},
};
use segment::{
    compile::{Compiled, Program, Step},
    replay::replay,
    test::{Question, Test, When},
    verdict::Verdict,
};

use crate::{
    block::events,
    people::{People, Top, hash_of},
    population::{add_times, path_of, put_times, take_times},
};

/// Facts of the present moment, and why the end of a visit does not answer for the whole of it. Not here, since an end does answer: what a
/// visit collects (pages seen, its path, its logs, its search word), what it began with (source, device, start page), what is remembered after
/// it (the last known cart, S16b), and the weekday and hour, which a visit seldom crosses and is asked of at its end.
pub const MOMENTARY: &[(Fact, &str)] = &[
    (Fact::PageUrl, "S10: another page is open at each moment, and a visit ends on any of them"),
    (Fact::PageTitle, "S10: as the page's address"),
    (Fact::PageSeconds, "S04: begins again with each page, and a visit's last page has none to its last event"),
    (Fact::PageSince, "what the seconds on a page are counted from"),
    (Fact::SiteSeconds, "S04: grows all the time; with an upper end it held before the visit's end"),
    (Fact::Product, "S15: the product on the page now"),
    (Fact::ProductPrice, "S15: its price"),
    (Fact::CartItems, "S16: a cart is emptied by the order that it was filled for"),
    (Fact::CartTotal, "S16: as the cart's things"),
    (Fact::CartKinds, "S16: as the cart's things"),
    (Fact::CartUnits, "S16: as the cart's things"),
    (Fact::Scroll, "S28: begins again with each page"),
    (Fact::ExitIntent, "S28: is over as soon as the pointer moves"),
    (Fact::IdleSince, "what the seconds of rest are counted from"),
    (Fact::IdleSeconds, "S28: begins again with each touch"),
];

/// Facts that only an open page's sensors know. No event tells them: from a tape they are unknown, never no.
pub const UNTOLD: &[Fact] = &[Fact::Scroll, Fact::ExitIntent, Fact::IdleSince, Fact::IdleSeconds, Fact::Language, Fact::ScreenWidth];

/// True when a segment asks for facts of the present moment: its population needs tapes.
#[must_use]
pub fn needs_replay(compiled: &Compiled, segment: usize) -> bool {
    reads(compiled, segment).any(|fact| MOMENTARY.iter().any(|(known, _)| *known == fact))
}

/// The facts that a segment asks for and no tape has: the shop owner is told that these conditions were passed over as unknown.
#[must_use]
pub fn untold(compiled: &Compiled, segment: usize) -> Vec<Fact> {
    let mut facts: Vec<Fact> = reads(compiled, segment).filter(|fact| UNTOLD.contains(fact)).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// True when a segment asks what happened over some days: a stored visit tells its own part of that alone.
#[must_use]
pub fn asks_other_visits(compiled: &Compiled, segment: usize) -> bool {
    tests(compiled, segment).any(|test| matches!(&test.ask, Question::Log(log) if log.when != When::Visit) && test.fact != Fact::Path)
}

fn reads(compiled: &Compiled, segment: usize) -> impl Iterator<Item = Fact> {
    tests(compiled, segment).map(|test| test.fact)
}

fn tests(compiled: &Compiled, segment: usize) -> impl Iterator<Item = &Test> {
    let steps = compiled.segments.get(segment).map(Vec::as_slice).unwrap_or_default().iter();
    steps.filter_map(|step| if let Step::Test(test) = step { compiled.tests.get(usize::from(*test)) } else { None })
}

/// The program for tapes: what no tape tells is unknown in it.
#[must_use]
pub fn program(compiled: &Compiled) -> Program {
    let mut on_tape = compiled.clone();
    for test in &mut on_tape.tests {
        if UNTOLD.contains(&test.fact) {
            *test = Test { fact: Fact::EdgeBits, ask: Question::Edge(u16::MAX) };
        }
    }
    on_tape.program()
}

/// Whether a segment matched at any moment of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It did: first at this moment, on the page of this path (empty before the first).
    Matched(EpochMs, String),
    /// It never did, as far as is known; at times it was not known.
    Unknown,
    /// It never did.
    Never,
}

/// Replays one visit's tape to its last event: for each segment of [`program`], whether it matched at any moment. `person` is what was known
/// of the visitor then, this visit counted.
#[must_use]
pub fn replay_matches(program: &Program, segments: usize, tape: &[u8], person: &Person, zone: &Zone) -> Vec<Moment> {
    let events = events(tape);
    let until = events.last().map_or(EpochMs(0), |event| event.at);
    // A segment of which no change is told was unknown all the time.
    let mut found = vec![Moment::Unknown; segments];
    let mut known = vec![Kept::default(); segments];
    let begun = events.first().map(|event| event.at);
    for change in replay(Program(program.0.clone()), &events, person, &[], until, zone) {
        let (Some(moment), Some(kept)) = (found.get_mut(change.segment), known.get_mut(change.segment)) else { continue };
        // What the first event says is there from the beginning.
        kept.unknown |= change.verdict == Verdict::Unknown || !kept.any && Some(change.at) != begun;
        kept.any = true;
        match (&*moment, change.verdict) {
            (Moment::Matched(..), _) => {}
            (_, Verdict::Yes) => *moment = Moment::Matched(change.at, page_at(&events, change.at)),
            _ => *moment = if kept.unknown { Moment::Unknown } else { Moment::Never },
        }
    }
    found
}

#[derive(Clone, Copy, Default)]
struct Kept {
    any: bool,
    unknown: bool,
}

fn page_at(events: &[model::event::Event], at: EpochMs) -> String {
    let seen = events.iter().take_while(|event| event.at <= at);
    let page = seen.filter_map(|event| if let EventKind::Page(page) = &event.kind { Some(page_path(&page.url)) } else { None });
    page.last().unwrap_or_default()
}

fn page_path(url: &str) -> String {
    path_of(url).to_owned()
}

/// True for the one visitor in `one_in` (1: all) whose tapes are replayed. The same visitors whenever it is asked, and not those of one
/// bucket.
#[must_use]
pub fn is_sampled(visitor: &VisitorId, one_in: u32) -> bool {
    stable_hash(&[b"sample", &visitor.0]).is_multiple_of(u64::from(one_in.max(1)))
}

/// What replays found of a sample. All visits and people of the period are in the [`crate::population::Population`] beside it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Visits that were replayed.
    pub visits: u64,
    /// Their people.
    pub people: People,
    /// Those that matched.
    pub matched: u64,
    /// Their people.
    pub matched_people: People,
    /// Those of which it is not known.
    pub unknown: u64,
    /// Those that matched by the hour or day of their start ([`crate::population::time_of`]).
    pub times: BTreeMap<i32, u64>,
    /// The pages on which they matched first, by path.
    pub pages: Top,
}

impl Replayed {
    /// Counts one visit, with the number of the hour or day in which it began.
    pub fn add(&mut self, visitor: &VisitorId, moment: &Moment, time: i32) {
        let hash = hash_of(visitor);
        self.visits += 1;
        self.people.add(hash);
        match moment {
            Moment::Matched(_, page) => {
                self.matched += 1;
                self.matched_people.add(hash);
                *self.times.entry(time).or_default() += 1;
                self.pages.add(page, "", 1, 1);
            }
            Moment::Unknown => self.unknown += 1,
            Moment::Never => {}
        }
    }

    /// Takes in another part of the same sample.
    pub fn merge(&mut self, other: &Self) {
        self.visits += other.visits;
        self.people.merge(&other.people);
        self.matched += other.matched;
        self.matched_people.merge(&other.matched_people);
        self.unknown += other.unknown;
        add_times(&mut self.times, &other.times);
        self.pages.merge(&other.pages);
    }

    /// Keeps numbers instead of who people are.
    pub fn settle(&mut self) {
        self.people.settle();
        self.matched_people.settle();
    }

    /// How many of so many visits matched. A person's visits are alike: the sample counts as many as it has people, so the interval is
    /// rather too wide than too narrow.
    #[must_use]
    pub fn estimated_visits(&self, all: u64) -> Option<Estimate> {
        Estimate::of(self.matched, self.visits, self.people.count().min(self.visits), all)
    }

    /// How many of so many people matched.
    #[must_use]
    pub fn estimated_people(&self, all: u64) -> Option<Estimate> {
        let people = self.people.count();
        Estimate::of(self.matched_people.count(), people, people, all)
    }
}

impl Wire for Replayed {
    fn put(&self, out: &mut Vec<u8>) {
        [self.visits, self.matched, self.unknown].iter().for_each(|number| put_varint(out, *number));
        self.people.put(out);
        self.matched_people.put(out);
        put_times(out, &self.times);
        self.pages.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let [visits, matched, unknown] = [from.varint(), from.varint(), from.varint()];
        Self { visits, matched, unknown, people: from.take(), matched_people: from.take(), times: take_times(from), pages: from.take() }
    }
}

/// A number that a sample tells, and the ends of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// The likeliest.
    pub number: u64,
    /// The lower end.
    pub low: u64,
    /// The upper end.
    pub high: u64,
}

/// 95 % of a normal distribution are within so many standard deviations.
const Z: f64 = 1.959_964;

impl Estimate {
    /// `matched` of `sampled` out of `all`, where the sample is worth `independent` draws. Wilson's interval (1927) with the correction for
    /// a sample that is a good part of all (Cochran, Sampling Techniques, 2.6): of all of them the number is exact. `None` without a sample.
    #[must_use]
    pub fn of(matched: u64, sampled: u64, independent: u64, all: u64) -> Option<Self> {
        if sampled == 0 || independent == 0 {
            return None;
        }
        if sampled >= all {
            return Some(Self { number: matched, low: matched, high: matched });
        }
        let (all_f, share) = (all as f64, matched as f64 / sampled as f64);
        let left = 1.0 - sampled as f64 / all_f;
        let n = independent as f64 / left;
        let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let number = (share * all_f).round() as u64;
        // What was seen is there for certain, and what was seen not to match too.
        let (least, most) = (matched, all - (sampled - matched.min(sampled)));
        let low = ((middle - half) * all_f).floor().max(0.0) as u64;
        let high = ((middle + half) * all_f).ceil().max(0.0) as u64;
        Some(Self { number, low: low.clamp(least, number), high: high.clamp(number, most) })
    }
}
