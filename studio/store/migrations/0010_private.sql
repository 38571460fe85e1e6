-- What was taken out of a file before it may be sent, what it still tells, and how it was adjusted, by the hash of what is sent and
-- that of the untouched original.
CREATE TABLE cleaned (
    sha256 TEXT NOT NULL, original TEXT NOT NULL, removed TEXT NOT NULL, still TEXT NOT NULL, keep TEXT NOT NULL,
    adjustments TEXT NOT NULL,
    PRIMARY KEY (sha256, original)
);
