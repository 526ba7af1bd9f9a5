// Changing a password: who may, what ends by it, and which one it may be.

import { PASSWORD, confirm, dialog, enter, expect, heading, join, said, test } from "../kith/accounts.mjs";
import { fillIn } from "../kith/test.mjs";

const CHANGE = "Change your password";
const NEW = "wrong pony charger";
const COMMON = "This password is among the most common ones. Choose another.";

function newPassword(page) {
  return dialog(page, CHANGE).getByLabel("New password");
}

async function openChange(page) {
  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Change password…" }).click();
}

function sessionsOf(server, name) {
  return server.sql(`SELECT 1 FROM sessions JOIN people USING (person_id) WHERE username = '${name}'`);
}

function login(server, name, password) {
  return server.call("login", { Username: name, Password: password });
}

test("a new password takes the old one, and ends every other session before its eyes", async ({ page, server, mailbox, browser, baseURL }) => {
  const me = await join(page, server);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await enter(other, me);
  await openChange(page);
  await expect(newPassword(page)).toBeFocused();
  await newPassword(page).fill(NEW);
  await confirm(page, CHANGE, "Change password", "not my password");
  await expect(dialog(page, CHANGE).getByText("This is not the password of your account.")).toBeVisible();
  await expect(dialog(page, CHANGE).getByLabel("Password", { exact: true })).toBeFocused();
  expect(await sessionsOf(server, me)).toHaveLength(2);
  await confirm(page, CHANGE, "Change password");
  await expect(said(page, "Your password is changed. Every other session has ended.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Change password…" })).toBeFocused();
  expect(await sessionsOf(server, me)).toHaveLength(1);
  await expect.poll(() => mailbox.of(`${me}@example.org`, "Your password is changed")).toHaveLength(1);

  await expect(dialog(other, "Sign in again")).toBeVisible();
  await fillIn(other, me);
  await expect(dialog(other, "Sign in again").getByRole("alert")).toHaveText("Wrong username or password");
  await fillIn(other, me, NEW);
  await expect(dialog(other, "Sign in again")).toHaveCount(0);
  await expect(heading(other, me)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Change password…" })).toBeVisible();
  await other.context().close();
});

test("the form says how good a password is while it is typed", async ({ page }) => {
  await page.goto("/register");
  await page.getByLabel("Username").fill("Any-name-at-all");
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription("At least 8 characters of any kind");
  for (const [password, words] of [
    ["short", "The password must have 8 to 256 characters."],
    ["ANY-name-at-all", "The password must differ from the username and the e-mail address."],
    ["abababababababababab", "Easy to guess: it repeats itself."],
    ["abcdefgh", "Long enough. A few words in a row are stronger."],
    ["abcdefghijkl", "Good. Longer is stronger."],
    [PASSWORD, "Strong."],
    ["", "At least 8 characters of any kind"],
  ]) {
    await page.getByLabel("Password").fill(password);
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(words);
  }
});

test("a password that everybody tries first, or one's own name, is refused, and the old one stays", async ({ page, server }) => {
  const me = await join(page, server, "longenough");
  await openChange(page);
  for (const [password, words] of [
    ["password1234", COMMON],
    [me.toUpperCase(), "The password must differ from the username and the e-mail address."],
  ]) {
    await newPassword(page).fill(password);
    await confirm(page, CHANGE, "Change password");
    await expect(newPassword(page)).toHaveAccessibleDescription(words);
    await expect(newPassword(page)).toHaveAttribute("aria-invalid", "true");
    await expect(newPassword(page)).toBeFocused();
  }
  await page.keyboard.press("Escape");
  await expect(dialog(page, CHANGE)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Change password…" })).toBeFocused();
  expect(await login(server, me, PASSWORD)).toMatchObject({ success: true });
});
