// What is drawn of a list: whatever its pages hold and however high the window is, no part of the screen is blank.

import { crowd } from "../kith/people.mjs";
import { blank, names, row, shortenPages, shown } from "../kith/rows.mjs";
import { account, expect, listen, test } from "../kith/test.mjs";

const PHONE = { width: 390, height: 844 };
const WALL = { width: 1280, height: 15_360 };

/** Goes down a list by parts of a screen, to its end, and up again. Gives the names that came by. */
async function look(page, share = 0.8) {
  const seen = new Set();
  const height = page.viewportSize().height;
  for (const step of [share, -share]) {
    for (let at = -1; ; ) {
      expect(await blank(page)).toBe(0);
      for (const name of await names(page)) seen.add(name);
      const [now, isLoading] = await page.evaluate(() => [scrollY, !document.querySelector("[role=feed] + .sentinel [role=status]")]);
      if (now === at && !isLoading) break;
      at = now;
      await page.evaluate((by) => scrollBy(0, by), step * height);
    }
  }
  return [...seen];
}

test("a list that grows by one row at a time is shown whole", async ({ page, server }) => {
  const me = await account(server, "me");
  const fans = await crowd(server, me, 12);
  await listen(page, server, me);
  await expect(row(page, 12)).toBeAttached();
  for (let more = 1; more <= 8; more += 1) {
    fans.unshift(...(await crowd(server, me, 1)));
    await page.getByRole("button", { name: "One new" }).click();
    await expect(row(page, 1)).toHaveAccessibleName(fans[0]);
    expect(await blank(page)).toBe(0);
  }
  expect(await names(page)).toEqual(fans);
  expect(await look(page)).toHaveLength(20);
});

for (const rows of [1, 2, 7]) {
  for (const [name, size] of [["a phone", PHONE], ["a usual window", null], ["a wall", { ...WALL, height: 4000 }]]) {
    test(`pages of ${rows} rows fill the screen of ${name}`, async ({ page, server }) => {
      if (size) await page.setViewportSize(size);
      const star = await account(server, "star");
      const fans = await crowd(server, star, 80);
      await shortenPages(page, rows);
      await page.goto(`/people/${star}?q=${fans[0].split("-")[0]}`);
      await expect(row(page, 12)).toBeAttached();
      expect(new Set(await look(page))).toEqual(new Set(fans));
    });
  }
}

test("a very high window is full, and fills at any place", async ({ page, server }) => {
  await page.setViewportSize(WALL);
  const star = await account(server, "star");
  const fans = await crowd(server, star, 1000);
  await page.goto(`/people/${star}`);
  await expect(row(page, 225)).toBeAttached();
  expect(await blank(page)).toBe(0);
  expect(await look(page)).toHaveLength(fans.length);
  expect(await shown(page).count()).toBeLessThanOrEqual(15_360 / 60 + 180);
});

test("rows that go leave no blank either", async ({ page, server }) => {
  await page.setViewportSize(PHONE);
  const star = await account(server, "star");
  await crowd(server, star, 300);
  await page.goto(`/people/${star}`);
  await expect(row(page, 30)).toBeAttached();
  // All but every fifth, while the list is read.
  await server.sql(`DELETE FROM followers USING people WHERE followers.follower_id = people.person_id
    AND followers.person_id = (SELECT person_id FROM people WHERE username = '${star}') AND username !~ '[05]$'`);
  expect((await look(page)).length).toBeLessThan(300);
});
