// What every browser test starts from: a server for each worker, and words for what a person does.

import { expect, test as base } from "@playwright/test";
import { Server } from "./server.mjs";

export const PASSWORD = "correct horse battery";
let made = 0;

export const test = base.extend({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.address),
  // A fault in the app's own code fails the test in which it happens.
  page: async ({ page }, use) => {
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await use(page);
    expect(faults).toEqual([]);
  },
});

/** A username that nobody has yet. */
export function newName(stem) {
  made += 1;
  return `${stem}${process.pid}-${made}`;
}

/** Makes an account through the API. */
export async function account(server, stem) {
  const name = newName(stem);
  await server.call("register", { Username: name, Email_id: `${name}@example.org`, Password: PASSWORD });
  return name;
}

/** Signs in through the form. */
export async function signIn(page, name, password = PASSWORD) {
  await page.goto("/login");
  await fillIn(page, name, password);
}

export async function fillIn(page, name, password = PASSWORD) {
  await page.getByLabel("Username or e-mail").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Keeps back the requests that match, until what it answers is called. */
export async function holdBack(page, requests) {
  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  await page.route(requests, async (route) => {
    await held;
    await route.continue();
  });
  return goOn;
}

export function stored(page) {
  return page.evaluate(() => ({ ...localStorage }));
}

/** The heading of a person's page. */
export function heading(page, name) {
  return page.getByRole("heading", { level: 1, name, exact: true });
}

export { expect };
