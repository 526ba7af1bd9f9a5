-- What can be repeated at will takes a bounded number of rows.

-- Events of one kind from one place on one day are one row, known by the hash of all of these: how many there were, and the first of
-- them. `event_id` is the latest. Rows from before have no hash and stand for themselves.
ALTER TABLE security_events
    ADD COLUMN first_id uuid,
    ADD COLUMN times integer NOT NULL DEFAULT 1,
    ADD COLUMN repeat_key bytea,
    ADD CONSTRAINT security_events_repeat_key UNIQUE (person_id, repeat_key);

-- Most failed tries are forgotten sooner than the others.
ALTER TABLE failed_tries ADD COLUMN forget_at timestamptz;
CREATE INDEX failed_tries_forget ON failed_tries (forget_at);
