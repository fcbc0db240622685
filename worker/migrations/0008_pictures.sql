-- Pictures that were uploaded. Their bytes are in R2, under site and hash; a row says that they may be there, so nothing is there without one.
CREATE TABLE picture (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  site TEXT NOT NULL REFERENCES site (id),
  hash TEXT NOT NULL,                -- of the bytes as they are kept: 32 hex digits of SHA-256. The same picture twice is one
  kind TEXT NOT NULL,                -- png, jpg, gif
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  small TEXT,                        -- JSON: {"kind", "width", "height", "bytes"} of the one for lists, where there is one
  made_for TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,               -- coming: being put into R2; here; going: being taken out
  state_ms INTEGER NOT NULL,         -- since when; of one that is going: who takes it out has until 15 minutes after this
  created_ms INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  UNIQUE (site, hash)
) STRICT;
CREATE INDEX picture_in_between ON picture (state_ms) WHERE state <> 'here';
