// Where one is signed in, what is ended from there, and what is told of all that has happened.

import { dialog, expect, test } from "../kith/accounts.mjs";
import { button, join, rows } from "../kith/factors.mjs";
import { enter, fillIn, heading, stored } from "../kith/test.mjs";

const WELCOME = "Keep up with your people.";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** Signs in to an account in another browser. */
async function elsewhere(browser, baseURL, me, userAgent = FIREFOX) {
  const other = await (await browser.newContext({ baseURL, userAgent })).newPage();
  await enter(other, me);
  return other;
}

async function open(page) {
  await page.goto("/settings/devices");
  await expect(page).toHaveTitle("Devices · Kith");
}

/** The entries of a list by its title. */
function entries(page, title) {
  return page.locator("section").filter({ has: page.getByRole("heading", { name: title }) }).getByRole("listitem");
}

function devices(page) {
  return entries(page, "Where you are signed in");
}

/** What has happened, without the details. */
function happened(page) {
  return entries(page, "What has happened").locator("b");
}

function said(page, words) {
  return page.getByRole("status").getByText(words);
}

test("every device is listed with its browser, its address and when it was used, and this one is marked", async ({ page, browser, baseURL, server }) => {
  const me = await join(page, server);
  const other = await elsewhere(browser, baseURL, me);
  await open(page);
  await expect(devices(page)).toHaveCount(2);
  const [here, there] = [devices(page).filter({ hasText: "This one" }), devices(page).filter({ hasText: "Firefox on Windows" })];
  await expect(here).toContainText("Chrome on Linux");
  await expect(here.getByRole("button")).toHaveCount(0);
  await expect(there.getByRole("button", { name: "Sign out there" })).toBeVisible();
  for (const one of [here, there]) {
    await expect(one).toContainText("127.0.0.1 · Last used:");
    const used = await one.locator("time").getAttribute("datetime");
    expect(Math.abs(Date.now() - Date.parse(used))).toBeLessThan(60_000);
    await expect(one.locator("time")).toContainText(String(new Date().getFullYear()));
  }
  await open(other);
  await expect(devices(other).filter({ hasText: "This one" })).toContainText("Firefox on Windows");
  await other.context().close();
});

test("one device is signed out from another, and learns of it at its next request", async ({ page, browser, baseURL, server }) => {
  const me = await join(page, server);
  const other = await elsewhere(browser, baseURL, me);
  // No stream, which would end with its session.
  await other.route("**/api/live", (route) => route.abort());
  await open(other);
  await expect(devices(other)).toHaveCount(2);
  await open(page);
  await devices(page).getByRole("button", { name: "Sign out there" }).click();
  await expect(said(page, "Signed out there.")).toBeVisible();
  await expect(devices(page)).toHaveCount(1);
  await expect(devices(page)).toContainText("This one");
  await expect(button(page, "Sign out everywhere else")).toHaveCount(0);
  await expect(happened(page).first()).toHaveText("Signed out elsewhere");
  expect(await rows(server, "sessions", me)).toHaveLength(1);
  await other.getByRole("link", { name: "Find people" }).click();
  await expect(dialog(other, "Sign in again")).toBeVisible();
  await fillIn(dialog(other, "Sign in again"), me);
  await expect(dialog(other, "Sign in again")).toBeHidden();
  await other.context().close();
});

test("all other devices are signed out at once, and this one is not", async ({ page, browser, baseURL, server }) => {
  const me = await join(page, server);
  const others = [await elsewhere(browser, baseURL, me), await elsewhere(browser, baseURL, me, "curl/8.5.0")];
  await open(page);
  await expect(devices(page)).toHaveCount(3);
  await expect(devices(page).filter({ hasText: "curl/8.5.0" })).toBeVisible();
  await button(page, "Sign out everywhere else").click();
  await expect(said(page, "Signed out everywhere else.")).toBeVisible();
  await expect(devices(page)).toHaveCount(1);
  for (const other of others) {
    await other.reload();
    await expect(dialog(other, "Sign in again")).toBeVisible();
    await other.context().close();
  }
  await page.reload();
  await expect(devices(page)).toHaveCount(1);
});

test("signing out everywhere signs out here as well, in every tab", async ({ page, context, browser, baseURL, server }) => {
  const me = await join(page, server);
  const other = await elsewhere(browser, baseURL, me);
  const tab = await context.newPage();
  await tab.goto("/");
  await expect(heading(tab, me)).toBeVisible();
  await open(page);
  await button(page, "Sign out everywhere").click();
  await expect(page.getByLabel("Username or e-mail")).toBeVisible();
  await expect(heading(tab, WELCOME)).toBeVisible();
  expect(await stored(page)).toEqual({});
  expect(await rows(server, "sessions", me)).toEqual([]);
  await other.reload();
  await expect(dialog(other, "Sign in again")).toBeVisible();
  await other.context().close();
});

test("what cannot be ended now is said so, and stays", async ({ page, browser, baseURL, server }) => {
  const me = await join(page, server);
  const other = await elsewhere(browser, baseURL, me);
  await open(page);
  await expect(devices(page)).toHaveCount(2);
  await server.withoutDatabase(async () => {
    await button(page, "Sign out everywhere").click();
    await expect(said(page, "The service is not available right now.")).toBeVisible();
  });
  await expect(devices(page)).toHaveCount(2);
  expect(await rows(server, "sessions", me)).toHaveLength(2);
  await other.context().close();
});
