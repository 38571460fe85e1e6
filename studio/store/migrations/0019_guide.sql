-- A challenge may bring a guide: a sound to hear while one records.
ALTER TABLE challenges ADD COLUMN guide TEXT;
