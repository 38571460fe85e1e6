-- Requests to be named as a source, as platforms tell them, and the errands (asking, answering …) that wait to be sent.
-- `told` is the news about a request that the person has heard already.
CREATE TABLE requests (
    platform_id TEXT NOT NULL, id TEXT NOT NULL, record_id TEXT NOT NULL, author TEXT NOT NULL, asker TEXT NOT NULL,
    source_id TEXT, type TEXT NOT NULL, words TEXT NOT NULL, asked_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    place TEXT NOT NULL, work TEXT, state TEXT NOT NULL, reason TEXT NOT NULL, reply TEXT NOT NULL, sourced INTEGER,
    verdict TEXT NOT NULL,
    told TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (platform_id, id)
);
CREATE INDEX requests_of_record ON requests (platform_id, record_id, id);
CREATE INDEX requests_of_author ON requests (platform_id, json_extract(author, '$.id'));
CREATE INDEX requests_of_asker ON requests (platform_id, json_extract(asker, '$.id'));

CREATE TABLE errands (
    id TEXT PRIMARY KEY, platform_id TEXT NOT NULL, record_id TEXT NOT NULL, request_id TEXT NOT NULL, deed TEXT NOT NULL,
    door TEXT NOT NULL, body TEXT NOT NULL, made_at TEXT NOT NULL, tries INTEGER NOT NULL, next_try_at REAL NOT NULL,
    trouble TEXT
);
CREATE INDEX errands_of_record ON errands (platform_id, record_id);
CREATE INDEX errands_of_request ON errands (platform_id, request_id, id);
