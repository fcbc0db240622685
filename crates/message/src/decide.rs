//! Which messages are on the screen now.

use model::time::Day;
use segment::verdict::Verdict;

use crate::bundle::Compiled;

/// Most messages remembered for one browser. A site has at most 200; ended ones are forgotten first.
pub const MEMORY_MAX: usize = 200;

/// What a browser remembers of one message.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Seen {
    /// The message.
    pub id: String,
    /// Times shown in this visit.
    pub shown: u16,
    /// Closed in this visit.
    pub closed: bool,
    /// The shop's civil day on which it is not to be seen again.
    pub hidden_on: Option<Day>,
}

/// What a browser remembers of messages.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Memory(pub Vec<Seen>);

impl Memory {
    /// What is remembered of a message.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<&Seen> {
        self.0.iter().find(|seen| seen.id == id)
    }

    /// The same to write to. The oldest memory goes when there are too many.
    pub fn entry(&mut self, id: &str) -> &mut Seen {
        let seen = match self.0.iter().position(|seen| seen.id == id) {
            Some(place) => self.0.remove(place),
            None => Seen { id: id.to_owned(), ..Seen::default() },
        };
        if self.0.len() >= MEMORY_MAX {
            self.0.remove(0);
        }
        self.0.push_mut(seen)
    }

    /// A new visit: what was shown and closed in the last one counts no more; "don't show today" does.
    pub fn begin_visit(&mut self, today: Day) {
        for seen in &mut self.0 {
            seen.shown = 0;
            seen.closed = false;
        }
        self.0.retain(|seen| seen.hidden_on == Some(today));
    }
}

/// Chooses what is on the screen: places in `messages`, at most one message for each place of the screen. `messages` are by priority,
/// highest first. A message that is on the screen and may stay keeps its place, so that nothing is torn from under a finger.
#[must_use]
pub fn decide(messages: &[Compiled], verdicts: &[Verdict], memory: &Memory, today: Day, is_present: impl Fn(&str) -> bool) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut places = 0_u32;
    for stays in [true, false] {
        for (index, message) in messages.iter().enumerate() {
            let place = 1_u32.wrapping_shl(u32::from(message.place));
            if is_present(&message.id) == stays && places & place == 0 && may_show(message, verdicts, memory, today, stays) {
                places |= place;
                chosen.push(index);
            }
        }
    }
    chosen
}

fn may_show(message: &Compiled, verdicts: &[Verdict], memory: &Memory, today: Day, is_present: bool) -> bool {
    let seen = memory.of(&message.id);
    message.verdict(verdicts) == Verdict::Yes
        && seen.is_none_or(|seen| {
            let spent = message.per_visit > 0 && seen.shown >= message.per_visit && !is_present && !message.is_sticky();
            !spent && !seen.closed && seen.hidden_on != Some(today)
        })
}

impl Compiled {
    /// Its segment's verdict; yes for everybody.
    #[must_use]
    pub fn verdict(&self, verdicts: &[Verdict]) -> Verdict {
        match usize::from(self.segment).checked_sub(1) {
            Some(place) => verdicts.get(place).copied().unwrap_or_default(),
            None => Verdict::Yes,
        }
    }
}

model::wire!(struct Seen { id, shown, closed, hidden_on });
model::wire!(tuple Memory);
