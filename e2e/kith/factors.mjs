// Words for tests of what is asked for beside the password.

import { PASSWORD, expect } from "./test.mjs";

export { join } from "./accounts.mjs";

/** Opens the page of second factors. */
export async function open(page) {
  await page.goto("/settings/security");
  await expect(page).toHaveTitle("Second factor · Kith");
}

/** The page that is shown, without those that are kept for Back. */
export function here(page) {
  return page.locator("main > :not([hidden])");
}

export function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

/** What a program that knows nothing of second factors is answered when it signs in. */
export function plainLogin(server, name) {
  return server.call("login", { Username: name, Password: PASSWORD });
}

/** What a table has of somebody. */
export function rows(server, table, name) {
  return server.sql(`SELECT ${table}.* FROM ${table} JOIN people USING (person_id) WHERE username = '${name}'`);
}

/** What has happened to an account, as the database has it, the latest first. */
export async function kinds(server, name) {
  const events = await rows(server, "security_events", name);
  return events.sort((one, other) => (one.event_id < other.event_id ? 1 : -1)).map(({ kind }) => kind);
}
