//! Orders: a person's own, each number once; the messages that led to them; and the claims that carry both to the order's home.
//!
//! A person's object and an order's home are different objects, and no transaction spans two. So a claim is put into the outbox in the
//! transaction that makes it, and told until the home has answered; the home keeps the newest version of each claimant's word, so that
//! telling it twice, or late, changes nothing. What the shop's server says of the order goes the same way back (`message::claim::corrections`).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use message::attribution::{Touch, credit};
use message::claim::{CLAIMANTS_MAX, Claim, Correction, Credit, Letter, Ordered, Rank, Status, Word, corrections, first_form, settled};
use model::event::{Act, Event, Exposure, Order};
use model::ids::{EventId, VisitorId, bucket};
use model::money::{Currency, Micros};
use model::shopper::OwnOrder;
use model::time::{Day, EpochMs};
use model::wire::{read, written};
use sha2::{Digest, Sha256};
use worker::Result;

use super::ShardError;
use super::fold::{Work, currency};
use super::schema::Born;
use super::shoppers::key;
use super::{contacts, members};
use crate::history::said;
use crate::store::sql::{Row, Sql, Value};

/// The longest window of attribution, 30 days, in milliseconds.
const WINDOW_MS: i64 = 30 * 86_400_000;
/// The version byte of a letter in the outbox. Before it there were claims alone (`first_form`).
const VERSION: u8 = 2;
const FIRST_VERSION: u8 = 1;

/// What new events change about a person's orders. Claims are made at the end, once an order.
pub struct Orders<'a> {
    work: &'a Work<'a>,
    visitor: VisitorId,
    bucket: u8,
    changed: BTreeSet<String>,
}

impl<'a> Orders<'a> {
    pub const fn new(work: &'a Work<'a>, visitor: VisitorId, bucket: u8) -> Self {
        Self { work, visitor, bucket, changed: BTreeSet::new() }
    }

    /// An order, and whose it is: the earliest word of its number counts, here and in the site's history.
    ///
    /// # Errors
    /// What SQLite refuses; so for all of this file.
    pub fn ordered(&mut self, event: &Event, order: &Order, member: Option<&str>) -> Result<()> {
        let values = [
            i64::from(self.bucket).into(),
            key(self.visitor),
            order.id.as_str().into(),
            event.at.0.into(),
            id_bytes(event.id).into(),
            order.value.0.into(),
            order.currency.code().into(),
        ];
        let put = "INSERT INTO person_order (bucket, visitor, order_id, at_ms, id, value, currency, provenance, version) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0) ON CONFLICT (visitor, order_id) DO UPDATE \
                   SET at_ms = ?4, id = ?5, value = ?6, currency = ?7 WHERE (at_ms, id) > (?4, ?5)";
        if self.work.sql.run(put, &values)? > 0 {
            self.changed.insert(order.id.clone());
            let Work { sql, born, map_version, now, changed, .. } = self.work;
            let desk = Desk { sql, born, map_version: *map_version, now: *now, changed };
            let word = written(&said::of_browser(event.at, order, member));
            desk.post(
                self.bucket,
                self.bucket,
                &Letter::Ordered(Box::new(Ordered { order: order.id.clone(), claimant: claimant(born, self.visitor), word })),
            )?;
        }
        Ok(())
    }

    /// A message was seen or clicked: orders after it, within the longest window, may be credited anew.
    pub fn touched(&mut self, event: &Event, exposure: &Exposure) -> Result<()> {
        let values = [
            i64::from(self.bucket).into(),
            key(self.visitor),
            event.at.0.into(),
            id_bytes(event.id).into(),
            exposure.message.as_str().into(),
            i64::from(exposure.variant).into(),
            number(exposure.act).into(),
        ];
        let put = "INSERT OR IGNORE INTO exposure (bucket, visitor, at_ms, id, message, variant, act) VALUES (?, ?, ?, ?, ?, ?, ?)";
        self.work.sql.run(put, &values)?;
        let query = "SELECT order_id FROM person_order WHERE visitor = ? AND at_ms BETWEEN ? AND ?";
        for row in self.work.sql.rows(query, &[key(self.visitor), event.at.0.into(), (event.at.0 + WINDOW_MS).into()])? {
            self.changed.insert(row.text(0)?.to_owned());
        }
        Ok(())
    }

    /// Claims the orders that changed, each with the message that it is credited to.
    pub fn claim(self) -> std::result::Result<(), ShardError> {
        let Work { sql, born, map_version, now, fold, changed, .. } = self.work;
        for order in &self.changed {
            let names = [key(self.visitor), order.as_str().into()];
            sql.run("UPDATE person_order SET version = version + 1 WHERE visitor = ? AND order_id = ?", &names)?;
            let query = "SELECT at_ms, CAST(value AS TEXT), currency, version FROM person_order WHERE visitor = ? AND order_id = ?";
            let Some(row) = sql.first(query, &names)? else { continue };
            let at = EpochMs(row.int(0)?);
            let touches = self.touches(at)?;
            let claim = Claim {
                order: order.clone(),
                claimant: claimant(born, self.visitor),
                bucket: Some(self.bucket),
                version: row.int(3)?,
                rank: Rank::Browser,
                at,
                day: fold.zone.day(at),
                status: Status::Placed,
                value: Micros(row.int(1)?),
                currency: currency(row.text(2)?),
                credit: credit(&touches, at, fold.rule).map(|touch| Credit {
                    message: touch.message.clone(),
                    variant: touch.variant,
                    act: touch.act,
                }),
            };
            let desk = Desk { sql, born, map_version: *map_version, now: *now, changed };
            desk.send(self.bucket, bucket(born.site, order.as_bytes()), Letter::Claim(claim))?;
        }
        Ok(())
    }

    fn touches(&self, ordered_at: EpochMs) -> Result<Vec<Touch>> {
        let query = "SELECT at_ms, message, variant, act FROM exposure WHERE visitor = ? AND at_ms BETWEEN ? AND ?";
        let values = [key(self.visitor), (ordered_at.0 - WINDOW_MS).into(), ordered_at.0.into()];
        let rows = self.work.sql.rows(query, &values)?;
        let touch = |row: &Row| {
            let act = if row.int(3)? == number(Act::Clicked) { Act::Clicked } else { Act::Shown };
            Ok(Touch { at: EpochMs(row.int(0)?), message: row.text(1)?.to_owned(), variant: small(row.int(2)?), act })
        };
        rows.iter().map(touch).collect()
    }
}

/// Where letters are taken and sent, inside a transaction.
pub struct Desk<'a> {
    pub sql: &'a Sql,
    pub born: &'a Born,
    pub map_version: u32,
    pub now: EpochMs,
    /// Browsers of whom a letter changed an order, and the time of the earliest: their visits since then are to be looked at again.
    pub changed: &'a RefCell<Changed>,
}

/// Bucket and earliest order, by browser.
pub type Changed = BTreeMap<VisitorId, (u8, EpochMs)>;

impl Desk<'_> {
    /// Takes a letter about an order that lives here, or to somebody who does. Returns whether the order was not known before.
    ///
    /// # Errors
    /// `WrongBucket`, and what SQLite refuses.
    pub fn take(&self, letter: &Letter) -> std::result::Result<bool, ShardError> {
        let home = match letter {
            Letter::Claim(claim) => bucket(self.born.site, claim.order.as_bytes()),
            Letter::Correction(correction) => correction.bucket,
            Letter::Share(share) => bucket(self.born.site, share.member.as_bytes()),
            Letter::Holds(holds) => bucket(self.born.site, &holds.contact),
            // For no object of people.
            Letter::Ordered(_) => return Ok(false),
        };
        self.born.check(self.map_version, home)?;
        match letter {
            Letter::Claim(claim) => self.claimed(home, claim),
            Letter::Correction(correction) => {
                self.corrected(correction)?;
                Ok(false)
            }
            Letter::Share(share) => {
                members::take(self.sql, home, share)?;
                Ok(false)
            }
            Letter::Holds(holds) => {
                contacts::told(self.sql, self.born.site, home, holds, self.now)?;
                Ok(false)
            }
            Letter::Ordered(_) => Ok(false),
        }
    }

    /// Takes it at once where it is for a bucket that lives here; else it is posted. A newer letter about the same matter replaces one that
    /// has not left yet.
    pub fn send(&self, from: u8, to: u8, letter: Letter) -> std::result::Result<(), ShardError> {
        if self.born.owns(self.map_version, to) {
            self.take(&letter)?;
            return Ok(());
        }
        self.post(from, to, &letter)?;
        Ok(())
    }

    /// Puts a letter into the outbox.
    fn post(&self, from: u8, to: u8, letter: &Letter) -> Result<()> {
        let (what, claimant, about) = match letter {
            Letter::Claim(claim) => ("claim", &claim.claimant, &claim.order),
            Letter::Correction(correction) => ("correction", &correction.claimant, &correction.order),
            Letter::Share(share) => ("share", &share.claimant, &share.member),
            Letter::Holds(holds) => ("holds", &holds.contact, &holds.member),
            Letter::Ordered(ordered) => ("ordered", &ordered.claimant, &ordered.order),
        };
        let mut matter = format!("{what}:{}:{about}", model::ids::hex(claimant));
        if let Letter::Holds(holds) = letter
            && holds.member.is_empty()
        {
            // In nobody's name: what two who were erased have refused does not replace each other.
            matter.push_str(&format!("\u{1}{}", holds.version));
        }
        let payload = [&[VERSION], written(letter).as_slice()].concat();
        let values = [i64::from(from).into(), matter.into(), i64::from(to).into(), payload.into(), self.now.0.into()];
        let put = "INSERT OR REPLACE INTO outbox (bucket, key, target, payload, tries, due_ms) VALUES (?, ?, ?, ?, 0, ?)";
        self.sql.run(put, &values)?;
        Ok(())
    }

    /// Takes a claim, settles the order anew, and tells its claimants what became of it, where that is news.
    fn claimed(&self, bucket: u8, claim: &Claim) -> std::result::Result<bool, ShardError> {
        let sql = self.sql;
        let order = Value::from(claim.order.as_str());
        let known = claims(sql, &claim.order)?;
        let browsers = || known.iter().filter(|known| known.rank == Rank::Browser);
        if claim.rank == Rank::Browser && browsers().count() >= CLAIMANTS_MAX && !browsers().any(|known| known.claimant == claim.claimant) {
            return Ok(false);
        }
        put_claim(sql, bucket, claim)?;
        let before = sql.first("SELECT 1 FROM settled WHERE order_id = ?", std::slice::from_ref(&order))?;
        // A file tells of many orders of which nobody has told before.
        let claims = if known.is_empty() { vec![claim.clone()] } else { claims(sql, &claim.order)? };
        if let Some(word) = settled(&claims) {
            put_settled(sql, bucket, &word)?;
        }
        for (claim, word) in corrections(&claims) {
            // A claim of the first form does not say where its person lives; the next one does.
            let Some(to) = claim.bucket else { continue };
            if let Some(version) = say(sql, claim, word)? {
                let correction = Correction { order: claim.order.clone(), claimant: claim.claimant, bucket: to, version, word };
                self.send(bucket, to, Letter::Correction(correction))?;
            }
        }
        Ok(before.is_none())
    }

    /// What the order's home says of an order of somebody here.
    fn corrected(&self, correction: &Correction) -> Result<()> {
        let Correction { order, claimant: name, bucket, version, word } = correction;
        let query = "SELECT visitor, at_ms FROM person_order WHERE order_id = ? AND bucket = ? AND word < ?";
        let rows = self.sql.rows(query, &[order.as_str().into(), i64::from(*bucket).into(), (*version).into()])?;
        for row in &rows {
            let visitor = VisitorId(row.blob(0)?.try_into().unwrap_or_default());
            if claimant(self.born, visitor) == *name {
                let values =
                    [word.cancelled.into(), word.value.map(|value| value.0).into(), (*version).into(), key(visitor), order.as_str().into()];
                let put = "UPDATE person_order SET cancelled = ?, remains = ?, word = ? WHERE visitor = ? AND order_id = ?";
                self.sql.run(put, &values)?;
                let at = EpochMs(row.int(1)?);
                let mut changed = self.changed.borrow_mut();
                let (_, earliest) = changed.entry(visitor).or_insert((*bucket, at));
                *earliest = at.min(*earliest);
            }
        }
        Ok(())
    }
}

/// A letter that waits to be told.
pub struct Waiting {
    pub id: i64,
    /// The bucket that it is for.
    pub target: u8,
    /// How often it was told already.
    pub tries: i64,
    pub letter: Letter,
}

/// All letters, by their keys in the outbox.
pub const ALL: &str = "*";
/// Those that answer claims. No letter follows from them.
pub const CORRECTIONS: &str = "correction:*";
/// Those to contacts' homes. No letter follows from them.
pub const HOLDS: &str = "holds:*";

/// The letters that are due, oldest first. One that cannot be read stays where it is, and is said.
///
/// Those of buckets that are being copied are left to whoever has them then: a row that goes meanwhile would shift the pages of the copy.
pub fn waiting(born: &Born, sql: &Sql, keys: &str, now: EpochMs, limit: i64) -> Result<Vec<Waiting>> {
    let query = format!(
        "SELECT id, target, tries, payload FROM outbox WHERE due_ms <= ? AND key GLOB ?{} ORDER BY due_ms, id LIMIT ?",
        born.frozen().and()
    );
    let rows = sql.rows(&query, &[now.0.into(), keys.into(), limit.into()])?;
    let mut all = Vec::new();
    for row in &rows {
        let Some(letter) = letter_of(row.blob(3)?) else {
            worker::console_error!("letter {} of the outbox cannot be read; it is kept", row.int(0)?);
            later(sql, row.int(0)?, row.int(2)?, EpochMs(now.0 + WINDOW_MS))?;
            continue;
        };
        all.push(Waiting { id: row.int(0)?, target: small(row.int(1)?), tries: row.int(2)?, letter });
    }
    Ok(all)
}

/// Takes letters out that are not to be told any more, by their keys in the outbox. One that cannot be read goes, too.
pub fn take_letters(sql: &Sql, keys: &str) -> Result<Vec<Letter>> {
    let rows = sql.rows("SELECT payload FROM outbox WHERE key GLOB ?", &[keys.into()])?;
    sql.run("DELETE FROM outbox WHERE key GLOB ?", &[keys.into()])?;
    Ok(rows.iter().filter_map(|row| row.blob(0).ok().and_then(letter_of)).collect())
}

fn letter_of(payload: &[u8]) -> Option<Letter> {
    match payload.split_first() {
        Some((&VERSION, bytes)) => read(bytes).ok(),
        Some((&FIRST_VERSION, bytes)) => first_form::read(bytes).ok().map(Letter::Claim),
        _ => None,
    }
}

/// When the next letter is due.
pub fn next_due(sql: &Sql) -> Result<Option<EpochMs>> {
    let row = sql.first("SELECT due_ms FROM outbox ORDER BY due_ms LIMIT 1", &[])?;
    row.map(|row| row.int(0).map(EpochMs)).transpose()
}

/// A letter has arrived.
pub fn told(sql: &Sql, id: i64) -> Result<u64> {
    sql.run("DELETE FROM outbox WHERE id = ?", &[id.into()])
}

/// A letter is to be told again, not before then.
pub fn later(sql: &Sql, id: i64, tries: i64, due: EpochMs) -> Result<u64> {
    sql.run("UPDATE outbox SET tries = ?, due_ms = ? WHERE id = ?", &[tries.into(), due.0.into(), id.into()])
}

/// Keeps the newest word of a claimant; of two of the same version the greater.
fn put_claim(sql: &Sql, bucket: u8, claim: &Claim) -> Result<u64> {
    let credit = claim.credit.as_ref();
    let values = [
        i64::from(bucket).into(),
        claim.order.as_str().into(),
        claim.claimant.as_slice().into(),
        claim.version.into(),
        (claim.rank as i64).into(),
        claim.at.0.into(),
        i64::from(claim.day.0).into(),
        claim.value.0.into(),
        claim.currency.code().into(),
        credit.map(|credit| credit.message.as_str()).into(),
        credit.map(|credit| i64::from(credit.variant)).into(),
        credit.map(|credit| number(credit.act)).into(),
        (claim.status as i64).into(),
        claim.bucket.map(i64::from).into(),
    ];
    let put = "INSERT INTO claim (bucket, order_id, claimant, version, rank, at_ms, day, value, currency, message, variant, act, status, \
               claimant_bucket) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) \
               ON CONFLICT (order_id, claimant) DO UPDATE SET version = ?4, rank = ?5, at_ms = ?6, day = ?7, value = ?8, currency = ?9, \
               message = ?10, variant = ?11, act = ?12, status = ?13, claimant_bucket = ?14 \
               WHERE (claim.version, claim.status, -claim.value) < (excluded.version, excluded.status, -excluded.value)";
    sql.run(put, &values)
}

/// Notes what a claimant is told. Returns the version of the word if it is another one than the last.
fn say(sql: &Sql, claim: &Claim, word: Word) -> Result<Option<i64>> {
    let names: [Value; 2] = [claim.order.as_str().into(), claim.claimant.as_slice().into()];
    let [order, claimant] = names.clone();
    let put = "UPDATE claim SET said = said + 1, said_cancelled = ?3, said_value = ?4 WHERE order_id = ?1 AND claimant = ?2 \
               AND (said_cancelled <> ?3 OR said_value IS NOT CAST(?4 AS INTEGER))";
    if sql.run(put, &[order, claimant, word.cancelled.into(), word.value.map(|value| value.0).into()])? == 0 {
        return Ok(None);
    }
    let row = sql.first("SELECT said FROM claim WHERE order_id = ? AND claimant = ?", &names)?;
    row.map(|row| row.int(0)).transpose()
}

fn claims(sql: &Sql, order: &str) -> Result<Vec<Claim>> {
    let query = "SELECT claimant, version, rank, at_ms, day, CAST(value AS TEXT), currency, message, variant, act, status, claimant_bucket \
                 FROM claim WHERE order_id = ?";
    let rows = sql.rows(query, &[order.into()])?;
    rows.iter().map(|row| read_claim(order, row)).collect()
}

fn read_claim(order: &str, row: &Row) -> Result<Claim> {
    let credit = match row.is_null(7) {
        true => None,
        false => Some(Credit {
            message: row.text(7)?.to_owned(),
            variant: small(row.int(8)?),
            act: if row.int(9)? == number(Act::Clicked) { Act::Clicked } else { Act::Shown },
        }),
    };
    Ok(Claim {
        order: order.to_owned(),
        claimant: row.blob(0)?.try_into().unwrap_or_default(),
        bucket: if row.is_null(11) { None } else { Some(small(row.int(11)?)) },
        version: row.int(1)?,
        rank: if row.int(2)? == Rank::Server as i64 { Rank::Server } else { Rank::Browser },
        at: EpochMs(row.int(3)?),
        day: Day(i32::try_from(row.int(4)?).unwrap_or(0)),
        status: match row.int(10)? {
            2 => Status::Cancelled,
            1 => Status::Refunded,
            _ => Status::Placed,
        },
        value: Micros(row.int(5)?),
        currency: currency(row.text(6)?),
        credit,
    })
}

fn put_settled(sql: &Sql, bucket: u8, word: &Claim) -> Result<()> {
    let credit = word.credit.as_ref();
    let values = [
        i64::from(bucket).into(),
        word.order.as_str().into(),
        (word.rank as i64).into(),
        word.at.0.into(),
        i64::from(word.day.0).into(),
        word.value.0.into(),
        word.currency.code().into(),
        credit.map(|credit| credit.message.as_str()).into(),
        credit.map(|credit| i64::from(credit.variant)).into(),
        credit.map(|credit| number(credit.act)).into(),
        (word.status as i64).into(),
    ];
    let put = "INSERT OR REPLACE INTO settled (bucket, order_id, rank, at_ms, day, value, currency, message, variant, act, status) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sql.run(put, &values)?;
    Ok(())
}

/// How many orders of a visitor stand, and what they came to in the site's currency.
pub fn of_person(sql: &Sql, visitor: VisitorId, site_currency: Currency) -> Result<(i64, i64)> {
    Ok(sum(&own(sql, visitor)?, site_currency))
}

/// How many orders, and what they came to in the site's currency, in millionths, as far as it goes into 64 bits.
pub fn sum(orders: &[OwnOrder], site_currency: Currency) -> (i64, i64) {
    let values = orders.iter().filter(|order| order.currency == site_currency).map(|order| order.value.0);
    (i64::try_from(orders.len()).unwrap_or(i64::MAX), values.fold(0, i64::saturating_add))
}

/// A visitor's orders that stand, with what is left of each.
pub fn own(sql: &Sql, visitor: VisitorId) -> Result<Vec<OwnOrder>> {
    let query =
        "SELECT order_id, at_ms, CAST(coalesce(remains, value) AS TEXT), currency FROM person_order WHERE visitor = ? AND cancelled = 0";
    let rows = sql.rows(query, &[key(visitor)])?;
    let order = |row: &Row| {
        let (value, currency) = (Micros(row.int(2)?), currency(row.text(3)?));
        Ok(OwnOrder { id: row.text(0)?.to_owned(), at: EpochMs(row.int(1)?), value, currency })
    };
    rows.iter().map(order).collect()
}

/// An id as it is stored: its order among blobs is its order in Rust.
pub fn id_bytes(id: EventId) -> Vec<u8> {
    [id.install.to_be_bytes(), id.tab.to_be_bytes(), id.seq.to_be_bytes()].concat()
}

/// Who claims, where nobody can read whose claim it is.
pub fn claimant(born: &Born, visitor: VisitorId) -> [u8; 16] {
    let hash = Sha256::new().chain_update(b"claimant").chain_update(born.site.0.to_be_bytes()).chain_update(visitor.0).finalize();
    hash.get(..16).and_then(|half| half.try_into().ok()).unwrap_or_default()
}

/// The stored number of an act.
pub const fn number(act: Act) -> i64 {
    act as i64
}

/// A stored small number.
pub fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(0)
}
