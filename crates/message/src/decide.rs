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
    bundle::{Compiled, Messages},
    rules::kind,
    variant::{self, HELD, assign, person},
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
}

/// One thing that became of a message: a letter for the act (`model::facts::fold`), when, which variant.
struct Done<'a> {
    act: u8,
    id: &'a [u8],
    at: i64,
    variant: u8,
}

/// The log of messages, read once for all of them.
struct Memory<'a> {
    done: Vec<Done<'a>>,
    started: i64,
    ordered: i64,
    facts: &'a Facts,
    zone: &'a Zone,
}

impl<'a> Memory<'a> {
    fn of(facts: &'a Facts, zone: &'a Zone) -> Self {
        let mut memory =
            Self { done: Vec::new(), started: facts.number(Fact::VisitStarted).unwrap_or(NEVER), ordered: i64::MIN, facts, zone };
        for row in facts.log.iter() {
            match (row.fact, row.key) {
                (Fact::Ordered, _) => memory.ordered = row.at.0,
                (Fact::Messages, [act, _, id @ ..]) => memory.done.push(Done { act: *act, id, at: row.at.0, variant: row.number as u8 }),
                _ => {}
            }
        }
        memory
    }

    fn seen(&self, id: &str) -> Seen {
        let mut seen = Seen::default();
        for done in &self.done {
            if done.id != id.as_bytes() {
                continue;
            }
            let in_visit = done.at >= self.started;
            match done.act {
                b's' | b'k' => {
                    seen.shown += u32::from(in_visit);
                    let is_shown = done.act == b's';
                    seen.met = Some(if is_shown { done.variant } else { HELD });
                    if is_shown && self.ordered >= done.at {
                        seen.stops |= 4;
                    }
                }
                b'c' => seen.stops |= 1,
                b'x' => {
                    seen.closed |= in_visit;
                    seen.stops |= 2;
                }
                b'h' => seen.hidden |= self.zone.day(EpochMs(done.at)) == self.zone.day(self.facts.now),
                _ => {}
            }
        }
        seen
    }

    /// Showings of a message in so many days, today counted; 0: ever.
    fn shown(&self, id: &str, days: u32) -> u32 {
        let today = self.zone.day(self.facts.now).0;
        let mut count = 0;
        for done in &self.done {
            if matches!(done.act, b's' | b'k')
                && done.id == id.as_bytes()
                && (days == 0 || i64::from(today) - i64::from(self.zone.day(EpochMs(done.at)).0) < i64::from(days))
            {
                count += 1;
            }
        }
        count
    }

    /// How many messages came up in this visit, and when one last came up or was closed.
    fn pace(&self, messages: &Messages) -> (u32, i64) {
        let mut staying = Vec::new();
        for message in messages.iter() {
            if message.is_sticky() {
                staying.push(message.id.as_bytes());
            }
        }
        let (mut shown, mut last) = (0, i64::MIN);
        for done in &self.done {
            if matches!(done.act, b's' | b'x') && !staying.contains(&done.id) {
                shown += u32::from(done.act == b's' && done.at >= self.started);
                last = last.max(done.at);
            }
        }
        (shown, last)
    }
}

impl Seen {
    /// What the log of messages says of one.
    #[must_use]
    pub fn of(id: &str, facts: &Facts, zone: &Zone) -> Self {
        Memory::of(facts, zone).seen(id)
    }
}

/// Says of each message what becomes of it, at most one up for each place of the screen. One that is up and may stay keeps its place. Where
/// all is calm a card that came up stays up, though its segment's moment is over: who was idle is not when reaching for it. What happens
/// in the shop takes it away.
pub fn decide<'m>(moment: Moment<'m, '_>, up: &dyn Fn(&str) -> Up, tell: &mut dyn FnMut(Compiled<'m>, Fate)) {
    let Moment { messages, facts, visitor, .. } = moment;
    let memory = Memory::of(facts, moment.zone);
    let (cap, gap) = messages.pace();
    let (mut shown, last) = if cap > 0 || gap > 0 { memory.pace(messages) } else { (0, 0) };
    // Cards that are on their way to the shopper's eyes, and in no log yet.
    let mut coming = false;
    let mut places = 0_u32;
    for stays in &[true, false] {
        for mut message in messages.iter() {
            let is_up = up(message.id);
            // What was on its way when the tab was hidden nobody has seen: another tab may show it meanwhile.
            if (is_up == Up::Seen || is_up == Up::Drawn && !moment.page.hidden) != *stays {
                continue;
            }
            let seen = memory.seen(message.id);
            let mut fate = judge(&message, moment, &memory, seen, *stays);
            let is_card = !message.is_sticky();
            if fate.why == Why::Shown && is_card && !*stays {
                if cap > 0 && shown >= cap {
                    fate = Fate::of(Why::Cap, NEVER);
                } else if gap > 0 && (coming || last.saturating_add(gap) > facts.now.0) {
                    fate = Fate::of(Why::Gap, if coming { NEVER } else { last.saturating_add(gap) });
                }
            }
            let place = 1_u32.wrapping_shl(u32::from(message.place));
            if fate.why == Why::Shown && places & place != 0 {
                fate = Fate::of(Why::Slot, NEVER);
            }
            if fate.why == Why::Shown {
                fate.variant = assign(&mut message, seen.met, person(facts, visitor));
                if fate.variant == HELD {
                    fate.why = Why::Held;
                } else {
                    places |= place;
                    if is_card && is_up != Up::Seen {
                        coming = true;
                        shown += 1;
                    }
                }
            }
            tell(message, fate);
        }
    }
}

impl Fate {
    const fn of(why: Why, due: i64) -> Self {
        Self { why, due, variant: 0 }
    }
}

/// Whether a message may be up, apart from all others. What stands in the way first is told, with when it may be out of it.
fn judge(message: &Compiled<'_>, moment: Moment<'_, '_>, memory: &Memory<'_>, seen: Seen, stays: bool) -> Fate {
    let Moment { facts, zone, page, .. } = moment;
    let now = facts.now;
    let is_sticky = message.is_sticky();
    if message.verdict(moment.verdicts) != Verdict::Yes && !(stays && moment.calm && !is_sticky) {
        return Fate::of(Why::Segment, NEVER);
    }
    if seen.closed {
        return Fate::of(Why::Closed, NEVER);
    }
    if seen.hidden {
        return Fate::of(Why::Today, zone.next_turn(now, 1440).0);
    }
    // A badge that came up in this visit is there on its other pages too.
    let goes_on = stays || is_sticky && seen.shown > 0;
    if message.per_visit > 0 && seen.shown >= message.per_visit && !goes_on && !is_sticky {
        return Fate::of(Why::Limit, NEVER);
    }
    let mut until = NEVER;
    for (rule, mut from) in message.rules() {
        match rule {
            kind::END => {
                let end = from.zigzag();
                if now.0 >= end {
                    return Fate::of(Why::Over, NEVER);
                }
                until = until.min(end);
            }
            kind::SINCE => {
                if memory.started < from.zigzag() {
                    return Fate::of(Why::Visit, NEVER);
                }
            }
            kind::HOURS => {
                let (is_open, turn) = hours(&mut from, now, zone);
                if !is_open {
                    return Fate::of(Why::Hours, turn);
                }
                until = until.min(turn);
            }
            kind::WINDOW => {
                let (times, days) = (from.small(), from.small());
                if !goes_on && memory.shown(message.id, days) >= times {
                    return Fate::of(Why::Limit, if days == 0 { NEVER } else { zone.next_turn(now, 1440).0 });
                }
            }
            kind::STOP => {
                if seen.stops & from.byte() != 0 {
                    return Fate::of(Why::Stopped, NEVER);
                }
            }
            kind::PAGE_SECONDS..=kind::EVENT if goes_on => {}
            kind::PAGE_SECONDS..=kind::EVENT => {
                let due = set_off(rule, &mut from, facts, page);
                if due > now.0 {
                    return Fate::of(Why::Trigger, if page.hidden { NEVER } else { due });
                }
            }
            kind::CONTROL | kind::VARIANTS => {}
            _ => return Fate::of(Why::Unknown, NEVER),
        }
        if from.check().is_err() {
            return Fate::of(Why::Unknown, NEVER);
        }
    }
    if page.hidden && !stays {
        return Fate::of(Why::Hidden, NEVER);
    }
    Fate::of(Why::Shown, until)
}

/// When a trigger sets its message off on this page; what is over, or is so now, counts as any moment that is over.
fn set_off(rule: u8, from: &mut Reader<'_>, facts: &Facts, page: &Page) -> i64 {
    let number = |fact: Fact| facts.number(fact);
    let is_so = |is_so: bool| if is_so { i64::MIN } else { NEVER };
    let after = |since: Option<i64>, from: &mut Reader<'_>| {
        let wait = i64::from(from.small()) * 1000;
        since.map_or(NEVER, |since| since.saturating_add(wait))
    };
    match rule {
        kind::PAGE_SECONDS => after(number(Fact::PageSince).map(|since| since.saturating_add(page.away_ms)), from),
        kind::VISIT_SECONDS => after(number(Fact::VisitStarted), from),
        kind::SCROLL => is_so(number(Fact::Scroll) >= Some(i64::from(from.small()))),
        kind::EXIT_INTENT => is_so(number(Fact::ExitIntent) == Some(1)),
        // Whoever comes back to the tab has done something.
        kind::IDLE => after(number(Fact::IdleSince).map(|since| since.max(page.since)), from),
        _ => {
            let (name, property) = (from.bytes(), from.bytes());
            is_so(page.events.iter().any(|row| row.key == name && has(row.label, property)))
        }
    }
}

fn has(label: &[u8], sought: &[u8]) -> bool {
    sought.is_empty() || label.windows(sought.len()).any(|part| part == sought)
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
        variant::rules(self.rules)
    }
}
