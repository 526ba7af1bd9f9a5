// Pictures of people: painted in the browser, chosen as a file, and looked at again.

import { callAs } from "./people.mjs";
import { account, enter, expect, heading } from "./test.mjs";

export const RED = [255, 0, 0];
export const BLUE = [0, 0, 255];

/** A picture of one colour, which the browser paints. */
export async function paint(page, type, [red, green, blue] = RED, width = 120, height = 80) {
  const source = await page.evaluate(
    ({ type, colour, width, height }) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const brush = canvas.getContext("2d");
      brush.fillStyle = colour;
      brush.fillRect(0, 0, width, height);
      return canvas.toDataURL(type);
    },
    { type, colour: `rgb(${red} ${green} ${blue})`, width, height },
  );
  expect(source).toContain(`data:${type};base64,`);
  return Buffer.from(source.split(",")[1], "base64");
}

/** Waits until the middle of what is shown has a colour, as nearly as a JPEG keeps it. */
export async function expectColour(image, colour) {
  const nearly = (colour) => colour.map((part) => Math.round(part / 16));
  const middle = (image) => {
    const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
    brush.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
  };
  await expect(async () => {
    expect(nearly(await image.evaluate(middle))).toEqual(nearly(colour));
  }).toPass({ timeout: 15_000 });
}

/** Signs in an account, a new one unless it is named, and opens its profile in the settings. */
export async function openProfile(page, server, name) {
  const me = name ?? (await account(server, "me"));
  await enter(page, me);
  await page.goto("/settings/profile");
  await expect(heading(page, "Settings")).toBeVisible();
  return me;
}

/** Chooses a file as the picture. */
export function choose(page, buffer, name = "me.png", mimeType = "image/png") {
  return page.getByLabel(/Choose (a|another) picture/).setInputFiles({ name, mimeType, buffer });
}

export function button(page, name) {
  return page.getByRole("button", { name, exact: true });
}

/** Saves what is chosen, and waits until it is. */
export async function save(page) {
  await button(page, "Save picture").click();
  await expect(button(page, "Save picture")).toHaveCount(0);
  await expect(page.getByRole("status").getByText("Saved.").first()).toBeVisible();
}

/** The picture on the page of the profile. */
export function shown(page) {
  return page.locator("main > :not([hidden]) .picture .avatar");
}

/** Where somebody's picture is. */
export async function avatar(server, name) {
  return (await callAs(server, name, "profile", { user: name })).person.avatar;
}
