// Files that are chosen as a picture and are none, or are too large, or cannot be saved now: nothing is lost by them.

import { BLUE, RED, avatar, button, choose, expectColour, openProfile, paint, save, shown } from "../kith/pictures.mjs";
import { expect, holdBack, test } from "../kith/test.mjs";

const LIMIT = 4 * 1024 * 1024;
const NO_PICTURE = "This picture cannot be read. Choose a file that is a PNG, JPEG, WebP or GIF.";

function complaint(page, words) {
  return page.locator(".picture").getByRole("alert").getByText(words, { exact: true });
}

test("a file with a false name is what is in it", async ({ page, server }) => {
  await openProfile(page, server);
  await choose(page, await paint(page, "image/png"), "notes.jpg", "image/jpeg");
  await save(page);
  await expectColour(shown(page), RED);
});

test("what is no picture is refused in plain words before it is sent, and the old picture stays", async ({ page, server }) => {
  const me = await openProfile(page, server);
  await choose(page, await paint(page, "image/png"));
  await save(page);
  const path = await avatar(server, me);
  const wide = await paint(page, "image/png", BLUE, 8193, 1);
  for (const [file, words] of [
    [Buffer.from("<!DOCTYPE html><script>alert(1)</script>"), NO_PICTURE],
    [Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>`), NO_PICTURE],
    [Buffer.alloc(0), NO_PICTURE],
    [Buffer.from("GIF89a\0\0\0\0\0\0\0;", "latin1"), NO_PICTURE],
    [wide, "This picture is too large. It may have 8192 pixels a side, and 40 million in all."],
  ]) {
    await choose(page, file);
    await expect(complaint(page, words)).toBeVisible();
    await expect(button(page, "Save picture")).toHaveCount(0);
    await expectColour(shown(page), RED);
    expect(await avatar(server, me)).toBe(path);
  }
});

test("a picture that breaks off, which a browser may show, is refused by the server, and the old one stays", async ({ page, server }) => {
  const me = await openProfile(page, server);
  const drawn = await avatar(server, me);
  const png = await paint(page, "image/png", BLUE);
  await choose(page, png.subarray(0, png.length / 2));
  await button(page, "Save picture").or(complaint(page, NO_PICTURE)).first().waitFor();
  if (await button(page, "Save picture").isVisible()) await button(page, "Save picture").click();
  await expect(complaint(page, NO_PICTURE)).toBeVisible();
  expect(await avatar(server, me)).toBe(drawn);
});

test("a file of 4 MB is taken, and a larger one is not even sent", async ({ page, server }) => {
  await openProfile(page, server);
  const png = await paint(page, "image/png");
  const sent = [];
  page.on("request", (request) => sent.push(new URL(request.url()).pathname));
  await choose(page, Buffer.concat([png, Buffer.alloc(LIMIT - png.length + 1)]));
  await expect(complaint(page, "The picture is too large: 4 MB at the most.")).toBeVisible();
  await expect(button(page, "Save picture")).toHaveCount(0);
  expect(sent).not.toContain("/avatars");
  await choose(page, Buffer.concat([png, Buffer.alloc(LIMIT - png.length)]));
  await save(page);
  expect(sent).toContain("/avatars");
  await expectColour(shown(page), RED);
});

test("a picture that the server cannot keep now is there to be saved later", async ({ page, server }) => {
  const me = await openProfile(page, server);
  await choose(page, await paint(page, "image/png"));
  const goOn = await holdBack(page, "**/avatars");
  await button(page, "Save picture").click();
  await expect(button(page, "Save picture")).toBeDisabled();
  await server.withoutDatabase(async () => {
    goOn();
    await expect(complaint(page, "The service is not available right now. Try again in a moment.")).toBeVisible();
  });
  await expectColour(shown(page), RED);
  await save(page);
  expect(await avatar(server, me)).toContain("/400.jpg");
});
