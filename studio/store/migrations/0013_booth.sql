-- Scripts that a person brought, what is kept of a line beside its takes, and edits over takes.
ALTER TABLE takes ADD COLUMN edits TEXT NOT NULL DEFAULT '[]';
ALTER TABLE takes ADD COLUMN edits_done INTEGER NOT NULL DEFAULT 0;
ALTER TABLE takes ADD COLUMN layer_of TEXT;
CREATE INDEX takes_layers ON takes (layer_of) WHERE layer_of IS NOT NULL;

ALTER TABLE challenges ADD COLUMN spec TEXT NOT NULL DEFAULT '';
ALTER TABLE challenges ADD COLUMN naming TEXT NOT NULL DEFAULT '';

CREATE TABLE scripts (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, lines TEXT NOT NULL, opened_at TEXT NOT NULL,
    spec TEXT NOT NULL, naming TEXT NOT NULL
);

CREATE TABLE line_marks (
    session_id TEXT NOT NULL, line_id TEXT NOT NULL, note TEXT NOT NULL, delivered_at TEXT, accepted_at TEXT, pickup TEXT,
    PRIMARY KEY (session_id, line_id)
);
