//! How a site's orders are kept: what was said waits in chunks, and is folded into blocks before anybody counts.

use std::collections::{BTreeMap, BTreeSet};

use insight::column::BlockError;
use insight::orders::block::{self, Block, COLUMNS, CUSTOMER_KEYS, CUSTOMERS};
use insight::orders::order::Order;
use insight::orders::part::{self, Hash, LINES_MAX, Orders, Part};
use insight::orders::row::{Rank, Row, Tag};
use model::wire::{read, written};
use serde_json::json;
use worker::{Error, Result};

use super::ask::{Chunk, Folded, bytes_of};
use crate::store::sql::{self, Sql, Value};

/// Rows that are folded at once: in memory some 300 bytes each, beside the blocks that they go into.
const ROWS_AT_ONCE: i64 = 60_000;
/// Ids of columns a part.
const IDS: i64 = 16;

/// Keeps chunks of a word that does not count yet, in the place of those from one place up to another.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn stage(sql: &Sql, tag: Tag, (from, to): (u32, u32), chunks: &[Chunk]) -> Result<()> {
    let mut values = key(tag).to_vec();
    values.extend([from.into(), to.into()]);
    sql.run("DELETE FROM waiting WHERE version = ? AND by = ? AND rank = ? AND applied = 0 AND n >= ? AND n < ?", &values)?;
    chunks.iter().try_for_each(|chunk| wait(sql, tag, chunk, false))
}

/// Words of single orders, which count at once.
pub fn tell(sql: &Sql, words: &[(Tag, Vec<Row>)]) -> Result<()> {
    for (tag, rows) in words {
        let mut by_root: BTreeMap<u8, Vec<Row>> = BTreeMap::new();
        for row in rows {
            by_root.entry(Hash::of(&row.order).root()).or_default().push(row.clone());
        }
        for (root, rows) in by_root {
            let chunk = Chunk { root, n: 0, rows: u32::try_from(rows.len()).unwrap_or(u32::MAX), bytes: bytes_of(&rows) };
            wait(sql, *tag, &chunk, true)?;
        }
    }
    Ok(())
}

fn wait(sql: &Sql, tag: Tag, chunk: &Chunk, applied: bool) -> Result<()> {
    let [version, by, rank] = key(tag);
    let Chunk { root, n, rows, bytes } = chunk;
    let values = [i64::from(*root).into(), version, by, rank, (*n).into(), applied.into(), (*rows).into(), Value::from(bytes.as_slice())];
    // What was let count is not taken back by somebody who says it once more.
    sql.run(
        "INSERT INTO waiting (root, version, by, rank, n, applied, rows, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        &values,
    )?;
    Ok(())
}

fn key(tag: Tag) -> [Value; 3] {
    [tag.version.into(), tag.by.into(), (tag.rank as i64).into()]
}

/// Lets a word count. Answers how many chunks it has.
pub fn apply(sql: &Sql, tag: Tag) -> Result<u32> {
    let changed = sql.run("UPDATE waiting SET applied = 1 WHERE version = ? AND by = ? AND rank = ? AND applied = 0", &key(tag))?;
    Ok(u32::try_from(changed).unwrap_or(u32::MAX))
}

/// Forgets a word that does not count.
pub fn discard(sql: &Sql, tag: Tag) -> Result<u32> {
    let changed = sql.run("DELETE FROM waiting WHERE version = ? AND by = ? AND rank = ? AND applied = 0", &key(tag))?;
    Ok(u32::try_from(changed).unwrap_or(u32::MAX))
}

/// Folds what waits under one root, if anything does.
pub fn fold(sql: &Sql) -> Result<Folded> {
    let waits = "SELECT root, sum(rows) FROM waiting WHERE applied = 1 GROUP BY root LIMIT 1";
    if let Some(row) = sql.first(waits, &[])? {
        let root = row.int(0)?;
        let shares = row.int(1)?.div_euclid(ROWS_AT_ONCE).saturating_add(1);
        sql.transaction(|| fold_root(sql, root, u32::try_from(shares).unwrap_or(u32::MAX)))?;
    }
    let row = sql.first(
        "SELECT (SELECT count(*) FROM waiting WHERE applied = 1), coalesce(sum(orders), 0), coalesce(sum(lines), 0) FROM part",
        &[],
    )?;
    row.map_or(Ok(Folded { left: 0, orders: 0, lines: 0 }), |row| {
        Ok(Folded { left: u32::try_from(row.int(0)?).unwrap_or(u32::MAX), orders: row.int(1)?, lines: row.int(2)? })
    })
}

/// All of it.
pub fn fold_all(sql: &Sql) -> Result<Folded> {
    loop {
        let folded = fold(sql)?;
        if folded.left == 0 {
            return Ok(folded);
        }
    }
}

fn fold_root(sql: &Sql, root: i64, shares: u32) -> Result<()> {
    for share in 0..shares {
        let mut said: BTreeMap<Tag, Vec<Row>> = BTreeMap::new();
        sql.each("SELECT version, by, rank, bytes FROM waiting WHERE root = ? AND applied = 1", &[root.into()], |row| {
            let rank = if row.int(2)? == Rank::Browser as i64 { Rank::Browser } else { Rank::Shop };
            let tag = Tag { rank, version: row.int(0)?, by: row.int(1)? };
            let mut rows: Vec<Row> = read(row.blob(3)?).map_err(|_| broken(BlockError::Broken))?;
            rows.retain(|row| Hash::of(&row.order).share(shares) == share);
            said.entry(tag).or_default().append(&mut rows);
            Ok(())
        })?;
        let parts = parts(sql)?;
        for (part, words) in part::among(part::told(said), &parts.keys().copied().collect::<BTreeSet<Part>>()) {
            let mut orders = match parts.get(&part) {
                Some(counts) => unfolded(sql, part, *counts)?,
                None => Orders::new(),
            };
            part::add(&mut orders, words);
            put(sql, part, orders)?;
        }
    }
    sql.run("DELETE FROM waiting WHERE root = ? AND applied = 1", &[root.into()])?;
    Ok(())
}

/// Writes a part anew, as its halves where it has grown too large.
fn put(sql: &Sql, part: Part, orders: Orders) -> Result<()> {
    sql.run("DELETE FROM part WHERE key = ?", &[part.0.into()])?;
    sql.run("DELETE FROM part_column WHERE id >= ? AND id < ?", &[(part.0 * IDS).into(), ((part.0 + 1) * IDS).into()])?;
    for (part, orders) in part::split(part, orders, LINES_MAX) {
        let sealed = block::fold(&orders);
        let counts = [sealed.orders, sealed.lines].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        sql.run("INSERT OR REPLACE INTO part (key, orders, lines) VALUES (?, ?, ?)", &[part.0.into(), counts[0].into(), counts[1].into()])?;
        for (column, bytes) in (0..).zip(&sealed.columns) {
            sql.run(
                "INSERT OR REPLACE INTO part_column (id, bytes) VALUES (?, ?)",
                &[(part.0 * IDS + column).into(), bytes.as_slice().into()],
            )?;
        }
    }
    Ok(())
}

/// The parts, and how many orders and lines each has.
fn parts(sql: &Sql) -> Result<BTreeMap<Part, (usize, usize)>> {
    let count = |row: &sql::Row, column| row.int(column).map(|count| usize::try_from(count).unwrap_or(0));
    let rows = sql.rows("SELECT key, orders, lines FROM part", &[])?;
    rows.iter().map(|row| Ok((Part(row.int(0)?), (count(row, 1)?, count(row, 2)?)))).collect()
}

fn load(sql: &Sql, part: Part, (orders, lines): (usize, usize), columns: &[u8]) -> Result<Block> {
    let ids: Vec<String> = columns.iter().map(|column| (part.0 * IDS + i64::from(*column)).to_string()).collect();
    let mut read = Vec::new();
    for row in sql.rows(&format!("SELECT id, bytes FROM part_column WHERE id IN ({})", ids.join(",")), &[])? {
        let column = u8::try_from(row.int(0)? - part.0 * IDS).unwrap_or(u8::MAX);
        read.push((column, row.into_last_blob()?));
    }
    Ok(Block::new(orders, lines, read))
}

fn unfolded(sql: &Sql, part: Part, counts: (usize, usize)) -> Result<Orders> {
    let columns: Vec<u8> = (0..COLUMNS).collect();
    block::unfold(&load(sql, part, counts, &columns)?).map_err(broken)
}

/// Hands over every block with these columns.
pub fn each(sql: &Sql, columns: &[u8], mut take: impl FnMut(&Block) -> std::result::Result<(), BlockError>) -> Result<()> {
    for (part, counts) in parts(sql)? {
        take(&load(sql, part, counts, columns)?).map_err(broken)?;
    }
    Ok(())
}

/// Makes a member's orders nobody's. Answers how many they were.
pub fn erase(sql: &Sql, member: &str) -> Result<u32> {
    fold_all(sql)?;
    let mut count = 0;
    for (part, counts) in of_member(sql, member)? {
        let mut orders = unfolded(sql, part, counts)?;
        for order in orders.values_mut().filter(|order| is_of(order, member)) {
            order.customer = None;
            count += 1;
        }
        put(sql, part, orders)?;
    }
    // What does not count yet may name them, too.
    let rows =
        sql.rows("SELECT root, version, by, rank, n, bytes FROM waiting WHERE instr(bytes, CAST(? AS BLOB)) > 0", &[member.into()])?;
    for row in rows {
        let mut rows: Vec<Row> = read(row.blob(5)?).map_err(|_| broken(BlockError::Broken))?;
        for row in rows.iter_mut().filter(|row| row.customer.as_deref() == Some(member)) {
            row.customer = None;
            count += 1;
        }
        let mut values = vec![Value::from(written(&rows))];
        values.extend(row.into_values().into_iter().take(5));
        sql.run("UPDATE waiting SET bytes = ? WHERE root = ? AND version = ? AND by = ? AND rank = ? AND n = ?", &values)?;
    }
    Ok(count)
}

/// A member's orders, as JSON.
pub fn of(sql: &Sql, member: &str) -> Result<Vec<String>> {
    fold_all(sql)?;
    let mut all = Vec::new();
    for (part, counts) in of_member(sql, member)? {
        for (id, order) in unfolded(sql, part, counts)?.iter().filter(|(_, order)| is_of(order, member)) {
            let head = &order.head.1;
            let lines = order.lines().iter().map(|line| {
                json!({
                    "product": line.product, "name": line.name, "category": line.category, "units": line.units,
                    "price": line.price.decimal(), "amount": line.amount.decimal(),
                })
            });
            all.push(
                json!({
                    "id": id, "at": head.at, "status": super::reports::status_name(head.status), "currency": head.currency,
                    "value": order.value().decimal(), "coupon": Some(&head.coupon).filter(|coupon| !coupon.is_empty()),
                    "lines": lines.collect::<Vec<_>>(),
                })
                .to_string(),
            );
        }
    }
    Ok(all)
}

fn is_of(order: &Order, member: &str) -> bool {
    order.customer.as_ref().is_some_and(|(_, customer)| customer == member)
}

/// The parts that know a member.
fn of_member(sql: &Sql, member: &str) -> Result<Vec<(Part, (usize, usize))>> {
    let key = block::key(member);
    let mut found = Vec::new();
    for (part, counts) in parts(sql)? {
        let block = load(sql, part, counts, &[CUSTOMER_KEYS, CUSTOMERS])?;
        if block.keys(CUSTOMER_KEYS).map_err(broken)?.contains(&key) {
            found.push((part, counts));
        }
    }
    Ok(found)
}

/// What cannot be read.
pub fn broken(error: BlockError) -> Error {
    Error::RustError(format!("history: {error}"))
}
