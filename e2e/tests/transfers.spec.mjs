// Lists as files: saved whole or not at all, and brought in with a report that leaves nothing out.

import { Line } from "../kith/line.mjs";
import { bring } from "../kith/pages.mjs";
import { callAs, crowd, follow } from "../kith/people.mjs";
import { calls } from "../kith/rows.mjs";
import { account, accounts, enter, expect, fillIn, heading, holdBack, test } from "../kith/test.mjs";
import { readFile } from "node:fs/promises";

/** Signs in a new account, which follows these people, and opens its settings. */
async function open(page, server, ...followed) {
  const me = await account(server, "me");
  for (const name of followed) await follow(server, me, name);
  await enter(page, me);
  await page.goto("/settings");
  await expect(heading(page, "Settings")).toBeVisible();
  return me;
}

/** Whom an account follows, by name. */
async function followedBy(server, name) {
  const { followed } = await callAs(server, name, "followed", { user: name, limit: 100 });
  return (followed ?? []).map(({ username }) => username).sort();
}

/** The accounts in a file that was saved. */
async function saved(download) {
  const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
  return lines.slice(1).map((line) => line.split(",")[0].split("@")[0]);
}

function report(page) {
  return page.getByRole("main").getByRole("status");
}

test("both lists are saved as files that hold everybody in them", async ({ page, server }) => {
  const [one, two] = await accounts(server, "one", "two");
  const me = await open(page, server, one, two);
  const fans = await crowd(server, me, 2345);
  for (const [words, file, names] of [
    ["Save whom you follow", "followed.csv", [one, two]],
    ["Save your followers", "followers.csv", fans],
  ]) {
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: words }).click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe(file);
    expect((await saved(download)).sort()).toEqual([...names].sort());
    await expect(page.getByRole("progressbar")).toHaveCount(0);
  }
});

test("how far a file has come is shown, and one that breaks off is not saved", async ({ page, server }) => {
  const me = await account(server, "me");
  await crowd(server, me, 2345);
  const line = await Line.to(server, 1e9);
  await page.goto(`${line.address}/login`);
  await fillIn(page, me);
  await expect(heading(page, me)).toBeVisible();
  await page.goto(`${line.address}/settings`);
  await expect(heading(page, "Settings")).toBeVisible();
  const far = await server.beside({ "--cors-origins": line.address });
  const slow = await Line.to(far, 20_000);
  await page.route("**/api/export", (route) => route.continue({ url: `${slow.address}/api/export` }));
  const saving = page.waitForEvent("download", { timeout: 3_000 }).catch(() => "none");
  await page.getByRole("button", { name: "Save your followers" }).click();
  await expect.poll(() => page.getByRole("progressbar").getAttribute("value").then(Number)).toBeGreaterThan(1);
  expect(Number(await page.getByRole("progressbar").getAttribute("value"))).toBeLessThan(100);
  slow.cut();
  await expect(page.getByRole("status").getByText("Kith cannot be reached. Check your connection.")).toBeVisible();
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(await saving).toBe("none");
  line.cut();
  await far.end();
});

test("a file is merged into the list, and what could not be matched is told with its reason", async ({ page, server }) => {
  const [kept, added, asked] = await accounts(server, "kept", "added", "asked");
  await callAs(server, asked, "privacy", { locked: true });
  const me = await open(page, server, kept);
  await bring(page, ["Account address,Show boosts", `${added},true`, `${kept},true`, `${asked},true`, "nobody-at-all", "ada@elsewhere.example", me]);
  await expect(report(page)).toContainText("The file is imported.");
  for (const words of ["One newly followed", "One asked, who is locked", "One followed or asked before"]) {
    await expect(report(page)).toContainText(words);
  }
  await expect(page.getByText("3 lines could not be matched:")).toBeVisible();
  await expect(page.getByRole("row")).toContainText([
    "Line",
    /^5nobody-at-allNobody goes by that name here$/,
    /^6ada@elsewhere.exampleThe account belongs to another server$/,
    /^7.*It is you$/,
  ]);
  expect(await followedBy(server, me)).toEqual([added, kept].sort());
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save these lines" }).click();
  expect(await readFile(await (await coming).path(), "utf8")).toBe(
    `nobody-at-all,Nobody goes by that name here\nada@elsewhere.example,The account belongs to another server\n${me},It is you\n`,
  );
  await page.getByRole("link", { name: "Kith" }).click();
  await expect(page.getByRole("link", { name: "2 Following" })).toBeVisible();
});

test("a list is overwritten only after one has said so, knowing how many it concerns", async ({ page, server }) => {
  const [gone, kept, added] = await accounts(server, "gone", "kept", "added");
  const me = await open(page, server, gone, kept);
  const sent = calls(page, /^import$/);
  await page.getByLabel("Overwrite").check();
  const sure = page.getByLabel("Yes, unfollow those of the 2 people I follow now who are not in the file");
  await expect(sure).not.toBeChecked();
  await bring(page, [kept, added]);
  // The browser itself asks for what is missing.
  expect(await sure.evaluate((box) => box.matches(":user-invalid, :invalid"))).toBe(true);
  expect(sent).toEqual([]);
  await sure.check();
  await page.getByRole("button", { name: "Import" }).click();
  await expect(report(page)).toContainText("One followed no more");
  await expect(report(page)).toContainText("One newly followed");
  expect(await followedBy(server, me)).toEqual([added, kept].sort());
  await page.getByLabel("Merge").check();
  await expect(sure).toHaveCount(0);
});

test("a long file shows how far it has come, wherever one goes meanwhile, and every line is accounted for", async ({ page, server }) => {
  const me = await open(page, server);
  const stem = `long${process.pid}-`;
  await server.sql(`INSERT INTO people (person_id, username) SELECT gen_random_uuid(), '${stem}' || n FROM generate_series(1, 1500) AS n`);
  const lines = Array.from({ length: 1800 }, (_, index) => `${stem}${index + 1}`);
  const goOn = await holdBack(page, "**/api/import");
  await bring(page, lines);
  await expect(page.getByRole("progressbar")).toBeVisible();
  goOn();
  await expect(page.getByText(/^[\d,]+ \/ 1,800$/)).toBeVisible();
  await page.getByRole("link", { name: "Find people" }).click();
  await expect(page.getByRole("searchbox")).toBeVisible();
  await page.goBack();
  await expect(report(page)).toContainText("1,500 newly followed");
  await expect(page.getByText("300 lines could not be matched:")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(101);
  await expect(page.getByText("and 200 others")).toBeVisible();
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save these lines" }).click();
  expect((await readFile(await (await coming).path(), "utf8")).trim().split("\n")).toHaveLength(300);
  await page.getByRole("link", { name: "Kith" }).click();
  await expect(page.getByRole("link", { name: "1,500 Following" })).toBeVisible();
  expect(await server.sql(`SELECT FROM followed JOIN people USING (person_id) WHERE username = '${me}'`)).toHaveLength(1500);
});

test("an import that breaks off says so, keeps what it did, and can be gone on with", async ({ page, server }) => {
  const stem = `broken${process.pid}-`;
  await server.sql(`INSERT INTO people (person_id, username) SELECT gen_random_uuid(), '${stem}' || n FROM generate_series(1, 600) AS n`);
  const me = await open(page, server);
  const lines = Array.from({ length: 600 }, (_, index) => `${stem}${index + 1}`);
  const far = await server.beside({ "--cors-origins": server.address });
  const line = await Line.to(far, 1_000);
  await page.route("**/api/import", (route) => route.continue({ url: `${line.address}/api/import` }));
  await bring(page, lines);
  await expect(page.getByText(/^[\d,]+ \/ 600$/)).toBeVisible();
  line.cut();
  await expect(report(page)).toContainText("Kith cannot be reached. Check your connection.");
  await expect(report(page)).toContainText("What was done until then is kept. Import the file again to go on.");
  await page.unroute("**/api/import");
  // The server notices a little later that its reader has gone.
  await expect.poll(() => server.sql("SELECT FROM import_leases")).toHaveLength(0);
  await page.getByRole("button", { name: "Import" }).click();
  await expect(report(page)).toContainText("The file is imported.");
  expect(await server.sql(`SELECT FROM followed JOIN people USING (person_id) WHERE username = '${me}'`)).toHaveLength(600);
  await far.end();
});

test("what is no list, or too large, is refused in plain words", async ({ page, server }) => {
  await open(page, server);
  await page.getByRole("button", { name: "Import" }).click();
  expect(await page.locator("[type=file]").evaluate((input) => input.validity.valueMissing)).toBe(true);
  const sent = calls(page, /^import$/);
  const large = { name: "large.csv", mimeType: "text/csv", buffer: Buffer.alloc(4 * 1024 * 1024 + 1, "a") };
  await page.locator("[type=file]").setInputFiles(large);
  await page.getByRole("button", { name: "Import" }).click();
  await expect(report(page)).toContainText("The file is too large: 4 MB at the most.");
  expect(sent).toEqual([]);
});
