-- A record is found by the name of its language, too, in English and in the language itself; records tell its code (BCP 47).
CREATE TABLE languages (code TEXT PRIMARY KEY, names TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO languages VALUES
    ('af', 'Afrikaans'), ('am', 'Amharic አማርኛ'), ('ar', 'Arabic العربية'), ('az', 'Azerbaijani azərbaycan'),
    ('be', 'Belarusian беларуская'), ('bg', 'Bulgarian български'), ('bn', 'Bangla বাংলা'), ('bs', 'Bosnian bosanski'),
    ('ca', 'Catalan català'), ('cs', 'Czech čeština'), ('cy', 'Welsh Cymraeg'), ('da', 'Danish dansk'), ('de', 'German Deutsch'),
    ('el', 'Greek Ελληνικά'), ('en', 'English'), ('eo', 'Esperanto'), ('es', 'Spanish español'),
    ('et', 'Estonian eesti'), ('eu', 'Basque euskara'), ('fa', 'Persian فارسی'), ('fi', 'Finnish suomi'),
    ('fr', 'French français'), ('ga', 'Irish Gaeilge'), ('gl', 'Galician galego'), ('gu', 'Gujarati ગુજરાતી'), ('ha', 'Hausa'),
    ('he', 'Hebrew עברית'), ('hi', 'Hindi हिन्दी'), ('hr', 'Croatian hrvatski'), ('hu', 'Hungarian magyar'),
    ('hy', 'Armenian հայերեն'), ('id', 'Indonesian Indonesia'), ('ig', 'Igbo'), ('is', 'Icelandic íslenska'),
    ('it', 'Italian italiano'), ('ja', 'Japanese 日本語'), ('ka', 'Georgian ქართული'), ('kk', 'Kazakh қазақ тілі'),
    ('km', 'Khmer ខ្មែរ'), ('kn', 'Kannada ಕನ್ನಡ'), ('ko', 'Korean 한국어'), ('lo', 'Lao ລາວ'), ('lt', 'Lithuanian lietuvių'),
    ('lv', 'Latvian latviešu'), ('mk', 'Macedonian македонски'), ('ml', 'Malayalam മലയാളം'), ('mn', 'Mongolian монгол'),
    ('mr', 'Marathi मराठी'), ('ms', 'Malay Melayu'), ('my', 'Burmese မြန်မာ'), ('nb', 'Norwegian Bokmål norsk bokmål'),
    ('ne', 'Nepali नेपाली'), ('nl', 'Dutch Nederlands'), ('nn', 'Norwegian Nynorsk norsk nynorsk'), ('pa', 'Punjabi ਪੰਜਾਬੀ'),
    ('pl', 'Polish polski'), ('ps', 'Pashto پښتو'), ('pt', 'Portuguese português'), ('ro', 'Romanian română'),
    ('ru', 'Russian русский'), ('si', 'Sinhala සිංහල'), ('sk', 'Slovak slovenčina'), ('sl', 'Slovenian slovenščina'),
    ('so', 'Somali Soomaali'), ('sq', 'Albanian shqip'), ('sr', 'Serbian српски'), ('sv', 'Swedish svenska'),
    ('sw', 'Swahili Kiswahili'), ('ta', 'Tamil தமிழ்'), ('te', 'Telugu తెలుగు'), ('th', 'Thai ไทย'), ('tl', 'Filipino'),
    ('tr', 'Turkish Türkçe'), ('uk', 'Ukrainian українська'), ('ur', 'Urdu اردو'), ('uz', 'Uzbek o‘zbek'),
    ('vi', 'Vietnamese Tiếng Việt'), ('xh', 'Xhosa IsiXhosa'), ('yo', 'Yoruba Èdè Yorùbá'), ('zh', 'Chinese 中文'),
    ('zu', 'Zulu isiZulu'), ('no', 'Norwegian norsk');

DROP VIEW findable;
CREATE VIEW findable AS
SELECT
    platform_id, id, sha256,
    min(max(coalesce(strftime('%s', posted_at) * 1000 + substr(posted_at, 21, 3), 0), 0), 4398046511103) << 20 AS first,
    title || char(10) || note || char(10) || handle || char(10) || language || char(10)
    || coalesce((SELECT c.title FROM challenges c WHERE c.platform_id = r.platform_id AND c.id = r.challenge_id), '') || char(10)
    || coalesce((SELECT h.words FROM here h WHERE h.sha256 = r.sha256), '')
    || CASE tags WHEN '[]' THEN '' ELSE char(10) || tags END
    || coalesce((SELECT char(10) || l.names FROM languages l WHERE l.code = substr(language, 1, instr(language || '-', '-') - 1)), '')
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

UPDATE finds SET words = (
    SELECT words FROM findable WHERE findable.platform_id = finds.platform_id AND findable.id = finds.record_id
) WHERE (platform_id, record_id) IN (SELECT platform_id, id FROM records WHERE language != '');
