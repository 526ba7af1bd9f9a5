// Signing in with Google, or the provider in its place: the first time and again.

import { PASSWORD, account, expect, heading, newName, test, toGoogle } from "../kith/accounts.mjs";
import { NOT_LOADED, REST, busy, isGone } from "../kith/later.mjs";
import { stored } from "../kith/test.mjs";

const UNKNOWN = "Nobody here uses this Google account yet.";

/** Chooses a username for somebody whom nobody here knows yet. */
async function choose(page, name) {
  await page.getByLabel("Username", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make an account" }).click();
}

function linkedTo(server, subject) {
  const sql = `SELECT username, email, (SELECT password_hash FROM accounts WHERE accounts.person_id = people.person_id) AS hash
               FROM identities JOIN people USING (person_id) WHERE subject = '${subject}'`;
  return server.sql(sql);
}

test("the first time one chooses a username, and then one is known", async ({ page, server, provider }) => {
  const [taken, me] = [await account(server, "taken"), newName("googler")];
  provider.as(me, `${me}@gmail.example`);
  await toGoogle(page);
  await expect(page.getByText(UNKNOWN)).toBeVisible();
  await expect(page).toHaveURL("/google");
  await expect(page.getByLabel("Username", { exact: true })).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveValue(`${me}@gmail.example`);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await choose(page, taken);
  await expect(page.getByText("This username is taken. Choose another.")).toBeVisible();
  await expect(page.getByLabel("Username", { exact: true })).toBeFocused();
  await choose(page, me);
  await expect(heading(page, me)).toBeVisible();
  expect(await linkedTo(server, me)).toEqual([{ username: me, email: `${me}@gmail.example`, hash: null }]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await toGoogle(page);
  await expect(heading(page, me)).toBeVisible();
});

test("after Google one is where one wanted to be, the first time as well", async ({ page, provider }) => {
  const me = newName("googler");
  provider.as(me, `${me}@gmail.example`);
  await toGoogle(page, "/settings/account");
  await choose(page, me);
  await expect(page).toHaveURL("/settings/account");
  await expect(page.getByText("You sign in without one.")).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await toGoogle(page, "/settings/account");
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
  await toGoogle(page);
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

for (const button of ["Try again", "Reload"]) {
  test(`what one comes back with outlasts that the page for it is not loaded, until ${button}`, async ({ page, provider }) => {
    provider.as(newName("googler"), "");
    await busy(page);
    await page.route("**/authorize?*", async (route) => {
      await page.route(REST, isGone);
      await route.continue();
    });
    await toGoogle(page);
    await expect(page.getByRole("alert")).toContainText(NOT_LOADED);
    await page.unroute(REST);
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByText(UNKNOWN)).toBeVisible();
    await expect(page).toHaveURL("/google");
  });
}
