//! The tables of a site's history. A migration that was published is never changed.

use worker::Result;

use crate::store::birth;
use crate::store::sql::Sql;

const MIGRATIONS: [&str; 1] = [FIRST];

const FIRST: &str = "
-- Rows that were said and are not in blocks yet (insight::orders::row), by the root under which their orders lie, the tag of the word, and their place in
-- it. applied: 1 once the word counts.
CREATE TABLE waiting (
  root INTEGER NOT NULL, version INTEGER NOT NULL, by INTEGER NOT NULL, rank INTEGER NOT NULL, n INTEGER NOT NULL, applied INTEGER NOT NULL,
  rows INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (root, version, by, rank, n)
) STRICT, WITHOUT ROWID;

-- Blocks (insight::orders::block), by the key of their part, and their columns. id: 16 × the key + the column.
CREATE TABLE part (key INTEGER PRIMARY KEY, orders INTEGER NOT NULL, lines INTEGER NOT NULL) STRICT;
CREATE TABLE part_column (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
";

/// Opens them.
///
/// # Errors
/// As [`birth::open`].
pub fn open(sql: &Sql, site: &str) -> Result<()> {
    birth::open(sql, site, &MIGRATIONS)
}
