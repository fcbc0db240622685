-- What leaves by itself when it happens (crm::automatic): on_ms: since when, empty: it is off. fallback: the number from which a text goes in the place
-- of what did not arrive; empty: none does.
CREATE TABLE automatic (
  site TEXT NOT NULL REFERENCES site (id),
  happening TEXT NOT NULL,
  on_ms INTEGER,
  fallback TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (site, happening)
) STRICT;
