//! Which messages are on the screen now.

use model::{
    facts::{Fact, Facts},
    time::Zone,
};
use segment::verdict::Verdict;

use crate::bundle::{Compiled, Messages};

/// What a browser remembers of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Seen {
    /// Times shown in this visit.
    pub shown: u32,
    /// Closed in this visit.
    pub closed: bool,
    /// It is not to be seen again today, the shop's civil day.
    pub hidden: bool,
}

impl Seen {
    /// What the log of messages says of one.
    #[must_use]
    pub fn of(id: &str, facts: &Facts, zone: &Zone) -> Self {
        let started = facts.number(Fact::VisitStarted).unwrap_or(i64::MAX);
        let today = zone.day(facts.now);
        let mut seen = Self::default();
        for row in facts.log.iter() {
            // One letter for the act (`model::facts::fold`), a colon, the message.
            if row.fact == Fact::Messages
                && let [act, _, rest @ ..] = row.key
                && rest == id.as_bytes()
            {
                let in_visit = row.at.0 >= started;
                match act {
                    b's' if in_visit => seen.shown += 1,
                    b'x' if in_visit => seen.closed = true,
                    b'h' => seen.hidden |= zone.day(row.at) == today,
                    _ => {}
                }
            }
        }
        seen
    }
}

/// Chooses what is on the screen, at most one message for each place of it, and hands it on. `messages` are by priority, highest first. A
/// message that is on the screen and may stay keeps its place, so that nothing is torn from under a finger. Where all is `calm` (time has
/// passed, the shopper has moved, an answer has come) a card that came up stays up, though its moment is over: who was idle is not when
/// reaching for it. What happens in the shop takes it away.
pub fn decide<'a>(
    messages: &'a Messages,
    verdicts: &[Verdict],
    facts: &Facts,
    zone: &Zone,
    calm: bool,
    is_present: impl Fn(&str) -> bool,
    mut show: impl FnMut(Compiled<'a>),
) {
    let mut places = 0_u32;
    for stays in &[true, false] {
        for message in messages.iter() {
            let place = 1_u32.wrapping_shl(u32::from(message.place));
            if is_present(message.id) == *stays
                && places & place == 0
                && (message.verdict(verdicts) == Verdict::Yes || *stays && calm && !message.is_sticky())
                && may_show(&message, Seen::of(message.id, facts, zone), *stays)
            {
                places |= place;
                show(message);
            }
        }
    }
}

pub(crate) fn may_show(message: &Compiled<'_>, seen: Seen, is_present: bool) -> bool {
    !is_spent(message, seen, is_present) && !seen.closed && !seen.hidden
}

/// True where it was shown as often as it may be in a visit.
pub(crate) fn is_spent(message: &Compiled<'_>, seen: Seen, is_present: bool) -> bool {
    message.per_visit > 0 && seen.shown >= message.per_visit && !is_present && !message.is_sticky()
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
