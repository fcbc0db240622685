//! Taking events: each once, into the visits they belong to, and into all that follows from them.

use std::cell::RefCell;

use model::event::{Act, Event, EventKind, Exposure};
use model::facts::{Fact, Facts, VISIT_GAP_MS, Value as FactValue};
use model::ids::{EventId, VisitorId, bucket};
use model::money::Currency;
use model::shopper::{OwnOrder, Shopper};
use model::tape::{Person, is_gap, settle, told};
use model::time::EpochMs;
use model::wire::Frames;
use segment::compile::is_slug;
use worker::Result;

use super::ShardError;
use super::ask::{Ask, Fold, PersonEvents, Told};
use super::blocks::{Ground, Sealer};
use super::members;
use super::orders::{self, Changed, Desk, Orders, id_bytes};
use super::privacy;
use super::schema::Born;
use super::shoppers::{Sender, Shelves, key};
use crate::store::sql::{Sql, Value};

/// Rows of message counts a day and bucket: 500 messages of a site (MESSAGES_MAX) in 10 variants (VARIANTS_MAX, and A). Ids that a forger makes up
/// end here.
const EFFECT_ROWS_MAX: i64 = 5_000;
/// A browser with more visits that are not sealed (a history that is imported) does not wait for the alarm: its row would grow too long.
const OPEN_MAX: usize = 64;

/// One person's events, decoded before the transaction begins.
pub struct Decoded {
    pub visitor: VisitorId,
    bucket: u8,
    pub events: Vec<Event>,
    refused: Vec<EventId>,
}

/// Decodes what was sent.
///
/// # Errors
/// A bucket that does not live here; frames that the edge should not have sent.
pub fn decode(born: &Born, ask: &Ask, people: &[PersonEvents]) -> std::result::Result<Vec<Decoded>, ShardError> {
    people
        .iter()
        .map(|person| {
            let bucket = bucket(born.site, &person.visitor.0);
            born.check(ask.map_version, bucket)?;
            let mut events = Frames(&person.frames).map(|frame| frame?.event()).collect::<std::result::Result<Vec<_>, _>>()?;
            settle(&mut events);
            Ok(Decoded { visitor: person.visitor, bucket, events, refused: person.refused.clone() })
        })
        .collect()
}

/// One call's work, inside a transaction.
pub struct Work<'a> {
    pub sql: &'a Sql,
    pub born: &'a Born,
    pub map_version: u32,
    pub now: EpochMs,
    pub fold: &'a Fold,
    pub ground: &'a Ground,
    pub changed: &'a RefCell<Changed>,
}

impl Work<'_> {
    /// Takes one person's events and says what their browser may know.
    ///
    /// # Errors
    /// What SQLite refuses; the transaction is to be rolled back then.
    pub fn take(&self, person: &Decoded) -> std::result::Result<Told, ShardError> {
        let (sql, zone) = (self.sql, &self.fold.zone);
        let mut sender = Sender::load(sql, person.bucket, person.visitor, privacy::hashed(self.born.site, person.visitor))?;
        let shopper = &mut sender.shopper;
        let mut shelf = Shelves { sql, bucket: person.bucket, visitor: person.visitor };
        let known_new = !self.fold.imported;
        let mut new = if known_new { shopper.see(person.events.clone(), &person.refused, self.now) } else { person.events.clone() };
        if let Some(erased) = sender.erased {
            new.retain(|event| event.at > erased);
        }
        let taken = shopper.place(new, known_new, zone, &mut shelf)?;
        self.follow(person, shopper, &taken)?;
        // What an order's home has corrected of this very browser's; of others see `members::settle`.
        let corrected = self.changed.borrow_mut().remove(&person.visitor);
        if let Some((_, earliest)) = corrected {
            shopper.reopen_after(earliest, zone, &mut shelf)?;
        }
        let desk = Desk { sql, born: self.born, map_version: self.map_version, now: self.now, changed: self.changed };
        members::tell(&desk, person.bucket, person.visitor, shopper, self.ground)?;
        if shopper.open() > OPEN_MAX {
            let mut sealer = Sealer::new(sql, self.ground, self.now)?;
            sealer.take(person.bucket, person.visitor, shopper, EpochMs(self.now.0 - VISIT_GAP_MS))?;
            sealer.finish()?;
        }
        sender.store(sql, person.bucket, person.visitor)?;
        let (shopper, is_order) = (&sender.shopper, |event: &Event| matches!(event.kind, EventKind::Order(_)));
        let own = if sender.has_orders || taken.iter().any(is_order) { orders::own(sql, person.visitor)? } else { Vec::new() };
        let count = |events: usize| u32::try_from(events).unwrap_or(u32::MAX);
        Ok(Told {
            taken: count(taken.len()),
            repeated: count(person.events.len() - taken.len()),
            facts: if known_new { self.told(shopper, &own) } else { Vec::new() },
            known: if known_new { members::of_orders(&own, self.ground) } else { Vec::new() },
            member: shopper.signed_in(self.now).map(str::to_owned),
            visit_start: shopper.visits().last().map(|kept| kept.start).unwrap_or_default(),
        })
    }

    /// All that follows from new events beside the visits: counts of messages, orders and what they are credited to, the member.
    fn follow(&self, person: &Decoded, shopper: &Shopper, events: &[Event]) -> std::result::Result<(), ShardError> {
        let mut orders = Orders::new(self, person.visitor, person.bucket);
        for event in events {
            match &event.kind {
                EventKind::Exposure(exposure) if is_slug(&exposure.message) => {
                    self.count(person.bucket, event.at, &exposure.message, exposure.variant, exposure.act)?;
                    if matches!(exposure.act, Act::Shown | Act::Clicked) {
                        orders.touched(event, exposure)?;
                    }
                    if matches!(exposure.act, Act::Shown | Act::Held) {
                        self.reach(person, event, exposure)?;
                    }
                }
                EventKind::Order(order) => orders.ordered(event, order, shopper.member_at(event.at))?,
                _ => {}
            }
        }
        orders.claim()
    }

    fn count(&self, bucket: u8, at: EpochMs, message: &str, variant: u8, act: Act) -> Result<()> {
        let column = match act {
            Act::Shown => "shown",
            Act::Clicked => "clicked",
            Act::Closed => "closed",
            Act::Held => "held",
        };
        let day = Value::from(i64::from(self.fold.zone.day(at).0));
        let row = [message.into(), day.clone(), i64::from(variant).into(), i64::from(bucket).into()];
        let add = format!("UPDATE effect SET {column} = {column} + 1 WHERE message = ? AND day = ? AND variant = ? AND bucket = ?");
        if self.sql.run(&add, &row)? > 0 {
            return Ok(());
        }
        let rows = self.sql.first("SELECT COUNT(*) FROM effect WHERE day = ? AND bucket = ?", &[day, i64::from(bucket).into()])?;
        if rows.map_or(Ok(0), |row| row.int(0))? >= EFFECT_ROWS_MAX {
            return Ok(());
        }
        let put = "INSERT INTO effect (message, day, variant, bucket, shown, clicked, closed) VALUES (?, ?, ?, ?, 0, 0, 0)";
        self.sql.run(put, &row)?;
        self.sql.run(&add, &row)?;
        Ok(())
    }

    /// When and as what the person first met a message: the earliest exposure counts, in whatever order they came.
    fn reach(&self, person: &Decoded, event: &Event, exposure: &Exposure) -> Result<()> {
        let values = [
            i64::from(person.bucket).into(),
            key(person.visitor),
            exposure.message.as_str().into(),
            i64::from(exposure.variant).into(),
            (exposure.act == Act::Held).into(),
            event.at.0.into(),
            id_bytes(event.id).into(),
            i64::from(self.fold.zone.day(event.at).0).into(),
        ];
        let put = "INSERT INTO reach (bucket, visitor, message, variant, held, at_ms, id, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
                   ON CONFLICT (message, visitor) DO UPDATE SET variant = ?4, held = ?5, at_ms = ?6, id = ?7, day = ?8 \
                   WHERE (at_ms, id) > (?6, ?7)";
        self.sql.run(put, &values)?;
        Ok(())
    }

    /// What the person's browser may know: of the person, and of the visit going on.
    fn told(&self, shopper: &Shopper, own: &[OwnOrder]) -> Vec<(Fact, FactValue)> {
        let Some((newest, at)) = shopper.visits().last().zip(shopper.visits().len().checked_sub(1)) else { return Vec::new() };
        let mut facts = newest.here().map(|here| here.visit.facts.clone()).unwrap_or_default();
        if is_gap(newest.last, self.now) {
            facts = Facts::default();
        }
        let (orders, spent) = orders::sum(own, self.fold.currency);
        Person { orders, spent, ..shopper.person(at, &self.fold.zone) }.tell(&mut facts);
        let mut known = told(&facts);
        // That a visit has not heard of a member is no news to a browser that has.
        known.retain(|(fact, value)| !(*fact == Fact::Signed && *value == FactValue::None));
        known
    }
}

/// The currency of a stored code.
pub fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap_or_default()
}
