// Every page of the app in every state it can be in, one line each, and the people who are seen there.

import { ACCOUNT_PAGES } from "./account-pages.mjs";
import { sendForm, tellAll } from "./account-states.mjs";
import { test as base } from "./accounts.mjs";
import { callAs, follow } from "./people.mjs";
import { account, accounts, expect, fillIn, signIn } from "./test.mjs";

/**
 * `path` may hold `:` and one of the people. `me` is one of them who is signed in, or a new account; else it is a visitor
 * who looks. What is done
 * `amid` it has the opening of the page in its hands; `then` comes after it. `shows` tells that one has arrived.
 */
export const PAGES = [
  { name: "welcome", path: "/", shows: "text=Keep up with your people." },
  { name: "sign in", path: "/login", shows: "text=New here?" },
  { name: "sign in, refused", path: "/login", then: mistypePassword, shows: "text=Wrong username or password" },
  { name: "register", path: "/register", shows: "text=Have one already?" },
  { name: "register, refused", path: "/register", then: sendForm, shows: "text=Enter an e-mail address" },
  { name: "one's own followers", me: "ada", path: "/", shows: "text=That is everyone" },
  { name: "whom one follows", me: "ada", path: "/followed", shows: "text=That is everyone" },
  { name: "another's followers", me: "ada", path: "/people/:star", shows: "article" },
  { name: "another's page, seen by a visitor", path: "/people/:star", shows: "article" },
  { name: "an empty list", path: "/people/:loner", shows: "text=Nobody follows this account yet." },
  { name: "a part of a list", me: "ada", path: "/people/:star?q=graz&order=oldest", shows: "text=people found" },
  { name: "a part of a list with nobody in it", path: "/people/:star?q=nobody-is-called-so", shows: "text=Show everybody" },
  { name: "somebody to ask", me: "ada", path: "/people/:locked", shows: "text=Ask to follow" },
  { name: "somebody who asks", me: "ada", path: "/people/:asker", shows: "text=Asks to follow you" },
  { name: "somebody with hidden lists", path: "/people/:hider", shows: "text=keeps these lists to themselves" },
  { name: "somebody blocked", me: "ada", path: "/people/:blocked", shows: "text=You have blocked" },
  { name: "the menu about somebody", me: "ada", path: "/", then: openMenu, shows: "text=Nobody is told." },
  { name: "who asks to follow one", me: "ada", path: "/requests", shows: "text=Asks to follow you" },
  { name: "whom one has asked", me: "newcomer", path: "/requests/sent", shows: "text=Requested" },
  { name: "nobody to answer", me: "newcomer", path: "/requests", shows: "text=Nobody is waiting for your answer." },
  { name: "people one may know", me: "ada", path: "/suggestions", shows: "article" },
  { name: "followers one knows", me: "ada", path: "/people/:star/known", shows: "article" },
  { name: "settings", me: "ada", path: "/settings", shows: "text=Locked account" },
  { name: "settings, before a list is overwritten", me: "ada", path: "/settings", then: wantOverwrite, shows: "text=Yes, unfollow" },
  { name: "settings, after an import", me: "newcomer", path: "/settings", then: importFile, shows: "text=3 lines could not be matched" },
  { name: "settings, after an import that failed", me: "newcomer", path: "/settings", then: importNothing, shows: ".error" },
  { name: "whom one has blocked", me: "ada", path: "/settings/blocked", shows: "article" },
  { name: "a page for nobody but oneself", path: "/settings", shows: "text=New here?" },
  { name: "the end of a long list", path: "/people/:star", then: toTheEnd, shows: "text=That is everyone" },
  { name: "a list opened in its middle", path: "/people/:star?page=2", shows: "text=Show those before" },
  { name: "a list that grows by hand", path: "/people/:star", then: byHand, shows: "text=Load more >> visible=true" },
  { name: "a list that failed", path: "/people/:star", amid: withoutLists, shows: "text=Try again" },
  { name: "search", me: "ada", path: "/search", shows: "article" },
  { name: "search for nobody", path: "/search?q=nobody-is-called-so", shows: "text=No username or name begins like that." },
  { name: "no such page", path: "/no/such/page", shows: "text=There is no such page" },
  { name: "no such person", path: "/people/nobody-is-called-so", shows: "text=There is no such person" },
  { name: "internal server error", path: "/people/:star", amid: withoutFollowers, shows: "main code" },
  { name: "offline", path: "/people/:star", then: goOffline, shows: "text=It goes on by itself once it can." },
  { name: "toasts", me: "newcomer", path: "/", amid: isFollowed, shows: "text=follows you now. >> nth=2" },
  { name: "sign in again", me: "ada", path: "/people/:star", then: endSession, shows: "dialog" },
  { name: "a person still loading", path: "/people/:star", amid: holdBack("profile"), shows: ".person.skeleton" },
  { name: "a list still loading", path: "/people/:star", amid: holdBack("followers"), shows: ".row.skeleton" },
  { name: "an account still loading", me: "ada", path: "/settings/account", amid: holdBack("account"), shows: ".card.skeleton" },
  { name: "an account that failed", me: "ada", path: "/settings/account", amid: withoutAccount, shows: "text=Try again" },
  ...ACCOUNT_PAGES,
];

export const test = base.extend({
  people: [async ({ server }, use) => use(await settle(server)), { scope: "worker" }],
  open: async ({ page, context, server, people, mailbox, provider }, use) => {
    await use(async (wanted) => {
      const { path, me: who, amid, then, shows } = PAGES.find(({ name }) => name === wanted);
      const me = who && (people[who] ?? (await account(server, who)));
      const world = { page, context, server, people, mailbox, provider, me };
      if (me) {
        await signIn(page, me);
        await expect(page.getByRole("link", { name: "Following" })).toBeVisible();
      }
      const go = () => page.goto(path.replace(/:(\w+)/, (_, who) => people[who]));
      await (amid ? amid(world, go) : go());
      await then?.(world);
      await expect(page.locator(shows).first()).toBeVisible();
    });
  },
});

/** Names and places as long as they may be, and lists of every length. */
async function settle(server) {
  const [ada, star, loner, newcomer] = await accounts(server, "ada", "Wolfeschlegelstein", "loner", "newcomer");
  const crowd = await accounts(server, ...Array(35).fill("fan"));
  const long = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch";
  await callAs(server, star, "edit_profile", { location: long });
  for (const fan of crowd.filter((name) => name.endsWith("1"))) await callAs(server, fan, "edit_profile", { location: "Graz" });
  await Promise.all(crowd.map((fan) => follow(server, fan, star)));
  for (const [who, whom] of [[star, ada], [crowd[0], ada], [ada, crowd[0]], [ada, crowd[1]], [crowd[2], newcomer]]) await follow(server, who, whom);
  const [locked, asker, hider, blocked] = await accounts(server, "locked", "asker", "hider", "blocked");
  await callAs(server, locked, "privacy", { locked: true });
  await callAs(server, hider, "privacy", { hides_lists: true });
  await callAs(server, ada, "block", { user: blocked });
  await callAs(server, ada, "privacy", { locked: true });
  await follow(server, asker, ada);
  await follow(server, newcomer, locked);
  await tellAll(server, star);
  return { ada, star, loner, newcomer, locked, asker, hider, blocked };
}

/** The token of whoever this is works no more. */
export function endSessions(server, name) {
  return server.sql(`DELETE FROM sessions USING people WHERE people.person_id = sessions.person_id AND username = '${name}'`);
}

function mistypePassword({ page, people }) {
  return fillIn(page, people.ada, "not my password");
}

async function toTheEnd({ page }) {
  await expect(async () => {
    await page.keyboard.press("End");
    await expect(page.getByText("That is everyone")).toBeInViewport({ timeout: 100 });
  }).toPass();
}

async function openMenu({ page }) {
  await page.getByRole("button", { name: "More about" }).first().click();
  await page.locator("summary").click();
}

async function byHand({ page }) {
  await page.getByRole("checkbox").uncheck();
  await page.reload();
}

function wantOverwrite({ page }) {
  return page.getByLabel("Overwrite").check();
}

/** Lines of each kind. */
function importFile({ page, people }) {
  return bring(page, [people.star, "fan-0", "fan-1@1.1", people.newcomer]);
}

function importNothing({ page }) {
  return bring(page, []);
}

/** Imports a file with these lines. */
export async function bring(page, lines) {
  const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(lines.map((line) => `${line}\n`).join("")) };
  await page.locator("[type=file]").setInputFiles(file);
  await page.locator("form button").click();
}

async function withoutLists({ page }, go) {
  await page.route("**/api/followers", (route) => route.abort());
  await go();
}

async function withoutAccount({ page }, go) {
  await page.route("**/api/account", (route) => route.abort());
  await go();
}

function withoutFollowers({ page, server }, go) {
  return server.without("followers", async () => {
    await go();
    await expect(page.locator("main code")).toBeVisible();
  });
}

function goOffline({ context }) {
  return context.setOffline(true);
}

async function isFollowed({ page, server, people }, go) {
  const listens = page.waitForResponse("**/api/live");
  await go();
  await listens;
  await expect(page.getByRole("article").first()).toBeVisible();
  for (const fan of await accounts(server, "fan", "fan", "fan")) await follow(server, fan, people.newcomer);
}

async function endSession({ page, server, people }) {
  const name = `Follow ${people.star}`;
  await expect(page.getByRole("button", { name })).toBeVisible();
  await endSessions(server, people.ada);
  // By script, because the dialog may be there before a hand is: the open stream ends with its session.
  await page.getByRole("button", { name, includeHidden: true }).dispatchEvent("click");
}

/** Lets the page wait for a real answer for as long as it is open. */
function holdBack(call) {
  return async ({ page }, go) => {
    await page.route(`**/api/${call}`, () => {});
    await go();
  };
}
