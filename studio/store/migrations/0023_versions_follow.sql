-- A draft that is to go elsewhere takes its versions along to the person's other computers there.
CREATE TRIGGER drafts_go_elsewhere AFTER UPDATE OF platform_id ON drafts
WHEN new.platform_id != old.platform_id AND EXISTS (SELECT 1 FROM twins WHERE platform_id = new.platform_id) BEGIN
    INSERT INTO twin_things (platform_id, kind, id, untold)
    SELECT new.platform_id, 'version', versions.id, 1 FROM versions WHERE draft_id = new.id AND NOT EXISTS (
        SELECT 1 FROM twin_things WHERE platform_id = new.platform_id AND kind = 'version' AND id = versions.id
    );
END;
