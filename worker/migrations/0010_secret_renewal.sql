-- The secret with which a shop signs its members can be renewed. What is in the column secret stays what the ids of imported visitors are made of.
ALTER TABLE site ADD COLUMN identity_secret TEXT;              -- 64 hex digits; NULL: never renewed, it is the one in secret
ALTER TABLE site ADD COLUMN old_identity_secret TEXT;          -- the one before it, which holds until then; NULL: none
ALTER TABLE site ADD COLUMN old_identity_secret_until_ms INTEGER;
