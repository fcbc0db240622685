-- Which token acted, as it was called then: JSON {"id", "name"}. Empty: somebody signed in, or the clock.
ALTER TABLE audit ADD COLUMN token TEXT;
