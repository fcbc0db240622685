//! Sealed visits in a person object's tables: blocks of columns and of tapes (`insight::block`), a row each column and part.
//!
//! A visit that is over goes from its browser's row into a block, many at once, by the object's alarm. A block is never changed: a visit that
//! is opened again leaves a hole in it.

use std::collections::BTreeSet;

use insight::block::{Block, BlockError, Builder, Closed, PERSON, Sealed, Tapes, id};
use model::facts::Facts;
use model::ids::{EventId, SiteId, VisitorId, bucket};
use model::money::Currency;
use model::shopper::{Kept, OwnOrder, Shopper, Slot, events_of};
use model::tape::{Counts, Person, Visit, fold};
use model::time::{Day, EpochMs, Zone};
use worker::{Error, Result};

use super::moves::Hidden;
use super::orders;
use super::shoppers::{self, Shelves};
use crate::store::sql::{Row, Sql};

/// Keys that a block has for its columns, and as many for its parts: some 110 columns; parts of 64 visits, or of 256 KB.
const BLOCK_ROWS: i64 = 1024;

/// What sealing has to know of the site.
#[derive(Clone, PartialEq)]
pub struct Ground {
    pub zone: Zone,
    pub currency: Currency,
}

/// Where is read, and what of it is passed over.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub sql: &'a Sql,
    pub site: SiteId,
    /// Buckets that another object answers for.
    pub hidden: &'a Hidden,
}

/// The tape of a sealed visit.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn tape(sql: &Sql, at: Slot) -> Result<Vec<u8>> {
    let row = sql.first("SELECT visits FROM block WHERE block = ?", &[at.block.into()])?;
    let count = row.ok_or_else(|| broken(BlockError::Missing(id::TAPES)))?.int(0)?;
    let tapes = load(sql, at.block, count, &[id::TAPES])?.tapes().map_err(broken)?;
    tape_of(sql, at.block, &tapes, usize::from(at.slot))
}

/// The tape at a slot of a block whose tapes' places are read.
pub fn tape_of(sql: &Sql, block: u32, tapes: &Tapes, slot: usize) -> Result<Vec<u8>> {
    let mut parts = Vec::new();
    let wanted = tapes.parts_of(slot);
    for number in wanted.clone() {
        parts.push(part(sql, block, number)?);
    }
    let part = |number: usize| number.checked_sub(wanted.start).and_then(|at| parts.get(at)).map(Vec::as_slice);
    tapes.tape(slot, part).map_err(broken)
}

/// A part of a block's tapes.
pub fn part(sql: &Sql, block: u32, part: usize) -> Result<Vec<u8>> {
    let row = sql.first("SELECT bytes FROM block_part WHERE id = ?", &[row_id(block, part)?.into()])?;
    Ok(row.map(|row| row.blob(0).map(<[u8]>::to_vec)).transpose()?.unwrap_or_default())
}

/// Visits on their way into blocks.
pub struct Sealer<'a> {
    sql: &'a Sql,
    ground: &'a Ground,
    now: EpochMs,
    builder: Builder,
    block: u32,
    sealed: usize,
}

impl<'a> Sealer<'a> {
    pub fn new(sql: &'a Sql, ground: &'a Ground, now: EpochMs) -> Result<Self> {
        let row = sql.first("SELECT coalesce(max(block), 0) FROM block", &[])?;
        let last = row.map_or(Ok(0), |row| small(&row, 0))?;
        let block = last.saturating_add(1);
        Ok(Self { sql, ground, now, builder: Builder::new(), block, sealed: 0 })
    }

    /// Seals a browser's visits in which nothing has happened since a moment. The browser is the caller's to store.
    pub fn take(&mut self, bucket: u8, visitor: VisitorId, shopper: &mut Shopper, since: EpochMs) -> Result<()> {
        let over = shopper.over(since);
        if over.is_empty() {
            return Ok(());
        }
        let own = orders::own(self.sql, visitor)?;
        for at in over {
            let tape = shopper.tape(at, &mut Shelves { sql: self.sql, bucket, visitor })?;
            let Some(visit) = shopper.visits().get(at).and_then(Kept::here).map(|here| here.visit.clone()) else { continue };
            self.put(bucket, visitor, shopper, at, &visit, &tape, &own)?;
        }
        Ok(())
    }

    /// Seals a browser's visits that were sealed elsewhere: their places among its visits, and their tapes.
    pub fn take_sealed(&mut self, bucket: u8, visitor: VisitorId, shopper: &mut Shopper, tapes: &[(u32, Vec<u8>)]) -> Result<()> {
        let own = orders::own(self.sql, visitor)?;
        for (at, tape) in tapes {
            let (visit, _) = fold(events_of(tape), &self.ground.zone).ok_or_else(|| broken(BlockError::Broken))?;
            self.put(bucket, visitor, shopper, usize::try_from(*at).unwrap_or(usize::MAX), &visit, tape, &own)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a visit and all that goes with it")]
    fn put(
        &mut self,
        bucket: u8,
        visitor: VisitorId,
        shopper: &mut Shopper,
        at: usize,
        visit: &Visit,
        tape: &[u8],
        own: &[OwnOrder],
    ) -> Result<()> {
        let mut person = shopper.person(at, &self.ground.zone);
        (person.orders, person.spent) = until(own, visit.last.0, self.ground.currency);
        let closed = Closed { visitor: &visitor, visit, person: &person, tape };
        let slot = u16::try_from(self.builder.count()).unwrap_or(u16::MAX);
        self.builder.push(&closed, &self.ground.zone).map_err(broken)?;
        shopper.seal(at, Slot { block: self.block, slot }, &mut Shelves { sql: self.sql, bucket, visitor })?;
        self.sealed += 1;
        if self.builder.is_full() {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left. Answers how many visits were sealed.
    pub fn finish(mut self) -> Result<usize> {
        self.flush()?;
        Ok(self.sealed)
    }

    fn flush(&mut self) -> Result<()> {
        if self.builder.count() > 0 {
            let sealed = std::mem::take(&mut self.builder).seal();
            put(self.sql, self.block, &sealed, &self.ground.zone, self.now)?;
            self.builder = Builder::new();
            self.block += 1;
        }
        Ok(())
    }
}

fn put(sql: &Sql, block: u32, sealed: &Sealed, zone: &Zone, now: EpochMs) -> Result<()> {
    let values = [
        block.into(),
        i64::try_from(sealed.count).unwrap_or(i64::MAX).into(),
        sealed.from.0.into(),
        sealed.to.0.into(),
        i64::from(zone.day(sealed.from).0).into(),
        i64::from(zone.day(sealed.to).0).into(),
        now.0.into(),
    ];
    sql.run("INSERT INTO block (block, visits, from_ms, to_ms, from_day, to_day, sealed_ms) VALUES (?, ?, ?, ?, ?, ?, ?)", &values)?;
    for (number, bytes) in &sealed.columns {
        let values = [row_id(block, usize::from(*number))?.into(), bytes.as_slice().into()];
        sql.run("INSERT INTO block_column (id, bytes) VALUES (?, ?)", &values)?;
    }
    for (part, bytes) in sealed.parts.iter().enumerate() {
        sql.run("INSERT INTO block_part (id, bytes) VALUES (?, ?)", &[row_id(block, part)?.into(), bytes.as_slice().into()])?;
    }
    Ok(())
}

/// Takes a block's rows away; its holes stay.
fn remove(sql: &Sql, block: u32) -> Result<()> {
    sql.run("DELETE FROM block WHERE block = ?", &[block.into()])?;
    let first = row_id(block, 0)?;
    for table in ["block_column", "block_part"] {
        sql.run(&format!("DELETE FROM {table} WHERE id >= ? AND id < ?"), &[first.into(), (first + BLOCK_ROWS).into()])?;
    }
    Ok(())
}

/// The blocks, and their visits, that have these bytes in tapes.
pub fn with_bytes(sql: &Sql, text: &str) -> Result<Vec<Row>> {
    let query = format!(
        "SELECT block, visits FROM block WHERE block IN (SELECT id / {BLOCK_ROWS} FROM block_part WHERE instr(bytes, CAST(? AS BLOB)) > 0)"
    );
    sql.rows(&query, &[text.into()])
}

/// Whether a block has these bytes in its tapes.
pub fn has_bytes(sql: &Sql, block: u32, text: &str) -> Result<bool> {
    let first = row_id(block, 0)?;
    let query = "SELECT 1 FROM block_part WHERE id >= ? AND id < ? AND instr(bytes, CAST(? AS BLOB)) > 0 LIMIT 1";
    Ok(sql.first(query, &[first.into(), (first + BLOCK_ROWS).into(), text.into()])?.is_some())
}

/// The key of a block's column or part.
fn row_id(block: u32, number: usize) -> Result<i64> {
    let number = i64::try_from(number).ok().filter(|number| *number < BLOCK_ROWS).ok_or_else(|| broken(BlockError::Full))?;
    Ok(i64::from(block) * BLOCK_ROWS + number)
}

/// Writes a block anew (a row of number, visits, sealing): without what is in holes, and without visits that are to go, which leave holes too.
/// All others keep their slots. Of a block with nothing left nothing is left. Answers how many went.
pub fn rewrite(sql: &Sql, ground: &Ground, row: &Row, goes: impl Fn(&VisitorId, &[u8]) -> bool) -> Result<u32> {
    let (number, count) = (small(row, 0)?, row.int(1)?);
    let wanted: Vec<u16> = [id::VISITORS, id::STARTS, id::TAPES].into_iter().chain(PERSON.iter().map(|fact| *fact as u16)).collect();
    let block = load(sql, number, count, &wanted)?;
    let (visitors, starts) = (block.visitors().map_err(broken)?, block.numbers(id::STARTS).map_err(broken)?);
    let (tapes, people) = (block.tapes().map_err(broken)?, block.people().map_err(broken)?);
    let holes = holes(sql, number)?;
    let (mut builder, mut gone, mut left) = (Builder::new(), 0, 0_u32);
    for (slot, ((visitor, person), start)) in visitors.iter().zip(&people).zip(&starts).enumerate() {
        let number_of_slot = u16::try_from(slot).unwrap_or(u16::MAX);
        let is_hole = holes.contains(&number_of_slot);
        let tape = if is_hole { Vec::new() } else { tape_of(sql, number, &tapes, slot)? };
        let goes = !is_hole && goes(visitor, &tape);
        let kept = if is_hole || goes { None } else { fold(events_of(&tape), &ground.zone) };
        if goes {
            gone += 1;
            sql.run("INSERT OR IGNORE INTO hole (block, slot) VALUES (?, ?)", &[number.into(), u32::from(number_of_slot).into()])?;
        }
        if let Some((visit, _)) = kept {
            left += 1;
            builder.push(&Closed { visitor, visit: &visit, person, tape: &tape }, &ground.zone).map_err(broken)?;
        } else {
            // At its time, so that nobody thinks this shop began in 1970.
            let start = EpochMs(*start);
            let (day, last) = (ground.zone.day(start), (start, EventId::default()));
            let nothing = Visit { start, last, day, facts: Facts::default(), counts: Counts::default() };
            let closed = Closed { visitor: &VisitorId::default(), visit: &nothing, person: &Person::default(), tape: &[] };
            builder.push(&closed, &ground.zone).map_err(broken)?;
        }
    }
    remove(sql, number)?;
    if left == 0 {
        sql.run("DELETE FROM hole WHERE block = ?", &[number.into()])?;
    } else {
        put(sql, number, &builder.seal(), &ground.zone, EpochMs(row.int(2)?))?;
        sql.run("UPDATE hole SET emptied = 1 WHERE block = ?", &[number.into()])?;
    }
    Ok(gone)
}

/// Writes blocks anew a quarter of which is holes that take up room, at most so many. Answers how many.
pub fn compact(sql: &Sql, ground: &Ground, limit: i64) -> Result<usize> {
    let query = "SELECT block.block, visits, sealed_ms FROM block JOIN (SELECT block, COUNT(*) AS holes FROM hole WHERE emptied = 0 \
                 GROUP BY block) AS open ON open.block = block.block WHERE 4 * holes >= visits LIMIT ?";
    let rows = sql.rows(query, &[limit.into()])?;
    for row in &rows {
        rewrite(sql, ground, row, |_, _| false)?;
    }
    Ok(rows.len())
}

/// Orders up to a moment, and what those in a currency came to.
pub fn until(own: &[OwnOrder], moment: EpochMs, currency: Currency) -> (i64, i64) {
    let before = own.iter().filter(|order| order.at <= moment);
    before.fold((0, 0), |(count, spent), order| {
        (count + 1, if order.currency == currency { order.value.0.saturating_add(spent) } else { spent })
    })
}

/// Which visits, by when they began.
#[derive(Clone, Copy)]
pub enum Span {
    /// From here on and before there.
    Time(EpochMs, EpochMs),
    /// On these days, both in.
    Days(Day, Day),
}

impl Span {
    pub fn has(self, start: EpochMs, day: Day) -> bool {
        match self {
            Self::Time(from, to) => from <= start && start < to,
            Self::Days(from, to) => from <= day && day <= to,
        }
    }
}

/// Whether a slot with its visitor is to be passed over.
pub type IsHidden<'a> = &'a dyn Fn(usize, &VisitorId) -> bool;

/// A block that may hold visits of a span.
#[derive(Clone, Copy)]
pub struct Listed {
    pub number: u32,
    visits: i64,
    /// When the last of its visits began.
    pub to: EpochMs,
}

/// The blocks that may hold visits of a span, by their numbers.
pub fn listed(sql: &Sql, span: Span) -> Result<Vec<Listed>> {
    let (query, values) = match span {
        Span::Time(from, to) => {
            ("SELECT block, visits, to_ms FROM block WHERE to_ms >= ? AND from_ms < ? ORDER BY block", [from.0.into(), to.0.into()])
        }
        Span::Days(from, to) => (
            "SELECT block, visits, to_ms FROM block WHERE to_day >= ? AND from_day <= ? ORDER BY block",
            [i64::from(from.0).into(), i64::from(to.0).into()],
        ),
    };
    let rows = sql.rows(query, &values)?;
    rows.iter().map(|row| Ok(Listed { number: small(row, 0)?, visits: row.int(1)?, to: EpochMs(row.int(2)?) })).collect()
}

/// Hands over one block with the columns asked for, and which slots do not count.
pub fn one<T>(place: &Place<'_>, listed: &Listed, columns: &[u16], visit: impl FnOnce(Block, IsHidden<'_>) -> Result<T>) -> Result<T> {
    let Place { sql, site, hidden } = *place;
    let holes = holes(sql, listed.number)?;
    let is_hidden = |slot: usize, visitor: &VisitorId| {
        u16::try_from(slot).is_ok_and(|slot| holes.contains(&slot)) || !hidden.is_empty() && hidden.has(bucket(site, &visitor.0))
    };
    visit(load(sql, listed.number, listed.visits, columns)?, &is_hidden)
}

/// Hands over the blocks that may hold visits of a span, one at a time.
pub fn each(place: &Place<'_>, span: Span, columns: &[u16], mut visit: impl FnMut(Block, IsHidden<'_>) -> Result<()>) -> Result<()> {
    listed(place.sql, span)?.iter().try_for_each(|block| one(place, block, columns, &mut visit))
}

/// Some columns of a block of so many visits.
pub fn load(sql: &Sql, block: u32, count: i64, columns: &[u16]) -> Result<Block> {
    let wanted: Vec<String> = columns.iter().map(|number| format!("?1 + {number}")).collect();
    let query = format!("SELECT id - ?1, bytes FROM block_column WHERE id IN ({})", wanted.join(", "));
    let mut loaded = Vec::new();
    sql.each(&query, &[row_id(block, 0)?.into()], |row| {
        let number = u16::try_from(row.int(0)?).unwrap_or(u16::MAX);
        loaded.push((number, row.into_last_blob()?));
        Ok(())
    })?;
    Ok(Block::new(usize::try_from(count).unwrap_or(0), loaded))
}

pub fn holes(sql: &Sql, block: u32) -> Result<BTreeSet<u16>> {
    let rows = sql.rows("SELECT slot FROM hole WHERE block = ?", &[block.into()])?;
    rows.iter().map(|row| Ok(u16::try_from(row.int(0)?).unwrap_or(u16::MAX))).collect()
}

/// Hands over every browser that has visits which are not sealed.
pub fn each_open(place: &Place<'_>, mut visit: impl FnMut(u8, VisitorId, Shopper) -> Result<()>) -> Result<()> {
    let query = format!("SELECT bucket, visitor, state FROM shopper WHERE open > 0{}", place.hidden.and());
    place.sql.each(&query, &[], |row| {
        let visitor = VisitorId(row.blob(1)?.try_into().unwrap_or_default());
        visit(orders::small(row.int(0)?), visitor, shoppers::read(row.blob(2)?)?)
    })
}

/// Seals what is over, oldest browsers first by their key, at most so many browsers. Answers how many visits.
pub fn seal_some(sql: &Sql, ground: &Ground, since: EpochMs, now: EpochMs, limit: i64) -> Result<usize> {
    let query = "SELECT bucket, visitor FROM shopper WHERE open > 1 OR (open = 1 AND last_ms < ?) LIMIT ?";
    let rows = sql.rows(query, &[since.0.into(), limit.into()])?;
    let mut sealer = Sealer::new(sql, ground, now)?;
    for row in &rows {
        let (bucket, visitor) = (orders::small(row.int(0)?), VisitorId(row.blob(1)?.try_into().unwrap_or_default()));
        let mut shopper = shoppers::load(sql, bucket, visitor)?;
        sealer.take(bucket, visitor, &mut shopper, since)?;
        shoppers::store(sql, bucket, visitor, &shopper)?;
    }
    sealer.finish()
}

fn small(row: &Row, column: usize) -> Result<u32> {
    u32::try_from(row.int(column)?).map_err(|_| broken(BlockError::Broken))
}

pub fn broken(error: BlockError) -> Error {
    Error::RustError(format!("a stored block: {error}"))
}

/// Takes blocks away whose visits all began, and that were sealed, before a moment (a history that is imported stays as long as any other);
/// and from the browsers what they knew of them. At most so many at once.
///
/// Answers how many.
pub fn forget(sql: &Sql, site: SiteId, before: EpochMs, limit: i64) -> Result<usize> {
    let rows = sql.rows("SELECT block, visits FROM block WHERE max(to_ms, sealed_ms) < ? LIMIT ?", &[before.0.into(), limit.into()])?;
    for row in &rows {
        let block = small(row, 0)?;
        let mut visitors = load(sql, block, row.int(1)?, &[id::VISITORS])?.visitors().map_err(broken)?;
        visitors.sort_unstable();
        visitors.dedup();
        for visitor in visitors {
            let bucket = bucket(site, &visitor.0);
            let mut shopper = shoppers::load(sql, bucket, visitor)?;
            shopper.let_go(|other| other == block);
            shoppers::store(sql, bucket, visitor, &shopper)?;
        }
        remove(sql, block)?;
        sql.run("DELETE FROM hole WHERE block = ?", &[block.into()])?;
    }
    Ok(rows.len())
}
