//! What becomes of a person's data: all of it in one archive, and all of it gone.
//!
//! Erasing has two steps. First the browsers are found and what they have outside of blocks goes; which they were is noted in the same
//! transaction. Then block after block is looked through, and one that has anything of theirs (holes too) is written anew without it. Each call
//! does a part; one that is repeated finds nothing more.

use std::collections::BTreeSet;

use insight::block::id;
use model::event::{Event, EventKind};
use model::ids::{SiteId, VisitorId, bucket};
use model::money::decimal;
use model::shopper::{Shopper, events_of, has_name};
use model::time::EpochMs;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use worker::Result;

use super::blocks::{self, Ground, Place, broken};
use super::orders;
use super::shoppers::{self, Shelves, key};
use crate::store::sql::{Row, Sql, Value};

/// Blocks of one call: each may be written anew, some 2 MB.
const BLOCKS_TURN: i64 = 6;

/// Whose data.
#[derive(Clone, Debug)]
pub enum Whose {
    /// A member's: of all browsers, as far as they are theirs, and wherever their name stands.
    Member(String),
    /// A browser's.
    Visitor(VisitorId),
}

/// How far an object has come.
#[derive(Default)]
pub struct Erased {
    /// Where to go on; none: nothing is left here.
    pub next: Option<u32>,
    /// Browsers in which something was found.
    pub browsers: u32,
    /// Visits.
    pub visits: u32,
}

/// Takes a part of somebody's data away. `job` names the erasure, the cursor is what the last part answered.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn erase(sql: &Sql, site: SiteId, ground: &Ground, job: &str, whose: &Whose, cursor: Option<u32>, now: EpochMs) -> Result<Erased> {
    let Some(from) = cursor else {
        let mut erased = Erased { next: Some(0), ..Erased::default() };
        for visitor in browsers(sql, site, whose)? {
            if let Some(visits) = erase_browser(sql, site, ground, job, whose, visitor, now)? {
                erased.browsers += 1;
                erased.visits += visits;
            }
        }
        if let Whose::Member(member) = whose {
            sql.run("DELETE FROM share WHERE member = ?", &[member.as_str().into()])?;
            let letters = format!("share:{}:{}", "?".repeat(32), glob(member));
            sql.run("DELETE FROM outbox WHERE key GLOB ?", &[letters.into()])?;
            // What their browsers said of orders and is still on its way to the history.
            sql.run("DELETE FROM outbox WHERE key GLOB 'ordered:*' AND instr(payload, CAST(? AS BLOB)) > 0", &[member.as_str().into()])?;
        }
        return Ok(erased);
    };
    let found = sql.rows("SELECT visitor, whole FROM erasing WHERE job = ?", &[job.into()])?;
    let whole: BTreeSet<VisitorId> =
        found.iter().filter(|row| row.int(1).unwrap_or(0) == 1).map(|row| visitor_of(row, 0)).collect::<Result<_>>()?;
    let query = "SELECT block, visits, sealed_ms FROM block WHERE block > ? ORDER BY block LIMIT ?";
    let rows = sql.rows(query, &[from.into(), BLOCKS_TURN.into()])?;
    let mut erased = Erased::default();
    for row in &rows {
        let block = u32::try_from(row.int(0)?).unwrap_or(0);
        erased.visits += scrub(sql, ground, row, whose, &whole)?;
        erased.next = Some(block);
    }
    if i64::try_from(rows.len()).unwrap_or(0) < BLOCKS_TURN {
        erased.next = None;
        sql.run("DELETE FROM erasing WHERE job = ?", &[job.into()])?;
    }
    Ok(erased)
}

/// The browsers here that have anything of theirs outside of blocks, or know them.
fn browsers(sql: &Sql, site: SiteId, whose: &Whose) -> Result<Vec<VisitorId>> {
    let mut found = Vec::new();
    match whose {
        Whose::Visitor(visitor) => {
            if shoppers::is_known(sql, bucket(site, &visitor.0), *visitor)? {
                found.push(*visitor);
            }
        }
        Whose::Member(member) => {
            // Whoever has the name in any form; what of it is theirs is seen then.
            sql.each("SELECT visitor FROM shopper WHERE instr(state, CAST(? AS BLOB)) > 0", &[member.as_str().into()], |row| {
                found.push(visitor_of(&row, 0)?);
                Ok(())
            })?;
            sql.each("SELECT DISTINCT visitor FROM piece WHERE instr(bytes, CAST(? AS BLOB)) > 0", &[member.as_str().into()], |row| {
                found.push(visitor_of(&row, 0)?);
                Ok(())
            })?;
            // Of sealed visits in which nobody signed the name, only the tapes have it.
            for row in blocks::with_bytes(sql, member)? {
                let number = u32::try_from(row.int(0)?).unwrap_or(0);
                let block = blocks::load(sql, number, row.int(1)?, &[id::VISITORS, id::TAPES])?;
                let (visitors, tapes, holes) =
                    (block.visitors().map_err(broken)?, block.tapes().map_err(broken)?, blocks::holes(sql, number)?);
                for (slot, visitor) in visitors.iter().enumerate() {
                    let is_hole = u16::try_from(slot).is_ok_and(|slot| holes.contains(&slot));
                    if !is_hole && has_name(&blocks::tape_of(sql, number, &tapes, slot)?, member) {
                        found.push(*visitor);
                    }
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Takes what is theirs out of one browser. Answers how many visits; none: nothing is theirs.
fn erase_browser(
    sql: &Sql,
    site: SiteId,
    ground: &Ground,
    job: &str,
    whose: &Whose,
    visitor: VisitorId,
    now: EpochMs,
) -> Result<Option<u32>> {
    let bucket = bucket(site, &visitor.0);
    let mut shopper = shoppers::load(sql, bucket, visitor)?;
    let mut shelf = Shelves { sql, bucket, visitor };
    let (name, theirs): (&str, Vec<usize>) = match whose {
        Whose::Visitor(_) => ("", (0..shopper.visits().len()).collect()),
        Whose::Member(member) => (member, shopper.visits_of(member, &mut shelf)?),
    };
    // A browser in which the letters of the name merely stand somewhere is nobody's concern.
    if matches!(whose, Whose::Member(_)) && theirs.is_empty() && !shopper.knows(name) {
        return Ok(None);
    }
    let all = theirs.len() == shopper.visits().len() && (name.is_empty() || shopper.knows_only(name));
    let times = shopper.erase(&theirs, name, &mut shelf)?;
    let note = "INSERT OR REPLACE INTO erasing (job, visitor, whole) VALUES (?, ?, ?)";
    sql.run(note, &[job.into(), key(visitor), all.into()])?;
    if all {
        for table in ["shopper", "piece", "exposure", "person_order", "reach"] {
            sql.run(&format!("DELETE FROM {table} WHERE visitor = ?"), &[key(visitor)])?;
        }
        // What is still on its way from that browser is not taken.
        let values = [i64::from(bucket).into(), hashed(site, visitor), now.0.into()];
        sql.run("INSERT OR REPLACE INTO erased (bucket, visitor, at_ms) VALUES (?, ?, ?)", &values)?;
    } else {
        for (from, to) in &times {
            for table in ["exposure", "person_order", "reach"] {
                sql.run(
                    &format!("DELETE FROM {table} WHERE visitor = ? AND at_ms BETWEEN ? AND ?"),
                    &[key(visitor), from.0.into(), to.0.into()],
                )?;
            }
        }
        if let Some((from, _)) = times.last() {
            shopper.reopen_after(*from, &ground.zone, &mut shelf)?;
        }
        shoppers::store(sql, bucket, visitor, &shopper)?;
    }
    Ok(Some(u32::try_from(times.len()).unwrap_or(u32::MAX)))
}

/// Writes a block anew if it has anything of theirs, or holes that may have. Answers how many visits.
fn scrub(sql: &Sql, ground: &Ground, row: &Row, whose: &Whose, whole: &BTreeSet<VisitorId>) -> Result<u32> {
    let (number, count) = (u32::try_from(row.int(0)?).unwrap_or(0), row.int(1)?);
    let is_named = match whose {
        Whose::Member(member) => blocks::has_bytes(sql, number, member)?,
        Whose::Visitor(_) => false,
    };
    // What moved to another object has left its bytes here.
    let has_holes = sql.first("SELECT 1 FROM hole WHERE block = ? AND emptied = 0 LIMIT 1", &[number.into()])?.is_some();
    if !is_named && !has_holes {
        let visitors = blocks::load(sql, number, count, &[id::VISITORS])?.visitors().map_err(broken)?;
        if !visitors.iter().any(|visitor| whole.contains(visitor)) {
            return Ok(0);
        }
    }
    blocks::rewrite(sql, ground, row, |visitor, tape| {
        whole.contains(visitor) || matches!(whose, Whose::Member(member) if has_name(tape, member))
    })
}

/// All that is kept of a browser, as JSON; of one that never came, nothing. Where a member is named, what is theirs alone.
pub fn archive(place: &Place<'_>, whose: &Whose) -> Result<Vec<String>> {
    let Place { sql, site, hidden } = *place;
    let mut all = Vec::new();
    for visitor in browsers(sql, site, whose)? {
        let bucket = bucket(site, &visitor.0);
        if hidden.has(bucket) {
            continue;
        }
        let shopper = shoppers::load(sql, bucket, visitor)?;
        let mut shelf = Shelves { sql, bucket, visitor };
        let theirs = match whose {
            Whose::Visitor(_) => (0..shopper.visits().len()).collect(),
            Whose::Member(member) => shopper.visits_of(member, &mut shelf)?,
        };
        if !theirs.is_empty() {
            all.push(browser_json(sql, site, visitor, &shopper, &theirs, &mut shelf)?.to_string());
        }
    }
    Ok(all)
}

fn browser_json(sql: &Sql, site: SiteId, visitor: VisitorId, shopper: &Shopper, theirs: &[usize], shelf: &mut Shelves<'_>) -> Result<Json> {
    let (mut visits, mut times) = (Vec::new(), Vec::new());
    for at in theirs {
        let Some(kept) = shopper.visits().get(*at) else { continue };
        let events: Vec<Json> = events_of(&shopper.tape(*at, shelf)?).iter().map(event_json).collect();
        visits.push(json!({ "start": kept.start, "end": kept.last, "events": events }));
        times.push((kept.start, kept.last));
    }
    let is_theirs = |at: EpochMs| times.iter().any(|(from, to)| *from <= at && at <= *to);
    let orders = orders::own(sql, visitor)?
        .into_iter()
        .filter(|order| is_theirs(order.at))
        .map(|order| json!({ "id": order.id, "at": order.at, "value": decimal(i128::from(order.value.0)), "currency": order.currency }));
    let mut messages = Vec::new();
    sql.each("SELECT at_ms, message, act FROM exposure WHERE visitor = ? ORDER BY at_ms", &[key(visitor)], |row| {
        let at = EpochMs(row.int(0)?);
        if is_theirs(at) {
            let act = if row.int(2)? == orders::number(model::event::Act::Clicked) { "clicked" } else { "shown" };
            messages.push(json!({ "at": at, "message": row.text(1)?, "act": act }));
        }
        Ok(())
    })?;
    Ok(json!({ "browser": visitor.label(site), "visits": visits, "orders": orders.collect::<Vec<_>>(), "messages": messages }))
}

fn event_json(event: &Event) -> Json {
    let (kind, fields) = match &event.kind {
        EventKind::Page(page) => ("page", json!(page)),
        EventKind::Product(item) => ("product", json!(item)),
        EventKind::CartSet(items) => ("cart_set", json!({ "items": items })),
        EventKind::CartAdd(items) => ("cart_add", json!({ "items": items })),
        EventKind::CartRemove(items) => ("cart_remove", json!({ "items": items })),
        EventKind::Checkout(items) => ("checkout", json!({ "items": items })),
        EventKind::Order(order) => (
            "order",
            json!({ "id": order.id, "value": decimal(i128::from(order.value.0)), "currency": order.currency, "items": order.items }),
        ),
        EventKind::Search(search) => ("search", json!(search)),
        EventKind::Member(member) => ("member", json!({ "id": member.id })),
        EventKind::Custom(custom) => ("custom", json!(custom)),
        EventKind::Landing(landing) => ("landing", json!({ "url": landing.url, "referrer": landing.referrer })),
        EventKind::Arrival(told) => {
            let name = |fact: model::facts::Fact| model::facts::Fact::NAMES.get(fact as usize).copied().unwrap_or("?");
            let told = told.iter().filter_map(|(fact, value)| match value {
                model::facts::Value::Number(number) => Some((name(*fact).to_owned(), json!(number))),
                model::facts::Value::Text(text) => Some((name(*fact).to_owned(), json!(text))),
                _ => None,
            });
            ("arrival", Json::Object(told.collect()))
        }
        EventKind::Exposure(exposure) => {
            ("message", json!({ "message": exposure.message, "variant": exposure.variant, "act": exposure.act }))
        }
    };
    json!({ "at": event.at, "kind": kind, "fields": fields })
}

/// A browser's id as a tombstone keeps it: it cannot be read back.
pub fn hashed(site: SiteId, visitor: VisitorId) -> Value {
    let hash = Sha256::new().chain_update(b"erased").chain_update(site.0.to_be_bytes()).chain_update(visitor.0).finalize();
    Value::Blob(hash.to_vec())
}

fn visitor_of(row: &Row, column: usize) -> Result<VisitorId> {
    Ok(VisitorId(row.blob(column)?.try_into().unwrap_or_default()))
}

/// A text as a pattern of GLOB that only itself matches.
pub fn glob(text: &str) -> String {
    text.chars().map(|letter| if matches!(letter, '*' | '?' | '[') { format!("[{letter}]") } else { letter.to_string() }).collect()
}

impl model::codec::Wire for Whose {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Member(member) => {
                out.push(1);
                member.put(out);
            }
            Self::Visitor(visitor) => {
                out.push(2);
                visitor.put(out);
            }
        }
    }

    fn take(from: &mut model::codec::Reader<'_>) -> Self {
        match from.byte() {
            1 => Self::Member(from.take()),
            number => {
                if number != 2 {
                    from.fail();
                }
                Self::Visitor(from.take())
            }
        }
    }
}

model::wire!(struct Erased { next, browsers, visits });
