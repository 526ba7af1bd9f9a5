// What tests of accounts start from: a server that sends mails and knows a provider, under the name of a site, which passkeys
// need; and words for what the owner of an account does.

import { Secret, TOTP } from "otpauth";
import { Mailbox } from "./mailbox.mjs";
import { Provider } from "./provider.mjs";
import { Server } from "./server.mjs";
import { PASSWORD, account, enter, expect, heading, newName, test as base } from "./test.mjs";

export const test = base.extend({
  mailbox: [worker(() => Mailbox.start()), { scope: "worker" }],
  provider: [worker(() => Provider.start()), { scope: "worker" }],
  server: [
    async ({ mailbox, provider }, use) => {
      const server = await Server.start({ ...mailbox.flags, ...provider.flags });
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.address.replace("127.0.0.1", "localhost")),
});

/** Something that lasts as long as its worker. */
function worker(start) {
  return async ({}, use) => {
    const started = await start();
    await use(started);
    await started.stop();
  };
}

/** Makes an account and signs in to it. */
export async function join(page, server, stem = "me") {
  const me = await account(server, stem);
  await enter(page, me);
  return me;
}

/** The address of an account, and whether it is proven. */
export async function addressOf(server, name) {
  const [{ email, email_verified }] = await server.sql(
    `SELECT email, email_verified FROM accounts JOIN people USING (person_id) WHERE username = '${name}'`,
  );
  return [email, email_verified];
}

/** Goes to Google, or the provider in its place, from a page where one signs in. */
export async function toGoogle(page, path = "/login") {
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with Google" }).click();
}

export function dialog(page, name) {
  return page.getByRole("dialog", { name });
}

/** Short words over the page about what has just happened. */
export function said(page, words) {
  return page.getByRole("status").getByText(words);
}

/** Answers the dialog that asks whether it is really the owner. */
export async function confirm(page, name, button, password = PASSWORD) {
  await dialog(page, name).getByLabel("Password", { exact: true }).fill(password);
  await dialog(page, name).getByRole("button", { name: button, exact: true }).click();
}

/** A code of an authenticator: of now, or of so many steps later. Each step is good once. */
export function code(secret, later = 0) {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return totp.generate({ timestamp: Date.now() + 30_000 * later });
}

/** Sets up an authenticator on the page of second factors. Gives its secret and the recovery codes. */
export async function setUpAuthenticator(page) {
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Set up…" }).click();
  await confirm(page, "Set up an authenticator app", "Go on");
  const secret = await page.locator("form code").innerText();
  await page.getByLabel("Code that the app shows").fill(code(secret));
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByRole("heading", { name: "Your recovery codes" })).toBeVisible();
  return { secret, recovery: await page.locator(".codes code").allInnerTexts() };
}

/** Gives the browser of a page a device that keeps passkeys, and whose owner is always there. */
export async function withPasskeys(page) {
  const client = await page.context().newCDPSession(page);
  await client.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await client.send("WebAuthn.addVirtualAuthenticator", { options });
  return { client, authenticatorId };
}

/** Adds a passkey on the page of second factors. */
export async function addPasskey(page, name = "My phone") {
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Add a passkey…" }).click();
  await dialog(page, "Add a passkey").getByLabel("Name").fill(name);
  await confirm(page, "Add a passkey", "Go on");
  await expect(said(page, "The passkey is added.")).toBeVisible();
}

export { PASSWORD, account, enter, expect, heading, newName };
