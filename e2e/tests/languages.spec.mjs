// Languages: which one is spoken, how it is chosen, how it counts, and that no word of the app is left out of it.

import { PAGES, test } from "../kith/pages.mjs";
import { NEW_NAMES, expect, heading } from "../kith/test.mjs";
import { readFile } from "node:fs/promises";

const CATALOGUE = new URL("../../frontend/locales/de.json", import.meta.url);
const WELCOME = { en: "Keep up with your people.", de: "Bleib deinen Leuten nah." };

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

function choice(page, name) {
  return page.getByRole("contentinfo").getByRole("button", { name });
}

test.describe("in Austria", () => {
  test.use({ locale: "de-AT" });

  test("Kith speaks German by itself, and says so to the screen reader", async ({ page }) => {
    await page.goto("/");
    await expect(heading(page, WELCOME.de)).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page).toHaveTitle("Wer wem folgt · Kith");
    await expect(choice(page, "Deutsch")).toHaveAttribute("aria-pressed", "true");
  });

  test("whoever would rather have English chooses it", async ({ page }) => {
    await page.goto("/");
    await choice(page, "English").click();
    await expect(heading(page, WELCOME.en)).toBeVisible();
    await page.goto("/search");
    await expect(heading(page, "Find people")).toBeAttached();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  });

  for (const [trouble, answer] of [
    ["cannot be loaded", (route) => route.abort()],
    ["is broken", (route) => route.fulfill({ body: "<html>" })],
  ]) {
    test(`where the German texts file ${trouble}, Kith speaks English`, async ({ page }) => {
      await page.route("**/locales/de.json", answer);
      await page.goto("/");
      await expect(heading(page, WELCOME.en)).toBeVisible();
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      await expect(choice(page, "English")).toHaveAttribute("aria-pressed", "true");
    });
  }

  test("numbers and plurals are German", async ({ page, server, people }) => {
    const followers = `SELECT person_id FROM people WHERE username = '${people.loner}'`;
    const crowd = `INSERT INTO people (person_id, username) SELECT gen_random_uuid(), 'viele-' || n FROM generate_series(1, 9458) n`;
    await server.sql(
      crowd,
      `INSERT INTO followers (person_id, follower_id, follow_id)
       SELECT (${followers}), person_id, person_id FROM people WHERE username LIKE 'viele-%'`,
    );
    await page.goto(`/people/${people.loner}`);
    await expect(page.getByRole("link", { name: "9.458 Follower" })).toBeVisible();
    await server.sql(`DELETE FROM followers WHERE person_id = (${followers})`, `DELETE FROM people WHERE username LIKE 'viele-%'`);

    await page.goto(`/search?q=${people.star}`);
    await expect(page.getByText("Das sind alle: eine Person.")).toBeVisible();
    await page.goto(`/people/${people.star}?page=2`);
    await expect(page.getByText("Das sind alle: 35 Personen.")).toBeVisible();
  });
});

test("German that was chosen in the footer is remembered", async ({ page, context }) => {
  await page.goto("/");
  await choice(page, "Deutsch").click();
  await expect(heading(page, WELCOME.de)).toBeVisible();
  const later = await context.newPage();
  await later.goto("/");
  await expect(heading(later, WELCOME.de)).toBeVisible();
});

test("a language that Kith does not know is no obstacle, and English costs no download", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "fr-FR", serviceWorkers: "allow" });
  const page = await context.newPage();
  const asked = [];
  context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/");
  await expect(heading(page, WELCOME.en)).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  expect(asked.filter((path) => path.startsWith("/locales"))).toEqual([]);
  expect(asked.some((path) => path.endsWith(".wasm"))).toBe(true);
  await context.close();
});

test.describe("in a language in which every text stands between ⟦ and ⟧", () => {
  test.use({ locale: "de-AT" });

  /** What people call themselves and theirs, what programs do, and secrets. */
  const TOLD = ["@example\\.org", "(Chrome|node)( on Linux)?", "2001:[\\da-f:]+", "[A-Z2-7]{32}", "[a-z2-7]{4}(-[a-z2-7]{4}){5}"];

  /** What is seen or read out, with letters in it, and is not of that language. */
  function untranslated(page, known) {
    return page.evaluate((known) => {
      const parts = [...document.querySelectorAll("#app *")].filter((part) => part.checkVisibility() && !part.closest("#foot [lang]"));
      const own = parts.flatMap((part) => [...part.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE));
      const told = parts.flatMap((part) => ["aria-label", "placeholder", "title", "alt"].map((name) => part.getAttribute(name) ?? ""));
      const texts = [document.title, ...own.map(({ data }) => data), ...told];
      const rest = texts.map((text) => text.replace(/⟦[^⟧]*⟧/g, "").replace(new RegExp(known, "g"), ""));
      return texts.filter((_, index) => /\p{Letter}/u.test(rest[index]));
    }, known);
  }

  for (const { name } of PAGES) {
    test(`${name}: nothing is left in English`, async ({ page, open }) => {
      const keys = Object.keys(JSON.parse(await readFile(CATALOGUE, "utf8")));
      const texts = Object.fromEntries(keys.map((key) => [key, `⟦${key.split("|")[0]}⟧`]));
      await page.route("**/locales/de.json", (route) => route.fulfill({ json: texts }));
      await open(name);
      const ids = "[0-9a-f]{8}-[0-9a-f-]{27}";
      const known = ["Kith", NEW_NAMES, "fan[\\d-]+", "Llanfair\\w+", "Graz", ids, ...TOLD];
      await expect(page.getByRole("banner")).toContainText("⟦");
      expect(await untranslated(page, known.join("|"))).toEqual([]);
    });
  }
});
