// A password that is forgotten is replaced by mail; and what comes of too many tries.

import { PASSWORD, account, dialog, enter, expect, heading, test } from "../kith/accounts.mjs";
import { Server } from "../kith/server.mjs";
import { fillIn, signIn } from "../kith/test.mjs";

const NEW = "wrong pony charger";
const SUBJECT = "A new password";
const ON_ITS_WAY = "If an account has this address, a mail is on its way.";
const OLD_LINK = "This link has been used or is too old. Ask for a new one.";
const TOO_MANY = "Too many tries. Wait before the next one.";

/** Asks for a mail with a way to a new password. */
async function forget(page, address) {
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgotten your password?" }).click();
  await send(page, address);
}

async function send(page, address) {
  await page.getByLabel("E-mail").fill(address);
  await page.getByRole("button", { name: "Send me a mail" }).click();
}

async function choose(page, password = NEW) {
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
}

function login(server, name, password) {
  return server.call("login", { Username: name, Password: password });
}

/** All that a button says until it can be pressed again. */
function countdown(button) {
  return button.evaluate((button) => {
    const said = [button.textContent];
    return new Promise((resolve) => {
      const look = () => (button.disabled ? said.push(button.textContent) : resolve(said));
      new MutationObserver(look).observe(button, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  });
}

test("a mail leads to a new password, once, and every session ends", async ({ page, server, mailbox, browser, baseURL }) => {
  const me = await account(server, "forgetful");
  const other = await (await browser.newContext({ baseURL })).newPage();
  await enter(other, me);
  await forget(page, `${me}@EXAMPLE.org`);
  await expect(page.getByRole("status").getByText(ON_ITS_WAY)).toBeVisible();
  const link = await mailbox.link(`${me}@example.org`, SUBJECT);
  await page.goto(link);
  await expect(page).toHaveURL("/reset");
  await expect(page.getByLabel("Password")).toBeFocused();
  await choose(page, "password1234");
  await expect(page.getByText("This password is among the most common ones. Choose another.")).toBeVisible();
  await choose(page);
  await expect(page.getByText("Your password is changed. Sign in with the new one.")).toBeVisible();
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("link")).toHaveText(["Sign in"]);
  await expect(dialog(other, "Sign in again")).toBeVisible();
  await other.context().close();
  await expect.poll(() => mailbox.of(`${me}@example.org`, "Your password is changed")).toHaveLength(1);
  expect(await login(server, me, PASSWORD)).toMatchObject({ success: false });

  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await fillIn(page, me, NEW);
  await expect(heading(page, me)).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
  expect(await login(server, me, NEW)).toMatchObject({ success: true });
  await page.reload();
  await expect(heading(page, "This link is not complete")).toBeVisible();
});

test("nobody learns whether an address has an account", async ({ page, server, mailbox }) => {
  const [me, nobody] = [await account(server, "forgetful"), "nobody-has-this@example.org"];
  for (const address of [nobody, `${me}@example.org`]) {
    await forget(page, address);
    await expect(page.getByRole("main")).toHaveText(`Forgotten your password?${ON_ITS_WAY}Sign in`);
  }
  await mailbox.link(`${me}@example.org`, SUBJECT);
  expect(mailbox.mails.filter(({ to }) => to === nobody)).toEqual([]);
});

test("either of two links works, the other one then does not, and none does for long", async ({ page, server, mailbox }) => {
  const me = await account(server, "forgetful");
  const age = (minutes) =>
    server.sql(
      `UPDATE tickets SET expires_at = expires_at - interval '${minutes} minutes' WHERE purpose = 'password_reset'`,
      `UPDATE mail_budgets SET full_at = full_at - interval '${minutes} minutes'`,
    );
  await forget(page, `${me}@example.org`);
  const first = await mailbox.link(`${me}@example.org`, SUBJECT);
  await age(2);
  await forget(page, `${me}@example.org`);
  const second = await mailbox.link(`${me}@example.org`, SUBJECT, 2);
  await page.goto(first);
  await choose(page);
  await expect(page.getByText("Your password is changed. Sign in with the new one.")).toBeVisible();
  await page.goto(second);
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
  await age(2);
  await page.getByLabel("E-mail").fill(`${me}@example.org`);
  await page.getByRole("button", { name: "Email me a new link" }).click();
  await expect(page.getByText(ON_ITS_WAY)).toBeVisible();
  const third = await mailbox.link(`${me}@example.org`, SUBJECT, 3);
  await page.goto(third);
  await expect(page.getByText(`@${me}`)).toBeVisible();
  await age(10);
  await choose(page);
  await expect(page.getByRole("alert")).toHaveText(OLD_LINK);
  expect(await login(server, me, NEW)).toMatchObject({ success: true });
});

test("a server that cannot answer uses no link up", async ({ page, server, mailbox }) => {
  const me = await account(server, "forgetful");
  await forget(page, `${me}@example.org`);
  await page.goto(await mailbox.link(`${me}@example.org`, SUBJECT));
  await expect(page.getByLabel("Password")).toBeFocused();
  await server.withoutDatabase(async () => {
    await choose(page);
    await expect(page.getByRole("alert")).toHaveText("The service is not available right now. Try again in a moment.");
  });
  await expect(page.getByLabel("Password")).toHaveValue(NEW);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Your password is changed. Sign in with the new one.")).toBeVisible();
});

test("too many wrong passwords have to wait, and the form says how long", async ({ page, server }) => {
  const me = await account(server, "forgetful");
  await signIn(page, me, "not my password");
  await expect(page.getByRole("alert")).toHaveText("Wrong username or password");
  await server.sql("UPDATE failed_tries SET failures = 8, failed_at = clock_timestamp()");
  await fillIn(page, me);
  await expect(page.getByRole("alert")).toHaveText(TOO_MANY);
  const said = await countdown(page.locator("form button.button").first());
  expect(said.join(", ")).toMatch(/^Again in [2-4] seconds, .*Again in one second$/);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(heading(page, me)).toBeVisible();
});

test("a network that has used up its tries has to wait, and then goes on", async ({ page, mailbox }) => {
  const server = await Server.start({ ...mailbox.flags, "--rate-limit": "75" });
  const me = await account(server, "forgetful");
  await page.goto(`${server.address}/forgot`);
  await page.getByLabel("E-mail").fill(`${me}@example.org`);
  await Promise.all(Array.from({ length: 75 }, () => server.call("confirm_email", { code: "none" })));
  await page.getByRole("button", { name: "Send me a mail" }).click();
  await expect(page.getByRole("alert")).toHaveText(TOO_MANY);
  await expect(page.getByRole("button", { name: "Again in" })).toBeDisabled();
  expect(mailbox.of(`${me}@example.org`, SUBJECT)).toEqual([]);
  await page.getByRole("button", { name: "Send me a mail" }).click();
  await mailbox.link(`${me}@example.org`, SUBJECT);
  await server.stop();
});
