-- Where conversions are told: one row a service of a site. What is told, and what became of it, is in the site's own object (site_relay_do.rs).
CREATE TABLE relay (
  id TEXT PRIMARY KEY,
  site TEXT NOT NULL REFERENCES site (id),
  target TEXT NOT NULL,              -- meta, ga4, webhook
  name TEXT NOT NULL,
  state TEXT NOT NULL,               -- on; paused: by somebody; off: by the other side (410)
  config TEXT NOT NULL,              -- JSON (relay::config::Config): nothing in it is secret
  sealed TEXT NOT NULL,              -- its secrets (relay::config::Secrets, JSON), sealed by a key of KEYS
  version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  watched_ms INTEGER NOT NULL        -- when the clock last looked whether anything of the site sleeps
) STRICT;
CREATE INDEX relay_by_site ON relay (site);
CREATE INDEX relay_by_watch ON relay (watched_ms);
