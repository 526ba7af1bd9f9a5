// People whom one may know: a few on one's own page, all of them on a page of their own.

import { callAs, follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { account, expect, heading, signIn, test } from "../kith/test.mjs";

/** Somebody with a friend, who has friends in their turn. Gives who they are, and the names of those. */
async function world(server, count) {
  const [me, friend] = [await account(server, "me"), await account(server, "friend")];
  await follow(server, me, friend);
  const theirs = [];
  for (let made = 0; made < count; made += 1) {
    theirs.push(await account(server, "theirs"));
    await follow(server, friend, theirs[made]);
  }
  return { me, theirs };
}

function few(page) {
  return page.locator("main > :not([hidden])").getByRole("region", { name: "People you may know" });
}

test("one's own page suggests friends of friends, and a follow there holds", async ({ page, server }) => {
  const { me, theirs } = await world(server, 4);
  await signIn(page, me);
  await expect(few(page).getByRole("listitem")).toHaveCount(3);
  const names = await few(page).getByRole("listitem").getByRole("link").allTextContents();
  expect(theirs).toEqual(expect.arrayContaining(names));
  const [name] = names;
  await few(page).getByRole("button", { name: `Follow ${name}` }).click();
  await expect(few(page).getByRole("button", { name: `Following ${name}` })).toBeVisible();
  await expect(page.getByRole("link", { name: "2 Following" })).toBeVisible();
  await expect.poll(() => followersOf(server, name)).toHaveLength(2);
  await page.reload();
  await expect(few(page).getByRole("listitem")).toHaveCount(3);
  await expect(few(page).getByRole("link", { name })).toHaveCount(0);
});

test("all of them have a page of their own, from which one follows and takes it back", async ({ page, server }) => {
  const { me, theirs } = await world(server, 5);
  await signIn(page, me);
  await few(page).getByRole("link", { name: "People you may know" }).click();
  await expect(page).toHaveTitle("People you may know · Kith");
  await expect(page.getByRole("heading", { level: 1 }).filter({ visible: true })).toHaveText("People you may know");
  await expect.poll(() => shown(page).count()).toBeGreaterThanOrEqual(5);
  const first = (await row(page, 1).getAttribute("aria-label")) ?? "";
  expect(theirs).toContain(first);
  await row(page, 1).getByRole("button", { name: `Follow ${first}` }).click();
  await expect.poll(() => followersOf(server, first)).toContain(me);
  await row(page, 1).getByRole("button", { name: `Following ${first}` }).click();
  await expect.poll(() => followersOf(server, first)).not.toContain(me);
  await expect(row(page, 1)).toHaveAccessibleName(first);
});

test("where suggestions do not come, the page is whole without them", async ({ page, server }) => {
  const { me } = await world(server, 1);
  await page.route("**/api/suggestions", (route) => route.abort());
  await signIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await expect(few(page)).toHaveCount(0);
});

test("nobody else's page suggests anybody, nor does a visitor's", async ({ page, server }) => {
  const { me, theirs } = await world(server, 1);
  await page.goto(`/people/${me}`);
  await expect(heading(page, me)).toBeVisible();
  await expect(few(page)).toHaveCount(0);
  await signIn(page, me);
  await expect(few(page)).toBeVisible();
  await page.goto(`/people/${theirs[0]}`);
  await expect(heading(page, theirs[0])).toBeVisible();
  await expect(few(page)).toHaveCount(0);
});

test("followers one knows are all listed on a page of their own", async ({ page, server }) => {
  const { me, theirs } = await world(server, 1);
  const star = await account(server, "star");
  await follow(server, theirs[0], star);
  await follow(server, me, theirs[0]);
  await follow(server, await account(server, "stranger"), star);
  await signIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await page.goto(`/people/${star}`);
  await page.getByRole("link", { name: "Followers you know" }).click();
  await expect(page).toHaveTitle("Followers you know · Kith");
  await expect(shown(page)).toHaveCount(1);
  await expect(row(page, 1)).toHaveAccessibleName(theirs[0]);
  await page.getByRole("link", { name: `All followers of ${star}` }).click();
  await expect(shown(page)).toHaveCount(2);
});

test("followers of somebody who hides them are not told this way either", async ({ page, server }) => {
  const { me, theirs } = await world(server, 1);
  const star = await account(server, "star");
  await follow(server, theirs[0], star);
  await follow(server, me, theirs[0]);
  await callAs(server, star, "privacy", { hides_lists: true });
  await signIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await page.goto(`/people/${star}/known`);
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(shown(page)).toHaveCount(0);
});
