-- A person's other computers. `twins` are the platforms on which there are some; `twin_things` is what is shared through them: what
-- both sides agreed on last, what is being told, what was heard. Triggers note what changed, whatever changes it; a note is only a
-- hint: what has to be told is found by comparing contents.
CREATE TABLE twins (platform_id TEXT PRIMARY KEY, device TEXT NOT NULL);

CREATE TABLE twin_things (
    platform_id TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL DEFAULT 0, base TEXT,
    device TEXT NOT NULL DEFAULT '', asked TEXT NOT NULL DEFAULT '', answers INTEGER NOT NULL DEFAULT 0,
    heard TEXT NOT NULL DEFAULT '', sides TEXT NOT NULL DEFAULT '[]', untold INTEGER NOT NULL DEFAULT 0, trouble TEXT,
    news TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (platform_id, kind, id)
);
CREATE INDEX twin_things_to_do ON twin_things (platform_id) WHERE untold OR heard != '' OR asked != '';
CREATE INDEX twin_things_to_say ON twin_things (platform_id) WHERE sides != '[]' OR news != '' OR trouble IS NOT NULL;

-- Files that the other computers may ask for: `arrived` on the platform or not yet, `url` is where an upload stopped.
CREATE TABLE twin_files (
    platform_id TEXT NOT NULL, sha256 TEXT NOT NULL, media TEXT NOT NULL, url TEXT NOT NULL DEFAULT '',
    arrived INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (platform_id, sha256)
);
-- A take's file never changes, so it is hashed once.
CREATE TABLE take_media (take_id TEXT PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE, media TEXT NOT NULL);
-- The settings that go from one computer to the others.
CREATE TABLE chosen (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TRIGGER drafts_are_new AFTER INSERT ON drafts
WHEN EXISTS (SELECT 1 FROM twins WHERE platform_id = new.platform_id) BEGIN
    INSERT INTO twin_things (platform_id, kind, id) SELECT new.platform_id, 'draft', new.id
    WHERE NOT EXISTS (SELECT 1 FROM twin_things WHERE platform_id = new.platform_id AND kind = 'draft' AND id = new.id);
    UPDATE twin_things SET untold = 1 WHERE platform_id = new.platform_id AND kind = 'draft' AND id = new.id;
END;
CREATE TRIGGER drafts_are_changed AFTER UPDATE ON drafts
WHEN EXISTS (SELECT 1 FROM twins WHERE platform_id IN (old.platform_id, new.platform_id)) BEGIN
    INSERT INTO twin_things (platform_id, kind, id) SELECT new.platform_id, 'draft', new.id
    WHERE NOT EXISTS (SELECT 1 FROM twin_things WHERE platform_id = new.platform_id AND kind = 'draft' AND id = new.id)
    AND EXISTS (SELECT 1 FROM twins WHERE platform_id = new.platform_id);
    UPDATE twin_things SET untold = 1, trouble = NULL WHERE kind = 'draft' AND id = new.id;
END;
CREATE TRIGGER versions_are_new AFTER INSERT ON versions
WHEN EXISTS (SELECT 1 FROM twins JOIN drafts USING (platform_id) WHERE drafts.id = new.draft_id) BEGIN
    INSERT INTO twin_things (platform_id, kind, id) SELECT platform_id, 'version', new.id FROM drafts
    WHERE drafts.id = new.draft_id AND NOT EXISTS (
        SELECT 1 FROM twin_things WHERE platform_id = drafts.platform_id AND kind = 'version' AND id = new.id
    );
    UPDATE twin_things SET untold = 1 WHERE kind = 'version' AND id = new.id;
END;
CREATE TRIGGER versions_are_changed AFTER UPDATE ON versions BEGIN
    UPDATE twin_things SET untold = 1 WHERE kind = 'version' AND id = new.id;
END;
CREATE TRIGGER chosen_is_new AFTER INSERT ON chosen BEGIN
    UPDATE twin_things SET untold = 1 WHERE kind = 'settings';
END;
CREATE TRIGGER chosen_is_changed AFTER UPDATE ON chosen WHEN new.value IS NOT old.value BEGIN
    UPDATE twin_things SET untold = 1 WHERE kind = 'settings';
END;
