// Lists: as visitors see them, as a search finds them, and as they change while they are read.

import { crowd, namesakes } from "../kith/people.mjs";
import { height, readThrough, row, scrollTo, shown } from "../kith/rows.mjs";
import { account, expect, fillIn, heading, signIn, stored, test } from "../kith/test.mjs";

test("a visitor reads public lists and is led to sign-in to follow", async ({ page, server }) => {
  const star = await account(server, "star");
  const fan = await account(server, "fan");
  await page.goto(`/people/${star}`);
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await page.getByRole("link", { name: "0 Following" }).click();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await fillIn(page, fan);
  await expect(heading(page, star)).toBeVisible();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  // What the visitor pressed is done by then.
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
  await page.getByRole("button", { name: `Following ${star}` }).click();
  await expect(page.getByRole("link", { name: "0 Followers" })).toBeVisible();
});

test("a search grows when it is asked to, and is literal about _", async ({ page, server }) => {
  const stem = await namesakes(server, 45);
  await page.goto(`/search?q=${stem.toUpperCase()}`);
  await page.getByLabel("Load more by itself").uncheck();
  await page.reload();
  await expect(shown(page)).toHaveCount(30);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByText("That is everyone: 45 people.")).toBeVisible();
  await page.getByRole("searchbox").fill(stem.replace("_", "X"));
  await expect(page.getByText("No username or name begins like that.")).toBeVisible();
  await expect(page).toHaveURL(/q=nameX/);
});

test("a list that is to grow only when asked does so, and remembers it", async ({ page, server }) => {
  const star = await account(server, "star");
  await crowd(server, star, 80);
  await page.goto(`/people/${star}`);
  const itself = page.getByLabel("Load more by itself");
  const more = page.getByRole("button", { name: "Load more" });
  await expect(itself).toBeChecked();
  await itself.uncheck();
  await page.reload();
  await expect(itself).not.toBeChecked();
  await more.scrollIntoViewIfNeeded();
  await expect(page.getByRole("contentinfo")).toBeInViewport();
  await expect(shown(page)).toHaveCount(30);
  await more.click();
  await expect(row(page, 60)).toBeAttached();
  await expect(row(page, 61)).toHaveCount(0);
  await more.click();
  await expect(page.getByText("That is everyone: 80 people.")).toBeVisible();
  await itself.check();
  expect(await stored(page)).toEqual({});
  await page.reload();
  await scrollTo(page, 80);
});

for (const place of [1, 45]) {
  test(`whoever reads row ${place} is told of new followers, and nothing moves until they are asked for`, async ({
    page,
    server,
  }) => {
    const me = await account(server, "me");
    const fans = await crowd(server, me, 100);
    const stream = page.waitForResponse("**/api/live");
    await signIn(page, me);
    await stream;
    await scrollTo(page, place);
    if (place === 1) await page.evaluate(() => scrollTo(0, 0));
    const before = await height(page, place);
    const news = await crowd(server, me, 3);
    const button = page.getByRole("button", { name: "3 new" });
    await expect(button).toBeInViewport();
    await expect(page.getByRole("link", { name: "103 Followers" })).toBeAttached();
    await expect(row(page, place)).toHaveAccessibleName(fans[place - 1]);
    expect(await height(page, place)).toBe(before);
    await button.click();
    await expect(row(page, 1)).toHaveAccessibleName(news[0]);
    await expect(row(page, 1)).toBeInViewport();
    await expect(button).toBeHidden();
    expect(await readThrough(page)).toEqual([...news, ...fans].map((name, index) => [index + 1, name]));
  });
}

test("on another's page what is new shows with the next page of the list", async ({ page, server }) => {
  const star = await account(server, "star");
  const fans = await crowd(server, star, 70);
  await page.goto(`/people/${star}`);
  await expect(row(page, 30)).toBeAttached();
  const news = await crowd(server, star, 3);
  await scrollTo(page, 50);
  await expect(page.getByRole("button", { name: "3 new" })).toBeInViewport();
  await expect(page.getByRole("link", { name: "73 Followers" })).toBeAttached();
  await expect(row(page, 50)).toHaveAccessibleName(fans[49]);
  await page.getByRole("button", { name: "3 new" }).click();
  await expect(row(page, 1)).toHaveAccessibleName(news[0]);
  expect(await readThrough(page)).toEqual([...news, ...fans].map((name, index) => [index + 1, name]));
});

test("where more is new than a page holds, the list begins anew", async ({ page, server }) => {
  const star = await account(server, "star");
  const fans = await crowd(server, star, 70);
  await page.goto(`/people/${star}`);
  await expect(row(page, 30)).toBeAttached();
  const news = await crowd(server, star, 45);
  await scrollTo(page, 50);
  await page.getByRole("button", { name: "45 new" }).click();
  await expect(row(page, 1)).toHaveAccessibleName(news[0]);
  expect(await readThrough(page)).toEqual([...news, ...fans].map((name, index) => [index + 1, name]));
});
