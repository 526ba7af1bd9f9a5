// Another e-mail address: who must agree to it, and what is refused.

import { PASSWORD, account, addressOf, confirm, dialog, expect, heading, join, said, test } from "../kith/accounts.mjs";
import { fillIn, signIn } from "../kith/test.mjs";

const PROVE = "Confirm your e-mail address";
const ADOPT = "Confirm your new e-mail address";
const AGREE = "Another e-mail address for your account?";
const CHANGE = "Change your e-mail address";
const CHANGED = "Your account has its new e-mail address.";
const TAKEN = "This e-mail address has an account already.";
const OLD_LINK = "This link has been used or is too old. Ask for a new one.";

/** Signs in a new account whose address is proven. */
async function joinProven(page, server, mailbox) {
  const me = await join(page, server);
  await server.call("confirm_email", { code: (await mailbox.link(`${me}@example.org`, PROVE)).split("code=")[1] });
  return me;
}

/** Presses the button behind a link. */
async function press(page, link) {
  await page.goto(link);
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
}

/** Asks for another address, in the settings. */
async function change(page, address, password) {
  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Change address…" }).click();
  await dialog(page, CHANGE).getByLabel("New e-mail").fill(address);
  await confirm(page, CHANGE, "Change address", password);
}

test("both addresses must agree to a change, and the old one is told of it", async ({ page, server, mailbox }) => {
  const me = await joinProven(page, server, mailbox);
  const [old, wanted] = [`${me}@example.org`, `${me}@new.example`];
  await change(page, wanted);
  await expect(said(page, "Now open the links in two mails: one to your old address, and one to the new one.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Change address…" })).toBeFocused();
  const [adopt, agree] = [await mailbox.link(wanted, ADOPT), await mailbox.link(old, AGREE)];
  expect(mailbox.of(old, AGREE)[0].text).toContain(wanted);
  await page.goto(adopt);
  await expect(page.getByText(`Use ${wanted} as the email address of @${me} from now on.`)).toBeVisible();
  await expect(page.getByRole("button", { name: "This is not my account" })).toHaveCount(0);
  await press(page, adopt);
  await expect(page.getByText("Now open the link in the mail to your other address.")).toBeVisible();
  expect(await addressOf(server, me)).toEqual([old, true]);
  await page.goto(adopt);
  await expect(page.getByText("Now open the link in the mail to your other address.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Confirm", exact: true })).toHaveCount(0);
  await press(page, agree);
  await expect(page.getByText(CHANGED)).toBeVisible();
  expect(await addressOf(server, me)).toEqual([wanted, true]);
  await expect.poll(() => mailbox.of(old, "Your account has another e-mail address")).toHaveLength(1);
  await page.goto("/settings/account");
  await expect(page.getByText(wanted)).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(page, old);
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password");
  await fillIn(page, wanted);
  await expect(heading(page, me)).toBeVisible();
});

test("an address that was never proven is changed by the new one alone", async ({ page, server, mailbox }) => {
  const me = await join(page, server);
  await change(page, `${me}@new.example`);
  await expect(said(page, "Now open the link in the mail to your new address.")).toBeVisible();
  await press(page, await mailbox.link(`${me}@new.example`, ADOPT));
  await expect(page.getByText(CHANGED)).toBeVisible();
  expect(await addressOf(server, me)).toEqual([`${me}@new.example`, true]);
  expect(mailbox.of(`${me}@example.org`, AGREE)).toEqual([]);
  await page.goto(await mailbox.link(`${me}@example.org`, PROVE));
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
});

test("a taken address, a wrong password, and what is no address are refused at their fields", async ({ page, server, mailbox }) => {
  const [me, other] = [await joinProven(page, server, mailbox), await account(server, "other")];
  const field = (name) => dialog(page, CHANGE).getByLabel(name, { exact: true });
  await change(page, "nowhere");
  await expect(field("New e-mail")).toHaveAccessibleDescription("Enter an e-mail address such as ada@example.org.");
  for (const [address, password, name, words] of [
    [`${other}@EXAMPLE.org`, undefined, "New e-mail", TAKEN],
    [`${me}@new.example`, "not my password", "Password", "This is not the password of your account."],
  ]) {
    await field("New e-mail").fill(address);
    await confirm(page, CHANGE, "Change address", password);
    await expect(dialog(page, CHANGE).getByText(words)).toBeVisible();
    await expect(field(name)).toBeFocused();
    await expect(field("New e-mail")).toHaveValue(address);
  }
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Change address…" })).toBeFocused();
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, true]);
  expect(mailbox.of(`${me}@new.example`, ADOPT)).toEqual([]);
});

test("an address that somebody takes meanwhile stays theirs", async ({ page, server, mailbox }) => {
  const me = await join(page, server);
  const wanted = `${me}@wanted.example`;
  await change(page, wanted);
  const link = await mailbox.link(wanted, ADOPT);
  await server.call("register", { Username: `${me}-2`, Email_id: wanted, Password: PASSWORD });
  await press(page, link);
  await expect(page.getByRole("alert")).toHaveText(TAKEN);
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, false]);
});

test("of two changes the later one counts", async ({ page, server, mailbox }) => {
  const me = await join(page, server);
  const links = [];
  for (const wanted of [`${me}@first.example`, `${me}@second.example`]) {
    await change(page, wanted);
    await expect(dialog(page, CHANGE)).toHaveCount(0);
    links.push(await mailbox.link(wanted, ADOPT));
  }
  await page.goto(links[0]);
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
  await press(page, links[1]);
  await expect(page.getByText(CHANGED)).toBeVisible();
  expect(await addressOf(server, me)).toEqual([`${me}@second.example`, true]);
});
