// Where passkeys cannot be had: a browser that knows none, and a server without its database.

import { addPasskey, expect, test, withPasskeys } from "../kith/accounts.mjs";
import { button, join, open } from "../kith/factors.mjs";
import { fillIn, heading } from "../kith/test.mjs";

test("a browser that knows no passkeys offers none, and a recovery code still leads in", async ({ page, browser, baseURL, server }) => {
  await withPasskeys(page);
  const me = await join(page, server);
  await addPasskey(page);
  const recovery = await page.locator(".codes code").first().innerText();
  const other = await (await browser.newContext({ baseURL })).newPage();
  await other.addInitScript(() => delete globalThis.PublicKeyCredential);
  await other.goto("/login");
  await expect(button(other, "Sign in")).toBeVisible();
  await expect(button(other, "Sign in with a passkey")).toHaveCount(0);
  await fillIn(other, me);
  await expect(other.getByLabel("A recovery code")).toBeFocused();
  await expect(button(other, "Use a passkey")).toHaveCount(0);
  await other.getByLabel("A recovery code").fill(recovery);
  await button(other, "Sign in").click();
  await expect(heading(other, me)).toBeVisible();
  await open(other);
  await expect(other.getByText("This browser knows no passkeys.")).toBeVisible();
  await expect(button(other, "Add a passkey…")).toHaveCount(0);
  await expect(other.getByText("My phone")).toBeVisible();
  await other.context().close();
});

test("a server without its database says so, and the passkey signs in afterwards", async ({ page, server }) => {
  await withPasskeys(page);
  const me = await join(page, server);
  await addPasskey(page);
  await button(page, "Sign out").click();
  await page.goto("/login");
  await expect(button(page, "Sign in with a passkey")).toBeVisible();
  await server.withoutDatabase(async () => {
    await button(page, "Sign in with a passkey").click();
    await expect(page.getByRole("status").getByText("The service is not available right now.")).toBeVisible();
  });
  await button(page, "Sign in with a passkey").click();
  await expect(heading(page, me)).toBeVisible();
});
