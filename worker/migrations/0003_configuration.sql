-- What a shop owner writes, each as it stands: what of it is published is in `config`.
CREATE TABLE item (
  n INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: one that is made anew under an old id is another one
  site TEXT NOT NULL REFERENCES site (id),
  kind TEXT NOT NULL,                -- segment, message, group, campaign
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  names TEXT NOT NULL,               -- its names, old ones too, in lower case, each on a line
  json TEXT NOT NULL,                -- without id, name and status
  status TEXT NOT NULL,              -- of a message; active or paused of a group; empty otherwise
  version INTEGER NOT NULL,          -- counts up
  created_ms INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_ms INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  UNIQUE (site, kind, id)
) STRICT;

-- Which of them names which: what is used is not deleted.
CREATE TABLE used (
  site TEXT NOT NULL REFERENCES site (id),
  by_kind TEXT NOT NULL,
  by_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (site, by_kind, by_id, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_of ON used (site, kind, id);

-- A campaign's links, one for each message that carries one. The destination is stored: nothing of a request is part of it.
CREATE TABLE link (
  code TEXT PRIMARY KEY,             -- random: 7 of an alphabet without look-alikes
  site TEXT NOT NULL REFERENCES site (id),
  campaign TEXT NOT NULL,
  message TEXT NOT NULL,             -- the message or send that carries it; empty: the campaign's own
  url TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  UNIQUE (site, campaign, message)
) STRICT;

-- Clicks of people by civil day of the shop's zone: how many, and nothing of whom.
CREATE TABLE link_day (
  code TEXT NOT NULL REFERENCES link (code) ON DELETE CASCADE,
  day TEXT NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (code, day)
) STRICT, WITHOUT ROWID;

-- Why a version was published: published, imported, paused, resumed, restored, settings, clock; and of what.
ALTER TABLE config ADD COLUMN action TEXT NOT NULL DEFAULT 'published';
ALTER TABLE config ADD COLUMN detail TEXT NOT NULL DEFAULT '';
-- When a published message begins or ends by its own time.
ALTER TABLE site ADD COLUMN config_due_ms INTEGER;
ALTER TABLE site ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE site ADD COLUMN settings_version INTEGER NOT NULL DEFAULT 1;
-- What was changed (segment/ID, message/ID, publication/V, settings), from what to what.
ALTER TABLE audit ADD COLUMN target TEXT;
ALTER TABLE audit ADD COLUMN before TEXT;
ALTER TABLE audit ADD COLUMN after TEXT;
CREATE INDEX audit_by_target ON audit (site, target, id);

-- What was published before.
INSERT INTO item (site, kind, id, name, names, json, status, version, created_ms, created_by, updated_ms, updated_by)
  SELECT site.id, 'segment', value ->> 'id', coalesce(value ->> 'name', ''), lower(coalesce(value ->> 'name', '')),
    json_remove(value, '$.id', '$.name'), '', 1, config.created_ms, account, config.created_ms, account
  FROM config JOIN site ON site.id = config.site AND version = config_version, json_each(config.json, '$.segments');
INSERT INTO item (site, kind, id, name, names, json, status, version, created_ms, created_by, updated_ms, updated_by)
  SELECT site.id, 'message', value ->> 'id', coalesce(value ->> 'name', ''), lower(coalesce(value ->> 'name', '')),
    json_remove(value, '$.id', '$.name', '$.status'), coalesce(value ->> 'status', 'draft'), 1, config.created_ms, account,
    config.created_ms, account
  FROM config JOIN site ON site.id = config.site AND version = config_version, json_each(config.json, '$.messages');
INSERT INTO used (site, by_kind, by_id, kind, id)
  SELECT site, 'message', id, 'segment', json ->> 'segment' FROM item WHERE kind = 'message' AND json ->> 'segment' IS NOT NULL;
INSERT OR IGNORE INTO used (site, by_kind, by_id, kind, id)
  SELECT site, 'segment', item.id, CASE part.value ->> 'kind' WHEN 'segment.member' THEN 'segment' ELSE 'message' END, one.value
  FROM item, json_tree(item.json) part, json_each(part.value, '$.values') one
  WHERE item.kind = 'segment' AND part.type = 'object'
    AND part.value ->> 'kind' IN ('segment.member', 'message.shown', 'message.clicked', 'message.closed', 'message.converted');
UPDATE site SET settings = coalesce((SELECT json_object('attribution', json_extract(json, '$.attribution')) FROM config
  WHERE config.site = site.id AND version = config_version AND json_type(json, '$.attribution') = 'object'), '{}');
