// Everything by keyboard alone, and always to be seen where one is.

import { enter, expectSeen, tabTo } from "../kith/keyboard.mjs";
import { test } from "../kith/pages.mjs";
import { account, expect, heading, newName, PASSWORD } from "../kith/test.mjs";

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

const WELCOME = "Keep up with your people.";

/** Fills in the field with the focus, and each one after it. */
async function type(page, ...texts) {
  for (const [index, text] of texts.entries()) {
    if (index > 0) await page.keyboard.press("Tab");
    await page.keyboard.type(text);
  }
}

test("register, sign out, and sign in again", async ({ page }) => {
  const me = newName("typist");
  await page.goto("/");
  await expect(heading(page, WELCOME)).toBeVisible();
  await enter(page, page.getByRole("link", { name: "Register" }));
  await tabTo(page, page.getByLabel("Username"));
  await type(page, me, `${me}@example.org`, PASSWORD);
  await page.keyboard.press("Enter");
  await expect(heading(page, me)).toBeVisible();

  await enter(page, page.getByRole("button", { name: "Sign out" }), "Shift+Tab");
  await expect(heading(page, WELCOME)).toBeVisible();
  await enter(page, page.getByRole("main").getByRole("link", { name: "Sign in" }));
  await tabTo(page, page.getByLabel("Username or e-mail"));
  await type(page, me, PASSWORD);
  await enter(page, page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }));
  await expect(heading(page, me)).toBeVisible();
});

test("find somebody, follow, unfollow, open the page, change the list, and come back", async ({ page, open, server }) => {
  const star = await account(server, "keystar");
  await open("one's own followers");
  await enter(page, page.getByRole("link", { name: "Find people" }));
  const search = page.getByLabel("Username");
  await expect(search).toBeVisible();
  await tabTo(page, search);
  await type(page, star);
  const button = page.getByRole("article").filter({ visible: true }).getByRole("button", { name: new RegExp(`^Follow(ing)? ${star}`) });
  await expect(button).toHaveCount(1);
  await enter(page, button);
  await expect(button).toHaveText("Following");
  await expect(button).toBeFocused();
  await page.keyboard.press("Space");
  await expect(button).toHaveText("Follow");
  await expect(button).toBeFocused();

  const link = page.getByRole("article").getByRole("link", { name: star });
  await enter(page, link, "Shift+Tab");
  await expect(heading(page, star)).toBeVisible();
  await enter(page, page.getByRole("link", { name: "0 Following" }).filter({ visible: true }));
  await expect(page.getByText("This account follows nobody yet.")).toBeVisible();
  // The browser's own keys for Back do not reach a browser without a window.
  await page.goBack();
  await expect(page.getByText("Nobody follows this account yet.").filter({ visible: true })).toBeVisible();
  await page.goBack();
  await expect(search).toHaveValue(star);
  await expect(link).toBeFocused();
  await expectSeen(page);
});

test("the first stop leads past the bar, and another one past a list", async ({ page, open }) => {
  await open("another's page, seen by a visitor");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await expectSeen(page);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").getByRole("button", { name: /^Follow Wolfe/ })).toBeFocused();
  await enter(page, page.getByRole("link", { name: "Skip the list" }));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "English" })).toBeFocused();
  await expectSeen(page);
});

test("another language", async ({ page, open }) => {
  await open("welcome");
  await enter(page, page.getByRole("button", { name: "Deutsch" }), "Shift+Tab");
  await expect(heading(page, "Bleib deinen Leuten nah.")).toBeVisible();
});

test("a toast is dismissed", async ({ page, open }) => {
  await open("toasts");
  const toasts = page.getByText("follows you now.");
  await expect(toasts).toHaveCount(3);
  await enter(page, page.getByRole("button", { name: "Dismiss" }).last(), "Shift+Tab");
  await expect(toasts).toHaveCount(2);
});

test("the dialog keeps the focus to itself", async ({ page, open }) => {
  await open("sign in again");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Username or e-mail")).toBeFocused();
  const stops = [];
  for (let stop = 0; stop < 14; stop += 1) {
    stops.push(await page.evaluate(() => (document.activeElement.closest("dialog") ? "dialog" : document.activeElement.localName)));
    await page.keyboard.press("Tab");
    await expectSeen(page);
  }
  // From the last stop the focus goes to the browser's own bar.
  expect(stops.filter((stop) => stop !== "body")).toEqual(Array(12).fill("dialog"));
});

test("Escape leaves the dialog, and one goes on as a visitor", async ({ page, open }) => {
  await open("sign in again");
  await page.keyboard.press("Escape");
  await expect(heading(page, WELCOME)).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await enter(page, page.getByRole("main").getByRole("link", { name: "Look around" }));
  await expect(page.getByLabel("Username")).toBeVisible();
});

const STOPS = ["register, refused", "internal server error", "one's own followers", "a list opened in its middle", "a part of a list", "the menu about somebody"];
for (const name of STOPS) {
  test(`${name}: at every stop one sees where one is, on a narrow screen as well`, async ({ page, open }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(name);
    const stops = new Set();
    // There and back: what comes from above may end up under the bar.
    for (const key of [...Array(20).fill("Tab"), ...Array(20).fill("Shift+Tab")]) {
      await page.keyboard.press(key);
      await expectSeen(page);
      stops.add(await page.evaluate(() => document.activeElement.outerHTML));
    }
    expect(stops.size).toBeGreaterThan(5);
  });
}
