//! The tables of the first form: a row a visit, a row a chunk of its tape, a row a tab's ledger. Read once, by the migration.

use std::collections::BTreeMap;

use model::codec::Reader;
use model::facts::{Facts, first_form};
use model::ids::{EventId, VisitorId};
use model::ledger::Ledger;
use model::shopper::Shopper;
use model::tape::{Counts, Visit};
use model::time::{Day, EpochMs};
use model::wire::read;
use worker::{Error, Result};

use super::{orders, shoppers};
use crate::store::sql::{Row, Sql};

/// The version byte of a chunk, and of the oldest stored facts.
const VERSION: u8 = 1;
/// The version byte of newer facts.
const FACTS_VERSION: u8 = 2;

/// Makes each visitor's rows into the one row that is kept now.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; then nothing is changed.
pub fn take_over(sql: &Sql) -> Result<()> {
    let query = "SELECT visitor, bucket FROM visit UNION SELECT visitor, bucket FROM ledger";
    let mut visitors: BTreeMap<VisitorId, u8> = BTreeMap::new();
    sql.each(query, &[], |row| {
        visitors.insert(VisitorId(row.blob(0)?.try_into().unwrap_or_default()), orders::small(row.int(1)?));
        Ok(())
    })?;
    for (visitor, bucket) in visitors {
        let key = shoppers::key(visitor);
        let mut shopper = Shopper::default();
        for row in sql.rows("SELECT install, tab, gaps, last_ms FROM ledger WHERE visitor = ?", std::slice::from_ref(&key))? {
            let number = |column| row.int(column).map(|number| u32::try_from(number).unwrap_or(0));
            let seen: Ledger = read(row.blob(2)?).map_err(|error| broken(&error.to_string()))?;
            shopper.know_tab(number(0)?, number(1)?, seen, EpochMs(row.int(3)?));
        }
        let query = "SELECT start_ms, last_ms, last_id, day, facts, events, page_views, product_views, cart_adds, orders FROM visit \
                     WHERE visitor = ? ORDER BY start_ms";
        for row in sql.rows(query, std::slice::from_ref(&key))? {
            let visit = visit(&row)?;
            let mut tape = Vec::new();
            let query = "SELECT bytes FROM chunk WHERE visitor = ? AND start_ms = ? ORDER BY n";
            sql.each(query, &[key.clone(), visit.start.0.into()], |row| match row.blob(0)?.split_first() {
                Some((&VERSION, frames)) => {
                    tape.extend_from_slice(frames);
                    Ok(())
                }
                _ => Err(broken("a chunk of a version that this code does not read")),
            })?;
            shopper.know_visit(visit, tape);
        }
        shoppers::store(sql, bucket, visitor, &shopper)?;
    }
    Ok(())
}

fn visit(row: &Row) -> Result<Visit> {
    let count = |column| row.int(column).map(|count| u32::try_from(count).unwrap_or(0));
    Ok(Visit {
        start: EpochMs(row.int(0)?),
        last: (EpochMs(row.int(1)?), id_of(row.blob(2)?)),
        day: Day(i32::try_from(row.int(3)?).unwrap_or(0)),
        facts: facts_of(row.blob(4)?)?,
        counts: Counts { events: count(5)?, page_views: count(6)?, product_views: count(7)?, cart_adds: count(8)?, orders: count(9)? },
    })
}

fn facts_of(bytes: &[u8]) -> Result<Facts> {
    match bytes.split_first() {
        Some((&FACTS_VERSION, facts)) => read(facts).map_err(|error| broken(&error.to_string())),
        Some((&VERSION, facts)) => first_form::read(facts).map_err(|error| broken(&error.to_string())),
        _ => Err(broken("facts of a version that this code does not read")),
    }
}

fn id_of(bytes: &[u8]) -> EventId {
    let mut from = Reader::new(bytes);
    let mut part = || u32::from_be_bytes(from.take());
    EventId { install: part(), tab: part(), seq: part() }
}

fn broken(why: &str) -> Error {
    Error::RustError(format!("a visit of the first form: {why}"))
}
