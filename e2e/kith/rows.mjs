// The rows of a list as a reader sees them.

import { expect } from "./test.mjs";

export function row(page, place) {
  return page.locator(`main > :not([hidden]) article[aria-posinset="${place}"]`);
}

/** The rows that are in the document, but for those of pages kept for Back. */
export function shown(page) {
  return page.locator("main > :not([hidden]) article");
}

/** The names of the rows that are in the document. */
export function names(page) {
  return shown(page).evaluateAll((rows) => rows.map((row) => row.ariaLabel));
}

/** Reads a list from where it begins to its end: every row that comes by, with its place. */
export async function readThrough(page) {
  // In the page itself, a frame at a time: asking from outside would take longer than the scrolling.
  const rows = await page.evaluate(async () => {
    const rows = new Map();
    const find = (what) => document.querySelectorAll(`main > :not([hidden]) ${what}`);
    const isAtEnd = () => scrollY + innerHeight > document.body.scrollHeight - 1;
    scrollTo(0, 0);
    while (!find("[role=feed] + .sentinel [role=status]").length || !isAtEnd()) {
      scrollBy(0, innerHeight);
      await new Promise(requestAnimationFrame);
      for (const row of find("article")) rows.set(Number(row.ariaPosInSet), row.ariaLabel);
    }
    return [...rows];
  });
  return rows.sort(([one], [other]) => one - other);
}

/** Scrolls on until a row is in the document, and puts it at the top of the screen, under the bar. */
export async function scrollTo(page, place) {
  await page.evaluate(async (place) => {
    const find = () => document.querySelector(`main > :not([hidden]) article[aria-posinset="${place}"]`);
    while (!find()) {
      scrollBy(0, innerHeight);
      await new Promise(requestAnimationFrame);
    }
    find().scrollIntoView();
  }, place);
  await expect(row(page, place)).toBeInViewport();
}

/** How far from the top of the screen a row stands, in whole pixels. */
export async function height(page, place) {
  return Math.round((await row(page, place).boundingBox()).y);
}

/** Notes every call of the API from now on, but for the one that stays open; or only some, by their names. */
export function calls(page, names = /./) {
  const calls = [];
  page.on("request", (request) => {
    const name = request.url().split("/api/")[1];
    if (name && name !== "live" && names.test(name)) calls.push(name);
  });
  return calls;
}

/** How many pixels of the list that is on screen have no row, once what was scrolled to is drawn. */
export async function blank(page) {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const feed = document.querySelector("main > :not([hidden]) [role=feed]").getBoundingClientRect();
    let [from, blank] = [Math.max(feed.top, 0), 0];
    const to = Math.min(feed.bottom, innerHeight);
    for (const row of document.querySelectorAll("main > :not([hidden]) article")) {
      const { top, bottom } = row.getBoundingClientRect();
      blank += Math.max(0, Math.min(top, to) - from);
      from = Math.max(from, bottom);
    }
    return Math.round(blank + Math.max(0, to - from));
  });
}

/** Has the server give pages of so few rows, as it does where a search goes through a long list. */
export function shortenPages(page, rows) {
  return page.route("**/api/followers", (route) => {
    const { payload } = route.request().postDataJSON();
    return route.continue({ postData: { payload: { ...payload, limit: rows } } });
  });
}

/** Keeps the next answer to a call back after the server has given it. Gives what waits for that, and what lets it come. */
export async function overtake(page, call) {
  let goOn, answered;
  const held = new Promise((resolve) => (goOn = resolve));
  const read = new Promise((resolve) => (answered = resolve));
  const hold = async (route) => {
    const response = await route.fetch();
    answered();
    await held;
    await route.fulfill({ response });
  };
  await page.route(`**/api/${call}`, hold, { times: 1 });
  return { read, goOn };
}
