// The log of an account: what has happened to it, in plain words, from where and when.

import { confirm, expect, setUpAuthenticator, test } from "../kith/accounts.mjs";
import { button, join, kinds } from "../kith/factors.mjs";
import { callAs } from "../kith/people.mjs";
import { account, enter, fillIn, heading } from "../kith/test.mjs";

function log(page) {
  const section = page.locator("section").filter({ has: page.getByRole("heading", { name: "What has happened" }) });
  return section.getByRole("listitem");
}

test("what has happened is told in plain words, the latest first, with a failed sign-in", async ({ page, server }) => {
  const me = await account(server, "me");
  await page.goto("/login");
  await fillIn(page, me, "not my password");
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password");
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await setUpAuthenticator(page);
  await button(page, "Make new codes…").click();
  await confirm(page, "Make new recovery codes", "Make new codes");
  await expect.poll(async () => (await kinds(server, me))[0]).toBe("recovery_codes_made");
  await button(page, "Remove…").click();
  await confirm(page, "Remove the authenticator app", "Remove");
  await expect(page.getByText("Off. An app on your phone")).toBeVisible();
  await page.goto("/settings/devices");
  await expect(log(page).locator("b")).toHaveText([
    "Authenticator app removed",
    "New recovery codes made",
    "Authenticator app set up",
    "Signed in",
    "Wrong password",
    "Account made",
  ]);
  const failed = log(page).filter({ hasText: "Wrong password" });
  await expect(failed).toContainText("127.0.0.1 · Chrome on Linux · ");
  expect(Math.abs(Date.now() - Date.parse(await failed.locator("time").getAttribute("datetime")))).toBeLessThan(60_000);
  await expect(log(page).last()).toContainText("127.0.0.1 · node · ");
  await expect(page.getByText("If something here was not you, change your password.")).toBeVisible();
});

test("a long log goes on by hand to its end", async ({ page, server }) => {
  const me = await join(page, server);
  await server.sql(
    `INSERT INTO security_events (person_id, event_id, kind, address, device)
     SELECT person_id, overlay(event_id::text placing 'f' || lpad(to_hex(n), 3, '0') from 20)::uuid, 'signed_out', '10.0.0.' || n, ''
     FROM security_events JOIN people USING (person_id), generate_series(1, 70) AS n
     WHERE username = '${me}' AND kind = 'signed_in'`,
  );
  await page.goto("/settings/devices");
  await expect(log(page)).toHaveCount(30);
  await button(page, "Load more").click();
  await expect(log(page)).toHaveCount(60);
  await expect(log(page).first()).toContainText("Signed out");
  await button(page, "Load more").click();
  await expect(log(page)).toHaveCount(72);
  await expect(log(page).last()).toContainText("Account made");
  await expect(button(page, "Load more")).toHaveCount(0);
});

test("what happens again is one event with a count", async ({ page, server }) => {
  const me = await join(page, server);
  for (let times = 0; times < 12; times += 1) await callAs(server, me, "download", {});
  await page.goto("/settings/devices");
  await expect(log(page).locator("b").filter({ hasText: "Data downloaded" })).toHaveText(["Data downloaded · 12 times"]);
  await expect(log(page).filter({ hasText: "Data downloaded" }).locator("time")).toHaveCount(2);
  await page.getByRole("contentinfo").getByRole("button", { name: "Deutsch" }).click();
  const again = page.getByRole("listitem").filter({ hasText: "Daten heruntergeladen" });
  await expect(again.locator("b")).toHaveText(["Daten heruntergeladen · 12-mal"]);
});

test("a log that does not come says why, and comes once it can", async ({ page, server }) => {
  await join(page, server);
  await page.route("**/api/security_events", (route) => route.abort());
  await page.goto("/settings/devices");
  await expect(page.getByRole("alert")).toContainText("Kith cannot be reached.");
  await page.unroute("**/api/security_events");
  await expect(log(page)).toHaveCount(2);
});

test("nobody reads another's log", async ({ page, server }) => {
  const [me, other] = [await account(server, "me"), await account(server, "other")];
  await enter(page, me);
  await server.call("login", { Username: other, Password: "not my password" });
  await page.goto("/settings/devices");
  await expect(log(page).locator("b")).toHaveText(["Signed in", "Account made"]);
  expect(await kinds(server, other)).toEqual(["sign_in_failed", "registered"]);
});
