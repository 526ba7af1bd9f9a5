// What comes back from Google, or the provider in its place, and proves nothing; and a server that knows of none.

import { PASSWORD, account, enter, expect, heading, newName, test, toGoogle } from "../kith/accounts.mjs";
import { Server } from "../kith/server.mjs";
import { stored } from "../kith/test.mjs";

const UNKNOWN = "Nobody here uses this Google account yet.";
const NOT_BEGUN = "This sign-in was not begun in this tab. Start again.";

/** Goes to Google, and does not come back: gives where the way back would have led. */
async function onTheWayBack(page) {
  const back = new Promise((resolve) => {
    page.route("**/authorize?*", async (route) => {
      const { location } = (await route.fetch({ maxRedirects: 0 })).headers();
      await route.abort("aborted");
      resolve(location);
    });
  });
  await toGoogle(page);
  const url = await back;
  await page.unroute("**/authorize?*");
  return url;
}

test("whoever would rather not is back where one signs in", async ({ page, provider }) => {
  provider.cancelNext();
  await toGoogle(page);
  await expect(page.getByRole("alert")).toHaveText("Google did not confirm that it is you. Nothing has changed.");
  await expect(page).toHaveURL("/google");
  expect(await stored(page)).toEqual({});
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByLabel("Username or e-mail")).toBeVisible();
});

test("a provider that refuses or breaks is told of, and the next time all is well", async ({ page, provider }) => {
  provider.as(newName("googler"), "");
  for (const [status, body, words] of [
    [400, { error: "invalid_grant" }, "Google could not confirm who you are. Try again."],
    [200, { access_token: "a", token_type: "Bearer", id_token: "nonsense" }, "Google could not confirm who you are. Try again."],
    [502, "Bad gateway", "The sign-in service is not available right now. Try again in a moment."],
  ]) {
    provider.answerNext(status, body);
    await toGoogle(page);
    await expect(page.getByRole("alert")).toHaveText(words);
  }
  await toGoogle(page);
  await expect(page.getByText(UNKNOWN)).toBeVisible();
});

test("what comes back to another tab is refused, and stays good for its own", async ({ page, context, provider }) => {
  provider.as(newName("googler"), "");
  const url = await onTheWayBack(page);
  const other = await context.newPage();
  await other.goto(url);
  await expect(other.getByRole("alert")).toHaveText(NOT_BEGUN);
  await expect(other).toHaveURL("/google");
  await page.goto(url);
  await expect(page.getByText(UNKNOWN)).toBeVisible();
  for (const again of [url, "/google"]) {
    await page.goto(again);
    await expect(page.getByRole("alert")).toHaveText(NOT_BEGUN);
  }
});

test("what somebody else has begun is refused", async ({ page, browser, server, provider, baseURL }) => {
  const [me, attacker] = [await account(server, "me"), newName("attacker")];
  provider.as(attacker, "");
  const theirs = await (await browser.newContext({ baseURL })).newPage();
  const url = await onTheWayBack(theirs);
  await theirs.context().close();
  await enter(page, me);
  const mine = await stored(page);
  await page.goto(url);
  await expect(page.getByRole("alert")).toHaveText(NOT_BEGUN);
  await onTheWayBack(page);
  await page.goto(url);
  await expect(page.getByRole("alert")).toHaveText("Google could not confirm who you are. Try again.");
  expect(await stored(page)).toEqual(mine);
  expect(await server.sql(`SELECT 1 FROM identities WHERE subject = '${attacker}'`)).toEqual([]);
});

test("what a server is not set up for is not offered there", async ({ page }) => {
  const server = await Server.start();
  const me = await account(server, "me");
  await page.goto(`${server.address}/register`);
  await expect(page.getByRole("button", { name: "Make an account" })).toBeVisible();
  await expect(page.getByText("Google")).toHaveCount(0);
  const told = page.waitForResponse("**/api/features");
  await page.goto(`${server.address}/login`);
  await told;
  await page.getByLabel("Username or e-mail").fill(me);
  await expect(page.getByText("Google")).toHaveCount(0);
  await expect(page.getByText("Forgotten your password?")).toHaveCount(0);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(heading(page, me)).toBeVisible();
  await page.goto(`${server.address}/settings/account`);
  await expect(page.getByRole("button", { name: "Change password…" })).toBeVisible();
  await expect(page.getByText("Google")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Change address…" })).toHaveCount(0);
  await server.stop();
});
