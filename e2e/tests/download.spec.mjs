// All that Kith keeps of somebody is theirs to take along, as one file.

import { callAs, follow } from "../kith/people.mjs";
import { PASSWORD, accounts, enter, expect, holdBack, stored, test } from "../kith/test.mjs";
import { readFile } from "node:fs/promises";

/** Saves everything, and reads the file. */
async function everything(page) {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save everything" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe("kith.json");
  return readFile(await download.path(), "utf8");
}

test("all that Kith keeps of one is saved as one file, and nothing that is secret", async ({ page, server }) => {
  const [me, fan, star, asker, locked, pest] = await accounts(server, "me", "fan", "star", "asker", "locked", "pest");
  await follow(server, fan, me);
  await follow(server, me, star);
  await callAs(server, locked, "privacy", { locked: true });
  await follow(server, me, locked);
  await callAs(server, me, "privacy", { locked: true, hides_lists: true });
  await follow(server, asker, me);
  await callAs(server, me, "block", { user: pest });
  await callAs(server, me, "edit_profile", { name: "Ada", about: 'A "quoted"\n⟦line⟧', location: "Graz" });
  await enter(page, me);
  await page.goto("/settings");
  const text = await everything(page);
  const file = JSON.parse(text);
  expect(file.account).toMatchObject({ Email_id: `${me}@example.org`, email_verified: false, has_password: true });
  expect(file.person).toMatchObject({ username: me, location: "Graz" });
  const { details } = await callAs(server, me, "profile", { user: me });
  expect(file.details).toEqual(details);
  expect(file.details).toMatchObject({ name: "Ada", about: 'A "quoted"\n⟦line⟧' });
  expect(file.privacy).toEqual({ locked: true, hides_lists: true });
  const names = (list) => file[list].map(({ username }) => username);
  const lists = ["followers", "followed", "requests", "requested", "blocked"];
  expect(lists.map(names)).toEqual([[fan], [star], [asker], [locked], [pest]]);
  expect(file.security_events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["registered", "signed_in", "downloaded"]));
  const { token } = await stored(page);
  expect(file.sessions.length).toBeGreaterThan(0);
  for (const secret of [token, PASSWORD, "$2"]) expect(text).not.toContain(secret);
});

test("a file that cannot be read now is not saved, and can be asked for again", async ({ page, server }) => {
  const [me] = await accounts(server, "me");
  await enter(page, me);
  await page.goto("/settings");
  const goOn = await holdBack(page, "**/api/download");
  await page.getByRole("button", { name: "Save everything" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await server.withoutDatabase(async () => {
    goOn();
    await expect(page.getByRole("status").getByText("The service is not available right now. Try again in a moment.")).toBeVisible();
  });
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(JSON.parse(await everything(page)).person.username).toBe(me);
});
