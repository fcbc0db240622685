//! Runs that are not of a shop's send as it is: the results of refusals that are told, a send that is tried on one number, and what is told by itself when
//! it happens (`happened`). They go to lists of
//! ours, which no shop can name, and leave through the same machine as everything else.

use crm::automatic::Happening;
use crm::optout;
use crm::schedule::Schedule;
use crm::send::{Audience, Content, Send, Sender, Use};
use model::time::EpochMs;
use worker::Result;

use super::ask::{Begun, Noted, NoticeLine};
use super::happened;
use super::outbox::{self, state as row};
use super::runs::{self, Run, state};
use crate::store::sql::{Row, Sql, Value};

/// What stands in the place of a send's id, and the list of those who were not told yet. No slug begins so.
pub const NOTICES: &str = "_notices";
/// How causes of a trial begin.
pub const TRIAL: &str = "test ";
/// Lists of trials are forgotten after so long: receipts may come for three days.
const TRIAL_MS: i64 = 4 * 86_400_000;
const DAY_MS: i64 = 86_400_000;
/// Numbers of those who were not told are kept so long, as those of lists are.
const WAITING_MS: i64 = 90 * DAY_MS;

/// What such a run is.
pub enum Own {
    /// Results of refusals, to those on this list.
    Notices { list: String },
    /// A send as it says now, to the one on this list.
    Trial { list: String },
    /// What has happened, each to whom it is about.
    Happened(Happening),
}

impl Own {
    /// `None`: it is a run of a send like any other.
    pub fn of(run: &Run) -> Option<Self> {
        if run.send == NOTICES {
            return Some(Self::Notices { list: format!("{NOTICES} {}", run.id) });
        }
        if let Some(happening) = happened::of_name(&run.send) {
            return Some(Self::Happened(happening));
        }
        run.cause.starts_with(TRIAL).then(|| Self::Trial { list: list_of(&run.cause) })
    }
}

/// The list of a trial. Up to its first space a list's name is what its rows are sealed for.
pub fn list_of(cause: &str) -> String {
    format!("_{cause}")
}

/// What the results of refusals say.
pub fn notices(sender: &Sender, list: &str) -> Send {
    Send {
        id: NOTICES.into(),
        name: String::new(),
        purpose: Use::Information,
        audience: Audience::List { list: list.into() },
        schedule: Schedule::AtOnce,
        content: Content::Text {
            sender: sender.numbers.first().cloned().unwrap_or_default(),
            subject: String::new(),
            text: optout::notice(&sender.name),
        },
    }
}

/// Notes that somebody has refused. Returns its number, which is its place in the list, too; `None` where it is no news.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn note(sql: &Sql, noted: &Noted) -> Result<Option<i64>> {
    let put = "INSERT INTO notice (contact, at_ms, by, wording, place, due_ms) SELECT ?1, ?2, ?3, ?4, ?5, ?6 \
               WHERE NOT EXISTS (SELECT 1 FROM notice WHERE contact = ?1 AND at_ms > ?7)";
    let values: [Value; 7] = [
        noted.contact.as_slice().into(),
        noted.at.0.into(),
        i64::from(noted.by).into(),
        noted.wording.as_str().into(),
        noted.place.as_str().into(),
        (noted.at.0 + optout::TOLD_WITHIN_DAYS * DAY_MS).into(),
        noted.after.map_or(-1, |at| at.0).into(),
    ];
    if sql.run(put, &values)? == 0 {
        return Ok(None);
    }
    sql.first("SELECT last_insert_rowid()", &[])?.map(|row| row.int(0)).transpose()
}

/// Lets those be told who were not yet: those who come until it is looked at are of the same run. `None`: there is nobody.
pub fn tell(sql: &Sql, now: EpochMs) -> Result<Option<Begun>> {
    let last = sql.first("SELECT max(n) FROM listed WHERE list = ?", &[NOTICES.into()])?.filter(|row| !row.is_null(0));
    let Some(last) = last.map(|row| row.int(0)).transpose()? else { return Ok(None) };
    let new = sql.first("SELECT id FROM run WHERE send = ? AND state = ?", &[NOTICES.into(), i64::from(state::NEW).into()])?;
    match new {
        Some(row) => Ok(Some(Begun { run: row.int(0)?, is_new: false })),
        None => runs::begin(sql, NOTICES, &format!("notices {last}"), now).map(Some),
    }
}

/// Those who were not told yet are of this run from now on.
pub fn take(sql: &Sql, run: i64, list: &str, now: EpochMs) -> Result<()> {
    let copy = "INSERT INTO list (id, name, columns, consented_ms, rows, made_ms, is_whole) \
                SELECT ?1, name, columns, NULL, rows, ?3, 1 FROM list WHERE id = ?2 ON CONFLICT (id) DO NOTHING";
    sql.run(copy, &[list.into(), NOTICES.into(), now.0.into()])?;
    sql.run("UPDATE notice SET run = ? WHERE id IN (SELECT n FROM listed WHERE list = ?)", &[run.into(), NOTICES.into()])?;
    sql.run("UPDATE listed SET list = ? WHERE list = ?", &[list.into(), NOTICES.into()]).map(drop)
}

/// Those who are not told wait in one list, which is as old as the newest of them; numbers of those who have waited for long go.
pub fn keep_waiting(sql: &Sql, now: EpochMs) -> Result<()> {
    sql.run("UPDATE list SET made_ms = ? WHERE id = ?", &[now.0.into(), NOTICES.into()])?;
    let old = "DELETE FROM listed WHERE list = ? AND n IN (SELECT id FROM notice WHERE at_ms < ?)";
    sql.run(old, &[NOTICES.into(), (now.0 - WAITING_MS).into()]).map(drop)
}

/// Notices, the newest first.
pub fn list(sql: &Sql, told: Option<bool>, before: Option<i64>, limit: u32) -> Result<Vec<NoticeLine>> {
    let is_told = format!(
        "(o.state IN ({}, {}, {}) OR o.state IS NULL AND r.state = {})",
        row::ACCEPTED,
        row::DELIVERED,
        row::TAKEN_AS_SENT,
        state::DONE
    );
    let query = format!(
        "SELECT e.id, e.at_ms, e.by, e.wording, e.place, e.due_ms, e.run, CASE WHEN {is_told} THEN coalesce(o.at_ms, r.ended_ms) END, \
         e.run IS NOT NULL OR EXISTS (SELECT 1 FROM listed WHERE list = ?1 AND n = e.id) \
         FROM notice e LEFT JOIN run r ON r.id = e.run \
         LEFT JOIN outbox o ON o.contact = e.contact AND o.n BETWEEN e.run * 16777216 AND (e.run + 1) * 16777216 - 1 \
         WHERE e.id < ?2 AND (?3 IS NULL OR coalesce({is_told}, 0) = ?3) ORDER BY e.id DESC LIMIT ?4"
    );
    let values = [NOTICES.into(), before.unwrap_or(i64::MAX >> 12).into(), told.map(i64::from).into(), limit.into()];
    let maybe = |row: &Row, column: usize| if row.is_null(column) { Ok(None) } else { row.int(column).map(Some) };
    let line = |row: &Row| {
        Ok(NoticeLine {
            id: row.int(0)?,
            at: EpochMs(row.int(1)?),
            by: u8::try_from(row.int(2)?).unwrap_or_default(),
            wording: row.text(3)?.to_owned(),
            place: row.text(4)?.to_owned(),
            due: EpochMs(row.int(5)?),
            run: maybe(row, 6)?,
            told: maybe(row, 7)?.map(EpochMs),
            is_known: row.int(8)? == 1,
        })
    };
    sql.rows(&query, &values)?.iter().map(line).collect()
}

/// A row of any list that has a contact: its list, the version that sealed it, and it.
pub fn listed(sql: &Sql, contact: &outbox::Index) -> Result<Option<(String, u32, Vec<u8>)>> {
    let row = sql.first("SELECT list, key, sealed FROM listed WHERE contact = ? LIMIT 1", &[contact.as_slice().into()])?;
    row.map(|row| Ok((row.text(0)?.to_owned(), u32::try_from(row.int(1)?).unwrap_or_default(), row.blob(2)?.to_vec()))).transpose()
}

/// How many trials were begun since a moment. Lists of old ones go.
pub fn trials(sql: &Sql, since: EpochMs, now: EpochMs) -> Result<u32> {
    let old = [format!("_{TRIAL}%").into(), (now.0 - TRIAL_MS).into()];
    sql.run("DELETE FROM listed WHERE list IN (SELECT id FROM list WHERE id LIKE ? AND made_ms < ?)", &old)?;
    sql.run("DELETE FROM list WHERE id LIKE ? AND made_ms < ?", &old)?;
    let count = "SELECT count(*) FROM run WHERE cause LIKE ? AND ordered_ms >= ?";
    let row = sql.first(count, &[format!("{TRIAL}%").into(), since.0.into()])?;
    row.map_or(Ok(0), |row| row.int(0)).map(|count| u32::try_from(count).unwrap_or(u32::MAX))
}
