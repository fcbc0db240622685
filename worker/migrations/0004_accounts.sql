-- Sessions that are told apart: an id to speak of one (16 hex digits), what signed in ("pc windows chrome"), and from about where.
ALTER TABLE session ADD COLUMN id TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN place TEXT NOT NULL DEFAULT '';
UPDATE session SET id = lower(hex(randomblob(8)));
CREATE UNIQUE INDEX session_by_id ON session (id);

-- Tokens: how one begins, for people; the only site that it is for (NULL: all of the account's), and when it is over (NULL: never).
ALTER TABLE api_token ADD COLUMN start TEXT NOT NULL DEFAULT '';
ALTER TABLE api_token ADD COLUMN site TEXT;
ALTER TABLE api_token ADD COLUMN expires_ms INTEGER;
CREATE INDEX api_token_by_account ON api_token (account);

-- Invitations to a site. A used one stays until it would be over: it says by whom.
CREATE TABLE invitation (
  id TEXT PRIMARY KEY,               -- 16 hex digits
  hash TEXT NOT NULL UNIQUE,         -- SHA-256 of the token, hex
  site TEXT NOT NULL REFERENCES site (id),
  email TEXT NOT NULL,               -- lower case: nobody else may use it
  role TEXT NOT NULL,
  invited_by TEXT NOT NULL REFERENCES account (id),
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  used_ms INTEGER,
  used_by TEXT                       -- the account, which may be made by it
) STRICT;
CREATE INDEX invitation_by_site ON invitation (site, email);

-- Second factors (RFC 6238).
CREATE TABLE totp (
  account TEXT PRIMARY KEY REFERENCES account (id),
  secret TEXT NOT NULL,              -- sealed (seal.rs)
  confirmed_ms INTEGER,              -- NULL: no code was given yet, so it does not count
  step INTEGER NOT NULL DEFAULT 0    -- of the last code that was taken: none before it, nor itself, is taken again
) STRICT;

CREATE TABLE recovery_code (
  account TEXT NOT NULL REFERENCES account (id),
  hash TEXT NOT NULL,                -- SHA-256 of account and code, hex
  used_ms INTEGER,
  PRIMARY KEY (account, hash)
) STRICT;

-- Whom a change happened to, and how it was before and after (JSON, no secrets).
ALTER TABLE audit ADD COLUMN subject TEXT;
CREATE INDEX audit_by_account ON audit (account, id);
CREATE INDEX audit_by_subject ON audit (subject, id);
