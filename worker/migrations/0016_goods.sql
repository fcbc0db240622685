-- Products and coupons as the shop's files say them: of two words the later counts.
CREATE TABLE product (
  site TEXT NOT NULL REFERENCES site (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  category TEXT NOT NULL,            -- empty: not said
  price TEXT,                        -- a decimal
  currency TEXT NOT NULL,
  version INTEGER NOT NULL,          -- when the import began that said it, in milliseconds
  PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE coupon (
  site TEXT NOT NULL REFERENCES site (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  discount TEXT NOT NULL,            -- as it is written: an amount or a share
  starts_ms INTEGER,
  ends_ms INTEGER,
  version INTEGER NOT NULL,
  PRIMARY KEY (site, id)
) STRICT, WITHOUT ROWID;
