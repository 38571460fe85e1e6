-- What a platform told once and has not told again since everything is fetched anew; empty at all other times.
CREATE TABLE doubted (
    platform_id TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (platform_id, what, id)
) WITHOUT ROWID;

-- While page after page comes, the words of records wait for the index, which takes thousands at once six times as fast as one by
-- one. `unfound` are those that wait. `later` has a row only inside the transaction that says so.
CREATE TABLE later (number INTEGER PRIMARY KEY);
CREATE TABLE unfound (number INTEGER PRIMARY KEY);

DROP TRIGGER finds_added;
DROP TRIGGER finds_gone;
DROP TRIGGER finds_changed;
CREATE TRIGGER finds_added AFTER INSERT ON finds WHEN NOT EXISTS (SELECT 1 FROM later) BEGIN
    INSERT INTO found (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER finds_added_later AFTER INSERT ON finds WHEN EXISTS (SELECT 1 FROM later) BEGIN
    INSERT INTO unfound (number) VALUES (new.number);
END;
CREATE TRIGGER finds_gone AFTER DELETE ON finds BEGIN
    INSERT INTO found (found, rowid, words)
    SELECT 'delete', old.number, old.words WHERE NOT EXISTS (SELECT 1 FROM unfound WHERE number = old.number);
    DELETE FROM unfound WHERE number = old.number;
END;
CREATE TRIGGER finds_changed AFTER UPDATE OF words ON finds
WHEN new.words IS NOT old.words AND NOT EXISTS (SELECT 1 FROM unfound WHERE number = old.number) BEGIN
    INSERT INTO found (found, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO found (rowid, words) SELECT new.number, new.words WHERE NOT EXISTS (SELECT 1 FROM later);
    INSERT INTO unfound (number) SELECT new.number WHERE EXISTS (SELECT 1 FROM later);
END;
