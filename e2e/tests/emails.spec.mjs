// The link in a mail that proves an e-mail address, wherever and whenever it is opened.

import { account, addressOf, expect, heading, join, said, test } from "../kith/accounts.mjs";

const PROVE = "Confirm your e-mail address";
const NOT_CONFIRMED = "Not confirmed yet.";
const CONFIRMED = "Your e-mail address is confirmed.";
const OLD_LINK = "This link has been used or is too old. Ask for a new one.";

/** Lets so many minutes pass for the links in mails. */
function age(server, minutes) {
  return server.sql(`UPDATE tickets SET expires_at = expires_at - interval '${minutes} minutes' WHERE purpose = 'email'`);
}

test("the link of the mail that comes with an account proves its address, once", async ({ page, server, mailbox }) => {
  const me = await join(page, server);
  await page.goto("/settings/account");
  await expect(page.getByText(NOT_CONFIRMED)).toBeVisible();
  const link = await mailbox.link(`${me}@example.org`, PROVE);
  await page.goto(link);
  await expect(page.getByText(CONFIRMED)).toBeVisible();
  await expect(page).toHaveURL("/confirm");
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, true]);
  await page.goto("/settings/account");
  await expect(page.getByText(`${me}@example.org`)).toBeVisible();
  await expect(page.getByText(NOT_CONFIRMED)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Send the mail again" })).toHaveCount(0);

  await page.goto(link);
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
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
  await other.goto(second);
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
  await age(server, -24 * 60);
  await server.withoutDatabase(async () => {
    await page.goto(await mailbox.link(`${me}@example.org`, PROVE));
    await expect(page.getByRole("alert")).toHaveText("The service is not available right now. Try again in a moment.");
  });
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByText(CONFIRMED)).toBeVisible();
  expect(await addressOf(server, me)).toEqual([`${me}@example.org`, true]);
});
