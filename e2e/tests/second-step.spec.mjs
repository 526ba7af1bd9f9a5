// The second step of signing in: a code after the password, from the app or from paper.

import { code, expect, setUpAuthenticator, test } from "../kith/accounts.mjs";
import { button, join, kinds, plainLogin, rows } from "../kith/factors.mjs";
import { endSessions } from "../kith/pages.mjs";
import { fillIn, heading, stored } from "../kith/test.mjs";

const STEP = "One more step: show that it is you.";
const WRONG = "This code is not right.";

/** Signs in a new account with an authenticator, and out again. */
async function guarded(page, server) {
  const me = await join(page, server);
  const codes = await setUpAuthenticator(page);
  await button(page, "Sign out").click();
  await expect(heading(page, "Keep up with your people.")).toBeVisible();
  return { me, ...codes };
}

function field(page) {
  return page.getByLabel("Code from your authenticator app, or a recovery code");
}

/** Gives the password, and waits to be asked for more. */
async function begin(page, me) {
  await page.goto("/login");
  await fillIn(page, me);
  await expect(field(page)).toBeFocused();
}

async function give(page, code) {
  await field(page).fill(code);
  await button(page, "Sign in").click();
}

test("after the password a code is asked for, and leads to where one wanted to be", async ({ page, server }) => {
  const { me, secret } = await guarded(page, server);
  await page.goto("/settings/devices");
  await fillIn(page, me);
  await expect(page.getByText(STEP)).toBeVisible();
  await expect(field(page)).toBeFocused();
  expect(await stored(page)).toEqual({});
  await give(page, "abcdef");
  await expect(page.getByText(WRONG)).toBeVisible();
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue("abcdef");
  expect(await rows(server, "sessions", me)).toEqual([]);
  await field(page).fill(code(secret, 1));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Right password, but wrong code")).toBeVisible();
  await expect(page).toHaveTitle("Devices · Kith");
  expect(await rows(server, "sessions", me)).toHaveLength(1);
});

test("a code of the app is good once", async ({ page, server }) => {
  const { me, secret } = await guarded(page, server);
  const once = code(secret, 1);
  await begin(page, me);
  await give(page, once);
  await expect(heading(page, me)).toBeVisible();
  await button(page, "Sign out").click();
  await begin(page, me);
  await give(page, once);
  await expect(page.getByText(WRONG)).toBeVisible();
  expect(await rows(server, "sessions", me)).toEqual([]);
});

test("a recovery code is good once, however it is typed", async ({ page, server }) => {
  const { me, recovery } = await guarded(page, server);
  await begin(page, me);
  await give(page, recovery[3].toUpperCase().replaceAll("-", " "));
  await expect(heading(page, me)).toBeVisible();
  await page.goto("/settings/security");
  await expect(page.getByText("9 are left.")).toBeVisible();
  await button(page, "Sign out").click();
  await begin(page, me);
  await give(page, recovery[3]);
  await expect(page.getByText(WRONG)).toBeVisible();
  await give(page, recovery[4]);
  await expect(heading(page, me)).toBeVisible();
  expect(await rows(server, "recovery_codes", me)).toHaveLength(8);
  const used = ["signed_in", "recovery_code_used", "second_factor_failed"];
  expect((await kinds(server, me)).slice(0, 3)).toEqual(used);
});

test("after too many wrong codes one starts again, and the right one still works then", async ({ page, server }) => {
  const { me, secret } = await guarded(page, server);
  await begin(page, me);
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = page.waitForResponse("**/api/login_code");
    await give(page, `wrong${tries}`);
    expect((await answer).status()).toBe(422);
  }
  await expect(page.getByText(WRONG)).toBeVisible();
  await give(page, code(secret, 1));
  await expect(page.getByRole("alert")).toHaveText("This sign-in took too long, or too many codes were wrong. Start again.");
  await button(page, "Start again").click();
  await fillIn(page, me);
  await give(page, code(secret, 1));
  await expect(heading(page, me)).toBeVisible();
});

test("who leaves the second step begins with the password again", async ({ page, server }) => {
  const { me } = await guarded(page, server);
  await begin(page, me);
  await page.getByRole("link", { name: "Kith", exact: true }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByLabel("Username or e-mail")).toBeVisible();
  await expect(field(page)).toHaveCount(0);
});

test("a code is asked for when one signs in again in the middle of something", async ({ page, server }) => {
  const me = await join(page, server);
  const { secret } = await setUpAuthenticator(page);
  await page.goto("/search?q=nobody-is-called-so");
  await expect(page.getByText("No username or name begins like that.")).toBeVisible();
  await endSessions(server, me);
  await page.reload();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await fillIn(dialog, me);
  await expect(field(dialog)).toBeFocused();
  await give(dialog, code(secret, 1));
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL("/search?q=nobody-is-called-so");
  await expect(page.getByText("No username or name begins like that.")).toBeVisible();
});

test("a server without its database says so, and the same code works afterwards", async ({ page, server }) => {
  const { me, secret } = await guarded(page, server);
  await begin(page, me);
  await server.withoutDatabase(async () => {
    await give(page, code(secret, 1));
    await expect(page.getByRole("alert")).toHaveText("The service is not available right now. Try again in a moment.");
  });
  await button(page, "Sign in").click();
  await expect(heading(page, me)).toBeVisible();
});

test("a program that knows of no second factor is told plainly why it is not let in", async ({ page, server }) => {
  const { me } = await guarded(page, server);
  const { second_factor, ...told } = await plainLogin(server, me);
  const code = "second_factor_required";
  expect(told).toEqual({ success: false, error_code: null, code, error_message: "This account asks for a second factor." });
  expect(second_factor.methods).toEqual(["authenticator", "recovery_code"]);
  expect(await rows(server, "sessions", me)).toEqual([]);
  const wrong = await server.call("login", { Username: me, Password: "not my password" });
  const failure = { success: false, error_code: null, code: "wrong_credentials" };
  expect(wrong).toEqual({ ...failure, error_message: "Wrong username or password" });
});
