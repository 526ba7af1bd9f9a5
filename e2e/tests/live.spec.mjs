// Live updates: who follows one now is shown without a reload, whatever the server and however the line breaks.

import { crowd, follow, followersOf } from "../kith/people.mjs";
import { names } from "../kith/rows.mjs";
import { account, expect, heading, listen, test } from "../kith/test.mjs";

function told(page, fan) {
  return page.getByRole("status").getByText(`${fan} follows you now.`);
}

function followers(page, number) {
  return page.getByRole("link", { name: `${number} Followers` });
}

test("a new follower is told, counted and offered, and shown on request", async ({ page, server }) => {
  const [me, fan] = [await account(server, "me"), await account(server, "fan")];
  const [first] = await crowd(server, me, 1);
  await listen(page, server, me);
  await expect(page.getByRole("article")).toHaveCount(1);
  await follow(server, fan, me);
  await expect(told(page, fan)).toBeVisible();
  await expect(followers(page, 2)).toBeVisible();
  await expect(page.getByRole("article", { name: fan })).toHaveCount(0);
  await page.getByRole("button", { name: "One new" }).click();
  await expect(page.getByRole("article")).toHaveCount(2);
  await expect(page.getByRole("article").first()).toHaveAccessibleName(fan);
  await expect(page.getByRole("article").last()).toHaveAccessibleName(first);
  await expect(page.getByText("That is everyone: 2 people.")).toBeVisible();
  await expect(page.getByRole("button", { name: "One new" })).toBeHidden();
});

test("the very first follower is shown at once, where there is no row to move", async ({ page, server }) => {
  const [me, fan] = [await account(server, "me"), await account(server, "fan")];
  await listen(page, server, me);
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await follow(server, fan, me);
  await expect(page.getByRole("article", { name: fan })).toBeVisible();
  await expect(followers(page, 1)).toBeVisible();
  await expect(page.getByText("That is everyone: one person.")).toBeVisible();
});

test("one who comes for another who was removed is new, though the number is the same", async ({ page, server }) => {
  const me = await account(server, "me");
  const fans = await crowd(server, me, 3);
  await listen(page, server, me);
  await expect(followers(page, 3)).toBeVisible();
  await page.getByRole("button", { name: `More about ${fans[1]}` }).click();
  await page.getByRole("button", { name: "Remove follower" }).click();
  await expect(followers(page, 2)).toBeVisible();
  await expect.poll(() => followersOf(server, me)).toHaveLength(2);
  const [fan] = await crowd(server, me, 1);
  await expect(followers(page, 3)).toBeVisible();
  await page.getByRole("button", { name: "One new" }).click();
  await expect(page.getByRole("article")).toHaveCount(3);
  await expect.poll(() => names(page)).toEqual([fan, fans[0], fans[2]]);
});

test("a tab that one comes back to tells who is new on another's list, though the number is the same", async ({ page, server }) => {
  const star = await account(server, "star");
  const fans = await crowd(server, star, 3);
  await page.goto(`/people/${star}`);
  await expect(page.getByRole("article")).toHaveCount(3);
  await server.sql(`DELETE FROM followers USING people WHERE follower_id = people.person_id AND username = '${fans[1]}'`);
  const [fan] = await crowd(server, star, 1);
  const button = page.getByRole("button", { name: "One new" });
  await expect(async () => {
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect(button).toBeVisible({ timeout: 500 });
  }).toPass();
  await button.click();
  await expect.poll(() => names(page)).toEqual([fan, fans[0], fans[2]]);
});

test("on a follower's own page it shows that they follow back", async ({ page, server }) => {
  const [me, fan] = [await account(server, "me"), await account(server, "fan")];
  await listen(page, server, me);
  await page.getByRole("link", { name: "Find people" }).click();
  await page.getByRole("searchbox").fill(fan);
  await page.getByRole("article").getByRole("link", { name: fan }).click();
  await expect(heading(page, fan)).toBeVisible();
  await follow(server, fan, me);
  const badge = page.getByText("Follows you", { exact: true });
  await expect(badge.filter({ visible: true })).toHaveCount(1);
  await page.goBack();
  await expect(page.getByRole("article", { name: fan }).getByText("Follows you")).toBeVisible();
});

test("several servers over one database tell the same news", async ({ page, server }) => {
  const [me, fan] = [await account(server, "me"), await account(server, "fan")];
  const other = await server.beside();
  await listen(page, other, me);
  await follow(server, fan, me);
  await expect(told(page, fan)).toBeVisible();
  await expect(followers(page, 1)).toBeVisible();
  await other.end();
});

for (const [what, before] of [
  ["before there was any news", 0],
  ["after some news", 1],
]) {
  test(`a server that breaks off ${what} loses nothing`, async ({ page, server }) => {
    const [me, fan] = [await account(server, "me"), await account(server, "fan")];
    const other = await server.beside();
    await listen(page, other, me);
    if (before) {
      const [first] = await crowd(server, me, before);
      await expect(told(page, first)).toBeVisible();
    }
    await other.end();
    await expect(page.getByText("Kith cannot be reached. It goes on by itself once it can.")).toBeVisible();
    await follow(server, fan, me);
    await other.serve();
    await expect(told(page, fan)).toBeVisible();
    await expect(followers(page, before + 1)).toBeVisible();
    await other.end();
  });
}

test("what happens while the network is away is told once it is back", async ({ page, context, server }) => {
  const me = await account(server, "me");
  await listen(page, server, me);
  const [first] = await crowd(server, me, 1);
  await expect(told(page, first)).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText("Kith cannot be reached. It goes on by itself once it can.")).toBeVisible();
  const [second] = await crowd(server, me, 1);
  await context.setOffline(false);
  await expect(told(page, second)).toBeVisible();
  await expect(followers(page, 2)).toBeVisible();
});

test("a tab in the background is told when it is looked at again", async ({ page, server }) => {
  const me = await account(server, "me");
  await listen(page, server, me);
  const [first] = await crowd(server, me, 1);
  await expect(told(page, first)).toBeVisible();
  const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/live"));
  const turn = (state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  };
  await page.evaluate(turn, "hidden");
  await ended;
  const [second] = await crowd(server, me, 1);
  await page.evaluate(turn, "visible");
  await expect(told(page, second)).toBeVisible();
});

test("nobody is told what happens to others, nor what happened to whoever was here before", async ({ page, server }) => {
  const [me, other] = [await account(server, "me"), await account(server, "other")];
  await listen(page, server, me);
  const [theirs] = await crowd(server, other, 1);
  const [mine] = await crowd(server, me, 1);
  await expect(told(page, mine)).toBeVisible();
  await expect(told(page, theirs)).toHaveCount(0);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(heading(page, "Keep up with your people.")).toBeVisible();
  expect(await told(page, mine).count()).toBe(0);
  await crowd(server, me, 1);
  await listen(page, server, other);
  const [last] = await crowd(server, other, 1);
  await expect(told(page, last)).toBeVisible();
  await expect(page.getByText("follows you now.")).toHaveCount(1);
});
