//! Runs of sends: begun once by each cause, frozen, gone through, ended.

use crm::price::Prices;
use crm::send::{Approved, Content, Send, Sender};
use model::time::EpochMs;
use serde::{Deserialize, Serialize};
use worker::Result;

use super::ask::{Begun, RunLine};
use super::{cost, outbox};
use crate::store::sql::{Row, Sql, Value};

/// What a run's state means. The numbers are stored: append only.
pub mod state {
    /// It is to be looked at what it says, and to whom.
    pub const NEW: u8 = 0;
    /// Its audience is being frozen.
    pub const PLANNING: u8 = 1;
    pub const SENDING: u8 = 2;
    /// The end.
    pub const DONE: u8 = 3;
    /// The end: somebody stopped it.
    pub const STOPPED: u8 = 4;
    /// Something is wrong that a person has to mend; `why` says what.
    pub const HELD: u8 = 5;
    /// Nothing leaves any more; what is out is cleared up.
    pub const STOPPING: u8 = 6;
}

/// Those that have something to do by themselves.
const GOING_ON: &str = "(0, 1, 2, 6)";

/// What a run says and to whom, as it was when it began.
#[derive(Serialize, Deserialize)]
pub struct Frozen {
    pub send: Send,
    pub sender: Sender,
    /// Of an Alimtalk.
    #[serde(default)]
    pub approved: Option<Approved>,
    /// JSON: the segment that is asked, and those that it asks for; empty: none.
    #[serde(default)]
    pub segments: String,
    /// Its provider.
    pub provider: String,
    /// When a list's people had consented, as was said when it was uploaded.
    #[serde(default)]
    pub declared: Option<EpochMs>,
    /// Most advertisements for one person a day, and in seven.
    #[serde(default)]
    pub caps: (Option<u32>, Option<u32>),
    /// When the refusals of its opt-out number were told last; none: the provider tells each.
    #[serde(default)]
    pub list_at: Option<EpochMs>,
    /// What one message costs.
    #[serde(default)]
    pub prices: Prices,
    /// Where links of ours are.
    #[serde(default)]
    pub links: String,
    /// It goes to the owner's own phone: no rule about advertising holds it back.
    #[serde(default)]
    pub is_trial: bool,
}

/// A run that goes on.
pub struct Run {
    pub id: i64,
    pub send: String,
    /// What began it.
    pub cause: String,
    pub state: u8,
    pub what: String,
    pub at_bucket: u16,
    pub after_member: String,
    /// Which object is being asked about its browsers' visits, and how far that is; none: that is over.
    pub visits_of: Option<u16>,
    pub visits_after: Option<i64>,
    pub people: i64,
    pub first_open: i64,
}

impl Frozen {
    /// By which way it leaves (`outbox::channel`).
    pub const fn channel(&self) -> u8 {
        match self.send.content {
            Content::Text { .. } => outbox::channel::TEXT,
            Content::Alimtalk { .. } => outbox::channel::ALIMTALK,
        }
    }
}

impl Run {
    /// What it says and to whom.
    ///
    /// # Errors
    /// The stored text is none.
    pub fn frozen(&self) -> Result<Frozen> {
        Ok(serde_json::from_str(&self.what)?)
    }
}

const COLUMNS: &str = "id, send, state, what, at_bucket, after_member, visits_of, visits_after, people, first_open, cause";

/// Begins a run, once for each cause.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn begin(sql: &Sql, send: &str, cause: &str, now: EpochMs) -> Result<Begun> {
    let values = [send.into(), cause.into(), now.0.into()];
    let put = "INSERT INTO run (send, cause, what, state, ordered_ms) VALUES (?, ?, '', 0, ?) ON CONFLICT (send, cause) DO NOTHING";
    let is_new = sql.run(put, &values)? > 0;
    let row = sql.first("SELECT id FROM run WHERE send = ? AND cause = ?", &[send.into(), cause.into()])?;
    Ok(Begun { run: row.map_or(Ok(0), |row| row.int(0))?, is_new })
}

/// More is to be told by it: one that has ended goes on, one that goes on looks at once. What holds it holds this, too.
pub fn go_on_with(sql: &Sql, run: i64) -> Result<u64> {
    let set = "UPDATE run SET wake_ms = 0, ended_ms = NULL, why = '', state = CASE WHEN state IN (0, 1, 2) THEN state WHEN what = '' THEN 0 ELSE 1 END \
               WHERE id = ? AND state IN (0, 1, 2, 3, 4)";
    sql.run(set, &[run.into()])
}

/// The last run of each that begins so.
pub fn last_of(sql: &Sql, prefix: &str) -> Result<Vec<RunLine>> {
    let query = "SELECT max(id) FROM run WHERE substr(send, 1, length(?1)) = ?1 GROUP BY send";
    let ids = sql.rows(query, &[prefix.into()])?.iter().map(|row| row.int(0)).collect::<Result<Vec<i64>>>()?;
    Ok(ids.into_iter().map(|run| one(sql, run)).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Those that have something to do now, the one first that has waited longest.
pub fn due(sql: &Sql, now: EpochMs) -> Result<Vec<Run>> {
    let query = format!("SELECT {COLUMNS} FROM run WHERE state IN {GOING_ON} AND wake_ms <= ? ORDER BY stepped_ms, id LIMIT 20");
    sql.rows(&query, &[now.0.into()])?.iter().map(read).collect()
}

/// When the first of all that go on has something to do.
pub fn next_wake(sql: &Sql) -> Result<Option<EpochMs>> {
    let row = sql.first(&format!("SELECT min(wake_ms) FROM run WHERE state IN {GOING_ON}"), &[])?;
    row.filter(|row| !row.is_null(0)).map(|row| row.int(0).map(EpochMs)).transpose()
}

pub fn load(sql: &Sql, run: i64) -> Result<Option<Run>> {
    sql.first(&format!("SELECT {COLUMNS} FROM run WHERE id = ?"), &[run.into()])?.as_ref().map(read).transpose()
}

/// Freezes what it says and to whom; its audience comes next. `visits_of`: from which object on browsers are asked first.
pub fn freeze(sql: &Sql, run: i64, what: &Frozen, visits_of: Option<u16>) -> Result<u64> {
    let json = serde_json::to_string(what)?;
    let values = [json.into(), visits_of.map(i64::from).into(), run.into()];
    sql.run("UPDATE run SET what = ?, visits_of = ?, state = 1, why = '', wake_ms = 0 WHERE id = ? AND state = 0", &values)
}

/// It is not begun yet, and says what it waits for.
pub fn wait(sql: &Sql, run: i64, why: &str) -> Result<u64> {
    sql.run("UPDATE run SET why = ? WHERE id = ? AND state = 0", &[why.into(), run.into()])
}

/// Notes how far its audience is.
pub fn planned(sql: &Sql, run: i64, at: (u16, &str), (people, looked, not_known): (i64, u32, u32)) -> Result<u64> {
    let values: [Value; 6] = [i64::from(at.0).into(), at.1.into(), people.into(), looked.into(), not_known.into(), run.into()];
    let set = "UPDATE run SET at_bucket = ?, after_member = ?, people = people + ?, looked = looked + ?, not_known = not_known + ? \
               WHERE id = ? AND state = 1";
    sql.run(set, &values)
}

/// Notes how far browsers have been asked.
pub fn asked_visits(sql: &Sql, run: i64, of: Option<u16>, after: Option<i64>) -> Result<u64> {
    sql.run("UPDATE run SET visits_of = ?, visits_after = ? WHERE id = ?", &[of.map(i64::from).into(), after.into(), run.into()])
}

/// Turns it from one of these states.
pub fn turn(sql: &Sql, run: i64, from: &[u8], to: u8, why: &str, now: EpochMs) -> Result<bool> {
    let ended = matches!(to, state::DONE | state::STOPPED).then_some(now.0);
    let list: Vec<String> = from.iter().map(u8::to_string).collect();
    let set = format!("UPDATE run SET state = ?, why = ?, ended_ms = ?, wake_ms = 0 WHERE id = ? AND state IN ({})", list.join(", "));
    Ok(sql.run(&set, &[i64::from(to).into(), why.into(), ended.into(), run.into()])? > 0)
}

/// One more of its people is to be sent something: a row behind all others.
pub fn one_more(sql: &Sql, run: i64, n: i64) -> Result<u64> {
    sql.run("UPDATE run SET people = people + 1, first_open = min(first_open, ?), wake_ms = 0 WHERE id = ?", &[n.into(), run.into()])
}

/// It has had its turn; nothing to do before then.
pub fn stepped(sql: &Sql, run: i64, wake: EpochMs, now: EpochMs) -> Result<u64> {
    sql.run("UPDATE run SET wake_ms = ?, stepped_ms = ? WHERE id = ?", &[wake.0.into(), now.0.into(), run.into()])
}

/// No row before this one is still to be sent.
pub fn open_from(sql: &Sql, run: i64, first_open: i64) -> Result<u64> {
    sql.run("UPDATE run SET first_open = ? WHERE id = ?", &[first_open.into(), run.into()])
}

/// Rows are to be sent again: from this one on.
pub fn open_again_from(sql: &Sql, run: i64, n: i64) -> Result<u64> {
    sql.run("UPDATE run SET first_open = min(first_open, ?) WHERE id = ?", &[n.into(), run.into()])
}

/// Sends that begin by themselves at this moment or before: each with when that was.
pub fn due_armed(sql: &Sql, now: EpochMs) -> Result<Vec<(String, EpochMs)>> {
    armed_where(sql, now.0)
}

/// All of them.
pub fn armed(sql: &Sql) -> Result<Vec<(String, EpochMs)>> {
    armed_where(sql, i64::MAX >> 12)
}

fn armed_where(sql: &Sql, until_ms: i64) -> Result<Vec<(String, EpochMs)>> {
    let rows = sql.rows("SELECT send, next_ms FROM armed WHERE next_ms <= ? ORDER BY next_ms", &[until_ms.into()])?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), EpochMs(row.int(1)?)))).collect()
}

pub fn arm(sql: &Sql, send: &str, next: EpochMs) -> Result<u64> {
    sql.run("INSERT OR REPLACE INTO armed (send, next_ms) VALUES (?, ?)", &[send.into(), next.0.into()])
}

pub fn disarm(sql: &Sql, send: &str) -> Result<u64> {
    sql.run("DELETE FROM armed WHERE send = ?", &[send.into()])
}

/// Runs that ended before a moment, whose rows are still there; and when the oldest of them did.
pub fn to_sweep(sql: &Sql, before: EpochMs, limit: u32) -> Result<Vec<i64>> {
    let query = "SELECT id FROM run WHERE state IN (3, 4) AND counts IS NULL AND ended_ms < ? ORDER BY ended_ms LIMIT ?";
    sql.rows(query, &[before.0.into(), limit.into()])?.iter().map(|row| row.int(0)).collect()
}

/// When the oldest run ended whose rows are still there.
pub fn oldest(sql: &Sql) -> Result<Option<EpochMs>> {
    let row = sql.first("SELECT min(ended_ms) FROM run WHERE state IN (3, 4) AND counts IS NULL", &[])?;
    row.filter(|row| !row.is_null(0)).map(|row| row.int(0).map(EpochMs)).transpose()
}

/// Keeps what became of a run's people, in the place of them.
pub fn sweep(sql: &Sql, run: i64) -> Result<()> {
    let counts = serde_json::to_string(&outbox::counts(sql, run)?)?;
    cost::keep(sql, run)?;
    outbox::sweep(sql, run)?;
    sql.run("UPDATE run SET counts = ? WHERE id = ?", &[counts.into(), run.into()])?;
    sql.run("DELETE FROM batch WHERE run = ?", &[run.into()]).map(drop)
}

/// Runs, the newest first.
pub fn list(sql: &Sql, send: Option<&str>, before: Option<i64>, limit: u32) -> Result<Vec<RunLine>> {
    let query = "SELECT id, send, cause, state, why, ordered_ms, ended_ms, what, looked, not_known, people, wake_ms, counts FROM run \
                 WHERE (?1 IS NULL OR send = ?1) AND id < ?2 ORDER BY id DESC LIMIT ?3";
    let rows = sql.rows(query, &[send.map(str::to_owned).into(), before.unwrap_or(i64::MAX >> 12).into(), limit.into()])?;
    rows.iter().map(|row| line(sql, row)).collect()
}

/// One run.
pub fn one(sql: &Sql, run: i64) -> Result<Option<RunLine>> {
    Ok(list(sql, None, Some(run + 1), 1)?.into_iter().next().filter(|line| line.id == run))
}

fn line(sql: &Sql, row: &Row) -> Result<RunLine> {
    let small = |column: usize| row.int(column).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    let id = row.int(0)?;
    Ok(RunLine {
        id,
        send: row.text(1)?.to_owned(),
        cause: row.text(2)?.to_owned(),
        state: u8::try_from(row.int(3)?).unwrap_or_default(),
        why: row.text(4)?.to_owned(),
        ordered: EpochMs(row.int(5)?),
        ended: if row.is_null(6) { None } else { Some(EpochMs(row.int(6)?)) },
        what: row.text(7)?.to_owned(),
        looked: small(8)?,
        not_known: small(9)?,
        people: small(10)?,
        counts: if row.is_null(12) { outbox::counts(sql, id)? } else { serde_json::from_str(row.text(12)?)? },
        wake: Some(row.int(11)?).filter(|wake| *wake > 0).map(EpochMs),
        taken: cost::taken(sql, id)?,
    })
}

fn read(row: &Row) -> Result<Run> {
    let maybe = |column: usize| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
    Ok(Run {
        id: row.int(0)?,
        send: row.text(1)?.to_owned(),
        state: u8::try_from(row.int(2)?).unwrap_or_default(),
        what: row.text(3)?.to_owned(),
        at_bucket: u16::try_from(row.int(4)?).unwrap_or(u16::MAX),
        after_member: row.text(5)?.to_owned(),
        visits_of: maybe(6)?.and_then(|of| u16::try_from(of).ok()),
        visits_after: maybe(7)?,
        people: row.int(8)?,
        first_open: row.int(9)?,
        cause: row.text(10)?.to_owned(),
    })
}
