// What brings the pages about accounts into their states. Buttons are pressed by what they are: they may be in any language.

import { readFile } from "node:fs/promises";
import { code } from "./accounts.mjs";
import { callAs } from "./people.mjs";
import { PASSWORD, account, expect, fillIn, newName } from "./test.mjs";

/** As long as it may be, and nowhere to break it. */
const LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysilio";

/** Tells of somebody all that may be told, and shows a picture of them. */
export async function tellAll(server, name) {
  const { token } = await server.call("login", { Username: name, Password: PASSWORD });
  await callAs(server, name, "edit_profile", { name: LONG, about: LONG.repeat(10) });
  const form = new FormData();
  form.set("picture", new Blob([Buffer.from("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64")]));
  const sent = await fetch(`${server.address}/avatars`, { method: "POST", headers: { Authorization: `Bearer ${token}` }, body: form });
  expect(sent.ok).toBe(true);
}

/** Sends the form that there is, or the one in a dialog. */
export function sendForm({ page }) {
  return page.locator("main form > button:not([type]), dialog form > button:not([type])").last().click();
}

export async function tellTooMuch(world) {
  await world.page.getByLabel("Name").fill("x".repeat(51));
  await sendForm(world);
}

function choose(page, text, encoding) {
  return page.locator("[type=file]").setInputFiles({ name: "me.gif", mimeType: "image/gif", buffer: Buffer.from(text, encoding) });
}

export function choosePicture({ page }) {
  return choose(page, "R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64");
}

export function chooseNoPicture({ page }) {
  return choose(page, "no picture");
}

export function ask(name) {
  return ({ page }) => page.getByRole("button", { name }).first().click();
}

/** Opens such a dialog, and answers it. */
async function answer(world, name, password = PASSWORD) {
  await ask(name)(world);
  await world.page.locator("dialog [autocomplete=current-password]").fill(password);
  await sendForm(world);
}

export async function mistypeBoth(world) {
  await answer(world, "Change password…", "not my password");
}

export async function mistypePassword(world) {
  await answer(world, "Delete account…", "not my password");
}

/** Gives the account of whoever is signed in, and will not sign in again, one of everything. */
function have({ server, me }, ...changes) {
  const id = `(SELECT person_id FROM people WHERE username = '${me}')`;
  return server.sql(...changes.map((change) => change.replaceAll("{id}", id).replaceAll("{me}", me)));
}

const IDENTITY = `INSERT INTO identities (issuer, subject, person_id, email)
  SELECT 'https://accounts.example.org', '{me}', {id}, '${LONG}{me}@example.org'`;
const PASSKEYS = `INSERT INTO passkeys (person_id, credential_id, passkey_id, name, passkey)
  SELECT {id}, int4send(n), gen_random_uuid(), CASE n WHEN 1 THEN '${LONG}' ELSE '' END, '' FROM generate_series(1, 2) AS n`;
const CODES = `INSERT INTO recovery_codes SELECT {id}, int4send(n) FROM generate_series(1, 9) AS n`;

/** One of everything. */
export async function haveAll(world, go) {
  const address = `UPDATE accounts SET email = '${LONG}{me}@example.org', email_verified = true WHERE person_id = {id}`;
  const authenticator = `INSERT INTO authenticators (person_id, sealed, confirmed) SELECT {id}, '', true`;
  await have(world, address, IDENTITY, PASSKEYS, authenticator, CODES);
  await go();
}

export async function haveNoPassword(world, go) {
  await have(world, IDENTITY, `UPDATE accounts SET password_hash = NULL WHERE person_id = {id}`);
  await go();
}

/** Everything that can happen has happened, and there is more than one page shows. */
export async function seeEverything(world, go) {
  const source = await readFile(new URL("../../common/src/accounts/security_events.rs", import.meta.url), "utf8");
  const [, variants] = source.match(/enum Kind \{(.*?)#\[serde\(other\)\]/s);
  const snake = ([, name]) => name.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase();
  const kinds = [...variants.matchAll(/^    (\w+),/gm)].map(snake);
  expect(kinds.length).toBeGreaterThan(20);
  const event = (time, kind, address, device) =>
    `INSERT INTO security_events (person_id, event_id, kind, address, device)
     SELECT {id}, ('${time}-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, kind, '${address}', '${device}'
     FROM unnest(ARRAY['${kind.join("', '")}']) WITH ORDINALITY AS kinds (kind, n)`;
  await have(
    world,
    event("0198c0de", kinds, "2001:db8:1:2:3:4:5:6", LONG.slice(0, 40)),
    event("0198c0dd", kinds, "", ""),
    `INSERT INTO sessions (token_hash, person_id, session_id, address, device)
     SELECT uuid_send(gen_random_uuid()), {id}, gen_random_uuid(), '2001:db8:1:2:3:4:5:6', '${LONG.slice(0, 40)}'`,
  );
  await go();
}

export function wantNoPasskey({ page }) {
  return page.locator(".things").getByRole("button", { name: "Remove…" }).first().click();
}

export async function beginAuthenticator(world) {
  await answer(world, "Set up…");
  await expect(world.page.locator(".qr")).toBeVisible();
}

export async function mistypeFirstCode(world) {
  await beginAuthenticator(world);
  await world.page.getByLabel("Code that the app shows").fill("000000");
  await sendForm(world);
}

export async function setUpAuthenticator(world) {
  await beginAuthenticator(world);
  const secret = await world.page.locator("form code").innerText();
  await world.page.getByLabel("Code that the app shows").fill(code(secret));
  await sendForm(world);
}

export async function askForMail(world) {
  await world.page.getByLabel("E-mail").fill("nobody@example.org");
  await sendForm(world);
}

/** Opens the link to a new password in the mail to a new account. */
export async function openReset({ page, server, mailbox }) {
  const address = `${await account(server, "owner")}@example.org`;
  await server.call("forgot_password", { Email_id: address });
  await page.goto(await mailbox.link(address, "A new password"));
}

export async function chooseNewPassword(world) {
  await openReset(world);
  await world.page.getByLabel("Password").fill("password1234");
  await sendForm(world);
}

export async function openMail({ page, server, mailbox }) {
  const me = await account(server, "owner");
  await page.goto(await mailbox.link(`${me}@example.org`, "Confirm your e-mail address"));
}

export async function pressConfirm(world) {
  await openMail(world);
  await world.page.getByRole("button", { name: /^⟦?Confirm⟧?$/ }).click();
}

/** As after the person who reads the mails has taken the address off the account. */
export async function haveNoAddress(world, go) {
  await have(world, "UPDATE accounts SET email = NULL WHERE person_id = {id}");
  await go();
}

/** As after a mail about the account could not be delivered. */
export async function haveNoMailDelivered(world, go) {
  await have(world, "UPDATE accounts SET undelivered = email WHERE person_id = {id}");
  await go();
}

export async function comeBackToLink(world) {
  world.provider.as(`subject of ${world.me}`, `${world.me}@example.org`);
  await ask("Link a Google account")(world);
}

export async function comeBackAsNew(world) {
  world.provider.as(newName("subject"), `${LONG}@example.org`);
  await ask("Sign in with Google")(world);
}

export async function cancelAtGoogle(world) {
  const { page, provider } = world;
  await page.route(`${provider.issuer}/**`, (route) => {
    const state = new URL(route.request().url()).searchParams.get("state");
    const location = new URL(`/google?error=access_denied&state=${state}`, page.url()).href;
    return route.fulfill({ status: 302, headers: { location } });
  });
  await ask("Sign in with Google")(world);
}

export async function signInGuarded({ page, server }) {
  const me = await account(server, "owner");
  const { secret } = await callAs(server, me, "authenticator_begin", { Password: PASSWORD });
  await callAs(server, me, "authenticator_confirm", { code: code(secret) });
  await fillIn(page, me);
}

export async function mistypeCode(world) {
  await signInGuarded(world);
  await world.page.getByLabel("Code from your authenticator app").fill("000000");
  await sendForm(world);
}

export async function signInWithPasskey({ page, server }) {
  const me = await account(server, "owner");
  await have({ server, me }, PASSKEYS, CODES);
  await fillIn(page, me);
}
