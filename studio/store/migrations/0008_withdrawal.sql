-- The list of the outbox: what waits in its order, then what has arrived; each page is read without looking at the other half.
CREATE INDEX parcels_waiting ON parcels (place, id) WHERE state != 'live';
CREATE INDEX parcels_in_state ON parcels (state, id);

-- Which records wait to be withdrawn.
CREATE INDEX errands_of_deed ON errands (deed, record_id);
