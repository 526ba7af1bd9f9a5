// Going about with the keyboard alone, and looking whether one sees where one is.

import { expect } from "./test.mjs";

/** Presses Tab until the focus is where it is wanted; on the way, every stop is to be seen. */
export async function tabTo(page, target, key = "Tab") {
  for (let stops = 0; stops < 60; stops += 1) {
    await page.keyboard.press(key);
    await expectSeen(page);
    if (await target.evaluate((target) => target === document.activeElement)) return;
  }
  throw new Error(`${target} cannot be reached with ${key}`);
}

/** Whatever has the focus has a ring around it, is on the screen, and lies under nothing else. */
export async function expectSeen(page) {
  const focus = () =>
    page.evaluate(() => {
      const target = document.activeElement;
      // From the last stop the focus goes to the browser's own bar.
      if (target === document.body) return "seen";
      const { outlineStyle, outlineWidth } = getComputedStyle(target);
      const name = target.outerHTML.slice(0, 100);
      if (outlineStyle !== "solid" || parseFloat(outlineWidth) < 2) return `no ring: ${name}`;
      const { left, top, width, height } = target.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + Math.min(height, innerHeight) / 2);
      return target.contains(hit) ? "seen" : `out of sight: ${name}`;
    });
  await expect.poll(focus).toBe("seen");
}

/** Goes to it and presses Enter. */
export async function enter(page, target, key = "Tab") {
  await tabTo(page, target, key);
  await page.keyboard.press("Enter");
}
