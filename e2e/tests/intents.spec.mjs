// What a visitor presses is done once they have signed in, whichever way they do, and only then.

import { code, expect, heading, newName, setUpAuthenticator, test, withPasskeys, addPasskey, join } from "../kith/accounts.mjs";
import { callAs, followersOf } from "../kith/people.mjs";
import { PASSWORD, account, enter, fillIn } from "../kith/test.mjs";

function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

/** Opens somebody's page as a visitor, and presses Follow. */
async function press(page, star, word = "Follow") {
  await page.goto(`/people/${star}`);
  await button(page, `${word} ${star}`).click();
  await expect(page.getByText(`Sign in to follow ${star}`)).toBeVisible();
}

async function expectDone(page, server, star, me) {
  await expect(page).toHaveURL(`/people/${star}`);
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
}

async function signOut(page) {
  await button(page, "Sign out").click();
  await expect(heading(page, "Keep up with your people.")).toBeVisible();
}

test("with a password", async ({ page, server }) => {
  const [star, me] = [await account(server, "star"), await account(server, "me")];
  await press(page, star);
  await fillIn(page, me, "not my password");
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password");
  await fillIn(page, me);
  await expectDone(page, server, star, me);
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
  // Not once more.
  await page.getByRole("button", { name: `Following ${star}` }).click();
  await expect.poll(() => followersOf(server, star)).toEqual([]);
  await signOut(page);
  await page.goto("/login");
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await expect(page.getByRole("link", { name: "0 Following" })).toBeVisible();
  expect(await followersOf(server, star)).toEqual([]);
});

test("from a row, with a new account", async ({ page, server }) => {
  const [star, me] = [await account(server, "star"), newName("me")];
  await page.goto(`/search?q=${star}`);
  await page.getByRole("article").getByRole("button", { name: `Follow ${star}` }).click();
  await page.getByRole("main").getByRole("link", { name: "Make an account" }).click();
  await expect(page.getByText(`Make an account to follow ${star}`)).toBeVisible();
  await page.getByRole("textbox", { name: "Username" }).fill(me);
  await page.getByLabel("E-mail").fill(`${me}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
  await expect(page).toHaveURL(`/search?q=${star}`);
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
});

test("with a code after the password", async ({ page, server }) => {
  const star = await account(server, "star");
  const me = await join(page, server);
  const { secret } = await setUpAuthenticator(page);
  await signOut(page);
  await press(page, star);
  await fillIn(page, me);
  const field = page.getByLabel("Code from your authenticator app, or a recovery code");
  await expect(field).toBeFocused();
  await expect(page.getByText(`Sign in to follow ${star}`)).toBeVisible();
  await field.fill(code(secret, 1));
  await page.keyboard.press("Enter");
  await expectDone(page, server, star, me);
});

test("with a passkey", async ({ page, server }) => {
  const star = await account(server, "star");
  await withPasskeys(page);
  const me = await join(page, server);
  await addPasskey(page);
  await signOut(page);
  await press(page, star);
  await button(page, "Sign in with a passkey").click();
  await expectDone(page, server, star, me);
});

test("with Google, the first time and again", async ({ page, server, provider }) => {
  const [star, other, me] = [await account(server, "star"), await account(server, "other"), newName("googler")];
  provider.as(me, `${me}@gmail.example`);
  await press(page, star);
  await button(page, "Sign in with Google").click();
  await page.getByLabel("Username", { exact: true }).fill(me);
  await page.getByRole("button", { name: "Make an account" }).click();
  await expectDone(page, server, star, me);
  await signOut(page);
  await press(page, other);
  await button(page, "Sign in with Google").click();
  await expectDone(page, server, other, me);
});

test("a locked account is asked", async ({ page, server }) => {
  const [star, me] = [await account(server, "locked"), await account(server, "me")];
  await callAs(server, star, "privacy", { locked: true });
  await press(page, star, "Ask to follow");
  await fillIn(page, me);
  await expect(page.getByRole("button", { name: `Requested: ${star}` })).toBeVisible();
  await expect.poll(async () => (await callAs(server, star, "requests", {})).total).toBe(1);
  expect(await followersOf(server, star)).toEqual([]);
});

test("nobody follows oneself", async ({ page, server }) => {
  const me = await account(server, "me");
  await press(page, me);
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await expect(page.getByRole("button", { name: `Follow ${me}` })).toHaveCount(0);
  await expect(page.locator(".toast")).toHaveCount(0);
  expect(await followersOf(server, me)).toEqual([]);
});

for (const [what, leave] of [
  ["to the start", (page) => page.getByRole("link", { name: "Kith", exact: true }).click()],
  ["back", (page) => page.goBack()],
  ["to find people", (page) => page.getByRole("link", { name: "Find people" }).click()],
]) {
  test(`who goes ${what} first wants it no more`, async ({ page, server }) => {
    const [star, me] = [await account(server, "star"), await account(server, "me")];
    await press(page, star);
    await leave(page);
    await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
    await expect(page.getByLabel("Password")).toBeVisible();
    await expect(page.getByText("Sign in to follow")).toHaveCount(0);
    await fillIn(page, me);
    await expect(heading(page, me)).toBeVisible();
    await expect(page.getByRole("link", { name: "0 Following" })).toBeVisible();
    expect(await followersOf(server, star)).toEqual([]);
  });
}

test("signing in anew in the same browser ends the session before, and one that had ended is no obstacle", async ({ page, server }) => {
  const me = await account(server, "me");
  await enter(page, me);
  const sessions = () =>
    server.sql(`SELECT session_id FROM sessions WHERE person_id = (SELECT person_id FROM people WHERE username = '${me}')`);
  const [first] = await sessions();
  const entered = page.waitForResponse("**/api/login");
  await page.goto("/login");
  await fillIn(page, me);
  await entered;
  await expect(heading(page, me)).toBeVisible();
  const [second, ...others] = await sessions();
  expect(others).toEqual([]);
  expect(second).not.toEqual(first);
  await page.goto("/login");
  await expect(page.getByLabel("Password")).toBeVisible();
  await server.sql(`DELETE FROM sessions WHERE session_id = '${second.session_id}'`);
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  expect(await sessions()).toHaveLength(1);
});
