// Addresses: deep links, Back, reload, and what is not there.

import { account, expect, heading, test } from "../kith/test.mjs";

test("deep links open, survive a reload, and Back and Forward work", async ({ page, server }) => {
  const ada = await account(server, "ada");
  const bob = await account(server, "bob.b");
  await page.goto(`/people/${ada}/followed`);
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.getByRole("link", { name: "0 Followers" }).click();
  await expect(page).toHaveURL(new RegExp(`/people/${ada}$`));
  await page.goto(`/people/${bob}`);
  await expect(heading(page, bob)).toBeVisible();
  await page.goBack();
  await expect(heading(page, ada)).toBeVisible();
  await page.goBack();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.goForward();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
});

test("the tab names the page", async ({ page, server }) => {
  const ada = await account(server, "titled");
  await page.goto("/login");
  await expect(page).toHaveTitle("Sign in · Kith");
  await page.goto(`/people/${ada}`);
  await expect(page).toHaveTitle(`${ada} · Kith`);
});

test("what is not there says so", async ({ page, request }) => {
  await page.goto("/no/such/page");
  await expect(heading(page, "There is no such page")).toBeVisible();
  await page.goto("/people/nobody-at-all");
  await expect(heading(page, "There is no such person")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Find people" }).click();
  await expect(page.getByLabel("Username")).toBeVisible();
  expect((await request.get("/frontend-0000000000000000.js")).status()).toBe(404);
  const api = await request.get("/api/no-such-endpoint");
  expect(api.status()).toBe(404);
  expect((await api.json()).payload.error_code).toBe(404);
});
