-- Who may act for an account, and what its owner can see and undo. As in V1: no triggers, sequences or session state, and
-- unique keys that begin with the person, but for secrets that are known by their hash alone.

-- A person shows a picture by the hash of its bytes; without one, a picture is drawn.
ALTER TABLE people ADD COLUMN avatar bytea;
CREATE INDEX people_avatar ON people (avatar) WHERE avatar IS NOT NULL;

-- The same picture is kept once, in each of the sizes that are shown. What nobody shows any more is swept away.
CREATE TABLE pictures (
    picture_hash bytea NOT NULL,
    side         smallint NOT NULL,
    bytes        bytea NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pictures_pkey PRIMARY KEY (picture_hash, side)
);

-- What is shown on a person's page only, so that lists stay narrow.
CREATE TABLE profiles (
    person_id uuid CONSTRAINT profiles_pkey PRIMARY KEY
                   CONSTRAINT profiles_person_fkey REFERENCES people ON DELETE CASCADE,
    name      text NOT NULL DEFAULT '',
    about     text NOT NULL DEFAULT ''
);

-- Whoever signs in another way needs no password.
ALTER TABLE accounts
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD COLUMN password_set_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN email_verified boolean NOT NULL DEFAULT false,
    ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();

-- Where a session is. Its id names it to its owner; only the token itself opens it.
ALTER TABLE sessions
    ADD COLUMN session_id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN address text NOT NULL DEFAULT '',
    ADD COLUMN device text NOT NULL DEFAULT '';
CREATE INDEX sessions_used ON sessions (used_at);

-- What has happened to an account, for its owner to read. The id grows with time.
CREATE TABLE security_events (
    person_id uuid NOT NULL CONSTRAINT security_events_person_fkey REFERENCES people ON DELETE CASCADE,
    event_id  uuid NOT NULL,
    kind      text NOT NULL,
    address   text NOT NULL,
    device    text NOT NULL,
    CONSTRAINT security_events_pkey PRIMARY KEY (person_id, event_id)
);
CREATE INDEX security_events_age ON security_events (event_id);

-- Secrets that work once and not for long: in mails, on the way to a provider and back, between two steps of a sign-in.
-- Each is known by its SHA-256 alone, under what it is for.
CREATE TABLE tickets (
    ticket_hash bytea CONSTRAINT tickets_pkey PRIMARY KEY,
    purpose     text NOT NULL,
    person_id   uuid CONSTRAINT tickets_person_fkey REFERENCES people ON DELETE CASCADE,
    content     text NOT NULL,
    tries       smallint NOT NULL DEFAULT 0,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX tickets_person ON tickets (person_id, purpose);
CREATE INDEX tickets_expiry ON tickets (expires_at);

-- How often in a row somebody could not prove to be who they say, from where. The key is a hash of both.
CREATE TABLE failed_tries (
    key       bytea CONSTRAINT failed_tries_pkey PRIMARY KEY,
    failures  integer NOT NULL,
    failed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX failed_tries_age ON failed_tries (failed_at);

-- Who an OpenID provider says that somebody is.
CREATE TABLE identities (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    person_id  uuid NOT NULL CONSTRAINT identities_person_fkey REFERENCES people ON DELETE CASCADE,
    email      text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX identities_person_key ON identities (person_id, issuer);

-- The secret that an authenticator app shares, sealed under the server's secret; not in force until it is confirmed. Each step
-- of its time is good for one code.
CREATE TABLE authenticators (
    person_id uuid CONSTRAINT authenticators_pkey PRIMARY KEY
                   CONSTRAINT authenticators_person_fkey REFERENCES people ON DELETE CASCADE,
    sealed    bytea NOT NULL,
    confirmed boolean NOT NULL DEFAULT false,
    begun_at  timestamptz NOT NULL DEFAULT now(),
    last_step bigint NOT NULL DEFAULT 0
);

CREATE TABLE recovery_codes (
    person_id uuid NOT NULL CONSTRAINT recovery_codes_person_fkey REFERENCES people ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (person_id, code_hash)
);

-- Public keys; the private ones never leave their devices.
CREATE TABLE passkeys (
    person_id     uuid NOT NULL CONSTRAINT passkeys_person_fkey REFERENCES people ON DELETE CASCADE,
    credential_id bytea NOT NULL,
    passkey_id    uuid NOT NULL,
    name          text NOT NULL,
    passkey       text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT passkeys_pkey PRIMARY KEY (person_id, credential_id)
);
