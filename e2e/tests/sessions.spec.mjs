// Sessions that end in the middle of something, and tabs that share one.

import { endSessions } from "../kith/pages.mjs";
import { crowd, followersOf } from "../kith/people.mjs";
import { PASSWORD, account, enter, expect, heading, holdBack, signIn, stored, test } from "../kith/test.mjs";

const WELCOME = "Keep up with your people.";

function dialog(page) {
  return page.getByRole("dialog", { name: "Sign in again" });
}

async function signInAgain(page, name, password = PASSWORD) {
  await dialog(page).getByLabel("Username or e-mail").fill(name);
  await dialog(page).getByLabel("Password").fill(password);
  await dialog(page).getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in, searches for a crowd, goes down its list, and asks to follow one of it just when the session has ended. */
async function interrupted(page, server, me) {
  const [star] = await crowd(server, await account(server, "anybody"), 60);
  const stem = star.replace(/-\d+$/, "-");
  await enter(page, me);
  await page.goto(`/search?q=${stem}`);
  const button = page.getByRole("button", { name: `Follow ${star}`, exact: true, includeHidden: true });
  await expect(async () => {
    await page.mouse.wheel(0, 2000);
    await expect(button).toBeVisible({ timeout: 100 });
  }).toPass();
  await button.scrollIntoViewIfNeeded();
  await endSessions(server, me);
  // By script, because the dialog may be there before a hand is: the open stream ends with its session.
  await button.dispatchEvent("click");
  await expect(dialog(page)).toBeVisible();
  return { star, stem };
}

test("after signing in again one is where one was, and what was asked for is done", async ({ page, server }) => {
  const me = await account(server, "interrupted");
  const { star, stem } = await interrupted(page, server, me);
  const down = await page.evaluate(() => scrollY);
  expect(down).toBeGreaterThan(500);
  expect(await followersOf(server, star)).toEqual([]);
  await signInAgain(page, me, "not my password");
  await expect(dialog(page).getByRole("alert")).toHaveText("Wrong username or password");
  await signInAgain(page, me);
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: `Following ${star}.` })).toBeInViewport();
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
  await expect(page.getByLabel("Username")).toHaveValue(stem);
  expect(await page.evaluate(() => scrollY)).toBe(down);
});

test("another person who signs in instead does not follow whom the first one wanted to", async ({ page, server }) => {
  const [me, other] = [await account(server, "first"), await account(server, "second")];
  const { star, stem } = await interrupted(page, server, me);
  await signInAgain(page, other);
  await expect(dialog(page)).toBeHidden();
  await expect(page).toHaveURL(new RegExp(`q=${stem}`));
  await page.getByRole("link", { name: "Kith", exact: true }).click();
  await expect(heading(page, other)).toBeVisible();
  await expect(page.getByRole("link", { name: "0 Following" })).toBeVisible();
  expect(await followersOf(server, star)).toEqual([]);
});

test("whoever would rather not sign in again goes on as a visitor", async ({ page, server }) => {
  await interrupted(page, server, await account(server, "weary"));
  await page.getByRole("button", { name: "Go on without signing in" }).click();
  await expect(heading(page, WELCOME)).toBeVisible();
  await expect(dialog(page)).toBeHidden();
  expect(await stored(page)).toEqual({});
});

test("a search that is typed when the session ends is done after signing in again", async ({ page, server }) => {
  const [me, star] = [await account(server, "typing"), await account(server, "typed")];
  await enter(page, me);
  await page.getByRole("link", { name: "Find people" }).click();
  await expect(page.getByRole("article").first()).toBeVisible();
  // Typed before the dialog can be there, which an open stream calls up as soon as the session has ended.
  const goOn = await holdBack(page, "**/api/search");
  await page.getByLabel("Username").fill(star);
  await endSessions(server, me);
  goOn();
  await expect(dialog(page)).toBeVisible();
  await signInAgain(page, me);
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByLabel("Username")).toHaveValue(star);
  await expect(page.getByRole("button", { name: `Follow ${star}` })).toBeVisible();
});

test("a session that was revoked before the start is noticed at the start", async ({ page, server }) => {
  const me = await account(server, "revoked");
  await enter(page, me);
  await page.goto("about:blank");
  await endSessions(server, me);
  await page.goto("/followed");
  await expect(dialog(page)).toBeVisible();
  await signInAgain(page, me);
  await expect(heading(page, me)).toBeVisible();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await expect(page).toHaveURL("/followed");
});

test("two tabs agree about who is signed in", async ({ page, context, server }) => {
  const me = await account(server, "twice");
  const other = await context.newPage();
  await other.goto("/");
  await expect(heading(other, WELCOME)).toBeVisible();
  await enter(page, me);
  await expect(heading(other, me)).toBeVisible();
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(heading(page, WELCOME)).toBeVisible();
  await expect(heading(other, WELCOME)).toBeVisible();
});

test("signing in again in one tab is enough for the other", async ({ page, context, server }) => {
  const me = await account(server, "thrice");
  await enter(page, me);
  const other = await context.newPage();
  await other.goto("/");
  await expect(heading(other, me)).toBeVisible();
  await endSessions(server, me);
  for (const tab of [other, page]) {
    await tab.reload();
    await expect(dialog(tab)).toBeVisible();
  }
  await signInAgain(page, me);
  for (const tab of [page, other]) {
    await expect(dialog(tab)).toBeHidden();
    await expect(heading(tab, me)).toBeVisible();
  }
});

test("who signs out in another tab while a password is typed in the dialog is signed out", async ({ page, context, server }) => {
  const me = await account(server, "leaving");
  await enter(page, me);
  const other = await context.newPage();
  await other.goto("/login");
  await expect(other.getByRole("button", { name: "Sign out" })).toBeVisible();
  await endSessions(server, me);
  await page.reload();
  await expect(dialog(page)).toBeVisible();
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(heading(page, WELCOME)).toBeVisible();
});
