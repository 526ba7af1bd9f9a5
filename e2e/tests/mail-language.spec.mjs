// Mails are in the language that is chosen in the app, whatever the browser's is.

import { account, expect, test } from "../kith/accounts.mjs";

for (const [locale, chosen, greeting] of [
  ["en-US", "Deutsch", "Hallo,"],
  ["de-AT", "English", "Hello,"],
]) {
  test.describe(`in a browser that speaks ${locale}`, () => {
    test.use({ locale });

    test(`${chosen} is chosen, and the mail is in it`, async ({ page, server, mailbox }) => {
      const me = await account(server, "me");
      await page.goto("/forgot");
      await page.getByRole("contentinfo").getByRole("button", { name: chosen }).click();
      await expect(page.locator("html")).toHaveAttribute("lang", chosen === "Deutsch" ? "de" : "en");
      await page.locator("main input[name=Email_id]").fill(`${me}@example.org`);
      await page.keyboard.press("Enter");
      // The mail about the new account may come later than this one.
      const resets = () => mailbox.mails.filter(({ to, text }) => to === `${me}@example.org` && text.includes("/reset?code="));
      await expect.poll(() => resets().map(({ text }) => text.split("\n")[0])).toEqual([greeting]);
    });
  });
}
