-- Erasures of persons' data: what was asked, how far it has come. The name of whom is kept for as long as the objects' history goes back
-- (30 days), so that a restore can be followed by the same erasure; after that only its hash.
CREATE TABLE erasure (
  id TEXT PRIMARY KEY,               -- 16 hex digits
  site TEXT NOT NULL REFERENCES site (id),
  whose TEXT NOT NULL,               -- JSON: {"member": …} or {"visitor": …}; {"hash": …} once it is forgotten
  account TEXT NOT NULL,
  asked_ms INTEGER NOT NULL,
  done_ms INTEGER,                   -- empty: it goes on
  browsers INTEGER NOT NULL DEFAULT 0,
  visits INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX erasure_by_site ON erasure (site, asked_ms);
