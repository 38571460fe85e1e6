-- What was measured of takes as they are heard: made anew where it is lost.
CREATE TABLE checks (
    take_id TEXT NOT NULL, heard TEXT NOT NULL, measures TEXT NOT NULL,
    PRIMARY KEY (take_id, heard)
) WITHOUT ROWID;
