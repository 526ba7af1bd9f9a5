// An account is its owner's: all that is kept of it is theirs to take along, and it goes for good when they want.

import { callAs, follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { PASSWORD, accounts, enter, expect, heading, holdBack, listen, stored, test } from "../kith/test.mjs";
import { readFile } from "node:fs/promises";

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

/** Saves everything, and reads the file. */
async function everything(page) {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save everything" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("kith.json");
  return readFile(await download.path(), "utf8");
}

test("all that Kith keeps of one is saved as one file, and nothing that is secret", async ({ page, server }) => {
  const [me, fan, star, asker, locked, pest] = await accounts(server, "me", "fan", "star", "asker", "locked", "pest");
  await follow(server, fan, me);
  await follow(server, me, star);
  await callAs(server, locked, "privacy", { locked: true });
  await follow(server, me, locked);
  await callAs(server, me, "privacy", { locked: true, hides_lists: true });
  await follow(server, asker, me);
  await callAs(server, me, "block", { user: pest });
  await callAs(server, me, "edit_profile", { name: "Ada", about: 'A "quoted"\n⟦line⟧', location: "Graz" });
  await enter(page, me);
  await page.goto("/settings");
  const text = await everything(page);
  const file = JSON.parse(text);
  expect(file.account).toMatchObject({ Email_id: `${me}@example.org`, email_verified: false, has_password: true });
  expect(file.person).toMatchObject({ username: me, location: "Graz" });
  expect(file.details).toEqual({ name: "Ada", about: 'A "quoted"\n⟦line⟧' });
  expect(file.privacy).toEqual({ locked: true, hides_lists: true });
  const names = (list) => file[list].map(({ username }) => username);
  const lists = ["followers", "followed", "requests", "requested", "blocked"];
  expect(lists.map(names)).toEqual([[fan], [star], [asker], [locked], [pest]]);
  expect(file.security_events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["registered", "signed_in", "downloaded"]));
  const { token } = await stored(page);
  expect(file.sessions.length).toBeGreaterThan(0);
  for (const secret of [token, PASSWORD, "$2"]) expect(text).not.toContain(secret);
});

test("a file that cannot be read now is not saved, and can be asked for again", async ({ page, server }) => {
  const [me] = await accounts(server, "me");
  await enter(page, me);
  await page.goto("/settings");
  const goOn = await holdBack(page, "**/api/download");
  await page.getByRole("button", { name: "Save everything" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await server.withoutDatabase(async () => {
    goOn();
    await expect(page.getByRole("status").getByText("The service is not available right now. Try again in a moment.")).toBeVisible();
  });
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(JSON.parse(await everything(page)).person.username).toBe(me);
});

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
  await expect(elsewhere.getByText("Nobody's username begins like that.")).toBeVisible();
  await elsewhere.goto(`/people/${me}`);
  await expect(heading(elsewhere, "There is no such person")).toBeVisible();
  await elsewhere.context().close();
});

test("after a deletion the name and the password are good for nothing, until somebody takes the name", async ({ page, context, server }) => {
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
  await page.getByLabel("Username or e-mail").fill(me);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password");
  await page.getByRole("link", { name: "Make an account" }).click();
  await page.getByLabel("Username").fill(me);
  await page.getByLabel("E-mail").fill(`${me}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
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
