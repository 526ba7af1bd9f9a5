// An account is its owner's: it goes for good when they want it to, and only then.

import { follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { PASSWORD, accounts, enter, expect, heading, holdBack, listen, stored, test } from "../kith/test.mjs";

const WELCOME = "Keep up with your people.";

function dialog(page) {
  return page.getByRole("dialog", { name: "Delete your account" });
}

function begin(page) {
  return page.getByRole("button", { name: "Delete account…" });
}

/** Answers the dialog that asks for the password. */
async function deleteWith(page, password) {
  await dialog(page).getByLabel("Password").fill(password);
  await dialog(page).getByRole("button", { name: "Delete for good" }).click();
}

/** Opens the page of the account in the settings, and the dialog there. */
async function wantDeletion(page) {
  await page.goto("/settings/account");
  await begin(page).click();
  await expect(dialog(page)).toBeVisible();
}

/** Who there is of these. */
async function there(server, ...names) {
  const rows = await server.sql(`SELECT username FROM people WHERE username IN ('${names.join("', '")}') ORDER BY username`);
  return rows.map(({ username }) => username);
}

test("whoever does not know the password deletes nothing, nor does whoever thinks better of it", async ({ page, server }) => {
  const [me] = await accounts(server, "me");
  await enter(page, me);
  await wantDeletion(page);
  await expect(dialog(page).getByLabel("Password")).toBeFocused();
  await deleteWith(page, "not my password");
  await expect(dialog(page).getByLabel("Password")).toHaveAccessibleDescription("This is not the password of your account.");
  await expect(dialog(page).getByLabel("Password")).toBeFocused();
  await deleteWith(page, "");
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(begin(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByLabel("Password")).toHaveValue("");
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(begin(page)).toBeFocused();
  expect(await there(server, me)).toEqual([me]);
});

test("who is deleted is signed out everywhere, and gone from every list and count", async ({ page, server, browser }) => {
  const [me, fan, star] = await accounts(server, "me", "fan", "star");
  await follow(server, fan, me);
  await follow(server, me, star);
  const elsewhere = await (await browser.newContext({ baseURL: server.address })).newPage();
  await listen(elsewhere, server, me);
  await enter(page, me);
  await wantDeletion(page);
  await deleteWith(page, PASSWORD);
  await expect(page.getByRole("status").getByText("Your account is deleted.")).toBeVisible();
  await expect(heading(page, WELCOME)).toBeVisible();
  await expect(page).toHaveURL("/");
  expect(await stored(page)).toEqual({});
  expect(await there(server, me, fan, star)).toEqual([fan, star].sort());
  expect(await followersOf(server, star)).toEqual([]);

  await expect(elsewhere.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
  await elsewhere.getByRole("button", { name: "Go on without signing in" }).click();
  await enter(elsewhere, fan);
  await expect(elsewhere.getByRole("link", { name: "0 Following" })).toBeVisible();
  await elsewhere.goto(`/people/${star}`);
  await expect(elsewhere.getByRole("link", { name: "0 Followers" })).toBeVisible();
  await expect(shown(elsewhere)).toHaveCount(0);
  await elsewhere.goto(`/search?q=${me}`);
  await expect(elsewhere.getByText("No username or name begins like that.")).toBeVisible();
  await elsewhere.goto(`/people/${me}`);
  await expect(heading(elsewhere, "There is no such person")).toBeVisible();
  await elsewhere.context().close();
});

test("after a deletion the password is good for nothing, and the name is free once it has rested", async ({ page, context, server }) => {
  const [me, fan] = await accounts(server, "me", "fan");
  await follow(server, fan, me);
  await enter(page, me);
  const tab = await context.newPage();
  await tab.goto("/");
  await expect(row(tab, 1)).toHaveAccessibleName(fan);
  await wantDeletion(page);
  await deleteWith(page, PASSWORD);
  await expect(heading(page, WELCOME)).toBeVisible();
  await expect(heading(tab, WELCOME)).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  // A page that is kept for Back asks a visitor to sign in, too.
  const here = page.locator("main > :not([hidden])");
  await here.getByLabel("Username or e-mail").fill(me);
  await here.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(here.getByRole("alert")).toHaveText("Wrong username or password");
  await page.getByRole("link", { name: "Make an account" }).click();
  await here.getByLabel("Username").fill(me);
  await here.getByLabel("E-mail").fill(`${me}@example.org`);
  await here.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(here.getByText("This username is taken. Choose another.")).toBeVisible();
  await server.sql("UPDATE resting_names SET freed_at = freed_at - interval '30 days'");
  await here.getByLabel("Username").press("Enter");
  await expect(heading(page, me)).toBeVisible();
  await expect(page.getByRole("link", { name: "0 Followers" })).toBeVisible();
});

test("an account that cannot be deleted now is there, and is deleted when one asks again", async ({ page, server }) => {
  const [me] = await accounts(server, "me");
  await enter(page, me);
  await wantDeletion(page);
  const goOn = await holdBack(page, "**/api/delete_account");
  await deleteWith(page, PASSWORD);
  await server.withoutDatabase(async () => {
    goOn();
    await expect(dialog(page).getByRole("alert")).toHaveText("The service is not available right now. Try again in a moment.");
  });
  expect(await there(server, me)).toEqual([me]);
  await dialog(page).getByRole("button", { name: "Delete for good" }).click();
  await expect(heading(page, WELCOME)).toBeVisible();
  expect(await there(server, me)).toEqual([]);
});
