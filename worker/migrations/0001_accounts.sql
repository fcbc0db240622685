-- Who may sign in. Every time is in milliseconds since 1970 (UTC).
CREATE TABLE account (
  id TEXT PRIMARY KEY,               -- 16 hex digits
  email TEXT NOT NULL UNIQUE,        -- lower case
  name TEXT NOT NULL,
  password TEXT NOT NULL,            -- argon2id, PHC string
  demo INTEGER NOT NULL DEFAULT 0,   -- 1: has the demo's public password; production refuses to serve
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  hash TEXT PRIMARY KEY,             -- SHA-256 of the cookie's secret, hex
  account TEXT NOT NULL REFERENCES account (id),
  created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account);

CREATE TABLE api_token (
  hash TEXT PRIMARY KEY,             -- SHA-256 of the token, hex
  id TEXT NOT NULL UNIQUE,           -- 16 hex digits: how it is spoken of
  account TEXT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,              -- words separated by a space
  created_ms INTEGER NOT NULL,
  used_ms INTEGER                    -- to the hour
) STRICT;

-- Tries at signing in: a bucket that drains with time (store/tries.rs).
CREATE TABLE tries (
  bucket TEXT PRIMARY KEY,
  level REAL NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

-- Places an account has signed in from: strangers' tries do not shut them out.
CREATE TABLE known_place (
  account TEXT NOT NULL REFERENCES account (id),
  place TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (account, place)
) STRICT;

CREATE TABLE site (
  id TEXT PRIMARY KEY,               -- 16 hex digits
  key TEXT NOT NULL UNIQUE,          -- public, in the script tag
  name TEXT NOT NULL,
  zone TEXT NOT NULL,                -- IANA name
  currency TEXT NOT NULL,            -- ISO 4217
  domains TEXT NOT NULL,             -- JSON list of hosts
  secret TEXT NOT NULL,              -- 64 hex digits: signs member ids
  config_version INTEGER NOT NULL,   -- 0: nothing published yet
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
  site TEXT NOT NULL REFERENCES site (id),
  account TEXT NOT NULL REFERENCES account (id),
  role TEXT NOT NULL,                -- owner, editor, viewer
  PRIMARY KEY (site, account)
) STRICT;
CREATE INDEX member_by_account ON member (account);

-- Every version of a site's configuration that was published.
CREATE TABLE config (
  site TEXT NOT NULL REFERENCES site (id),
  version INTEGER NOT NULL,
  json TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  account TEXT NOT NULL,
  PRIMARY KEY (site, version)
) STRICT;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  account TEXT,
  site TEXT,
  action TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_site ON audit (site, id);
