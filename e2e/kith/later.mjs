// The part of the app that a first visit does not need.

export const REST = "**/*_rest.wasm";
export const NOT_LOADED = "This part of Kith could not be loaded. Check your connection, or reload the page.";

/** A browser that is never idle: it fetches that part when a page needs it, and keeps nothing. */
export function busy(page) {
  return page.addInitScript(() => (window.requestIdleCallback = () => {}));
}

/** The server has it no more. */
export function isGone(route) {
  return route.fulfill({ status: 404 });
}
