// A Google account that is linked to one's own, beside a password or in place of one.

import { PASSWORD, confirm, dialog, enter, expect, heading, join, newName, said, test, toGoogle } from "../kith/accounts.mjs";

const LINK = "Link your Google account";
const UNLINK = "Unlink your Google account";
const NO_PASSWORD = "Your account has no password to confirm this with.";

function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

/** Makes an account that has no password, from its settings. */
async function joinByGoogle(page, provider) {
  const me = newName("googler");
  provider.as(me, `${me}@gmail.example`);
  await toGoogle(page);
  await page.getByLabel("Username", { exact: true }).fill(me);
  await page.keyboard.press("Enter");
  await expect(heading(page, me)).toBeVisible();
  await page.goto("/settings/account");
  await expect(page.getByText("You sign in without one.")).toBeVisible();
  return me;
}

/** Goes to Google and back from the settings, and is asked to confirm. */
async function wantLink(page) {
  await page.goto("/settings/account");
  await button(page, "Link a Google account").click();
  await expect(dialog(page, LINK)).toBeVisible();
}

/** Lets Google say that it is the owner, from the dialog over what the owner wants. */
async function confirmWithGoogle(page, title) {
  await expect(dialog(page, title).getByText(NO_PASSWORD)).toBeVisible();
  await button(page, "Confirm with Google").click();
  await expect(said(page, "Google has confirmed that it is you. Now go on.")).toBeVisible();
}

function subjectsOf(server, name) {
  return server.sql(`SELECT subject FROM identities JOIN people USING (person_id) WHERE username = '${name}'`);
}

test("a Google account is linked with the password, signs in, and is unlinked", async ({ page, server, provider }) => {
  const me = await join(page, server);
  provider.as(`of-${me}`, `${me}@gmail.example`);
  await wantLink(page);
  await expect(page).toHaveURL("/settings/account");
  await expect(dialog(page, LINK).getByLabel("Password")).toBeFocused();
  await confirm(page, LINK, "Link", "not my password");
  await expect(dialog(page, LINK).getByText("This is not the password of your account.")).toBeVisible();
  expect(await subjectsOf(server, me)).toEqual([]);
  await confirm(page, LINK, "Link");
  await expect(said(page, "You can sign in with Google now.")).toBeVisible();
  await expect(page.getByText(`${me}@gmail.example`)).toBeVisible();
  expect(await subjectsOf(server, me)).toEqual([{ subject: `of-${me}` }]);

  await button(page, "Sign out").click();
  await toGoogle(page);
  await expect(heading(page, me)).toBeVisible();
  await page.goto("/settings/account");
  await button(page, "Unlink…").click();
  await confirm(page, UNLINK, "Unlink");
  await expect(said(page, "Google is unlinked.")).toBeVisible();
  await expect(button(page, "Link a Google account")).toBeVisible();
  expect(await subjectsOf(server, me)).toEqual([]);
});

test("a link that is not confirmed is none", async ({ page, server, provider }) => {
  const me = await join(page, server);
  provider.as(`of-${me}`, "");
  await wantLink(page);
  await button(page, "Cancel").click();
  await expect(dialog(page, LINK)).toHaveCount(0);
  await page.reload();
  await expect(button(page, "Link a Google account")).toBeVisible();
  await expect(dialog(page, LINK)).toHaveCount(0);
  expect(await subjectsOf(server, me)).toEqual([]);
});

test("whoever cancels at Google is led back to the settings, and nothing is linked", async ({ page, server, provider }) => {
  const me = await join(page, server);
  await page.goto("/settings/account");
  provider.cancelNext();
  await button(page, "Link a Google account").click();
  await expect(page.getByRole("alert")).toHaveText("Google did not confirm that it is you. Nothing has changed.");
  await page.getByRole("main").getByRole("link", { name: "Settings" }).click();
  await expect(button(page, "Link a Google account")).toBeVisible();
  expect(await subjectsOf(server, me)).toEqual([]);
});

test("a Google account of somebody else here is not linked once more", async ({ page, server, provider }) => {
  const other = await joinByGoogle(page, provider);
  await button(page, "Sign out").click();
  const me = await join(page, server);
  await wantLink(page);
  await confirm(page, LINK, "Link");
  await expect(dialog(page, LINK).getByRole("alert")).toHaveText("This Google account is linked to an account here already.");
  expect(await subjectsOf(server, me)).toEqual([]);
  expect(await subjectsOf(server, other)).toEqual([{ subject: other }]);
});

test("without a password Google confirms, and the last way in is not taken away", async ({ page, server, provider }) => {
  const me = await joinByGoogle(page, provider);
  await button(page, "Unlink…").click();
  await confirmWithGoogle(page, UNLINK);
  await button(page, "Unlink…").click();
  await dialog(page, UNLINK).getByRole("button", { name: "Unlink" }).click();
  const words = "Without Google you could not confirm any more that it is you. Choose a password first.";
  await expect(dialog(page, UNLINK).getByRole("alert")).toHaveText(words);
  await button(page, "Cancel").click();

  const title = "Change your password";
  await button(page, "Set a password…").click();
  await confirmWithGoogle(page, title);
  await button(page, "Set a password…").click();
  await dialog(page, title).getByLabel("New password").fill(PASSWORD);
  await dialog(page, title).getByRole("button", { name: "Change password" }).click();
  await expect(button(page, "Change password…")).toBeVisible();
  await button(page, "Unlink…").click();
  await confirm(page, UNLINK, "Unlink");
  await expect(button(page, "Link a Google account")).toBeVisible();
  await button(page, "Sign out").click();
  await enter(page, me);
});

test("another Google account than one's own confirms nothing", async ({ page, server, provider }) => {
  const me = await joinByGoogle(page, provider);
  provider.as(`not-${me}`, "");
  await button(page, "Unlink…").click();
  await confirmWithGoogle(page, UNLINK);
  await button(page, "Unlink…").click();
  await dialog(page, UNLINK).getByRole("button", { name: "Unlink" }).click();
  const words = "This is not the Google account that is linked to yours.";
  await expect(dialog(page, UNLINK).getByRole("alert")).toHaveText(words);
  expect(await subjectsOf(server, me)).toEqual([{ subject: me }]);
});

test("without a password and without Google a mail leads to a password", async ({ page, provider, mailbox }) => {
  const me = await joinByGoogle(page, provider);
  await button(page, "Delete account…").click();
  await button(page, "Send me a mail").click();
  await expect(said(page, "If an account has this address, a mail is on its way.")).toBeVisible();
  await page.goto(await mailbox.link(`${me}@gmail.example`, "A new password"));
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Your password is changed. Sign in with the new one.")).toBeVisible();
  await enter(page, me);
});
