//! Tickets: a socket is opened with one, once.
//!
//! A browser cannot send a token with a socket, and a page elsewhere can open one with the shopkeeper's cookie. So the console asks for a
//! ticket first, by a request that is checked as every change is. Only the ticket's hash is kept, in the object that it is for.

use model::ids::SiteId;
use model::time::EpochMs;
use model::wire::{read, written};
use worker::Result;

use crate::auth::Holder;
use crate::person::ShardError;
use crate::store::sql::{Sql, Value};

/// How long a ticket may be used: from the answer to the handshake.
pub const TICKET_MS: i64 = 60_000;
/// Most tickets of a site that wait to be used: five for each socket that may be open.
const TICKETS_MAX: i64 = 100;

/// The migrations in order; their count is the schema's version.
const MIGRATIONS: [&str; 1] = [FIRST];

const FIRST: &str = "
-- Tickets that wait to be used. hash: SHA-256 in hex. holder: crate::auth::Holder.
CREATE TABLE ticket (hash TEXT PRIMARY KEY, holder BLOB NOT NULL, origin TEXT NOT NULL, expires_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- What sockets have been told, by the segment that they follow (empty: everybody), for those that connect again (crate::live::view).
CREATE TABLE view (segment TEXT PRIMARY KEY, state BLOB NOT NULL, used_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// A ticket to keep.
pub struct Issue {
    pub site: SiteId,
    pub now: EpochMs,
    pub hash: String,
    pub ticket: Ticket,
}

/// What the edge asks the object.
pub enum Ask {
    Issue(Issue),
    /// Somebody's right may be gone: to look again who may watch.
    LookAgain(SiteId),
}

/// What a ticket is bound to.
pub struct Ticket {
    pub holder: Holder,
    /// The page that asked for it; empty for a server's program.
    pub origin: String,
}

/// What became of an [`Issue`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Issued {
    Kept,
    /// Too many wait already.
    TooMany,
}

model::wire!(
    enum Issued {
        Kept,
        TooMany,
    }
);
model::wire!(struct Ticket { holder, origin });

impl model::codec::Wire for Ask {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Issue(issue) => {
                out.push(0);
                issue.put(out);
            }
            Self::LookAgain(site) => {
                out.push(1);
                site.0.to_be_bytes().put(out);
            }
        }
    }

    fn take(from: &mut model::codec::Reader<'_>) -> Self {
        match from.byte() {
            0 => Self::Issue(from.take()),
            number => {
                if number != 1 {
                    from.fail();
                }
                Self::LookAgain(SiteId(u64::from_be_bytes(from.take())))
            }
        }
    }
}

impl model::codec::Wire for Issue {
    fn put(&self, out: &mut Vec<u8>) {
        self.site.0.to_be_bytes().put(out);
        self.now.put(out);
        self.hash.put(out);
        self.ticket.put(out);
    }

    fn take(from: &mut model::codec::Reader<'_>) -> Self {
        Self { site: SiteId(u64::from_be_bytes(from.take())), now: from.take(), hash: from.take(), ticket: from.take() }
    }
}

/// The site of an object that has kept a ticket before. Nothing is written for one that has not.
///
/// # Errors
/// What SQLite refuses; so for all of this file.
pub fn born(sql: &Sql) -> Result<Option<SiteId>> {
    if sql.first("SELECT 1 FROM sqlite_master WHERE name = 'meta'", &[])?.is_none() {
        return Ok(None);
    }
    migrate(sql)?;
    Ok(get(sql, "site")?.and_then(|site| SiteId::parse(&site)))
}

/// Writes the object's certificate.
pub fn bear(sql: &Sql, site: SiteId) -> Result<()> {
    sql.transaction(|| {
        sql.run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID", &[])?;
        migrate(sql)?;
        set(sql, "site", &site.to_string())?;
        set(sql, "kind", "l")
    })
}

/// Keeps a ticket.
pub fn issue(sql: &Sql, issue: &Issue) -> std::result::Result<Issued, ShardError> {
    sql.transaction(|| {
        sql.run("DELETE FROM ticket WHERE expires_ms <= ?", &[issue.now.0.into()])?;
        let waiting = sql.first("SELECT COUNT(*) FROM ticket", &[])?.map_or(Ok(0), |row| row.int(0))?;
        if waiting >= TICKETS_MAX {
            return Ok(Issued::TooMany);
        }
        let Ticket { holder, origin } = &issue.ticket;
        let values = [issue.hash.as_str().into(), written(holder).into(), origin.as_str().into(), (issue.now.0 + TICKET_MS).into()];
        sql.run("INSERT INTO ticket (hash, holder, origin, expires_ms) VALUES (?, ?, ?, ?)", &values)?;
        Ok(Issued::Kept)
    })
}

/// Takes a ticket, which nobody can use again, and says what it was bound to.
pub fn redeem(sql: &Sql, hash: &str, now: EpochMs) -> Result<Option<Ticket>> {
    let row = sql.first("DELETE FROM ticket WHERE hash = ? RETURNING holder, origin, expires_ms", &[hash.into()])?;
    let Some(row) = row.filter(|row| row.int(2).is_ok_and(|expires_ms| expires_ms > now.0)) else { return Ok(None) };
    let holder = read(row.blob(0)?).ok();
    Ok(holder.zip(row.text(1).ok()).map(|(holder, origin)| Ticket { holder, origin: origin.to_owned() }))
}

fn migrate(sql: &Sql) -> Result<()> {
    let done: usize = get(sql, "schema")?.and_then(|version| version.parse().ok()).unwrap_or(0);
    for (migration, version) in MIGRATIONS.iter().zip(1..).skip(done) {
        sql.run(migration, &[])?;
        set(sql, "schema", &version.to_string())?;
    }
    Ok(())
}

fn get(sql: &Sql, key: &str) -> Result<Option<String>> {
    let row = sql.first("SELECT value FROM meta WHERE key = ?", &[key.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

fn set(sql: &Sql, key: &str, value: &str) -> Result<()> {
    sql.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", &[key.into(), Value::from(value)])?;
    Ok(())
}
