//! What the edge asks of person objects, and what they answer: bytes in model's postcard.

use std::cmp::Reverse;

use crm::consent::Word;
use insight::sum::Sum;
use message::attribution::Rule;
use message::claim::Letter;
use model::codec::{Reader, Wire};
use model::facts::{Fact, Value};
use model::ids::{EventId, SiteId, VisitorId};
use model::money::Currency;
use model::time::{Day, EpochMs, Zone};
use model::wire::{WireError, read};

use super::contacts::{Said, Sealed};
use super::moves::Step;
use super::population;
use super::privacy::Whose;
use super::rehearsal::Rehearse;
use super::sends;
use super::tables;
use super::visitors::Search;

/// A question to one object.
pub struct Ask {
    pub site: SiteId,
    pub shard: u16,
    /// The version of the map by which this object was chosen.
    pub map_version: u32,
    /// The edge's clock.
    pub now: EpochMs,
    pub what: What,
}

/// The number of [`What::Size`].
const SIZE: u8 = 22;

/// What is asked.
pub enum What {
    /// Take these events. Answer: a [`Told`] for each person.
    Fold(Fold),
    /// Take these letters about orders that live here, or whose claimants do. Answer: how many of the orders were new ([`u32`]).
    Letters(Vec<Letter>),
    /// What a message did. Answer: [`insight::effect::Part`].
    Effect { message: String, from: Day, to: Day, window_days: u16, currency: Currency },
    /// Who is on the site. Answer: [`LivePart`].
    Live { since: EpochMs, limit: u32, currency: Currency },
    /// Sums over some days. Answer: [`TotalsPart`].
    Totals { from: Day, to: Day },
    /// What each message did between two days, both in. Answer: `Vec<EarnedPart>`.
    Earned { from: Day, to: Day, currency: Currency },
    /// What pages said of late, in the newest visits of so many browsers. Answer: [`RecognisedPart`].
    Recognised { since: EpochMs, limit: u32 },
    /// The products of visits since then that are about a search, the last seen first. Answer: `Vec<`[`Good`](insight::goods::Good)`>`.
    Products { since: EpochMs, search: String, limit: u32 },
    /// What is known of a member who lives here, in a visit that began then. Answer: [`Member`].
    Member { member: String, visit_start: EpochMs, currency: Currency },
    /// The alarm's work, at the moment of the question. Answer: nothing (`u32`).
    Tick,
    /// Take a part of somebody's data away. Answer: [`Erased`](super::privacy::Erased).
    Erase { job: String, whose: Whose, cursor: Option<u32> },
    /// All that is kept of somebody. Answer: each browser as JSON (`Vec<String>`).
    Archive(Whose),
    /// How much is here. Answer: [`SizePart`].
    Size,
    /// A step of moving buckets. Answer: a [`Page`](super::moves::Page).
    Move(Step),
    /// Who is on the site, asked again and again. Answer: [`WatchPart`].
    Watch(Watch),
    /// What is shown of these visitors. Answer: each as JSON, in this order, empty for one who is gone; the last ones are left out where
    /// they are too many bytes (`Vec<(VisitorId, String)>`).
    Cards { visitors: Vec<VisitorId>, bytes_max: u32, currency: Currency },
    /// What is known of the visitor of this label, who was on the site since then. Answer: [`Known`](super::known::Known), if they are here.
    Known { label: String, since: EpochMs, zone: Zone, currency: Currency },
    /// How many visits a segment matches, or what they did. Answer: a [`Part`](super::population::Part).
    Population(population::Question),
    /// Which visits a segment matches. Answer: [`Found`](super::visitors::Found).
    Visitors(Search),
    /// What the shop says of members who live here, all or none of them. Answer: for each whether it was news (`Vec<bool>`).
    Contacts(Vec<Said>),
    /// What members said of being reached: all or none of them. Answer: how many words were new ([`u32`]).
    Consents(Vec<(String, Vec<Word>)>),
    /// What is kept of a member who lives here. Answer: an [`Of`](super::contacts::Of).
    MemberContacts(String),
    /// Who has a contact that lives here. Answer: a [`Holders`](super::contacts::Holders).
    Holders([u8; 16]),
    /// Take a member's contacts and words away who lives here, if that has not been done since it was asked for. Answer: the cut ([`i64`]).
    Forget { member: String, asked: EpochMs },
    /// Take away what was told of their contacts up to the cut. Answer: nothing (`u32`).
    LetGo { member: String, cut: i64 },
    /// Take no contacts any more that an older version of the key sealed; some that it has sealed. Answer: `Vec<Sealed>`.
    SealedBefore { version: u32, limit: u32 },
    /// The same contacts, sealed anew. Answer: how many were still as they were ([`u32`]).
    SealedAnew(Vec<Sealed>),
    /// How many look at what has this number (`message::watching`). Answer: [`u32`].
    Looking(u64),
    /// What a set of messages would have shown. Answer: a [`Part`](super::rehearsal::Part).
    Rehearse(Rehearse),
    /// A report over visits. Answer: a [`Part`](super::tables::Part).
    Table(tables::Question),
    /// What a send asks. Answers: those of [`sends::Ask`].
    Sends(sends::Ask),
}

/// A question that is asked every few seconds while somebody watches a site.
pub struct Watch {
    /// Somebody is there who did something since then.
    pub since: EpochMs,
    /// Most visitors of a list.
    pub limit: u32,
    pub zone: Zone,
    pub currency: Currency,
    /// The segments that are watched (`segment::compile::Program`).
    pub program: Vec<u8>,
}

/// Events of people who live in one object.
pub struct Fold {
    pub zone: Zone,
    pub currency: Currency,
    pub rule: Rule,
    /// From a file: their ids are not in a ledger, a repeat is known by the tape.
    pub imported: bool,
    pub people: Vec<PersonEvents>,
}

/// Events of one visitor.
#[derive(Clone)]
pub struct PersonEvents {
    pub visitor: VisitorId,
    /// Frames of events that are good: times corrected, arrivals classified, members checked.
    pub frames: Vec<u8>,
    /// Ids that were refused: they will not come again.
    pub refused: Vec<EventId>,
}

/// What an object says of one person after it took their events.
#[derive(Default)]
pub struct Told {
    /// Events that were new.
    pub taken: u32,
    /// Events that were there already.
    pub repeated: u32,
    /// What the person's browser may know.
    pub facts: Vec<(Fact, Value)>,
    /// What only the edge may: it answers conditions by it.
    pub known: Vec<(Fact, Value)>,
    /// The member who is signed in the visit going on: what is known of them is known at their home.
    pub member: Option<String>,
    /// When that visit began.
    pub visit_start: EpochMs,
}

/// A member on all their devices; nothing where nobody has told of them.
#[derive(Default)]
pub struct Member {
    /// What their browsers may know.
    pub facts: Vec<(Fact, Value)>,
    /// What only the edge may.
    pub known: Vec<(Fact, Value)>,
}

/// How much one object has: what says when a site is to have more of them.
#[derive(Default)]
pub struct SizePart {
    /// Of the database. Most may be 10 GB.
    pub bytes: i64,
    pub browsers: i64,
    /// Visits that are not sealed.
    pub open: i64,
    pub blocks: i64,
    /// Visits in them, those counted that were opened again.
    pub sealed: i64,
    /// Places in blocks whose visits were opened again.
    pub holes: i64,
    /// Letters that wait to be told to other objects.
    pub letters: i64,
    /// Rows written since the object woke.
    pub rows_written: i64,
}

/// Who is on the site, as one object knows it.
#[derive(Default)]
pub struct LivePart {
    pub count: u32,
    /// The newest by the start of their visit: that, and the visitor as JSON.
    pub visitors: Vec<(EpochMs, String)>,
}

/// Who is on the site and matches what is watched, as one object knows them.
pub struct WatchPart {
    /// Visitors whose segments are still to be evaluated: they match none so far.
    pub pending: u32,
    /// Everybody, then those of each segment of the program.
    pub lists: Vec<WatchList>,
}

/// Some of those who are on the site.
#[derive(Default)]
pub struct WatchList {
    pub count: u32,
    /// The newest of them, in [`Seen::order`].
    pub newest: Vec<Seen>,
}

/// A visit going on, and how far it has come: while the last two stay the same there is nothing new to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub visitor: VisitorId,
    pub start: EpochMs,
    pub last: EpochMs,
    pub events: u32,
}

/// Sums of one object over some days.
#[derive(Default)]
pub struct TotalsPart {
    pub visits: i64,
    pub visitors: i64,
    pub page_views: i64,
    pub product_views: i64,
    pub cart_adds: i64,
    pub carted_without_order: i64,
    /// Orders whose home is here.
    pub orders: Vec<(Currency, Sum)>,
    /// Those of them that were cancelled: they are not among the others.
    pub cancelled: i64,
}

/// What one message did in one object.
#[derive(Default)]
pub struct EarnedPart {
    pub message: String,
    pub shown: i64,
    pub clicked: i64,
    /// Orders after a click, and after a view alone: apart.
    pub after_click: Sum,
    pub after_view: Sum,
}

/// What pages said of late.
#[derive(Default)]
pub struct RecognisedPart {
    /// Visits that were looked at.
    pub visits: i64,
    /// When the newest of them went on.
    pub last: Option<EpochMs>,
    pub kinds: Vec<Recognised>,
}

/// One kind of what pages say.
#[derive(Clone, Default)]
pub struct Recognised {
    /// `product`, `cart`, … as [`super::recognised`] names them.
    pub kind: String,
    /// The newest one.
    pub last: EpochMs,
    /// How many visits said it.
    pub visits: i64,
    /// What the newest one said: a product's name, a word. Empty: nothing that could be shown.
    pub example: String,
}

impl Seen {
    /// The newest first; of two that came at once always the same one.
    pub const fn order(&self) -> (Reverse<EpochMs>, VisitorId) {
        (Reverse(self.start), self.visitor)
    }
}

impl Ask {
    pub fn bytes(&self) -> Vec<u8> {
        Self::bytes_of(self.site, self.shard, self.map_version, self.now, &self.what)
    }

    /// The bytes of a question that is not put together for it.
    pub fn bytes_of(site: SiteId, shard: u16, map_version: u32, now: EpochMs, what: &What) -> Vec<u8> {
        let mut out = Vec::new();
        site.0.to_be_bytes().put(&mut out);
        shard.put(&mut out);
        map_version.put(&mut out);
        now.put(&mut out);
        what.put(&mut out);
        out
    }

    /// # Errors
    /// The bytes are of another version of this code.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        read(bytes)
    }
}

impl Wire for Ask {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.bytes());
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self {
            site: SiteId(u64::from_be_bytes(from.take())),
            shard: from.take(),
            map_version: from.take(),
            now: from.take(),
            what: from.take(),
        }
    }
}

impl Wire for What {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Fold(fold) => {
                out.push(1);
                fold.put(out);
            }
            Self::Letters(letters) => {
                out.push(6);
                letters.put(out);
            }
            Self::Effect { message, from, to, window_days, currency } => {
                out.push(7);
                message.put(out);
                (*from, *to).put(out);
                (*window_days, *currency).put(out);
            }
            Self::Live { since, limit, currency } => {
                out.push(4);
                (*since, *limit, *currency).put(out);
            }
            Self::Totals { from, to } => {
                out.push(5);
                (*from, *to).put(out);
            }
            Self::Earned { from, to, currency } => {
                out.push(31);
                (*from, *to, *currency).put(out);
            }
            Self::Recognised { since, limit } => {
                out.push(32);
                (*since, *limit).put(out);
            }
            Self::Products { since, search, limit } => {
                out.push(37);
                since.put(out);
                search.put(out);
                limit.put(out);
            }
            Self::Member { member, visit_start, currency } => {
                out.push(8);
                member.put(out);
                (*visit_start, *currency).put(out);
            }
            Self::Tick => out.push(9),
            Self::Erase { job, whose, cursor } => {
                out.push(20);
                job.put(out);
                whose.put(out);
                cursor.put(out);
            }
            Self::Archive(whose) => {
                out.push(21);
                whose.put(out);
            }
            Self::Size => out.push(SIZE),
            Self::Watch(watch) => {
                out.push(11);
                watch.put(out);
            }
            Self::Cards { visitors, bytes_max, currency } => {
                out.push(12);
                visitors.put(out);
                (*bytes_max, *currency).put(out);
            }
            Self::Known { label, since, zone, currency } => {
                out.push(16);
                label.put(out);
                since.put(out);
                zone.put(out);
                currency.put(out);
            }
            Self::Population(ask) => {
                out.push(13);
                ask.put(out);
            }
            Self::Visitors(search) => {
                out.push(14);
                search.put(out);
            }
            Self::Rehearse(ask) => {
                out.push(15);
                ask.put(out);
            }
            Self::Looking(what) => {
                out.push(33);
                what.cast_signed().put(out);
            }
            Self::Contacts(said) => {
                out.push(23);
                said.put(out);
            }
            Self::Consents(words) => {
                out.push(24);
                words.put(out);
            }
            Self::MemberContacts(member) => {
                out.push(25);
                member.put(out);
            }
            Self::Holders(contact) => {
                out.push(26);
                contact.put(out);
            }
            Self::Forget { member, asked } => {
                out.push(29);
                member.put(out);
                asked.put(out);
            }
            Self::LetGo { member, cut } => {
                out.push(30);
                member.put(out);
                cut.put(out);
            }
            Self::SealedBefore { version, limit } => {
                out.push(27);
                (*version, *limit).put(out);
            }
            Self::SealedAnew(sealed) => {
                out.push(28);
                sealed.put(out);
            }
            Self::Table(ask) => {
                out.push(45);
                ask.put(out);
            }
            Self::Sends(ask) => {
                out.push(40);
                ask.put(out);
            }
            Self::Move(step) => {
                out.push(10);
                step.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Fold(from.take()),
            // 2 and 3 were claims and effects in their first forms.
            4 => Self::Live { since: from.take(), limit: from.take(), currency: from.take() },
            5 => Self::Totals { from: from.take(), to: from.take() },
            8 => Self::Member { member: from.take(), visit_start: from.take(), currency: from.take() },
            9 => Self::Tick,
            SIZE => Self::Size,
            10 => Self::Move(from.take()),
            20 => Self::Erase { job: from.take(), whose: from.take(), cursor: from.take() },
            21 => Self::Archive(from.take()),
            11 => Self::Watch(from.take()),
            12 => Self::Cards { visitors: from.take(), bytes_max: from.take(), currency: from.take() },
            16 => Self::Known { label: from.take(), since: from.take(), zone: from.take(), currency: from.take() },
            13 => Self::Population(from.take()),
            14 => Self::Visitors(from.take()),
            15 => Self::Rehearse(from.take()),
            40 => Self::Sends(from.take()),
            45 => Self::Table(from.take()),
            33 => Self::Looking(from.zigzag().cast_unsigned()),
            23 => Self::Contacts(from.take()),
            24 => Self::Consents(from.take()),
            25 => Self::MemberContacts(from.take()),
            26 => Self::Holders(from.take()),
            27 => Self::SealedBefore { version: from.take(), limit: from.take() },
            28 => Self::SealedAnew(from.take()),
            29 => Self::Forget { member: from.take(), asked: from.take() },
            30 => Self::LetGo { member: from.take(), cut: from.take() },
            31 => Self::Earned { from: from.take(), to: from.take(), currency: from.take() },
            32 => Self::Recognised { since: from.take(), limit: from.take() },
            37 => Self::Products { since: from.take(), search: from.take(), limit: from.take() },
            6 => Self::Letters(from.take()),
            7 => Self::Effect { message: from.take(), from: from.take(), to: from.take(), window_days: from.take(), currency: from.take() },
            _ => {
                from.fail();
                Self::Letters(Vec::new())
            }
        }
    }
}

impl Wire for Fold {
    fn put(&self, out: &mut Vec<u8>) {
        self.zone.put(out);
        self.currency.put(out);
        (self.rule.click_days, self.rule.view_days).put(out);
        self.imported.put(out);
        self.people.put(out);
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self {
            zone: from.take(),
            currency: from.take(),
            rule: Rule { click_days: from.take(), view_days: from.take() },
            imported: from.take(),
            people: from.take(),
        }
    }
}

model::wire!(struct PersonEvents { visitor, frames, refused });
model::wire!(struct Told { taken, repeated, facts, known, member, visit_start });
model::wire!(struct Member { facts, known });
model::wire!(struct SizePart { bytes, browsers, open, blocks, sealed, holes, letters, rows_written });
model::wire!(struct LivePart { count, visitors });
model::wire!(struct Watch { since, limit, zone, currency, program });
model::wire!(struct WatchPart { pending, lists });
model::wire!(struct WatchList { count, newest });
model::wire!(struct Seen { visitor, start, last, events });
model::wire!(struct TotalsPart { visits, visitors, page_views, product_views, cart_adds, carted_without_order, orders, cancelled });
model::wire!(struct EarnedPart { message, shown, clicked, after_click, after_view });
model::wire!(struct RecognisedPart { visits, last, kinds });
model::wire!(struct Recognised { kind, last, visits, example });
