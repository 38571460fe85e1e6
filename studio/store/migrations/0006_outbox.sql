-- The place of a parcel in the line, which the person may change; new ones come last.
ALTER TABLE parcels ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
UPDATE parcels SET place = rowid;
CREATE INDEX parcels_by_place ON parcels (place);
CREATE INDEX parcels_in_line ON parcels (platform_id, place, id) WHERE state IN ('queued', 'uploading', 'received');
