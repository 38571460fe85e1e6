-- Records and drafts have tags; step 24 lets a record be found by its own.
ALTER TABLE drafts ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE records ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
