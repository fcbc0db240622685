-- What a shop has agreed on with the company that carries its messages. sealed: crm::provider::Credentials (JSON), sealed (seal.rs). sender: JSON
-- of crm::send::Sender. caps: most advertisements for one person on a day and on seven. hook: the secret part of the address that the provider
-- calls; hook_secret: what it shows there, sealed. list_ms: when the refusals of an opt-out number from elsewhere were entered last; empty: the
-- provider tells each.
CREATE TABLE provider (
  site TEXT PRIMARY KEY REFERENCES site (id),
  provider TEXT NOT NULL,
  sealed TEXT NOT NULL,
  sender TEXT NOT NULL,
  cap_day INTEGER,
  cap_week INTEGER,
  hook TEXT NOT NULL UNIQUE,
  hook_secret TEXT NOT NULL,
  own_list INTEGER NOT NULL DEFAULT 0,
  list_ms INTEGER,
  version INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;

-- What the provider knows of a template (item of that kind): its id there, where its review is (JSON of crm::provider::Review), which version of the
-- item was registered, and what it said (JSON of crm::alimtalk::Template).
CREATE TABLE template (
  site TEXT NOT NULL REFERENCES site (id),
  id TEXT NOT NULL,
  remote TEXT NOT NULL,
  review TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  seen_ms INTEGER NOT NULL,
  PRIMARY KEY (site, id)
) STRICT;

-- Sites whose sends have something to do, now or by themselves later: the clock sees that they do it.
CREATE TABLE sending (site TEXT PRIMARY KEY) STRICT;
