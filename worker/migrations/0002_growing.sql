-- Which object each of a site's 256 buckets lives in: 256 numbers separated by blanks; empty: the first map (placement.rs).
ALTER TABLE site ADD COLUMN map TEXT NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN map_version INTEGER NOT NULL DEFAULT 1;
-- Growing: how many objects it is to have, while it has not; and who is at it (a number of their own) until when.
ALTER TABLE site ADD COLUMN grow_to INTEGER;
ALTER TABLE site ADD COLUMN grow_token INTEGER NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN grow_until_ms INTEGER NOT NULL DEFAULT 0;
-- How many objects there have ever been, or been begun: whoever erases asks them all.
ALTER TABLE site ADD COLUMN objects_ever INTEGER NOT NULL DEFAULT 2;
