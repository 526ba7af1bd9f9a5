// Actions that fail while the page is there: it stays, the action is taken back or can be tried again, and one toast says so.

import { callAs, crowd, follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { account, enter, expect, heading, listen, test } from "../kith/test.mjs";

const BROKEN = "Something went wrong at our end.";

/** Ways in which a call can fail that may pass: what the server, a gateway or the network does, and what is said. */
const WAYS = [
  ["an internal error", (route) => fail(route, 500, "internal server error"), BROKEN],
  ["an answer that makes no sense", (route) => route.fulfill({ status: 200, body: "{}" }), BROKEN],
  ["a gateway without a server", (route) => route.fulfill({ status: 502, body: "<html>" }), "Kith cannot be reached."],
  ["no network", (route) => route.abort(), "Kith cannot be reached."],
];

function fail(route, status, error_message) {
  return route.fulfill({ status, json: { payload: { success: false, error_code: status, error_message } } });
}

function toasts(page) {
  return page.locator(".toast");
}

async function stays(page) {
  await expect(heading(page, "Internal server error")).toHaveCount(0);
  await expect(page.locator("main > [inert]")).toHaveCount(0);
}

for (const [what, answer, words] of WAYS) {
  test(`a follow that meets ${what} goes back, with one toast, and is tried again from there`, async ({ page, server }) => {
    const [star, me] = [await account(server, "star"), await account(server, "me")];
    await enter(page, me);
    await page.goto(`/people/${star}`);
    await page.route("**/api/follow", answer);
    const button = page.getByRole("button", { name: `Follow ${star}` });
    await button.click();
    await expect(toasts(page)).toHaveCount(1);
    await expect(toasts(page)).toContainText(words);
    await expect(button).toBeVisible();
    await stays(page);
    await page.unroute("**/api/follow");
    await toasts(page).getByRole("button", { name: "Retry" }).click();
    await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
    await expect(toasts(page)).toHaveCount(0);
    await expect.poll(() => followersOf(server, star)).toEqual([me]);
  });
}

test("what trying again would not change offers no Retry", async ({ page, server }) => {
  const star = await account(server, "star");
  await enter(page, await account(server, "me"));
  await page.goto(`/people/${star}`);
  await page.route("**/api/follow", (route) => fail(route, 404, "There is no such person."));
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(toasts(page)).toHaveCount(1);
  await expect(toasts(page).getByRole("button", { name: "Retry" })).toHaveCount(0);
});

/** Everything else that a button does at once: where, its call, and what to press. */
const ACTIONS = [
  ["unfollow", "/followed", (page, { star }) => page.getByRole("article").getByRole("button", { name: `Following ${star}` }).click()],
  ["accept", "/requests", (page, { asker }) => page.getByRole("button", { name: `Accept ${asker}` }).click()],
  ["reject", "/requests", (page, { asker }) => page.getByRole("button", { name: `Reject ${asker}` }).click()],
  ["remove_follower", "/", (page, { fan }) => menu(page, fan, "Remove follower")],
  ["block", "/", (page, { fan }) => menu(page, fan, "Block…", `Block ${fan}`)],
  ["unblock", "/settings/blocked", (page, { foe }) => page.getByRole("button", { name: `Unblock ${foe}` }).click()],
  ["privacy", "/settings", (page) => page.getByRole("checkbox", { name: "Hide my lists" }).click()],
  ["end_session", "/settings/devices", (page) => page.getByRole("button", { name: "Sign out there" }).first().click()],
  ["end_sessions", "/settings/devices", (page) => page.getByRole("button", { name: "Sign out everywhere else" }).click()],
];

async function menu(page, name, ...entries) {
  await page.getByRole("button", { name: `More about ${name}` }).click();
  for (const entry of entries) await page.getByText(entry, { exact: true }).click();
}

test("every other action that fails leaves its page as it is, and can be tried again", async ({ page, server }) => {
  test.slow();
  const me = await account(server, "me");
  const [star, foe, asker] = [await account(server, "star"), await account(server, "foe"), await account(server, "asker")];
  const [fan] = await crowd(server, me, 1);
  await follow(server, me, star);
  await callAs(server, me, "block", { user: foe });
  await callAs(server, me, "privacy", { locked: true });
  await follow(server, asker, me);
  await enter(page, me);
  for (const [call, path, press] of ACTIONS) {
    await page.goto(path);
    const sent = [];
    await page.route(`**/api/${call}`, (route) => {
      sent.push(call);
      return fail(route, 500, "internal server error");
    });
    await press(page, { star, foe, asker, fan });
    await expect(toasts(page), call).toHaveCount(1);
    await expect(toasts(page)).toContainText(BROKEN);
    await stays(page);
    await toasts(page).getByRole("button", { name: "Retry" }).click();
    await expect.poll(() => sent, call).toHaveLength(2);
    await expect(toasts(page), call).toHaveCount(1);
    await page.unroute(`**/api/${call}`);
  }
});

test("a form that fails says so beside its button, and keeps what is typed", async ({ page, server }) => {
  await enter(page, await account(server, "me"));
  await page.goto("/settings/profile");
  await page.route("**/api/edit_profile", (route) => fail(route, 500, "internal server error"));
  await page.getByRole("textbox", { name: "Name" }).fill("Ada");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("alert").getByText(BROKEN)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("Ada");
  await stays(page);
});

test("a list that cannot go on keeps its rows", async ({ page, server }) => {
  const star = await account(server, "star");
  await crowd(server, star, 40);
  await enter(page, await account(server, "me"));
  await page.goto("/search");
  await page.getByLabel("Load more by itself").uncheck();
  await page.goto(`/people/${star}`);
  await expect(shown(page)).toHaveCount(30);
  await page.route("**/api/followers", (route) => fail(route, 500, "internal server error"));
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(page.getByRole("alert").getByText(BROKEN)).toBeVisible();
  await expect(row(page, 1)).toBeVisible();
  await stays(page);
});

/** Fails the next call, and says whether the one after it succeeds once there was a pause. */
async function failsOnce(page, call, act) {
  const answer = () => page.waitForResponse(`**/api/${call}`);
  await page.route(`**/api/${call}`, (route) => fail(route, 500, "internal server error"), { times: 1 });
  const failed = answer();
  await act();
  expect((await failed).status()).toBe(500);
  const again = answer();
  await page.clock.fastForward(10_000);
  expect((await again).status()).toBe(200);
}

test("counts that the server failed to give are read again after a pause", async ({ page, server }) => {
  const [star, me] = [await account(server, "star"), await account(server, "me")];
  await page.clock.install();
  // An event would be an occasion to read them sooner.
  await page.route("**/api/live", () => {});
  await enter(page, me);
  await page.getByRole("link", { name: "Find people" }).click();
  await page.getByRole("searchbox").fill(star);
  await failsOnce(page, "profile", () => page.getByRole("button", { name: `Follow ${star}` }).click());
});

test("what the server is set up for is asked for again after a pause", async ({ page }) => {
  await page.clock.install();
  await failsOnce(page, "features", () => page.goto("/login"));
});

test("who is new on a list is looked for again after a pause", async ({ page, server }) => {
  const [me, fan] = [await account(server, "me"), await account(server, "fan")];
  await crowd(server, me, 1);
  await page.clock.install();
  await listen(page, server, me);
  await expect(shown(page)).toHaveCount(1);
  await failsOnce(page, "followers", () => follow(server, fan, me));
  await expect(page.getByRole("button", { name: "One new" })).toBeVisible();
});
