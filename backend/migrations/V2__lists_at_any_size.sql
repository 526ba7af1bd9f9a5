-- Exact counts of long lists, and the rest of the graph: blocks, requests, privacy, and words to search for.
-- As in V1: no triggers, sequences or session state, and unique keys that begin with the person.

-- Edges keep the person they belong to, and no account goes before its edges are gone: a cascade would take them out
-- of other people's lists uncounted. The far end needs no key of its own, since each edge has a mirror that has one.
ALTER TABLE followers
    DROP CONSTRAINT followers_person_fkey,
    DROP CONSTRAINT followers_follower_fkey,
    ADD CONSTRAINT followers_person_fkey FOREIGN KEY (person_id) REFERENCES people;
ALTER TABLE followed
    DROP CONSTRAINT followed_person_fkey,
    DROP CONSTRAINT followed_followed_fkey,
    ADD CONSTRAINT followed_person_fkey FOREIGN KEY (person_id) REFERENCES people;

-- A follow comes uncounted, so that nobody waits for anybody. Once a list has many such rows they are added to its tallies.
ALTER TABLE followers ADD COLUMN counted boolean NOT NULL DEFAULT false;
ALTER TABLE followed ADD COLUMN counted boolean NOT NULL DEFAULT false;
CREATE INDEX followers_uncounted ON followers (person_id, follow_id) WHERE NOT counted;
CREATE INDEX followed_uncounted ON followed (person_id, follow_id) WHERE NOT counted;

-- A tally is how many counted rows of a list lie between the tally before it and `last_id`. Level 0 has blocks of about a
-- thousand, level 1 chapters of several blocks, level 2 the whole list in one row, which whoever changes tallies locks first.
CREATE TABLE follower_tallies (
    person_id uuid     NOT NULL CONSTRAINT follower_tallies_person_fkey REFERENCES people ON DELETE CASCADE,
    level     smallint NOT NULL,
    last_id   uuid     NOT NULL,
    rows      bigint   NOT NULL CONSTRAINT follower_tallies_rows CHECK (rows >= 0),
    CONSTRAINT follower_tallies_pkey PRIMARY KEY (person_id, level, last_id)
);
-- Whom many follow, for those who follow nobody yet.
CREATE INDEX follower_tallies_popular ON follower_tallies (rows DESC, person_id) WHERE level = 2;
CREATE TABLE followed_tallies (
    person_id uuid     NOT NULL CONSTRAINT followed_tallies_person_fkey REFERENCES people ON DELETE CASCADE,
    level     smallint NOT NULL,
    last_id   uuid     NOT NULL,
    rows      bigint   NOT NULL CONSTRAINT followed_tallies_rows CHECK (rows >= 0),
    CONSTRAINT followed_tallies_pkey PRIMARY KEY (person_id, level, last_id)
);

-- What people let others see and do.
ALTER TABLE people
    ADD COLUMN locked      boolean NOT NULL DEFAULT false,
    ADD COLUMN hides_lists boolean NOT NULL DEFAULT false;

-- The words of a location, in lower case; with the names, what a search inside a list looks for.
CREATE TABLE location_words (
    word      text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL CONSTRAINT location_words_person_fkey REFERENCES people ON DELETE CASCADE,
    CONSTRAINT location_words_pkey PRIMARY KEY (word, person_id)
);
CREATE INDEX location_words_person ON location_words (person_id);
INSERT INTO location_words
    SELECT DISTINCT word, person_id FROM people, unnest(string_to_array(lower(location), ' ')) AS word WHERE word <> '';

-- Who has blocked whom, in both directions like the follows.
CREATE TABLE blocking (
    person_id  uuid NOT NULL CONSTRAINT blocking_person_fkey REFERENCES people ON DELETE CASCADE,
    blocked_id uuid NOT NULL,
    block_id   uuid NOT NULL,
    CONSTRAINT blocking_pkey PRIMARY KEY (person_id, blocked_id),
    CONSTRAINT blocking_not_self CHECK (person_id <> blocked_id)
);
CREATE INDEX blocking_newest ON blocking (person_id, block_id DESC) INCLUDE (blocked_id);
CREATE TABLE blocked_by (
    person_id  uuid NOT NULL CONSTRAINT blocked_by_person_fkey REFERENCES people ON DELETE CASCADE,
    blocker_id uuid NOT NULL,
    CONSTRAINT blocked_by_pkey PRIMARY KEY (person_id, blocker_id)
);

-- Who has asked to follow whom, in both directions.
CREATE TABLE requests (
    person_id    uuid NOT NULL CONSTRAINT requests_person_fkey REFERENCES people ON DELETE CASCADE,
    requester_id uuid NOT NULL,
    request_id   uuid NOT NULL,
    CONSTRAINT requests_pkey PRIMARY KEY (person_id, requester_id),
    CONSTRAINT requests_not_self CHECK (person_id <> requester_id)
);
CREATE INDEX requests_newest ON requests (person_id, request_id DESC) INCLUDE (requester_id);
CREATE TABLE requested (
    person_id    uuid NOT NULL CONSTRAINT requested_person_fkey REFERENCES people ON DELETE CASCADE,
    requested_id uuid NOT NULL,
    request_id   uuid NOT NULL,
    CONSTRAINT requested_pkey PRIMARY KEY (person_id, requested_id)
);
CREATE INDEX requested_newest ON requested (person_id, request_id DESC) INCLUDE (requested_id);

-- One plan must suit the shortest list and the longest. Told the average, which is a few rows, the planner thinks it all the
-- same whether an edge is looked up by its key or the whole list is read for it. Told five hundred, it takes the key.
ALTER TABLE followers ALTER COLUMN person_id SET (n_distinct = -0.002);
ALTER TABLE followed ALTER COLUMN person_id SET (n_distinct = -0.002);
ALTER TABLE blocking ALTER COLUMN person_id SET (n_distinct = -0.002);
ALTER TABLE requests ALTER COLUMN person_id SET (n_distinct = -0.002);
ALTER TABLE requested ALTER COLUMN person_id SET (n_distinct = -0.002);
ANALYZE followers, followed;
