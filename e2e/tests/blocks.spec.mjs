// The menu about somebody: removing a follower, and blocking.

import { enter, expectSeen, tabTo } from "../kith/keyboard.mjs";
import { callAs, crowd, follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { account, expect, heading, signIn, test } from "../kith/test.mjs";

/** Two accounts that follow each other; one of them is signed in. */
async function friends(page, server) {
  const [me, friend] = [await account(server, "me"), await account(server, "friend")];
  await follow(server, me, friend);
  await follow(server, friend, me);
  await signIn(page, me);
  await expect(row(page, 1)).toBeVisible();
  return { me, friend };
}

function more(page, name) {
  return page.getByRole("button", { name: `More about ${name}` }).filter({ visible: true });
}

function link(page, name) {
  return page.getByRole("link", { name }).filter({ visible: true });
}

async function block(page, name) {
  await more(page, name).click();
  await page.getByText("Block…").click();
  await expect(page.getByText("Neither of you follows or sees the other any more.")).toBeVisible();
  await page.getByRole("button", { name: `Block ${name}` }).click();
}

test("a follower is removed by keyboard, and one stays where one was", async ({ page, server }) => {
  const { me, friend } = await friends(page, server);
  await expect(row(page, 1)).toContainText("Mutual");
  await enter(page, more(page, friend));
  await enter(page, page.getByRole("button", { name: "Remove follower" }));
  await expect(row(page, 1)).toContainText("No longer follows you");
  await expect(more(page, friend)).toBeFocused();
  await expect(link(page, "0 Followers")).toBeVisible();
  await expect.poll(() => followersOf(server, me)).toEqual([]);
  expect(await followersOf(server, friend)).toEqual([me]);
  await page.reload();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
});

test("to block takes a second step that says what it does; it ends both follows in every count", async ({ page, server }) => {
  const { me, friend } = await friends(page, server);
  await expect(link(page, "1 Following")).toBeVisible();
  await block(page, friend);
  await expect(row(page, 1)).toContainText("Blocked");
  await expect(link(page, "0 Followers")).toBeVisible();
  await expect(link(page, "0 Following")).toBeVisible();
  await expect.poll(() => followersOf(server, me)).toEqual([]);
  await expect.poll(() => followersOf(server, friend)).toEqual([]);
  const unblock = row(page, 1).getByRole("button", { name: `Unblock ${friend}` });
  await expect(unblock).toBeVisible();
  await unblock.click();
  await expect(row(page, 1)).not.toContainText("Blocked");
  await row(page, 1).getByRole("button", { name: `Follow ${friend}` }).click();
  await expect.poll(() => followersOf(server, friend)).toEqual([me]);
});

test("somebody blocked has a page with the counts and without the lists, until they are unblocked", async ({ page, server }) => {
  const { me, friend } = await friends(page, server);
  const [fan] = await crowd(server, friend, 1);
  await page.goto(`/people/${friend}`);
  await expect(shown(page)).toHaveCount(2);
  await block(page, friend);
  await expect(page.getByText(`You have blocked ${friend}.`)).toBeVisible();
  await expect(shown(page)).toHaveCount(0);
  await expect(link(page, "1 Followers")).toBeVisible();
  // It shows before the server has it, which a reload must not overtake.
  await expect.poll(() => followersOf(server, friend)).toEqual([fan]);
  await page.reload();
  await expect(page.getByText(`You have blocked ${friend}.`)).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveCount(0);
  await page.getByRole("button", { name: `Unblock ${friend}` }).click();
  await expect(row(page, 1)).toHaveAccessibleName(fan);
  await page.getByRole("button", { name: `Follow ${friend}` }).click();
  await expect.poll(() => followersOf(server, friend)).toContain(me);
});

test("whom somebody blocks cannot find them", async ({ page, server }) => {
  const { me, friend } = await friends(page, server);
  await callAs(server, friend, "block", { user: me });
  await page.goto(`/people/${friend}`);
  await expect(heading(page, "There is no such person")).toBeVisible();
});

test("the menu closes with Escape, by a click elsewhere, by going on, and with its page", async ({ page, server }) => {
  const { friend } = await friends(page, server);
  const remove = page.getByRole("button", { name: "Remove follower" });
  await enter(page, more(page, friend));
  await expect(remove).toBeVisible();
  await tabTo(page, remove);
  await page.keyboard.press("Escape");
  await expect(remove).toBeHidden();
  await expect(more(page, friend)).toBeFocused();
  await more(page, friend).click();
  await expect(remove).toBeVisible();
  await page.getByText("That is everyone").click();
  await expect(remove).toBeHidden();
  await more(page, friend).click();
  await tabTo(page, page.getByText("Block…"));
  await page.keyboard.press("Tab");
  await expect(remove).toBeHidden();
  await expectSeen(page);
  await link(page, "Following").click();
  await expect(page).toHaveURL(/followed$/);
  await more(page, friend).click();
  await expect(remove).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
  await expect(remove).toBeHidden();
});

test("what the server cannot do is taken back, with a word", async ({ page, server }) => {
  const { me, friend } = await friends(page, server);
  await server.withoutDatabase(async () => {
    await block(page, friend);
    await expect(page.getByText("The service is not available right now.")).toBeVisible();
  });
  await expect(row(page, 1)).toContainText("Mutual");
  await expect(link(page, "1 Followers")).toBeVisible();
  expect(await followersOf(server, me)).toEqual([friend]);
});

test("nobody is offered a menu about oneself, and a visitor none at all", async ({ page, server }) => {
  const { me, friend } = await friends(page, server);
  await page.goto(`/people/${friend}`);
  await expect(row(page, 1)).toHaveAccessibleName(me);
  await expect(page.getByRole("button", { name: /^More about/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.goto(`/people/${friend}`);
  await expect(row(page, 1)).toHaveAccessibleName(me);
  await expect(page.getByRole("button", { name: /^More about/ })).toHaveCount(0);
});
