//! What the edge asks a site's sends, and what they answer: bytes in model's postcard.

use model::codec::{Reader, Wire};
use model::ids::SiteId;
use model::money::Micros;
use model::time::EpochMs;

use super::outbox::Receipt;

/// A question.
pub struct Ask {
    pub site: SiteId,
    /// The edge's clock.
    pub now: EpochMs,
    pub what: What,
}

pub enum What {
    /// Begin a run of a send now. The same cause begins one run, however often it is said. Answer: [`Begun`].
    Begin { send: String, cause: String },
    /// Begin runs of it by itself, first then. Answer: nothing (`u32`).
    Arm { send: String, next: EpochMs },
    /// No more of them. Answer: nothing (`u32`).
    Disarm { send: String },
    /// Stop a run: what has not left does not leave. Answer: whether it was still going on (`bool`).
    Stop { run: i64 },
    /// Go on with a run that was held back, now that its cause is mended. Answer: whether it was held back (`bool`).
    Resume { run: i64 },
    /// Of those of whom nobody can tell whether it was sent: take them as sent, or plan them again. Answer: how many they were (`u32`).
    Settle { run: i64, again: bool },
    /// Runs, the newest first, of one send or of all. Answer: `Vec<RunLine>`.
    Runs { send: Option<String>, before: Option<i64>, limit: u32 },
    /// One run. Answer: `Option<RunLine>`.
    Run(i64),
    /// Its people, in order. Answer: `Vec<PersonLine>`.
    People { run: i64, state: Option<u8>, after: i64, limit: u32 },
    /// What a provider has said. Answer: how many were news (`u32`).
    Receipts(Vec<Receipt>),
    /// When each send begins next by itself. Answer: `Vec<(String, EpochMs)>`.
    Armed,
    /// Rows of a list, a part of it. Answer: how many there are now (`u32`).
    List(ListPart),
    /// Lists. Answer: `Vec<ListLine>`.
    Lists,
    /// Forget a list. Answer: whether it was there (`bool`).
    ForgetList(String),
    /// Who a member is, is known here no more. Answer: in how many rows they were (`u32`).
    Forget { member: String },
    /// What was sent to a member, the newest first. Answer: `Vec<ToldLine>`.
    Told { member: String, limit: u32 },
    /// Take no rows of lists any more that an older version of the key sealed; some that it has sealed. Answer: `Vec<SealedRow>`.
    SealedBefore { version: u32, limit: u32 },
    /// The same rows, sealed anew. Answer: nothing (`u32`).
    SealedAnew(Vec<SealedRow>),
    /// Begin a trial of a send, to the one number of this list, if fewer than so many were begun since a moment. Answer: `Option<Begun>`.
    Try { send: String, cause: String, part: ListPart, since: EpochMs, most: u32 },
    /// Note who has refused and is to be told what became of it; tell them. Answer: how many were news (`u32`).
    Refused { all: Vec<Noted>, tells: bool },
    /// Tell those who were not told yet. Answer: nothing (`u32`).
    TellRefused,
    /// Who is to be told, the newest first. Answer: `Vec<NoticeLine>`.
    Notices { told: Option<bool>, before: Option<i64>, limit: u32 },
    /// A row of any list that has a contact. Answer: `Option<(String, u32, Vec<u8>)>`: the list, the version that sealed it, and it.
    Listed([u8; 16]),
    /// What a send would cost if it began now. Answer: [`Estimated`].
    Estimate { send: String },
    /// Tell what has happened, each once. Answer: how much of it is news (`u32`).
    Happened(Vec<Happened>),
    /// The last run of each that is called so. Answer: `Vec<RunLine>`.
    LastOf { prefix: String },
    /// The alarm's work. Answer: whether anything is still to be done, ever (`bool`).
    Tick,
}

/// A run that was begun.
pub struct Begun {
    pub run: i64,
    pub is_new: bool,
}

/// A run.
#[derive(Clone)]
pub struct RunLine {
    pub id: i64,
    pub send: String,
    pub cause: String,
    /// `runs::state`.
    pub state: u8,
    pub why: String,
    pub ordered: EpochMs,
    pub ended: Option<EpochMs>,
    /// JSON: what it says and to whom.
    pub what: String,
    /// Members that were looked at, and of whom it was not known whether they are meant.
    pub looked: u32,
    pub not_known: u32,
    pub people: u32,
    /// How many people are in each state, and with which code.
    pub counts: Vec<(u8, String, u32)>,
    /// When it goes on, if it waits.
    pub wake: Option<EpochMs>,
    /// How many of each kind (`crm::price::Kind`) were taken.
    pub taken: Vec<(u8, u32)>,
}

/// Something that has happened, and is told by itself.
pub struct Happened {
    /// Of its cause: the same is told once.
    pub id: [u8; 16],
    /// The order or member.
    pub matter: [u8; 16],
    /// `crm::automatic::Happening`.
    pub kind: u8,
    /// When it happened.
    pub at: EpochMs,
    /// Whose it is; empty: nobody's whom the shop knows.
    pub member: String,
    /// A number to tell it at; none: the member's.
    pub contact: Option<[u8; 16]>,
    /// What is said (`happened::Notice`), sealed.
    pub key: u32,
    pub sealed: Vec<u8>,
    /// Of the run that tells it: the day, and how it is said.
    pub cause: String,
}

/// Somebody who has refused.
pub struct Noted {
    pub contact: [u8; 16],
    pub at: EpochMs,
    /// When they had agreed last.
    pub after: Option<EpochMs>,
    pub by: u8,
    pub wording: String,
    pub place: String,
    /// Their number, as a row of the list of those who are to be told; empty: it is not known.
    pub key: u32,
    pub sealed: Vec<u8>,
}

/// Who is to be told what became of their refusal.
pub struct NoticeLine {
    pub id: i64,
    pub at: EpochMs,
    pub by: u8,
    pub wording: String,
    pub place: String,
    pub due: EpochMs,
    pub run: Option<i64>,
    pub told: Option<EpochMs>,
    /// Whether there is a number to which it can be told.
    pub is_known: bool,
}

/// What a send would cost.
#[derive(Default)]
pub struct Estimated {
    /// Why it cannot begin; empty: it can.
    pub why: String,
    /// Who are meant at most, each number once, and of how many it is not known.
    pub people: u32,
    pub not_known: u32,
    /// As what messages left to some of them (`crm::price::Kind`), and to how many none can be made.
    pub kinds: Vec<(u8, u32)>,
    pub holes: u32,
    /// What one costs at most, and one that goes in the place of another.
    pub each: Option<Micros>,
    pub each_fallback: Option<Micros>,
    /// What the company says is left, less what other runs still need.
    pub balance: Option<Micros>,
    pub promised: Micros,
}

/// One person of a run.
pub struct PersonLine {
    pub n: i64,
    pub id: [u8; 16],
    pub who: String,
    pub state: u8,
    pub code: String,
    pub at: EpochMs,
}

/// What was sent to somebody.
pub struct ToldLine {
    pub run: i64,
    pub send: String,
    pub state: u8,
    pub at: EpochMs,
}

/// A row of a list, as it is stored.
pub struct SealedRow {
    pub list: String,
    pub n: i64,
    pub contact: [u8; 16],
    pub key: u32,
    pub sealed: Vec<u8>,
}

/// A part of a list.
pub struct ListPart {
    pub id: String,
    pub name: String,
    pub columns: Vec<String>,
    /// When its people had consented, as whoever brings it says.
    pub consented: Option<EpochMs>,
    /// The place of the first row; a part that is brought again changes nothing.
    pub from: u32,
    pub rows: Vec<ListedRow>,
    pub is_last: bool,
}

/// A row of a list.
#[derive(Clone)]
pub struct ListedRow {
    pub contact: [u8; 16],
    pub key: u32,
    pub sealed: Vec<u8>,
}

/// A list.
pub struct ListLine {
    pub id: String,
    pub name: String,
    pub columns: Vec<String>,
    pub consented: Option<EpochMs>,
    pub rows: u32,
    pub made: EpochMs,
    pub is_whole: bool,
}

impl Wire for Ask {
    fn put(&self, out: &mut Vec<u8>) {
        self.site.0.to_be_bytes().put(out);
        self.now.put(out);
        self.what.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self { site: SiteId(u64::from_be_bytes(from.take())), now: from.take(), what: from.take() }
    }
}

impl Wire for What {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Begin { send, cause } => {
                out.push(0);
                send.put(out);
                cause.put(out);
            }
            Self::Arm { send, next } => {
                out.push(1);
                send.put(out);
                next.put(out);
            }
            Self::Disarm { send } => {
                out.push(2);
                send.put(out);
            }
            Self::Stop { run } => {
                out.push(3);
                run.put(out);
            }
            Self::Resume { run } => {
                out.push(4);
                run.put(out);
            }
            Self::Settle { run, again } => {
                out.push(5);
                (*run, *again).put(out);
            }
            Self::Runs { send, before, limit } => {
                out.push(6);
                send.put(out);
                (*before, *limit).put(out);
            }
            Self::Run(run) => {
                out.push(7);
                run.put(out);
            }
            Self::People { run, state, after, limit } => {
                out.push(8);
                (*run, *state).put(out);
                (*after, *limit).put(out);
            }
            Self::Receipts(receipts) => {
                out.push(9);
                receipts.put(out);
            }
            Self::Armed => out.push(10),
            Self::List(part) => {
                out.push(11);
                part.put(out);
            }
            Self::Lists => out.push(12),
            Self::ForgetList(id) => {
                out.push(13);
                id.put(out);
            }
            Self::Forget { member } => {
                out.push(15);
                member.put(out);
            }
            Self::Told { member, limit } => {
                out.push(16);
                member.put(out);
                limit.put(out);
            }
            Self::SealedBefore { version, limit } => {
                out.push(17);
                (*version, *limit).put(out);
            }
            Self::SealedAnew(rows) => {
                out.push(18);
                rows.put(out);
            }
            Self::Tick => out.push(14),
            Self::Try { send, cause, part, since, most } => {
                out.push(31);
                send.put(out);
                cause.put(out);
                part.put(out);
                (*since, *most).put(out);
            }
            Self::Refused { all, tells } => {
                out.push(32);
                all.put(out);
                tells.put(out);
            }
            Self::TellRefused => out.push(33),
            Self::Notices { told, before, limit } => {
                out.push(34);
                (*told, *before, *limit).put(out);
            }
            Self::Listed(contact) => {
                out.push(35);
                contact.put(out);
            }
            Self::Happened(all) => {
                out.push(41);
                all.put(out);
            }
            Self::LastOf { prefix } => {
                out.push(42);
                prefix.put(out);
            }
            Self::Estimate { send } => {
                out.push(30);
                send.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Begin { send: from.take(), cause: from.take() },
            1 => Self::Arm { send: from.take(), next: from.take() },
            2 => Self::Disarm { send: from.take() },
            3 => Self::Stop { run: from.take() },
            4 => Self::Resume { run: from.take() },
            5 => Self::Settle { run: from.take(), again: from.take() },
            6 => Self::Runs { send: from.take(), before: from.take(), limit: from.take() },
            7 => Self::Run(from.take()),
            8 => Self::People { run: from.take(), state: from.take(), after: from.take(), limit: from.take() },
            9 => Self::Receipts(from.take()),
            10 => Self::Armed,
            11 => Self::List(from.take()),
            12 => Self::Lists,
            13 => Self::ForgetList(from.take()),
            14 => Self::Tick,
            15 => Self::Forget { member: from.take() },
            16 => Self::Told { member: from.take(), limit: from.take() },
            17 => Self::SealedBefore { version: from.take(), limit: from.take() },
            18 => Self::SealedAnew(from.take()),
            30 => Self::Estimate { send: from.take() },
            31 => Self::Try { send: from.take(), cause: from.take(), part: from.take(), since: from.take(), most: from.take() },
            32 => Self::Refused { all: from.take(), tells: from.take() },
            33 => Self::TellRefused,
            34 => Self::Notices { told: from.take(), before: from.take(), limit: from.take() },
            35 => Self::Listed(from.take()),
            41 => Self::Happened(from.take()),
            42 => Self::LastOf { prefix: from.take() },
            _ => {
                from.fail();
                Self::Tick
            }
        }
    }
}

model::wire!(struct ToldLine { run, send, state, at });
model::wire!(struct SealedRow { list, n, contact, key, sealed });
model::wire!(struct Begun { run, is_new });
model::wire!(struct RunLine { id, send, cause, state, why, ordered, ended, what, looked, not_known, people, counts, wake, taken });
model::wire!(struct Happened { id, matter, kind, at, member, contact, key, sealed, cause });
model::wire!(struct Noted { contact, at, after, by, wording, place, key, sealed });
model::wire!(struct NoticeLine { id, at, by, wording, place, due, run, told, is_known });
model::wire!(struct Estimated { why, people, not_known, kinds, holes, each, each_fallback, balance, promised });
model::wire!(struct PersonLine { n, id, who, state, code, at });
model::wire!(struct ListPart { id, name, columns, consented, from, rows, is_last });
model::wire!(struct ListedRow { contact, key, sealed });
model::wire!(struct ListLine { id, name, columns, consented, rows, made, is_whole });
