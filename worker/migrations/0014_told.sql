-- When the company's own list of refusals was read whole last, and when it was asked for last; empty: never.
ALTER TABLE provider ADD COLUMN refused_ms INTEGER;
ALTER TABLE provider ADD COLUMN asked_ms INTEGER;

-- Where shop platforms tell of orders and members (crm::platform). mall: the shop, as the platform calls it. hook: the secret part of the address; sealed:
-- what signs. heard_ms: when it told of something last.
CREATE TABLE shop_hook (
  site TEXT NOT NULL REFERENCES site (id),
  platform TEXT NOT NULL,
  mall TEXT NOT NULL,
  signature TEXT NOT NULL,
  hook TEXT NOT NULL UNIQUE,
  sealed TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  heard_ms INTEGER,
  PRIMARY KEY (site, platform)
) STRICT;

-- Signatures that were heard, for as long as they would hold: the same once more is somebody else's.
CREATE TABLE heard (
  signature TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
