//! The tables of a site's sends, and the object's birth certificate.
//!
//! A migration that was published is never changed.

use model::ids::SiteId;
use model::time::EpochMs;
use worker::Result;

use crate::store::sql::Sql;

/// The migrations in order; their count is the schema's version.
const MIGRATIONS: [&str; 3] = [FIRST, SECOND, THIRD];

const FIRST: &str = "
-- Sends that begin by themselves: when next.
CREATE TABLE armed (send TEXT PRIMARY KEY, next_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Runs. cause: what began it: a moment of the schedule, or the request that ordered it; each once. what: the send as it was then (JSON of
-- crm::send::Send), with the segments that it asks and the sender. state, why: sends::runs. at_bucket, after_member: how far the audience is
-- frozen. people: rows of it. counts: what had become of them (JSON), once their rows are gone. first_open: no row before it is still to be sent. wake_ms: nothing to do before.
CREATE TABLE run (
  id INTEGER PRIMARY KEY, send TEXT NOT NULL, cause TEXT NOT NULL, what TEXT NOT NULL, state INTEGER NOT NULL, why TEXT NOT NULL DEFAULT '',
  ordered_ms INTEGER NOT NULL, ended_ms INTEGER, at_bucket INTEGER NOT NULL DEFAULT 0, after_member TEXT NOT NULL DEFAULT '',
  visits_of INTEGER, visits_after INTEGER, counts TEXT, people INTEGER NOT NULL DEFAULT 0, looked INTEGER NOT NULL DEFAULT 0,
  not_known INTEGER NOT NULL DEFAULT 0, first_open INTEGER NOT NULL DEFAULT 0, wake_ms INTEGER NOT NULL DEFAULT 0,
  stepped_ms INTEGER NOT NULL DEFAULT 0, UNIQUE (send, cause)
) STRICT;

-- One row a person and channel of a run. n: 2^24 × the run + a number. id: hash of run, channel and contact (16 bytes). contact: its value in the
-- blind index. who: the member, or the row of a list. channel: sends::outbox. state, code: sends::outbox. at_ms: when it came to that; of one that waits, until when.
CREATE TABLE outbox (
  n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, contact BLOB NOT NULL, who TEXT NOT NULL, channel INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,
  batch INTEGER, code TEXT NOT NULL DEFAULT '', at_ms INTEGER NOT NULL
) STRICT;

-- Requests to the provider. dispatch: crm::dispatch::Dispatch. from_n, to_n: its rows are between them. due_ms: empty once it has ended. look_ms:
-- when it is looked what has become of its messages, as far as nobody has told; looks: how often it was; look_at: the page.
CREATE TABLE batch (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL, provider TEXT NOT NULL, channel INTEGER NOT NULL, dispatch BLOB NOT NULL, from_n INTEGER NOT NULL, to_n INTEGER NOT NULL,
  people INTEGER NOT NULL, hash TEXT NOT NULL DEFAULT '', made_ms INTEGER NOT NULL, due_ms INTEGER,
  look_ms INTEGER, looks INTEGER NOT NULL DEFAULT 0, look_at TEXT
) STRICT;
CREATE INDEX batch_due ON batch (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX batch_look ON batch (look_ms) WHERE look_ms IS NOT NULL;

-- Receipts of sends that are not known as accepted yet: they wait.
CREATE TABLE early (id BLOB PRIMARY KEY, state INTEGER NOT NULL, code TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Lists that were uploaded, and their rows. sealed: number and columns (letters::Listed), by that version of the site's key.
CREATE TABLE list (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, columns TEXT NOT NULL, consented_ms INTEGER, rows INTEGER NOT NULL, made_ms INTEGER NOT NULL,
  is_whole INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE listed (
  list TEXT NOT NULL, n INTEGER NOT NULL, contact BLOB NOT NULL, key INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (list, n)
) STRICT, WITHOUT ROWID;
";

const SECOND: &str = "
-- outbox.kind: as what it was handed over (crm::price::Kind). run.cost: how many of each kind were taken, [[kind, people]], which stays when rows
-- go. run.each_micros: what one of its messages costs at most.
ALTER TABLE outbox ADD COLUMN kind INTEGER;
ALTER TABLE run ADD COLUMN cost TEXT NOT NULL DEFAULT '[]';
ALTER TABLE run ADD COLUMN each_micros INTEGER NOT NULL DEFAULT 0;

-- Who has refused and is to be told what became of it, by due_ms. by: notices (worker/src/notices.rs). wording, place: what they saw, and where. run:
-- by which they are told; until then their number, sealed, is in the list _notices, at n = id, where it is known.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY, contact BLOB NOT NULL, at_ms INTEGER NOT NULL, by INTEGER NOT NULL, wording TEXT NOT NULL, place TEXT NOT NULL,
  due_ms INTEGER NOT NULL, run INTEGER
) STRICT;
CREATE INDEX notice_of ON notice (contact);
";

const THIRD: &str = "
-- What has happened and is told by itself, each once by its id (crm::automatic). matter: the order or member; of what happened to it before at_ms
-- nothing more is told. member: whose it is; empty: a guest, or one who is forgotten. contact: of the number that the order has itself; empty: it is the
-- member's. run: by which it is told; is_planned: it has a row there. What it says is sealed in the list _automatic, at n.
CREATE TABLE happening (
  n INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, matter BLOB NOT NULL, at_ms INTEGER NOT NULL, taken_ms INTEGER NOT NULL,
  member TEXT NOT NULL, contact BLOB, run INTEGER NOT NULL, is_planned INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX happening_waiting ON happening (run) WHERE is_planned = 0;
CREATE INDEX happening_of ON happening (matter);
CREATE INDEX happening_member ON happening (member) WHERE member <> '';
CREATE INDEX happening_taken ON happening (taken_ms);
-- outbox.happening: what a row is about, where it is told by itself.
ALTER TABLE outbox ADD COLUMN happening INTEGER;
";

/// The site that this object is for, its tables up to date. `None`: it has never been asked anything.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn open(sql: &Sql) -> Result<Option<SiteId>> {
    sql.transaction(|| {
        sql.run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID", &[])?;
        let done = get(sql, "schema")?.and_then(|version| version.parse().ok()).unwrap_or(0);
        for (migration, version) in MIGRATIONS.iter().zip(1_usize..).skip(done) {
            sql.run(migration, &[])?;
            set(sql, "schema", &version.to_string())?;
        }
        Ok(get(sql, "site")?.and_then(|site| SiteId::parse(&site)))
    })
}

/// Writes the certificate.
pub fn bear(sql: &Sql, site: SiteId) -> Result<()> {
    set(sql, "site", &site.to_string())
}

fn get(sql: &Sql, key: &str) -> Result<Option<String>> {
    let row = sql.first("SELECT value FROM meta WHERE key = ?", &[key.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

fn set(sql: &Sql, key: &str, value: &str) -> Result<()> {
    sql.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", &[key.into(), value.into()]).map(drop)
}

/// The oldest version of the site's key by which rows of lists may be sealed.
pub fn key_floor(sql: &Sql) -> Result<u32> {
    Ok(get(sql, "key_floor")?.and_then(|version| version.parse().ok()).unwrap_or(0))
}

/// Raises it; it never falls.
pub fn raise_key_floor(sql: &Sql, version: u32) -> Result<()> {
    if version > key_floor(sql)? { set(sql, "key_floor", &version.to_string()) } else { Ok(()) }
}

/// Up to when visits of browsers were told to members' homes.
pub fn visits_told(sql: &Sql) -> Result<EpochMs> {
    Ok(EpochMs(get(sql, "visits_told")?.and_then(|at| at.parse().ok()).unwrap_or(0)))
}

/// Notes it.
pub fn set_visits_told(sql: &Sql, at: EpochMs) -> Result<()> {
    set(sql, "visits_told", &at.0.to_string())
}
