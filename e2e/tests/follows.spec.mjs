// Follows: they show at once, hold in the end, and no two parts of a page disagree about them.

import { crowd, followersOf } from "../kith/people.mjs";
import { calls, names, overtake, row } from "../kith/rows.mjs";
import { account, enter, expect, holdBack, signIn, test } from "../kith/test.mjs";

/** Keeps back calls about follows. Gives what was sent so far, and what lets it go. */
async function holdFollows(page) {
  const sent = calls(page, /^(un)?follow$/);
  const goOn = await holdBack(page, /\/api\/(un)?follow$/);
  return { sent, goOn };
}

/** Signs in a new account and opens somebody's page. */
async function visit(page, server, star) {
  const me = await account(server, "me");
  await enter(page, me);
  await page.goto(`/people/${star}`);
  await expect(page.getByRole("button", { name: `Follow ${star}` })).toBeVisible();
  return me;
}

function tab(page, name) {
  return page.getByRole("navigation", { name: "Lists" }).getByRole("link", { name });
}

test("a follow shows before the server has answered, and is kept", async ({ page, server }) => {
  const star = await account(server, "star");
  const me = await visit(page, server, star);
  const { sent, goOn } = await holdFollows(page);
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
  await expect(tab(page, "1 Followers")).toBeVisible();
  await expect.poll(() => sent).toEqual(["follow"]);
  expect(await followersOf(server, star)).toEqual([]);
  goOn();
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
  await page.reload();
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
  await expect(tab(page, "1 Followers")).toBeVisible();
});

for (const [clicks, calls] of [
  [2, ["follow", "unfollow"]],
  [3, ["follow"]],
  [6, ["follow", "unfollow"]],
]) {
  test(`${clicks} quick clicks end in the last state asked for`, async ({ page, server }) => {
    const star = await account(server, "star");
    const me = await visit(page, server, star);
    const { sent, goOn } = await holdFollows(page);
    const button = page.getByRole("button", { name: new RegExp(`^Follow(ing)? ${star}`) });
    for (let click = 0; click < clicks; click += 1) await button.click();
    await expect.poll(() => sent).toEqual(["follow"]);
    const answered = calls.map((call) => page.waitForResponse(`**/api/${call}`));
    goOn();
    for (const response of await Promise.all(answered)) await response.finished();
    const follows = clicks % 2 === 1;
    expect(await followersOf(server, star)).toEqual(follows ? [me] : []);
    await expect(tab(page, `${Number(follows)} Followers`)).toBeVisible();
    await expect(button).toHaveText(follows ? "Following" : "Follow");
    expect(sent).toEqual(calls);
  });
}

test("a follow that the server cannot keep is taken back everywhere, with a word", async ({ page, server }) => {
  const star = await account(server, "star");
  await visit(page, server, star);
  const { goOn } = await holdFollows(page);
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(tab(page, "1 Followers")).toBeVisible();
  const words = page.getByRole("status").getByText("The service is not available right now. Try again in a moment.");
  await server.withoutDatabase(async () => {
    goOn();
    await expect(words).toBeVisible();
  });
  await expect(page.getByRole("button", { name: `Follow ${star}` })).toBeVisible();
  await expect(tab(page, "0 Followers")).toBeVisible();
  expect(await followersOf(server, star)).toEqual([]);
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(words).toBeHidden();
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(tab(page, "1 Followers")).toBeVisible();
  await expect.poll(() => followersOf(server, star)).toHaveLength(1);
});

test("on one's own page, following from a row counts at once", async ({ page, server }) => {
  const me = await account(server, "me");
  const [one, two] = await crowd(server, me, 2);
  await signIn(page, me);
  await expect(tab(page, "0 Following")).toBeVisible();
  // Those who follow one may be suggested as well.
  const rows = page.getByRole("article");
  const { goOn } = await holdFollows(page);
  await rows.getByRole("button", { name: `Follow ${one}` }).click();
  await expect(tab(page, "1 Following")).toBeVisible();
  await rows.getByRole("button", { name: `Follow ${two}` }).click();
  await expect(tab(page, "2 Following")).toBeVisible();
  await rows.getByRole("button", { name: `Following ${one}` }).click();
  await expect(tab(page, "1 Following")).toBeVisible();
  goOn();
  await expect.poll(() => followersOf(server, two)).toEqual([me]);
  await expect.poll(() => followersOf(server, one)).toEqual([]);
  await tab(page, "1 Following").click();
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(rows.getByRole("button", { name: `Following ${two}` })).toBeVisible();
});

test("rows, pages and pages gone back to agree about a follow", async ({ page, server }) => {
  const star = await account(server, "star");
  const [fan] = await crowd(server, star, 1);
  await visit(page, server, star);
  await page.goto(`/people/${fan}/followed`);
  await page.getByRole("article").getByRole("button", { name: `Follow ${star}` }).click();
  await page.getByRole("article").getByRole("link", { name: star }).click();
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
  await expect(tab(page, "2 Followers")).toBeVisible();
  await page.getByRole("button", { name: `Following ${star}` }).click();
  await expect(tab(page, "1 Followers")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("article").getByRole("button", { name: `Follow ${star}` })).toBeVisible();
  await expect.poll(() => followersOf(server, star)).toEqual([fan]);
});

test("nobody is asked to follow oneself", async ({ page, server }) => {
  const star = await account(server, "star");
  const me = await visit(page, server, star);
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
  await page.reload();
  await expect(page.getByRole("article").getByRole("link", { name: me })).toBeVisible();
  await expect(page.getByRole("article").getByRole("button")).toHaveCount(0);
});

test("one's own follow puts one's row into the list, and takes it out again, without being told as new", async ({ page, server }) => {
  const star = await account(server, "star");
  const fans = await crowd(server, star, 3);
  const me = await visit(page, server, star);
  await expect.poll(() => names(page)).toEqual(fans);
  for (let again = 0; again < 2; again += 1) {
    await page.getByRole("button", { name: `Follow ${star}` }).click();
    await expect.poll(() => names(page)).toEqual([me, ...fans]);
    await expect(tab(page, "4 Followers")).toBeVisible();
    await expect(page.getByRole("button", { name: "new" })).toHaveCount(0);
    await expect(row(page, 4)).toHaveAttribute("aria-setsize", "4");
    await page.getByRole("button", { name: `Following ${star}` }).click();
    await expect.poll(() => names(page)).toEqual(fans);
    await expect(tab(page, "3 Followers")).toBeVisible();
  }
});

test("people followed from elsewhere are on one's own list when one comes back to it", async ({ page, server }) => {
  const [me, star] = [await account(server, "me"), await account(server, "star")];
  await enter(page, me);
  await tab(page, "0 Following").click();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.getByRole("link", { name: "Find people" }).click();
  await page.getByRole("searchbox").fill(star);
  await row(page, 1).getByRole("button", { name: `Follow ${star}` }).click();
  await expect.poll(() => followersOf(server, star)).toEqual([me]);
  await page.goBack();
  await expect(tab(page, "1 Following")).toBeVisible();
  await expect(page.getByRole("article", { name: star })).toBeVisible();
});

for (const [call, what] of [
  ["followers", "A list"],
  ["profile", "A profile"],
]) {
  test(`${what} that was read before an unfollow and comes after it changes nothing`, async ({ page, server }) => {
    const star = await account(server, "star");
    const [fan] = await crowd(server, star, 1);
    await enter(page, await account(server, "me"));
    // Within the app, so that one's own profile is known and read again as well.
    await page.getByRole("link", { name: "Find people" }).click();
    await page.getByRole("searchbox").fill(star);
    await row(page, 1).getByRole("link", { name: star }).click();
    await expect.poll(() => names(page)).toEqual([fan]);
    const late = await overtake(page, call);
    await page.getByRole("button", { name: `Follow ${star}` }).click();
    // After a follow both are read again.
    await late.read;
    await page.getByRole("button", { name: `Following ${star}` }).click();
    await expect.poll(() => followersOf(server, star)).toEqual([fan]);
    const came = page.waitForResponse(`**/api/${call}`);
    late.goOn();
    await (await came).finished();
    await expect(tab(page, "1 Followers")).toBeVisible();
    await expect.poll(() => names(page)).toEqual([fan]);
    await expect(page.getByRole("button", { name: `Follow ${star}` })).toHaveText("Follow");
    await page.goBack();
    await page.goBack();
    await expect(tab(page, "0 Following")).toBeVisible();
  });
}
