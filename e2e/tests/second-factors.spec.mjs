// An authenticator app: how it is set up and removed, and that a session left open is not enough for either.

import { URI } from "otpauth";
import { code, confirm, dialog, expect, setUpAuthenticator, test } from "../kith/accounts.mjs";
import { button, here, join, open, plainLogin, rows } from "../kith/factors.mjs";

const SET_UP = "Set up an authenticator app";
const REMOVE = "Remove the authenticator app";
const NEW_CODES = "Make new recovery codes";

function title(page, name) {
  return page.getByRole("heading", { name, exact: true });
}

test("an authenticator is shown in three forms, and in force from its first right code on", async ({ page, server }) => {
  const me = await join(page, server);
  await open(page);
  await button(page, "Set up…").click();
  await confirm(page, SET_UP, "Go on");
  const secret = await page.locator("form code").innerText();
  const picture = page.getByRole("img", { name: "QR code" });
  await expect.poll(() => picture.evaluate((picture) => picture.naturalWidth)).toBeGreaterThan(0);
  const link = await page.getByRole("link", { name: "Open in the app on this device" }).getAttribute("href");
  const { issuer, label, secret: linked } = URI.parse(link);
  expect({ issuer, label, secret: linked.base32 }).toEqual({ issuer: "Kith", label: me, secret });

  const field = page.getByLabel("Code that the app shows");
  await expect(field).toBeFocused();
  await field.fill("abcdef");
  await button(page, "Switch on").click();
  await expect(page.getByText("This code is not right.")).toBeVisible();
  await expect(field).toBeFocused();
  expect(await plainLogin(server, me)).toMatchObject({ success: true });
  // As some apps show it.
  await field.fill(code(secret).replace(/^.../, "$& "));
  await page.keyboard.press("Enter");
  await expect(title(page, "Your recovery codes")).toBeVisible();
  await expect(page.getByRole("status").getByText("From now on a code is asked for as well.")).toBeVisible();
  await expect(page.getByText("On. Whoever signs in with your password needs a code as well.")).toBeVisible();
  await expect(page.getByText("10 are left.")).toBeVisible();
  expect(await plainLogin(server, me)).toMatchObject({ success: false });
});

test("an authenticator that was never confirmed is none, and the next one has another secret", async ({ page, server }) => {
  const me = await join(page, server);
  await open(page);
  await button(page, "Set up…").click();
  await confirm(page, SET_UP, "Go on");
  const secret = await page.locator("form code").innerText();
  await page.getByRole("link", { name: "Account", exact: true }).click();
  await page.getByRole("link", { name: "Second factor", exact: true }).click();
  await expect(here(page).getByText("Off. An app on your phone")).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  expect(await plainLogin(server, me)).toMatchObject({ success: true });
  await button(page, "Set up…").click();
  await confirm(page, SET_UP, "Go on");
  await expect(here(page).locator("form code")).not.toHaveText(secret);
  await expect(here(page).getByLabel("Code that the app shows")).toBeFocused();
  await here(page).getByLabel("Code that the app shows").fill(code(secret));
  await button(page, "Switch on").click();
  await expect(here(page).getByText("This code is not right.")).toBeVisible();
});

test("a wrong password shows nothing and changes nothing", async ({ page, server }) => {
  const me = await join(page, server);
  await open(page);
  const wrong = async (opener, name, label) => {
    await button(page, opener).click();
    await confirm(page, name, label, "not my password");
    await expect(dialog(page, name).getByText("This is not the password of your account.")).toBeVisible();
    await expect(dialog(page, name).getByLabel("Password", { exact: true })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog(page, name)).toBeHidden();
    await expect(button(page, opener)).toBeFocused();
  };
  await wrong("Set up…", SET_UP, "Go on");
  await expect(page.locator("main code, main .qr")).toHaveCount(0);
  expect(await rows(server, "authenticators", me)).toEqual([]);
  await setUpAuthenticator(page);
  const kept = await rows(server, "recovery_codes", me);
  await open(page);
  await wrong("Make new codes…", NEW_CODES, "Make new codes");
  await wrong("Remove…", REMOVE, "Remove");
  await expect(page.locator("main code")).toHaveCount(0);
  expect(await rows(server, "recovery_codes", me)).toEqual(kept);
  expect(await rows(server, "authenticators", me)).toMatchObject([{ confirmed: true }]);
});

test("without its authenticator an account is signed in to by password alone, and has no recovery codes", async ({ page, server }) => {
  const me = await join(page, server);
  await setUpAuthenticator(page);
  await button(page, "Remove…").click();
  await confirm(page, REMOVE, "Remove");
  await expect(page.getByRole("status").getByText("The authenticator app is removed.")).toBeVisible();
  await expect(page.getByText("Off. An app on your phone")).toBeVisible();
  await expect(title(page, "Recovery codes")).toHaveCount(0);
  await expect(page.locator(".codes")).toHaveCount(0);
  expect(await rows(server, "recovery_codes", me)).toEqual([]);
  expect(await plainLogin(server, me)).toMatchObject({ success: true });
});
