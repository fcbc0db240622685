//! What becomes of a delivery: `(how it stood, what the answer means, now) → how it stands, and when it is looked at again`.

use model::time::EpochMs;

use super::{Target, Unfit};

/// How long to wait after the first try, the second, … (Standard Webhooks). After the last one nobody tries by themselves.
pub const WAITS_MS: [i64; 9] =
    [5_000, 5 * 60_000, 30 * 60_000, 2 * 3_600_000, 5 * 3_600_000, 10 * 3_600_000, 14 * 3_600_000, 20 * 3_600_000, 24 * 3_600_000];
/// The greatest jitter: a wait is nine to eleven tenths of its line above, so that what failed together does not come together.
pub const JITTER_MAX: u16 = 1_000;
/// Nobody is waited for longer.
const AFTER_S_MAX: u32 = 86_400;
/// Meta counts two of the same id once if the second comes within 48 hours; an hour to spare.
const META_ONCE_MS: i64 = 47 * 3_600_000;

/// Where a delivery stands. The numbers are stored: append only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum State {
    /// It is to leave.
    Waiting = 0,
    /// It is leaving at this moment, or who took it has died over it.
    Leaving = 1,
    /// The service has it.
    Taken = 2,
    /// The person has not allowed it.
    Held = 3,
    /// It did not get through: kept, until somebody sends it again.
    Dead = 4,
    /// It is not to be told any more: the order was taken back before, or the person erased.
    Void = 5,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Leaving, Self::Taken, Self::Held, Self::Dead, Self::Void];

    /// Its name in JSON. Whether something is leaving at this moment is nobody's matter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting | Self::Leaving => "waiting",
            Self::Taken => "taken",
            Self::Held => "held",
            Self::Dead => "dead",
            Self::Void => "void",
        }
    }

    /// The state of a stored number.
    #[must_use]
    pub fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| i64::from(*state as u8) == number)
    }

    /// Whether somebody may send it again.
    #[must_use]
    pub const fn is_replayable(self) -> bool {
        matches!(self, Self::Held | Self::Dead)
    }
}

/// Why it stands there. The names are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No answer, or none that is whole: it may have arrived.
    Lost,
    /// The service has trouble.
    Server,
    /// The service wants to be asked less often.
    Busy,
    /// The service does not take the token or secret.
    Credentials,
    /// The service does not take what was sent.
    Payload,
    /// The address may not be asked.
    Address,
    /// It happened longer ago than the service counts.
    TooOld,
    /// It is longer than the service takes.
    TooLong,
    /// Nothing says whose it is.
    Nobody,
    /// The person has not allowed it.
    NoConsent,
    /// The relay was paused, or switched off.
    Off,
    /// The address wants nothing any more (410).
    Gone,
    /// It may have arrived, and the service would count it twice now.
    Doubtful,
    /// The order was taken back before it left.
    TakenBack,
    /// The person was erased.
    Erased,
    /// Something of ours: the person or a key could not be read.
    Ours,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Lost,
        Self::Server,
        Self::Busy,
        Self::Credentials,
        Self::Payload,
        Self::Address,
        Self::TooOld,
        Self::TooLong,
        Self::Nobody,
        Self::NoConsent,
        Self::Off,
        Self::Gone,
        Self::Doubtful,
        Self::TakenBack,
        Self::Erased,
        Self::Ours,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Server => "server",
            Self::Busy => "busy",
            Self::Credentials => "credentials",
            Self::Payload => "payload",
            Self::Address => "address",
            Self::TooOld => "too_old",
            Self::TooLong => "too_long",
            Self::Nobody => "nobody",
            Self::NoConsent => "no_consent",
            Self::Off => "off",
            Self::Gone => "gone",
            Self::Doubtful => "doubtful",
            Self::TakenBack => "taken_back",
            Self::Erased => "erased",
            Self::Ours => "ours",
        }
    }

    /// The reason of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }
}

impl From<Unfit> for Why {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Nobody => Self::Nobody,
            Unfit::TooLong => Self::TooLong,
            Unfit::NoValue => Self::Payload,
        }
    }
}

/// What a try has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The service has it.
    Taken,
    /// It will never be taken as it is.
    Refused(Why),
    /// The person has not allowed it.
    Held,
    /// Later.
    Again {
        /// Why not now.
        why: Why,
        /// Not before so many seconds.
        after_s: Option<u32>,
    },
    /// The address wants nothing any more: the relay is switched off.
    Gone,
}

impl Meaning {
    /// Later, and why.
    #[must_use]
    pub const fn again(why: Why, after_s: Option<u32>) -> Self {
        Self::Again { why, after_s }
    }
}

/// How a delivery stood when it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// To what it leaves.
    pub target: Target,
    /// Tries, this one too.
    pub tries: u32,
    /// Since when it may have arrived: the first try that ended without a clear answer.
    pub lost: Option<EpochMs>,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Where.
    pub state: State,
    /// Why.
    pub why: Option<Why>,
    /// When it leaves again.
    pub due: Option<EpochMs>,
    /// Since when it may have arrived.
    pub lost: Option<EpochMs>,
}

/// What becomes of it. `jitter` is chance, 0 to [`JITTER_MAX`].
#[must_use]
pub fn next(tried: Tried, meaning: Meaning, now: EpochMs, jitter: u16) -> Next {
    // Whoever had trouble may have had it after it took what came.
    let lost = tried.lost.or(matches!(meaning, Meaning::Again { why: Why::Lost | Why::Server, .. }).then_some(now));
    let stands = |state, why| Next { state, why, due: None, lost };
    let (why, after_s) = match meaning {
        Meaning::Taken => return stands(State::Taken, None),
        Meaning::Held => return stands(State::Held, Some(Why::NoConsent)),
        Meaning::Refused(why) => return stands(State::Dead, Some(why)),
        Meaning::Gone => return stands(State::Dead, Some(Why::Gone)),
        Meaning::Again { why, after_s } => (why, after_s),
    };
    let line = usize::try_from(tried.tries.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(wait_ms) = WAITS_MS.get(line) else { return stands(State::Dead, Some(why)) };
    let jittered_ms = wait_ms / 1_000 * (900 + i64::from(jitter.min(JITTER_MAX)) / 5);
    let asked_ms = i64::from(after_s.unwrap_or(0).min(AFTER_S_MAX)) * 1_000;
    let due = EpochMs(now.0.saturating_add(jittered_ms.max(asked_ms)));
    if tried.target == Target::Meta && lost.is_some_and(|lost| due.0 > lost.0 + META_ONCE_MS) {
        return stands(State::Dead, Some(Why::Doubtful));
    }
    Next { state: State::Waiting, why: Some(why), due: Some(due), lost }
}
