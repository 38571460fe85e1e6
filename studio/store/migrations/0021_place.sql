-- Where the microphone stood when a take was made, as rooms are remembered; '' where that is not known.
ALTER TABLE takes ADD COLUMN place TEXT NOT NULL DEFAULT '';
