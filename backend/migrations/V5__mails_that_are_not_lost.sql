-- Mails wait in the database until a mail server has taken them, and an address is proven by a press. As in V1: no triggers,
-- sequences or session state.

-- Mails that are not sent yet, sealed under the server's secret for their id, which is also the Message-ID. Whichever server
-- claims a row moves `next_at` on: if it does not come back, the mail is claimed again then.
CREATE TABLE outbox (
    mail_id    uuid CONSTRAINT outbox_pkey PRIMARY KEY,
    person_id  uuid CONSTRAINT outbox_person_fkey REFERENCES people ON DELETE CASCADE,
    sealed     bytea NOT NULL,
    attempts   integer NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX outbox_next ON outbox (next_at);
CREATE INDEX outbox_person ON outbox (person_id);

-- How many mails an address may still get. The key is a keyed hash of it and of the kind of mail; at `full_at` it may get as
-- many as ever.
CREATE TABLE mail_budgets (
    key     bytea CONSTRAINT mail_budgets_pkey PRIMARY KEY,
    full_at timestamptz NOT NULL
);
CREATE INDEX mail_budgets_age ON mail_budgets (full_at);

-- An address can be taken off an account by the person who reads its mails. `email_proven_at` is when a press, or the identity
-- provider at sign-up, proved the address; addresses that were proven before this migration have none. `undelivered` is an
-- address that a mail about the account could not be delivered to.
ALTER TABLE accounts
    ALTER COLUMN email DROP NOT NULL,
    ADD COLUMN email_proven_at timestamptz,
    ADD COLUMN undelivered text;

-- When they were made: those from before the address was proven do not survive a reset.
ALTER TABLE recovery_codes ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();
