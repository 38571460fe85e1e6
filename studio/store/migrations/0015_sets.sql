-- A set of sounds as one record: what its first file is called, and the line that it says.
ALTER TABLE drafts ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN line_id TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN line_id TEXT NOT NULL DEFAULT '';

-- Who leads a challenge, and what leaders said to the lines that somebody handed in; `heard` once the person saw it.
ALTER TABLE challenges ADD COLUMN leader_id TEXT;
CREATE TABLE line_replies (
    id TEXT NOT NULL, platform_id TEXT NOT NULL, challenge_id TEXT NOT NULL, record_id TEXT NOT NULL, revision_id TEXT NOT NULL,
    line_id TEXT NOT NULL, author TEXT NOT NULL, leader TEXT NOT NULL, accepted INTEGER NOT NULL, at TEXT NOT NULL,
    reason TEXT NOT NULL, start_s REAL, end_s REAL,
    heard INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (platform_id, id)
);
CREATE INDEX line_replies_of_record ON line_replies (platform_id, record_id);
CREATE INDEX line_replies_unheard ON line_replies (platform_id) WHERE heard = 0;
CREATE INDEX takes_of_line ON takes (challenge_id, line_id) WHERE challenge_id IS NOT NULL;
