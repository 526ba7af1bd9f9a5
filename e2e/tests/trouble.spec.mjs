// Trouble, caused for real: the database goes away or breaks, the network fails, a session ends.

import { PASSWORD, account, expect, fillIn, heading, signIn, test } from "../kith/test.mjs";

test("a failure of the server shows its own page, keeps the input, and Try again goes on", async ({ page, server }) => {
  const me = await account(server, "unlucky");
  await page.goto("/login");
  await server.without("sessions", async () => {
    await fillIn(page, me);
    await expect(heading(page, "Internal server error")).toBeVisible();
    await expect(page.getByRole("main").getByText(/Request [0-9a-f-]{36}/)).toBeVisible();
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByLabel("Username or e-mail")).toHaveValue(me);
  await expect(page.getByLabel("Password")).toHaveValue(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page, me)).toBeVisible();
});

test("Try again after a failure loads the page that failed", async ({ page, server }) => {
  const me = await account(server, "patient");
  await server.without("followers", async () => {
    await page.goto(`/people/${me}`);
    await expect(heading(page, "Internal server error")).toBeVisible();
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
});

test("a page of a list that fails keeps the rows and offers to try again", async ({ page, server }) => {
  const names = Array.from({ length: 70 }, (_, index) => `row-${process.pid}-${index}`);
  await server.sql(
    `INSERT INTO people (person_id, username)
     SELECT gen_random_uuid(), name FROM unnest('{${names.join(",")}}'::text[]) AS name`,
  );
  await page.addInitScript(() => delete window.IntersectionObserver);
  await page.goto(`/search?q=row-${process.pid}`);
  await expect(page.getByRole("article")).toHaveCount(30);
  await server.withoutDatabase(async () => {
    await page.getByRole("button", { name: "Load more" }).click();
    await expect(page.getByText("The service is not available right now. Try again in a moment.")).toBeVisible();
    await expect(page.getByRole("article")).toHaveCount(30);
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("article")).toHaveCount(60);
});

test("without a network a follow is taken back with a word", async ({ page, context, server }) => {
  const star = await account(server, "farstar");
  await signIn(page, await account(server, "offline"));
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await page.goto(`/people/${star}`);
  const follow = page.getByRole("button", { name: `Follow ${star}` });
  await expect(follow).toBeVisible();
  await context.setOffline(true);
  await follow.click();
  await expect(page.getByText("Kith cannot be reached. Check your connection.")).toBeVisible();
  await expect(follow).toBeVisible();
  await context.setOffline(false);
  await follow.click();
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
});

test("leaving a page that broke leaves the failure behind", async ({ page, server }) => {
  const me = await account(server, "leaver");
  await server.without("followers", async () => {
    await page.goto(`/people/${me}`);
    await expect(heading(page, "Internal server error")).toBeVisible();
  });
  await page.getByRole("link", { name: "Find people" }).click();
  await expect(heading(page, "Internal server error")).toBeHidden();
  await page.getByLabel("Username").fill(me);
  await expect(page.getByRole("article").getByRole("link", { name: me })).toBeVisible();
});

test("a token that no longer works does not stand in the way of signing in", async ({ page, server }) => {
  const me = await account(server, "returning");
  await page.goto("/login");
  await page.evaluate(() => {
    localStorage.setItem("token", "x".repeat(43));
    localStorage.setItem("user_id", "00000000-0000-7000-8000-000000000000");
  });
  await page.reload();
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
});

test("signing in leads back to a search with its text", async ({ page, server }) => {
  const star = await account(server, "sought");
  const me = await account(server, "seeker");
  await page.goto(`/search?q=${star}`);
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await fillIn(page, me);
  await expect(page.getByLabel("Username")).toHaveValue(star);
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
});

test("a session that ends leads to sign-in, and back to the same page", async ({ page, server }) => {
  const star = await account(server, "nearstar");
  const me = await account(server, "evicted");
  await signIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await page.goto(`/people/${star}`);
  await expect(heading(page, star)).toBeVisible();
  await server.sql(`DELETE FROM sessions WHERE person_id IN (SELECT person_id FROM people WHERE username = '${me}')`);
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(page.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
  await fillIn(page, me);
  await expect(heading(page, star)).toBeVisible();
});
