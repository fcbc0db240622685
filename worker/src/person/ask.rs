//! What the edge asks of person objects, and what they answer: bytes in model's postcard.

use std::cmp::Reverse;

use message::attribution::Rule;
use message::claim::Claim;
use model::codec::{Reader, Wire};
use model::facts::{Fact, Value};
use model::ids::{EventId, SiteId, VisitorId};
use model::money::Currency;
use model::time::{Day, EpochMs, Zone};
use model::wire::{WireError, read, written};

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

/// What is asked.
pub enum What {
    /// Take these events. Answer: a [`Told`] for each person.
    Fold(Fold),
    /// Take these claims of orders that live here. Answer: how many were new ([`u32`]).
    Claims(Vec<Claim>),
    /// What a message did. Answer: [`EffectPart`].
    Effect { message: String, from: Day, to: Day },
    /// Who is on the site. Answer: [`LivePart`].
    Live { since: EpochMs, limit: u32, currency: Currency },
    /// Sums over some days. Answer: [`TotalsPart`].
    Totals { from: Day, to: Day },
    /// Who is on the site, asked again and again. Answer: [`WatchPart`].
    Watch(Watch),
    /// What is shown of these visitors. Answer: each as JSON, in this order, empty for one who is gone; the last ones are left out where
    /// they are too many bytes (`Vec<(VisitorId, String)>`).
    Cards { visitors: Vec<VisitorId>, bytes_max: u32, currency: Currency },
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
}

/// A sum of money in millionths, in two parts so that neither overflows: whole units, and what is over.
#[derive(Clone, Copy, Default)]
pub struct Sum {
    pub orders: i64,
    pub units: i64,
    pub micros: i64,
}

/// What a message did, as one object knows it.
#[derive(Default)]
pub struct EffectPart {
    pub shown: i64,
    pub clicked: i64,
    pub closed: i64,
    /// Orders credited by a click, by currency.
    pub by_click: Vec<(Currency, Sum)>,
    /// Orders credited by a view.
    pub by_view: Vec<(Currency, Sum)>,
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
}

impl Seen {
    /// The newest first; of two that came at once always the same one.
    pub const fn order(&self) -> (Reverse<EpochMs>, VisitorId) {
        (Reverse(self.start), self.visitor)
    }
}

impl Sum {
    pub fn add(&mut self, other: Self) {
        self.orders = self.orders.saturating_add(other.orders);
        self.units = self.units.saturating_add(other.units);
        self.micros = self.micros.saturating_add(other.micros);
    }

    /// Millionths.
    pub fn total(self) -> i128 {
        i128::from(self.units) * 1_000_000 + i128::from(self.micros)
    }
}

impl Ask {
    pub fn bytes(&self) -> Vec<u8> {
        written(self)
    }

    /// # Errors
    /// The bytes are of another version of this code.
    pub fn read(bytes: &[u8]) -> Result<Self, WireError> {
        read(bytes)
    }
}

impl Wire for Ask {
    fn put(&self, out: &mut Vec<u8>) {
        self.site.0.to_be_bytes().put(out);
        self.shard.put(out);
        self.map_version.put(out);
        self.now.put(out);
        match &self.what {
            What::Fold(fold) => {
                out.push(1);
                fold.put(out);
            }
            What::Claims(claims) => {
                out.push(2);
                claims.put(out);
            }
            What::Effect { message, from, to } => {
                out.push(3);
                message.put(out);
                (*from, *to).put(out);
            }
            What::Live { since, limit, currency } => {
                out.push(4);
                (*since, *limit, *currency).put(out);
            }
            What::Totals { from, to } => {
                out.push(5);
                (*from, *to).put(out);
            }
            What::Watch(watch) => {
                out.push(6);
                watch.put(out);
            }
            What::Cards { visitors, bytes_max, currency } => {
                out.push(7);
                visitors.put(out);
                (*bytes_max, *currency).put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        Self {
            site: SiteId(u64::from_be_bytes(from.take())),
            shard: from.take(),
            map_version: from.take(),
            now: from.take(),
            what: match from.byte() {
                1 => What::Fold(from.take()),
                2 => What::Claims(from.take()),
                3 => What::Effect { message: from.take(), from: from.take(), to: from.take() },
                4 => What::Live { since: from.take(), limit: from.take(), currency: from.take() },
                5 => What::Totals { from: from.take(), to: from.take() },
                6 => What::Watch(from.take()),
                7 => What::Cards { visitors: from.take(), bytes_max: from.take(), currency: from.take() },
                _ => {
                    from.fail();
                    What::Claims(Vec::new())
                }
            },
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
model::wire!(struct Told { taken, repeated, facts });
model::wire!(struct Sum { orders, units, micros });
model::wire!(struct EffectPart { shown, clicked, closed, by_click, by_view });
model::wire!(struct LivePart { count, visitors });
model::wire!(struct Watch { since, limit, zone, currency, program });
model::wire!(struct WatchPart { pending, lists });
model::wire!(struct WatchList { count, newest });
model::wire!(struct Seen { visitor, start, last, events });
model::wire!(struct TotalsPart { visits, visitors, page_views, product_views, cart_adds, carted_without_order, orders });
