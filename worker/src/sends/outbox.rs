//! The people of runs, one row each: what has become of the message to each of them.

use std::collections::BTreeSet;

use model::ids::{SiteId, hex};
use model::time::EpochMs;
use sha2::{Digest, Sha256};
use worker::Result;

use super::ask::{PersonLine, ToldLine};
use crate::store::sql::{Row, Sql, Value};

pub type Index = [u8; 16];

/// Rows of a run are numbered from 2^24 × its number on.
const ROWS_OF_RUN: i64 = 1 << 24;
/// Rows that one statement writes: crossing into SQLite takes longer than what it does there. 100 bytes of JSON each.
const AT_ONCE: usize = 1_000;
/// Most people of a run.
pub const PEOPLE_MAX: i64 = ROWS_OF_RUN - 1;

/// By which way it leaves. The numbers are stored: append only.
pub mod channel {
    use crm::consent::Channel;

    pub const TEXT: u8 = 0;
    pub const ALIMTALK: u8 = 1;

    /// Its name in a send's id: stored.
    pub const fn name(channel: u8) -> &'static str {
        if channel == ALIMTALK { "alimtalk" } else { "text" }
    }

    /// As consents and providers know it.
    pub const fn of(channel: u8) -> Channel {
        if channel == ALIMTALK { Channel::Kakao } else { Channel::Sms }
    }
}

/// What a row's state means. The numbers are stored: append only.
pub mod state {
    /// To be sent.
    pub const PLANNED: u8 = 0;
    /// It may leave, and is in a batch.
    pub const PERMITTED: u8 = 1;
    /// The provider has it.
    pub const ACCEPTED: u8 = 2;
    pub const DELIVERED: u8 = 3;
    /// The end: the provider's code says why.
    pub const FAILED: u8 = 4;
    /// The end: the law, the person or a cap (`person::sends::not`).
    pub const HELD_BACK: u8 = 5;
    /// Until the hour is a lawful one.
    pub const WAITS: u8 = 6;
    /// Nobody can tell whether it was sent.
    pub const UNKNOWN: u8 = 7;
    /// The end: they are gone, or have another number than when the audience was frozen.
    pub const GONE: u8 = 8;
    /// The end: the text cannot be made for them (`crm::send::Hole`).
    pub const HOLE: u8 = 9;
    /// The end: the run was stopped before.
    pub const STOPPED: u8 = 10;
    /// The end: somebody has settled what nobody could tell, as sent.
    pub const TAKEN_AS_SENT: u8 = 11;
    /// The end: it did not arrive, and another message went in its place.
    pub const FELL_BACK: u8 = 12;
    /// The end: it did arrive, after another one had gone in its place.
    pub const DOUBLED: u8 = 13;
}

/// A person of a run, who is to be sent something.
#[derive(Clone, Debug)]
pub struct Planned {
    pub n: i64,
    pub id: Index,
    pub contact: Index,
    pub who: String,
    pub channel: u8,
    /// What it is about, where it leaves by itself (`happened`).
    pub happening: Option<i64>,
}

/// What a provider says of one message. A state goes forward only.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub id: Index,
    pub is_delivered: bool,
    pub code: String,
    pub at: EpochMs,
}

model::wire!(struct Receipt { id, is_delivered, code, at });

/// The rows of a run.
pub const fn range(run: i64) -> (i64, i64) {
    (run * ROWS_OF_RUN, (run + 1) * ROWS_OF_RUN - 1)
}

/// The id of a send: the same for the same run, channel and contact, whenever it is made.
pub fn id(site: SiteId, run: i64, channel: &str, contact: &Index) -> Index {
    let hash = Sha256::new().chain_update("send").chain_update(site.0.to_be_bytes()).chain_update(run.to_be_bytes());
    let whole = hash.chain_update([0]).chain_update(channel).chain_update([0]).chain_update(contact).finalize();
    half(&whole)
}

/// The same of what leaves by itself: of its cause, whatever run it is in and whatever number it goes to.
pub fn id_of_happening(site: SiteId, happening: &Index, channel: u8) -> Index {
    let hash = Sha256::new().chain_update("happening").chain_update(site.0.to_be_bytes()).chain_update(happening);
    half(&hash.chain_update(channel::name(channel)).finalize())
}

fn half(whole: &[u8]) -> Index {
    let mut id = Index::default();
    id.iter_mut().zip(whole).for_each(|(to, from)| *to = *from);
    id
}

/// Adds a row, if its id is not there. Returns whether it is new.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn insert(sql: &Sql, one: &Planned, now: EpochMs) -> Result<bool> {
    let values: [Value; 7] = [
        one.n.into(),
        one.id.as_slice().into(),
        one.contact.as_slice().into(),
        one.who.as_str().into(),
        i64::from(one.channel).into(),
        now.0.into(),
        one.happening.into(),
    ];
    let put =
        "INSERT INTO outbox (n, id, contact, who, channel, at_ms, happening) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
    Ok(sql.run(put, &values)? > 0)
}

/// Adds people behind those that are there; who is there already stays once. Returns how many were new.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn plan(sql: &Sql, site: SiteId, (run, people): (i64, i64), channel: u8, members: &[(String, Index)], now: EpochMs) -> Result<i64> {
    let (first, _) = range(run);
    let mut added = 0;
    for some in members.chunks(AT_ONCE) {
        let mut new: Vec<(String, String, &str)> = Vec::new();
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for (who, contact) in some {
            let id = hex(&id(site, run, channel::name(channel), contact));
            if ids.insert(id.clone()) {
                new.push((id, hex(contact), who));
            }
        }
        let query = "SELECT lower(hex(outbox.id)) FROM json_each(?) AS asked CROSS JOIN outbox ON outbox.id = unhex(asked.value)";
        for row in &sql.rows(query, &[serde_json::to_string(&ids)?.into()])? {
            ids.remove(row.text(0)?);
        }
        new.retain(|(id, _, _)| ids.contains(id));
        let values = [(first + people + added).into(), i64::from(channel).into(), now.0.into(), serde_json::to_string(&new)?.into()];
        let put = "INSERT INTO outbox (n, id, contact, who, channel, at_ms) SELECT CAST(?1 AS INTEGER) + key, unhex(value ->> 0), unhex(value ->> 1), \
                   value ->> 2, CAST(?2 AS INTEGER), CAST(?3 AS INTEGER) FROM json_each(?4)";
        sql.run(put, &values)?;
        added += i64::try_from(new.len()).unwrap_or(0);
    }
    Ok(added)
}

/// The next people to whom something may leave now, from a row on.
pub fn next(sql: &Sql, run: i64, first_open: i64, limit: u32, now: EpochMs) -> Result<Vec<Planned>> {
    let (first, last) = range(run);
    let query = "SELECT n, id, contact, who, channel, happening FROM outbox WHERE n BETWEEN ? AND ? AND (state = 0 OR state = 6 AND at_ms <= ?) ORDER BY n LIMIT ?";
    let rows = sql.rows(query, &[first.max(first_open).into(), last.into(), now.0.into(), limit.into()])?;
    rows.iter().map(planned).collect()
}

/// The people of a batch.
pub fn of_batch(sql: &Sql, batch: i64, (from, to): (i64, i64)) -> Result<Vec<Planned>> {
    let query = "SELECT n, id, contact, who, channel, happening FROM outbox WHERE n BETWEEN ? AND ? AND batch = ? AND state = 1 ORDER BY n";
    sql.rows(query, &[from.into(), to.into(), batch.into()])?.iter().map(planned).collect()
}

/// Says what has become of one.
pub fn set(sql: &Sql, n: i64, state: u8, code: &str, at: EpochMs) -> Result<u64> {
    let values = [i64::from(state).into(), code.into(), at.0.into(), n.into()];
    sql.run("UPDATE outbox SET state = ?, code = ?, at_ms = ?, batch = NULL WHERE n = ?", &values)
}

/// Puts these rows into a batch, each with what it is handed over as (`crm::price::Kind`).
pub fn permit(sql: &Sql, batch: i64, rows: &[(i64, u8)], now: EpochMs) -> Result<()> {
    for some in rows.chunks(AT_ONCE) {
        let values = [batch.into(), now.0.into(), serde_json::to_string(some)?.into()];
        let put = "UPDATE outbox SET state = 1, batch = CAST(?1 AS INTEGER), at_ms = CAST(?2 AS INTEGER), kind = one.kind \
                   FROM (SELECT value ->> 0 AS n, value ->> 1 AS kind FROM json_each(?3)) AS one WHERE outbox.n = one.n";
        sql.run(put, &values)?;
    }
    Ok(())
}

/// Says of all who are still in a batch what has become of it. `stays`: whether they are still of it: of those that may have left.
pub fn end_batch(sql: &Sql, batch: i64, (from, to): (i64, i64), state: u8, stays: bool, now: EpochMs) -> Result<u64> {
    let values: [Value; 6] =
        [i64::from(state).into(), now.0.into(), (if stays { Some(batch) } else { None }).into(), from.into(), to.into(), batch.into()];
    sql.run("UPDATE outbox SET state = ?, at_ms = ?, batch = ? WHERE n BETWEEN ? AND ? AND batch = ? AND state IN (1, 7)", &values)
}

/// Of all of a run who are in these states says what has become of them. Returns how many they were.
pub fn turn(sql: &Sql, run: i64, from: &[u8], to: u8, now: EpochMs) -> Result<u64> {
    let (first, last) = range(run);
    let list: Vec<String> = from.iter().map(u8::to_string).collect();
    let set = format!("UPDATE outbox SET state = ?, at_ms = ?, batch = NULL WHERE n BETWEEN ? AND ? AND state IN ({})", list.join(", "));
    sql.run(&set, &[i64::from(to).into(), now.0.into(), first.into(), last.into()])
}

/// What became of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Nothing new.
    Known,
    News,
    /// This row has failed now.
    Failed(i64),
}

/// Takes a receipt. One of a send that is not known as accepted waits.
pub fn receive(sql: &Sql, receipt: &Receipt) -> Result<Received> {
    let to = if receipt.is_delivered { state::DELIVERED } else { state::FAILED };
    let row = sql.first("SELECT n, state FROM outbox WHERE id = ?", &[receipt.id.as_slice().into()])?;
    let Some(row) = row else { return Ok(Received::Known) };
    let (n, now) = (row.int(0)?, u8::try_from(row.int(1)?).unwrap_or_default());
    match now {
        state::ACCEPTED | state::UNKNOWN | state::TAKEN_AS_SENT => {
            let values = [i64::from(to).into(), receipt.code.as_str().into(), receipt.at.0.into(), n.into()];
            sql.run("UPDATE outbox SET state = ?, code = ?, at_ms = ? WHERE n = ?", &values)?;
            Ok(if receipt.is_delivered { Received::News } else { Received::Failed(n) })
        }
        // Nobody could tell, and it was to be sent once more: it has arrived.
        state::PLANNED | state::WAITS if receipt.is_delivered => {
            set(sql, n, state::DELIVERED, &receipt.code, receipt.at)?;
            Ok(Received::News)
        }
        state::FELL_BACK if receipt.is_delivered => {
            set(sql, n, state::DOUBLED, &receipt.code, receipt.at)?;
            Ok(Received::News)
        }
        // It is out: what is heard of the request comes after what is heard of the message.
        state::PERMITTED => {
            let values = [receipt.id.as_slice().into(), i64::from(to).into(), receipt.code.as_str().into(), receipt.at.0.into()];
            let is_new = sql.run("INSERT OR IGNORE INTO early (id, state, code, at_ms) VALUES (?, ?, ?, ?)", &values)? > 0;
            Ok(if is_new { Received::News } else { Received::Known })
        }
        _ => Ok(Received::Known),
    }
}

/// The row, if it has failed.
pub fn failed(sql: &Sql, n: i64) -> Result<Option<(Planned, String)>> {
    let row = sql.first("SELECT n, id, contact, who, channel, happening, code FROM outbox WHERE n = ? AND state = 4", &[n.into()])?;
    row.map(|row| Ok((planned(&row)?, row.text(6)?.to_owned()))).transpose()
}

/// The run of a row.
pub const fn run_of(n: i64) -> i64 {
    n / ROWS_OF_RUN
}

/// Of how many of a batch nobody has told what has become of them.
pub fn untold(sql: &Sql, batch: i64, (from, to): (i64, i64)) -> Result<i64> {
    let query = "SELECT count(*) FROM outbox WHERE n BETWEEN ? AND ? AND batch = ? AND state IN (2, 7)";
    sql.first(query, &[from.into(), to.into(), batch.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// The provider has it after all.
pub fn found(sql: &Sql, id: &Index, now: EpochMs) -> Result<u64> {
    sql.run("UPDATE outbox SET state = 2, at_ms = ? WHERE id = ? AND state = 7", &[now.0.into(), id.as_slice().into()])
}

/// The provider has refused it when it was handed over. Returns its row, if that is news.
pub fn refused(sql: &Sql, id: &Index, code: &str, now: EpochMs) -> Result<Option<i64>> {
    let values = [code.into(), now.0.into(), id.as_slice().into()];
    if sql.run("UPDATE outbox SET state = 4, code = ?, at_ms = ?, batch = NULL WHERE id = ? AND state IN (1, 2, 7)", &values)? == 0 {
        return Ok(None);
    }
    sql.first("SELECT n FROM outbox WHERE id = ?", &[id.as_slice().into()])?.map(|row| row.int(0)).transpose()
}

/// Takes the receipts that have waited for these rows. Returns those that have failed by them.
pub fn receive_early(sql: &Sql, (from, to): (i64, i64)) -> Result<Vec<i64>> {
    let mut failed = Vec::new();
    let query = "SELECT early.id, early.state, early.code, early.at_ms FROM early JOIN outbox ON outbox.id = early.id \
                 WHERE outbox.n BETWEEN ? AND ? AND outbox.state <> 1";
    for row in &sql.rows(query, &[from.into(), to.into()])? {
        let id: Index = row.blob(0)?.try_into().unwrap_or_default();
        let receipt = Receipt {
            id,
            is_delivered: row.int(1)? == i64::from(state::DELIVERED),
            code: row.text(2)?.to_owned(),
            at: EpochMs(row.int(3)?),
        };
        sql.run("DELETE FROM early WHERE id = ?", &[id.as_slice().into()])?;
        if let Received::Failed(n) = receive(sql, &receipt)? {
            failed.push(n);
        }
    }
    Ok(failed)
}

/// How many of a run are in each state, with which code.
pub fn counts(sql: &Sql, run: i64) -> Result<Vec<(u8, String, u32)>> {
    let (first, last) = range(run);
    let query = "SELECT state, code, count(*) FROM outbox WHERE n BETWEEN ? AND ? GROUP BY state, code ORDER BY state, code";
    let rows = sql.rows(query, &[first.into(), last.into()])?;
    let line = |row: &Row| {
        Ok((u8::try_from(row.int(0)?).unwrap_or_default(), row.text(1)?.to_owned(), u32::try_from(row.int(2)?).unwrap_or(u32::MAX)))
    };
    rows.iter().map(line).collect()
}

/// Whether anything of a run is still to be done; and when the first of those that wait may leave.
pub fn rest(sql: &Sql, run: i64, first_open: i64) -> Result<(bool, Option<EpochMs>)> {
    let (first, last) = range(run);
    let query = "SELECT coalesce(max(state IN (0, 1)), 0), min(CASE WHEN state = 6 THEN at_ms END) FROM outbox WHERE n BETWEEN ? AND ?";
    let Some(row) = sql.first(query, &[first.max(first_open).into(), last.into()])? else { return Ok((false, None)) };
    Ok((row.int(0)? == 1, if row.is_null(1) { None } else { Some(EpochMs(row.int(1)?)) }))
}

/// The member is known here no more. What is planned for them finds nobody.
pub fn forget(sql: &Sql, member: &str) -> Result<u64> {
    sql.run("UPDATE outbox SET who = '' WHERE who = ?", &[member.into()])
}

/// What was sent to a member.
pub fn told(sql: &Sql, member: &str, limit: u32) -> Result<Vec<ToldLine>> {
    let query = "SELECT run.id, run.send, outbox.state, outbox.at_ms FROM outbox JOIN run ON run.id = outbox.n / 16777216 \
                 WHERE outbox.who = ? ORDER BY outbox.n DESC LIMIT ?";
    let rows = sql.rows(query, &[member.into(), limit.into()])?;
    let line = |row: &Row| {
        let state = u8::try_from(row.int(2)?).unwrap_or_default();
        Ok(ToldLine { run: row.int(0)?, send: row.text(1)?.to_owned(), state, at: EpochMs(row.int(3)?) })
    };
    rows.iter().map(line).collect()
}

/// Takes the rows of a run away.
pub fn sweep(sql: &Sql, run: i64) -> Result<u64> {
    let (first, last) = range(run);
    sql.run("DELETE FROM outbox WHERE n BETWEEN ? AND ?", &[first.into(), last.into()])
}

/// How a row of a list is named: no member's id has a line end.
pub fn of_list(n: i64) -> String {
    format!("\n{n}")
}

/// The row of a list that a name means.
pub fn listed(who: &str) -> Option<i64> {
    who.strip_prefix('\n').and_then(|n| n.parse().ok())
}

/// The people of a run, after a row.
pub fn people(sql: &Sql, run: i64, only: Option<u8>, after: i64, limit: u32) -> Result<Vec<PersonLine>> {
    let (first, last) = range(run);
    // A guest's row names no row of a list.
    let query = "SELECT n, id, CASE WHEN happening IS NOT NULL AND substr(who, 1, 1) = char(10) THEN '' ELSE who END, state, code, at_ms FROM outbox \
                 WHERE n BETWEEN ?1 AND ?2 AND n > ?3 AND (?4 IS NULL OR state = ?4) ORDER BY n LIMIT ?5";
    let rows = sql.rows(query, &[first.into(), last.into(), after.into(), only.map(i64::from).into(), limit.into()])?;
    let line = |row: &Row| {
        Ok(PersonLine {
            n: row.int(0)?,
            id: row.blob(1)?.try_into().unwrap_or_default(),
            who: row.text(2)?.trim_start().to_owned(),
            state: u8::try_from(row.int(3)?).unwrap_or_default(),
            code: row.text(4)?.to_owned(),
            at: EpochMs(row.int(5)?),
        })
    };
    rows.iter().map(line).collect()
}

fn planned(row: &Row) -> Result<Planned> {
    Ok(Planned {
        n: row.int(0)?,
        id: row.blob(1)?.try_into().unwrap_or_default(),
        contact: row.blob(2)?.try_into().unwrap_or_default(),
        who: row.text(3)?.to_owned(),
        channel: u8::try_from(row.int(4)?).unwrap_or_default(),
        happening: if row.is_null(5) { None } else { Some(row.int(5)?) },
    })
}
