// Requests to follow: they are told as they come, answered from a list, and withdrawn; nothing is lost on the way.

import { expectSeen, tabTo } from "../kith/keyboard.mjs";
import { callAs, follow, followersOf } from "../kith/people.mjs";
import { row, shown } from "../kith/rows.mjs";
import { account, expect, fillIn, holdBack, listen, signIn, test } from "../kith/test.mjs";

/** A new account that must be asked. */
async function locked(server) {
  const name = await account(server, "locked");
  await callAs(server, name, "privacy", { locked: true });
  return name;
}

/** Has so many new people ask to follow somebody. Gives their names, the newest first. */
async function askers(server, star, count) {
  const names = [];
  for (let made = 0; made < count; made += 1) {
    names.unshift(await account(server, "asker"));
    await follow(server, names[0], star);
  }
  return names;
}

function way(page, waiting = "") {
  return page.getByRole("banner").getByRole("link", { name: `Requests ${waiting}`.trim(), exact: true });
}

test("from the asking to the answer, both sides see how things stand", async ({ page, server, browser }) => {
  const [me, asker] = [await locked(server), await account(server, "asker")];
  await listen(page, server, me);
  await expect(way(page)).toBeVisible();
  const theirs = await (await browser.newContext({ baseURL: server.address })).newPage();
  await listen(theirs, server, asker);
  await theirs.goto(`/people/${me}`);
  await theirs.getByRole("button", { name: `Ask to follow ${me}` }).click();
  await expect(theirs.getByRole("button", { name: `Requested: ${me}` })).toBeVisible();

  await expect(page.getByRole("status").getByText(`${asker} asks to follow you.`)).toBeVisible();
  await way(page, "1").click();
  await expect(page).toHaveTitle("Follow requests · Kith");
  await row(page, 1).getByRole("button", { name: `Accept ${asker}` }).click();
  await expect(page.getByText("Nobody is waiting for your answer.")).toBeVisible();
  await expect(shown(page)).toHaveCount(0);
  await expect(way(page)).toBeVisible();
  expect(await followersOf(server, me)).toEqual([asker]);

  await theirs.reload();
  await expect(theirs.getByRole("button", { name: `Following ${me}` })).toBeVisible();
  await theirs.context().close();
});

test("answers are given by the keyboard alone, and the focus goes on to the next row", async ({ page, server }) => {
  const me = await locked(server);
  const [third, second, first] = await askers(server, me, 3);
  await signIn(page, me);
  await way(page, "3").click();
  await expect(shown(page)).toHaveCount(3);
  await tabTo(page, row(page, 2).getByRole("button", { name: `Reject ${second}` }));
  await page.keyboard.press("Enter");
  await expect(shown(page)).toHaveCount(2);
  await expect(row(page, 2)).toHaveAccessibleName(first);
  await expect(row(page, 2)).toBeFocused();
  await expectSeen(page);
  await tabTo(page, row(page, 2).getByRole("button", { name: `Accept ${first}` }));
  await page.keyboard.press("Enter");
  await expect(row(page, 1)).toBeFocused();
  await tabTo(page, row(page, 1).getByRole("button", { name: `Accept ${third}` }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nobody is waiting for your answer.")).toBeVisible();
  await expect(page.locator("main > :not([hidden]) .above")).toBeFocused();
  await expect.poll(() => followersOf(server, me)).toHaveLength(2);
});

test("an answer that the server cannot keep is taken back, with a word, and the focus stays", async ({ page, server }) => {
  const me = await locked(server);
  const [asker] = await askers(server, me, 1);
  await signIn(page, me);
  await way(page, "1").click();
  const goOn = await holdBack(page, "**/api/accept");
  const accept = row(page, 1).getByRole("button", { name: `Accept ${asker}` });
  await accept.focus();
  await page.keyboard.press("Enter");
  await expect(row(page, 1)).toHaveClass(/leaving/);
  await expect(way(page)).toBeVisible();
  const words = page.getByRole("status").getByText("The service is not available right now. Try again in a moment.");
  await server.withoutDatabase(async () => {
    goOn();
    await expect(words).toBeVisible();
  });
  await expect(row(page, 1)).not.toHaveClass(/leaving/);
  await expect(way(page, "1")).toBeVisible();
  await expect(accept).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nobody is waiting for your answer.")).toBeVisible();
  expect(await followersOf(server, me)).toEqual([asker]);
});

test("who asks while one looks is offered, and shown at once where there is nobody", async ({ page, server }) => {
  const me = await locked(server);
  await listen(page, server, me);
  await way(page).click();
  await expect(page.getByText("Nobody is waiting for your answer.")).toBeVisible();
  const [first] = await askers(server, me, 1);
  await expect(row(page, 1)).toHaveAccessibleName(first);
  const [second] = await askers(server, me, 1);
  await expect(way(page, "2")).toBeVisible();
  await expect(shown(page)).toHaveCount(1);
  await page.getByRole("button", { name: "One new" }).click();
  await expect(row(page, 1)).toHaveAccessibleName(second);
  await row(page, 1).getByRole("button", { name: `Reject ${second}` }).click();
  await expect(shown(page)).toHaveCount(1);
  await askers(server, me, 1);
  await expect(page.getByRole("button", { name: "One new" })).toBeVisible();
});

test("what one has asked is listed, and withdrawn from there", async ({ page, server }) => {
  const [me, star] = [await account(server, "me"), await locked(server)];
  await follow(server, me, star);
  await signIn(page, me);
  await way(page).click();
  await page.getByRole("link", { name: "Sent" }).click();
  await expect(page).toHaveTitle("Whom you have asked · Kith");
  await row(page, 1).getByRole("button", { name: `Requested: ${star}. Withdraw` }).click();
  await expect(page.getByText("You are waiting for nobody's answer.")).toBeVisible();
  await expect.poll(() => callAs(server, star, "requests", {})).toMatchObject({ requests: null });
});

test("an answer on the person's own page takes them off the list as well", async ({ page, server }) => {
  const me = await locked(server);
  const [asker] = await askers(server, me, 1);
  await signIn(page, me);
  await way(page, "1").click();
  await row(page, 1).getByRole("link", { name: asker }).click();
  await page.locator("main > :not([hidden]) .card").getByRole("button", { name: `Accept ${asker}` }).click();
  await expect(way(page)).toBeVisible();
  // How many ask is read again after an answer, by a page of one row; what the list shows does not wait for a page of its own.
  await page.route("**/api/requests", (route) => route.request().postDataJSON().payload.limit === 1 && route.continue());
  await page.goBack();
  await expect(page.getByText("Nobody is waiting for your answer.")).toBeVisible();
  await expect(shown(page)).toHaveCount(0);
});

test("a list of requests goes on for as long as it is", async ({ page, server }) => {
  const me = await locked(server);
  await server.sql(
    `INSERT INTO people (person_id, username) SELECT gen_random_uuid(), '${me}-' || n FROM generate_series(1, 40) AS n`,
    `INSERT INTO requests (person_id, requester_id, request_id) SELECT star.person_id, asker.person_id, asker.person_id
     FROM people AS star, people AS asker WHERE star.username = '${me}' AND asker.username LIKE '${me}-%'`,
    `INSERT INTO requested (person_id, requested_id, request_id) SELECT requester_id, person_id, request_id FROM requests
     ON CONFLICT DO NOTHING`,
  );
  await signIn(page, me);
  await way(page, "40").click();
  for (let answered = 1; answered <= 35; answered += 1) {
    await row(page, 1).getByRole("button", { name: "Accept" }).click();
    await expect(row(page, 1)).toHaveAttribute("aria-setsize", String(40 - answered));
  }
  await expect(way(page, "5")).toBeVisible();
  await expect(shown(page)).toHaveCount(5);
  await expect(page.getByText("That is everyone: 5 people.")).toBeVisible();
});

test("a visitor signs in first, and is then where they wanted to be", async ({ page, server }) => {
  const me = await locked(server);
  const [asker] = await askers(server, me, 1);
  await page.goto("/requests");
  await expect(page).toHaveTitle("Sign in · Kith");
  await expect(page.getByRole("banner").getByRole("link", { name: "Requests" })).toHaveCount(0);
  await fillIn(page, me);
  await expect(row(page, 1)).toHaveAccessibleName(asker);
  await expect(page).toHaveTitle("Follow requests · Kith");
});
