-- Files of a shop's history that are being taken, or were. What is read of them waits in R2 and in the objects until it is applied.
CREATE TABLE import (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  site TEXT NOT NULL REFERENCES site (id),
  id TEXT NOT NULL UNIQUE,           -- 16 hex digits
  kind TEXT NOT NULL,                -- orders, members, products, coupons, events
  name TEXT NOT NULL,
  said TEXT NOT NULL,                -- JSON: format, columns, zone, currency, date_order, as whoever sends it has said
  found TEXT NOT NULL DEFAULT '{}',  -- JSON: format, and which head each field has
  state TEXT NOT NULL,               -- open, finished, applying, applied, discarding
  state_ms INTEGER NOT NULL,         -- since when, or when somebody last was at it
  next INTEGER NOT NULL,             -- the part that is to come
  bytes INTEGER NOT NULL,
  progress TEXT NOT NULL,            -- JSON: rows and those of them that are refused, by reason (api/files.rs)
  pages INTEGER NOT NULL,            -- in R2
  cursor INTEGER NOT NULL,           -- pages that are applied, or the turn of an order's words
  result TEXT,                       -- JSON: what applying it has changed
  created_ms INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;
CREATE INDEX import_of_site ON import (site, n);
CREATE INDEX import_in_between ON import (state_ms) WHERE state <> 'applied';
-- What each part is, from before it is read: another content under the same number is refused.
CREATE TABLE import_part (
  import INTEGER NOT NULL REFERENCES import (n),
  part INTEGER NOT NULL,
  hash TEXT NOT NULL,                -- SHA-256; "end": the file's end
  PRIMARY KEY (import, part)
) STRICT, WITHOUT ROWID;
-- Which column is which, as somebody has said of files with this head.
CREATE TABLE import_columns (
  site TEXT NOT NULL REFERENCES site (id),
  kind TEXT NOT NULL,
  head TEXT NOT NULL,                -- a hash of the columns' names
  columns TEXT NOT NULL,             -- JSON: the head of each field
  date_order TEXT,                   -- mdy, dmy
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (site, kind, head)
) STRICT, WITHOUT ROWID;
