//! Whom a send means: a page of a site's members, asked in columns where there are (`member_blocks`), else one by one.

use insight::members::{Names, Question, Said, id};
use model::facts::{Fact, Facts};
use model::ids::{SiteId, bucket};
use model::money::Currency;
use model::shopper::{Share, member as of_shares};
use model::time::EpochMs;
use model::wire::read;
use segment::definition::Segment;
use segment::send::{Columns, Plan};
use segment::verdict::Verdict;
use worker::{Error, Result};

use super::ShardError;
use super::blocks::{Ground, broken};
use super::member_blocks::{self, Block, Shelf, made_of};
use super::members::of_orders;
use super::orders::Desk;
use super::sends::{Audience, Page};
use crate::store::sql::{Sql, Value};

type Index = [u8; 16];

/// Members that one question asks: 20 bytes of JSON each, and their ids.
const AT_ONCE: usize = 1_000;
/// What a block of thousands takes to ask, in members that are asked one by one.
const BLOCK_EFFORT: u32 = 50;
/// So many were asked one by one: blocks are to be made.
const SLOW: u32 = 1_000;

/// What is stored of a member.
pub struct Row {
    pub id: String,
    pub phone: Option<Index>,
    shares: Vec<Share>,
    visits: Vec<Facts>,
}

impl Row {
    fn of(id: &str, phone: Option<Index>) -> Self {
        Self { id: id.to_owned(), phone, shares: Vec::new(), visits: Vec::new() }
    }

    fn take(&mut self, share: &[u8], visits: Option<&[u8]>) -> Result<()> {
        self.shares.push(read(share).map_err(|error| Error::RustError(format!("a stored share: {error}")))?);
        if let Some(visits) = visits {
            self.visits.push(read(visits).map_err(|error| Error::RustError(format!("stored visits: {error}")))?);
        }
        Ok(())
    }

    /// What is known of them on all their browsers, and their last visits.
    pub fn known(&self, ground: Option<&Ground>, currency: Currency) -> (Facts, Vec<Facts>) {
        let mut visits = self.visits.clone();
        if self.shares.is_empty() {
            return (Facts::default(), visits);
        }
        // What the newest visit says of the person is what is known last: their grade, their points.
        visits.sort_by_key(|visit| visit.number(Fact::VisitStarted));
        let mut person = visits.last().cloned().unwrap_or_default();
        for visit in visits.iter().rev().skip(1) {
            visit.log.iter().filter(|row| row.fact != Fact::Path).for_each(|row| person.log.push(&row));
        }
        of_shares(&self.shares, EpochMs(i64::MAX), currency).tell(&mut person);
        let orders: Vec<_> = self.shares.iter().flat_map(|share| share.orders.iter().cloned()).collect();
        for (fact, value) in ground.map(|ground| of_orders(&orders, ground)).unwrap_or_default() {
            person.set(fact, value);
        }
        (person, visits)
    }
}

/// What is stored of one member, but for their contacts.
///
/// # Errors
/// What SQLite refuses, and rows that cannot be read; so for all of this file.
pub fn one(sql: &Sql, member: &str) -> Result<Row> {
    let mut found = Row::of(member, None);
    for row in &sql.rows("SELECT bytes, visits FROM share WHERE member = ?", &[member.into()])? {
        found.take(row.blob(0)?, if row.is_null(1) { None } else { Some(row.blob(1)?) })?;
    }
    Ok(found)
}

/// Hands over members of a bucket between two ids (the first not in, the second in), or behind one, in their order, at most so many.
pub fn each(
    sql: &Sql,
    bucket: u8,
    (after, last): (&str, Option<&str>),
    limit: u32,
    mut visit: impl FnMut(Row) -> Result<()>,
) -> Result<()> {
    let until = if last.is_some() { " AND member <= ?4" } else { "" };
    let query = format!(
        "SELECT own.member, own.phone, share.bytes, share.visits FROM (SELECT member, phone FROM contact \
         WHERE bucket = ?1 AND member > ?2{until} ORDER BY member LIMIT ?3) AS own LEFT JOIN share ON share.member = own.member"
    );
    let mut values: Vec<Value> = vec![i64::from(bucket).into(), after.into(), limit.into()];
    values.extend(last.map(Into::into));
    let mut open: Option<Row> = None;
    sql.each(&query, &values, |row| {
        let id = row.text(0)?;
        if open.as_ref().is_none_or(|open| open.id != id) {
            let phone = if row.is_null(1) { None } else { row.blob(1)?.try_into().ok() };
            if let Some(done) = open.replace(Row::of(id, phone)) {
                visit(done)?;
            }
        }
        if let Some(open) = open.as_mut().filter(|_| !row.is_null(2)) {
            open.take(row.blob(2)?, if row.is_null(3) { None } else { Some(row.blob(3)?) })?;
        }
        Ok(())
    })?;
    open.map_or(Ok(()), visit)
}

/// Hands over those of these members who are known here, with their contacts: the version of the key that sealed, and what it did.
pub fn reached(sql: &Sql, site: SiteId, members: &[String], mut visit: impl FnMut(Row, (u32, Vec<u8>)) -> Result<()>) -> Result<()> {
    for some in members.chunks(AT_ONCE) {
        let asked: Vec<(u8, &str)> = some.iter().map(|member| (bucket(site, member.as_bytes()), member.as_str())).collect();
        let query = "SELECT own.member, own.phone, own.key, own.sealed, share.bytes, share.visits FROM json_each(?) AS asked \
                     CROSS JOIN contact AS own ON own.bucket = asked.value ->> 0 AND own.member = asked.value ->> 1 \
                     LEFT JOIN share ON share.member = own.member";
        let mut open: Option<(Row, (u32, Vec<u8>))> = None;
        sql.each(query, &[serde_json::to_string(&asked)?.into()], |row| {
            let id = row.text(0)?;
            if open.as_ref().is_none_or(|(open, _)| open.id != id) {
                let phone = if row.is_null(1) { None } else { row.blob(1)?.try_into().ok() };
                let sealed = (u32::try_from(row.int(2)?).unwrap_or(0), row.blob(3)?.to_vec());
                if let Some((done, sealed)) = open.replace((Row::of(id, phone), sealed)) {
                    visit(done, sealed)?;
                }
            }
            if let Some((open, _)) = open.as_mut().filter(|_| !row.is_null(4)) {
                open.take(row.blob(4)?, if row.is_null(5) { None } else { Some(row.blob(5)?) })?;
            }
            Ok(())
        })?;
        if let Some((done, sealed)) = open {
            visit(done, sealed)?;
        }
    }
    Ok(())
}

/// A page of an audience.
pub fn page(desk: &Desk<'_>, ground: Option<&Ground>, audience: &Audience) -> std::result::Result<Page, ShardError> {
    for home in &audience.buckets {
        desk.born.check(desk.map_version, *home)?;
    }
    let mut asking = Asking::new(desk, ground, audience)?;
    let mut after = audience.after.as_str();
    for home in &audience.buckets {
        if let Some(last) = asking.bucket(*home, after)? {
            asking.found.next = Some((*home, last));
            break;
        }
        after = "";
    }
    if asking.slow >= SLOW && asking.columns.is_some() {
        let put = "INSERT OR IGNORE INTO due (what, at_ms) VALUES ('members', ?)";
        desk.sql.run(put, &[desk.now.0.into()])?;
    }
    Ok(asking.found)
}

struct Asking<'a> {
    sql: &'a Sql,
    now: EpochMs,
    ground: Option<&'a Ground>,
    audience: &'a Audience,
    plan: Option<Plan>,
    columns: Option<Columns>,
    /// The blocks that can be asked.
    shelf: Shelf,
    /// Names are read with the columns, since the last block had some who are meant.
    reads_names: bool,
    found: Page,
    /// What was done so far, in members that are asked one by one; and how many were.
    effort: u32,
    slow: u32,
}

impl<'a> Asking<'a> {
    fn new(desk: &'a Desk<'_>, ground: Option<&'a Ground>, audience: &'a Audience) -> Result<Self> {
        let segments: Vec<Segment> = if audience.segments.is_empty() { Vec::new() } else { segments_of(&audience.segments)? };
        let plan = segments.first().map(|segment| Plan::new(segment, &segments));
        let columns = plan.as_ref().and_then(Plan::columns);
        let is_same = |ground: &&Ground| ground.zone == audience.zone && ground.currency == audience.currency;
        let can = plan.is_none() || columns.is_some();
        let buckets = audience.buckets.first().copied().zip(audience.buckets.last().copied());
        let (sql, now) = (desk.sql, desk.now);
        // No more than a page asks.
        let shelf = match ground.filter(is_same).filter(|_| can).zip(buckets) {
            Some((ground, buckets)) => Shelf::of(sql, buckets, &audience.after, &made_of(ground), audience.limit / BLOCK_EFFORT + 2)?,
            None => Shelf::none(),
        };
        Ok(Self { sql, now, ground, audience, plan, columns, shelf, reads_names: true, found: Page::default(), effort: 0, slow: 0 })
    }

    /// Asks a bucket's members behind one. Answers up to which one, where it is not all of them.
    fn bucket(&mut self, home: u8, after: &str) -> Result<Option<String>> {
        let mut at = after.to_owned();
        for block in self.shelf.take(home) {
            if block.after > at && !self.stretch(home, &mut at, Some(&block.after))? {
                return Ok(Some(at));
            }
            self.block(home, &at, &block)?;
            at = block.last;
            if self.is_enough() {
                return Ok(Some(at));
            }
        }
        Ok(if !self.shelf.goes_on(home) || self.stretch(home, &mut at, None)? { None } else { Some(at) })
    }

    const fn is_enough(&self) -> bool {
        self.effort >= self.audience.limit
    }

    /// Asks members one by one, between two ids or behind one. Answers whether that was all of them.
    fn stretch(&mut self, home: u8, at: &mut String, last: Option<&str>) -> Result<bool> {
        let room = self.audience.limit.saturating_sub(self.effort);
        let after = at.clone();
        let before = self.effort;
        if self.is_everybody() {
            self.everybody(home, at, last, room)?;
        } else {
            each(self.sql, home, (&after, last), room, |row| {
                at.clone_from(&row.id);
                self.found.looked += 1;
                self.ask(row);
                Ok(())
            })?;
        }
        let is_all = self.effort - before < room;
        if let Some(last) = last.filter(|_| is_all) {
            last.clone_into(at);
        }
        Ok(is_all)
    }

    const fn is_everybody(&self) -> bool {
        self.plan.is_none() && self.audience.visited_within_days.is_none()
    }

    /// Nothing is asked of them.
    fn everybody(&mut self, home: u8, at: &mut String, last: Option<&str>, room: u32) -> Result<()> {
        let until = if last.is_some() { " AND member <= ?4" } else { "" };
        let query = format!("SELECT member, phone FROM contact WHERE bucket = ?1 AND member > ?2{until} ORDER BY member LIMIT ?3");
        let mut values: Vec<Value> = vec![i64::from(home).into(), at.as_str().into(), room.into()];
        values.extend(last.map(Into::into));
        for row in &self.sql.rows(&query, &values)? {
            row.text(0)?.clone_into(at);
            self.found.looked += 1;
            self.effort += 1;
            if let Some(phone) = if row.is_null(1) { None } else { row.blob(1)?.try_into().ok() } {
                self.found.members.push((at.clone(), phone));
            }
        }
        Ok(())
    }

    /// Asks a member.
    fn ask(&mut self, row: Row) {
        self.effort += 1;
        self.slow += 1;
        let Some(phone) = row.phone else { return };
        match self.verdict(&row) {
            Verdict::Yes => self.found.members.push((row.id, phone)),
            Verdict::Unknown => self.found.unknown += 1,
            Verdict::No => {}
        }
    }

    fn verdict(&self, row: &Row) -> Verdict {
        let Audience { visited_within_days, zone, currency, .. } = self.audience;
        let (person, visits) = row.known(self.ground, *currency);
        let was_here = |days: u16| {
            let day = person.number(Fact::LastVisitDay);
            day.is_some_and(|day| i64::from(zone.day(self.now).0) - day <= i64::from(days))
        };
        if visited_within_days.is_some_and(|days| !was_here(days)) {
            return Verdict::No;
        }
        self.plan.as_ref().map_or(Verdict::Yes, |plan| plan.verdict(&person, &visits, self.now, zone))
    }

    /// Asks a block's members behind one.
    fn block(&mut self, home: u8, at: &str, block: &Block) -> Result<()> {
        self.effort += BLOCK_EFFORT;
        let question = Question {
            columns: self.columns.as_ref(),
            within_days: self.audience.visited_within_days,
            now: self.now,
            zone: &self.audience.zone,
        };
        let mut reads = question.reads();
        reads.extend(self.reads_names.then_some(id::NAMES));
        let mut loaded = member_blocks::load(self.sql, block, &reads)?;
        let mut names = loaded.iter().position(|(number, _)| *number == id::NAMES).map(|place| loaded.swap_remove(place).1);
        let mut said = question.of_block(block.members, loaded).map_err(broken)?;
        let changed = self.shelf.changed(self.sql, home, at, block)?;
        let is_whole = at == block.after;
        self.reads_names = said.iter().any(|said| *said != Said::Verdict(Verdict::No));
        if is_whole && changed.is_empty() && !self.reads_names {
            self.found.looked += u32::try_from(block.members).unwrap_or(u32::MAX);
            return Ok(());
        }
        if names.is_none() {
            names = member_blocks::load(self.sql, block, &[id::NAMES])?.pop().map(|(_, bytes)| bytes);
        }
        let names = names.unwrap_or_default();
        let names = Names::take(&names, block.members).map_err(broken)?;
        let first = if is_whole { 0 } else { names.after(at) };
        self.found.looked += u32::try_from(block.members.saturating_sub(first)).unwrap_or(u32::MAX);
        for member in &changed {
            match names.slot(member).and_then(|slot| said.get_mut(slot)) {
                Some(said) => *said = Said::Ask,
                // They came after it was made.
                None => {
                    self.found.looked += 1;
                    self.ask_one(home, member)?;
                }
            }
        }
        for (slot, said) in said.iter().enumerate().skip(first) {
            match said {
                Said::Verdict(Verdict::No) => {}
                Said::Ask => self.ask_one(home, names.id(slot))?,
                Said::Verdict(verdict) => {
                    let phone = names.contact(slot);
                    if phone == Index::default() {
                        continue;
                    }
                    if *verdict == Verdict::Yes {
                        self.effort += 1;
                        self.found.members.push((names.id(slot).to_owned(), phone));
                    } else {
                        self.found.unknown += 1;
                    }
                }
            }
        }
        Ok(())
    }

    fn ask_one(&mut self, home: u8, member: &str) -> Result<()> {
        let row = self.sql.first("SELECT phone FROM contact WHERE bucket = ? AND member = ?", &[i64::from(home).into(), member.into()])?;
        let Some(row) = row else { return Ok(()) };
        let phone = if row.is_null(0) { None } else { row.blob(0)?.try_into().ok() };
        self.ask(Row { phone, ..one(self.sql, member)? });
        Ok(())
    }
}

fn segments_of(json: &str) -> Result<Vec<Segment>> {
    let all: Vec<serde_json::Value> = serde_json::from_str(json)?;
    let read = |json: &serde_json::Value| Segment::read(json).map_err(|_| Error::RustError("a segment that was sound is none".into()));
    all.iter().map(read).collect()
}
