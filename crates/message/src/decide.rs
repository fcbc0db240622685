//! Which messages are on the screen now, why the others are not, and when that may next change.
//!
//! - **Places are slots**: one message for each place of the screen, whatever its type; a gauge below and a badge in a corner are there together.
//! - **What is up stays up**: a message of higher priority that comes later waits until the place is free. Nothing is torn from under a finger.
//! - **What stays** (a badge, a gauge) keeps its place over the pages of a visit without being set off again, neither counts towards the
//!   site's cap nor waits for the gap. **What comes up** (a card) is set off on each page anew, counts and waits.
//! - **Nobody sees a hidden tab**: nothing comes up there, and its page's clock stands.
//! - **Limits are of a person's browser**: they are read from the log that its tabs share.

use model::{
    codec::Reader,
    facts::{Fact, Facts, Row, Rows, fold::CHECKOUT},
    time::{EpochMs, Zone},
};
use segment::verdict::Verdict;

use crate::{
    bundle::{Compiled, Messages, PAGE_PLACES},
    rules::kind,
    variant::{HELD, assign, person},
    view::is_sayable,
};

/// Most bytes of events that are kept of one page: some 100.
const PAGE_BYTES_MAX: usize = 4_000;
/// Stands for a moment that never comes.
const NEVER: i64 = i64::MAX;

/// What belongs to one page in one tab and is no fact.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Nobody sees it.
    hidden: bool,
    /// Since when it is as it is, seen or hidden.
    since: i64,
    /// How long it was hidden since it was opened, until it was seen again last.
    away_ms: i64,
    /// What the shop has told on it.
    events: Rows,
}

impl Page {
    /// Nothing has happened on it. A constant, so that no code makes it.
    pub const NEW: Self = Self { hidden: false, since: 0, away_ms: 0, events: Rows::NONE };

    /// Every input says whether the shopper can see the page.
    pub fn see(&mut self, at: EpochMs, hidden: bool) {
        if self.hidden != hidden {
            if self.hidden {
                self.away_ms = self.away_ms.saturating_add(at.0.saturating_sub(self.since).max(0));
            }
            self.hidden = hidden;
            self.since = at.0;
        }
    }

    /// Nobody sees it.
    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// The page, or its shop, has told an event, in the bytes of its frame.
    pub fn told(&mut self, at: EpochMs, kind: u8, fields: &[u8]) {
        let mut from = Reader::new(fields);
        let (key, label) = match kind {
            1 => {
                self.away_ms = 0;
                self.since = at.0;
                self.events = Rows::NONE;
                return;
            }
            6 => (CHECKOUT.as_bytes(), &b""[..]),
            10 => (from.bytes(), from.bytes()),
            _ => return,
        };
        if self.events.bytes() < PAGE_BYTES_MAX {
            self.events.push(&Row { fact: Fact::Events, key, label, at, number: 0 });
        }
    }

    /// A better idea of what time it is.
    pub const fn shift(&mut self, by_ms: i64) {
        self.since = self.since.wrapping_add(by_ms);
    }
}

/// All that a decision hangs on, but what is on the screen.
#[derive(Clone, Copy)]
pub struct Moment<'m, 'a> {
    /// By priority, highest first.
    pub messages: &'m Messages,
    /// The segments'.
    pub verdicts: &'a [Verdict],
    /// Of the visit and the person.
    pub facts: &'a Facts,
    /// The shop's.
    pub zone: &'a Zone,
    /// Of this tab.
    pub page: &'a Page,
    /// The browser's id.
    pub visitor: &'a [u8],
    /// Time has passed, the shopper has moved, an answer has come: nothing has happened in the shop.
    pub calm: bool,
}

/// Whether a message is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Up {
    /// It is not.
    No,
    /// It is being drawn.
    Drawn,
    /// The shopper has seen it come up.
    Seen,
    /// It could not be drawn on this page.
    Undrawn,
}

/// Why a message is not on the screen. The numbers are read by `crates/browser/js/debug.ts`: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Why {
    /// It is.
    Shown = 0,
    /// It would be, and this person is of its control group.
    Held = 1,
    /// Its segment does not match, or that is not known.
    Segment = 2,
    /// It was closed in this visit.
    Closed = 3,
    /// It is not to be seen again today.
    Today = 4,
    /// It was shown as often as it may be.
    Limit = 5,
    /// It was clicked, closed or ordered after.
    Stopped = 6,
    /// Its trigger waits.
    Trigger = 7,
    /// It is not its day, or not its hour.
    Hours = 8,
    /// It is over.
    Over = 9,
    /// The visit began before it.
    Visit = 10,
    /// So many messages were shown in this visit as the site allows.
    Cap = 11,
    /// The site's time between two messages is not over.
    Gap = 12,
    /// Another one has its place.
    Slot = 13,
    /// The tab is hidden.
    Hidden = 14,
    /// It has a rule that this version does not know.
    Unknown = 15,
    /// What it would say is not known: a gauge's total, or a number that is too small to be said.
    Silent = 16,
    /// It could not be drawn on this page: what draws it did not come, or failed.
    Undrawn = 17,
}

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Why it is not on the screen, if it is not.
    pub why: Why,
    /// When that may change by time alone: milliseconds; `i64::MAX`: never.
    pub due: i64,
    /// Which variant, or [`HELD`]; of what does not show 0.
    pub variant: u8,
}

/// What a browser remembers of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Seen {
    /// Times shown, or held back, in this visit.
    pub shown: u32,
    /// Closed in this visit.
    pub closed: bool,
    /// It is not to be seen again today, the shop's civil day.
    pub hidden: bool,
    /// What ever became of it: bits by [`crate::rules::Stop`].
    stops: u8,
    /// The variant that was met last, or [`HELD`].
    pub met: Option<u8>,
    /// Times it came before the shopper in this visit, what was held back left out.
    came: u32,
    /// When it last came up or was closed.
    last: i64,
    /// Times shown, or held back, in the days that were asked about.
    times: u32,
}

/// The log of messages, picked out once for all of them.
struct Memory<'a> {
    done: Rows,
    /// When the last order was.
    ordered: i64,
    facts: &'a Facts,
    zone: &'a Zone,
}

impl<'a> Memory<'a> {
    fn of(facts: &'a Facts, zone: &'a Zone) -> Self {
        let mut memory = Self { done: Rows::NONE, ordered: i64::MIN, facts, zone };
        for row in facts.log.iter() {
            if row.fact == Fact::Messages {
                memory.done.push(&row);
            } else if row.fact == Fact::Ordered {
                memory.ordered = row.at.0;
            }
        }
        memory
    }

    fn started(&self) -> i64 {
        self.facts.number(Fact::VisitStarted).unwrap_or(NEVER)
    }

    /// What became of a message; `days`: of how many days, today counted, its showings are (0: of all).
    #[inline(never)]
    fn seen(&self, id: &str, days: i32) -> Seen {
        let started = self.started();
        let today = self.zone.day(self.facts.now).0;
        let mut seen = Seen { last: i64::MIN, ..Seen::default() };
        for row in self.done.iter() {
            // One letter for the act (`model::facts::fold`), a colon, the message.
            let [act, _, rest @ ..] = row.key else { continue };
            if rest != id.as_bytes() {
                continue;
            }
            let at = row.at.0;
            let in_visit = at >= started;
            let age = today.wrapping_sub(self.zone.day(row.at).0);
            match act {
                b's' | b'k' => {
                    seen.shown += u32::from(in_visit);
                    seen.times += u32::from(days == 0 || age < days);
                    seen.met = Some(HELD);
                    if *act == b's' {
                        seen.met = Some(row.number as u8);
                        seen.came += u32::from(in_visit);
                        seen.last = at;
                        seen.stops |= u8::from(self.ordered >= at) << 2;
                    }
                }
                b'c' => seen.stops |= 1,
                b'x' => {
                    seen.closed |= in_visit;
                    seen.stops |= 2;
                    seen.last = at;
                }
                b'h' => seen.hidden |= age == 0,
                _ => {}
            }
        }
        seen
    }
}

impl Seen {
    /// What the log of messages says of one.
    #[must_use]
    pub fn of(id: &str, facts: &Facts, zone: &Zone) -> Self {
        Memory::of(facts, zone).seen(id, 0)
    }
}

/// Says of each message what becomes of it, at most one up for each place of the screen. One that is up and may stay keeps its place. Where
/// all is calm a card that came up stays up, though its segment's moment is over: who was idle is not when reaching for it. What happens
/// in the shop takes it away.
pub fn decide<'m>(moment: Moment<'m, '_>, up: &dyn Fn(&str) -> Up, tell: &mut dyn FnMut(Compiled<'m>, Fate)) {
    let Moment { messages, facts, visitor, .. } = moment;
    let memory = Memory::of(facts, moment.zone);
    let (mut cap, gap) = messages.pace();
    // How many cards have come up in this visit, and until when the next one waits.
    let (mut shown, mut free) = (0, i64::MIN);
    if cap > 0 || gap > 0 {
        for message in messages.iter() {
            if !message.is_sticky() {
                let seen = memory.seen(message.id, 0);
                shown += seen.came;
                free = free.max(seen.last.wrapping_add(gap));
            }
        }
    }
    if cap == 0 {
        cap = u32::MAX;
    }
    let mut places = 0_u32;
    for stays in &[true, false] {
        for mut message in messages.iter() {
            let is_up = up(message.id);
            // What was on its way when the tab was hidden nobody has seen: another tab may show it meanwhile.
            if (is_up == Up::Seen || is_up == Up::Drawn && !moment.page.hidden) != *stays {
                continue;
            }
            let is_card = !message.is_sticky();
            let mut fate = Fate { why: Why::Segment, due: NEVER, variant: 0 };
            let mut seen = Seen::default();
            // Most messages are not for whoever is here: what became of them is not looked for.
            if message.verdict(moment.verdicts) == Verdict::Yes || *stays && moment.calm && is_card {
                seen = memory.seen(message.id, 0);
                fate.why = judge(&message, moment, &memory, &seen, *stays, &mut fate.due);
            }
            let place = 1_u32.wrapping_shl(u32::from(message.place));
            if fate.why == Why::Shown {
                if is_up == Up::Undrawn {
                    fate.why = Why::Undrawn;
                } else if is_card && !*stays && shown >= cap {
                    fate = Fate { why: Why::Cap, due: NEVER, variant: 0 };
                } else if is_card && !*stays && free > facts.now.0 {
                    fate = Fate { why: Why::Gap, due: free, variant: 0 };
                } else if places & place != 0 {
                    fate = Fate { why: Why::Slot, due: NEVER, variant: 0 };
                } else {
                    fate.variant = assign(&mut message, seen.met, person(facts, visitor));
                    if fate.variant == HELD {
                        fate.why = Why::Held;
                    } else if !is_sayable(&message, facts) {
                        fate.why = Why::Silent;
                    } else {
                        places |= place;
                        // A card on its way to the shopper's eyes is in no log yet. One that waits for its place in the page may never come.
                        if is_card && is_up != Up::Seen && message.place < PAGE_PLACES {
                            shown += 1;
                            if gap > 0 {
                                free = NEVER;
                            }
                        }
                    }
                }
            }
            tell(message, fate);
        }
    }
}

/// Why a message that is meant for whoever is here may not be up, apart from all others: what stands in the way first. `due`: when that may be otherwise by time alone.
#[inline(never)]
fn judge(message: &Compiled<'_>, moment: Moment<'_, '_>, memory: &Memory<'_>, seen: &Seen, stays: bool, due: &mut i64) -> Why {
    let Moment { facts, zone, page, .. } = moment;
    let now = facts.now;
    let is_sticky = message.is_sticky();
    if seen.closed {
        return Why::Closed;
    }
    let midnight = zone.next_minute(now, 0).0;
    if seen.hidden {
        *due = midnight;
        return Why::Today;
    }
    // A badge that came up in this visit is there on its other pages too.
    let goes_on = stays || is_sticky && seen.shown > 0;
    if !goes_on && !is_sticky && message.per_visit.wrapping_sub(1) < seen.shown {
        return Why::Limit;
    }
    let mut until = NEVER;
    for (rule, mut from) in message.rules() {
        let mut next = NEVER;
        let why = match rule {
            kind::END => {
                let end = from.zigzag();
                if now.0 < end {
                    until = until.min(end);
                }
                (now.0 >= end, Why::Over)
            }
            kind::SINCE => (memory.started() < from.zigzag(), Why::Visit),
            kind::HOURS => {
                let (is_open, turn) = hours(&mut from, now, zone);
                if is_open {
                    until = until.min(turn);
                }
                next = turn;
                (!is_open, Why::Hours)
            }
            kind::WINDOW => {
                let (times, days) = (from.small(), i32::from(from.byte()) + 128 * i32::from(from.byte()));
                if days > 0 {
                    next = midnight;
                }
                (!goes_on && memory.seen(message.id, days).times >= times, Why::Limit)
            }
            kind::STOP => (seen.stops & from.byte() != 0, Why::Stopped),
            kind::AFTER..=kind::EVENT => {
                next = set_off(rule, &mut from, facts, page);
                (!goes_on && next > now.0, Why::Trigger)
            }
            kind::CONTROL | kind::VARIANTS => (false, Why::Unknown),
            _ => (true, Why::Unknown),
        };
        if from.check().is_err() {
            return Why::Unknown;
        }
        if why.0 {
            *due = next;
            return why.1;
        }
    }
    if page.hidden && !stays {
        return Why::Hidden;
    }
    *due = until;
    Why::Shown
}

/// When a trigger sets its message off on this page; what is over, or is so now, counts as any moment that is over.
fn set_off(rule: u8, from: &mut Reader<'_>, facts: &Facts, page: &Page) -> i64 {
    let is_so = if rule == kind::EVENT {
        let (name, property) = (from.bytes(), from.bytes());
        page.events.iter().any(|row| row.key == name && holds(row.label, property))
    } else {
        let fact = from.take();
        let asked = i64::from(from.small());
        let Some(number) = facts.number(fact) else { return NEVER };
        if rule == kind::AFTER {
            // Nobody looked while the tab was hidden; who comes back to it has done something.
            let since = match fact {
                Fact::PageSince => number.wrapping_add(page.away_ms),
                Fact::IdleSince => number.max(page.since),
                _ => number,
            };
            return since.wrapping_add(asked * 1000);
        }
        number >= asked
    };
    if is_so { i64::MIN } else { NEVER }
}

/// True where a text has another in it; any has an empty one.
fn holds(mut text: &[u8], sought: &[u8]) -> bool {
    loop {
        if text.starts_with(sought) {
            return true;
        }
        let Some((_, rest)) = text.split_first() else { return false };
        text = rest;
    }
}

/// Whether it is within the hours, and when that may be otherwise: hours over midnight belong to the day on which they begin.
fn hours(from: &mut Reader<'_>, now: EpochMs, zone: &Zone) -> (bool, i64) {
    let days = from.byte();
    let minute = u32::from(zone.minute(now));
    let today = zone.day(now).weekday();
    let on = |weekday: u8| days & (1_u8 << (weekday % 7)) != 0;
    // At midnight it is another day.
    let mut turn = zone.next_minute(now, 0).0;
    let mut is_open = false;
    while !from.is_done() {
        let (start, end) = (from.small(), from.small());
        is_open |= if start < end {
            on(today) && (start..end).contains(&minute)
        } else {
            on(today) && minute >= start || on(today + 6) && minute < end
        };
        for edge in &[start, end] {
            turn = turn.min(zone.next_minute(now, *edge).0);
        }
    }
    (is_open, turn)
}

/// The next rule: its kind and what it says. One that is cut counts as one that is not known.
#[inline(never)]
fn next_rule<'a>(from: &mut Reader<'a>) -> Option<(u8, Reader<'a>)> {
    if from.is_done() {
        return None;
    }
    let (kind, body) = (from.byte(), from.bytes());
    Some((if from.check().is_ok() { kind } else { 0 }, Reader::new(body)))
}

impl<'a> Compiled<'a> {
    /// Its segment's verdict; yes for everybody.
    #[must_use]
    pub fn verdict(&self, verdicts: &[Verdict]) -> Verdict {
        match (self.segment as usize).checked_sub(1) {
            Some(place) => verdicts.get(place).copied().unwrap_or_default(),
            None => Verdict::Yes,
        }
    }

    /// Its rules, one after another.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (u8, Reader<'a>)> + use<'a> {
        let mut from = Reader::new(self.rules);
        core::iter::from_fn(move || next_rule(&mut from))
    }
}
