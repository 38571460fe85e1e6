-- Sealed before the deadline: each platform's clock as it was last heard, how long a challenge goes on taking what was sealed
-- before it closed, and what became of what was handed in.
CREATE TABLE clocks (id TEXT PRIMARY KEY, offset_ms INTEGER NOT NULL, heard_at TEXT NOT NULL);
ALTER TABLE challenges ADD COLUMN grace_h INTEGER NOT NULL DEFAULT 72;
ALTER TABLE parcels ADD COLUMN handed TEXT NOT NULL DEFAULT '';
