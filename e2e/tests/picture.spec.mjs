// The picture of a person: chosen, looked at, saved, shown wherever they are, and taken away again.

import { follow } from "../kith/people.mjs";
import { BLUE, RED, avatar, button, choose, expectColour, openProfile, paint, save, shown } from "../kith/pictures.mjs";
import { row } from "../kith/rows.mjs";
import { accounts, enter, expect, test } from "../kith/test.mjs";

/** One red point, as a GIF, which no canvas gives. */
const GIF = Buffer.from("R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=", "base64");

for (const [kind, make] of [
  ["PNG", (page) => paint(page, "image/png")],
  ["JPEG", (page) => paint(page, "image/jpeg")],
  ["WebP", (page) => paint(page, "image/webp")],
  ["GIF", () => GIF],
]) {
  test(`a ${kind} is looked at, saved, and shown at once, later and in others' lists`, async ({ page, server, browser }) => {
    const [me, fan] = await accounts(server, "me", "fan");
    await follow(server, fan, me);
    await openProfile(page, server, me);
    const drawn = await avatar(server, me);
    await choose(page, await make(page));
    await expect(page.getByRole("img", { name: "The picture that you have chosen" })).toBeVisible();
    await expectColour(shown(page), RED);
    expect(await avatar(server, me)).toBe(drawn);
    await save(page);
    const path = await avatar(server, me);
    expect(path).toMatch(/^\/avatars\/[0-9a-f]{64}\/400\.jpg$/);
    await expect(shown(page)).toHaveAttribute("src", path);
    await page.reload();
    await expectColour(shown(page), RED);
    await page.goto("/");
    await expectColour(page.locator(".person .avatar"), RED);

    const theirs = await (await browser.newContext({ baseURL: server.address })).newPage();
    await enter(theirs, fan);
    await theirs.goto("/followed");
    await expectColour(row(theirs, 1).locator("img"), RED);
    await expect(row(theirs, 1).locator("img")).toHaveJSProperty("naturalWidth", 96);
    await theirs.context().close();
  });
}

test("a picture takes the place of the one before, and without one the drawn one is back", async ({ page, server }) => {
  const me = await openProfile(page, server);
  const drawing = await shown(page).innerHTML();
  const drawn = await avatar(server, me);
  await choose(page, await paint(page, "image/png", RED));
  await save(page);
  await choose(page, await paint(page, "image/png", BLUE));
  await expectColour(shown(page), BLUE);
  await button(page, "Cancel").click();
  await expectColour(shown(page), RED);
  await choose(page, await paint(page, "image/png", BLUE));
  await save(page);
  await expectColour(shown(page), BLUE);

  await button(page, "Remove picture").click();
  await expect(page.locator("svg.avatar.large")).toBeVisible();
  expect(await shown(page).innerHTML()).toBe(drawing);
  expect(await avatar(server, me)).toBe(drawn);
  await expect(button(page, "Remove picture")).toHaveCount(0);
  await page.goto("/");
  await expect(page.locator(".person svg.avatar")).toBeVisible();
});

test("what can be seen through stays so, before and after it is saved", async ({ page, server }) => {
  const me = await openProfile(page, server);
  const source = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 100, height: 100 });
    const brush = canvas.getContext("2d");
    brush.fillStyle = "red";
    brush.fillRect(50, 0, 50, 100);
    return canvas.toDataURL("image/png");
  });
  await choose(page, Buffer.from(source.split(",")[1], "base64"));
  const corners = (image) => {
    const brush = Object.assign(document.createElement("canvas"), { width: 4, height: 1 }).getContext("2d");
    brush.drawImage(image, 0, 0, 4, 1);
    return [0, 3].map((x) => brush.getImageData(x, 0, 1, 1).data[3]);
  };
  // The drawn picture, which cannot be painted, stands there until the chosen one does.
  const expectCorners = () =>
    expect(async () => expect(await shown(page).evaluate(corners)).toEqual([0, 255])).toPass({ timeout: 15_000 });
  await expectCorners();
  await save(page);
  expect(await avatar(server, me)).toMatch(/^\/avatars\/[0-9a-f]{64}\/400\.webp$/);
  await page.reload();
  await expectCorners();
  await page.goto("/");
  await expect(page.locator(".person img")).toHaveJSProperty("naturalWidth", 400);
});

test("nothing that came along in the file is kept, and the file is a picture and nothing else", async ({ page, server }) => {
  const me = await openProfile(page, server);
  const jpeg = await paint(page, "image/jpeg");
  const along = Buffer.from("Exif\0\0GPS 47.0707 N 15.4395 E<script>alert(1)</script>");
  const segment = Buffer.from([0xff, 0xe1, 0, along.length + 2]);
  await choose(page, Buffer.concat([jpeg.subarray(0, 2), segment, along, jpeg.subarray(2), along]), "me.jpg", "image/jpeg");
  await save(page);
  const answer = await page.request.get(await avatar(server, me));
  const kept = (await answer.body()).toString("latin1");
  for (const word of ["Exif", "GPS", "script"]) expect(kept).not.toContain(word);
  expect(answer.headers()).toMatchObject({ "content-type": "image/jpeg", "x-content-type-options": "nosniff" });
  await expectColour(shown(page), RED);
});

