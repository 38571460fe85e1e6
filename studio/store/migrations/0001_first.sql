-- One table a noun; one column a field of its dataclass in studio.domain (nested values as JSON).
CREATE TABLE takes (
    id TEXT PRIMARY KEY, session_id TEXT NOT NULL, number INTEGER NOT NULL, started_at TEXT NOT NULL,
    file_name TEXT NOT NULL UNIQUE, frames INTEGER NOT NULL, rate_hz INTEGER NOT NULL, channels INTEGER NOT NULL,
    device TEXT NOT NULL, challenge_id TEXT, line_id TEXT NOT NULL, prompt TEXT NOT NULL, preroll_frames INTEGER NOT NULL,
    gaps TEXT NOT NULL, levels TEXT, starred INTEGER NOT NULL, state TEXT NOT NULL, discarded_at TEXT, note TEXT NOT NULL,
    salvaged INTEGER NOT NULL, part_of TEXT
);
CREATE INDEX takes_newest ON takes (state, id DESC);
CREATE INDEX takes_of_session ON takes (session_id, state, id DESC);
CREATE INDEX takes_of_challenge ON takes (challenge_id, state, id DESC);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, made_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    platform_id TEXT NOT NULL, challenge_id TEXT, take_id TEXT REFERENCES takes (id), media TEXT, text TEXT NOT NULL,
    note TEXT NOT NULL, language TEXT NOT NULL, rights TEXT NOT NULL, ai_training INTEGER NOT NULL, sources TEXT NOT NULL,
    sealed INTEGER NOT NULL,
    removed_at TEXT
);
CREATE INDEX drafts_open ON drafts (sealed, removed_at, id DESC);

CREATE TABLE parcels (
    id TEXT PRIMARY KEY, draft_id TEXT NOT NULL REFERENCES drafts (id), record_id TEXT NOT NULL, revision_id TEXT NOT NULL UNIQUE,
    platform_id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, media TEXT NOT NULL, body TEXT NOT NULL,
    sealed_at TEXT NOT NULL, challenge_id TEXT, contribution_body TEXT NOT NULL, state TEXT NOT NULL, upload_url TEXT NOT NULL,
    sent_bytes INTEGER NOT NULL, tries INTEGER NOT NULL, next_try_at REAL NOT NULL, trouble TEXT, paused INTEGER NOT NULL,
    delivered_at TEXT
);
CREATE INDEX parcels_due ON parcels (state, paused, next_try_at);
CREATE INDEX parcels_of_record ON parcels (record_id);

CREATE TABLE platforms (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, is_home INTEGER NOT NULL, person_id TEXT NOT NULL,
    handle TEXT NOT NULL, bookmark TEXT NOT NULL, synced_at TEXT
);

CREATE TABLE challenges (
    platform_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, "by" TEXT NOT NULL,
    summary TEXT NOT NULL, brief TEXT NOT NULL, minutes INTEGER NOT NULL, effort TEXT NOT NULL, lines TEXT NOT NULL,
    closes_at TEXT, pay_minor INTEGER, currency TEXT NOT NULL, goes_to TEXT NOT NULL, rights TEXT NOT NULL,
    ai_training INTEGER NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (platform_id, id)
);

CREATE TABLE records (
    platform_id TEXT NOT NULL, id TEXT NOT NULL, revision_id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
    author TEXT NOT NULL, posted_at TEXT NOT NULL, media TEXT, rights TEXT NOT NULL, ai_training INTEGER NOT NULL,
    note TEXT NOT NULL, language TEXT NOT NULL, challenge_id TEXT, sources TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (platform_id, id)
);
CREATE INDEX records_newest ON records (posted_at DESC, id DESC);
CREATE INDEX records_of_challenge ON records (challenge_id, posted_at DESC);
