-- Paint files that are watched, one for a draft, and the versions that their saves have become.
CREATE TABLE studies (
    id TEXT PRIMARY KEY REFERENCES drafts (id) ON DELETE CASCADE, path TEXT NOT NULL, watched INTEGER NOT NULL,
    seen TEXT NOT NULL, sha256 TEXT NOT NULL, trouble TEXT
);

CREATE TABLE versions (
    id TEXT PRIMARY KEY, draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE, number INTEGER NOT NULL,
    media TEXT NOT NULL, original TEXT NOT NULL, made_at TEXT NOT NULL, layers TEXT NOT NULL, name TEXT NOT NULL,
    back_to INTEGER NOT NULL, waits INTEGER NOT NULL, removed_at TEXT,
    UNIQUE (draft_id, number)
);
CREATE INDEX versions_waiting ON versions (draft_id) WHERE waits;
