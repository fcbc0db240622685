//! What has happened and is told by itself (`crm::automatic`): taken once, planned into the run of its day, made into messages when they leave.
//!
//! A run is of one happening, one civil day and one way to say it (its cause names both). It ends like any other, and goes on when more happens:
//! so a shop sees a line a day, and each message goes the way of all others. What is to be said is sealed in a list that no shop can name; who it
//! is for is looked up when it leaves.

use std::collections::{BTreeMap, BTreeSet};

use crm::automatic::{Happening, NAME, called, is_late};
use model::time::EpochMs;
use model::wire::read;
use worker::Result;

use super::ask::Happened;
use super::letters::{Letters, owner_of_listed};
use super::outbox::{self, Index, Planned, state as row};
use super::runs::{self, Frozen, Run, state};
use super::work::{Turn, now};
use crate::people::People;
use crate::person::ShardError;
use crate::person::ask::What;
use crate::person::sends::{Ask, Recipient};
use crate::problem::Problem;
use crate::site_keys::SiteKeys;
use crate::store::sql::{Row, Sql, Value};

/// The list in which is sealed what is to be said.
pub const LIST: &str = "_automatic";
/// How such runs are called in the place of a send. No slug begins so.
pub const PREFIX: &str = "_auto_";
/// What a row could not be planned for: nobody has said a number.
const NO_PHONE: &str = "no_phone";
/// What has waited for longer than it is news.
const LATE: &str = "late";
/// Happenings of one step.
const PAGE: u32 = 500;
/// What was said is forgotten after so long: until then a text may go in the place of what did not arrive.
const SAID_MS: i64 = 4 * 86_400_000;
/// That it was said is known for so long, as of everything else that the edge remembers (thirteen months).
const KEPT_MS: i64 = 400 * 86_400_000;

/// What is sealed of a happening.
pub struct Notice {
    /// E.164, where the order has a number of its own; empty: it is the member's.
    pub phone: String,
    /// By the names of variables.
    pub values: Vec<(String, String)>,
}

model::wire!(struct Notice { phone, values });

/// The version byte before it.
pub const VERSION: u8 = 1;

/// What such runs are called.
pub fn name(happening: Happening) -> String {
    format!("{PREFIX}{}", happening.name())
}

/// What happened, of a run.
pub fn of_name(send: &str) -> Option<Happening> {
    send.strip_prefix(PREFIX).and_then(Happening::named)
}

/// One that is to be planned.
struct Waiting {
    n: i64,
    id: Index,
    member: String,
    contact: Option<Index>,
}

/// Takes what has happened. Returns how much of it is news: what is known is not, nor what a later word about the same order has overtaken.
///
/// # Errors
/// `OldKey`; what SQLite refuses; so for all of this file.
pub fn take(sql: &Sql, all: &[Happened], now: EpochMs) -> std::result::Result<u32, ShardError> {
    let floor = super::schema::key_floor(sql)?;
    if all.iter().any(|one| one.key < floor) {
        return Err(ShardError::OldKey);
    }
    let mut news = 0;
    for one in all {
        let known = "SELECT 1 FROM happening WHERE id = ?1 OR matter = ?2 AND at_ms > ?3 LIMIT 1";
        let values = [one.id.as_slice().into(), one.matter.as_slice().into(), one.at.0.into()];
        let Some(happening) = Happening::ALL.into_iter().find(|known| *known as u8 == one.kind) else { continue };
        if sql.first(known, &values)?.is_some() {
            continue;
        }
        let run = runs::begin(sql, &name(happening), &one.cause, now)?.run;
        let put = "INSERT INTO happening (id, kind, matter, at_ms, taken_ms, member, contact, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        let values: [Value; 8] = [
            one.id.as_slice().into(),
            i64::from(one.kind).into(),
            one.matter.as_slice().into(),
            one.at.0.into(),
            now.0.into(),
            one.member.as_str().into(),
            one.contact.map(|contact| contact.to_vec()).into(),
            run.into(),
        ];
        sql.run(put, &values)?;
        let n = sql.first("SELECT last_insert_rowid()", &[])?.map_or(Ok(0), |row| row.int(0))?;
        let values = [LIST.into(), n.into(), one.id.as_slice().into(), one.key.into(), one.sealed.as_slice().into()];
        sql.run("INSERT INTO listed (list, n, contact, key, sealed) VALUES (?, ?, ?, ?, ?)", &values)?;
        runs::go_on_with(sql, run)?;
        news += 1;
    }
    Ok(news)
}

/// Whether something of a run is still to be planned.
pub fn is_waiting(sql: &Sql, run: i64) -> Result<bool> {
    Ok(sql.first("SELECT 1 FROM happening WHERE run = ? AND is_planned = 0 LIMIT 1", &[run.into()])?.is_some())
}

fn waiting(sql: &Sql, run: i64) -> Result<Vec<Waiting>> {
    let query = "SELECT n, id, member, contact FROM happening WHERE run = ? AND is_planned = 0 ORDER BY n LIMIT ?";
    let one = |row: &Row| {
        Ok(Waiting {
            n: row.int(0)?,
            id: row.blob(1)?.try_into().unwrap_or_default(),
            member: row.text(2)?.to_owned(),
            contact: if row.is_null(3) { None } else { row.blob(3)?.try_into().ok() },
        })
    };
    sql.rows(query, &[run.into(), PAGE.into()])?.iter().map(one).collect()
}

/// What of a stopped run was not planned yet does not leave: it says so in rows of its own.
pub fn stop(sql: &Sql, turn: &Turn<'_>, run: i64, now: EpochMs) -> Result<()> {
    loop {
        let some = waiting(sql, run)?;
        if some.is_empty() {
            return Ok(());
        }
        plan(sql, turn, run, some, |_| None, row::STOPPED, now)?;
    }
}

/// Makes a row of each. `missing`: what becomes of whoever has no number.
fn plan(
    sql: &Sql,
    turn: &Turn<'_>,
    run: i64,
    some: Vec<Waiting>,
    contact: impl Fn(&Waiting) -> Option<Index>,
    missing: u8,
    now: EpochMs,
) -> Result<()> {
    // As it is now: a text in the place of another message may have come behind the rows meanwhile.
    let Some(Run { people, state, .. }) = runs::load(sql, run)? else { return Ok(()) };
    let (first, looked) = (outbox::range(run).0 + people, u32::try_from(some.len()).unwrap_or(u32::MAX));
    let mut added = 0;
    for waiting in some {
        let found = contact(&waiting);
        let who = if waiting.member.is_empty() { outbox::of_list(waiting.n) } else { waiting.member.clone() };
        let id = outbox::id_of_happening(turn.site_id, &waiting.id, outbox::channel::ALIMTALK);
        let one = Planned {
            n: first + added,
            id,
            contact: found.unwrap_or_default(),
            who,
            channel: outbox::channel::ALIMTALK,
            happening: Some(waiting.n),
        };
        if outbox::insert(sql, &one, now)? {
            added += 1;
            if found.is_none() {
                let why = if missing == row::GONE { NO_PHONE } else { "" };
                outbox::set(sql, one.n, missing, why, now)?;
            }
        }
        sql.run("UPDATE happening SET is_planned = 1 WHERE n = ?", &[waiting.n.into()])?;
    }
    if state == state::PLANNING {
        runs::planned(sql, run, (0, ""), (added, looked, 0))?;
    } else {
        sql.run("UPDATE run SET people = people + ?, looked = looked + ? WHERE id = ?", &[added.into(), looked.into(), run.into()])?;
    }
    Ok(())
}

impl Turn<'_> {
    /// Plans what has happened since it was looked last; where there is nothing more, it sets out.
    pub(super) async fn plan_happened(&self, run: &Run, frozen: &Frozen) -> std::result::Result<EpochMs, Problem> {
        let some = waiting(self.sql, run.id)?;
        if some.is_empty() {
            return self.set_out(run, frozen).await;
        }
        if run.people + i64::from(PAGE) > outbox::PEOPLE_MAX {
            return self.hold(run, "too_many_people");
        }
        let members: BTreeSet<String> = some.iter().filter(|one| one.contact.is_none()).map(|one| one.member.clone()).collect();
        let known = recipients(&self.people()?, members.into_iter().filter(|member| !member.is_empty()).collect()).await?;
        let contact = |one: &Waiting| one.contact.or_else(|| known.get(&one.member).and_then(|known| known.phone));
        self.sql.transaction(|| {
            // Somebody may have stopped it meanwhile.
            if runs::load(self.sql, run.id)?.is_none_or(|run| run.state != state::PLANNING) {
                return Ok(());
            }
            plan(self.sql, self, run.id, some, contact, row::GONE, now())
        })?;
        Ok(EpochMs(0))
    }
}

async fn recipients(people: &People<'_>, members: Vec<String>) -> std::result::Result<BTreeMap<String, Recipient>, Problem> {
    let ask = |members: &[String]| What::Sends(Ask::Recipients(members.to_vec()));
    let said: Vec<Vec<Recipient>> = people.tell(members, |member| member.clone().into_bytes(), ask).await?;
    Ok(said.into_iter().flatten().map(|recipient| (recipient.member.clone(), recipient)).collect())
}

/// Makes the messages of these rows.
///
/// # Errors
/// An object does not answer; `KeyGone`: later.
pub async fn letters(
    people: &People<'_>,
    keys: &SiteKeys,
    sql: &Sql,
    frozen: &Frozen,
    rows: Vec<Planned>,
) -> std::result::Result<Letters, Problem> {
    let members: BTreeSet<String> = rows.iter().filter(|row| !is_guest(row)).map(|row| row.who.clone()).collect();
    let known = recipients(people, members.into_iter().collect()).await?;
    let mut letters = Letters::default();
    for planned in rows {
        let query = "SELECT h.at_ms, l.key, l.sealed, l.contact FROM happening h JOIN listed l ON l.list = ? AND l.n = h.n WHERE h.n = ?";
        let Some(stored) = sql.first(query, &[LIST.into(), planned.happening.unwrap_or(-1).into()])? else {
            letters.not.push((planned, row::GONE, String::new()));
            continue;
        };
        if is_late(EpochMs(stored.int(0)?), now()) {
            letters.not.push((planned, row::HELD_BACK, LATE.into()));
            continue;
        }
        let Notice { phone, mut values } = open(keys, &stored)?;
        let recipient = known.get(&planned.who);
        let contacts = recipient.map(|known| keys.open_contacts(&known.member, known.key, &known.sealed)).transpose()?.unwrap_or_default();
        // Without a number of its own it goes to the member's, as long as that is the one that was permitted.
        let is_same = recipient.is_some_and(|known| known.phone == Some(planned.contact));
        let Some(to) = Some(phone).filter(|phone| !phone.is_empty()).or_else(|| contacts.phone.filter(|_| is_same)) else {
            letters.not.push((planned, row::GONE, String::new()));
            continue;
        };
        if values.iter().all(|(name, _)| name != NAME) {
            values.push((NAME.to_owned(), called(contacts.name.as_deref())));
        }
        letters.put(frozen, planned, to, &values);
    }
    Ok(letters)
}

fn is_guest(row: &Planned) -> bool {
    row.who.is_empty() || outbox::listed(&row.who).is_some()
}

fn open(keys: &SiteKeys, stored: &Row) -> std::result::Result<Notice, Problem> {
    let id: Index = stored.blob(3)?.try_into().unwrap_or_default();
    let version = u32::try_from(stored.int(1)?).unwrap_or_default();
    let bytes = keys.open(&owner_of_listed(LIST, &id), version, stored.blob(2)?)?;
    let broken = || Problem::Internal("what happened cannot be read".into());
    let (_, rest) = bytes.split_first().filter(|(version, _)| **version == VERSION).ok_or_else(broken)?;
    read(rest).map_err(|_| broken())
}

/// The id of what goes in the place of a row.
pub fn id_again(sql: &Sql, turn_site: model::ids::SiteId, n: i64, channel: u8) -> Result<Option<Index>> {
    let row = sql.first("SELECT id FROM happening WHERE n = ?", &[n.into()])?;
    let id = row.map(|row| row.blob(0).map(<[u8]>::to_vec)).transpose()?;
    Ok(id.and_then(|id| Index::try_from(id.as_slice()).ok()).map(|id| outbox::id_of_happening(turn_site, &id, channel)))
}

/// The member is known here no more, nor what was to be said to them.
pub fn forget(sql: &Sql, member: &str) -> Result<()> {
    sql.run("DELETE FROM listed WHERE list = ? AND n IN (SELECT n FROM happening WHERE member = ?)", &[LIST.into(), member.into()])?;
    sql.run("UPDATE happening SET member = '', contact = NULL WHERE member = ?", &[member.into()]).map(drop)
}

/// Forgets what is old.
pub fn sweep(sql: &Sql, now: EpochMs) -> Result<()> {
    let said = "DELETE FROM listed WHERE list = ? AND n IN (SELECT n FROM happening WHERE taken_ms < ?)";
    sql.run(said, &[LIST.into(), (now.0 - SAID_MS).into()])?;
    sql.run("DELETE FROM happening WHERE taken_ms < ?", &[(now.0 - KEPT_MS).into()]).map(drop)
}

/// When something is old next.
pub fn next_sweep(sql: &Sql) -> Result<Option<EpochMs>> {
    let moment = |query: &str, values: &[Value], kept_ms: i64| {
        let row = sql.first(query, values)?.filter(|row| !row.is_null(0));
        row.map(|row| row.int(0).map(|taken| EpochMs(taken + kept_ms))).transpose()
    };
    let said = "SELECT min(taken_ms) FROM happening WHERE n IN (SELECT n FROM listed WHERE list = ?)";
    let said = moment(said, &[LIST.into()], SAID_MS)?;
    let kept = moment("SELECT min(taken_ms) FROM happening", &[], KEPT_MS)?;
    Ok(said.into_iter().chain(kept).min())
}
