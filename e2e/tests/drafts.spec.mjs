// What is typed into a form is not lost: by another language, by another page, or by going back.

import { PASSWORD, account, enter, expect, fillIn, heading, newName, test } from "../kith/test.mjs";

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

function field(page, name) {
  return page.getByRole("textbox", { name, exact: true });
}

function speak(page, language) {
  return page.getByRole("contentinfo").getByRole("button", { name: language }).click();
}

for (const [path, fields] of [
  ["/register", { Username: "ada", Email_id: "ada@example.org", Password: PASSWORD }],
  ["/login", { Username: "ada", Password: PASSWORD }],
  ["/forgot", { Email_id: "ada@example.org" }],
]) {
  test(`${path} keeps what is typed when the language changes`, async ({ page }) => {
    await page.goto(path);
    const input = (name) => page.locator(`main input[name=${name}]`);
    for (const [name, value] of Object.entries(fields)) await input(name).fill(value);
    for (const [language, code] of [["Deutsch", "de"], ["English", "en"], ["Deutsch", "de"]]) {
      await speak(page, language);
      await expect(page.locator("html")).toHaveAttribute("lang", code);
      for (const [name, value] of Object.entries(fields)) await expect(input(name)).toHaveValue(value);
    }
    await expect(page).toHaveTitle(/ · Kith$/);
    await expect(page.getByRole("banner").getByRole("link", { name: "Anmelden" })).toBeVisible();
  });
}

test("a list and a search speak the other language where they are", async ({ page, server }) => {
  const star = await account(server, "star");
  await page.goto(`/search?q=${star}`);
  await expect(page.getByRole("article")).toHaveCount(1);
  await speak(page, "Deutsch");
  await expect(page.getByRole("article").getByRole("button", { name: `Folgen: ${star}` })).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveValue(star);
  await expect(page.getByText("Das sind alle: eine Person.")).toBeVisible();
});

test("where the texts do not come the language stays, with a word", async ({ page }) => {
  await page.route("**/locales/de.json", (route) => route.abort());
  await page.goto("/register");
  await field(page, "Username").fill("ada");
  await speak(page, "Deutsch");
  await expect(page.getByRole("status").getByText("Kith cannot be reached.").first()).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(field(page, "Username")).toHaveValue("ada");
});

test("an unsaved profile is there on every way back, and saved as it was typed", async ({ page, server }) => {
  const me = await account(server, "me");
  await enter(page, me);
  await page.goto("/settings/profile");
  await field(page, "Name").fill("Ada");
  await field(page, "About you").fill("Counts.");
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await expect(field(page, "Name")).toHaveValue("Ada");
  await expect(field(page, "About you")).toHaveValue("Counts.");
  await field(page, "Place").fill("Graz");
  await page.getByRole("link", { name: "Kith", exact: true }).click();
  await expect(heading(page, me)).toBeVisible();
  await page.goBack();
  await expect(field(page, "Place")).toHaveValue("Graz");
  await speak(page, "Deutsch");
  await expect(page.locator("main > :not([hidden]) input[name=name]")).toHaveValue("Ada");
  await speak(page, "English");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("status").getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(field(page, "Name")).toHaveValue("Ada");
  await expect(field(page, "Place")).toHaveValue("Graz");
});

test("between signing in and registering the text stays and the password does not", async ({ page }) => {
  const me = newName("me");
  await page.goto("/register");
  await field(page, "Username").fill(me);
  await field(page, "E-mail").fill(`${me}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
  await page.goBack();
  await expect(field(page, "Username")).toHaveValue(me);
  await expect(field(page, "E-mail")).toHaveValue(`${me}@example.org`);
  await expect(page.getByLabel("Password")).toHaveValue("");
});

test("what one has typed is not there for whoever signs in next", async ({ page, server }) => {
  const [me, other] = [await account(server, "me"), await account(server, "other")];
  await enter(page, me);
  await page.goto("/settings/profile");
  await field(page, "Name").fill("Ada");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await fillIn(page.locator("main > :not([hidden])"), other);
  await expect(heading(page, other)).toBeVisible();
  await page.getByRole("banner").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await expect(field(page, "Name")).toHaveValue("");
});

test("password fields are masked, and say what a manager may fill in", async ({ page, server }) => {
  const expectField = async (scope, label, autocomplete) => {
    const input = scope.getByLabel(label, { exact: true });
    await expect(input).toHaveAttribute("type", "password");
    await expect(input).toHaveAttribute("autocomplete", autocomplete);
    await input.focus();
    await page.evaluate((text) => document.execCommand("insertText", false, text), PASSWORD);
    await expect(input).toHaveValue(PASSWORD);
  };
  await page.goto("/login");
  await expectField(page, "Password", "current-password");
  await expect(page.getByLabel("Username or e-mail")).toHaveAttribute("autocomplete", "username");
  await page.goto("/register");
  await expectField(page, "Password", "new-password");
  await expect(page.getByLabel("Username")).toHaveAttribute("autocomplete", "username");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("autocomplete", "email");
  await enter(page, await account(server, "me"));
  await page.goto("/settings/account");
  await page.getByRole("button", { name: "Change password…" }).click();
  const dialog = page.getByRole("dialog");
  await expectField(dialog, "New password", "new-password");
  await expectField(dialog, "Password", "current-password");
});
