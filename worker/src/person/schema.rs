//! The tables of a person object, and its birth certificate.
//!
//! A migration that was published is never changed; every row of people and orders carries its bucket, so that buckets can move.

use std::rc::Rc;

use model::ids::SiteId;
use model::wire::{read, written};
use worker::Result;

use super::blocks::Ground;
use super::moves::{self, Moves};
use super::{ShardError, first_form};
use crate::store::sql::{Sql, Value};

/// A step from one version of the schema to the next: statements, and what no statement can do, in between.
struct Migration {
    before: &'static str,
    step: fn(&Sql) -> Result<()>,
    after: &'static str,
}

impl Migration {
    /// Statements alone.
    const fn of(before: &'static str) -> Self {
        Self { before, step: |_| Ok(()), after: "" }
    }
}

/// The migrations in order; their count is the schema's version.
const MIGRATIONS: [Migration; 6] = [
    Migration::of(FIRST),
    Migration::of(EFFECTS),
    Migration { before: SHOPPERS, step: first_form::take_over, after: SHOPPERS_AFTER },
    Migration::of(CONTACTS),
    Migration::of(SENDS),
    Migration::of(MEMBERS),
];

const FIRST: &str = "
-- Whom the shop has signed this browser to be. provenance: 1 signed by the shop, 2 said by its server.
CREATE TABLE visitor (
  bucket INTEGER NOT NULL, visitor BLOB PRIMARY KEY, member TEXT NOT NULL, signed INTEGER NOT NULL, provenance INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Which events of a tab were seen (model::ledger).
CREATE TABLE ledger (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, install INTEGER NOT NULL, tab INTEGER NOT NULL, high INTEGER NOT NULL,
  gaps BLOB NOT NULL, last_ms INTEGER NOT NULL, PRIMARY KEY (visitor, install, tab)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_by_age ON ledger (last_ms);

-- A visit, folded (model::tape::Visit). day: days since 1970 in the shop's zone. last_id: 12 bytes, big-endian.
CREATE TABLE visit (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, start_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, last_id BLOB NOT NULL,
  day INTEGER NOT NULL, facts BLOB NOT NULL, events INTEGER NOT NULL, page_views INTEGER NOT NULL, product_views INTEGER NOT NULL,
  cart_adds INTEGER NOT NULL, orders INTEGER NOT NULL, chunks INTEGER NOT NULL, PRIMARY KEY (visitor, start_ms)
) STRICT;
CREATE INDEX visit_by_last ON visit (last_ms);
CREATE INDEX visit_by_day ON visit (day);

-- A visit's tape: a version byte and frames (model::wire); a chunk for each batch.
CREATE TABLE chunk (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, start_ms INTEGER NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (visitor, start_ms, n)
) STRICT, WITHOUT ROWID;

-- Messages shown to and clicked by a visitor, as long as an order may be credited to them.
CREATE TABLE exposure (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, at_ms INTEGER NOT NULL, id BLOB NOT NULL, message TEXT NOT NULL,
  variant INTEGER NOT NULL, act INTEGER NOT NULL, PRIMARY KEY (visitor, at_ms, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX exposure_by_age ON exposure (at_ms);

-- A visitor's orders, each number once: the earliest word of it. value: millionths.
CREATE TABLE person_order (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, order_id TEXT NOT NULL, at_ms INTEGER NOT NULL, id BLOB NOT NULL,
  value INTEGER NOT NULL, currency TEXT NOT NULL, provenance INTEGER NOT NULL, version INTEGER NOT NULL,
  PRIMARY KEY (visitor, order_id)
) STRICT, WITHOUT ROWID;

-- What became of messages, by day.
CREATE TABLE effect (
  bucket INTEGER NOT NULL, message TEXT NOT NULL, variant INTEGER NOT NULL, day INTEGER NOT NULL,
  shown INTEGER NOT NULL, clicked INTEGER NOT NULL, closed INTEGER NOT NULL, PRIMARY KEY (message, day, variant, bucket)
) STRICT, WITHOUT ROWID;
CREATE INDEX effect_by_day ON effect (day, bucket);

-- The home of orders: what everybody says of an order whose number belongs to a bucket of this object (message::claim).
CREATE TABLE claim (
  bucket INTEGER NOT NULL, order_id TEXT NOT NULL, claimant BLOB NOT NULL, version INTEGER NOT NULL, rank INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, day INTEGER NOT NULL, value INTEGER NOT NULL, currency TEXT NOT NULL,
  message TEXT, variant INTEGER, act INTEGER, PRIMARY KEY (order_id, claimant)
) STRICT, WITHOUT ROWID;

-- What counts of them: one row an order.
CREATE TABLE settled (
  bucket INTEGER NOT NULL, order_id TEXT PRIMARY KEY, rank INTEGER NOT NULL, at_ms INTEGER NOT NULL, day INTEGER NOT NULL,
  value INTEGER NOT NULL, currency TEXT NOT NULL, message TEXT, variant INTEGER, act INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX settled_by_message ON settled (message, day);
CREATE INDEX settled_by_day ON settled (day);

-- What has to be told to other objects. key: one row a matter; a newer one replaces it.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, bucket INTEGER NOT NULL, key TEXT NOT NULL UNIQUE, target INTEGER NOT NULL,
  payload BLOB NOT NULL, tries INTEGER NOT NULL, due_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_due ON outbox (due_ms);

-- What the one alarm has to wake for.
CREATE TABLE due (what TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
";

/// People a message reached, the control group, and orders that were taken back.
const EFFECTS: &str = "
-- Held back from the control group.
ALTER TABLE effect ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

-- When and as what a visitor first met a message: each person once. held: 1 of the control group. day: of that moment.
CREATE TABLE reach (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, message TEXT NOT NULL, variant INTEGER NOT NULL, held INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, id BLOB NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (message, visitor)
) STRICT, WITHOUT ROWID;

-- What the order's home says of it. remains: of what was paid, where that is not what the browser said. word: the version of what it says.
ALTER TABLE person_order ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person_order ADD COLUMN remains INTEGER;
ALTER TABLE person_order ADD COLUMN word INTEGER NOT NULL DEFAULT 0;
CREATE INDEX person_order_by_number ON person_order (order_id, bucket);
CREATE INDEX person_order_by_time ON person_order (at_ms);

-- status: 0 placed, 1 refunded in part, 2 cancelled. claimant_bucket: where a browser's person lives. said_…: what it was told last.
ALTER TABLE claim ADD COLUMN status INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN claimant_bucket INTEGER;
ALTER TABLE claim ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN said_cancelled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE claim ADD COLUMN said_value INTEGER;
ALTER TABLE settled ADD COLUMN status INTEGER NOT NULL DEFAULT 0;
";

/// A row a browser instead of rows for its visits, chunks and tabs; visits that are over go into blocks.
const SHOPPERS: &str = "
-- A browser (model::shopper). id: its bucket and a hash (shoppers::ids). open: how many of its visits are not sealed. last_ms: when the
-- newest one ended. Rows are long, so their key is an integer: of other keys SQLite reads whole rows on the way to one.
CREATE TABLE shopper (
  id INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, visitor BLOB NOT NULL, last_ms INTEGER NOT NULL, open INTEGER NOT NULL,
  state BLOB NOT NULL
) STRICT;

-- Pieces of the tapes of long visits that are not sealed: frames.
CREATE TABLE piece (
  bucket INTEGER NOT NULL, visitor BLOB NOT NULL, start_ms INTEGER NOT NULL, n INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (visitor, start_ms, n)
) STRICT, WITHOUT ROWID;

-- Sealed visits (insight::block): how many, when the first and the last of them began, and on which civil days.
CREATE TABLE block (
  block INTEGER PRIMARY KEY, visits INTEGER NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL, sealed_ms INTEGER NOT NULL
) STRICT;
-- Their columns and the parts of their tapes. id: 1024 × the block + the number of the column or part.
CREATE TABLE block_column (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE block_part (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
-- Slots of blocks whose visits do not count there any more: opened again, moved, erased. emptied: 1 once the block was written anew without them.
CREATE TABLE hole (
  block INTEGER NOT NULL, slot INTEGER NOT NULL, emptied INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (block, slot)
) STRICT, WITHOUT ROWID;

-- Buckets that moved in or out (moves.rs): by which versions of the map they are here; state 1 receiving, 2 held, 3 frozen, 4 released.
CREATE TABLE moved (
  bucket INTEGER PRIMARY KEY, from_version INTEGER NOT NULL, until_version INTEGER, state INTEGER NOT NULL, token INTEGER NOT NULL
) STRICT;

-- Browsers of erasures under way (privacy.rs); whole: all that was theirs goes.
CREATE TABLE erasing (job TEXT NOT NULL, visitor BLOB NOT NULL, whole INTEGER NOT NULL, PRIMARY KEY (job, visitor)) STRICT, WITHOUT ROWID;
-- Browsers whose data was erased, by a hash: what they did before is not taken any more.
CREATE TABLE erased (bucket INTEGER NOT NULL, visitor BLOB NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (bucket, visitor)) STRICT, WITHOUT ROWID;

-- The home of members: each browser's part in them (model::shopper::Share), its newest word.
CREATE TABLE share (
  bucket INTEGER NOT NULL, member TEXT NOT NULL, claimant BLOB NOT NULL, claimant_bucket INTEGER NOT NULL, version INTEGER NOT NULL,
  bytes BLOB NOT NULL, PRIMARY KEY (member, claimant)
) STRICT, WITHOUT ROWID;
";

/// An index is a row more with every row: what is swept once a day is found by looking at all.
const SHOPPERS_AFTER: &str = "DROP INDEX exposure_by_age; DROP TABLE visit; DROP TABLE chunk; DROP TABLE ledger; DROP TABLE visitor;";

/// What a shop says of its members: contacts, sealed, and consents. No index: whoever looks knows the key, or looks at all.
const CONTACTS: &str = "
-- The home of members. version: of the shop's word; told: of the newest letter to a contact's home. key: the version that sealed. phone, email:
-- their values in the blind index.
CREATE TABLE contact (
  bucket INTEGER NOT NULL, member TEXT NOT NULL, version INTEGER NOT NULL, told INTEGER NOT NULL, key INTEGER NOT NULL,
  sealed BLOB NOT NULL, phone BLOB, email BLOB, PRIMARY KEY (bucket, member)
) STRICT, WITHOUT ROWID;
-- What they said, with the evidence (crm::consent::Word).
CREATE TABLE consent (
  bucket INTEGER NOT NULL, member TEXT NOT NULL, at_ms INTEGER NOT NULL, hash BLOB NOT NULL, word BLOB NOT NULL,
  PRIMARY KEY (bucket, member, at_ms, hash)
) STRICT, WITHOUT ROWID;

-- The home of contacts: who has one, and what of their words decides (crm::consent::Ledger, without evidence).
CREATE TABLE holder (
  bucket INTEGER NOT NULL, contact BLOB NOT NULL, member TEXT NOT NULL, version INTEGER NOT NULL, words BLOB NOT NULL,
  PRIMARY KEY (bucket, contact, member)
) STRICT, WITHOUT ROWID;
-- Refusals of who has it no longer, by a hash of contact and channel. at_ms: the newest.
CREATE TABLE suppressed (
  bucket INTEGER NOT NULL, hash BLOB NOT NULL, purpose INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (bucket, hash, purpose)
) STRICT, WITHOUT ROWID;

-- By a hash: that a member let a contact go (version: of that letter), or was erased (version: above that of every letter before). Letters of
-- that version or an earlier one are late. at_ms: the shop's words from before are not taken.
CREATE TABLE gone (
  bucket INTEGER NOT NULL, hash BLOB NOT NULL, version INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (bucket, hash)
) STRICT, WITHOUT ROWID;
";

/// What sends ask of people.
const SENDS: &str = "
-- What the last visits of that browser were like (model::facts::Facts), as they were when a send last asked; visits_ms: when it was here last.
ALTER TABLE share ADD COLUMN visits BLOB;
ALTER TABLE share ADD COLUMN visits_ms INTEGER NOT NULL DEFAULT 0;

-- The home of contacts: advertisements that were permitted to leave (sends::permit), while caps count them. send: its id.
CREATE TABLE permit (
  bucket INTEGER NOT NULL, contact BLOB NOT NULL, send BLOB NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (bucket, contact, send)
) STRICT, WITHOUT ROWID;
";

/// Members in columns (`member_blocks`), and what keeps them true, whoever writes the rows that they are made of.
const MEMBERS: &str = "
-- Members of a bucket whose ids are above `after`, up to `last`. made_of: a hash of what it depends on beside them.
CREATE TABLE member_block (
  block INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, after TEXT NOT NULL, last TEXT NOT NULL, members INTEGER NOT NULL, made_of BLOB NOT NULL,
  UNIQUE (bucket, last)
) STRICT;
-- Its columns (insight::members). id: 1024 × the block + the number of the column.
CREATE TABLE member_column (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
-- Members between the ends of a block of whom something was said since it was made.
CREATE TABLE member_changed (bucket INTEGER NOT NULL, member TEXT NOT NULL, PRIMARY KEY (bucket, member)) STRICT, WITHOUT ROWID;

CREATE TRIGGER member_block_gone AFTER DELETE ON member_block BEGIN
  DELETE FROM member_column WHERE id BETWEEN OLD.block * 1024 AND OLD.block * 1024 + 1023;
  DELETE FROM member_changed WHERE bucket = OLD.bucket AND member > OLD.after AND member <= OLD.last;
END;

-- The shop says the same of most members again and again: before, since the row that is replaced is still there.
CREATE TRIGGER contact_said BEFORE INSERT ON contact
WHEN EXISTS (SELECT 1 FROM member_block WHERE bucket = NEW.bucket AND last >= NEW.member AND after < NEW.member)
  AND NOT EXISTS (SELECT 1 FROM contact WHERE bucket = NEW.bucket AND member = NEW.member AND phone IS NEW.phone)
BEGIN INSERT OR IGNORE INTO member_changed VALUES (NEW.bucket, NEW.member); END;
CREATE TRIGGER contact_changed AFTER UPDATE OF phone ON contact
WHEN EXISTS (SELECT 1 FROM member_block WHERE bucket = NEW.bucket AND last >= NEW.member AND after < NEW.member)
BEGIN INSERT OR IGNORE INTO member_changed VALUES (NEW.bucket, NEW.member); END;
CREATE TRIGGER share_said AFTER INSERT ON share
WHEN EXISTS (SELECT 1 FROM member_block WHERE bucket = NEW.bucket AND last >= NEW.member AND after < NEW.member)
BEGIN INSERT OR IGNORE INTO member_changed VALUES (NEW.bucket, NEW.member); END;
CREATE TRIGGER share_changed AFTER UPDATE OF bytes, visits ON share
WHEN EXISTS (SELECT 1 FROM member_block WHERE bucket = NEW.bucket AND last >= NEW.member AND after < NEW.member)
BEGIN INSERT OR IGNORE INTO member_changed VALUES (NEW.bucket, NEW.member); END;

-- Whoever was erased is in no block, and is the end of none.
CREATE TRIGGER contact_gone AFTER DELETE ON contact BEGIN
  DELETE FROM member_block WHERE bucket = OLD.bucket AND last >= OLD.member AND after <= OLD.member;
END;
CREATE TRIGGER share_gone AFTER DELETE ON share BEGIN
  DELETE FROM member_block WHERE bucket = OLD.bucket AND last >= OLD.member AND after <= OLD.member;
END;
";

/// What an object is, for ever: written at its birth.
#[derive(Clone, Debug)]
pub struct Born {
    pub site: SiteId,
    pub shard: u16,
    /// Buckets that have moved since.
    pub moves: Rc<Moves>,
}

/// The object's certificate, its tables up to date. `None`: it has never been asked anything.
///
/// # Errors
/// What SQLite refuses.
pub fn open(sql: &Sql) -> Result<Option<Born>> {
    sql.transaction(|| {
        sql.run("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID", &[])?;
        let done: usize = get(sql, "schema")?.and_then(|version| version.parse().ok()).unwrap_or(0);
        for (Migration { before, step, after }, version) in MIGRATIONS.iter().zip(1..).skip(done) {
            sql.run(before, &[])?;
            step(sql)?;
            if !after.is_empty() {
                sql.run(after, &[])?;
            }
            set(sql, "schema", &version.to_string())?;
        }
        let site = get(sql, "site")?.and_then(|site| SiteId::parse(&site));
        let shard = get(sql, "shard")?.and_then(|shard| u16::from_str_radix(&shard, 16).ok());
        let moves = Rc::new(moves::load(sql)?);
        Ok(site.zip(shard).map(|(site, shard)| Born { site, shard, moves }))
    })
}

/// Writes the certificate.
///
/// # Errors
/// What SQLite refuses.
pub fn bear(sql: &Sql, born: &Born, map_version: u32) -> std::result::Result<(), ShardError> {
    sql.transaction(|| {
        set(sql, "site", &born.site.to_string())?;
        set(sql, "kind", "p")?;
        set(sql, "shard", &format!("{:04x}", born.shard))?;
        set(sql, "map", &map_version.to_string())?;
        Ok(())
    })
}

/// What is known of the site's zone and currency: each call that brings events says it.
///
/// # Errors
/// What SQLite refuses; what cannot be read is not known.
pub fn ground(sql: &Sql) -> Result<Option<Ground>> {
    let bytes = get(sql, "ground")?.and_then(|hex| model::ids::unhex_all(&hex));
    Ok(bytes.and_then(|bytes| read(&bytes).ok()).map(|(zone, currency)| Ground { zone, currency }))
}

/// Notes it.
///
/// # Errors
/// What SQLite refuses.
pub fn set_ground(sql: &Sql, ground: &Ground) -> Result<u64> {
    set(sql, "ground", &model::ids::hex(&written(&(ground.zone.clone(), ground.currency))))
}

/// The oldest version of the data key by which contacts may be sealed here.
///
/// # Errors
/// What SQLite refuses.
pub fn key_floor(sql: &Sql) -> Result<u32> {
    Ok(get(sql, "key_floor")?.and_then(|version| version.parse().ok()).unwrap_or(0))
}

/// Raises it; it never falls.
///
/// # Errors
/// What SQLite refuses.
pub fn raise_key_floor(sql: &Sql, version: u32) -> Result<()> {
    if version > key_floor(sql)? {
        set(sql, "key_floor", &version.to_string())?;
    }
    Ok(())
}

fn get(sql: &Sql, key: &str) -> Result<Option<String>> {
    let row = sql.first("SELECT value FROM meta WHERE key = ?", &[key.into()])?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

fn set(sql: &Sql, key: &str, value: &str) -> Result<u64> {
    sql.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", &[key.into(), Value::from(value)])
}
