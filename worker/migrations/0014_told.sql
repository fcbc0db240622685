-- When the company's own list of refusals was read whole last, and when it was asked for last; empty: never.
ALTER TABLE provider ADD COLUMN refused_ms INTEGER;
ALTER TABLE provider ADD COLUMN asked_ms INTEGER;
