// What a screen reader finds on the pages about one's account, and in the dialogs that ask whether it is really oneself.

import { test } from "../kith/pages.mjs";
import { expect } from "../kith/test.mjs";

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

/** What stands in the main part of a page. */
const MAIN = {
  profile: `
    - heading "Settings" [level=1]
    - navigation "Settings":
      - link "Privacy"
      - link "Profile"
      - link "Account"
      - link "Second factor"
      - link "Devices"
    - heading "Picture" [level=2]
    - button "Choose a picture"
    - heading "About you" [level=2]
    - textbox "Name"
    - textbox "About you"
    - paragraph: 500 characters at the most
    - textbox "Place"
    - button "Save"
  `,
  "profile, a picture before it is saved": `
    - img "The picture that you have chosen"
    - button "Choose a picture"
    - paragraph:
      - button "Save picture"
      - button "Cancel"
  `,
  "profile, a file that is no picture": `
    - alert: This picture cannot be read. Choose a file that is a PNG, JPEG, WebP or GIF.
  `,
  account: `
    - heading "E-mail" [level=2]
    - paragraph: /ada.+@example\\.org/
    - paragraph: /Not confirmed yet/
    - paragraph:
      - button "Send the mail again"
      - button "Change address…"
    - heading "Password" [level=2]
    - paragraph:
      - button "Change password…"
    - heading "Google" [level=2]
    - paragraph:
      - button "Link a Google account"
    - heading "Delete your account" [level=2]
    - paragraph:
      - button "Delete account…"
  `,
  "second factors, all there are": `
    - heading "Authenticator app" [level=2]
    - paragraph:
      - button "Remove…"
    - heading "Passkeys" [level=2]
    - list:
      - listitem:
        - button "Remove…"
      - listitem:
        - button "Remove…"
    - paragraph:
      - button "Add a passkey…"
    - heading "Recovery codes" [level=2]
    - paragraph: 9 are left.
    - paragraph:
      - button "Make new codes…"
  `,
  "authenticator, to be scanned": `
    - heading "Set up an authenticator app" [level=2]
    - img "QR code"
    - paragraph:
      - code: /[A-Z2-7]{32}/
    - paragraph:
      - link "Open in the app on this device"
    - textbox "Code that the app shows"
    - button "Switch on"
  `,
  "recovery codes": `
    - heading "Your recovery codes" [level=2]
    - status:
      - list:
        - listitem:
          - code: /[a-z2-7-]{19}/
      - paragraph:
        - button "Save as a file"
        - button "Copy"
  `,
  devices: `
    - heading "Where you are signed in" [level=2]
    - list:
      - listitem:
        - button "Sign out there"
    - paragraph:
      - button "Sign out everywhere else"
      - button "Sign out everywhere"
    - heading "What has happened" [level=2]
    - list:
      - listitem: /Passkey added/
    - paragraph:
      - button "Load more"
  `,
  "sign in, with a code": `
    - heading "Sign in" [level=1]
    - textbox "Code from your authenticator app, or a recovery code"
    - button "Sign in"
    - paragraph:
      - button "Start again"
  `,
  "an address that a bad link is to confirm": `
    - heading "Your e-mail address" [level=1]
    - alert: This link has been used or is too old. Ask for a new one.
    - textbox "E-mail"
    - button "Email me a new link"
    - paragraph:
      - link "Sign in"
  `,
  "an address that a bad link of one's own is to confirm": `
    - heading "Your e-mail address" [level=1]
    - alert: This link has been used or is too old. Ask for a new one.
    - button "Email me a new link"
    - paragraph:
      - link "Settings"
  `,
  "an address to be confirmed": `
    - heading "Your e-mail address" [level=1]
    - paragraph: /Confirm that owner.+@example\\.org is the email address of @owner/
    - button "Confirm"
    - paragraph: Don't know this account? Then remove your address from it.
    - button "This is not my account"
    - paragraph:
      - link "Home"
  `,
  "an address that is confirmed": `
    - heading "Your e-mail address" [level=1]
    - status: Your e-mail address is confirmed.
    - paragraph:
      - link "Home"
  `,
  "account that no mail reaches": `
    - heading "E-mail" [level=2]
    - alert: /We couldn't deliver an email to owner.+@example\\.org\\. Check the address\\./
  `,
};

for (const [name, snapshot] of Object.entries(MAIN)) {
  test(`${name}: everything has its name and role`, async ({ page, open }) => {
    await open(name);
    await expect(page.getByRole("main")).toMatchAriaSnapshot(snapshot);
  });
}

test("who is asked for the password hears what for, and what was wrong with it", async ({ page, open }) => {
  await open("deletion, refused");
  await expect(page.getByRole("dialog", { name: "Delete your account" })).toMatchAriaSnapshot(`
    - dialog:
      - heading "Delete your account" [level=1]
      - paragraph: /This cannot be undone\\./
      - textbox "Password" [invalid]
      - paragraph: This is not the password of your account.
      - button "Delete for good"
      - paragraph:
        - button "Cancel"
  `);
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription("This is not the password of your account.");
});
