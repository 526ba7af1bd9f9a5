// Finding people in a list: by name and place, by how they stand to its owner, and in either order.

import { enter, tabTo } from "../kith/keyboard.mjs";
import { crowd, follow } from "../kith/people.mjs";
import { calls, names, readThrough, row, shown } from "../kith/rows.mjs";
import { account, expect, heading, test } from "../kith/test.mjs";

/** Somebody with so many followers, of whom some are in Graz, and the first is followed back. */
async function settled(server, rows, inGraz) {
  const star = await account(server, "star");
  const fans = await crowd(server, star, rows);
  const graz = inGraz.map((index) => fans[index]);
  const there = `FROM people WHERE username IN ('${graz.join("','")}')`;
  await server.sql(
    `UPDATE people SET location = 'Old Graz' WHERE username IN ('${graz.join("','")}')`,
    `UPDATE search_texts SET places = ' graz old' WHERE person_id IN (SELECT person_id ${there})`,
    `INSERT INTO search_words (person_id, word, rank) SELECT person_id, unnest('{old,graz}'::text[]), 2 ${there}`,
  );
  await follow(server, star, fans[0]);
  return { star, fans, graz };
}

function box(page) {
  return page.getByRole("searchbox", { name: "Name or place" });
}

function filter(page) {
  return page.getByRole("combobox", { name: "Who" });
}

function order(page) {
  return page.getByRole("combobox", { name: "Order" });
}

function found(page, words) {
  return page.getByRole("status").filter({ hasText: words });
}

test("people are found by name and by a word of their place, and the address tells whom one looks for", async ({ page, server }) => {
  const { star, fans, graz } = await settled(server, 70, [3, 40, 69]);
  await page.goto(`/people/${star}?page=2`);
  await expect(row(page, 31)).toBeVisible();
  await box(page).fill("GRAZ");
  await expect(found(page, "3 people found")).toBeVisible();
  expect(await names(page)).toEqual(graz);
  await expect(row(page, 3)).toHaveAttribute("aria-setsize", "3");
  await expect(page).toHaveURL(`${server.address}/people/${star}?q=GRAZ`);
  await expect(page.getByRole("link", { name: "70 Followers" })).toBeVisible();
  await page.reload();
  await expect(box(page)).toHaveValue("GRAZ");
  await expect.poll(() => names(page)).toEqual(graz);
  await box(page).fill(fans[12]);
  await expect.poll(() => names(page)).toEqual([fans[12]]);
  await expect(found(page, "One person found")).toBeVisible();
});

test("where nobody is found there are words and a way back to everybody", async ({ page, server }) => {
  const { star, fans } = await settled(server, 5, []);
  await page.goto(`/people/${star}?q=x&filter=mutual&order=oldest`);
  await expect(found(page, "Nobody here is like that.")).toBeVisible();
  await expect(shown(page)).toHaveCount(0);
  await page.getByRole("link", { name: "Show everybody" }).click();
  await expect.poll(() => names(page)).toEqual(fans);
  await expect(page).toHaveURL(`${server.address}/people/${star}`);
  await expect(box(page)).toHaveValue("");
  await expect(filter(page)).toHaveValue("");
  await page.goBack();
  await expect(box(page)).toHaveValue("x");
  await expect(filter(page)).toHaveValue("mutual");
});

test("either side of a follow is asked for in each list", async ({ page, server }) => {
  const { star, fans } = await settled(server, 4, []);
  const other = await account(server, "other");
  await follow(server, star, other);
  await page.goto(`/people/${star}`);
  await filter(page).selectOption("Mutual");
  await expect.poll(() => names(page)).toEqual([fans[0]]);
  await filter(page).selectOption("Not followed back");
  await expect.poll(() => names(page)).toEqual(fans.slice(1));
  await expect(page).toHaveURL(/\?filter=not_followed_back$/);
  await page.getByRole("link", { name: "2 Following" }).click();
  await expect.poll(() => names(page)).toEqual([other, fans[0]]);
  await filter(page).selectOption("Not following back");
  await expect.poll(() => names(page)).toEqual([other]);
  await filter(page).selectOption("Everybody");
  await expect(page).toHaveURL(`${server.address}/people/${star}/followed`);
});

test("the oldest come first when asked to, to the end, and Back finds it so without asking", async ({ page, server }) => {
  const { star, fans } = await settled(server, 70, []);
  await page.goto(`/people/${star}`);
  await order(page).selectOption("Oldest first");
  await expect(row(page, 1)).toHaveAccessibleName(fans[69]);
  const oldest = fans.toReversed().map((name, index) => [index + 1, name]);
  expect(await readThrough(page)).toEqual(oldest);
  await row(page, 70).getByRole("link").click();
  await expect(heading(page, fans[0])).toBeVisible();
  await expect(page.getByText("One person found").or(row(page, 1))).toBeVisible();
  const asked = calls(page);
  await page.goBack();
  await expect(order(page)).toHaveValue("oldest");
  await expect(row(page, 70)).toBeInViewport();
  await expect(row(page, 70).getByRole("link")).toBeFocused();
  expect(asked).toEqual([]);
  // The page of a whole list is in the address in either order.
  await expect(page).toHaveURL(/order=oldest&page=3$/);
  await page.reload();
  await expect(row(page, 61)).toHaveAccessibleName(fans[9]);
});

test("all of it can be done by keyboard", async ({ page, server }) => {
  const { star, graz } = await settled(server, 10, [2, 4]);
  await page.goto(`/people/${star}`);
  await expect(row(page, 1)).toBeVisible();
  await tabTo(page, box(page));
  await page.keyboard.type("graz");
  await expect.poll(() => names(page)).toEqual(graz);
  await expect(box(page)).toBeFocused();
  // Enter sends nothing anywhere.
  await page.keyboard.press("Enter");
  await tabTo(page, order(page));
  await page.keyboard.press("o");
  await expect.poll(() => names(page)).toEqual(graz.toReversed());
  await expect(order(page)).toBeFocused();
  await tabTo(page, filter(page), "Shift+Tab");
  await page.keyboard.press("m");
  await expect(found(page, "Nobody here is like that.")).toBeVisible();
  await enter(page, page.getByRole("link", { name: "Show everybody" }));
  await expect(shown(page)).toHaveCount(10);
});

test("what was asked for last is what is shown, in whatever order the answers come", async ({ page, server }) => {
  const { star, fans, graz } = await settled(server, 8, [1]);
  const there = `FROM people WHERE username = '${fans[7]}'`;
  await server.sql(
    `UPDATE search_texts SET places = ' wien' WHERE person_id IN (SELECT person_id ${there})`,
    `INSERT INTO search_words (person_id, word, rank) SELECT person_id, 'wien', 2 ${there}`,
  );
  await page.goto(`/people/${star}`);
  await expect(row(page, 8)).toBeVisible();
  let late;
  await page.route("**/api/followers", async (route) => {
    if (!route.request().postData().includes("graz")) return route.continue();
    late = () => route.continue();
  });
  await box(page).fill("graz");
  await expect.poll(() => late).toBeTruthy();
  await box(page).fill("wien");
  await expect.poll(() => names(page)).toEqual([fans[7]]);
  const answered = page.waitForResponse((response) => response.request().postData()?.includes("graz"));
  late();
  await (await answered).finished();
  await box(page).focus();
  expect(await names(page)).toEqual([fans[7]]);
  expect(graz).not.toContain(fans[7]);
});

test("a list that is searched a part at a time goes on by itself until somebody is found, or the end", async ({ page, server }) => {
  const star = await account(server, "star");
  const fans = await crowd(server, star, 25_000);
  const edges = `FROM (SELECT * FROM followers JOIN people AS star USING (person_id)
    WHERE username = '${star}' ORDER BY follow_id DESC LIMIT 24960) AS edge`;
  await server.sql(
    `INSERT INTO followed (person_id, followed_id, follow_id) SELECT person_id, follower_id, follow_id ${edges}`,
    `INSERT INTO followers (person_id, follower_id, follow_id) SELECT follower_id, person_id, follow_id ${edges}`,
    "ANALYZE followers",
    "ANALYZE followed",
  );
  await page.goto(`/people/${star}`);
  await expect(row(page, 1)).toBeVisible();
  const asked = calls(page, /^followers$/);
  await filter(page).selectOption("Not followed back");
  await expect(row(page, 1)).toHaveAccessibleName(fans[24_960]);
  await expect(row(page, 1)).toHaveAttribute("aria-setsize", "-1");
  expect(asked.length).toBeGreaterThan(2);
  expect(await readThrough(page)).toEqual(fans.slice(24_960).map((name, index) => [index + 1, name]));
  await expect(found(page, "40 people found")).toBeAttached();
  await expect(page).toHaveURL(/\?filter=not_followed_back$/);
});

test("on a list that grows by hand, an empty part of it is gone on from by hand", async ({ page, server }) => {
  const { star, fans } = await settled(server, 40, []);
  await page.goto(`/people/${star}`);
  await page.getByLabel("Load more by itself").uncheck();
  const empty = { success: true, followers: null, next: 2, next_page: 2, total: null, cursor: "f".repeat(32) };
  await page.route("**/api/followers", async (route) => {
    if (route.request().postDataJSON().payload.page > 1) return route.continue();
    await route.fulfill({ json: { payload: empty } });
  });
  await page.goto(`/people/${star}?filter=not_followed_back`);
  await expect(shown(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(row(page, 1)).toHaveAccessibleName(fans[1]);
});
