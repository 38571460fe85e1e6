-- What was heard beside a take (the take that it is punched into, or a guide), and the rooms that were listened to.
ALTER TABLE takes ADD COLUMN layer_at INTEGER;
ALTER TABLE takes ADD COLUMN guide_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE takes ADD COLUMN guide_frame INTEGER;

CREATE TABLE rooms (
    id TEXT PRIMARY KEY, microphone TEXT NOT NULL, place TEXT NOT NULL, measured_at TEXT NOT NULL,
    floor_dbfs REAL NOT NULL, hum_hz INTEGER NOT NULL, hum_dbfs REAL NOT NULL, bands_dbfs TEXT NOT NULL
);
CREATE INDEX rooms_newest ON rooms (microphone, place, measured_at DESC);
