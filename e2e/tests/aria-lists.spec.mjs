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
    - search "In this list":
      - searchbox "Name or place"
      - combobox "Who":
        - option "Everybody" [selected]
        - option "Mutual"
        - option "Not followed back"
      - combobox "Order":
        - option "Newest first" [selected]
        - option "Oldest first"
    - feed /Followers of ada/:
      - article /fan/:
        - link /fan/
        - text: Mutual
        - button /Following fan/
        - button /More about fan/
      - article /Wolfe/:
        - link /Wolfe/
        - text: /Follows you Llanfair/
        - button /Follow Wolfe/
        - button /More about Wolfe/
    - status: "That is everyone: 2 people."
  `,
  "whom one follows": `
    - feed /Followed by ada/:
      - article /fan/:
        - button /Following fan/
      - article /fan/
    - status: "That is everyone: 2 people."
  `,
  "another's followers": `
    - heading /^Wolfe/ [level=1]
    - button /Follow Wolfe/
    - button /More about Wolfe/
    - paragraph:
      - 'link /Followers you know: fan\\S+, fan\\S+/'
    - navigation "Lists"
  `,
  "a part of a list": `
    - search "In this list":
      - searchbox "Name or place": graz
      - combobox "Who"
      - combobox "Order":
        - option "Oldest first" [selected]
    - status: 3 people found
    - feed /Followers of Wolfe/:
      - article /fan/
    - status: "That is everyone: 3 people."
  `,
  "a part of a list with nobody in it": `
    - search "In this list":
      - searchbox "Name or place": nobody-is-called-so
    - status: Nobody here is like that.
    - link "Show everybody"
  `,
  "somebody to ask": `
    - heading /^locked/ [level=1]
    - text: Locked
    - button /Ask to follow locked/
    - button /More about locked/
  `,
  "somebody who asks": `
    - heading /^asker/ [level=1]
    - text: Asks to follow you
    - button /Accept asker/
    - button /Reject asker/
    - button /Follow asker/
  `,
  "somebody with hidden lists": `
    - navigation "Lists":
      - link "0 Followers"
      - link "0 Following"
    - paragraph: /hider.+ keeps these lists to themselves\./
  `,
  "somebody blocked": `
    - heading /^blocked/ [level=1]
    - text: Blocked
    - button /Unblock blocked/
    - navigation "Lists"
    - paragraph: /You have blocked blocked.+\./
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
    - searchbox "Username or name"
    - feed "People found":
      - article /ada/
  `,
  "search for nobody": `
    - searchbox "Username or name": nobody-is-called-so
    - paragraph: No username or name begins like that.
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

test("the menu about somebody is named after them", async ({ page, open }) => {
  await open("the menu about somebody");
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - group /More about fan/:
      - text: /fan/
      - button "Remove follower"
      - group:
        - text: Block…
        - paragraph: Neither of you follows or sees the other any more. Nobody is told.
        - button /Block fan/
  `);
});

test("that nothing can come now is read out", async ({ page, open }) => {
  await open("offline");
  await expect(page.getByRole("status").filter({ hasText: "Kith cannot be reached" })).toHaveText(
    "Kith cannot be reached. It goes on by itself once it can.",
  );
});
