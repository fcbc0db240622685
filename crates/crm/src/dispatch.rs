//! One request of sends to a provider, and what becomes of it: never twice by us, nobody forgotten silently (security.md, "Sends").
//!
//! A dispatch is stored **before** each request leaves ([`Dispatch::next`] gives both: keep the first, then carry out the second) and after each
//! answer ([`Dispatch::heard`]). So whatever breaks off in between is the same as an answer that never came: whoever starts again says
//! [`Heard::Nothing`]. From there the machine does what its provider allows ([`Recovery`]): takes the group away before it can be sent, asks
//! again by the same key, looks; and where nothing can tell, it ends as [`Stage::Unknown`], which the shop owner sees with a choice.
//!
//! What leaves, leaves while its permit lasts: consent, caps and hours were looked at then and not later. `tests/dispatch.rs` goes through
//! every turn that a provider, a line and a crash can take.

use model::time::EpochMs;
use model::wire;

/// Looks before nobody can tell. Not being found proves nothing, so there are some, further and further apart.
pub const LOOKS_MAX: u8 = 5;
/// The first wait after an answer that did not come; each one after it is thrice as long, up to the last.
const WAIT_MS: i64 = 2_000;
const WAIT_MS_MAX: i64 = 600_000;

/// How a provider lets a lost answer be cleared up. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Recovery {
    /// A group is made, filled, and sent by a request of its own. What was not sent yet can be deleted; what is deleted is never sent.
    Fence = 0,
    /// A request with a key that was seen before is not carried out again, and says so: that it was seen, not that it was taken.
    Key = 1,
    /// What was taken can be found, in time.
    LookUp = 2,
    /// Nothing.
    None = 3,
}

/// Where a dispatch is. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Stage {
    /// Nothing has left, or nothing can come of what has.
    Ready = 0,
    /// Asked: for a group.
    Opening = 1,
    /// A group is there, empty.
    Open = 2,
    /// Asked: to fill it. It is not sent by that, whatever becomes of the answer.
    Filling = 3,
    /// A group is there, filled.
    Filled = 4,
    /// Asked: to send. From here on it may have been sent.
    Going = 5,
    /// It may have been sent: to be cleared up.
    Unclear = 6,
    /// Asked: to delete the group.
    Fencing = 7,
    /// Asked: to send, again by the same key.
    Repeating = 8,
    /// Asked: whether it is there.
    Looking = 9,
    /// The end: the provider has it. What becomes of each message is told by receipts.
    Accepted = 10,
    /// The end: the provider will not have it. Nothing was sent.
    Refused = 11,
    /// The end of this dispatch: its permit was over. Nothing was sent; whoever it was for may be asked for anew.
    Lapsed = 12,
    /// The end: somebody stopped the run in time. Nothing was sent.
    Stopped = 13,
    /// Nobody can tell whether it was sent. A receipt may still come.
    Unknown = 14,
}

impl Stage {
    /// Whether a request is out, or was when somebody broke off.
    #[must_use]
    pub const fn is_out(self) -> bool {
        matches!(self, Self::Opening | Self::Filling | Self::Going | Self::Fencing | Self::Repeating | Self::Looking)
    }

    /// Whether nothing more is done by itself.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Accepted | Self::Refused | Self::Lapsed | Self::Stopped | Self::Unknown)
    }
}

/// What to ask of the provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// Make a group.
    Open,
    /// Put all messages into it.
    Fill(String),
    /// Send: the group, or the messages themselves; with the dispatch's key where the provider takes one.
    Send(Option<String>),
    /// Delete the group, if it was not sent.
    Fence(String),
    /// Look for what the dispatch may have sent.
    Look,
}

/// What the provider has said to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Heard {
    /// The group is made, and this is its id.
    Made(String),
    /// All messages are in it.
    Added,
    /// Taken, to be sent.
    Taken,
    /// This key was seen before.
    Seen,
    /// Not taken, and not by being sent again.
    Refused,
    /// Not taken this time: too many requests, for one.
    Busy,
    /// The group is deleted, and was never sent. That it is deleted is no proof: Solapi deletes groups that were sent, too, and its answer says
    /// when in `dateSent` (its documentation of `DELETE /messages/v4/groups/:groupId`). Who asks it reads that, or says [`Heard::TooLate`].
    Deleted,
    /// The group is on its way, or was sent, whether it is deleted by now or not.
    TooLate,
    Found,
    NotFound,
    /// No answer, one that cannot be read, or one that says nothing of whether it was done (5xx).
    Nothing,
}

/// One request of sends, on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dispatch {
    how: Recovery,
    stage: Stage,
    group: Option<String>,
    /// Up to when it may leave.
    permit_until: EpochMs,
    /// Nothing is asked before.
    wait_until: EpochMs,
    /// Answers that did not come since something was heard, for the length of waits.
    silent: u8,
    looks: u8,
    /// The provider has refused a repeat, by its key or else: asking once more would say no more.
    seen: bool,
    stopped: bool,
}

wire!(
    enum Recovery {
        Fence,
        Key,
        LookUp,
        None,
    }
);
wire!(
    enum Stage {
        Ready,
        Opening,
        Open,
        Filling,
        Filled,
        Going,
        Unclear,
        Fencing,
        Repeating,
        Looking,
        Accepted,
        Refused,
        Lapsed,
        Stopped,
        Unknown,
    }
);
wire!(struct Dispatch { how, stage, group, permit_until, wait_until, silent, looks, seen, stopped });

impl Dispatch {
    /// Of messages that may leave until then.
    #[must_use]
    pub const fn new(how: Recovery, permit_until: EpochMs) -> Self {
        let wait_until = EpochMs(i64::MIN);
        Self { how, stage: Stage::Ready, group: None, permit_until, wait_until, silent: 0, looks: 0, seen: false, stopped: false }
    }

    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// The group that its messages are in, where the provider has such.
    #[must_use]
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// When there is something to do by itself: never where it has ended, or waits for an answer.
    #[must_use]
    pub fn due(&self) -> Option<EpochMs> {
        (!self.stage.is_end() && !self.stage.is_out()).then_some(self.wait_until)
    }

    /// What to do now: the state to store first, and then the request to make. Without a request there is nothing to do before [`Self::due`];
    /// asked while a request is out it changes nothing, so two who ask do no harm.
    #[must_use]
    pub fn next(&self, now: EpochMs) -> (Self, Option<Request>) {
        if self.due().is_none_or(|due| due > now) {
            return (self.clone(), None);
        }
        let may_leave = now <= self.permit_until;
        let group = self.group.clone();
        match (self.stage, group) {
            (Stage::Ready | Stage::Open | Stage::Filled, _) if self.stopped => (self.at(Stage::Stopped), None),
            (Stage::Ready | Stage::Open | Stage::Filled, _) if !may_leave => (self.at(Stage::Lapsed), None),
            (Stage::Ready, _) if self.how == Recovery::Fence => (self.at(Stage::Opening), Some(Request::Open)),
            (Stage::Open, Some(group)) => (self.at(Stage::Filling), Some(Request::Fill(group))),
            (Stage::Ready | Stage::Open | Stage::Filled, group) => (self.at(Stage::Going), Some(Request::Send(group))),
            // It may have been sent: what may be done depends on the provider alone.
            (_, Some(group)) => (self.at(Stage::Fencing), Some(Request::Fence(group))),
            (_, None) => match self.how {
                Recovery::Key if may_leave && !self.seen && !self.stopped => (self.at(Stage::Repeating), Some(Request::Send(None))),
                Recovery::Key | Recovery::LookUp if self.looks < LOOKS_MAX => (self.at(Stage::Looking), Some(Request::Look)),
                _ => (self.at(Stage::Unknown), None),
            },
        }
    }

    /// What was heard of the request that is out; [`Heard::Nothing`] too after whoever made it broke off. An answer to no question changes
    /// nothing, but that it is there after all.
    #[must_use]
    pub fn heard(&self, heard: &Heard, now: EpochMs) -> Self {
        let silent =
            Self { silent: self.silent.saturating_add(1), wait_until: EpochMs(now.0.saturating_add(self.wait_ms())), ..self.clone() };
        let anew = |it: &Self| Self { group: None, ..it.at(Stage::Ready) };
        match (self.stage, heard) {
            (Stage::Going | Stage::Repeating, Heard::Taken)
            | (Stage::Fencing, Heard::TooLate)
            | (Stage::Looking | Stage::Unknown, Heard::Found) => self.spoken(Stage::Accepted),
            (Stage::Opening, Heard::Made(group)) => Self { group: Some(group.clone()), ..self.spoken(Stage::Open) },
            (Stage::Filling, Heard::Added) => self.spoken(Stage::Filled),
            (Stage::Opening | Stage::Filling | Stage::Going, Heard::Refused) => self.at(Stage::Refused),
            // Whatever became of that group: it was never sent, and never will be.
            (Stage::Opening | Stage::Filling, _) => anew(&silent),
            (Stage::Fencing, Heard::Deleted) => anew(&self.spoken(Stage::Ready)),
            (Stage::Going, Heard::Busy) => silent.at(if self.group.is_some() { Stage::Filled } else { Stage::Ready }),
            // The first may have been taken all the same.
            (Stage::Repeating, Heard::Seen | Heard::Refused) => Self { seen: true, ..self.spoken(Stage::Unclear) },
            (Stage::Looking, _) => Self { looks: self.looks.saturating_add(1), ..silent.at(Stage::Unclear) },
            (Stage::Going | Stage::Fencing | Stage::Repeating, _) => silent.at(Stage::Unclear),
            _ => self.clone(),
        }
    }

    /// Somebody has stopped the run: what has not left does not leave. What may have left is cleared up first.
    #[must_use]
    pub fn stop(&self) -> Self {
        Self { stopped: true, ..self.clone() }
    }

    fn at(&self, stage: Stage) -> Self {
        Self { stage, ..self.clone() }
    }

    /// Something was heard: no wait.
    fn spoken(&self, stage: Stage) -> Self {
        Self { silent: 0, wait_until: EpochMs(i64::MIN), ..self.at(stage) }
    }

    fn wait_ms(&self) -> i64 {
        WAIT_MS.saturating_mul(3_i64.saturating_pow(u32::from(self.silent))).min(WAIT_MS_MAX)
    }
}
