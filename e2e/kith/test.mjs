// What every browser test starts from: a server for each worker, and words for what a person does.

import { expect, test as base } from "@playwright/test";
import { Deployment } from "./deployment.mjs";
import { Server } from "./server.mjs";

export const PASSWORD = "correct horse battery";
/** In every complaint of the browser about what a page may not do. */
const POLICY = "Content Security Policy";
let made = 0;

export const test = base.extend({
  isDeployed: [false, { option: true, scope: "worker" }],
  server: [
    async ({ isDeployed }, use) => {
      const server = await (isDeployed ? Deployment : Server).start();
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
  // So does what the content policy refuses, on any page of the context; a test that means it to takes it out.
  refused: [
    async ({ context }, use) => {
      const refused = [];
      context.on("console", (message) => message.text().includes(POLICY) && refused.push(message.text()));
      await context.addInitScript((policy) => {
        const tell = ({ effectiveDirective, blockedURI }) => console.error(policy, effectiveDirective, blockedURI);
        addEventListener("securitypolicyviolation", tell);
      }, POLICY);
      await use(refused);
      expect(refused).toEqual([]);
    },
    { auto: true },
  ],
});

/** A username that nobody has yet. */
export function newName(stem) {
  made += 1;
  return `${stem}${process.pid}-${made}`;
}

/** Matches all those names, and what is numbered after them: tests of one worker meet each other's people. */
export const NEW_NAMES = `[A-Za-z_]+${process.pid}-[\\d-]+`;

/** Makes an account through the API. */
export async function account(server, stem) {
  const name = newName(stem);
  await server.call("register", { Username: name, Email_id: `${name}@example.org`, Password: PASSWORD });
  return name;
}

/** Makes several at once. */
export function accounts(server, ...stems) {
  return Promise.all(stems.map((stem) => account(server, stem)));
}

/** Signs in through the form. */
export async function signIn(page, name, password = PASSWORD) {
  await page.goto("/login");
  await fillIn(page, name, password);
}

export async function fillIn(page, name, password = PASSWORD) {
  await page.getByLabel("Username or e-mail").fill(name);
  await page.getByLabel("Password").fill(password);
  // Whatever the button is called, and whatever others there are.
  await page.getByLabel("Password").press("Enter");
}

/** Signs in and waits to be there: whoever opens another page before that is a visitor on it. */
export async function enter(page, name) {
  await signIn(page, name);
  await expect(heading(page, name)).toBeVisible();
}

/** As `enter`, on a server of one's choice; waits until the page listens, too. */
export async function listen(page, server, name) {
  const stream = page.waitForResponse("**/api/live");
  await page.goto(`${server.address}/login`);
  await fillIn(page, name);
  await stream;
  await expect(heading(page, name)).toBeVisible();
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
