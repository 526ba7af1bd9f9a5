// Signing in with Google, or the provider in its place: the first time and again, and what comes back that proves nothing.

import { PASSWORD, account, enter, expect, heading, newName, test } from "../kith/accounts.mjs";
import { stored } from "../kith/test.mjs";

const UNKNOWN = "Nobody here uses this Google account yet.";
const NOT_BEGUN = "This sign-in was not begun in this tab. Start again.";

/** Goes to Google from a page where one signs in. */
async function go(page, path = "/login") {
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with Google" }).click();
}

/** Chooses a username for somebody whom nobody here knows yet. */
async function choose(page, name) {
  await page.getByLabel("Username").fill(name);
  await page.getByRole("button", { name: "Make an account" }).click();
}

/** Goes to Google, and does not come back: gives where the way back would have led. */
async function onTheWayBack(page) {
  const back = new Promise((resolve) => {
    page.route("**/authorize?*", async (route) => {
      const { location } = (await route.fetch({ maxRedirects: 0 })).headers();
      await route.abort("aborted");
      resolve(location);
    });
  });
  await go(page);
  const url = await back;
  await page.unroute("**/authorize?*");
  return url;
}

function linkedTo(server, subject) {
  const sql = `SELECT username, email, (SELECT password_hash FROM accounts WHERE accounts.person_id = people.person_id) AS hash
               FROM identities JOIN people USING (person_id) WHERE subject = '${subject}'`;
  return server.sql(sql);
}

test("the first time one chooses a username, and then one is known", async ({ page, server, provider }) => {
  const [taken, me] = [await account(server, "taken"), newName("googler")];
  provider.as(me, `${me}@gmail.example`);
  await go(page);
  await expect(page.getByText(UNKNOWN)).toBeVisible();
  await expect(page).toHaveURL("/google");
  await expect(page.getByLabel("Username")).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveValue(`${me}@gmail.example`);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await choose(page, taken);
  await expect(page.getByText("This username is taken. Choose another.")).toBeVisible();
  await expect(page.getByLabel("Username")).toBeFocused();
  await choose(page, me);
  await expect(heading(page, me)).toBeVisible();
  expect(await linkedTo(server, me)).toEqual([{ username: me, email: `${me}@gmail.example`, hash: null }]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await go(page);
  await expect(heading(page, me)).toBeVisible();
});

test("after Google one is where one wanted to be, the first time as well", async ({ page, provider }) => {
  const me = newName("googler");
  provider.as(me, `${me}@gmail.example`);
  await go(page, "/settings/account");
  await choose(page, me);
  await expect(page).toHaveURL("/settings/account");
  await expect(page.getByText("You sign in without one.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await go(page, "/settings/account");
  await expect(page).toHaveURL("/settings/account");
  await expect(page.getByText("You sign in without one.")).toBeVisible();
});

test("a new account is made from the page for that as well", async ({ page, provider }) => {
  const me = newName("googler");
  provider.as(me, `${me}@gmail.example`, false);
  await page.goto("/register");
  await page.getByRole("button", { name: "Go on with Google" }).click();
  await expect(page.getByText(UNKNOWN)).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("");
  await choose(page, me);
  await expect(page.getByText("Enter an e-mail address such as ada@example.org.")).toBeVisible();
  await page.getByLabel("E-mail").fill(`${me}@example.org`);
  await page.keyboard.press("Enter");
  await expect(heading(page, me)).toBeVisible();
});

test("an account with a password and the same address is not taken over", async ({ page, server, provider }) => {
  const [owner, stranger] = [await account(server, "owner"), newName("stranger")];
  provider.as(stranger, `${owner}@example.org`);
  await go(page);
  await expect(page.getByText(UNKNOWN)).toBeVisible();
  await choose(page, stranger);
  await expect(page.getByText("This e-mail address has an account already.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toBeFocused();
  expect(await stored(page)).toEqual({});
  expect(await linkedTo(server, stranger)).toEqual([]);
  await page.getByLabel("E-mail").fill(`${stranger}@example.org`);
  await page.getByRole("button", { name: "Make an account" }).click();
  await expect(heading(page, stranger)).toBeVisible();
  expect(await server.call("login", { Username: owner, Password: PASSWORD })).toMatchObject({ success: true });
});

test("whoever would rather not is back where one signs in", async ({ page, provider }) => {
  provider.cancelNext();
  await go(page);
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
    await go(page);
    await expect(page.getByRole("alert")).toHaveText(words);
  }
  await go(page);
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
  await expect(page.getByRole("alert")).toHaveText(NOT_BEGUN);
  expect(await stored(page)).toEqual(mine);
  expect(await linkedTo(server, attacker)).toEqual([]);
});
