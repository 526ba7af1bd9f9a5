-- What a search compares of people: words as the server folds them, the same under every locale. As in V1: no triggers, sequences or
-- session state. Rows of people who are there already are made by the server after this migration, a thousand at a time.

-- The words of a person in one line each, every word after a space.
CREATE TABLE search_texts (
    person_id uuid CONSTRAINT search_texts_pkey PRIMARY KEY
                   CONSTRAINT search_texts_person_fkey REFERENCES people ON DELETE CASCADE,
    names     text COLLATE "C" NOT NULL,
    places    text COLLATE "C" NOT NULL
);

-- The same words one by one. Rank 0 is a whole username, 1 a part of a username or name, and 2 a word of the location alone.
CREATE TABLE search_words (
    person_id uuid     NOT NULL CONSTRAINT search_words_person_fkey REFERENCES people ON DELETE CASCADE,
    word      text     COLLATE "C" NOT NULL,
    rank      smallint NOT NULL,
    CONSTRAINT search_words_pkey PRIMARY KEY (person_id, word)
);
CREATE INDEX search_words_names ON search_words (word, rank, person_id) WHERE rank < 2;
CREATE INDEX search_words_places ON search_words (word, person_id) WHERE rank = 2;

DROP TABLE location_words;
