-- A line of words has each word as often as the username, the name or the location has it. Lines that were made before, of
-- people who have a word twice, go: the server makes them anew after this migration. Letters beyond ASCII are compared as
-- they are written, so that it does not depend on the locale; what this misses, `kith verify --repair` mends.
DELETE FROM search_texts WHERE person_id IN (
    SELECT person_id FROM people LEFT JOIN profiles USING (person_id), unnest(ARRAY[username, name, location]) AS text
    WHERE EXISTS (
        SELECT FROM regexp_split_to_table(lower(text COLLATE "C"), '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]+') AS word
        WHERE word <> '' GROUP BY word HAVING count(*) > 1
    )
);
