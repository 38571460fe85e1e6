-- What is heard of a take changed: its file for one's other computers is made anew, and they are told of its drafts.
CREATE TRIGGER edited_takes_are_new AFTER UPDATE OF edits, edits_done ON takes
WHEN new.edits IS NOT old.edits OR new.edits_done IS NOT old.edits_done BEGIN
    DELETE FROM take_media WHERE take_id = new.id;
    UPDATE drafts SET changed_at = changed_at WHERE take_id = new.id;
END;
