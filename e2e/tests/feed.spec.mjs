// A list as a feed: what it tells assistive technology, its keys, and the ways past it.

import { crowd, namesakes } from "../kith/people.mjs";
import { names, readThrough, row, scrollTo, shown } from "../kith/rows.mjs";
import { account, expect, holdBack, test } from "../kith/test.mjs";

/** Opens the list of somebody with so many followers. */
async function open(page, server, rows, query = "") {
  const star = await account(server, "star");
  const fans = await crowd(server, star, rows);
  await page.goto(`/people/${star}${query}`);
  await expect(shown(page).first()).toBeVisible();
  return { star, fans };
}

function feed(page) {
  return page.getByRole("feed");
}

function footer(page) {
  return page.getByRole("contentinfo");
}

test("every row tells its place and how many there are", async ({ page, server }) => {
  const { fans } = await open(page, server, 65);
  expect(await readThrough(page)).toEqual(fans.map((name, index) => [index + 1, name]));
  const sizes = await shown(page).evaluateAll((rows) => rows.map((row) => row.ariaSetSize));
  expect(new Set(sizes)).toEqual(new Set(["65"]));
});

test("in a list opened in the middle they do so too", async ({ page, server }) => {
  const { fans } = await open(page, server, 65, "?page=2");
  await expect(row(page, 31)).toHaveAccessibleName(fans[30]);
  await expect(row(page, 31)).toHaveAttribute("aria-setsize", "65");
  expect(await readThrough(page)).toEqual(fans.map((name, index) => [index + 1, name]).slice(30));
});

test("a search tells the places, and no number that it does not know", async ({ page, server }) => {
  const stem = await namesakes(server, 36);
  await page.goto(`/search?q=${stem}`);
  await expect(row(page, 1)).toHaveAttribute("aria-setsize", "-1");
  const rows = await readThrough(page);
  const people = Array.from({ length: 36 }, (_, index) => `${stem}-${index + 1}`).sort();
  expect(rows.map(([place]) => place)).toEqual(people.map((_, index) => index + 1));
  expect(rows.map(([, name]) => name).sort()).toEqual(people);
});

test("the feed is busy while a page comes, and no more once it came or failed", async ({ page, server }) => {
  await open(page, server, 130);
  await expect(feed(page)).toHaveAttribute("aria-busy", "false");
  const goOn = await holdBack(page, "**/api/followers");
  await scrollTo(page, 30);
  await expect(feed(page)).toHaveAttribute("aria-busy", "true");
  await server.withoutDatabase(async () => {
    goOn();
    await expect(page.getByRole("alert")).toContainText("The service is not available right now.");
    await expect(feed(page)).toHaveAttribute("aria-busy", "false");
    await expect(row(page, 30)).toBeInViewport();
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(row(page, 31)).toBeVisible();
  await expect(feed(page)).toHaveAttribute("aria-busy", "false");
});

test("Page Down and Page Up go from row to row, through pages that come on the way", async ({ page, server }) => {
  await open(page, server, 100);
  await row(page, 1).focus();
  for (let place = 2; place <= 70; place += 1) {
    await page.keyboard.press("PageDown");
    await expect(row(page, place)).toBeFocused();
    await expect(row(page, place)).toBeInViewport({ ratio: 0.9 });
  }
  for (let place = 69; place >= 25; place -= 1) {
    await page.keyboard.press("PageUp");
    await expect(row(page, place)).toBeFocused();
  }
  // From whatever is in a row, too; and what the bar covers cannot be seen.
  await row(page, 25).getByRole("link").focus();
  await page.keyboard.press("PageUp");
  await expect(row(page, 24)).toBeFocused();
  const bar = await page.getByRole("banner").boundingBox();
  expect((await row(page, 24).boundingBox()).y).toBeGreaterThanOrEqual(bar.y + bar.height);
});

test("Control and End lead to the footer, which stays; Control and Home lead before the feed", async ({ page, server }) => {
  await open(page, server, 200);
  const goOn = await holdBack(page, "**/api/followers");
  await row(page, 28).focus();
  await expect(feed(page)).toHaveAttribute("aria-busy", "true");
  await page.keyboard.press("Control+End");
  await expect(footer(page)).toBeFocused();
  goOn();
  await expect(feed(page)).toHaveAttribute("aria-busy", "false");
  await expect(footer(page)).toBeFocused();
  await expect(footer(page)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "English" })).toBeFocused();
  await expect(footer(page)).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole("button", { name: "Load more" })).toBeVisible();

  await page.keyboard.press("Shift+Tab");
  await row(page, 40).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip the list" })).toBeFocused();
});

test("links lead past the bar and past the list, also on a page gone to within the app", async ({ page, server }) => {
  const { star } = await open(page, server, 100);
  await page.getByRole("link", { name: "Find people" }).click();
  await page.getByRole("searchbox").fill(star);
  await page.getByRole("link", { name: star, exact: true }).click();
  await expect(row(page, 1)).toBeVisible();
  await scrollTo(page, 40);
  const length = (await names(page)).length;
  await page.getByRole("link", { name: "Skip the list" }).focus();
  await page.keyboard.press("Enter");
  await expect(footer(page)).toBeFocused();
  await expect(footer(page)).toBeInViewport({ ratio: 1 });
  expect((await names(page)).length).toBeLessThanOrEqual(length + 60);
  await page.getByRole("link", { name: "Skip to the content" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue(star);
});
