//! Browsers in a person object's tables: a row each, the pieces of long tapes, and the way to the tapes of sealed visits.

use model::ids::VisitorId;
use model::shopper::{Shelf, Shopper, Slot};
use model::time::EpochMs;
use worker::{Error, Result};

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

/// What is kept of a browser; of one that never came nothing.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn load(sql: &Sql, bucket: u8, visitor: VisitorId) -> Result<Shopper> {
    let row = sql.first("SELECT state FROM shopper WHERE bucket = ? AND visitor = ?", &[i64::from(bucket).into(), key(visitor)])?;
    row.map_or_else(|| Ok(Shopper::default()), |row| read(row.blob(0)?))
}

/// A stored state.
pub fn read(state: &[u8]) -> Result<Shopper> {
    Shopper::from_bytes(state).map_err(|error| Error::RustError(format!("a stored shopper: {error}")))
}

/// Keeps a browser: one row, no index.
pub fn store(sql: &Sql, bucket: u8, visitor: VisitorId, shopper: &Shopper) -> Result<()> {
    let last = shopper.visits().last().map_or(0, |kept| kept.last.0);
    let open = i64::try_from(shopper.open()).unwrap_or(i64::MAX);
    let values = [i64::from(bucket).into(), key(visitor), last.into(), open.into(), shopper.to_bytes().into()];
    sql.run("INSERT OR REPLACE INTO shopper (bucket, visitor, last_ms, open, state) VALUES (?, ?, ?, ?, ?)", &values)?;
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
