// The start of the app: what is seen before it runs, what is said when it cannot, and what it keeps for later.

import { Line } from "../kith/line.mjs";
import { account, enter, expect, heading, holdBack, newName, test } from "../kith/test.mjs";

const FAILED = "Kith could not be loaded. Check your connection, then reload the page.";
const TOO_OLD = "This browser is too old for Kith. Please update it.";

/** Waits for the service worker; says which paths it keeps. */
function kept(page) {
  return page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const keys = await (await caches.open("kith")).keys();
    return keys.map(({ url }) => new URL(url).pathname);
  });
}

test("the shell is there before the app, and nothing jumps when the app comes", async ({ page }) => {
  const goOn = await holdBack(page, "**/*.wasm");
  await page.goto("/login", { waitUntil: "commit" });
  await expect(page.getByRole("status")).toHaveText("Loading Kith…");
  await expect(page.getByRole("progressbar", { name: "Loading Kith…" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeHidden();
  const bars = [page.getByRole("banner"), page.getByText("Kith", { exact: true })];
  const before = await Promise.all(bars.map((bar) => bar.boundingBox()));
  goOn();
  await expect(page.getByLabel("Password")).toBeVisible();
  expect(await Promise.all(bars.map((bar) => bar.boundingBox()))).toEqual(before);
});

test("the progress says how much of the app has arrived", async ({ page, server }) => {
  const line = await Line.to(server, 70_000);
  await page.addInitScript(() => {
    window.seen = [];
    const watch = new MutationObserver(([{ target }]) => window.seen.push(target.value));
    watch.observe(document, { subtree: true, attributeFilter: ["value"] });
  });
  await page.goto(`${line.address}/login`, { waitUntil: "commit" });
  await expect.poll(() => page.getByRole("progressbar").evaluate((bar) => bar.value)).toBeGreaterThan(0.3);
  line.goOn();
  await expect(page.getByLabel("Password")).toBeVisible();
  const seen = (await page.evaluate(() => window.seen)).filter((value) => value !== undefined);
  expect(seen[0]).toBeLessThan(0.7);
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  expect(seen.at(-1)).toBe(1);
  line.cut();
});

test("a network that goes in the middle of the download is noticed", async ({ page, server }) => {
  const line = await Line.to(server, 70_000);
  await page.goto(`${line.address}/login`, { waitUntil: "commit" });
  await expect(page.locator("progress[value]")).toBeVisible();
  line.cut();
  await expect(page.getByRole("alert")).toHaveText(FAILED);
});

for (const file of ["frontend-*.js", "*.wasm"]) {
  test(`without ${file} the page says so, and Reload starts the app`, async ({ page }) => {
    await page.route(`**/${file}`, (route) => route.abort());
    await page.goto("/login", { waitUntil: "commit" });
    await expect(page.getByRole("alert")).toHaveText(FAILED);
    await expect(page.getByRole("progressbar")).toBeHidden();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByLabel("Password")).toBeVisible();
  });
}

for (const [what, change, message] of [
  ["without WebAssembly", () => delete window.WebAssembly, TOO_OLD],
  [
    "whose WebAssembly knows too little",
    () => {
      const error = new WebAssembly.CompileError("unknown instruction");
      WebAssembly.instantiateStreaming = () => Promise.reject(error);
    },
    TOO_OLD,
  ],
  [
    "that blocks storage",
    () => {
      const get = () => {
        throw new DOMException("Access is denied", "SecurityError");
      };
      Object.defineProperty(window, "localStorage", { get });
    },
    /local storage\. Please allow it for this site, then reload\.$/,
  ],
]) {
  test(`a browser ${what} is told what to do`, async ({ page }) => {
    await page.addInitScript(change);
    await page.goto("/");
    await expect(page.getByRole("alert")).toHaveText(message);
    await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  });
}

test("without JavaScript the page asks for it", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/");
  await expect(page.locator("noscript")).toBeVisible();
  await expect(page.getByText("too old")).toBeHidden();
  await expect(page.getByRole("progressbar")).toBeHidden();
  await context.close();
});

test("a fault that stops the app leaves a word and a way out", async ({ page }) => {
  await page.goto("/login");
  await expect(page.getByLabel("Password")).toBeVisible();
  await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
  await expect(page.getByRole("alert")).toContainText("Kith has stopped because of a fault of its own.");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByLabel("Password")).toBeVisible();
});

test("Kith can be installed, and what only that takes is not loaded before", async ({ page, context, request }) => {
  const loaded = [];
  page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Find people" })).toBeVisible();
  expect(loaded.filter((path) => path.endsWith(".png"))).toEqual([]);
  const browser = await context.newCDPSession(page);
  const manifest = await browser.send("Page.getAppManifest");
  expect(manifest.errors).toEqual([]);
  const { installabilityErrors } = await browser.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  for (const { src, type } of JSON.parse(manifest.data).icons) {
    const headers = (await request.get(src)).headers();
    expect([headers["content-type"].replace("; charset=utf-8", ""), headers["cache-control"]]).toEqual([type, "no-cache"]);
  }
});

test("files that keep their name are asked for anew, and one that is not there is no page", async ({ request }) => {
  for (const path of ["/sw.js", "/manifest.webmanifest", "/icons/icon.svg", "/icons/512.png"]) {
    const file = await request.get(path);
    expect(file.headers()["cache-control"]).toBe("no-cache");
    const again = await request.get(path, { headers: { "If-None-Match": file.headers().etag } });
    expect(again.status()).toBe(304);
  }
  for (const path of ["/icons/none.png", "/locales/none.json"]) {
    expect((await request.get(path)).status()).toBe(404);
  }
});

test("without a network the app opens, and what it cannot know it does not show", async ({ page, context, server }) => {
  const star = await account(server, "remote");
  await enter(page, await account(server, "traveller"));
  await page.goto(`/people/${star}`);
  await expect(heading(page, star)).toBeVisible();
  const paths = await kept(page);
  expect(paths).toContain("/");
  expect(paths.filter((path) => /^\/(api|avatars)/.test(path))).toEqual([]);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole("link", { name: "Find people" })).toBeVisible();
  await expect(page.getByText("Kith cannot be reached. Check your connection.")).toBeVisible();
  await expect(heading(page, star)).toBeHidden();
  await page.goto(`/search?q=${newName("nobody")}`);
  await expect(page.getByLabel("Username")).toBeVisible();
  await context.setOffline(false);
  await page.goto(`/people/${star}`);
  await expect(heading(page, star)).toBeVisible();
});

test("files of one earlier version stay for tabs that still run it, and older ones go", async ({ page }) => {
  const [older, earlier, stray] = ["/frontend-0123456789abcdef.js", "/frontend-fedcba9876543210.js", "/stray-0123456789abcdef.js"];
  const keep = (name, text) =>
    page.evaluate(async ([name, text]) => (await caches.open("kith")).put(name, new Response(text)), [name, text]);
  await page.goto("/");
  await kept(page);
  for (const file of [older, earlier]) {
    await keep(file, "old");
    await keep("/", `<script src="${file}"></script>`);
    // However often the new version is loaded.
    for (const load of ["first", "second"]) {
      await keep(stray, "to be gone once all is done");
      await page.reload();
      const old = async () => (await kept(page)).filter((path) => [older, earlier, stray].includes(path));
      await expect.poll(old, load).toEqual([file]);
    }
  }
});

test("files of an older version go when the page is loaded again", async ({ page }) => {
  await page.goto("/");
  const before = await kept(page);
  await page.evaluate(async () => (await caches.open("kith")).put("/frontend-0123456789abcdef.js", new Response("old")));
  expect(await kept(page)).toHaveLength(before.length + 1);
  await page.reload();
  await expect.poll(() => kept(page)).toEqual(before);
});
