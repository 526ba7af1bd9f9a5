// Trouble, caused for real: the database goes away or breaks, the network fails, a session ends.

import { followersOf, namesakes } from "../kith/people.mjs";
import { PASSWORD, account, enter, expect, fillIn, heading, signIn, test } from "../kith/test.mjs";

/** A list of 70 people that grows by hand, with its first page. */
async function openByHand(page, server) {
  const stem = await namesakes(server, 70);
  await page.goto("/search");
  await page.getByLabel("Load more by itself").uncheck();
  await page.goto(`/search?q=${stem}`);
  await expect(page.getByRole("article")).toHaveCount(30);
}

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
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
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
  await openByHand(page, server);
  await server.withoutDatabase(async () => {
    await page.getByRole("button", { name: "Load more" }).click();
    await expect(page.getByText("The service is not available right now. Try again in a moment.")).toBeVisible();
    await expect(page.getByText(/^Again in (one second|\d+ seconds)$/)).toBeVisible();
    await expect(page.getByRole("article")).toHaveCount(30);
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("article")).toHaveCount(60);
  await expect(page.getByRole("button", { name: "Load more" })).toBeVisible();
});

test("a page of a list that the database cannot give goes on where it was, by itself", async ({ page, server }) => {
  await openByHand(page, server);
  await server.withoutDatabase(async () => {
    await page.getByRole("button", { name: "Load more" }).click();
    await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  });
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
  await expect(page.getByRole("status").getByText("Kith cannot be reached. Check your connection.")).toBeVisible();
  await expect(follow).toBeVisible();
  await expect(page.getByRole("link", { name: "0 Followers" })).toBeVisible();
  await context.setOffline(false);
  await follow.click();
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
});

test("a follow that breaks the server is taken back, and the page stays as it was", async ({ page, server }) => {
  const star = await account(server, "crackstar");
  const me = await account(server, "breaker");
  await enter(page, me);
  await page.goto(`/people/${star}`);
  const follow = page.getByRole("button", { name: `Follow ${star}` });
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await server.without("followed", async () => {
    await follow.click();
    await expect(page.getByRole("status").getByText("Something went wrong at our end.")).toBeVisible();
  });
  await expect(heading(page, "Internal server error")).toHaveCount(0);
  await expect(follow).toBeVisible();
  await expect(page.getByRole("link", { name: "0 Followers" })).toBeVisible();
});

test("leaving a page that broke leaves the failure behind", async ({ page, server }) => {
  const me = await account(server, "leaver");
  await server.without("followers", async () => {
    await page.goto(`/people/${me}`);
    await expect(heading(page, "Internal server error")).toBeVisible();
  });
  await page.getByRole("link", { name: "Find people" }).click();
  await expect(heading(page, "Internal server error")).toBeHidden();
  await page.getByRole("searchbox").fill(me);
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
  await expect(page.getByRole("searchbox")).toHaveValue(star);
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
});

test("a session that ends is begun again over the page, and what was asked for is done", async ({ page, server }) => {
  const star = await account(server, "nearstar");
  const me = await account(server, "evicted");
  await enter(page, me);
  await page.goto(`/people/${star}`);
  await expect(heading(page, star)).toBeVisible();
  await server.sql(`DELETE FROM sessions WHERE person_id IN (SELECT person_id FROM people WHERE username = '${me}')`);
  // By script, because the dialog may be there before a hand is: the open stream ends with its session.
  await page.getByRole("button", { name: `Follow ${star}`, includeHidden: true }).dispatchEvent("click");
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog.getByText("Your session has ended. Sign in again to go on.")).toBeVisible();
  await fillIn(dialog, me);
  await expect(dialog).toBeHidden();
  await expect(heading(page, star)).toBeVisible();
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
});
