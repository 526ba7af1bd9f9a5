// Addresses: deep links, Back, reload, and what is not there.

import { readFileSync } from "node:fs";
import { account, expect, heading, test } from "../kith/test.mjs";

/** The list that server and app share. */
const PAGES = readFileSync(new URL("../../common/src/pages.rs", import.meta.url), "utf8")
  .match(/PAGES: &\[&str\] = &\[(.*?)\];/s)[1]
  .match(/\/[\w/<>]*/g);

test("deep links open, survive a reload, and Back and Forward work", async ({ page, server }) => {
  const ada = await account(server, "ada");
  const bob = await account(server, "bob.b");
  await page.goto(`/people/${ada}/followed`);
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.getByRole("link", { name: "0 Followers" }).click();
  await expect(page).toHaveURL(new RegExp(`/people/${ada}$`));
  await page.goto(`/people/${bob}`);
  await expect(heading(page, bob)).toBeVisible();
  await page.goBack();
  await expect(heading(page, ada)).toBeVisible();
  await page.goBack();
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  await page.goForward();
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
});

test("the tab names the page", async ({ page, server }) => {
  const ada = await account(server, "titled");
  await page.goto("/login");
  await expect(page).toHaveTitle("Sign in · Kith");
  await page.goto(`/people/${ada}`);
  await expect(page).toHaveTitle(`${ada} · Kith`);
});

test("what was typed is not searched for once one has gone elsewhere", async ({ page, server }) => {
  const ada = await account(server, "quick");
  await page.goto(`/search?q=${ada}`);
  const link = page.getByRole("link", { name: ada, exact: true });
  await expect(link).toBeVisible();
  // In one breath, so that the search which waits for another key has not begun.
  await page.evaluate((name) => {
    const box = document.querySelector("[type=search]");
    box.value = name.slice(0, -1);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    document.querySelector("[role=feed] a").click();
  }, ada);
  await expect(page.getByText("Nobody follows this account yet.")).toBeVisible();
  await page.reload();
  await expect(heading(page, ada)).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue(ada);
});

test("files come compressed, are kept for good, and the page is asked for anew", async ({ page, request }) => {
  const wasm = page.waitForResponse((response) => response.url().endsWith(".wasm"));
  await page.goto("/login");
  const headers = await (await wasm).allHeaders();
  expect(headers).toMatchObject({
    "content-type": "application/wasm",
    "content-encoding": "br",
    vary: "Accept-Encoding",
    "cache-control": "public, max-age=31536000, immutable",
  });
  const shell = await request.get("/people/anybody", { headers: { "Accept-Encoding": "gzip, br;q=0" } });
  expect(shell.headers()).toMatchObject({ "content-encoding": "gzip", "cache-control": "no-cache" });
  const again = await request.get("/", {
    headers: { "Accept-Encoding": "gzip, br;q=0", "If-None-Match": shell.headers().etag },
  });
  expect(again.status()).toBe(304);
  const plain = await request.get("/", { headers: { "Accept-Encoding": "identity" } });
  expect(plain.headers()["content-encoding"]).toBeUndefined();
  expect(await plain.text()).toBe(await shell.text());
});

test("each page is answered, and any other path is not found", async ({ request }) => {
  expect(PAGES.length).toBeGreaterThan(15);
  for (const page of PAGES) {
    const path = page.replace("<user>", "ada");
    expect((await request.get(`${path}?code=x`)).status(), path).toBe(200);
  }
  for (const path of ["/foo", "/.well-known/security.txt", "/no/such/asset.js", "/people", "/settings/else", "/%6Cogin"]) {
    const page = await request.get(path, { headers: { Accept: "text/html" } });
    expect([page.status(), page.headers()["content-type"]], path).toEqual([404, "text/html; charset=utf-8"]);
    const text = await request.get(path, { headers: { Accept: "*/*" } });
    expect([text.status(), await text.text()], path).toEqual([404, "404 Not Found\n"]);
  }
});

test("a file comes in the coding that the client likes best, and in none that it refuses", async ({ request }) => {
  for (const [accepted, coding] of [
    ["br;q=0.0, gzip", "gzip"],
    ["br;q=0, *", "gzip"],
    ["BR ; Q=0.000", undefined],
    ["*;q=0, br", "br"],
    ["br;q=0.5, gzip;q=0.9", "gzip"],
    ["br;q=0.5, identity", undefined],
    ["identity;q=0, gzip", "gzip"],
  ]) {
    const page = await request.get("/", { headers: { "Accept-Encoding": accepted } });
    expect([page.status(), page.headers()["content-encoding"]], accepted).toEqual([200, coding]);
    expect(page.headers().vary).toBe("Accept-Encoding");
  }
  const none = await request.get("/", { headers: { "Accept-Encoding": "*;q=0" } });
  expect([none.status(), none.headers().vary]).toEqual([406, "Accept, Accept-Encoding"]);
});

test("a username may be written with an @", async ({ page, server }) => {
  const star = await account(server, "star");
  for (const [typed, path] of [[`@${star}`, star], [`%40${star}/followed`, `${star}/followed`]]) {
    await page.goto(`/people/${typed}`);
    await expect(heading(page, star)).toBeVisible();
    await expect(page).toHaveURL(`/people/${path}`);
  }
  await page.goto(`/search?q=@${star}`);
  await expect(page.getByRole("main").getByRole("link", { name: star })).toBeVisible();
});

test("what is not there says so", async ({ page, request }) => {
  await page.goto("/no/such/page");
  await expect(heading(page, "There is no such page")).toBeVisible();
  await page.goto("/people/nobody-at-all");
  await expect(heading(page, "There is no such person")).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Find people" }).click();
  await expect(page.getByRole("searchbox")).toBeVisible();
  expect((await request.get("/frontend-0000000000000000.js")).status()).toBe(404);
  const api = await request.get("/api/no-such-endpoint");
  expect(api.status()).toBe(404);
  expect((await api.json()).payload.error_code).toBe(404);
});
