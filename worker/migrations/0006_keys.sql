-- The keys of a site's personal data, each sealed by the newest key of the secret KEYS (seal.rs).
CREATE TABLE site_key (
  site TEXT NOT NULL REFERENCES site (id),
  version INTEGER NOT NULL,          -- 0: of the blind index, for good; from 1 on of data: the greatest seals
  wrapped TEXT NOT NULL,             -- empty: destroyed
  made_ms INTEGER NOT NULL,
  retired_ms INTEGER,                -- a newer one seals
  destroyed_ms INTEGER,              -- nothing is sealed by it any more
  PRIMARY KEY (site, version)
) STRICT;
