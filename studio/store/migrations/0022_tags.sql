-- Records and drafts have tags, and a record is found by its own.
ALTER TABLE drafts ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
ALTER TABLE records ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';

DROP VIEW findable;
CREATE VIEW findable AS
SELECT
    platform_id, id, sha256,
    min(max(coalesce(strftime('%s', posted_at) * 1000 + substr(posted_at, 21, 3), 0), 0), 4398046511103) << 20 AS first,
    title || char(10) || note || char(10) || handle || char(10) || language || char(10)
    || coalesce((SELECT c.title FROM challenges c WHERE c.platform_id = r.platform_id AND c.id = r.challenge_id), '') || char(10)
    || coalesce((SELECT h.words FROM here h WHERE h.sha256 = r.sha256), '')
    || CASE tags WHEN '[]' THEN '' ELSE char(10) || tags END
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
