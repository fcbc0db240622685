//! A set of messages played to a visit that is over (M29): what would have been on the screen, when, and what stood in the way of the rest.
//!
//! It drives [`decide`] as the engine in the page does (`crates/browser/src/engine.rs`): every event and every turn of time settles, a page that
//! loads begins with an empty screen, and what was shown is noted among the facts, where limits and segments read it. What shoppers did to
//! messages then (exposures on the tape) was done to other messages: it is left out, and nobody closes anything.

use std::collections::{BTreeSet, HashMap};

use model::{
    event::{Act, Event, EventKind, Exposure},
    facts::{Fact, FactSet, Facts, Value},
    ids::VisitorId,
    tape::{self, Person},
    time::{EpochMs, Zone},
    wire::put_fields,
};
use segment::{
    compile::{Compiled, Program, Target, compile_of},
    engine::Engine,
    verdict::Verdict,
};

use crate::{
    bundle::{self, Bundle, Compiled as Message, Messages, Settings},
    decide::{Fate, Moment, Page, Seen, Up, Why, decide},
    definition::{Config, ConfigError, Status},
    variant::HELD,
    view::put_view,
};

/// Most moments at which time alone is looked at between two events, as in `segment::replay`.
const TURNS_MAX: usize = 1000;

/// Messages that are rehearsed, with their segments.
#[derive(Clone, Debug)]
pub struct Set {
    /// The segments that they use; every condition is evaluated here.
    pub compiled: Compiled,
    /// By priority, highest first.
    pub messages: Messages,
    /// The site's.
    pub settings: Settings,
    /// Where each message stands, by its id.
    places: HashMap<String, usize>,
}

/// What one message did in one visit.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Played {
    /// Its segment matched at some moment.
    pub matched: bool,
    /// When it was shown, and on which page's address.
    pub shown: Vec<(EpochMs, String)>,
    /// When it would have been shown to somebody of its control group.
    pub held: Vec<EpochMs>,
    /// Messages that had its place while it was due, by their places in the set.
    pub held_by: BTreeSet<usize>,
    /// It was due again, and a limit of its own or of the site held it back.
    pub spent: bool,
    /// Messages after it in the set that were due at the same moment for the same place.
    pub beside: BTreeSet<usize>,
}

impl Set {
    /// Checks a configuration and takes what is active, and what is still a draft, as if all of it were published.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn of(config: &Config, settings: &Settings) -> Result<Self, ConfigError> {
        let mut all = config.clone();
        for message in all.messages.iter_mut().filter(|message| message.status == Status::Draft) {
            message.status = Status::Active;
        }
        let published = bundle::publish(&all, settings)?;
        let messages = Bundle::read(&published.bundle).map_err(ConfigError::Bundle)?.messages;
        // The same segments in the same order as in the bundle, where the edge's conditions are bits.
        let used = bundle::used(&all)?;
        let places = messages.iter().enumerate().map(|(place, message)| (message.id.to_owned(), place)).collect();
        Ok(Self { compiled: compile_of(&all.segments, used.iter(), Target::Full), messages, settings: settings.clone(), places })
    }
}

/// Plays visits to a set, one after another.
#[derive(Debug)]
pub struct Player<'a> {
    set: &'a Set,
    zone: &'a Zone,
    engine: Engine,
    /// The set's messages, read once.
    messages: Vec<Message<'a>>,
}

impl<'a> Player<'a> {
    /// `program` is of the set's segments, or of what can be told of them.
    #[must_use]
    pub fn new(set: &'a Set, program: Program, zone: &'a Zone) -> Self {
        Self { set, zone, engine: Engine::new(program), messages: set.messages.iter().collect() }
    }

    /// Plays a visit's events, which are in the order of folding: for each message, in the set's order, what it did. `person` is what was known
    /// of the visitor when the visit began, this visit counted; the page stays open until `until`.
    #[must_use]
    pub fn play(&mut self, events: &[Event], visitor: VisitorId, person: &Person, until: EpochMs) -> Vec<Played> {
        let (set, zone) = (self.set, self.zone);
        let played = vec![Played::default(); set.places.len()];
        let mut stage = Stage {
            set,
            zone,
            engine: &mut self.engine,
            messages: &self.messages,
            screen: Vec::new(),
            decided: None,
            next: i64::MAX,
            due: Vec::new(),
            page: Page::NEW,
            visitor,
            played,
        };
        let Some(first) = events.first() else { return stage.played };
        let mut facts = Facts::newcomer();
        person.tell(&mut facts);
        facts.set(Fact::Visits, Value::Number(person.visits.saturating_sub(1)));
        facts.begin_visit(first.at, zone);
        // A load begins with where one comes from, or with its page; either comes once.
        let (mut changed, mut has_page) = (FactSet::ALL, false);
        for event in events {
            if matches!(event.kind, EventKind::Exposure(_)) {
                continue;
            }
            if changed != FactSet::ALL {
                stage.pass(&mut facts, event.at);
            }
            facts.now = facts.now.max(event.at);
            let is_page = matches!(event.kind, EventKind::Page(_));
            if has_page && (is_page || matches!(event.kind, EventKind::Landing(_))) {
                stage.load(&mut facts);
                has_page = false;
            }
            has_page |= is_page;
            tape::apply(&mut facts, event);
            let mut fields = Vec::new();
            let kind = put_fields(&mut fields, &event.kind);
            stage.page.told(event.at, kind, &fields);
            stage.settle(&mut facts, changed, false);
            changed = FactSet::default();
        }
        stage.pass(&mut facts, until);
        stage.see(&mut facts);
        stage.played
    }
}

struct Stage<'a> {
    set: &'a Set,
    zone: &'a Zone,
    engine: &'a mut Engine,
    messages: &'a [Message<'a>],
    screen: Vec<Shown<'a>>,
    /// The verdicts by which the screen was decided last, and whether that was in a calm moment. None: it has to be decided.
    decided: Option<(Vec<Verdict>, bool)>,
    /// When a message's own rules may next decide otherwise: milliseconds.
    next: i64,
    /// The page, before eyes that see all of it.
    page: Page,
    visitor: VisitorId,
    /// What was due when it was last looked at.
    due: Vec<(usize, u8)>,
    played: Vec<Played>,
}

/// A message on the screen.
#[derive(Clone, Copy)]
struct Shown<'a> {
    message: usize,
    id: &'a str,
    /// Which variant, or that it is held back.
    variant: u8,
    /// The shopper has seen it come up.
    seen: bool,
}

impl Stage<'_> {
    /// Lets time pass to a moment, stopping wherever that alone may change something.
    fn pass(&mut self, facts: &mut Facts, until: EpochMs) {
        for _ in 0..TURNS_MAX {
            if facts.now < until {
                self.see(facts);
            }
            match self.engine.next_due(facts, self.zone).into_iter().chain([EpochMs(self.next)]).min() {
                Some(due) if due <= until => {
                    facts.now = due;
                    self.settle(facts, FactSet::CLOCK, true);
                }
                _ => return,
            }
        }
    }

    /// Another page of the same tab: what belongs to the page is gone, and so is the screen.
    fn load(&mut self, facts: &mut Facts) {
        facts.take_tab(&mut Facts::newcomer());
        self.page = Page::NEW;
        self.screen.clear();
        self.decided = None;
        self.settle(facts, FactSet::ALL, false);
    }

    /// Before time goes on, what has come up is drawn and seen; a sticky message counts once a visit.
    fn see(&mut self, facts: &mut Facts) {
        // Each turn sees something new: a message that is seen may bring up another one.
        for _ in 0..=self.played.len() {
            let Some(shown) = self.screen.iter_mut().find(|shown| !shown.seen) else { return };
            shown.seen = true;
            let (number, variant) = (shown.message, shown.variant);
            let (Some(message), Some(played)) = (self.messages.get(number), self.played.get_mut(number)) else { return };
            let is_held = variant == HELD;
            let at = facts.now;
            // What is held back counts once a visit too.
            if !(message.is_sticky() || is_held) || Seen::of(message.id, facts, self.zone).shown == 0 {
                if is_held {
                    played.held.push(at);
                } else {
                    played.shown.push((at, facts.text(Fact::PageUrl).unwrap_or("").to_owned()));
                }
                let (variant, act) = if is_held { (0, Act::Held) } else { (variant, Act::Shown) };
                facts.apply(at, &EventKind::Exposure(Exposure { message: message.id.to_owned(), variant, act }));
            }
            self.settle(facts, FactSet::default(), true);
        }
    }

    /// Evaluates what changed and puts on the screen what belongs there.
    fn settle(&mut self, facts: &mut Facts, changed: FactSet, calm: bool) {
        let set = self.set;
        let changed = changed.with(facts.take_changed());
        self.engine.update(facts, self.zone, &[], changed);
        let verdicts = self.engine.verdicts();
        // Beside verdicts it hangs on what was shown and on the cart. A calm moment takes nothing away that another has left.
        let is_decided = |(known, was_calm): &(Vec<Verdict>, bool)| known == verdicts && (calm || !was_calm);
        let moves = [Fact::Messages, Fact::CartItems, Fact::PageSince, Fact::Events, Fact::Ordered];
        let is_still = !moves.iter().any(|fact| changed.has(*fact)) && facts.now.0 < self.next;
        if is_still && self.decided.as_ref().is_some_and(is_decided) {
            return;
        }
        let up = |id: &str| match self.screen.iter().find(|shown| shown.id == id) {
            None => Up::No,
            Some(shown) => {
                if shown.seen {
                    Up::Seen
                } else {
                    Up::Drawn
                }
            }
        };
        // Who has which place, drawn or not: a gauge of a cart that is not known holds its own.
        let (mut held, mut screen) = (Vec::new(), Vec::new());
        let mut fates = vec![None; self.played.len()];
        let mut view = Vec::new();
        let mut next = i64::MAX;
        let moment = Moment { messages: &set.messages, verdicts, facts, zone: self.zone, page: &self.page, visitor: &self.visitor.0, calm };
        decide(moment, &up, &mut |message, fate| {
            next = next.min(fate.due);
            let Some(number) = set.places.get(message.id).copied() else { return };
            if let Some(slot) = fates.get_mut(number) {
                *slot = Some(fate.why);
            }
            let Fate { why, variant, .. } = fate;
            if why == Why::Shown {
                held.push((number, message.place));
            }
            view.clear();
            if matches!(why, Why::Shown | Why::Held) && put_view(&mut view, &message, facts, &set.settings) {
                let seen = up(message.id) == Up::Seen;
                screen.push(Shown { message: number, id: message.id, variant, seen });
            }
        });
        let mut due = Vec::new();
        for ((number, message), (played, why)) in self.messages.iter().enumerate().zip(self.played.iter_mut().zip(fates)) {
            if message.verdict(verdicts) != Verdict::Yes {
                continue;
            }
            played.matched = true;
            match why {
                Some(Why::Shown | Why::Slot) => {
                    due.push((number, message.place));
                    let holder = held.iter().find(|(_, place)| *place == message.place).map(|(holder, _)| *holder);
                    played.held_by.extend(holder.filter(|holder| *holder != number));
                }
                Some(Why::Limit | Why::Cap | Why::Gap) => played.spent = true,
                _ => {}
            }
        }
        if due != self.due {
            for (at, (number, place)) in due.iter().enumerate() {
                let others = due.iter().skip(at + 1).filter(|(_, other)| other == place).map(|(other, _)| *other);
                if let Some(played) = self.played.get_mut(*number) {
                    played.beside.extend(others);
                }
            }
        }
        self.decided = Some((verdicts.to_vec(), calm));
        self.due = due;
        self.next = next;
        self.screen = screen;
    }
}
