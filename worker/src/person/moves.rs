//! Buckets on their way from one object to another, while the site goes on.
//!
//! The old owner freezes a bucket: it is read as before, but takes nothing. Its rows are copied page by page; the new owner holds them back.
//! When it has all, the site's map gets its next version: by it the bucket is the new owner's, by the one before it was the old one's, and
//! whoever asks says by which version. So each bucket is counted once, whenever somebody asks, and what is said twice after a crash changes
//! nothing. A `token` tells the steps of one try from those of another.

use std::collections::{BTreeMap, BTreeSet};

use model::codec::{Reader, Wire};
use model::ids::{VisitorId, bucket};
use model::money::Currency;
use model::shopper::{Place, Shelf};
use model::time::{EpochMs, Zone};
use worker::Result;

use super::ShardError;
use super::blocks::{Ground, Sealer};
use super::member_blocks;
use super::orders;
use super::placement::Map;
use super::schema::{Born, key_floor, raise_key_floor};
use super::shoppers::{self, Shelves};
use crate::store::sql::{Row, Sql, Value};

/// The tables whose rows are a bucket's, and the order in which they are read. Browsers are moved by themselves, with their tapes.
const TABLES: [(&str, &str); 16] = [
    ("erased", "visitor"),
    ("piece", "visitor, start_ms, n"),
    ("exposure", "visitor, at_ms, id"),
    ("person_order", "visitor, order_id"),
    ("reach", "visitor, message"),
    ("effect", "message, day, variant, bucket"),
    ("claim", "order_id, claimant"),
    ("settled", "order_id"),
    ("share", "member, claimant"),
    ("outbox", "id"),
    ("contact", "bucket, member"),
    ("consent", "bucket, member, at_ms, hash"),
    ("holder", "bucket, contact, member"),
    ("suppressed", "bucket, hash, purpose"),
    ("gone", "bucket, hash"),
    ("permit", "bucket, contact, send"),
];
/// Rows of a page.
const ROWS: i64 = 2_000;
/// Browsers of a page.
const BROWSERS: u32 = 500;
/// It ends after so many bytes; a call carries 32 MB.
const PAGE_BYTES: usize = 4_000_000;

/// How a bucket stands with an object that it has not always lived in, or does not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The first version of the map by which it lives here.
    from: u32,
    /// The last; none: it still does.
    until: Option<u32>,
    state: State,
    token: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Rows are coming in; nobody may see them yet.
    Receiving = 1,
    Held = 2,
    /// Rows are going out; nothing is taken any more.
    Frozen = 3,
    /// They are gone.
    Released = 4,
}

/// What an object knows of buckets that moved. The others are those that it has by the first map.
pub type Moves = BTreeMap<u8, Moved>;

/// A step of a move.
pub enum Step {
    /// To the old owner: take nothing for these any more, if you have them by this version.
    Freeze { buckets: Vec<u8>, version: u32, token: u32 },
    /// To the old owner: the rows after a cursor. Answer: [`Page`].
    Export { buckets: Vec<u8>, cursor: Cursor },
    /// To the new owner: rows of these will come, which are yours from this version on.
    Begin { buckets: Vec<u8>, version: u32, token: u32, zone: Zone, currency: Currency },
    /// To the new owner: some rows.
    Import { token: u32, page: Page },
    /// To the new owner: that was all.
    Ready { buckets: Vec<u8>, token: u32 },
    /// To anybody, when no move is under way: these are yours by this version of the map, the others not. What else is there goes.
    Tidy { buckets: Vec<u8>, version: u32 },
}

/// How far an export has come.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The table; one past the last: the browsers.
    table: u8,
    rows: u32,
    /// Browsers up to this key were given.
    after: Option<i64>,
}

/// A part of what buckets hold.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Page {
    table: u8,
    rows: Vec<Vec<Value>>,
    browsers: Vec<Browser>,
    /// What the old owner has been told of keys goes with what they sealed (`schema::key_floor`).
    key_floor: u32,
    /// Where to go on; none: this was the last page.
    pub next: Option<Cursor>,
}

/// A browser with the tapes of its sealed visits, by their places among its visits.
#[derive(Clone, Debug, PartialEq, Default)]
struct Browser {
    bucket: u8,
    visitor: VisitorId,
    state: Vec<u8>,
    tapes: Vec<(u32, Vec<u8>)>,
}

/// The buckets that moved in or out.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn load(sql: &Sql) -> Result<Moves> {
    let rows = sql.rows("SELECT bucket, from_version, until_version, state, token FROM moved", &[])?;
    let number = |row: &Row, column| row.int(column).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    rows.iter()
        .map(|row| {
            let state = match row.int(3)? {
                1 => State::Receiving,
                2 => State::Held,
                3 => State::Frozen,
                _ => State::Released,
            };
            let until = if row.is_null(2) { None } else { Some(number(row, 2)?) };
            Ok((orders::small(row.int(0)?), Moved { from: number(row, 1)?, until, state, token: number(row, 4)? }))
        })
        .collect()
}

fn put(sql: &Sql, bucket: u8, moved: Moved) -> Result<()> {
    let values = [i64::from(bucket).into(), moved.from.into(), moved.until.into(), (moved.state as i64).into(), moved.token.into()];
    sql.run("INSERT OR REPLACE INTO moved (bucket, from_version, until_version, state, token) VALUES (?, ?, ?, ?, ?)", &values)?;
    Ok(())
}

impl Born {
    /// Whether events, orders and members of a bucket may be taken here by that version of the map.
    ///
    /// # Errors
    /// `WrongBucket`; `Moving` where it is on its way, or whoever asks has an old map.
    pub fn check(&self, map_version: u32, bucket: u8) -> std::result::Result<(), ShardError> {
        match self.moves.get(&bucket) {
            None if Map::first().shard(bucket) == self.shard => Ok(()),
            None => Err(ShardError::WrongBucket(bucket)),
            Some(Moved { from, until: None, state: State::Held, .. }) if *from <= map_version => Ok(()),
            Some(_) => Err(ShardError::Moving(bucket)),
        }
    }

    /// [`Born::check`] as yes or no.
    pub fn owns(&self, map_version: u32, bucket: u8) -> bool {
        self.check(map_version, bucket).is_ok()
    }

    /// The buckets that are being copied to another object: none of their rows is to change.
    pub fn frozen(&self) -> Hidden {
        Hidden(self.moves.iter().filter(|(_, moved)| moved.state == State::Frozen).map(|(bucket, _)| *bucket).collect())
    }

    /// The buckets whose rows are here but are not to be read by that version of the map.
    ///
    /// # Errors
    /// `Moving` where rows that should be read are gone: whoever asks has an old map.
    pub fn hidden(&self, map_version: u32) -> std::result::Result<Hidden, ShardError> {
        let mut hidden = BTreeSet::new();
        for (bucket, moved) in self.moves.iter() {
            let is_here = moved.from <= map_version && moved.until.is_none_or(|until| map_version <= until);
            match moved.state {
                State::Released if is_here => return Err(ShardError::Moving(*bucket)),
                State::Held | State::Frozen if is_here => {}
                _ => {
                    hidden.insert(*bucket);
                }
            }
        }
        Ok(Hidden(hidden))
    }
}

/// Buckets that are passed over.
#[derive(Clone, Debug, Default)]
pub struct Hidden(BTreeSet<u8>);

impl Hidden {
    /// A condition of SQL to put behind others: nothing, or ` AND bucket NOT IN (3, 7)`.
    pub fn and(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let numbers: Vec<String> = self.0.iter().map(u8::to_string).collect();
        format!(" AND bucket NOT IN ({})", numbers.join(", "))
    }

    pub fn has(&self, bucket: u8) -> bool {
        self.0.contains(&bucket)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Takes a step. Answers a page where one is asked for, else an empty one.
///
/// # Errors
/// A step of another try.
pub fn step(sql: &Sql, born: &Born, step: &Step, now: EpochMs) -> std::result::Result<Page, ShardError> {
    match step {
        Step::Freeze { buckets, version, token } => {
            for bucket in buckets {
                let from = match born.moves.get(bucket) {
                    Some(Moved { from, state: State::Held | State::Frozen, .. }) => *from,
                    None if Map::first().shard(*bucket) == born.shard => 1,
                    _ => return Err(ShardError::WrongBucket(*bucket)),
                };
                put(sql, *bucket, Moved { from, until: Some(*version), state: State::Frozen, token: *token })?;
            }
        }
        Step::Export { buckets, cursor } => return Ok(export(sql, buckets, cursor)?),
        Step::Begin { buckets, version, token, .. } => {
            drop_buckets(sql, buckets)?;
            for bucket in buckets {
                put(sql, *bucket, Moved { from: *version, until: None, state: State::Receiving, token: *token })?;
            }
        }
        Step::Import { token, page } => {
            let ground = super::schema::ground(sql)?.ok_or(ShardError::WrongObject)?;
            import(sql, born, *token, page, &ground, now)?;
        }
        Step::Ready { buckets, token } => {
            for bucket in buckets {
                match born.moves.get(bucket) {
                    Some(moved) if moved.token == *token && matches!(moved.state, State::Receiving | State::Held) => {
                        put(sql, *bucket, Moved { state: State::Held, ..*moved })?;
                    }
                    _ => return Err(ShardError::Moving(*bucket)),
                }
            }
        }
        Step::Tidy { buckets, version } => tidy(sql, born, buckets, *version)?,
    }
    Ok(Page::default())
}

/// What a move that broke off, or is done, has left behind.
fn tidy(sql: &Sql, born: &Born, own: &[u8], version: u32) -> Result<()> {
    for (bucket, moved) in born.moves.iter() {
        let is_own = own.contains(bucket);
        match moved.state {
            // The map was not turned: all as before.
            State::Frozen if is_own => put(sql, *bucket, Moved { until: None, state: State::Held, ..*moved })?,
            // It was turned: the rows are copied and may go.
            State::Frozen if moved.until.is_some_and(|until| until < version) => {
                drop_buckets(sql, &[*bucket])?;
                put(sql, *bucket, Moved { state: State::Released, ..*moved })?;
            }
            // It was not, and will not be for these copies.
            State::Receiving | State::Held if !is_own && version < moved.from => {
                drop_buckets(sql, &[*bucket])?;
                put(sql, *bucket, Moved { until: Some(0), state: State::Released, ..*moved })?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Takes away all rows of buckets; sealed visits leave holes.
fn drop_buckets(sql: &Sql, buckets: &[u8]) -> Result<()> {
    for bucket in buckets {
        let (first, last) = shoppers::ids(*bucket);
        sql.each("SELECT visitor, state FROM shopper WHERE id BETWEEN ? AND ?", &[first.into(), last.into()], |row| {
            let mut shelf = Shelves { sql, bucket: *bucket, visitor: VisitorId(row.blob(0)?.try_into().unwrap_or_default()) };
            for kept in shoppers::read(row.blob(1)?)?.visits() {
                if let Place::Sealed(slot) = kept.place {
                    shelf.reopen(slot)?;
                }
            }
            Ok(())
        })?;
        sql.run("DELETE FROM shopper WHERE id BETWEEN ? AND ?", &[first.into(), last.into()])?;
    }
    let list = list(buckets);
    member_blocks::drop_buckets(sql, &list)?;
    for (table, _) in TABLES {
        sql.run(&format!("DELETE FROM {table} WHERE bucket IN ({list})"), &[])?;
    }
    Ok(())
}

fn list(buckets: &[u8]) -> String {
    buckets.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

/// The next rows; tables in which there are none are passed over, since each page is a call of two objects.
fn export(sql: &Sql, buckets: &[u8], cursor: &Cursor) -> Result<Page> {
    let (list, mut cursor) = (list(buckets), cursor.clone());
    while let Some((table, order)) = TABLES.get(usize::from(cursor.table)) {
        let query = format!("SELECT * FROM {table} WHERE bucket IN ({list}) ORDER BY {order} LIMIT {ROWS} OFFSET {}", cursor.rows);
        let rows = sql.rows(&query, &[])?;
        let is_last = i64::try_from(rows.len()).unwrap_or(0) < ROWS;
        let next = if is_last {
            Cursor { table: cursor.table + 1, ..Cursor::default() }
        } else {
            Cursor { rows: cursor.rows + u32::try_from(rows.len()).unwrap_or(0), ..cursor.clone() }
        };
        if !rows.is_empty() {
            let rows = rows.into_iter().map(Row::into_values).collect();
            return Ok(Page { table: cursor.table, rows, browsers: Vec::new(), key_floor: key_floor(sql)?, next: Some(next) });
        }
        cursor = next;
    }
    browsers(sql, buckets, &cursor)
}

fn browsers(sql: &Sql, buckets: &[u8], cursor: &Cursor) -> Result<Page> {
    let mut page = Page { table: cursor.table, key_floor: key_floor(sql)?, ..Page::default() };
    let (mut bytes, mut last, mut buckets) = (0, cursor.after.unwrap_or(-1), buckets.to_vec());
    buckets.sort_unstable();
    for bucket in buckets {
        let (from, to) = shoppers::ids(bucket);
        // One more than there is room for says that there are more.
        let query = "SELECT id, visitor, state FROM shopper WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?";
        let rows = sql.rows(query, &[from.max(last + 1).into(), to.into(), (BROWSERS + 1).into()])?;
        for row in rows {
            if bytes > PAGE_BYTES || page.browsers.len() >= BROWSERS as usize {
                page.next = Some(Cursor { after: Some(last), ..cursor.clone() });
                return Ok(page);
            }
            last = row.int(0)?;
            let visitor = VisitorId(row.blob(1)?.try_into().unwrap_or_default());
            let mut browser = Browser { bucket, visitor, state: row.into_last_blob()?, tapes: Vec::new() };
            let mut shelf = Shelves { sql, bucket, visitor };
            for (at, kept) in (0..).zip(shoppers::read(&browser.state)?.visits()) {
                if let Place::Sealed(slot) = kept.place {
                    browser.tapes.push((at, shelf.sealed(slot)?));
                }
            }
            bytes += browser.state.len() + browser.tapes.iter().map(|(_, tape)| tape.len()).sum::<usize>();
            page.browsers.push(browser);
        }
    }
    Ok(page)
}

fn import(sql: &Sql, born: &Born, token: u32, page: &Page, ground: &Ground, now: EpochMs) -> std::result::Result<(), ShardError> {
    let receives = |bucket: u8| match born.moves.get(&bucket) {
        Some(moved) if moved.token == token && moved.state == State::Receiving => Ok(()),
        _ => Err(ShardError::Moving(bucket)),
    };
    raise_key_floor(sql, page.key_floor)?;
    if let Some((table, _)) = TABLES.get(usize::from(page.table)) {
        for row in &page.rows {
            // The bucket is the first column of every table but the outbox, whose first is a number of its own.
            let mut row = row.clone();
            let place = usize::from(*table == "outbox");
            if let (1, Some(id)) = (place, row.first_mut()) {
                *id = Value::Null;
            }
            let Some(Value::Int(bucket)) = row.get(place) else { return Err(ShardError::WrongObject) };
            receives(orders::small(*bucket))?;
            let marks = vec!["?"; row.len()].join(", ");
            sql.run(&format!("INSERT OR REPLACE INTO {table} VALUES ({marks})"), &row)?;
        }
        return Ok(());
    }
    let mut sealer = Sealer::new(sql, ground, now)?;
    for browser in &page.browsers {
        receives(browser.bucket)?;
        if bucket(born.site, &browser.visitor.0) != browser.bucket {
            return Err(ShardError::WrongBucket(browser.bucket));
        }
        let mut shopper = shoppers::read(&browser.state)?;
        sealer.take_sealed(browser.bucket, browser.visitor, &mut shopper, &browser.tapes)?;
        shoppers::store(sql, browser.bucket, browser.visitor, &shopper)?;
    }
    sealer.finish()?;
    Ok(())
}

impl Wire for Value {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.push(0),
            Self::Int(number) => {
                out.push(1);
                number.put(out);
            }
            Self::Float(number) => {
                out.push(2);
                number.put(out);
            }
            Self::Text(text) => {
                out.push(3);
                text.put(out);
            }
            Self::Blob(bytes) => {
                out.push(4);
                model::codec::put_bytes(out, bytes);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Int(from.zigzag()),
            2 => Self::Float(from.float()),
            3 => Self::Text(from.take()),
            4 => Self::Blob(from.bytes().to_vec()),
            _ => Self::Null,
        }
    }
}

impl Wire for Browser {
    fn put(&self, out: &mut Vec<u8>) {
        self.bucket.put(out);
        self.visitor.put(out);
        model::codec::put_bytes(out, &self.state);
        model::codec::put_varint(out, self.tapes.len() as u64);
        for (at, tape) in &self.tapes {
            at.put(out);
            model::codec::put_bytes(out, tape);
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        let (bucket, visitor, state) = (from.take(), from.take(), from.bytes().to_vec());
        let tapes = (0..from.count()).map(|_| (from.take(), from.bytes().to_vec())).collect();
        Self { bucket, visitor, state, tapes }
    }
}

model::wire!(struct Cursor { table, rows, after });
model::wire!(struct Page { table, rows, browsers, key_floor, next });

impl Wire for Step {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Freeze { buckets, version, token } => {
                out.push(1);
                buckets.put(out);
                (*version, *token).put(out);
            }
            Self::Export { buckets, cursor } => {
                out.push(2);
                buckets.put(out);
                cursor.put(out);
            }
            Self::Begin { buckets, version, token, zone, currency } => {
                out.push(3);
                buckets.put(out);
                (*version, *token, *currency).put(out);
                zone.put(out);
            }
            Self::Import { token, page } => {
                out.push(4);
                token.put(out);
                page.put(out);
            }
            Self::Ready { buckets, token } => {
                out.push(5);
                buckets.put(out);
                token.put(out);
            }
            Self::Tidy { buckets, version } => {
                out.push(6);
                buckets.put(out);
                version.put(out);
            }
        }
    }

    fn take(from: &mut Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Freeze { buckets: from.take(), version: from.take(), token: from.take() },
            2 => Self::Export { buckets: from.take(), cursor: from.take() },
            3 => {
                let buckets = from.take();
                let (version, token, currency) = from.take();
                Self::Begin { buckets, version, token, currency, zone: from.take() }
            }
            4 => Self::Import { token: from.take(), page: from.take() },
            5 => Self::Ready { buckets: from.take(), token: from.take() },
            number => {
                if number != 6 {
                    from.fail();
                }
                Self::Tidy { buckets: from.take(), version: from.take() }
            }
        }
    }
}
