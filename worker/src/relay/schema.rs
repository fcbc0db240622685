//! The tables of a site's relay object, and its birth certificate. A migration that was published is never changed.

use worker::{Error, Result};

use crate::store::sql::Sql;

const MIGRATIONS: [&str; 1] = [FIRST];

const FIRST: &str = "
-- What happened, once a cause (crm::relay::Conversion::event_id). matter: the order or member, as a hash. version: of the shop's word. Once nobody is to be
-- told any more, what names somebody goes (conversion, member: NULL); the row stays, so that the same cause is never told again.
CREATE TABLE cause (
  id INTEGER PRIMARY KEY, event TEXT NOT NULL UNIQUE, matter TEXT NOT NULL, kind INTEGER NOT NULL, at_ms INTEGER NOT NULL,
  version INTEGER NOT NULL, made_ms INTEGER NOT NULL, member TEXT, conversion TEXT
) STRICT;
CREATE INDEX cause_by_matter ON cause (matter);
CREATE INDEX cause_by_member ON cause (member) WHERE member IS NOT NULL;

-- What one relay is told of it. state, why: crm::relay::attempt. tries: the lease's name. next_ms: when it may leave; due_ms: when the alarm looks
-- at it. lost_ms: since when it may have arrived. status: of the last answer. begun_ms: when the try that is under way began.
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT, relay TEXT NOT NULL, target TEXT NOT NULL, cause INTEGER NOT NULL, state INTEGER NOT NULL, why TEXT,
  tries INTEGER NOT NULL, next_ms INTEGER, due_ms INTEGER, made_ms INTEGER NOT NULL, last_ms INTEGER, lost_ms INTEGER, begun_ms INTEGER,
  status INTEGER, UNIQUE (cause, relay)
) STRICT;
CREATE INDEX delivery_by_due ON delivery (due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX delivery_by_relay ON delivery (relay, state, id);
";

/// The tables brought up to date, and the site of this object: given by the first who asks.
///
/// # Errors
/// What SQLite refuses; another site than the object's own.
pub fn open(sql: &Sql, site: &str) -> Result<()> {
    sql.transaction(|| {
        sql.run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID", &[])?;
        let done: usize = get(sql, "schema")?.and_then(|version| version.parse().ok()).unwrap_or(0);
        for (migration, version) in MIGRATIONS.iter().zip(1..).skip(done) {
            sql.run(migration, &[])?;
            set(sql, "schema", &version.to_string())?;
        }
        match get(sql, "site")? {
            Some(own) if own == site => Ok(()),
            Some(_) => Err(Error::RustError("this object is of another site".into())),
            None => set(sql, "site", site),
        }
    })
}

/// The site, if the object has ever been asked anything.
///
/// # Errors
/// What SQLite refuses.
pub fn born(sql: &Sql) -> Result<Option<String>> {
    if sql.first("SELECT 1 FROM sqlite_master WHERE name = 'meta'", &[])?.is_none() {
        return Ok(None);
    }
    get(sql, "site")
}

fn get(sql: &Sql, key: &str) -> Result<Option<String>> {
    let row = sql.first("SELECT value FROM meta WHERE key = ?", &[key.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

fn set(sql: &Sql, key: &str, value: &str) -> Result<()> {
    sql.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", &[key.into(), value.into()])?;
    Ok(())
}
