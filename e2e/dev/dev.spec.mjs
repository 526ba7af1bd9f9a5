// `cargo xtask dev`: a text that is changed in the source changes in the browser.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { freePort } from "../kith/ports.mjs";
import { Server } from "../kith/server.mjs";
import { account, heading } from "../kith/test.mjs";

const ROOT = join(import.meta.dirname, "../..");
/** Of the home page. */
const TEXT = "Keep up with your people.";
const CHANGED = "Keep up with what is changed.";

/** Builds may be the first ones, on a busy machine. */
const BUILT = { timeout: 10 * 60_000 };

/** The source file that has the text; it is put back in any case. */
const source = (() => {
  const folder = join(ROOT, "frontend/src");
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const path = files.find((file) => file.endsWith(".rs") && readFileSync(file, "utf8").includes(`"${TEXT}"`));
  const [before, { atime, mtime }] = [readFileSync(path, "utf8"), statSync(path)];
  const write = (text) => readFileSync(path, "utf8") === text || writeFileSync(path, text);
  const putBack = () => write(before);
  process.once("exit", putBack);
  return {
    change: () => write(before.replace(TEXT, CHANGED)),
    putBack,
    /** Once it is built as it was: so that nothing else is built anew. */
    unchanged: () => utimesSync(path, atime, mtime),
  };
})();

/** Starts it in a group of its own, whose processes Ctrl-C reaches as in a terminal. */
async function dev(work) {
  const [server, port] = [await Server.start(), await freePort()];
  const settings = { DATABASE_URL: server.url, KITH_SECRET: "a secret for tests only, of 32 or more" };
  const child = spawn("cargo", ["xtask", "dev", "--port", `${port}`], {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const exit = once(child, "exit");
  const tooSoon = exit.then(([code]) => Promise.reject(new Error(`cargo xtask dev ended with ${code}`)));
  try {
    await Promise.race([work(`http://localhost:${port}`, server), tooSoon]);
  } finally {
    source.putBack();
    if (child.exitCode === null) process.kill(-child.pid, "SIGINT");
    const [code] = await exit;
    await server.stop();
    expect(code).toBe(0);
  }
}

test("a text that is changed in the source changes in the browser", async ({ page }) => {
  test.setTimeout(2 * BUILT.timeout);
  await dev(async (address, server) => {
    await expect(async () => expect((await page.goto(address)).ok()).toBe(true)).toPass(BUILT);
    await expect(heading(page, TEXT)).toBeVisible();

    const start = Date.now();
    source.change();
    await expect(heading(page, CHANGED)).toBeVisible(BUILT);
    console.log(`${(Date.now() - start) / 1000} s from the change to the browser`);

    source.putBack();
    await expect(heading(page, TEXT)).toBeVisible(BUILT);
    source.unchanged();

    const name = await account(server, "ada");
    await page.goto(`${address}/people/${name}`);
    await expect(heading(page, name)).toBeVisible();
  });
});
