// Settings: what others see and may do, and whom one has blocked.

import { tabTo } from "../kith/keyboard.mjs";
import { callAs, crowd, follow } from "../kith/people.mjs";
import { calls, row, shown } from "../kith/rows.mjs";
import { account, enter, expect, fillIn, heading, holdBack, test } from "../kith/test.mjs";
import { endSessions } from "../kith/pages.mjs";

/** Signs in a new account and opens its settings. */
async function open(page, server) {
  const me = await account(server, "me");
  await enter(page, me);
  await page.getByRole("banner").getByRole("link", { name: "Settings" }).click();
  await expect(page).toHaveTitle("Settings · Kith");
  await expect(heading(page, "Settings")).toBeVisible();
  return me;
}

const LOCKED = "Locked account";
const HIDDEN = "Hide my lists";

/** A choice, which is described in the same label. */
function choice(page, words) {
  return page.getByRole("checkbox", { name: words });
}

function privacy(server, name) {
  return callAs(server, name, "profile", { user: name }).then(({ privacy }) => privacy);
}

test("what is chosen is saved at once, holds for others, and is there again", async ({ page, server, browser }) => {
  const me = await open(page, server);
  await crowd(server, me, 1);
  await choice(page, LOCKED).check();
  await expect.poll(() => privacy(server, me)).toEqual({ locked: true, hides_lists: false });
  await choice(page, HIDDEN).check();
  await expect.poll(() => privacy(server, me)).toEqual({ locked: true, hides_lists: true });
  await page.reload();
  await expect(choice(page, LOCKED)).toBeChecked();
  await expect(choice(page, HIDDEN)).toBeChecked();

  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await other.goto(`/people/${me}`);
  await expect(other.getByText(`${me} keeps these lists to themselves.`)).toBeVisible();
  await expect(other.getByRole("link", { name: "1 Followers" })).toBeVisible();
  await expect(shown(other)).toHaveCount(0);
  await choice(page, HIDDEN).uncheck();
  await expect.poll(() => privacy(server, me)).toEqual({ locked: true, hides_lists: false });
  await other.reload();
  await expect(shown(other)).toHaveCount(1);
  await other.context().close();
});

test("quick clicks end in the last choice, by the keyboard too", async ({ page, server }) => {
  const me = await open(page, server);
  const goOn = await holdBack(page, "**/api/privacy");
  const sent = calls(page, /^privacy$/);
  await tabTo(page, choice(page, LOCKED));
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Space");
  await choice(page, HIDDEN).click();
  await choice(page, HIDDEN).click();
  await expect(choice(page, LOCKED)).toBeChecked();
  await expect.poll(() => sent).toHaveLength(1);
  goOn();
  await expect.poll(() => privacy(server, me)).toEqual({ locked: true, hides_lists: false });
  await expect(choice(page, LOCKED)).toBeChecked();
  await expect(choice(page, HIDDEN)).not.toBeChecked();
  expect(sent.length).toBeLessThanOrEqual(2);
});

test("what cannot be saved goes back to what it was, with a word", async ({ page, server }) => {
  const me = await open(page, server);
  const goOn = await holdBack(page, "**/api/privacy");
  await choice(page, LOCKED).check();
  await server.withoutDatabase(async () => {
    goOn();
    await expect(page.getByRole("status").getByText("The service is not available right now.")).toBeVisible();
  });
  await expect(choice(page, LOCKED)).not.toBeChecked();
  expect(await privacy(server, me)).toEqual({ locked: false, hides_lists: false });
  await choice(page, LOCKED).check();
  await expect.poll(() => privacy(server, me)).toEqual({ locked: true, hides_lists: false });
});

test("what was chosen when the session had ended is saved after the next sign-in", async ({ page, server }) => {
  const me = await open(page, server);
  // No stream, which would end with its session before the click.
  await page.route("**/api/live", (route) => route.abort());
  await page.reload();
  await expect(choice(page, LOCKED)).not.toBeChecked();
  await endSessions(server, me);
  await choice(page, LOCKED).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await fillIn(page, me);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect.poll(() => privacy(server, me)).toEqual({ locked: true, hides_lists: false });
  await expect(choice(page, LOCKED)).toBeChecked();
});

test("whom one has blocked is listed, and unblocked from there", async ({ page, server }) => {
  const me = await open(page, server);
  const [one, two] = [await account(server, "one"), await account(server, "two")];
  for (const name of [one, two]) await callAs(server, me, "block", { user: name });
  await page.getByRole("link", { name: "Blocked people" }).click();
  await expect(page).toHaveTitle("Blocked people · Kith");
  await expect(row(page, 1)).toHaveAccessibleName(two);
  await row(page, 1).getByRole("button", { name: `Unblock ${two}` }).click();
  await expect(shown(page)).toHaveCount(1);
  await row(page, 1).getByRole("button", { name: `Unblock ${one}` }).click();
  await expect(page.getByText("You have blocked nobody.")).toBeVisible();
  await expect.poll(() => callAs(server, me, "blocked", {})).toMatchObject({ blocked: null });
  await follow(server, one, me);
  await expect(page.getByRole("status").getByText(`${one} follows you now.`)).toBeVisible();
});

test("settings that do not come say why, and come once they can", async ({ page, server }) => {
  const me = await account(server, "me");
  await enter(page, me);
  await page.route("**/api/profile", (route) => route.abort());
  await page.goto("/settings");
  await expect(page.getByRole("alert")).toContainText("Kith cannot be reached.");
  await page.unroute("**/api/profile");
  await expect(choice(page, LOCKED)).toBeVisible();
});
