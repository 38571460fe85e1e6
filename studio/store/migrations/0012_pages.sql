-- Several pictures as one record: what the first one shows, and the files after it.
ALTER TABLE drafts ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN more TEXT NOT NULL DEFAULT '[]';
ALTER TABLE records ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN more TEXT NOT NULL DEFAULT '[]';
ALTER TABLE parcels ADD COLUMN more TEXT NOT NULL DEFAULT '[]';
