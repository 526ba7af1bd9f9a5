-- People, how they sign in, and who follows whom. No triggers, sequences or session state, so that the same
-- schema runs behind a transaction-mode pooler and on a sharded engine. Every constraint has a name: errors
-- are told apart by it.

-- What everybody may see of a person; joined by every list page, so it stays narrow.
CREATE TABLE people (
    person_id uuid CONSTRAINT people_pkey PRIMARY KEY,
    username  text NOT NULL,
    location  text NOT NULL DEFAULT ''
);

-- "C" order makes a search by prefix one index range.
CREATE UNIQUE INDEX people_username_key ON people (lower(username) COLLATE "C");

-- How a person signs in. A person without an account is followed but never signs in.
CREATE TABLE accounts (
    person_id     uuid CONSTRAINT accounts_pkey PRIMARY KEY
                       CONSTRAINT accounts_person_fkey REFERENCES people ON DELETE CASCADE,
    email         text NOT NULL,
    password_hash text NOT NULL
);

CREATE UNIQUE INDEX accounts_email_key ON accounts (lower(email));

-- A token is known by its SHA-256 alone.
CREATE TABLE sessions (
    token_hash bytea CONSTRAINT sessions_pkey PRIMARY KEY,
    person_id  uuid NOT NULL CONSTRAINT sessions_person_fkey REFERENCES people ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX sessions_person ON sessions (person_id);

-- Each follow is stored in both directions, so that either list is one index range. `follow_id` grows with time.
CREATE TABLE followers (
    person_id   uuid NOT NULL CONSTRAINT followers_person_fkey REFERENCES people ON DELETE CASCADE,
    follower_id uuid NOT NULL CONSTRAINT followers_follower_fkey REFERENCES people ON DELETE CASCADE,
    follow_id   uuid NOT NULL,
    CONSTRAINT followers_pkey PRIMARY KEY (person_id, follower_id),
    CONSTRAINT followers_not_self CHECK (person_id <> follower_id)
);

CREATE INDEX followers_newest ON followers (person_id, follow_id DESC) INCLUDE (follower_id);

CREATE TABLE followed (
    person_id   uuid NOT NULL CONSTRAINT followed_person_fkey REFERENCES people ON DELETE CASCADE,
    followed_id uuid NOT NULL CONSTRAINT followed_followed_fkey REFERENCES people ON DELETE CASCADE,
    follow_id   uuid NOT NULL,
    CONSTRAINT followed_pkey PRIMARY KEY (person_id, followed_id),
    CONSTRAINT followed_not_self CHECK (person_id <> followed_id)
);

CREATE INDEX followed_newest ON followed (person_id, follow_id DESC) INCLUDE (followed_id);
