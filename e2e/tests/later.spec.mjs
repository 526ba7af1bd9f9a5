// The part of the app that a first visit does not need: when it is fetched, and what is said where it does not come.

import { account, enter, expect, heading, test } from "../kith/test.mjs";

const REST = "**/*_rest.wasm";
const FAILED = "This part of Kith could not be loaded. Check your connection.";

/** The requests for it from now on. */
function asked(page) {
  const requests = [];
  page.on("request", (request) => /_rest\.wasm$/.test(request.url()) && requests.push(request.url()));
  return requests;
}

/** A browser that is never idle. */
function busy(page) {
  return page.addInitScript(() => (window.requestIdleCallback = () => {}));
}

test("the rest of the app comes after the first paint, once the browser is idle", async ({ page }) => {
  await page.goto("/login");
  const coming = () =>
    page.evaluate(() => performance.getEntriesByType("resource").find(({ name }) => name.endsWith("_rest.wasm"))?.startTime ?? 0);
  await expect.poll(coming).toBeGreaterThan(0);
  const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  expect(await coming()).toBeGreaterThan(painted);
  await expect(page.getByLabel("Password")).toBeVisible();
});

test("a page that needs the rest of the app fetches it, and no other page does", async ({ page, server }) => {
  await busy(page);
  const requests = asked(page);
  const me = await account(server, "me");
  await enter(page, me);
  await page.goto("/search");
  await expect(page.getByLabel("Username")).toBeVisible();
  expect(requests).toEqual([]);
  await page.goto("/settings");
  await expect(heading(page, "Settings")).toBeVisible();
  expect(requests).toHaveLength(1);
});

for (const [path, title] of [
  ["/settings/account", "Settings"],
  ["/forgot", "Forgotten your password?"],
]) {
  test(`where the rest of the app does not come, ${path} says so and Try again fetches it`, async ({ page, server }) => {
    await busy(page);
    await enter(page, await account(server, "me"));
    await page.route(REST, (route) => route.abort());
    await page.goto(path);
    await expect(page.getByRole("alert")).toContainText(FAILED);
    const again = page.getByRole("button", { name: "Try again" });
    await again.click();
    await expect(page.getByRole("alert")).toContainText(FAILED);
    await page.unroute(REST);
    await again.click();
    await expect(heading(page, title)).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: FAILED })).toHaveCount(0);
    if (path.startsWith("/settings")) await expect(page.getByText(/@example\.org/)).toBeVisible();
  });
}

test("the rest of the app is kept for when there is no network", async ({ page }) => {
  await page.goto("/login");
  const kept = () =>
    page.evaluate(async () => (await (await caches.open("kith")).keys()).filter(({ url }) => url.endsWith("_rest.wasm")).length);
  await expect.poll(kept).toBe(1);
});
