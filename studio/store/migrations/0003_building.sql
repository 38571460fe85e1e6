-- Building on what others made: a draft knows its remix, and a source may be a work from outside, which has no record id.
ALTER TABLE drafts ADD COLUMN remix_id TEXT;

-- A source names a record by its id alone; without this every such look would read the whole table (38 ms of 100 000 records).
CREATE INDEX records_by_id ON records (id);

DROP TRIGGER records_added;
DROP TRIGGER records_cite;
CREATE TRIGGER records_added AFTER INSERT ON records BEGIN
    INSERT INTO finds (number, platform_id, record_id, sha256, words)
    SELECT
        coalesce((SELECT max(number) + 1 FROM finds WHERE number BETWEEN first AND first + 1048574), first),
        platform_id, id, sha256, words
    FROM findable
    WHERE platform_id = new.platform_id AND id = new.id AND NOT EXISTS (SELECT 1 FROM finds WHERE number = first + 1048575);
    INSERT INTO citations (platform_id, cited_id, type, record_id)
    SELECT DISTINCT new.platform_id, json_extract(value, '$.record_id'), json_extract(value, '$.type'), new.id
    FROM json_each(CASE WHEN json_valid(new.sources) THEN new.sources ELSE '[]' END)
    WHERE json_extract(value, '$.record_id') IS NOT NULL;
END;
CREATE TRIGGER records_cite AFTER UPDATE OF sources ON records WHEN new.sources IS NOT old.sources BEGIN
    DELETE FROM citations WHERE platform_id = new.platform_id AND record_id = new.id;
    INSERT INTO citations (platform_id, cited_id, type, record_id)
    SELECT DISTINCT new.platform_id, json_extract(value, '$.record_id'), json_extract(value, '$.type'), new.id
    FROM json_each(CASE WHEN json_valid(new.sources) THEN new.sources ELSE '[]' END)
    WHERE json_extract(value, '$.record_id') IS NOT NULL;
END;
