// What one tells of oneself: a name, a few words and a place, seen by others at once; and what a form does that goes wrong.

import { tabTo } from "../kith/keyboard.mjs";
import { callAs, follow } from "../kith/people.mjs";
import { row } from "../kith/rows.mjs";
import { account, accounts, enter, expect, heading, holdBack, test } from "../kith/test.mjs";

/** Signs in an account and opens its profile in the settings. */
async function open(page, me) {
  await enter(page, me);
  await page.getByRole("banner").getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await expect(page).toHaveTitle("Profile · Kith");
}

function field(page, name) {
  return page.getByRole("textbox", { name, exact: true });
}

function save(page) {
  return page.getByRole("button", { name: "Save", exact: true });
}

function saved(page) {
  return page.getByRole("status").getByText("Saved.");
}

/** What is told of somebody. */
async function told(server, name) {
  const { person, details } = await callAs(server, name, "profile", { user: name });
  return [details.name, details.about, person.location];
}

const NOTHING = ["", "", ""];

test("what one tells of oneself is seen on one's page and in others' lists at once", async ({ page, server, browser }) => {
  const [me, fan] = await accounts(server, "me", "fan");
  await follow(server, fan, me);
  await open(page, me);
  await field(page, "Name").fill("Ada <b>Lovelace</b> 🧭");
  await field(page, "About you").fill("Counts.\nKeeps a diary.");
  await field(page, "Place").fill("Graz");
  await save(page).click();
  await expect(saved(page)).toBeVisible();
  expect(await told(server, me)).toEqual(["Ada <b>Lovelace</b> 🧭", "Counts.\nKeeps a diary.", "Graz"]);

  await page.getByRole("link", { name: "Kith", exact: true }).click();
  const card = page.locator("main > :not([hidden]) .person");
  await expect(card.getByText("Ada <b>Lovelace</b> 🧭", { exact: true })).toBeVisible();
  await expect(card.locator(".about")).toHaveText("Counts.\nKeeps a diary.", { useInnerText: true });
  await expect(card.getByText("Graz")).toBeVisible();

  const theirs = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(theirs, fan);
  await theirs.getByRole("link", { name: "1 Following" }).click();
  await expect(row(theirs, 1)).toContainText("Graz");
  await row(theirs, 1).getByRole("link", { name: me }).click();
  await expect(theirs.getByText("Ada <b>Lovelace</b> 🧭", { exact: true })).toBeVisible();
  await theirs.context().close();
});

test("what was told stands in the form, and what is emptied is told no more", async ({ page, server }) => {
  const me = await account(server, "me");
  await callAs(server, me, "edit_profile", { name: "Ada", about: "Counts.", location: "Graz" });
  await open(page, me);
  await expect(field(page, "Name")).toHaveValue("Ada");
  await expect(field(page, "About you")).toHaveValue("Counts.");
  await expect(field(page, "Place")).toHaveValue("Graz");
  for (const name of ["Name", "About you", "Place"]) await field(page, name).fill("");
  await tabTo(page, save(page));
  await page.keyboard.press("Enter");
  await expect(saved(page)).toBeVisible();
  expect(await told(server, me)).toEqual(NOTHING);
  await page.getByRole("link", { name: "Kith", exact: true }).click();
  await expect(heading(page, me)).toBeVisible();
  await expect(page.locator("main > :not([hidden]) .person")).not.toContainText(/Ada|Counts|Graz/);
});

test("what is too long is complained of at its field, and nothing of it is saved or lost", async ({ page, server }) => {
  const me = await account(server, "me");
  await open(page, me);
  for (const [name, most, complaint] of [
    ["Name", 50, "The name may have 50 characters, in one line."],
    ["About you", 500, "This may have 500 characters."],
    ["Place", 100, "The location may have 100 characters, in one line."],
  ]) {
    // One that UTF-16 counts twice.
    const whole = "🧭".repeat(most);
    await field(page, name).fill(`${whole}x`);
    await save(page).click();
    await expect(field(page, name)).toHaveAccessibleDescription(complaint);
    await expect(field(page, name)).toHaveAttribute("aria-invalid", "true");
    await expect(field(page, name)).toBeFocused();
    await expect(field(page, name)).toHaveValue(`${whole}x`);
    expect(await told(server, me)).toEqual(NOTHING);
    await field(page, name).fill(whole);
    await save(page).click();
    await expect(saved(page)).toBeVisible();
    await saved(page).getByRole("button", { name: "Dismiss" }).click();
    expect(await told(server, me)).toContain(whole);
    await callAs(server, me, "edit_profile", { name: "", about: "", location: "" });
    await field(page, name).fill("");
  }
});

test("what the server cannot keep now stays in the form, with a word, and is saved later", async ({ page, server }) => {
  const me = await account(server, "me");
  await open(page, me);
  const goOn = await holdBack(page, "**/api/edit_profile");
  await field(page, "Name").fill("Ada");
  await field(page, "Name").press("Enter");
  await expect(page.getByRole("button", { name: "One moment…" })).toBeDisabled();
  await server.withoutDatabase(async () => {
    goOn();
    await expect(page.getByRole("alert")).toHaveText("The service is not available right now. Try again in a moment.");
  });
  await expect(field(page, "Name")).toHaveValue("Ada");
  await save(page).click();
  await expect(saved(page)).toBeVisible();
  expect(await told(server, me)).toEqual(["Ada", "", ""]);
});

test("the form is whole where a page that is kept for Back holds the same one", async ({ page, server }) => {
  const me = await account(server, "me");
  await open(page, me);
  await page.getByRole("link", { name: "Privacy" }).click();
  await page.getByRole("link", { name: "Profile" }).click();
  await page.locator("main > :not([hidden])").getByText("Name", { exact: true }).click();
  await page.keyboard.type("x".repeat(51));
  await page.keyboard.press("Enter");
  await expect(field(page, "Name")).toHaveAccessibleDescription("The name may have 50 characters, in one line.");
  await expect(field(page, "Name")).toBeFocused();
  await expect(field(page, "Name")).toHaveValue("x".repeat(51));
  await page.goBack();
  await page.goBack();
  await expect(field(page, "Name")).toHaveValue("x".repeat(51));
});
