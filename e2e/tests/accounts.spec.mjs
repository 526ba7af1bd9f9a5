// Accounts: from registration to signing out, and what a person is told on the way.

import { PASSWORD, account, enter, expect, fillIn, heading, newName, signIn, stored, test } from "../kith/test.mjs";

test("register, follow, see it in the list, reload, sign out, sign in", async ({ page, server }) => {
  const celebrity = await account(server, "celebrity");
  const me = newName("me");
  await page.goto("/");
  await page.getByRole("link", { name: "Make an account" }).click();
  await page.getByLabel("Username").fill(me);
  await page.getByLabel("E-mail").fill(`${me}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make an account" }).click();
  await expect(heading(page, me)).toBeVisible();

  await page.getByRole("link", { name: "Find people" }).click();
  await page.getByRole("searchbox").fill(celebrity.toUpperCase());
  await page.getByRole("button", { name: `Follow ${celebrity}` }).click();
  await expect(page.getByRole("button", { name: `Following ${celebrity}` })).toBeVisible();
  await page.getByRole("link", { name: celebrity, exact: true }).click();
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
  await expect(page.getByRole("article").getByRole("link", { name: me })).toBeVisible();

  await page.getByRole("link", { name: "Kith", exact: true }).click();
  await page.getByRole("link", { name: "1 Following" }).click();
  await expect(page.getByRole("article").getByRole("link", { name: celebrity })).toBeVisible();
  const kept = await stored(page);
  expect(Object.keys(kept).sort()).toEqual(["token", "user_id"]);
  expect(kept.token).toMatch(/^[\w-]{43}$/);
  expect(kept.user_id).toMatch(/^[0-9a-f-]{36}$/);

  await page.reload();
  await expect(page.getByRole("button", { name: `Following ${celebrity}` })).toBeVisible();
  expect(await stored(page)).toEqual(kept);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Keep up with your people." })).toBeVisible();
  expect(await stored(page)).toEqual({});
  const sessions = () => server.sql(`SELECT * FROM sessions WHERE person_id = '${kept.user_id}'`);
  await expect.poll(sessions).toEqual([]);

  await page.getByRole("link", { name: "Sign in" }).first().click();
  await fillIn(page, `${me}@EXAMPLE.org`);
  await expect(heading(page, me)).toBeVisible();
});

test("a wrong password is said so, and what was typed stays", async ({ page, server }) => {
  const me = await account(server, "forgetful");
  await signIn(page, me, "not my password");
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password");
  await expect(page.getByLabel("Username or e-mail")).toHaveValue(me);
  expect(await stored(page)).toEqual({});
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(heading(page, me)).toBeVisible();
});

test("registration says at each field what to mend, and keeps the rest", async ({ page, server }) => {
  const taken = await account(server, "taken");
  await page.goto("/register");
  const make = page.getByRole("button", { name: "Make an account" });
  await page.getByLabel("Username").fill("a b");
  await make.click();
  await expect(page.getByText("Use only letters A–Z, digits, and _ . - in the username.")).toBeVisible();
  await expect(page.getByText("Enter an e-mail address such as ada@example.org.")).toBeVisible();
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");

  await page.getByLabel("Username").fill(taken.toUpperCase());
  await page.getByLabel("E-mail").fill("new@example.org");
  await page.getByLabel("Password").fill("password1234");
  await make.click();
  await expect(page.getByText("This password is among the most common ones. Choose another.")).toBeVisible();
  await page.getByLabel("Password").fill(PASSWORD);
  await make.click();
  await expect(page.getByText("This username is taken. Choose another.")).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue("new@example.org");
  await expect(page.getByLabel("Password")).toHaveValue(PASSWORD);
});

test("signing out in one tab signs out the other", async ({ page, context, server }) => {
  const me = await account(server, "twotabs");
  await enter(page, me);
  const other = await context.newPage();
  await other.goto("/");
  await expect(heading(other, me)).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("heading", { name: "Keep up with your people." })).toBeVisible();
});
