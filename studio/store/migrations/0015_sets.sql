-- A set of sounds as one record: what its first file is called, and the line that it says.
ALTER TABLE drafts ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN line_id TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN line_id TEXT NOT NULL DEFAULT '';
