//! The tables of a site's relay object, and its birth certificate. A migration that was published is never changed.

use worker::Result;

use crate::store::birth;
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

/// Opens them.
///
/// # Errors
/// As [`birth::open`].
pub fn open(sql: &Sql, site: &str) -> Result<()> {
    birth::open(sql, site, &MIGRATIONS)
}
