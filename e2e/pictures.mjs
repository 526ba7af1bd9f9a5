// Makes the pictures in docs/ from made-up people on a real server: `node pictures.mjs`, with the variables of the tests.

import { chromium } from "@playwright/test";
import config from "./playwright.config.mjs";
import { Server } from "./kith/server.mjs";

// The account that `kith demo` makes.
const NAME = "demo";
const PASSWORD = "kith-demo-account";
const WIDE = { viewport: { width: 1000, height: 700 } };
const PHONE = { viewport: { width: 320, height: 640 } };
const PICTURES = {
  home: { path: "/", signedIn: true, ...WIDE },
  person: { path: "/people/:star", signedIn: true, ...WIDE },
  dark: { path: "/people/:star", signedIn: true, ...PHONE, colorScheme: "dark" },
  narrow: { path: "/search", signedIn: true, ...PHONE },
  account: { path: "/settings/security", shows: "Add a passkey…", signedIn: true, ...WIDE },
  german: { path: "/people/:star", ...WIDE, locale: "de-DE" },
};

/** Takes one of them, with the first rows of its list. */
async function take(browser, server, star, name, { path, shows, signedIn, ...look }) {
  const context = await browser.newContext({ baseURL: server.address, ...look });
  const page = await context.newPage();
  if (signedIn) {
    await page.goto("/login");
    await page.getByLabel("Username or e-mail").fill(NAME);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
  }
  await page.goto(path.replace(":star", star));
  await (shows ? page.getByText(shows) : page.getByRole("article").nth(20)).waitFor();
  await page.screenshot({ path: new URL(`../docs/${name}.png`, import.meta.url).pathname });
  await context.close();
}

const server = await Server.start();
const browser = await chromium.launch(config.use.launchOptions);
try {
  await server.kith("demo");
  const [{ username }] = await server.sql(
    `SELECT username FROM followers JOIN people USING (person_id) GROUP BY username ORDER BY count(*) DESC LIMIT 1`,
  );
  for (const [name, picture] of Object.entries(PICTURES)) await take(browser, server, username, name, picture);
} finally {
  await browser.close();
  await server.stop();
}
