// Scrolling: the longest lists from their first row to their last, in a document that stays small.

import { crowd } from "../kith/people.mjs";
import { readThrough, row } from "../kith/rows.mjs";
import { Server } from "../kith/server.mjs";
import { account, expect, test as base } from "../kith/test.mjs";

const test = base.extend({
  // Of its own, since others in the tests' shared one are followed more.
  large: async ({}, use) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
  },
});

/** Loads the real graph where there is one, else a made-up one of the same size. */
async function loadLargeGraph(server) {
  const graph = process.env.KITH_GRAPH;
  if (graph) await server.kith("import", "--mutual", "--follows", graph);
  else await server.kith("demo", "--people", "37700", "--follows", "578006", "--celebrity", "9458");
  const [best] = await server.sql(
    `SELECT username, count(*)::int AS followers FROM followers JOIN people USING (person_id)
     GROUP BY username ORDER BY followers DESC LIMIT 1`,
  );
  return best;
}

/** Has the page note what it costs: its long tasks, and the memory of WebAssembly. */
function noteCosts(page) {
  return page.addInitScript(() => {
    window.longTasks = [];
    const note = (list) => window.longTasks.push(...list.getEntries().map(({ duration }) => Math.round(duration)));
    new PerformanceObserver(note).observe({ entryTypes: ["longtask"] });
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...parts) => {
      const made = await instantiate.apply(WebAssembly, parts);
      // The part that comes later has none of its own.
      window.wasm ??= made.instance.exports.memory;
      return made;
    };
  });
}

/** What is held by now, in megabytes, after the garbage is gone. */
async function held(page) {
  const browser = await page.context().newCDPSession(page);
  await browser.send("HeapProfiler.collectGarbage");
  const { usedSize } = await browser.send("Runtime.getHeapUsage");
  const { nodes } = await browser.send("Memory.getDOMCounters");
  const wasm = await page.evaluate(() => window.wasm.buffer.byteLength);
  return { nodes, heap: (usedSize / 2 ** 20).toFixed(1), wasm: (wasm / 2 ** 20).toFixed(1) };
}

/**
 * Scrolls to the end, and on as it grows, until a row is there. Tells how many rows were in the document at the most,
 * by how many pixels the document became shorter, and how often it moved by itself.
 */
function scrollDown(page, place) {
  return page.evaluate(async (place) => {
    const found = { rows: 0, lost: 0, moved: 0 };
    let height = 0;
    while (!document.querySelector(`article[aria-posinset="${place}"]`)) {
      const goal = document.documentElement.scrollHeight - innerHeight;
      scrollTo(0, goal);
      await new Promise(requestAnimationFrame);
      const now = document.documentElement.scrollHeight;
      found.lost = Math.max(found.lost, height - now);
      found.moved += Number(Math.abs(scrollY - goal) > 1);
      found.rows = Math.max(found.rows, document.querySelectorAll("article").length);
      height = now;
    }
    return found;
  }, place);
}

test("the best-followed account scrolls from its first follower to its last", async ({ page, large }) => {
  test.setTimeout(600_000);
  const { username, followers } = await loadLargeGraph(large);
  expect(followers).toBe(9458);
  await page.goto(`${large.address}/people/${username}`);
  await expect(page.getByRole("link", { name: "9,458 Followers" })).toBeVisible();
  const rows = await readThrough(page);
  await expect(page.getByText("That is everyone: 9,458 people.")).toBeInViewport();
  expect(rows.map(([place]) => place)).toEqual(Array.from({ length: 9458 }, (_, index) => index + 1));
  expect(new Set(rows.map(([, name]) => name)).size).toBe(9458);
});

test("at row 100,000 the document is as small as at the first, and the scrollbar has never jumped", async ({ page, server }) => {
  test.setTimeout(600_000);
  const star = await account(server, "star");
  const fans = await crowd(server, star, 100_000);
  await noteCosts(page);
  await page.goto(`/people/${star}`);
  await scrollDown(page, 90);
  const first = await held(page);
  await page.evaluate(() => (window.longTasks.length = 0));
  const began = Date.now();
  const found = await scrollDown(page, 100_000);
  const each = ((Date.now() - began) / (100_000 / 30)).toFixed(1);
  const longTasks = await page.evaluate(() => window.longTasks);
  console.log(`${found.rows} rows in the document at the most, ${each} ms a page`);
  console.log(`${longTasks.length} long tasks, the longest ${Math.max(0, ...longTasks)} ms`);
  console.log("held at row 90 and at row 100,000, in MB:", first, await held(page));
  expect(found).toMatchObject({ lost: 0, moved: 0 });
  expect(found.rows).toBeLessThanOrEqual(200);
  await expect(row(page, 100_000)).toHaveAccessibleName(fans.at(-1));
  await expect(page.getByText("That is everyone: 100,000 people.")).toBeAttached();
});

test("rows stand where they stood when one scrolls back up to them", async ({ page, server }) => {
  const star = await account(server, "star");
  await crowd(server, star, 1500);
  // Rows of several heights, which nobody can know before they were drawn.
  await server.sql(`UPDATE people SET location = repeat('Far away ', length(username) % 5 * 2) WHERE username LIKE 'p%7'`);
  await page.goto(`/people/${star}`);
  const [down, up] = await page.evaluate(async () => {
    const walk = async (step) => {
      const tops = {};
      for (let at = -1; at !== scrollY; ) {
        at = scrollY;
        scrollBy(0, step);
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        for (const row of document.querySelectorAll("article")) {
          tops[row.ariaPosInSet] = Math.round(row.getBoundingClientRect().top + scrollY);
        }
      }
      return tops;
    };
    while (!document.querySelector("[role=feed] + .sentinel [role=status]")) {
      scrollTo(0, document.body.scrollHeight);
      await new Promise(requestAnimationFrame);
    }
    scrollTo(0, 0);
    await new Promise(requestAnimationFrame);
    return [await walk(innerHeight / 2), await walk(-innerHeight / 2)];
  });
  expect(Object.keys(down)).toHaveLength(1500);
  expect(up).toEqual(down);
});
