// What a screen reader finds on lists of people, in each of their states.

import { test } from "../kith/pages.mjs";
import { expect } from "../kith/test.mjs";

// The service worker would answer in place of the network.
test.use({ serviceWorkers: "block" });

/** What stands in the main part of a page; `fan` and `star` are people. */
const MAIN = {
  "one's own followers": `
    - heading /^ada/ [level=1]
    - navigation "Lists":
      - link "2 Followers"
      - link "2 Following"
    - feed /Followers of ada/:
      - article /fan/:
        - link /fan/
        - text: Follows you
        - button /Following fan/
      - article /Wolfe/:
        - link /Wolfe/
        - text: /Follows you Llanfair/
        - button /Follow Wolfe/
    - status: "That is everyone: 2 people."
  `,
  "whom one follows": `
    - feed /Followed by ada/:
      - article /fan/:
        - button /Following fan/
      - article /fan/
    - status: "That is everyone: 2 people."
  `,
  "another's page, seen by a visitor": `
    - heading /^Wolfe/ [level=1]
    - text: /Llanfair/
    - button /Follow Wolfe/
    - navigation "Lists":
      - link "35 Followers"
      - link "1 Following"
    - link "Skip the list":
      - /url: "#foot"
    - checkbox "Load more by itself" [checked]
    - feed /Followers of Wolfe/:
      - article /fan/:
        - link /fan/
        - button /Follow fan/
  `,
  "an empty list": `
    - navigation "Lists":
      - link "0 Followers"
      - link "0 Following"
    - paragraph: Nobody follows this account yet.
  `,
  "a list opened in its middle": `
    - button "Show those before"
    - feed /Followers of Wolfe/:
      - article /fan/
    - status: "That is everyone: 35 people."
  `,
  "a list that grows by hand": `
    - checkbox "Load more by itself" [checked=false]
    - feed /Followers of Wolfe/
    - button "Load more"
  `,
  "a list that failed": `
    - alert:
      - paragraph: Kith cannot be reached. Check your connection.
      - button "Try again"
  `,
  search: `
    - heading "Find people" [level=1]
    - searchbox "Username"
    - feed "People found":
      - article /ada/
  `,
  "search for nobody": `
    - searchbox "Username": nobody-is-called-so
    - paragraph: Nobody's username begins like that.
  `,
  "a person still loading": `
    - status: Loading…
  `,
  "a list still loading": `
    - heading /^Wolfe/ [level=1]
    - status: Loading…
  `,
};

for (const [name, snapshot] of Object.entries(MAIN)) {
  test(`${name}: everything has its name and role`, async ({ page, open }) => {
    await open(name);
    await expect(page.getByRole("main")).toMatchAriaSnapshot(snapshot);
  });
}

test("the tab that is open is said to be the current one", async ({ page, open }) => {
  await open("whom one follows");
  const lists = page.getByRole("navigation", { name: "Lists" });
  await expect(lists.getByRole("link", { name: "Following" })).toHaveAttribute("aria-current", "page");
  await expect(lists.getByRole("link", { name: "Followers" })).not.toHaveAttribute("aria-current");
});

test("each row says its place in the whole list", async ({ page, open }) => {
  await open("a list opened in its middle");
  const first = page.getByRole("article").first();
  await expect(first).toHaveAttribute("aria-posinset", "31");
  await expect(first).toHaveAttribute("aria-setsize", "35");
});

test("news are read out: who follows, and that more has come", async ({ page, open }) => {
  await open("toasts");
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - main:
      - status:
        - button "3 new"
    - status:
      - paragraph:
        - text: /fan\\S+ follows you now\\./
        - button "Dismiss"
  `);
});

test("that nothing can come now is read out", async ({ page, open }) => {
  await open("offline");
  await expect(page.getByRole("status").filter({ hasText: "Kith cannot be reached" })).toHaveText(
    "Kith cannot be reached. It goes on by itself once it can.",
  );
});
