-- One spelling for each mailbox and each name, whatever the locale of the database is; and names that rest.

-- Usernames are ASCII, and "C" folds the case of nothing else. Another locale may have let two in that differ by case alone, such as
-- "I" and "i" in Turkish: the older one keeps its name.
DROP INDEX people_username_key;
UPDATE people SET username = left(username, 17) || '_' || right(person_id::text, 12)
    FROM (SELECT person_id AS id, row_number() OVER (PARTITION BY lower(username COLLATE "C") ORDER BY person_id) AS nth
          FROM people) AS spelled
    WHERE person_id = id AND nth > 1;
CREATE UNIQUE INDEX people_username_key ON people (lower(username COLLATE "C"));

-- The mailbox behind an address, as the server folds it. Null where the row is older than this migration, until the server has
-- gone over it; the id of the person where another account has the mailbox, since no address is an id.
DROP INDEX accounts_email_key;
ALTER TABLE accounts ADD COLUMN email_key text COLLATE "C";
CREATE UNIQUE INDEX accounts_mailbox_key ON accounts (email_key);
CREATE INDEX accounts_without_key ON accounts (email_verified DESC, person_id) WHERE email_key IS NULL;

-- Names of deleted accounts, which are not given to others for a while. Each is known by its hash alone.
CREATE TABLE resting_names (
    name_hash bytea CONSTRAINT resting_names_pkey PRIMARY KEY,
    freed_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX resting_names_age ON resting_names (freed_at);
