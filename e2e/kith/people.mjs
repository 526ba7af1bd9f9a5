// People by the hundred and who follows whom, made in the test's own database or through the API.

import { randomBytes } from "node:crypto";
import { PASSWORD, newName } from "./test.mjs";

/** Notes the words of those who were put straight into the database, so that a search finds them. */
const WORDS = [
  `INSERT INTO search_words (person_id, word, rank)
   SELECT DISTINCT person_id, word, 1 FROM people, regexp_split_to_table(lower(username), '[^a-z0-9]+') AS word
   WHERE word <> '' ON CONFLICT DO NOTHING`,
  `INSERT INTO search_texts (person_id, names, places)
   SELECT person_id, string_agg(' ' || word, '' ORDER BY word), '' FROM search_words GROUP BY person_id
   ON CONFLICT DO NOTHING`,
];

/** Has so many new people follow somebody, one after the other. Gives their names as the list shows them, newest first. */
export async function crowd(server, star, count) {
  const stem = newName("p");
  // A UUIDv7 of now, which grows with n: it names the person as well as the follow.
  const now = Date.now().toString(16).padStart(12, "0");
  const id = `('${now}7${randomBytes(2).toString("hex").slice(1)}8' || lpad(to_hex(n), 15, '0'))::uuid`;
  const each = `FROM generate_series(1, ${count}) AS n, people AS star WHERE star.username = '${star}'`;
  await server.sql(
    `INSERT INTO people (person_id, username) SELECT ${id}, '${stem}-' || n FROM generate_series(1, ${count}) AS n`,
    `INSERT INTO followers (person_id, follower_id, follow_id) SELECT star.person_id, ${id}, ${id} ${each}`,
    `INSERT INTO followed (person_id, followed_id, follow_id) SELECT ${id}, star.person_id, ${id} ${each}`,
    ...WORDS,
  );
  return Array.from({ length: count }, (_, index) => `${stem}-${count - index}`);
}

/** Makes so many people whose names begin alike. Gives what they begin with. */
export async function namesakes(server, count) {
  const stem = newName("name_");
  await server.sql(
    `INSERT INTO people (person_id, username)
     SELECT gen_random_uuid(), '${stem}-' || n FROM generate_series(1, ${count}) AS n`,
    ...WORDS,
  );
  return stem;
}

/** Has an account call the API. */
export async function callAs(server, name, call, payload) {
  const { token } = await server.call("login", { Username: name, Password: PASSWORD });
  return server.call(call, { ...payload, token });
}

/** Has an account follow somebody. */
export function follow(server, fan, star) {
  return callAs(server, fan, "follow", { user: star });
}

/** Who follows somebody, as the database has it. */
export async function followersOf(server, star) {
  const rows = await server.sql(
    `SELECT fan.username FROM followers JOIN people AS star USING (person_id)
     JOIN people AS fan ON fan.person_id = follower_id WHERE star.username = '${star}' ORDER BY follow_id DESC`,
  );
  return rows.map(({ username }) => username);
}
