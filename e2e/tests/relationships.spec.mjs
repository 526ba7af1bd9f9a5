// How one stands to somebody: badges, asking a locked account, hidden lists, and followers one knows.

import { callAs, crowd, follow, followersOf } from "../kith/people.mjs";
import { calls, row, shown } from "../kith/rows.mjs";
import { account, enter, expect, signIn, test } from "../kith/test.mjs";

async function signedIn(page, server) {
  const me = await account(server, "me");
  await enter(page, me);
  return me;
}

async function withPrivacy(server, stem, privacy) {
  const name = await account(server, stem);
  await callAs(server, name, "privacy", privacy);
  return name;
}

/** The card at the top of a person's page. */
function card(page) {
  return page.locator("main > :not([hidden]) .card");
}

test("rows and pages tell who follows whom, and a follow makes it mutual at once", async ({ page, server }) => {
  const me = await signedIn(page, server);
  const friend = await account(server, "friend");
  await follow(server, friend, me);
  await page.goto("/");
  await expect(row(page, 1)).toContainText("Follows you");
  await row(page, 1).getByRole("button", { name: `Follow ${friend}` }).click();
  await expect(row(page, 1)).toContainText("Mutual");
  await row(page, 1).getByRole("link").click();
  await expect(card(page)).toContainText("Mutual");
  await card(page).getByRole("button", { name: `Following ${friend}` }).click();
  await expect(card(page)).toContainText("Follows you");
});

test("a locked account is asked, and a request can be withdrawn", async ({ page, server }) => {
  const star = await withPrivacy(server, "locked", { locked: true });
  await signedIn(page, server);
  await page.goto(`/people/${star}`);
  await expect(card(page)).toContainText("Locked");
  await card(page).getByRole("button", { name: `Ask to follow ${star}` }).click();
  const requested = page.getByRole("button", { name: `Requested: ${star}. Withdraw` });
  const asked = () => server.sql(`SELECT FROM requests JOIN people USING (person_id) WHERE username = '${star}'`);
  await expect(requested).toHaveText("Requested");
  await expect(page.getByRole("link", { name: "0 Followers" })).toBeVisible();
  await expect.poll(asked).toHaveLength(1);
  await page.reload();
  await requested.click();
  await expect(card(page).getByRole("button", { name: `Ask to follow ${star}` })).toBeVisible();
  await expect.poll(asked).toHaveLength(0);
  expect(await followersOf(server, star)).toEqual([]);
});

test("a row finds out that its account is locked", async ({ page, server }) => {
  const star = await withPrivacy(server, "locked", { locked: true });
  await signedIn(page, server);
  await page.goto(`/search?q=${star}`);
  await row(page, 1).getByRole("button", { name: `Follow ${star}` }).click();
  await expect(row(page, 1).getByRole("button", { name: `Requested: ${star}. Withdraw` })).toBeVisible();
});

test("whoever asks to follow is answered wherever they are met", async ({ page, server }) => {
  const me = await signedIn(page, server);
  await callAs(server, me, "privacy", { locked: true });
  const [one, two] = [await account(server, "one"), await account(server, "two")];
  for (const name of [one, two]) await follow(server, name, me);
  await page.goto(`/people/${one}`);
  await expect(card(page)).toContainText("Asks to follow you");
  await card(page).getByRole("button", { name: `Accept ${one}` }).click();
  await expect(card(page)).toContainText("Follows you");
  await expect(page.getByRole("link", { name: "1 Following" })).toBeVisible();
  await expect.poll(() => followersOf(server, me)).toEqual([one]);
  await page.goto(`/search?q=${two}`);
  await row(page, 1).getByRole("button", { name: `Reject ${two}` }).click();
  await expect(row(page, 1).getByRole("button", { name: `Follow ${two}` })).toBeVisible();
  await expect(row(page, 1)).not.toContainText("Asks to follow you");
});

test("hidden lists show their counts and nothing more, but to their owner", async ({ page, server }) => {
  const star = await withPrivacy(server, "hidden", { hides_lists: true });
  const fans = await crowd(server, star, 3);
  const asked = calls(page, /^(known_)?follow/);
  await page.goto(`/people/${star}`);
  await expect(page.getByText(`${star} keeps these lists to themselves.`)).toBeVisible();
  await expect(page.getByRole("link", { name: "3 Followers" })).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveCount(0);
  expect(asked).toEqual([]);
  await signIn(page, star);
  await expect(row(page, 1)).toHaveAccessibleName(fans[0]);
  await page.goto(`/people/${star}`);
  await expect(shown(page)).toHaveCount(3);
});

test("a page names followers one follows, and leads to all of them", async ({ page, server }) => {
  const star = await account(server, "star");
  const me = await signedIn(page, server);
  const known = [];
  for (const stem of ["ann", "bob", "cyd", "dan"]) known.unshift(await account(server, stem));
  for (const name of known.toReversed()) {
    await follow(server, name, star);
    await follow(server, me, name);
  }
  await crowd(server, star, 2);
  await page.goto(`/people/${star}`);
  const link = page.getByRole("link", { name: `Followers you know: ${known.slice(0, 3).join(", ")} and one other` });
  await expect(link).toHaveAttribute("href", `/people/${star}/known`);
  await link.click();
  await expect(shown(page)).toHaveCount(4);
});
