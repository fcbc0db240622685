//! Taking events: each once, into the visits they belong to, and into all that follows from them.

use std::collections::{BTreeMap, BTreeSet};

use model::event::{Act, Event, EventKind, Exposure, Member};
use model::facts::{Fact, Facts, Value as FactValue};
use model::ids::{EventId, VisitorId, bucket};
use model::ledger::Ledger;
use model::money::Currency;
use model::tape::{self, Person, VERIFIED, Visit, is_gap, refold, settle, split, told};
use model::time::EpochMs;
use model::wire::{Frames, read, written};
use segment::compile::is_slug;
use worker::Result;

use super::ask::{Fold, PersonEvents, Told};
use super::orders::{self, Orders};
use super::schema::Born;
use super::visits::{self, id_bytes, key};
use super::{ShardError, ask::Ask};
use crate::store::sql::{Sql, Value};

/// Rows of message counts a day and bucket: 200 messages of a site (MESSAGES_MAX) in 10 variants (VARIANTS_MAX). Ids that a forger makes up
/// end here.
const EFFECT_ROWS_MAX: i64 = 2_000;

/// One person's events, decoded before the transaction begins.
pub struct Decoded {
    visitor: VisitorId,
    bucket: u8,
    events: Vec<Event>,
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
            if !born.owns(ask.map_version, bucket) {
                return Err(ShardError::WrongBucket(bucket));
            }
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
}

impl Work<'_> {
    /// Takes one person's events and says what their browser may know.
    ///
    /// # Errors
    /// What SQLite refuses; the transaction is to be rolled back then.
    pub fn take(&self, person: &Decoded) -> std::result::Result<Told, ShardError> {
        let new = if self.fold.imported { person.events.clone() } else { self.unseen(person)? };
        let mut taken = Vec::new();
        for cluster in split(new) {
            taken.extend(self.place(person, cluster)?);
        }
        self.follow(person, &taken)?;
        let count = |events: usize| u32::try_from(events).unwrap_or(u32::MAX);
        Ok(Told {
            taken: count(taken.len()),
            repeated: count(person.events.len() - taken.len()),
            facts: if self.fold.imported { Vec::new() } else { self.told(person)? },
        })
    }

    /// The events that the ledgers of their tabs have not seen; they are seen now, and refused ones too.
    fn unseen(&self, person: &Decoded) -> Result<Vec<Event>> {
        let mut ledgers: BTreeMap<(u32, u32), Ledger> = BTreeMap::new();
        let ids = person.events.iter().map(|event| event.id).chain(person.refused.iter().copied());
        let tabs: BTreeSet<(u32, u32)> = ids.map(|id| (id.install, id.tab)).collect();
        for (install, tab) in tabs {
            ledgers.insert((install, tab), self.ledger(person.visitor, install, tab)?);
        }
        let mut changed = BTreeSet::new();
        let mut see = |id: EventId| {
            let tab = (id.install, id.tab);
            let new = ledgers.get_mut(&tab).is_some_and(|ledger| ledger.take(id.seq));
            if new {
                changed.insert(tab);
            }
            new
        };
        // A tab's events in the order of their making, so that a batch in order leaves no gap behind.
        let mut by_id: Vec<&Event> = person.events.iter().collect();
        by_id.sort_by_key(|event| event.id);
        let new: BTreeSet<EventId> = by_id.into_iter().map(|event| event.id).filter(|id| see(*id)).collect();
        person.refused.iter().for_each(|id| {
            see(*id);
        });
        for (install, tab) in changed {
            if let Some(ledger) = ledgers.get(&(install, tab)) {
                self.put_ledger(person, install, tab, ledger)?;
            }
        }
        Ok(person.events.iter().filter(|event| new.contains(&event.id)).cloned().collect())
    }

    fn ledger(&self, visitor: VisitorId, install: u32, tab: u32) -> Result<Ledger> {
        let query = "SELECT gaps FROM ledger WHERE visitor = ? AND install = ? AND tab = ?";
        let row = self.sql.first(query, &[key(visitor), install.into(), tab.into()])?;
        let Some(row) = row else { return Ok(Ledger::default()) };
        read(row.blob(0)?).map_err(|error| worker::Error::RustError(format!("stored ledger: {error}")))
    }

    fn put_ledger(&self, person: &Decoded, install: u32, tab: u32, ledger: &Ledger) -> Result<u64> {
        let values = [
            i64::from(person.bucket).into(),
            key(person.visitor),
            install.into(),
            tab.into(),
            ledger.high.into(),
            written(ledger).into(),
            self.now.0.into(),
        ];
        let put = "INSERT OR REPLACE INTO ledger (bucket, visitor, install, tab, high, gaps, last_ms) VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.sql.run(put, &values)
    }

    /// Puts events that follow each other closely into the visits they belong to. Returns those that were not on a tape yet.
    fn place(&self, person: &Decoded, events: Vec<Event>) -> Result<Vec<Event>> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(Vec::new()) };
        let (sql, zone) = (self.sql, &self.fold.zone);
        let around = visits::around(sql, person.visitor, first.at, last.at)?;
        match around.as_slice() {
            [] => {
                if let Some((visit, tape)) = tape::fold(events.clone(), zone) {
                    visits::append(sql, person.bucket, person.visitor, &visit, 0, &tape)?;
                }
                Ok(events)
            }
            [stored] if !self.fold.imported && Visit::takes_next(stored.visit.last, first) => {
                let mut visit = stored.visit.clone();
                let tape: Vec<Event> = events.iter().filter(|event| visit.fold(event)).cloned().collect();
                visits::append(sql, person.bucket, person.visitor, &visit, stored.chunks, &tape)?;
                Ok(events)
            }
            _ => self.place_late(person, events, &around),
        }
    }

    /// Folds the visits around some events afresh.
    fn place_late(&self, person: &Decoded, events: Vec<Event>, around: &[visits::Stored]) -> Result<Vec<Event>> {
        let mut all = Vec::new();
        for stored in around {
            all.extend(visits::tape(self.sql, person.visitor, stored.visit.start)?);
        }
        let known: BTreeSet<EventId> = all.iter().map(|event| event.id).collect();
        let new: Vec<Event> = events.into_iter().filter(|event| !known.contains(&event.id)).collect();
        if new.is_empty() {
            return Ok(new);
        }
        all.extend(new.iter().cloned());
        visits::remove(self.sql, person.visitor, around)?;
        for (visit, tape) in refold(all, &self.fold.zone) {
            visits::append(self.sql, person.bucket, person.visitor, &visit, 0, &tape)?;
        }
        Ok(new)
    }

    /// All that follows from new events beside the visits: counts of messages, orders and what they are credited to, the member.
    fn follow(&self, person: &Decoded, events: &[Event]) -> std::result::Result<(), ShardError> {
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
                EventKind::Order(order) => orders.ordered(event, order)?,
                EventKind::Member(member) if !member.id.is_empty() && member.signature == VERIFIED => {
                    self.signed(person, event, member)?;
                }
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
                   ON CONFLICT (visitor, message) DO UPDATE SET variant = ?4, held = ?5, at_ms = ?6, id = ?7, day = ?8 \
                   WHERE (at_ms, id) > (?6, ?7)";
        self.sql.run(put, &values)?;
        Ok(())
    }

    /// Whom the shop has signed this browser to be: the latest word counts, in whatever order the words came.
    fn signed(&self, person: &Decoded, event: &Event, member: &Member) -> Result<()> {
        let values =
            [i64::from(person.bucket).into(), key(person.visitor), member.id.as_str().into(), event.at.0.into(), id_bytes(event.id).into()];
        let put = "INSERT INTO visitor (bucket, visitor, member, signed, provenance, at_ms, id) VALUES (?1, ?2, ?3, 1, 1, ?4, ?5) \
                   ON CONFLICT (visitor) DO UPDATE SET member = ?3, signed = 1, provenance = max(provenance, 1), at_ms = ?4, id = ?5 \
                   WHERE (at_ms, id) < (?4, ?5)";
        self.sql.run(put, &values)?;
        Ok(())
    }

    /// What the person's browser may know: of the person, and of the visit going on.
    fn told(&self, person: &Decoded) -> Result<Vec<(Fact, FactValue)>> {
        let Some((newest, before)) = visits::newest(self.sql, person.visitor)? else { return Ok(Vec::new()) };
        let mut facts = newest.visit.facts;
        if is_gap(newest.visit.last.0, self.now) {
            facts = Facts::default();
        }
        let (orders, spent) = orders::of_person(self.sql, person.visitor, self.fold.currency)?;
        let last_visit_day = before.map(|last| self.fold.zone.day(last));
        Person { visits: visits::count(self.sql, person.visitor)?, last_visit_day, orders, spent }.tell(&mut facts);
        let mut known = told(&facts);
        // That a visit has not heard of a member is no news to a browser that has.
        known.retain(|(fact, value)| !(*fact == Fact::Signed && *value == FactValue::None));
        Ok(known)
    }
}

/// The sum of orders of one person that are in the site's currency, in millionths, as far as it goes into 64 bits.
pub fn spent(units: i64, micros: i64) -> i64 {
    units.saturating_mul(1_000_000).saturating_add(micros)
}

/// The currency of a stored code.
pub fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap_or_default()
}
