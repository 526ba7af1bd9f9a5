-- What operators do. As in V1: no triggers, sequences or session state. An older server beside a newer one goes on: it knows none of
-- these columns, and each has a meaning where it was left alone.

-- What operators have done, to whom and why. It refers to nobody, as it outlives accounts. The id grows with time.
CREATE TABLE operator_log (
    entry_id  uuid CONSTRAINT operator_log_pkey PRIMARY KEY,
    action    text NOT NULL,
    detail    text NOT NULL,
    person_id uuid,
    username  text,
    operator  text NOT NULL,
    reason    text NOT NULL
);

-- Under which of the server's secrets a password was hashed: a short fingerprint of the secret. Null where the hash is older than this
-- migration, and so of the oldest secret.
ALTER TABLE accounts ADD COLUMN password_key text COLLATE "C";
CREATE INDEX accounts_password_key ON accounts (password_key) WHERE password_hash IS NOT NULL;

-- The last, since it holds up every read of people until the migration is committed.
--
-- Nobody gets into a suspended account, and others do not see it. The mark stands with what lists show, which so pass it over without
-- looking anything up.
ALTER TABLE people ADD COLUMN suspended boolean NOT NULL DEFAULT false;
