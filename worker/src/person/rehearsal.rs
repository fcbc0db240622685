//! A set of messages played to the tapes that an object has (M29): what each would have shown, and what stood in its way.
//!
//! As in `population`, an answer takes one turn and says where the next one goes on; visits that are not sealed come last.

use std::collections::BTreeMap;

use insight::block::events;
use insight::momentary::{is_sampled, program};
use insight::people::{People, Top, hash_of};
use insight::population::path_of;
use message::bundle::Settings;
use message::definition::Config;
use message::rehearse::{Played, Player, Set};
use model::codec::{Reader, Wire, put_varint};
use model::ids::VisitorId;
use model::money::Currency;
use model::shopper::Shopper;
use model::tape::Person;
use model::time::{EpochMs, Zone};
use worker::{Error, Result};

use super::blocks::{self, Listed, Place, Span};
use super::population::{Open, Reel, each_open_visit, tape_columns};
use super::shoppers::Shelves;

/// How many messages one turn plays to tapes: of 20 messages 1,000 tapes, some 0.4 s (measured: 20 µs each).
const PLAYS_TURN: u64 = 20_000;
/// Bytes of tapes that one turn reads.
const BYTES_TURN: usize = 32_000_000;

/// What is rehearsed, on which visits.
#[derive(Clone)]
pub struct Rehearse {
    /// JSON: a whole configuration.
    pub config: String,
    /// Visits that began at this moment or later …
    pub from: EpochMs,
    /// … and before this one.
    pub to: EpochMs,
    pub zone: Zone,
    pub currency: Currency,
    /// Of one in so many visitors; 0: their visits are only counted.
    pub one_in: u32,
    /// The block, and the slot in it, from which on there was no answer yet.
    pub from_slot: (u32, u32),
}

/// What an object found in one turn.
#[derive(Default)]
pub struct Part {
    /// Visits that were played; where none is to be, those that there are.
    pub visits: u64,
    pub people: People,
    /// Of each message, in the set's order.
    pub messages: Vec<Line>,
    /// The block, and the slot in it, where the next turn goes on. None: that was all.
    pub next: Option<(u32, u32)>,
}

/// What one message did.
#[derive(Clone, Default)]
pub struct Line {
    /// Visits in which its segment matched.
    pub matched: u64,
    /// Times it was shown.
    pub shown: u64,
    /// Visits in which it was.
    pub shown_visits: u64,
    pub shown_people: People,
    /// Visits in which it was due while another had its place.
    pub waited: u64,
    /// Those of them in which it was not shown at all.
    pub starved: u64,
    /// Visits in which it was due again, and a limit of its own or of the site held it back.
    pub capped: u64,
    /// Visits in which it would have come up for somebody of its control group.
    pub control: u64,
    /// Where it was shown, by path.
    pub pages: Top,
    /// Which had its place, in how many visits.
    pub held_by: BTreeMap<u32, u64>,
    /// Which of those after it were due at the same moment for the same place, in how many visits.
    pub beside: BTreeMap<u32, u64>,
}

impl Part {
    /// Takes in another part.
    pub fn merge(&mut self, other: &Self) {
        self.visits += other.visits;
        self.people.merge(&other.people);
        self.messages.resize(self.messages.len().max(other.messages.len()), Line::default());
        for (own, theirs) in self.messages.iter_mut().zip(&other.messages) {
            own.merge(theirs);
        }
    }

    /// Keeps numbers instead of who people are: the object has said all.
    pub fn settle(&mut self) {
        self.people.settle();
        self.messages.iter_mut().for_each(|line| line.shown_people.settle());
    }

    fn add(&mut self, visitor: &VisitorId, played: &[Played]) {
        let hash = hash_of(visitor);
        self.visits += 1;
        self.people.add(hash);
        self.messages.resize(self.messages.len().max(played.len()), Line::default());
        for (line, played) in self.messages.iter_mut().zip(played) {
            line.add(hash, played);
        }
    }
}

impl Line {
    fn add(&mut self, hash: u64, played: &Played) {
        let (is_shown, waited) = (!played.shown.is_empty(), !played.held_by.is_empty());
        self.matched += u64::from(played.matched);
        self.shown += played.shown.len() as u64;
        self.shown_visits += u64::from(is_shown);
        if is_shown {
            self.shown_people.add(hash);
        }
        self.waited += u64::from(waited);
        self.starved += u64::from(waited && !is_shown);
        self.capped += u64::from(played.spent);
        self.control += u64::from(!played.held.is_empty());
        for (_, url) in &played.shown {
            self.pages.add(if url.is_empty() { "" } else { path_of(url) }, "", 1, 1);
        }
        for (counts, others) in [(&mut self.held_by, &played.held_by), (&mut self.beside, &played.beside)] {
            for other in others {
                *counts.entry(u32::try_from(*other).unwrap_or(u32::MAX)).or_default() += 1;
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.matched += other.matched;
        self.shown += other.shown;
        self.shown_visits += other.shown_visits;
        self.shown_people.merge(&other.shown_people);
        self.waited += other.waited;
        self.starved += other.starved;
        self.capped += other.capped;
        self.control += other.control;
        self.pages.merge(&other.pages);
        for (own, theirs) in [(&mut self.held_by, &other.held_by), (&mut self.beside, &other.beside)] {
            for (message, visits) in theirs {
                *own.entry(*message).or_default() += visits;
            }
        }
    }
}

/// The set that is rehearsed.
///
/// # Errors
/// The JSON is not what the edge checked.
fn set_of(ask: &Rehearse) -> Result<Set> {
    let config: Config = serde_json::from_str(&ask.config)?;
    let settings = Settings { config_version: 1, currency: ask.currency, korean: true, zone: ask.zone.clone() };
    Set::of(&config, &settings).map_err(|error| Error::RustError(error.to_string()))
}

/// One turn.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read.
pub fn turn(place: &Place<'_>, ask: &Rehearse) -> Result<Part> {
    let set = set_of(ask)?;
    let tapes = PLAYS_TURN / (set.messages.iter().count() as u64).max(1);
    let mut playing = Playing { place, ask, player: Player::new(&set, program(&set.compiled), &ask.zone), tapes: tapes.max(1), bytes: 0 };
    let mut part = Part::default();
    let span = Span::Time(ask.from, ask.to);
    let (first, slot) = ask.from_slot;
    for block in blocks::listed(place.sql, span)?.iter().filter(|block| block.number >= first) {
        let slot = if block.number == first { slot } else { 0 };
        part.next = playing.block(&mut part, block, slot)?;
        if part.next.is_some() {
            return Ok(part);
        }
    }
    each_open_visit(place, span, Some(ask.currency).filter(|_| ask.one_in > 0), &ask.zone, |open| playing.open(&mut part, &open))?;
    if ask.from_slot == (0, 0) {
        part.settle();
    }
    Ok(part)
}

struct Playing<'a> {
    place: &'a Place<'a>,
    ask: &'a Rehearse,
    player: Player<'a>,
    /// Tapes that this turn may still play.
    tapes: u64,
    /// Bytes of tapes that it has read.
    bytes: usize,
}

impl Playing<'_> {
    fn play(&mut self, tape: &[u8], visitor: VisitorId, person: &Person) -> Vec<Played> {
        let events = events(tape);
        let until = events.last().map_or(EpochMs(0), |event| event.at);
        self.player.play(&events, visitor, person, until)
    }

    /// Plays a block from a slot on. Answers where to go on, if the turn ended.
    fn block(&mut self, part: &mut Part, listed: &Listed, from: u32) -> Result<Option<(u32, u32)>> {
        let (place, ask) = (self.place, self.ask);
        blocks::one(place, listed, &tape_columns(), |block, is_hidden| {
            let visitors = block.visitors().map_err(blocks::broken)?;
            let starts = block.numbers(insight::block::id::STARTS).map_err(blocks::broken)?;
            let mut reel = Reel::of(place.sql, listed.number, &block)?;
            let skipped = usize::try_from(from).unwrap_or(usize::MAX);
            for (slot, (visitor, start)) in visitors.iter().zip(&starts).enumerate().skip(skipped) {
                if !(ask.from.0..ask.to.0).contains(start) || is_hidden(slot, visitor) {
                    continue;
                }
                if ask.one_in == 0 {
                    part.add(visitor, &[]);
                } else if is_sampled(visitor, ask.one_in) {
                    if self.tapes == 0 || self.bytes + reel.bytes >= BYTES_TURN {
                        return Ok(Some((listed.number, u32::try_from(slot).unwrap_or(u32::MAX))));
                    }
                    self.tapes -= 1;
                    let (tape, person) = reel.tape(slot)?;
                    part.add(visitor, &self.play(&tape, *visitor, &person));
                }
            }
            self.bytes += reel.bytes;
            Ok(None)
        })
    }

    fn open(&mut self, part: &mut Part, open: &Open<'_>) -> Result<()> {
        let Open { bucket, visitor, shopper, at, person, .. } = open;
        let (bucket, visitor, shopper): (u8, VisitorId, &Shopper) = (*bucket, *visitor, shopper);
        if self.ask.one_in == 0 {
            part.add(&visitor, &[]);
        } else if is_sampled(&visitor, self.ask.one_in) {
            let tape = shopper.tape(*at, &mut Shelves { sql: self.place.sql, bucket, visitor })?;
            part.add(&visitor, &self.play(&tape, visitor, person));
        }
        Ok(())
    }
}

fn put_counts(out: &mut Vec<u8>, counts: &BTreeMap<u32, u64>) {
    put_varint(out, counts.len() as u64);
    for (message, visits) in counts {
        message.put(out);
        put_varint(out, *visits);
    }
}

fn take_counts(from: &mut Reader<'_>) -> BTreeMap<u32, u64> {
    (0..from.count()).map(|_| (from.take(), from.varint())).collect()
}

impl Wire for Line {
    fn put(&self, out: &mut Vec<u8>) {
        let Self { matched, shown, shown_visits, waited, starved, capped, control, .. } = self;
        [matched, shown, shown_visits, waited, starved, capped, control].into_iter().for_each(|number| put_varint(out, *number));
        self.shown_people.put(out);
        self.pages.put(out);
        put_counts(out, &self.held_by);
        put_counts(out, &self.beside);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let [matched, shown, shown_visits, waited, starved, capped, control] = core::array::from_fn(|_| from.varint());
        let (shown_people, pages) = (from.take(), from.take());
        Self {
            matched,
            shown,
            shown_visits,
            waited,
            starved,
            capped,
            control,
            shown_people,
            pages,
            held_by: take_counts(from),
            beside: take_counts(from),
        }
    }
}

impl Wire for Part {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, self.visits);
        self.people.put(out);
        self.messages.put(out);
        self.next.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { visits: from.varint(), people: from.take(), messages: from.take(), next: from.take() }
    }
}

model::wire!(struct Rehearse { config, from, to, zone, currency, one_in, from_slot });
