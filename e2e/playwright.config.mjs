// How the browser tests run: in the system's Chromium, each worker against a Kith server and a database of its own.

import { defineConfig } from "@playwright/test";

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// What people do most, once more with two copies behind HAProxy and a replica.
const DEPLOYED = /\/(accounts|blocks|follows|live|lists|profile|relationships|requests|suggestions)\.spec\.mjs$/;

export default defineConfig({
  projects: [
    { name: "app", testDir: "tests" },
    { name: "deployed", testDir: "tests", testMatch: DEPLOYED, use: { isDeployed: true } },
    { name: "dev", testDir: "dev" },
  ],
  workers: 2,
  timeout: 60_000,
  // A machine that also builds or scrolls a long list is slow to answer, not wrong.
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: process.env.KITH_CHROMIUM || undefined, args },
    screenshot: "only-on-failure",
  },
});
