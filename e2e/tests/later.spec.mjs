// The part of the app that a first visit does not need: when it is fetched, and what is said where it does not come.

import { NOT_LOADED, REST, busy, isGone } from "../kith/later.mjs";
import { account, enter, expect, heading, test } from "../kith/test.mjs";

/** The requests for it from now on. */
function asked(page) {
  const requests = [];
  page.on("request", (request) => /_rest\.wasm$/.test(request.url()) && requests.push(request.url()));
  return requests;
}

/** Tries again, and waits until that has failed as well: what was said before stands there until then. */
async function failsAgain(page, again) {
  const ends = (event) => page.waitForEvent(event, (request) => /_rest\.wasm$/.test(request.url()));
  const ended = Promise.race([ends("requestfailed"), ends("requestfinished")]);
  await again.click();
  await ended;
  await expect(page.getByRole("alert")).toContainText(NOT_LOADED);
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
    await expect(page.getByRole("alert")).toContainText(NOT_LOADED);
    const again = page.getByRole("button", { name: "Try again" });
    await failsAgain(page, again);
    await page.unroute(REST);
    await again.click();
    await expect(heading(page, title)).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: NOT_LOADED })).toHaveCount(0);
    if (path.startsWith("/settings")) await expect(page.getByText(/@example\.org/)).toBeVisible();
  });
}

test("where the rest of the app is gone for good, Reload brings the app anew", async ({ page, server }) => {
  await busy(page);
  await enter(page, await account(server, "me"));
  await page.route(REST, isGone);
  await page.goto("/settings/account");
  await failsAgain(page, page.getByRole("button", { name: "Try again" }));
  await page.unroute(REST);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(heading(page, "Settings")).toBeVisible();
});

test("a button that needs the rest of the app offers Reload where that is gone", async ({ page }) => {
  await busy(page);
  await page.route(REST, isGone);
  await page.goto("/login");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  const toast = page.getByRole("status").filter({ hasText: NOT_LOADED });
  await page.getByLabel("Password").fill("typed before");
  await toast.getByRole("button", { name: "Reload" }).click();
  await expect(toast).toHaveCount(0);
  await expect(page.getByLabel("Password")).toHaveValue("");
});

for (const button of ["Try again", "Reload"]) {
  test(`the code of a mail outlasts that the page for it is not loaded, until ${button}`, async ({ page }) => {
    await page.route(REST, isGone);
    await busy(page);
    await page.goto("/reset?code=of-a-mail");
    await expect(page.getByRole("alert")).toContainText(NOT_LOADED);
    await page.unroute(REST);
    const look = page.waitForRequest("**/api/view_link");
    await page.getByRole("button", { name: button }).click();
    expect((await look).postDataJSON().payload).toMatchObject({ code: "of-a-mail" });
    await expect(page).toHaveURL("/reset");
  });
}

test("the rest of the app is kept for when there is no network", async ({ page }) => {
  await page.goto("/login");
  const kept = () =>
    page.evaluate(async () => (await (await caches.open("kith")).keys()).filter(({ url }) => url.endsWith("_rest.wasm")).length);
  await expect.poll(kept).toBe(1);
});
