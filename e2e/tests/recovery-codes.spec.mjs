// Recovery codes: shown once, kept as a file or a copy, and replaced.

import { readFile } from "node:fs/promises";
import { confirm, dialog, expect, setUpAuthenticator, test, withPasskeys } from "../kith/accounts.mjs";
import { button, here, join, plainLogin } from "../kith/factors.mjs";

const NEW_CODES = "Make new recovery codes";
/** As many groups of four letters as make a code that nobody guesses. */
const RECOVERY = /^([a-z2-7]{4}-){3,}[a-z2-7]{4}$/;

function shown(page) {
  return page.locator(".codes code");
}

test("recovery codes are saved as a file, copied, and never shown again", async ({ page, context, server }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await join(page, server);
  const { recovery } = await setUpAuthenticator(page);
  expect(new Set(recovery).size).toBe(10);
  for (const one of recovery) expect(one).toMatch(RECOVERY);
  const all = recovery.map((one) => `${one}\n`).join("");
  const download = page.waitForEvent("download");
  await button(page, "Save as a file").click();
  expect((await download).suggestedFilename()).toBe("kith-recovery-codes.txt");
  expect(await readFile(await (await download).path(), "utf8")).toBe(all);
  await button(page, "Copy").click();
  await expect(page.getByRole("status").getByText("Copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(all);

  await page.getByRole("link", { name: "Devices", exact: true }).click();
  await page.getByRole("link", { name: "Second factor", exact: true }).click();
  await expect(here(page).getByText("10 are left.")).toBeVisible();
  await expect(page.getByText(recovery[0])).toHaveCount(0);
});

test("new recovery codes take the place of the old ones", async ({ page, server }) => {
  const me = await join(page, server);
  const { recovery: old } = await setUpAuthenticator(page);
  await button(page, "Make new codes…").click();
  await expect(dialog(page, NEW_CODES).getByText("The codes that you have work no more.")).toBeVisible();
  await confirm(page, NEW_CODES, "Make new codes");
  await expect(shown(page).first()).not.toHaveText(old[0]);
  const recovery = await shown(page).allInnerTexts();
  expect(new Set([...old, ...recovery]).size).toBe(20);
  const { second_factor } = await plainLogin(server, me);
  const give = (code) => server.call("login_code", { ticket: second_factor.ticket, code });
  expect(await give(old[0])).toMatchObject({ success: false, fields: { code: "This code is not right." } });
  expect(await give(recovery[0])).toMatchObject({ success: true });
  await page.reload();
  await expect(page.getByText("9 are left.")).toBeVisible();
});

test("codes that cannot be copied are not said to be", async ({ page, server }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await join(page, server);
  const { recovery } = await setUpAuthenticator(page);
  await button(page, "Copy").click();
  const words = "This browser does not let you copy them. Save them as a file.";
  await expect(page.getByRole("status").getByText(words)).toBeVisible();
  await expect(shown(page)).toHaveText(recovery);
});

test("codes stay as long as their page does, whatever is added and whatever does not come", async ({ page, server }) => {
  await withPasskeys(page);
  await join(page, server);
  const { recovery } = await setUpAuthenticator(page);
  await button(page, "Add a passkey…").click();
  await confirm(page, "Add a passkey", "Go on");
  await expect(page.getByRole("status").getByText("The passkey is added.")).toBeVisible();
  await expect(page.getByText("Passkey", { exact: true })).toBeVisible();
  await expect(shown(page)).toHaveText(recovery);
  const error_message = "The service is not available right now. Try again in a moment.";
  const json = { payload: { success: false, error_code: 503, error_message } };
  await page.route("**/api/account", (route) => route.fulfill({ status: 503, json }));
  await page.getByRole("listitem").filter({ hasText: "Added:" }).getByRole("button", { name: "Remove…" }).click();
  await confirm(page, "Remove this passkey", "Remove");
  await expect(here(page).getByRole("alert")).toContainText(error_message);
  await page.unroute("**/api/account");
  await button(page, "Try again").click();
  await expect(shown(page)).toHaveText(recovery);
  await expect(page.getByText("Passkey", { exact: true })).toHaveCount(0);
});
