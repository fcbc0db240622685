-- What a shop says of its company beside who sends: JSON of crm::price::Prices and what hangs on them (store/providers.rs, Terms).
ALTER TABLE provider ADD COLUMN terms TEXT NOT NULL DEFAULT '{}';
