import { chromium } from "@playwright/test";
import config from "./playwright.config.mjs";
import { Server } from "./kith/server.mjs";
const P = "correct horse battery";
const server = await Server.start();
const launch = { ...config.use.launchOptions };
const browser = await chromium.launch(launch);
const only = process.argv[2];
async function acc(n, loc) {
  await server.call("register", { Username: n, Email_id: `${n}@example.org`, Password: P });
  if (loc) await server.sql(`UPDATE people SET location='${loc}' WHERE username='${n}'`, `INSERT INTO location_words SELECT DISTINCT word, person_id FROM people, unnest(string_to_array(lower(location),' ')) word WHERE word<>'' ON CONFLICT DO NOTHING`);
  return (await server.call("login", { Username: n, Password: P })).token;
}
try {
  const tok = {};
  for (const [n, loc] of [["ada","Graz"],["bob","Graz Umgebung"],["zoe","Wien"],["star","Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"],["locky","Linz"],["hidy",""],["asker","Rom"],["Wolfeschlegelsteinhausenberger",""]]) tok[n] = await acc(n, loc);
  for (let i = 0; i < 12; i++) tok["fan" + i] = await acc("fan" + i, i % 2 ? "Graz" : "");
  const call = (who, name, payload) => server.call(name, { ...payload, token: tok[who] });
  console.log(await call("locky", "privacy", { locked: true }));
  console.log(await call("hidy", "privacy", { hides_lists: true }));
  console.log(await call("ada", "privacy", { locked: true }));
  for (let i = 0; i < 12; i++) { await call("fan" + i, "follow", { user: "star" }); await call("fan"+i, "follow", {user:"hidy"}); }
  await call("ada", "privacy", { locked: false });
  for (const f of ["fan1", "fan2", "star", "zoe","Wolfeschlegelsteinhausenberger"]) await call(f, "follow", { user: "ada" });
  await call("ada", "privacy", { locked: true });
  console.log(await call("asker", "follow", { user: "ada" }));
  for (const f of ["fan1", "fan2", "fan3", "fan4", "fan5", "zoe","fan7","fan9"]) await call("ada", "follow", { user: f });
  console.log(await call("ada", "follow", { user: "locky" }));
  console.log(await call("zoe", "follow", {user:"star"}), await call("asker","follow",{user:"star"}), await call("Wolfeschlegelsteinhausenberger","follow",{user:"star"}));
  console.log(await call("ada", "block", { user: "fan11" }));
  const views = {
    own: { path: "/" }, star: { path: "/people/star" }, locky: { path: "/people/locky" }, hidy: { path: "/people/hidy" },
    blocked: { path: "/people/fan11" }, asker: { path: "/people/asker" }, nobody: { path: "/people/star?q=xyz" }, some: { path: "/people/star?q=graz&order=oldest" },
    mutual: { path: "/people/ada/followed?filter=mutual" },
    menu: { path: "/people/star", then: async (page) => page.getByRole("button", { name: "More about fan2" }).click() },
    menublock: { path: "/", then: async (page) => { await page.getByRole("button", { name: "More about zoe" }).click(); await page.getByText("Block…").click(); } },
    profilemenu: { path: "/people/star", then: async (page) => page.getByRole("button", { name: "More about star" }).click() },
  };
  for (const [w, h] of [[320, 700], [1280, 800]]) for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ baseURL: server.address, viewport: { width: w, height: h }, colorScheme, serviceWorkers: "block" });
    const page = await context.newPage();
    page.on("pageerror", (e) => console.log("FAULT", e.message));
    page.on("console", (m) => m.type() !== "log" && console.log(m.type(), m.text()));
    await page.goto("/login");
    await page.getByLabel("Username or e-mail").fill("ada");
    await page.getByLabel("Password").fill(P);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    for (const [name, { path, then }] of Object.entries(views)) {
      if (only && !only.split(",").includes(name)) continue;
      await page.goto(path);
      await page.locator("h1").waitFor();
      await page.locator(".sentinel, .notice").first().waitFor();
      await page.locator("article, main .notice, .sentinel a").first().waitFor();
      await page.waitForTimeout(150);
      await then?.(page);
      await page.screenshot({ path: `/tmp/shots/${name}-${w}-${colorScheme}.png` });
    }
    await context.close();
  }
} finally { await browser.close(); await server.stop(); }
