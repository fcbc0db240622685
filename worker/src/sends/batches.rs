//! Requests to providers, each stored before it is made (`crm::dispatch`).

use crm::dispatch::{Dispatch, Stage};
use model::time::EpochMs;
use model::wire::{read as read_wire, written};
use worker::{Error, Result};

use crate::store::sql::{Row, Sql};

/// A request, and whom it is for.
pub struct Batch {
    pub id: i64,
    pub run: i64,
    pub provider: String,
    /// `outbox::channel`.
    pub channel: u8,
    pub dispatch: Dispatch,
    /// Its rows are between these.
    pub range: (i64, i64),
    pub people: u32,
    /// When it was made.
    pub made: EpochMs,
}

const COLUMNS: &str = "id, run, provider, dispatch, from_n, to_n, people, made_ms, channel";

/// Stores a new one.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn insert(
    sql: &Sql,
    (run, provider, channel): (i64, &str, u8),
    dispatch: &Dispatch,
    range: (i64, i64),
    people: u32,
    now: EpochMs,
) -> Result<i64> {
    let values = [
        run.into(),
        provider.into(),
        i64::from(channel).into(),
        written(dispatch).into(),
        range.0.into(),
        range.1.into(),
        people.into(),
        now.0.into(),
        now.0.into(),
    ];
    let put =
        "INSERT INTO batch (run, provider, channel, dispatch, from_n, to_n, people, made_ms, due_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    sql.run(put, &values)?;
    sql.first("SELECT last_insert_rowid()", &[])?.map_or(Ok(0), |row| row.int(0))
}

/// Stores where it is. One that waits for an answer is due at once: whoever looks and does not wait for it knows that it was broken off.
pub fn store(sql: &Sql, batch: &Batch, now: EpochMs) -> Result<u64> {
    let stage = batch.dispatch.stage();
    let due = if stage.is_end() { None } else { Some(batch.dispatch.due().unwrap_or(now).0.max(0)) };
    let values = [written(&batch.dispatch).into(), due.into(), batch.people.into(), batch.id.into()];
    sql.run("UPDATE batch SET dispatch = ?, due_ms = ?, people = ? WHERE id = ?", &values)
}

/// Notes what was asked: a hash of it.
pub fn asked(sql: &Sql, batch: i64, hash: &str) -> Result<u64> {
    sql.run("UPDATE batch SET hash = ? WHERE id = ?", &[hash.into(), batch.into()])
}

/// Those that have not ended.
pub fn open(sql: &Sql) -> Result<Vec<Batch>> {
    sql.rows(&format!("SELECT {COLUMNS} FROM batch WHERE due_ms IS NOT NULL ORDER BY due_ms"), &[])?.iter().map(read).collect()
}

/// The one that has been due for longest.
pub fn due(sql: &Sql, now: EpochMs) -> Result<Option<Batch>> {
    let query = format!("SELECT {COLUMNS} FROM batch WHERE due_ms <= ? ORDER BY due_ms LIMIT 1");
    sql.first(&query, &[now.0.into()])?.as_ref().map(read).transpose()
}

/// It did not work: not before then.
pub fn later(sql: &Sql, batch: i64, at: EpochMs) -> Result<u64> {
    sql.run("UPDATE batch SET due_ms = ? WHERE id = ? AND due_ms IS NOT NULL", &[at.0.into(), batch.into()])
}

pub fn load(sql: &Sql, batch: i64) -> Result<Option<Batch>> {
    sql.first(&format!("SELECT {COLUMNS} FROM batch WHERE id = ?"), &[batch.into()])?.as_ref().map(read).transpose()
}

/// When the first of them is due.
pub fn next_due(sql: &Sql) -> Result<Option<EpochMs>> {
    moment(sql, "SELECT min(due_ms) FROM batch WHERE due_ms IS NOT NULL")
}

/// When it is first to be looked what has become of messages.
pub fn next_look(sql: &Sql) -> Result<Option<EpochMs>> {
    moment(sql, "SELECT min(look_ms) FROM batch WHERE look_ms IS NOT NULL")
}

fn moment(sql: &Sql, query: &str) -> Result<Option<EpochMs>> {
    sql.first(query, &[])?.filter(|row| !row.is_null(0)).map(|row| row.int(0).map(EpochMs)).transpose()
}

/// One whose messages are to be looked at now, the page to begin with, and how often that was done.
pub fn to_look_at(sql: &Sql, now: EpochMs) -> Result<Option<(Batch, Option<String>, u32)>> {
    let query = format!("SELECT {COLUMNS}, look_at, looks FROM batch WHERE look_ms <= ? ORDER BY look_ms LIMIT 1");
    let row = sql.first(&query, &[now.0.into()])?;
    let read_one = |row: Row| {
        let page = if row.is_null(9) { None } else { Some(row.text(9)?.to_owned()) };
        Ok((read(&row)?, page, u32::try_from(row.int(10)?).unwrap_or(u32::MAX)))
    };
    row.map(read_one).transpose()
}

/// When it is looked again, at which page; `None`: no more.
pub fn look_again(sql: &Sql, batch: i64, at: Option<EpochMs>, page: Option<&str>, looks: u32) -> Result<u64> {
    let values = [at.map(|at| at.0).into(), page.map(str::to_owned).into(), looks.into(), batch.into()];
    sql.run("UPDATE batch SET look_ms = ?, look_at = ?, looks = ? WHERE id = ?", &values)
}

/// Whether a run has one that has not ended.
pub fn is_open(sql: &Sql, run: i64) -> Result<bool> {
    Ok(sql.first("SELECT 1 FROM batch WHERE due_ms IS NOT NULL AND run = ? LIMIT 1", &[run.into()])?.is_some())
}

/// Tells those of a run that somebody has stopped it: what has not left does not leave.
pub fn stop(sql: &Sql, run: i64, now: EpochMs) -> Result<()> {
    for mut batch in open(sql)?.into_iter().filter(|batch| batch.run == run) {
        batch.dispatch = batch.dispatch.stop();
        store(sql, &batch, now)?;
    }
    Ok(())
}

/// Of a batch whose request was out when somebody broke off: no answer has come.
pub fn is_broken_off(batch: &Batch) -> bool {
    batch.dispatch.stage().is_out()
}

/// What rows of a batch that has ended are.
pub const fn outcome(stage: Stage) -> Option<u8> {
    use super::outbox::state;
    match stage {
        Stage::Accepted => Some(state::ACCEPTED),
        // Nothing was sent: whoever it was for may be asked for anew, or after the cause is mended.
        Stage::Lapsed | Stage::Refused => Some(state::PLANNED),
        Stage::Stopped => Some(state::STOPPED),
        Stage::Unknown => Some(state::UNKNOWN),
        _ => None,
    }
}

fn read(row: &Row) -> Result<Batch> {
    let dispatch = read_wire(row.blob(3)?).map_err(|error| Error::RustError(format!("a stored dispatch: {error}")))?;
    Ok(Batch {
        id: row.int(0)?,
        run: row.int(1)?,
        provider: row.text(2)?.to_owned(),
        channel: u8::try_from(row.int(8)?).unwrap_or_default(),
        dispatch,
        range: (row.int(4)?, row.int(5)?),
        people: u32::try_from(row.int(6)?).unwrap_or_default(),
        made: EpochMs(row.int(7)?),
    })
}
