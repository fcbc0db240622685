//! Visits and their tapes in a person object's tables.

use model::codec::Reader;
use model::event::Event;
use model::facts::{Facts, VISIT_GAP_MS, first_form};
use model::ids::{EventId, VisitorId};
use model::tape::{Counts, Visit};
use model::time::{Day, EpochMs};
use model::wire::{Frames, put_event, read, written};
use worker::{Error, Result, console_warn};

use crate::store::sql::{Row, Sql, Value};

/// The version byte of stored facts and of a tape's chunk.
const VERSION: u8 = 1;
/// The version byte of stored facts.
const FACTS_VERSION: u8 = 2;
/// A chunk is closed at this size: SQLite's rows end at 2 MB, and a page of the database is 4 KB.
const CHUNK_BYTES: usize = 128 * 1024;

/// A visit as it is stored.
pub struct Stored {
    pub visit: Visit,
    /// How many chunks its tape has.
    pub chunks: i64,
}

const COLUMNS: &str = "start_ms, last_ms, last_id, day, facts, events, page_views, product_views, cart_adds, orders, chunks";

/// The visits that events between these moments may belong to or join, in order.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn around(sql: &Sql, visitor: VisitorId, from: EpochMs, to: EpochMs) -> Result<Vec<Stored>> {
    let query = format!("SELECT {COLUMNS} FROM visit WHERE visitor = ? AND start_ms <= ? AND last_ms >= ? ORDER BY start_ms");
    let values = [key(visitor), (to.0 + VISIT_GAP_MS).into(), (from.0 - VISIT_GAP_MS).into()];
    sql.rows(&query, &values)?.iter().map(stored).collect()
}

/// The visitor's newest visit, and the end of the one before it.
pub fn newest(sql: &Sql, visitor: VisitorId) -> Result<Option<(Stored, Option<EpochMs>)>> {
    let query = format!("SELECT {COLUMNS} FROM visit WHERE visitor = ? ORDER BY start_ms DESC LIMIT 2");
    let rows = sql.rows(&query, &[key(visitor)])?;
    let mut rows = rows.iter();
    let Some(newest) = rows.next() else { return Ok(None) };
    let before = rows.next().map(|row| row.int(1).map(EpochMs)).transpose()?;
    Ok(Some((stored(newest)?, before)))
}

/// How many visits a visitor has made.
pub fn count(sql: &Sql, visitor: VisitorId) -> Result<i64> {
    let row = sql.first("SELECT COUNT(*) FROM visit WHERE visitor = ?", &[key(visitor)])?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// The events of a visit, in the order of their chunks.
pub fn tape(sql: &Sql, visitor: VisitorId, start: EpochMs) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    let query = "SELECT bytes FROM chunk WHERE visitor = ? AND start_ms = ? ORDER BY n";
    sql.each(query, &[key(visitor), start.0.into()], |row| {
        events.extend(events_of(row.blob(0)?));
        Ok(())
    })?;
    Ok(events)
}

/// Adds a chunk to a visit that has folded these events already, and stores what it folds to.
pub fn append(sql: &Sql, bucket: u8, visitor: VisitorId, visit: &Visit, chunks: i64, events: &[Event]) -> Result<()> {
    let chunks = put_chunks(sql, bucket, visitor, visit.start, chunks, events)?;
    let facts = [&[FACTS_VERSION], written(&visit.facts).as_slice()].concat();
    let Counts { events, page_views, product_views, cart_adds, orders } = visit.counts;
    let values = [
        i64::from(bucket).into(),
        key(visitor),
        visit.start.0.into(),
        visit.last.0.0.into(),
        id_bytes(visit.last.1).into(),
        i64::from(visit.day.0).into(),
        facts.into(),
        events.into(),
        page_views.into(),
        product_views.into(),
        cart_adds.into(),
        orders.into(),
        chunks.into(),
    ];
    let put = "INSERT OR REPLACE INTO visit (bucket, visitor, start_ms, last_ms, last_id, day, facts, events, page_views, \
               product_views, cart_adds, orders, chunks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sql.run(put, &values)?;
    Ok(())
}

/// Takes visits away with their tapes.
pub fn remove(sql: &Sql, visitor: VisitorId, visits: &[Stored]) -> Result<()> {
    for stored in visits {
        let values = [key(visitor), stored.visit.start.0.into()];
        sql.run("DELETE FROM chunk WHERE visitor = ? AND start_ms = ?", &values)?;
        sql.run("DELETE FROM visit WHERE visitor = ? AND start_ms = ?", &values)?;
    }
    Ok(())
}

/// An id as it is stored: its order among blobs is its order in Rust.
pub fn id_bytes(id: EventId) -> Vec<u8> {
    [id.install.to_be_bytes(), id.tab.to_be_bytes(), id.seq.to_be_bytes()].concat()
}

/// The stored form of a visitor's id.
pub fn key(visitor: VisitorId) -> Value {
    Value::Blob(visitor.0.to_vec())
}

/// A visit of the columns of [`COLUMNS`], which stand at the start of the row.
fn stored(row: &Row) -> Result<Stored> {
    let count = |column| row.int(column).map(|count| u32::try_from(count).unwrap_or(0));
    let visit = Visit {
        start: EpochMs(row.int(0)?),
        last: (EpochMs(row.int(1)?), id_of(row.blob(2)?)),
        day: Day(i32::try_from(row.int(3)?).unwrap_or(0)),
        facts: facts_of(row.blob(4)?)?,
        counts: Counts { events: count(5)?, page_views: count(6)?, product_views: count(7)?, cart_adds: count(8)?, orders: count(9)? },
    };
    Ok(Stored { visit, chunks: row.int(10)? })
}

/// Stored facts.
pub fn facts_of(bytes: &[u8]) -> Result<Facts> {
    let broken = |why: &str| Error::RustError(format!("stored facts: {why}"));
    match bytes.split_first() {
        Some((&FACTS_VERSION, facts)) => read(facts).map_err(|error| broken(&error.to_string())),
        Some((&1, facts)) => first_form::read(facts).map_err(|error| broken(&error.to_string())),
        _ => Err(broken("not of a version that this code reads")),
    }
}

fn id_of(bytes: &[u8]) -> EventId {
    let mut from = Reader::new(bytes);
    let mut part = || u32::from_be_bytes(from.take());
    EventId { install: part(), tab: part(), seq: part() }
}

/// The events of a chunk. One that cannot be read is left out and said: it was written by another version.
pub fn events_of(chunk: &[u8]) -> Vec<Event> {
    let frames = match chunk.split_first() {
        Some((&VERSION, frames)) => frames,
        _ => &[],
    };
    let mut events = Vec::new();
    for frame in Frames(frames) {
        match frame.and_then(|frame| frame.event()) {
            Ok(event) => events.push(event),
            Err(error) => console_warn!("an event of a tape is left out: {error}"),
        }
    }
    events
}

fn put_chunks(sql: &Sql, bucket: u8, visitor: VisitorId, start: EpochMs, first: i64, events: &[Event]) -> Result<i64> {
    let mut n = first;
    let mut put = |bytes: &mut Vec<u8>| -> Result<()> {
        let chunk = std::mem::replace(bytes, vec![VERSION]);
        let values = [i64::from(bucket).into(), key(visitor), start.0.into(), n.into(), chunk.into()];
        sql.run("INSERT INTO chunk (bucket, visitor, start_ms, n, bytes) VALUES (?, ?, ?, ?, ?)", &values)?;
        n += 1;
        Ok(())
    };
    let mut bytes = vec![VERSION];
    for event in events {
        put_event(&mut bytes, event);
        if bytes.len() >= CHUNK_BYTES {
            put(&mut bytes)?;
        }
    }
    if bytes.len() > 1 {
        put(&mut bytes)?;
    }
    Ok(n)
}
