// Lists: a very long one from its first row to its last, and lists as visitors see them.

import { account, expect, heading, test } from "../kith/test.mjs";

/** Loads the real graph where there is one, else a made-up one of the same size. */
async function loadLargeGraph(server) {
  const graph = process.env.KITH_GRAPH;
  if (graph) await server.kith("import", "--mutual", "--follows", graph);
  else await server.kith("demo", "--people", "37700", "--follows", "578006", "--celebrity", "9458");
  const [best] = await server.sql(
    `SELECT username, count(*)::int AS followers FROM followers JOIN people USING (person_id)
     GROUP BY username ORDER BY followers DESC LIMIT 1`,
  );
  return best;
}

test("the best-followed account scrolls from its first follower to its last", async ({ page, server }) => {
  test.setTimeout(600_000);
  const { username, followers } = await loadLargeGraph(server);
  expect(followers).toBe(9458);
  await page.goto(`/people/${username}`);
  await expect(page.getByRole("link", { name: "9,458 Followers" })).toBeVisible();

  // In the page itself, a frame at a time: asking from outside would take longer than the scrolling.
  const rows = await page.evaluate(async () => {
    const rows = new Map();
    while (!document.querySelector("[role=feed] + * [role=status]")) {
      window.scrollTo(0, document.body.scrollHeight);
      await new Promise(requestAnimationFrame);
      for (const row of document.querySelectorAll("[role=feed] article")) {
        rows.set(Number(row.ariaPosInSet), row.querySelector("a").getAttribute("href"));
      }
    }
    return [...rows];
  });
  await expect(page.getByText("That is everyone: 9,458.")).toBeVisible();
  const positions = rows.map(([position]) => position).sort((a, b) => a - b);
  expect(positions).toEqual(Array.from({ length: 9458 }, (_, index) => index + 1));
  expect(new Set(rows.map(([, person]) => person)).size).toBe(9458);
});

test("a visitor reads public lists and is led to sign-in to follow", async ({ page, server }) => {
  const star = await account(server, "star");
  const fan = await account(server, "fan");
  await page.goto(`/people/${star}`);
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await page.getByRole("link", { name: "0 Following" }).click();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await page.getByLabel("Username or e-mail").fill(fan);
  await page.getByLabel("Password").fill("correct horse battery");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page, star)).toBeVisible();
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
  await page.getByRole("button", { name: `Following ${star}` }).click();
  await expect(page.getByRole("link", { name: "0 Followers" })).toBeVisible();
});

test("Load more works without scrolling, and search is literal about _", async ({ page, server }) => {
  const names = Array.from({ length: 45 }, (_, index) => `crowd_${process.pid}_${index}`);
  await server.sql(
    `INSERT INTO people (person_id, username)
     SELECT gen_random_uuid(), name FROM unnest('{${names.join(",")}}'::text[]) AS name`,
  );
  // Where the browser has no IntersectionObserver, the button is the way.
  await page.addInitScript(() => delete window.IntersectionObserver);
  await page.goto(`/search?q=CROWD_${process.pid}_`);
  await expect(page.getByRole("article")).toHaveCount(30);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByText("That is everyone: 45.")).toBeVisible();
  await page.getByLabel("Username").fill(`crowdX${process.pid}`);
  await expect(page.getByText("Nobody's username begins like that.")).toBeVisible();
  await expect(page).toHaveURL(/q=crowdX/);
});
