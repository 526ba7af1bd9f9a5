// The link in a mail that proves an e-mail address, wherever and whenever it is opened.

import { account, addressOf, confirm, dialog, expect, heading, join, said, test } from "../kith/accounts.mjs";

const PROVE = "Confirm your e-mail address";
const NOT_CONFIRMED = "Not confirmed yet.";
const CONFIRMED = "Your e-mail address is confirmed.";
const OLD_LINK = "This link has been used or is too old. Ask for a new one.";

function confirmButton(page) {
  return page.getByRole("button", { name: "Confirm", exact: true });
}

/** Presses the button behind a link. */
async function press(page, link) {
  await page.goto(link);
  await confirmButton(page).click();
}

/** Lets so many minutes pass for the links in mails. */
function age(server, minutes) {
  return server.sql(
    `UPDATE tickets SET expires_at = expires_at - interval '${minutes} minutes' WHERE purpose = 'email'`,
    `UPDATE mail_budgets SET full_at = full_at - interval '${minutes} minutes'`,
  );
}

test("the link of the mail that comes with an account proves its address by a press, and says so when it is opened again", async ({ page, server, mailbox }) => {
  const me = await join(page, server);
  await page.goto("/settings/account");
  await expect(page.getByText(NOT_CONFIRMED)).toBeVisible();
  const link = await mailbox.link(`${me}@example.org`, PROVE);
  await page.goto(link);
  await expect(page.getByText(`Confirm that ${me}@example.org is the email address of @${me}.`)).toBeVisible();
  await expect(page).toHaveURL("/confirm");
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, false]);
  await confirmButton(page).click();
  await expect(page.getByText(CONFIRMED)).toBeVisible();
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, true]);
  await page.goto("/settings/account");
  await expect(page.getByText(`${me}@example.org`)).toBeVisible();
  await expect(page.getByText(NOT_CONFIRMED)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send the mail again" })).toHaveCount(0);

  await page.goto(link);
  await expect(page.getByText(CONFIRMED)).toBeVisible();
  await expect(confirmButton(page)).toHaveCount(0);
  await page.reload();
  await expect(heading(page, "This link is not complete")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Home" }).click();
  await expect(heading(page, me)).toBeVisible();
});

test("the mail is sent again after a pause, and its link works where nobody is signed in", async ({ page, server, mailbox, browser, baseURL }) => {
  const me = await join(page, server);
  const address = `${me}@example.org`;
  const first = await mailbox.link(address, PROVE);
  await page.goto("/settings/account");
  const again = page.getByRole("button", { name: "Send the mail again" });
  await again.click();
  await expect(said(page, "Too many tries. Wait before the next one.")).toBeVisible();
  expect(mailbox.of(address, PROVE)).toHaveLength(1);
  await age(server, 1);
  await again.click();
  await expect(said(page, "A mail with a link is on its way.")).toBeVisible();
  const second = await mailbox.link(address, PROVE, 2);

  const other = await (await browser.newContext({ baseURL })).newPage();
  await other.goto(first);
  await expect(other.getByRole("alert")).toHaveText(OLD_LINK);
  expect(await addressOf(server, me)).toEqual([address, false]);
  await press(other, second);
  await expect(other.getByText(CONFIRMED)).toBeVisible();
  await other.getByRole("main").getByRole("link", { name: "Home" }).click();
  await expect(heading(other, "Keep up with your people.")).toBeVisible();
  await other.context().close();
  await again.click();
  await expect(said(page, "Your e-mail address is confirmed already.")).toBeVisible();
  await expect(again).toHaveCount(0);
});

test("a link is good for a day, and a server that cannot answer uses none up", async ({ page, server, mailbox }) => {
  const [late, me] = [await account(server, "late"), await account(server, "me")];
  const old = await mailbox.link(`${late}@example.org`, PROVE);
  await age(server, 24 * 60);
  await page.goto(old);
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
  expect(await addressOf(server, late)).toEqual([`${late}@example.org`, false]);
  await page.getByLabel("E-mail").fill(`${late}@example.org`);
  await page.getByRole("button", { name: "Email me a new link" }).click();
  await expect(page.getByText("If an account waits for this address to be confirmed, a mail is on its way.")).toBeVisible();
  await press(page, await mailbox.link(`${late}@example.org`, PROVE, 2));
  await expect(page.getByText(CONFIRMED)).toBeVisible();
  await age(server, -24 * 60);
  await server.withoutDatabase(async () => {
    await page.goto(await mailbox.link(`${me}@example.org`, PROVE));
    await expect(page.getByRole("alert")).toContainText("The service is not available right now. Try again in a moment.");
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await confirmButton(page).click();
  await expect(page.getByText(CONFIRMED)).toBeVisible();
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, true]);
});

test("a person who does not know the account takes their address off it, and its owner is told", async ({ page, server, mailbox, browser, baseURL }) => {
  const stranger = await join(page, server, "stranger");
  const address = `${stranger}@example.org`;
  const other = await (await browser.newContext({ baseURL })).newPage();
  await other.goto(await mailbox.link(address, PROVE));
  await other.getByRole("button", { name: "This is not my account" }).click();
  await expect(other.getByText("Your email address has been removed from this account.")).toBeVisible();
  await expect(confirmButton(other)).toHaveCount(0);
  expect(await addressOf(server, stranger)).toEqual([null, false]);
  await other.context().close();

  await page.goto("/settings/account");
  await expect(page.getByText("Your account has no email address")).toBeVisible();
  await page.getByRole("button", { name: "Add an address…" }).click();
  await dialog(page, "Change your e-mail address").getByLabel("New e-mail").fill(`${stranger}@own.example`);
  await confirm(page, "Change your e-mail address", "Change address");
  await press(page, await mailbox.link(`${stranger}@own.example`, "Confirm your new e-mail address"));
  await expect(page.getByText("Your account has its new e-mail address.")).toBeVisible();
  await page.goto("/settings/devices");
  await expect(page.getByText("Email address removed by the person it belongs to")).toBeVisible();
});

test("a link of one's own that is too old is replaced there and then", async ({ page, server, mailbox }) => {
  const me = await join(page, server);
  const old = await mailbox.link(`${me}@example.org`, PROVE);
  await age(server, 24 * 60);
  await page.goto(old);
  await page.getByRole("button", { name: "Email me a new link" }).click();
  await expect(page.getByText("A mail with a link is on its way.")).toBeVisible();
  await press(page, await mailbox.link(`${me}@example.org`, PROVE, 2));
  await expect(page.getByText(CONFIRMED)).toBeVisible();
});
