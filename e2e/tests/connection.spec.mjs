// Connections that fail: the app says so, and goes on by itself once it can.

import { Server } from "../kith/server.mjs";
import { account, expect, heading, newName, PASSWORD, signIn, test as base } from "../kith/test.mjs";

const NOTICE = "Kith cannot be reached. It goes on by itself once it can.";
const UNAVAILABLE = "The service is not available right now. Try again in a moment.";

/** A server that nobody else needs, so that it can be stopped or overrun. */
const test = base.extend({
  flags: [{}, { option: true }],
  ownServer: async ({ flags }, use) => {
    const server = await Server.start(flags);
    await use(server);
    await server.stop();
  },
});

function rows(page) {
  return page.getByRole("article").filter({ visible: true });
}

test("without a network there is a notice, and a list that failed comes when the network does", async ({ page, context, server }) => {
  const star = await account(server, "distant");
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Look around" })).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText(NOTICE)).toBeVisible();
  await page.getByRole("link", { name: "Find people" }).click();
  await expect(page.getByText("Kith cannot be reached. Check your connection.")).toBeVisible();
  await page.getByLabel("Username").fill(star);
  await expect(page).toHaveURL(`/search?q=${star}`);
  await context.setOffline(false);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText(NOTICE)).toBeHidden();
  await expect(page.getByLabel("Username")).toHaveValue(star);
});

test("a server that stops is noticed, and its return as well", async ({ page, ownServer }) => {
  const star = await account(ownServer, "lasting");
  await page.goto(`${ownServer.address}/people/${star}`);
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await ownServer.end();
  await page.getByRole("link", { name: "0 Following" }).click();
  await expect(page.getByText(NOTICE)).toBeVisible();
  await expect(heading(page, star).filter({ visible: true })).toBeVisible();
  await ownServer.serve();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await expect(page.getByText(NOTICE)).toBeHidden();
});

test("whoever is signed in and only looks learns that the server has stopped, too", async ({ page, ownServer }) => {
  const me = await account(ownServer, "watching");
  await page.goto(`${ownServer.address}/login`);
  await page.getByLabel("Username or e-mail").fill(me);
  await page.getByLabel("Password").fill(PASSWORD);
  const listens = page.waitForResponse("**/api/live");
  await page.keyboard.press("Enter");
  await listens;
  await ownServer.end();
  await expect(page.getByText(NOTICE)).toBeVisible();
  await ownServer.serve();
  await expect(page.getByText(NOTICE)).toBeHidden();
});

test("a page that the server cannot give now is asked for again when the server said", async ({ page, server }) => {
  const star = await account(server, "delayed");
  await server.withoutDatabase(async () => {
    await page.goto(`/people/${star}`);
    await expect(page.getByText(UNAVAILABLE)).toBeVisible();
    await expect(page.getByText(/^Again in (one second|\d seconds)$/)).toBeVisible();
    const again = await page.waitForResponse("**/api/profile");
    expect(again.status()).toBe(503);
    expect(again.headers()["retry-after"]).toBe("2");
  });
  await expect(heading(page, star)).toBeVisible();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
});

test("a list that the server cannot give now comes by itself later", async ({ page, server }) => {
  const me = await account(server, "enduring");
  await signIn(page, me);
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await server.withoutDatabase(async () => {
    await page.getByRole("link", { name: "0 Following" }).click();
    await expect(page.getByText(UNAVAILABLE)).toBeVisible();
    await expect(heading(page, me).filter({ visible: true })).toBeVisible();
  });
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
});

test.describe("at a server that takes its time over every password", () => {
  test.use({ flags: { "--bcrypt-cost": "15" } });

  /** Has more people sign in at once than the server lets wait, until it refuses one. Gives how to hang up. */
  async function flood(server) {
    const hangUp = new AbortController();
    const call = { method: "POST", headers: { "Content-Type": "application/json" }, signal: hangUp.signal };
    const tries = Array.from({ length: 100 }, async () => {
      const body = JSON.stringify({ payload: { Username: newName("crowd"), Password: PASSWORD } });
      const { status } = await fetch(`${server.address}/api/login`, { ...call, body });
      if (status !== 429) throw new Error(`answered ${status}`);
    });
    await Promise.any(tries);
    return () => hangUp.abort();
  }

  test("the form counts down to when it is worth trying again", async ({ page, ownServer }) => {
    await page.goto(`${ownServer.address}/login`);
    await page.getByLabel("Username or e-mail").fill("queuing");
    await page.getByLabel("Password").fill(PASSWORD);
    const hangUp = await flood(ownServer);
    const button = page.getByRole("main").getByRole("button").first();
    await button.click();
    await expect(page.getByRole("alert")).toHaveText("Too many tries at once. Try again in a moment.");
    await expect(button).toHaveText(/^Again in (one second|\d seconds)$/);
    await expect(button).toBeDisabled();
    hangUp();
    await expect(button).toHaveText("Sign in");
    await expect(button).toBeEnabled();
    await expect(page.getByLabel("Password")).toHaveValue(PASSWORD);
  });
});
