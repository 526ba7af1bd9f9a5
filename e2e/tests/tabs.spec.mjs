// What changes in another tab, on another device or by another person shows without a reload.

import { callAs, crowd, follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { account, enter, expect, heading, listen, test } from "../kith/test.mjs";

/** Looks at a tab again, until it shows what it should: what follows too soon on another look is none. */
function lookAgain(page, shows) {
  return expect(async () => {
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await shows({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

test("what is done in one tab shows in the other", async ({ page, context, server }) => {
  const star = await account(server, "star");
  const [fan] = await crowd(server, star, 1);
  await enter(page, await account(server, "me"));
  await page.goto(`/people/${star}`);
  await expect(row(page, 1)).toHaveAccessibleName(fan);
  const other = await context.newPage();
  await other.route("**/api/live", (route) => route.abort());
  await page.route("**/api/live", (route) => route.abort());
  await other.goto(`/people/${star}`);
  const follows = (tab) => tab.locator(".person").getByRole("button", { name: /^Follow/ });
  for (const [press, word, followers] of [["Follow", "Following", 2], ["Following", "Follow", 1]]) {
    await follows(other).click();
    await expect(follows(page)).toHaveText(word);
    await expect(page.getByRole("link", { name: `${followers} Followers` })).toBeVisible();
    expect(press).not.toBe(word);
  }
  // In a row as well.
  const rowButton = (tab, name) => row(tab, 1).getByRole("button", { name: new RegExp(`^Follow(ing)? ${name}`) });
  await rowButton(other, fan).click();
  await expect(rowButton(page, fan)).toHaveText("Following");
  await rowButton(other, fan).click();
  await expect(rowButton(page, fan)).toHaveText("Follow");
  await other.getByRole("button", { name: `More about ${star}` }).first().click();
  await other.getByText("Block…").click();
  await other.getByRole("button", { name: `Block ${star}` }).click();
  await expect(page.getByText(`You have blocked ${star}.`)).toBeVisible();
});

test("a profile and a choice that are saved in one tab show in the other", async ({ page, context, server }) => {
  const me = await account(server, "me");
  await enter(page, me);
  const other = await context.newPage();
  await other.goto("/settings/profile");
  await other.getByRole("textbox", { name: "Name" }).fill("Ada");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.locator(".person").getByText("Ada", { exact: true })).toBeVisible();
  await other.getByRole("link", { name: "Privacy" }).click();
  await other.getByRole("checkbox", { name: "Locked account" }).check();
  await expect(page.locator(".person").getByText("Locked", { exact: true })).toBeVisible();
});

test("a follow that is made on another device is told by the stream", async ({ page, server }) => {
  const [star, me] = [await account(server, "star"), await account(server, "me")];
  await listen(page, server, me);
  await page.getByRole("link", { name: "Find people" }).click();
  await page.getByRole("searchbox").fill(star);
  const button = page.getByRole("article").getByRole("button", { name: new RegExp(`^Follow(ing)? ${star}`) });
  await expect(button).toHaveText("Follow");
  await follow(server, me, star);
  await expect(button).toHaveText("Following");
  await expect(page.locator(".toast")).toHaveCount(0);
});

test("a request that is accepted shows to who has asked, and one that is declined when they look again", async ({ page, server }) => {
  const [kind, stern, me] = [await account(server, "kind"), await account(server, "stern"), await account(server, "me")];
  for (const star of [kind, stern]) await callAs(server, star, "privacy", { locked: true });
  await listen(page, server, me);
  const ask = async (star) => {
    await page.goto(`/people/${star}`);
    await page.getByRole("button", { name: `Ask to follow ${star}` }).click();
    await expect(page.getByRole("button", { name: `Requested: ${star}` })).toBeVisible();
    await expect.poll(async () => (await callAs(server, star, "requests", {})).total).toBe(1);
  };
  await ask(kind);
  await callAs(server, kind, "accept", { user: me });
  await expect(page.getByRole("button", { name: `Following ${kind}` })).toBeVisible();
  await expect(page.getByRole("link", { name: "1 Followers" })).toBeVisible();
  await ask(stern);
  await callAs(server, stern, "reject", { user: me });
  const asks = page.getByRole("button", { name: `Ask to follow ${stern}` });
  await lookAgain(page, (soon) => expect(asks).toBeVisible(soon));
  expect(await followersOf(server, kind)).toEqual([me]);
});

test("one's own lists are as they are by now when they are looked at again", async ({ page, server }) => {
  const [me, asker, foe] = [await account(server, "me"), await account(server, "asker"), await account(server, "foe")];
  await callAs(server, me, "privacy", { locked: true });
  await follow(server, asker, me);
  await callAs(server, me, "block", { user: foe });
  await enter(page, me);
  for (const [path, call, user] of [["/requests", "accept", asker], ["/settings/blocked", "unblock", foe]]) {
    await page.goto(path);
    await expect(shown(page)).toHaveCount(1);
    await callAs(server, me, call, { user });
    await lookAgain(page, (soon) => expect(shown(page)).toHaveCount(0, soon));
  }
  await expect(heading(page, "Blocked people")).toBeVisible();
});

test("follows of people whom the tab has never shown have nobody's profile read but one's own", async ({ page, server }) => {
  const me = await account(server, "me");
  await listen(page, server, me);
  await expect(page.getByRole("link", { name: "0 Following" })).toBeVisible();
  const read = [];
  page.on("request", (request) => request.url().endsWith("/api/profile") && read.push(request.postDataJSON().payload));
  const stars = await Promise.all(["one", "two", "three"].map((stem) => account(server, stem)));
  for (const star of stars) await follow(server, me, star);
  await expect(page.getByRole("link", { name: "3 Following" })).toBeVisible();
  expect(read.filter(({ user, user_id }) => user !== user_id)).toEqual([]);
});

test("what another tab changes again and again is read once a second", async ({ page, server }) => {
  const star = await account(server, "star");
  await crowd(server, star, 1);
  await enter(page, await account(server, "me"));
  await page.goto(`/people/${star}`);
  await expect(shown(page)).toHaveCount(1);
  const read = [];
  page.on("request", (request) => request.url().endsWith("/api/profile") && read.push(request.postDataJSON().payload.user));
  const seconds = await page.evaluate(async () => {
    const began = performance.now();
    for (let change = 0; change < 30; change += 1) {
      dispatchEvent(new StorageEvent("storage", { key: "changed", newValue: "1" }));
      await new Promise(requestAnimationFrame);
    }
    return (performance.now() - began) / 1000;
  });
  await expect.poll(() => read).toContain(star);
  expect(read.filter((user) => user === star).length).toBeLessThanOrEqual(2 + seconds);
});
