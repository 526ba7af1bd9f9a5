// How every page looks: readable and usable in both themes, on every width, in high contrast and from right to left.

import { AxeBuilder } from "@axe-core/playwright";
import { PAGES, test } from "../kith/pages.mjs";
import { expect } from "../kith/test.mjs";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const THEMES = ["light", "dark"];
const LOOKS = [
  ...[320, 768, 1440].flatMap((width) => THEMES.map((colorScheme) => ({ width, colorScheme }))),
  { width: 3840, colorScheme: "light" },
  { width: 320, forcedColors: "active" },
];

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

async function wear(page, { width, colorScheme = null, forcedColors = null }) {
  await page.setViewportSize({ width, height: Math.min(900, 3 * width) });
  await page.emulateMedia({ colorScheme, forcedColors });
  await page.waitForFunction(() => document.getAnimations().every(({ effect }) => effect.getTiming().iterations === Infinity));
}

/** What axe finds, where, and why. */
async function faults(page, { forcedColors }) {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ rules: { "target-size": { enabled: true } } }).withTags(WCAG);
  // Forced colours are the system's, whatever the style says.
  if (forcedColors) axe.disableRules("color-contrast");
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target} ${node.failureSummary}`));
  // What lies half under the bar can be scrolled out from under it.
  return found.filter((fault) => !fault.includes("partially obscured"));
}

/** How far the page can be scrolled sideways. */
function sideways(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/**
 * Where things are, from the side on which reading begins, for either. What stands within a text goes where the text goes. Both are
 * looked at in one turn, between which nothing can come or go.
 */
function places(page) {
  return page.evaluate(() => {
    const look = (dir) => {
      document.dir = dir;
      const parts = [...document.querySelectorAll("a, button, input, select, h1, .avatar")];
      const seen = parts.filter((part) => part.checkVisibility() && part.offsetWidth !== 1 && !part.matches("p:not(.actions, .toast) > a"));
      return seen.map((part) => {
        const { left, right } = part.getBoundingClientRect();
        return `${part.localName} ${part.textContent} ${Math.round(dir === "rtl" ? innerWidth - right : left)}`;
      });
    };
    return [look("ltr"), look("rtl")];
  });
}

for (const { name } of PAGES) {
  test(`${name}: anybody can read and use it, however they look`, async ({ page, open }) => {
    await open(name);
    for (const look of LOOKS) {
      await wear(page, look);
      const how = JSON.stringify(look);
      expect.soft(await faults(page, look), how).toEqual([]);
      expect.soft(await sideways(page), `nothing lies beyond the side: ${how}`).toBe(0);
    }
    const [leftToRight, rightToLeft] = await places(page);
    expect.soft(rightToLeft, "the mirror image").toEqual(leftToRight);
    expect.soft(await sideways(page), "nothing lies beyond the side, from right to left").toBe(0);
  });
}

/** How strongly the edge of each field stands out from what is around it. */
function edges(page) {
  return page.locator("input:not([type=checkbox]), select").evaluateAll((fields) => {
    const light = (colour) => {
      const channels = colour.match(/[\d.]+/g).slice(0, 3).map((channel) => channel / 255);
      const [red, green, blue] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (part) => {
      const { backgroundColor } = getComputedStyle(part);
      return backgroundColor === "rgba(0, 0, 0, 0)" ? ground(part.parentElement) : backgroundColor;
    };
    return fields.map((field) => {
      const [darker, lighter] = [getComputedStyle(field).borderTopColor, ground(field.parentElement)].map(light).sort((a, b) => a - b);
      return (lighter + 0.05) / (darker + 0.05);
    });
  });
}

for (const colorScheme of THEMES) {
  test(`where to type can be seen in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const path of ["/login", "/search"]) {
      await page.goto(path);
      await expect(page.getByLabel("Username")).toBeVisible();
      for (const contrast of await edges(page)) expect.soft(contrast, path).toBeGreaterThanOrEqual(3);
    }
  });
}

test("what waits moves, but not for those who want no motion", async ({ page, open }) => {
  await open("a list still loading");
  const moving = () => page.evaluate(() => document.getAnimations().length);
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(moving).toBe(0);
});
