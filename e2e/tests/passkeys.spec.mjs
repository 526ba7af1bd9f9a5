// Passkeys: they sign in alone or after a password, and only when their owner is there and the account still knows them.

import { addPasskey, confirm, dialog, expect, test, withPasskeys } from "../kith/accounts.mjs";
import { button, join, kinds, open, plainLogin, rows } from "../kith/factors.mjs";
import { endSessions } from "../kith/pages.mjs";
import { fillIn, heading } from "../kith/test.mjs";

const ADD = "Add a passkey";
const WELCOME = "Keep up with your people.";

/** Signs in a new account, and gives it a passkey of this browser. */
async function owner(page, server) {
  const device = await withPasskeys(page);
  const me = await join(page, server);
  await addPasskey(page);
  return { me, ...device };
}

async function signOut(page) {
  await button(page, "Sign out").click();
  await expect(heading(page, WELCOME)).toBeVisible();
}

/** Short words that come over the page. */
function said(page, words) {
  return page.getByRole("status").getByText(words);
}

test("a passkey is added under a name, and signs in without one", async ({ page, server }) => {
  const { me, client, authenticatorId } = await owner(page, server);
  const entry = page.getByRole("listitem").filter({ hasText: "My phone" });
  await expect(entry).toContainText("Added:");
  await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
  await expect(page.getByText("10 are left.")).toBeVisible();
  const { credentials } = await client.send("WebAuthn.getCredentials", { authenticatorId });
  expect(credentials).toMatchObject([{ rpId: "localhost", isResidentCredential: true, userName: me }]);
  await signOut(page);
  await page.goto("/login");
  await button(page, "Sign in with a passkey").click();
  await expect(heading(page, me)).toBeVisible();
  expect(await rows(server, "sessions", me)).toHaveLength(1);
  expect((await kinds(server, me)).slice(0, 3)).toEqual(["signed_in", "signed_out", "passkey_added"]);
});

test("after the password a passkey does in place of a code", async ({ page, server }) => {
  const { me } = await owner(page, server);
  await signOut(page);
  const { error_message, second_factor } = await plainLogin(server, me);
  expect(error_message).toBe("This account asks for a second factor.");
  expect(second_factor.methods).toEqual(["passkey", "recovery_code"]);
  await page.goto("/settings/security");
  await fillIn(page, me);
  await expect(page.getByLabel("A recovery code")).toBeFocused();
  expect(await rows(server, "sessions", me)).toEqual([]);
  await button(page, "Use a passkey").click();
  await expect(page.getByRole("listitem").filter({ hasText: "My phone" })).toBeVisible();
  expect(await rows(server, "sessions", me)).toHaveLength(1);
});

test("a passkey signs in again in the middle of something", async ({ page, server }) => {
  const { me } = await owner(page, server);
  await page.goto("/search?q=nobody-is-called-so");
  await expect(page.getByText("No username or name begins like that.")).toBeVisible();
  await endSessions(server, me);
  await page.reload();
  await button(dialog(page, "Sign in again"), "Sign in with a passkey").click();
  await expect(dialog(page, "Sign in again")).toBeHidden();
  await expect(page).toHaveURL("/search?q=nobody-is-called-so");
  await expect(page.getByText("No username or name begins like that.")).toBeVisible();
});

test("a passkey that is removed signs in no more, and a password alone does again", async ({ page, server }) => {
  const { me } = await owner(page, server);
  await page.reload();
  await button(page, "Remove…").click();
  const name = "Remove this passkey";
  await expect(dialog(page, name).getByText("My phone")).toBeVisible();
  await confirm(page, name, "Remove", "not my password");
  await expect(dialog(page, name).getByText("This is not the password of your account.")).toBeVisible();
  expect(await rows(server, "passkeys", me)).toHaveLength(1);
  await confirm(page, name, "Remove");
  await expect(said(page, "The passkey is removed.")).toBeVisible();
  await expect(page.getByText("My phone")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Recovery codes" })).toHaveCount(0);
  for (const table of ["passkeys", "recovery_codes"]) expect(await rows(server, table, me)).toEqual([]);
  await signOut(page);
  await page.goto("/login");
  await button(page, "Sign in with a passkey").click();
  await expect(said(page, "This passkey could not be verified.")).toBeVisible();
  expect(await rows(server, "sessions", me)).toEqual([]);
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
});

test("without the owner's finger, face or PIN no passkey is made or used", async ({ page, server }) => {
  const { client, authenticatorId } = await withPasskeys(page);
  const isThere = (isUserVerified) => client.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
  const me = await join(page, server);
  await open(page);
  await isThere(false);
  await button(page, "Add a passkey…").click();
  await confirm(page, ADD, "Go on");
  await expect(said(page, "No passkey was made.")).toBeVisible();
  expect(await rows(server, "passkeys", me)).toEqual([]);
  await isThere(true);
  await addPasskey(page);
  await signOut(page);
  await page.goto("/login");
  await isThere(false);
  await button(page, "Sign in with a passkey").click();
  await expect(said(page, "No passkey was used.")).toBeVisible();
  expect(await rows(server, "sessions", me)).toEqual([]);
  await isThere(true);
  await button(page, "Sign in with a passkey").click();
  await expect(heading(page, me)).toBeVisible();
});

test("a device keeps one passkey for an account, and a wrong password makes none", async ({ page, server }) => {
  const { me, client, authenticatorId } = await owner(page, server);
  const kept = async () => (await client.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length;
  await button(page, "Add a passkey…").click();
  await confirm(page, ADD, "Go on");
  await expect(said(page, "No passkey was made.")).toBeVisible();
  await client.send("WebAuthn.clearCredentials", { authenticatorId });
  await button(page, "Add a passkey…").click();
  await confirm(page, ADD, "Go on", "not my password");
  await expect(dialog(page, ADD).getByText("This is not the password of your account.")).toBeVisible();
  expect(await kept()).toBe(0);
  await confirm(page, ADD, "Go on");
  await expect(dialog(page, ADD)).toBeHidden();
  await expect(page.getByText("Passkey", { exact: true })).toBeVisible();
  expect(await kept()).toBe(1);
  expect(await rows(server, "passkeys", me)).toHaveLength(2);
});

test("a name that is too long is refused before the device makes anything", async ({ page, server }) => {
  const { client, authenticatorId } = await withPasskeys(page);
  await join(page, server);
  await open(page);
  await button(page, "Add a passkey…").click();
  await dialog(page, ADD).getByLabel("Name").fill("n".repeat(51));
  await confirm(page, ADD, "Go on");
  await expect(dialog(page, ADD).getByText("The name may have 50 characters, in one line.")).toBeVisible();
  expect(await client.send("WebAuthn.getCredentials", { authenticatorId })).toEqual({ credentials: [] });
});
