//! Browsers in a person object's tables: a row each, the pieces of long tapes, and the way to the tapes of sealed visits.
//!
//! A browser's key is its bucket and 42 bits of a hash of its id, with room for eight that have the same: so the key is an integer that crosses
//! to JavaScript exactly, and the rows of a bucket stand together.

use model::ids::VisitorId;
use model::shopper::{Shelf, Shopper, Slot};
use model::time::EpochMs;
use worker::{Error, Result};

use sha2::{Digest, Sha256};

use super::blocks;
use crate::store::sql::{Sql, Value};

/// Whose tapes are asked for.
pub struct Shelves<'a> {
    pub sql: &'a Sql,
    pub bucket: u8,
    pub visitor: VisitorId,
}

/// The stored form of a visitor's id.
pub fn key(visitor: VisitorId) -> Value {
    Value::Blob(visitor.0.to_vec())
}

/// Keys of a bucket.
const BUCKET_BITS: u32 = 45;
/// Those of visitors whose hashes are the same.
const SAME_BITS: u32 = 3;

/// The keys of all browsers of a bucket: the first, and the last.
pub fn ids(bucket: u8) -> (i64, i64) {
    let first = i64::from(bucket) << BUCKET_BITS;
    (first, first + (1 << BUCKET_BITS) - 1)
}

/// The keys that a browser may have, one of them: the first, and the last.
fn ids_of(bucket: u8, visitor: VisitorId) -> (i64, i64) {
    let hash: [u8; 32] = Sha256::digest(visitor.0).into();
    let hash = hash.iter().take(8).fold(0, |hash: u64, byte| hash << 8 | u64::from(*byte)) >> (64 - BUCKET_BITS + SAME_BITS);
    let first = ids(bucket).0 + (hash.cast_signed() << SAME_BITS);
    (first, first + (1 << SAME_BITS) - 1)
}

/// What is kept of a browser; of one that never came nothing.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn load(sql: &Sql, bucket: u8, visitor: VisitorId) -> Result<Shopper> {
    let (first, last) = ids_of(bucket, visitor);
    let row =
        sql.first("SELECT state FROM shopper WHERE id BETWEEN ? AND ? AND visitor = ?", &[first.into(), last.into(), key(visitor)])?;
    row.map_or_else(|| Ok(Shopper::default()), |row| read(row.blob(0)?))
}

/// Whether anything is kept of a browser.
pub fn is_known(sql: &Sql, bucket: u8, visitor: VisitorId) -> Result<bool> {
    let (first, last) = ids_of(bucket, visitor);
    let query = "SELECT 1 FROM shopper WHERE id BETWEEN ? AND ? AND visitor = ?";
    Ok(sql.first(query, &[first.into(), last.into(), key(visitor)])?.is_some())
}

/// A stored state.
pub fn read(state: &[u8]) -> Result<Shopper> {
    Shopper::from_bytes(state).map_err(|error| Error::RustError(format!("a stored shopper: {error}")))
}

/// Keeps a browser: one row, no index.
pub fn store(sql: &Sql, bucket: u8, visitor: VisitorId, shopper: &Shopper) -> Result<()> {
    let (first, last) = ids_of(bucket, visitor);
    let row = sql.first("SELECT id FROM shopper WHERE id BETWEEN ? AND ? AND visitor = ?", &[first.into(), last.into(), key(visitor)])?;
    put(sql, row.map(|row| row.int(0)).transpose()?, bucket, visitor, shopper)
}

/// What a batch needs to know of whoever sent it: all by one question, since it is asked with every batch.
pub struct Sender {
    pub shopper: Shopper,
    /// When they were erased, if they were.
    pub erased: Option<EpochMs>,
    pub has_orders: bool,
    /// Of their row.
    id: Option<i64>,
}

impl Sender {
    /// `erased_hash`: as [`super::privacy::hashed`].
    pub fn load(sql: &Sql, bucket: u8, visitor: VisitorId, erased_hash: Value) -> Result<Self> {
        let (first, last) = ids_of(bucket, visitor);
        let query = "SELECT (SELECT at_ms FROM erased WHERE bucket = ?4 AND visitor = ?5), EXISTS (SELECT 1 FROM person_order WHERE visitor = ?3), \
                     shopper.id, shopper.state FROM (SELECT 1) LEFT JOIN shopper ON shopper.id BETWEEN ?1 AND ?2 AND shopper.visitor = ?3";
        let values = [first.into(), last.into(), key(visitor), i64::from(bucket).into(), erased_hash];
        let row = sql.first(query, &values)?.ok_or_else(|| Error::RustError("a question without an answer".into()))?;
        let number = |column| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
        let id = number(2)?;
        Ok(Self {
            shopper: if id.is_some() { read(row.blob(3)?)? } else { Shopper::default() },
            erased: number(0)?.map(EpochMs),
            has_orders: row.int(1)? > 0,
            id,
        })
    }

    /// Keeps them. Nobody else has kept them since they were loaded: it is one transaction.
    pub fn store(&self, sql: &Sql, bucket: u8, visitor: VisitorId) -> Result<()> {
        put(sql, self.id, bucket, visitor, &self.shopper)
    }
}

/// Writes a row anew, or a new one.
fn put(sql: &Sql, id: Option<i64>, bucket: u8, visitor: VisitorId, shopper: &Shopper) -> Result<()> {
    let last = shopper.visits().last().map_or(0, |kept| kept.last.0);
    let open = i64::try_from(shopper.open()).unwrap_or(i64::MAX);
    let state = shopper.to_bytes();
    if let Some(id) = id {
        sql.run("UPDATE shopper SET last_ms = ?, open = ?, state = ? WHERE id = ?", &[last.into(), open.into(), state.into(), id.into()])?;
        return Ok(());
    }
    let (from, to) = ids_of(bucket, visitor);
    // The next key after those that are taken.
    let insert = "INSERT INTO shopper (id, bucket, visitor, last_ms, open, state) SELECT coalesce(max(id) + 1, ?1), ?3, ?4, ?5, ?6, ?7 FROM shopper \
                  WHERE id BETWEEN ?1 AND ?2 HAVING count(*) = 0 OR max(id) < ?2";
    let values = [from.into(), to.into(), i64::from(bucket).into(), key(visitor), last.into(), open.into(), state.into()];
    if sql.run(insert, &values)? == 0 {
        return Err(Error::RustError("more browsers have the same hash than can be by chance".into()));
    }
    Ok(())
}

impl Shelf for Shelves<'_> {
    type Error = Error;

    fn sealed(&mut self, at: Slot) -> Result<Vec<u8>> {
        blocks::tape(self.sql, at)
    }

    fn reopen(&mut self, at: Slot) -> Result<()> {
        self.sql.run("INSERT OR IGNORE INTO hole (block, slot) VALUES (?, ?)", &[at.block.into(), u32::from(at.slot).into()])?;
        Ok(())
    }

    fn pieces(&mut self, start: EpochMs) -> Result<Vec<u8>> {
        let mut tape = Vec::new();
        let query = "SELECT bytes FROM piece WHERE visitor = ? AND start_ms = ? ORDER BY n";
        self.sql.each(query, &[key(self.visitor), start.0.into()], |row| {
            tape.extend_from_slice(row.blob(0)?);
            Ok(())
        })?;
        Ok(tape)
    }

    fn put_piece(&mut self, start: EpochMs, number: u32, bytes: &[u8]) -> Result<()> {
        let values = [i64::from(self.bucket).into(), key(self.visitor), start.0.into(), number.into(), bytes.into()];
        self.sql.run("INSERT INTO piece (bucket, visitor, start_ms, n, bytes) VALUES (?, ?, ?, ?, ?)", &values)?;
        Ok(())
    }

    fn drop_pieces(&mut self, start: EpochMs) -> Result<()> {
        self.sql.run("DELETE FROM piece WHERE visitor = ? AND start_ms = ?", &[key(self.visitor), start.0.into()])?;
        Ok(())
    }
}
