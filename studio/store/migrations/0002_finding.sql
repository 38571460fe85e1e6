-- Finding records: all that a record can be found by lies in one column of words, and its number grows with the moment it was
-- posted, so that the newest hits come first without sorting. Triggers keep it in step with whatever writes a record; there is
-- no OR IGNORE inside them, because the statement that fires a trigger overrides it.

-- Which media files lie on this computer, and the words of those that are text (a mirror of the media folder).
CREATE TABLE here (sha256 TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, words TEXT NOT NULL) WITHOUT ROWID;

-- Who builds on whom, out of records.sources.
CREATE TABLE citations (
    platform_id TEXT NOT NULL, cited_id TEXT NOT NULL, type TEXT NOT NULL, record_id TEXT NOT NULL,
    PRIMARY KEY (platform_id, cited_id, type, record_id)
) WITHOUT ROWID;
CREATE INDEX citations_by ON citations (platform_id, record_id);

CREATE TABLE finds (
    number INTEGER PRIMARY KEY, platform_id TEXT NOT NULL, record_id TEXT NOT NULL, sha256 TEXT, words TEXT NOT NULL,
    UNIQUE (platform_id, record_id)
);
CREATE INDEX finds_of_media ON finds (sha256);
CREATE VIRTUAL TABLE found USING fts5 (
    words, content = 'finds', content_rowid = 'number', prefix = '1 2 3 4 5 6 7 8',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

-- `first` is the lowest number of a record's millisecond: 2^20 numbers each, up to the year 2109. Marks for the filters begin
-- with U+E000, which nobody types.
CREATE VIEW findable AS
SELECT
    platform_id, id, sha256,
    min(max(coalesce(strftime('%s', posted_at) * 1000 + substr(posted_at, 21, 3), 0), 0), 4398046511103) << 20 AS first,
    title || char(10) || note || char(10) || handle || char(10) || language || char(10)
    || coalesce((SELECT c.title FROM challenges c WHERE c.platform_id = r.platform_id AND c.id = r.challenge_id), '') || char(10)
    || coalesce((SELECT h.words FROM here h WHERE h.sha256 = r.sha256), '')
    || ' ' || char(57344) || 'kind' || kind
    || ' ' || char(57344) || 'rights' || replace(replace(rights, '-', ''), '.', '')
    || CASE WHEN challenge_id IS NULL THEN '' ELSE ' ' || char(57344) || 'challenge' || replace(challenge_id, '-', '') END
    || CASE WHEN state = 'withdrawn' THEN ''
        WHEN EXISTS (SELECT 1 FROM citations c WHERE c.platform_id = r.platform_id AND c.cited_id = r.id) THEN ''
        ELSE ' ' || char(57344) || 'unremixed' END
    || CASE WHEN kind != 'text' OR state = 'withdrawn' THEN ''
        WHEN EXISTS (SELECT 1 FROM citations c WHERE c.platform_id = r.platform_id AND c.cited_id = r.id AND c.type = 'voiced')
        THEN '' ELSE ' ' || char(57344) || 'unvoiced' END
    || CASE WHEN EXISTS (SELECT 1 FROM here h WHERE h.sha256 = r.sha256) THEN ' ' || char(57344) || 'here' ELSE '' END
    AS words
FROM (
    SELECT *,
        CASE WHEN json_valid(media) THEN json_extract(media, '$.sha256') END AS sha256,
        CASE WHEN json_valid(author) THEN coalesce(json_extract(author, '$.handle'), '') ELSE '' END AS handle
    FROM records
) AS r;

CREATE TRIGGER finds_added AFTER INSERT ON finds BEGIN
    INSERT INTO found (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER finds_gone AFTER DELETE ON finds BEGIN
    INSERT INTO found (found, rowid, words) VALUES ('delete', old.number, old.words);
END;
CREATE TRIGGER finds_changed AFTER UPDATE OF words ON finds WHEN new.words IS NOT old.words BEGIN
    INSERT INTO found (found, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO found (rowid, words) VALUES (new.number, new.words);
END;

CREATE TEMP TABLE moved AS SELECT * FROM records;
DELETE FROM records;

CREATE TRIGGER records_added AFTER INSERT ON records BEGIN
    INSERT INTO finds (number, platform_id, record_id, sha256, words)
    SELECT
        coalesce((SELECT max(number) + 1 FROM finds WHERE number BETWEEN first AND first + 1048574), first),
        platform_id, id, sha256, words
    FROM findable
    WHERE platform_id = new.platform_id AND id = new.id AND NOT EXISTS (SELECT 1 FROM finds WHERE number = first + 1048575);
    INSERT INTO citations (platform_id, cited_id, type, record_id)
    SELECT DISTINCT new.platform_id, json_extract(value, '$.record_id'), json_extract(value, '$.type'), new.id
    FROM json_each(CASE WHEN json_valid(new.sources) THEN new.sources ELSE '[]' END);
END;
CREATE TRIGGER records_cite AFTER UPDATE OF sources ON records WHEN new.sources IS NOT old.sources BEGIN
    DELETE FROM citations WHERE platform_id = new.platform_id AND record_id = new.id;
    INSERT INTO citations (platform_id, cited_id, type, record_id)
    SELECT DISTINCT new.platform_id, json_extract(value, '$.record_id'), json_extract(value, '$.type'), new.id
    FROM json_each(CASE WHEN json_valid(new.sources) THEN new.sources ELSE '[]' END);
END;
CREATE TRIGGER records_changed AFTER UPDATE ON records BEGIN
    UPDATE finds SET (sha256, words) = (
        SELECT sha256, words FROM findable WHERE platform_id = new.platform_id AND id = new.id
    ) WHERE platform_id = new.platform_id AND record_id = new.id;
END;
CREATE TRIGGER records_gone AFTER DELETE ON records BEGIN
    DELETE FROM finds WHERE platform_id = old.platform_id AND record_id = old.id;
    DELETE FROM citations WHERE platform_id = old.platform_id AND record_id = old.id;
END;

-- What a record is found by changed elsewhere: the record is written as it is, which makes its words anew.
CREATE TRIGGER citations_added AFTER INSERT ON citations BEGIN
    UPDATE records SET state = state WHERE platform_id = new.platform_id AND id = new.cited_id;
END;
CREATE TRIGGER citations_gone AFTER DELETE ON citations BEGIN
    UPDATE records SET state = state WHERE platform_id = old.platform_id AND id = old.cited_id;
END;
CREATE TRIGGER challenges_added AFTER INSERT ON challenges BEGIN
    UPDATE records SET state = state WHERE platform_id = new.platform_id AND challenge_id = new.id;
END;
CREATE TRIGGER challenges_renamed AFTER UPDATE OF title ON challenges WHEN new.title IS NOT old.title BEGIN
    UPDATE records SET state = state WHERE platform_id = new.platform_id AND challenge_id = new.id;
END;
CREATE TRIGGER here_added AFTER INSERT ON here BEGIN
    UPDATE records SET state = state
    WHERE (platform_id, id) IN (SELECT platform_id, record_id FROM finds WHERE sha256 = new.sha256);
END;
CREATE TRIGGER here_read AFTER UPDATE OF words ON here WHEN new.words IS NOT old.words BEGIN
    UPDATE records SET state = state
    WHERE (platform_id, id) IN (SELECT platform_id, record_id FROM finds WHERE sha256 = new.sha256);
END;
CREATE TRIGGER here_gone AFTER DELETE ON here BEGIN
    UPDATE records SET state = state
    WHERE (platform_id, id) IN (SELECT platform_id, record_id FROM finds WHERE sha256 = old.sha256);
END;

INSERT INTO records SELECT * FROM moved ORDER BY posted_at, id;
DROP TABLE moved;
