-- What a platform told once and has not told again since everything is fetched anew; empty at all other times.
CREATE TABLE doubted (
    platform_id TEXT NOT NULL, what TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (platform_id, what, id)
) WITHOUT ROWID;
