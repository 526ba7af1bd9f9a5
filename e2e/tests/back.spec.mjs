// Coming back: to the row one left, after Back, Forward and a reload, and through a link that somebody shared.

import { crowd, followersOf } from "../kith/people.mjs";
import { calls, height, names, readThrough, row, scrollTo } from "../kith/rows.mjs";
import { account, expect, heading, test } from "../kith/test.mjs";

/** Ends follows. */
async function leave(server, star, fans) {
  const id = (names) => `(SELECT person_id FROM people WHERE username IN ('${names.join("','")}'))`;
  await server.sql(
    `DELETE FROM followers WHERE person_id IN ${id([star])} AND follower_id IN ${id(fans)}`,
    `DELETE FROM followed WHERE followed_id IN ${id([star])} AND person_id IN ${id(fans)}`,
  );
}

async function longList(server, rows) {
  const star = await account(server, "star");
  return { star, fans: await crowd(server, star, rows) };
}

test("Back and Forward lead to the exact row, with the focus on the link one left by, and ask for nothing", async ({
  page,
  server,
}) => {
  const { star, fans } = await longList(server, 200);
  await page.goto(`/people/${star}`);
  await scrollTo(page, 100);
  const link = page.getByRole("link", { name: fans[101], exact: true });
  await link.scrollIntoViewIfNeeded();
  const before = await height(page, 102);
  await link.click();
  await expect(heading(page, fans[101])).toBeVisible();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  expect(await page.evaluate(() => scrollY)).toBe(0);

  const asked = calls(page);
  await page.goBack();
  await expect(link).toBeFocused();
  await expect(row(page, 102)).toBeInViewport();
  expect(await height(page, 102)).toBe(before);
  await page.goForward();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await page.goBack();
  await expect(link).toBeFocused();
  expect(await height(page, 102)).toBe(before);
  expect(asked).toEqual([]);
});

test("Back leads through several lists, each where one left it", async ({ page, server }) => {
  const { star, fans } = await longList(server, 90);
  await crowd(server, fans[39], 90);
  await page.goto(`/search?q=${star}`);
  await page.getByRole("link", { name: star, exact: true }).click();
  await scrollTo(page, 38);
  const first = await height(page, 40);
  await page.getByRole("link", { name: fans[39], exact: true }).click();
  await expect(heading(page, fans[39])).toBeVisible();
  await scrollTo(page, 64);
  const second = await height(page, 65);
  await row(page, 65).getByRole("link").click();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  const asked = calls(page);
  await page.goBack();
  await expect(heading(page, fans[39])).toBeVisible();
  await expect(row(page, 65).getByRole("link")).toBeFocused();
  expect(await height(page, 65)).toBe(second);
  await page.goBack();
  await expect(heading(page, star)).toBeVisible();
  await expect(row(page, 40).getByRole("link")).toBeFocused();
  expect(await height(page, 40)).toBe(first);
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue(star);
  expect(asked).toEqual([]);
});

for (const place of [35, 50, 62, 115]) {
  test(`whoever rests at row ${place} can share its page, and a reload opens it`, async ({ page, context, server }) => {
    const { star, fans } = await longList(server, 150);
    await page.goto(`/people/${star}`);
    await scrollTo(page, place);
    const number = Math.ceil(place / 30);
    await expect(page).toHaveURL(`${server.address}/people/${star}?page=${number}`);
    const rows = fans.slice((number - 1) * 30, number * 30);
    const friend = await context.newPage();
    await friend.goto(page.url());
    await expect(row(friend, place)).toHaveAccessibleName(fans[place - 1]);
    expect((await names(friend)).slice(0, 30)).toEqual(rows);
    await page.reload();
    await expect(row(page, place)).toHaveAccessibleName(fans[place - 1]);
  });
}

/** Reads on to a row far down, and rests there, a part of it under the bar, until the page has noted it. */
async function restAt(page, place) {
  await scrollTo(page, place);
  // At the last row that is there it takes those below it to bring it to the top.
  await page.evaluate(async (place) => {
    const top = () => {
      const row = document.querySelector(`main > :not([hidden]) article[aria-posinset="${place}"]`);
      row.scrollIntoView();
      return row.getBoundingClientRect().top;
    };
    while (top() > 100) await new Promise(requestAnimationFrame);
    scrollBy(0, 17);
  }, place);
  await page.waitForFunction((place) => {
    const [, , noted, top] = Array.isArray(history.state) ? history.state : [];
    const row = document.querySelector(`main > :not([hidden]) article[aria-posinset="${place}"]`);
    return noted === place && Math.abs(row.getBoundingClientRect().top - top) < 1;
  }, place);
  return { name: await row(page, place).getAttribute("aria-label"), at: await height(page, place) };
}

function byName(page, name) {
  return page.getByRole("article", { name, exact: true });
}

async function heightOf(page, name) {
  await expect(byName(page, name)).toBeInViewport();
  return Math.round((await byName(page, name).boundingBox()).y);
}

test("a reload at row 3,000 leads to it, and Back after a reload to the row of the page before", async ({ page, server }) => {
  test.setTimeout(180_000);
  const { star, fans } = await longList(server, 3100);
  await page.goto(`/people/${star}`);
  const { name, at } = await restAt(page, 3000);
  expect(name).toBe(fans[2999]);
  await page.reload();
  await expect.poll(() => heightOf(page, name)).toBe(at);
  await expect(row(page, 3000)).toHaveAccessibleName(name);
  await page.reload();
  await expect.poll(() => heightOf(page, name)).toBe(at);
  await row(page, 3001).getByRole("link").click();
  await expect(heading(page, fans[3000])).toBeVisible();
  await page.reload();
  await page.goBack();
  await expect.poll(() => heightOf(page, name)).toBe(at);
});

for (const [what, change] of [
  ["others have come", (server, star) => crowd(server, star, 45)],
  ["others have gone", (server, star, fans) => leave(server, star, fans.slice(0, 40))],
]) {
  test(`a reload leads to the row one was at, though ${what}`, async ({ page, server }) => {
    const { star, fans } = await longList(server, 200);
    await page.goto(`/people/${star}`);
    const { name, at } = await restAt(page, 100);
    await change(server, star, fans);
    await page.reload();
    await expect.poll(() => heightOf(page, name)).toBe(at);
    const before = page.getByRole("button", { name: "Show those before" });
    while (await before.isVisible()) {
      await before.click();
      await expect(page.getByRole("feed")).toHaveAttribute("aria-busy", "false");
    }
    const read = (await readThrough(page)).map(([, name]) => name);
    expect(read).toEqual(await followersOf(server, star));
  });
}

test("where the row is gone, a reload leads to the one in its place", async ({ page, server }) => {
  const { star, fans } = await longList(server, 200);
  await page.goto(`/people/${star}`);
  const { name, at } = await restAt(page, 100);
  await leave(server, star, [name]);
  await page.reload();
  await expect.poll(() => heightOf(page, fans[100])).toBe(at);
});

test("a reload leads to the row in a search and in another order, too", async ({ page, server }) => {
  const { star, fans } = await longList(server, 150);
  for (const query of [`q=${fans[0].split("-")[0]}`, "order=oldest"]) {
    await page.goto(`/people/${star}?${query}`);
    const { name, at } = await restAt(page, 100);
    await page.reload();
    await expect.poll(() => heightOf(page, name)).toBe(at);
  }
});

test("a row is come back to by hand as well, and a link to a page leads to its beginning", async ({ page, context, server }) => {
  const { star, fans } = await longList(server, 200);
  await page.goto(`/people/${star}`);
  const { name, at } = await restAt(page, 119);
  await page.evaluate(() => localStorage.setItem("load_by_hand", "1"));
  await page.reload();
  await expect.poll(() => heightOf(page, name)).toBe(at);
  const friend = await context.newPage();
  await friend.goto(`/people/${star}?page=4`);
  await expect(row(friend, 91)).toHaveAccessibleName(fans[90]);
  expect(await friend.evaluate(() => scrollY)).toBe(0);
});

test("at the top of a list the address names no page", async ({ page, server }) => {
  const { star } = await longList(server, 90);
  await page.goto(`/people/${star}`);
  await scrollTo(page, 65);
  await expect(page).toHaveURL(/page=3$/);
  await page.evaluate(() => scrollTo(0, 0));
  await expect(page).toHaveURL(`${server.address}/people/${star}`);
});

test("an address past the end of a list opens it at its beginning", async ({ page, server }) => {
  const { star, fans } = await longList(server, 40);
  await page.goto(`/people/${star}?page=9`);
  await expect(row(page, 1)).toHaveAccessibleName(fans[0]);
  await expect(page).toHaveURL(`${server.address}/people/${star}`);
});

test("a list opened in the middle grows upwards to its first row and downwards to its last, without doubles", async ({
  page,
  server,
}) => {
  const { star, fans } = await longList(server, 110);
  await page.goto(`/people/${star}?page=3`);
  await expect(row(page, 61)).toHaveAccessibleName(fans[60]);
  const before = page.getByRole("button", { name: "Show those before" });
  await before.click();
  await expect(row(page, 31)).toHaveAccessibleName(fans[30]);
  await before.click();
  await expect(row(page, 1)).toHaveAccessibleName(fans[0]);
  await expect(before).toBeHidden();
  expect(await readThrough(page)).toEqual(fans.map((name, index) => [index + 1, name]));
  await expect(page.getByText("That is everyone: 110 people.")).toBeVisible();
});

test("a list opened in the middle grows upwards without a gap, though people have come since", async ({ page, server }) => {
  const { star, fans } = await longList(server, 80);
  await page.goto(`/people/${star}?page=3`);
  await expect(row(page, 61)).toHaveAccessibleName(fans[60]);
  await crowd(server, star, 5);
  const before = page.getByRole("button", { name: "Show those before" });
  await expect(async () => {
    await before.click({ timeout: 1000 });
    await expect(before).toBeHidden({ timeout: 1000 });
  }).toPass();
  const read = (await readThrough(page)).map(([, name]) => name);
  expect(read.filter((name) => fans.includes(name))).toEqual(fans);
});
