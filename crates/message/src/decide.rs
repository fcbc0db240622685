//! Which messages are on the screen now.

use model::{
    codec::{Reader, Wire, put_bytes, put_varint},
    time::Day,
};
use segment::verdict::Verdict;

use crate::bundle::{Compiled, Messages};

/// Most messages remembered for one browser. A site has at most 200; ended ones are forgotten first.
pub const MEMORY_MAX: u32 = 200;

/// What a browser remembers of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Seen {
    /// Times shown in this visit.
    pub shown: u32,
    /// Closed in this visit.
    pub closed: bool,
    /// The shop's civil day on which it is not to be seen again.
    pub hidden_on: Option<Day>,
}

/// What a browser remembers of messages, in the bytes that are stored: each an id and a [`Seen`], the last touched last.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Memory {
    count: u32,
    bytes: Vec<u8>,
}

impl Memory {
    /// Nothing is remembered.
    pub const EMPTY: Self = Self { count: 0, bytes: Vec::new() };

    /// What is remembered of a message.
    #[must_use]
    pub fn of(&self, id: &str) -> Seen {
        let mut from = Reader::new(&self.bytes);
        while !from.is_done() {
            let (other, seen) = take_seen(&mut from);
            if other == id {
                return seen;
            }
        }
        Seen::default()
    }

    /// Remembers something else of a message. The oldest memory goes when there are too many.
    pub fn set(&mut self, id: &str, seen: Seen) {
        let mut kept = Self::EMPTY;
        let mut from = Reader::new(&self.bytes);
        let mut over = self.count >= MEMORY_MAX && self.of(id) == Seen::default();
        while !from.is_done() {
            let (other, seen) = take_seen(&mut from);
            if other != id && !core::mem::take(&mut over) {
                kept.add(other, seen);
            }
        }
        kept.add(id, seen);
        *self = kept;
    }

    /// A new visit: what was shown and closed in the last one counts no more; "don't show today" does.
    pub fn begin_visit(&mut self, today: Day) {
        let mut kept = Self::EMPTY;
        let mut from = Reader::new(&self.bytes);
        while !from.is_done() {
            let (id, Seen { hidden_on, .. }) = take_seen(&mut from);
            if hidden_on == Some(today) {
                kept.add(id, Seen { hidden_on, ..Seen::default() });
            }
        }
        *self = kept;
    }

    #[inline(never)]
    fn add(&mut self, id: &str, seen: Seen) {
        self.count += 1;
        put_bytes(&mut self.bytes, id.as_bytes());
        put_varint(&mut self.bytes, u64::from(seen.shown));
        seen.closed.put(&mut self.bytes);
        seen.hidden_on.put(&mut self.bytes);
    }
}

#[inline(never)]
fn take_seen<'a>(from: &mut Reader<'a>) -> (&'a str, Seen) {
    (from.text(), Seen { shown: from.small(), closed: from.take(), hidden_on: from.take() })
}

impl Wire for Memory {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(out, u64::from(self.count));
        out.extend_from_slice(&self.bytes);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let mut memory = Self::EMPTY;
        for _ in 0..from.count() {
            let (id, seen) = take_seen(from);
            memory.add(id, seen);
        }
        memory
    }
}

/// Chooses what is on the screen, at most one message for each place of it, and hands it on. `messages` are by priority, highest first. A
/// message that is on the screen and may stay keeps its place, so that nothing is torn from under a finger.
pub fn decide<'a>(
    messages: &'a Messages,
    verdicts: &[Verdict],
    memory: &Memory,
    today: Day,
    is_present: impl Fn(&str) -> bool,
    mut show: impl FnMut(Compiled<'a>),
) {
    let mut places = 0_u32;
    for stays in &[true, false] {
        for message in messages.iter() {
            let place = 1_u32.wrapping_shl(u32::from(message.place));
            if is_present(message.id) == *stays && places & place == 0 && may_show(&message, verdicts, memory.of(message.id), today, *stays)
            {
                places |= place;
                show(message);
            }
        }
    }
}

fn may_show(message: &Compiled<'_>, verdicts: &[Verdict], seen: Seen, today: Day, is_present: bool) -> bool {
    let spent = message.per_visit > 0 && seen.shown >= message.per_visit && !is_present && !message.is_sticky();
    message.verdict(verdicts) == Verdict::Yes && !spent && !seen.closed && seen.hidden_on != Some(today)
}

impl Compiled<'_> {
    /// Its segment's verdict; yes for everybody.
    #[must_use]
    pub fn verdict(&self, verdicts: &[Verdict]) -> Verdict {
        match (self.segment as usize).checked_sub(1) {
            Some(place) => verdicts.get(place).copied().unwrap_or_default(),
            None => Verdict::Yes,
        }
    }
}
