//! Members in columns, in a person object's tables (`insight::members`), so that a send asks thousands at once.
//!
//! A block has members of one bucket: those whose ids are above `after`, up to `last`. It is made of the rows of `contact` and `share`, by the
//! object's alarm, and says nothing that they do not. Triggers of the schema keep that true, whoever writes those rows: a member of whom
//! something changed is in `member_changed` and asked by themselves until their block is made anew; where a row goes, the block goes with it,
//! so that nothing of whoever was erased stays. Members whom no block has are asked by themselves, too. Nothing here moves with a bucket: its
//! new owner makes it anew.

use std::collections::{BTreeMap, BTreeSet};

use insight::members::{Builder, MEMBERS_MAX, Member};
use model::wire::written;
use segment::send::asked;
use sha2::{Digest, Sha256};
use worker::Result;

use super::audience::{Row as OfMember, each};
use super::blocks::{Ground, broken};
use super::orders;
use crate::store::sql::{Row, Sql, Value};

/// Keys that a block has for its columns.
const BLOCK_ROWS: i64 = 1024;
/// A block is some 60 rows to write: fewer members are as quick to ask by themselves. (A site of 128,000 has 500 in each bucket.)
const MEMBERS_MIN: i64 = 500;
/// A block with fewer is made anew with those behind it.
const SMALL: i64 = 2_000;
/// One of so many of a block's members has changed: it is made anew.
const CHANGED: i64 = 10;
/// Counted with what blocks are made of: one more when it changes how.
const FORM: u8 = 1;

/// A block of a bucket.
pub struct Block {
    pub number: i64,
    /// Its members' ids are above this one …
    pub after: String,
    /// … up to this one.
    pub last: String,
    pub members: usize,
}

/// What blocks depend on beside their members: made of something else, they are not asked.
pub fn made_of(ground: &Ground) -> Vec<u8> {
    let facts: Vec<u8> = asked().into_iter().flat_map(|(face, fact)| [face as u8, fact as u8]).collect();
    let hash = Sha256::new().chain_update([FORM]).chain_update(written(&(ground.zone.clone(), ground.currency)));
    hash.chain_update(facts).finalize().iter().take(16).copied().collect()
}

/// What is known of the blocks of some buckets, before they are asked.
#[derive(Default)]
pub struct Shelf {
    blocks: BTreeMap<u8, Vec<Block>>,
    /// Buckets that have members behind their last block or have none, and those of whose members something has changed.
    goes_on: BTreeSet<u8>,
    changed: BTreeSet<u8>,
}

impl Shelf {
    /// The first blocks of these buckets (the first and the last of numbers next to each other) that are made of this, at most so many; of the first
    /// bucket those with members above an id.
    ///
    /// # Errors
    /// What SQLite refuses, and rows that cannot be read; so for all of this file.
    pub fn of(sql: &Sql, buckets: (u8, u8), above: &str, made_of: &[u8], limit: u32) -> Result<Self> {
        let mut shelf = Self::default();
        let (from, to): (Value, Value) = (i64::from(buckets.0).into(), i64::from(buckets.1).into());
        let query = "SELECT block, after, last, members, bucket FROM member_block WHERE bucket BETWEEN ?1 AND ?2 AND made_of = ?3 \
                     AND (bucket > ?1 OR last > ?4) ORDER BY bucket, last LIMIT ?5";
        for row in &sql.rows(query, &[from.clone(), to.clone(), made_of.into(), above.into(), limit.into()])? {
            shelf.blocks.entry(orders::small(row.int(4)?)).or_default().push(read(row)?);
        }
        // One question for all: each costs as much as a block's columns.
        shelf.goes_on = (buckets.0..=buckets.1).collect();
        let query = "SELECT bucket FROM (SELECT bucket, max(last) AS last FROM member_block WHERE bucket BETWEEN ? AND ? AND made_of = ? \
                     GROUP BY bucket) AS own WHERE NOT EXISTS (SELECT 1 FROM contact WHERE contact.bucket = own.bucket AND member > own.last)";
        for row in &sql.rows(query, &[from.clone(), to.clone(), made_of.into()])? {
            shelf.goes_on.remove(&orders::small(row.int(0)?));
        }
        for row in &sql.rows("SELECT DISTINCT bucket FROM member_changed WHERE bucket BETWEEN ? AND ?", &[from, to])? {
            shelf.changed.insert(orders::small(row.int(0)?));
        }
        Ok(shelf)
    }

    /// Of no bucket is there a block.
    pub fn none() -> Self {
        Self { goes_on: (0..=u8::MAX).collect(), ..Self::default() }
    }

    /// A bucket's blocks, in order.
    pub fn take(&mut self, bucket: u8) -> Vec<Block> {
        self.blocks.remove(&bucket).unwrap_or_default()
    }

    /// Whether a bucket may have members behind its last block.
    pub fn goes_on(&self, bucket: u8) -> bool {
        self.goes_on.contains(&bucket)
    }

    /// The members of a block above an id of whom something has changed since it was made.
    pub fn changed(&self, sql: &Sql, bucket: u8, above: &str, block: &Block) -> Result<Vec<String>> {
        if !self.changed.contains(&bucket) {
            return Ok(Vec::new());
        }
        let query = "SELECT member FROM member_changed WHERE bucket = ? AND member > ? AND member <= ? ORDER BY member";
        let rows = sql.rows(query, &[i64::from(bucket).into(), above.into(), block.last.as_str().into()])?;
        rows.iter().map(|row| row.text(0).map(str::to_owned)).collect()
    }
}

/// Some columns of a block.
pub fn load(sql: &Sql, block: &Block, columns: &[u16]) -> Result<Vec<(u16, Vec<u8>)>> {
    let mut loaded = Vec::new();
    if columns.is_empty() {
        return Ok(loaded);
    }
    let wanted: Vec<String> = columns.iter().map(|number| format!("?1 + {number}")).collect();
    let query = format!("SELECT id - ?1, bytes FROM member_column WHERE id IN ({})", wanted.join(", "));
    sql.each(&query, &[(block.number * BLOCK_ROWS).into()], |row| {
        loaded.push((u16::try_from(row.int(0)?).unwrap_or(u16::MAX), row.into_last_blob()?));
        Ok(())
    })?;
    Ok(loaded)
}

/// Takes the blocks of buckets away.
pub fn drop_buckets(sql: &Sql, list: &str) -> Result<()> {
    sql.run(&format!("DELETE FROM member_block WHERE bucket IN ({list})"), &[]).map(drop)
}

/// Members of a bucket between two ids (the first not in, the second in), or behind one.
struct Stretch {
    bucket: u8,
    after: String,
    last: Option<String>,
}

/// Makes one block, where one is to be made: of members whom none has, or of whom too many have changed. Answers whether it did.
pub fn make_one(sql: &Sql, ground: &Ground) -> Result<bool> {
    let made_of = made_of(ground);
    let stretch = match stale(sql, &made_of)? {
        Some(stretch) => stretch,
        None => match missing(sql)? {
            Some(stretch) => stretch,
            None => return Ok(false),
        },
    };
    make(sql, ground, &made_of, stretch)?;
    Ok(true)
}

/// Takes a block away that is to be made anew.
fn stale(sql: &Sql, made_of: &[u8]) -> Result<Option<Stretch>> {
    let old = "SELECT block, after, last, members, bucket FROM member_block WHERE made_of <> ? LIMIT 1";
    let changed = "SELECT block, after, last, members, member_block.bucket FROM member_changed JOIN member_block \
                   ON member_block.bucket = member_changed.bucket AND last >= member AND after < member \
                   GROUP BY block HAVING ? * count(*) >= members LIMIT 1";
    let row = match sql.first(old, &[made_of.into()])? {
        Some(row) => Some(row),
        None => sql.first(changed, &[CHANGED.into()])?,
    };
    let Some(row) = row else { return Ok(None) };
    let block = read(&row)?;
    sql.run("DELETE FROM member_block WHERE block = ?", &[block.number.into()])?;
    Ok(Some(Stretch { bucket: orders::small(row.int(4)?), after: block.after, last: Some(block.last) }))
}

/// Enough members next to each other whom no block has. A small block before them is taken away, to be made anew with them.
fn missing(sql: &Sql) -> Result<Option<Stretch>> {
    let mut at = -1;
    while let Some(row) = sql.first("SELECT bucket FROM contact WHERE bucket > ? ORDER BY bucket LIMIT 1", &[at.into()])? {
        at = row.int(0)?;
        let query = "SELECT block, after, last, members FROM member_block WHERE bucket = ? ORDER BY last";
        let blocks: Vec<Block> = sql.rows(query, &[at.into()])?.iter().map(read).collect::<Result<_>>()?;
        let (mut after, mut before) = (String::new(), None);
        for block in blocks.into_iter().map(Some).chain([None]) {
            let last = block.as_ref().map(|block| block.after.clone());
            if last.as_ref().is_none_or(|last| *last > after) && is_enough(sql, at, &after, last.as_deref())? {
                let small: Option<Block> = before.filter(|before: &Block| before.members < SMALL as usize && before.last == after);
                if let Some(small) = small {
                    sql.run("DELETE FROM member_block WHERE block = ?", &[small.number.into()])?;
                    after = small.after;
                }
                return Ok(Some(Stretch { bucket: orders::small(at), after, last }));
            }
            after = block.as_ref().map_or(after, |block| block.last.clone());
            before = block;
        }
    }
    Ok(None)
}

fn is_enough(sql: &Sql, bucket: i64, after: &str, last: Option<&str>) -> Result<bool> {
    let (from, until) = between(after, last);
    let query = format!("SELECT count(*) FROM (SELECT 1 FROM contact WHERE bucket = ?1{until} LIMIT {MEMBERS_MIN})");
    let values: Vec<Value> = [bucket.into()].into_iter().chain(from).collect();
    Ok(sql.first(&query, &values)?.map_or(Ok(0), |row| row.int(0))? >= MEMBERS_MIN)
}

/// Which members are meant: values from the second on, and the condition on them.
fn between(after: &str, last: Option<&str>) -> (Vec<Value>, &'static str) {
    let values = [Some(after), last].into_iter().flatten().map(Into::into).collect();
    (values, if last.is_some() { " AND member > ?2 AND member <= ?3" } else { " AND member > ?2" })
}

/// Makes a block of the first members of a stretch; the others are the next one's, and as many as these: a few that are left would be in none.
fn make(sql: &Sql, ground: &Ground, made_of: &[u8], stretch: Stretch) -> Result<()> {
    let (mut builder, mut last) = (Builder::default(), None);
    let (from, until) = between(&stretch.after, stretch.last.as_deref());
    let query = format!("SELECT count(*) FROM contact WHERE bucket = ?1{until}");
    let values: Vec<Value> = [i64::from(stretch.bucket).into()].into_iter().chain(from).collect();
    let count = sql.first(&query, &values)?.map_or(Ok(0), |row| row.int(0)).map(|count| usize::try_from(count).unwrap_or(0))?;
    let limit = u32::try_from(count.div_ceil(count.div_ceil(MEMBERS_MAX).max(1))).unwrap_or(u32::MAX);
    each(sql, stretch.bucket, (&stretch.after, stretch.last.as_deref()), limit, |member| {
        if builder.is_full() {
            return Ok(());
        }
        let (person, visits) = member.known(Some(ground), ground.currency);
        let OfMember { id, phone, .. } = member;
        // No contact's value is nothing but zeros.
        builder
            .push(&Member { id: &id, contact: phone.unwrap_or_default(), person: &person, visits: &visits }, &ground.zone)
            .map_err(broken)?;
        last = Some(id);
        Ok(())
    })?;
    let Some(mut last) = last else { return Ok(()) };
    let members = builder.count();
    if let Some(end) = stretch.last.filter(|_| members == count) {
        last = end;
    }
    let number = sql.first("SELECT coalesce(max(block), 0) + 1 FROM member_block", &[])?.map_or(Ok(1), |row| row.int(0))?;
    let values = [
        number.into(),
        i64::from(stretch.bucket).into(),
        stretch.after.into(),
        last.into(),
        i64::try_from(members).unwrap_or(i64::MAX).into(),
        made_of.into(),
    ];
    sql.run("INSERT INTO member_block (block, bucket, after, last, members, made_of) VALUES (?, ?, ?, ?, ?, ?)", &values)?;
    for (column, bytes) in builder.seal() {
        sql.run("INSERT INTO member_column (id, bytes) VALUES (?, ?)", &[(number * BLOCK_ROWS + i64::from(column)).into(), bytes.into()])?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Block> {
    let members = usize::try_from(row.int(3)?).unwrap_or(0);
    Ok(Block { number: row.int(0)?, after: row.text(1)?.to_owned(), last: row.text(2)?.to_owned(), members })
}
