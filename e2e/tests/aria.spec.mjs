// What a screen reader finds on every page: the frame around it, words of welcome, forms, and pages of trouble.

import { test } from "../kith/pages.mjs";
import { expect } from "../kith/test.mjs";

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

test("around every page are the ways in, and a choice of language", async ({ page, open }) => {
  await open("welcome");
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - link "Skip to the content":
      - /url: "#main"
    - banner:
      - navigation "Main":
        - link "Kith"
        - link "Find people"
        - link "Sign in"
        - link "Register"
    - main
    - contentinfo:
      - paragraph: Kith keeps who follows whom.
      - group "Language":
        - button "English" [pressed]
        - button "Deutsch"
    - status
  `);
});

test("around the page of whoever is signed in is the way out", async ({ page, open }) => {
  await open("search");
  await expect(page.getByRole("banner")).toMatchAriaSnapshot(`
    - navigation "Main":
      - /children: equal
      - link "Kith"
      - link "Find people"
      - link /Requests \\d+/
      - link "Settings"
      - button "Sign out"
  `);
});

/** What stands in the main part of a page. */
const MAIN = {
  welcome: `
    - heading "Keep up with your people." [level=1]
    - paragraph: /Kith keeps who follows whom/
    - paragraph:
      - link "Make an account"
      - link "Sign in"
      - link "Look around"
  `,
  "sign in": `
    - heading "Sign in" [level=1]
    - textbox "Username or e-mail"
    - textbox "Password"
    - button "Sign in"
    - paragraph:
      - link "Forgotten your password?"
    - button "Sign in with a passkey"
    - button "Sign in with Google"
    - paragraph:
      - text: New here?
      - link "Make an account"
  `,
  "sign in, refused": `
    - textbox "Username or e-mail": /ada/
    - textbox "Password": not my password
    - alert: Wrong username or password
    - button "Sign in"
  `,
  register: `
    - heading "Make an account" [level=1]
    - textbox "Username"
    - paragraph: 2 to 30 letters, digits, and _ . -
    - textbox "E-mail"
    - textbox "Password"
    - paragraph: At least 8 characters of any kind
    - button "Make an account"
    - button "Go on with Google"
    - paragraph:
      - text: Have one already?
      - link "Sign in"
  `,
  "register, refused": `
    - textbox "Username" [invalid]
    - paragraph: The username must have 2 to 30 characters.
    - textbox "E-mail" [invalid]
    - paragraph: Enter an e-mail address such as ada@example.org.
    - textbox "Password" [invalid]
    - paragraph: The password must have 8 to 256 characters.
    - button "Make an account"
  `,
  "no such page": `
    - heading "There is no such page" [level=1]
    - paragraph: The address may be mistyped, or the page has moved.
    - paragraph:
      - link "Home"
      - link "Find people"
  `,
  "no such person": `
    - heading "There is no such person" [level=1]
    - paragraph: The name may be mistyped, or the account is gone.
    - paragraph:
      - link "Home"
      - link "Find people"
  `,
  "internal server error": `
    - alert:
      - heading "Internal server error" [level=1]
      - paragraph: Something broke at our end, not at yours. What you entered is still there.
      - paragraph:
        - text: Request
        - code: /[0-9a-f-]{36}/
      - paragraph:
        - button "Try again"
  `,
};

for (const [name, snapshot] of Object.entries(MAIN)) {
  test(`${name}: everything has its name and role`, async ({ page, open }) => {
    await open(name);
    await expect(page.getByRole("main")).toMatchAriaSnapshot(snapshot);
  });
}

test("what is wrong with a field is read out with the field", async ({ page, open }) => {
  await open("register, refused");
  await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription("Enter an e-mail address such as ada@example.org.");
  await open("register");
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription("At least 8 characters of any kind");
});

test("signing in again is a dialog with a name", async ({ page, open }) => {
  await open("sign in again");
  await expect(page.getByRole("dialog", { name: "Sign in again" })).toMatchAriaSnapshot(`
    - dialog:
      - heading "Sign in" [level=1]
      - status: Your session has ended. Sign in again to go on.
      - textbox "Username or e-mail"
      - textbox "Password"
      - button "Sign in"
      - paragraph:
        - button "Go on without signing in"
  `);
});
