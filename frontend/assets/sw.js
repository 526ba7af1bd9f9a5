// Keeps the app itself, so that it opens without a network. Answers of the API are never kept: they would go stale.

/** Names that carry a hash: what is in such a file never changes. */
const HASHED = /\/[\w-]+-[0-9a-f]{12,}[\w.]+/g;
/** Under this name the page of the version before is kept. */
const EARLIER = "/earlier";
const NEVER = /^\/(api|avatars)(\/|$)/;

/** The files that a page names. */
async function filesOf(page) {
  return [...new Set((await page?.clone().text())?.match(HASHED))];
}

/**
 * Puts a page in place of the one before, but not until all its files are here. A tab that runs the version before may still
 * need a part of it, which the server has no more; so only files of versions before that go.
 */
async function keepPage(page) {
  const files = await filesOf(page);
  // A page that names none is not ours, but the network's: "Sign in to this Wi-Fi".
  if (!files.length) return;
  const cache = await caches.open("kith");
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  await cache.addAll(files.filter((file) => !kept.includes(file)));
  const before = await cache.match("/");
  if (before && String(await filesOf(before)) !== String(files)) await cache.put(EARLIER, before);
  await cache.put("/", page);
  const needed = files.concat(await filesOf(await cache.match(EARLIER)));
  const old = kept.filter((file) => file.match(HASHED) && !needed.includes(file));
  await Promise.all(old.map((file) => cache.delete(file)));
}

async function keepFile(file) {
  if (!file.headers.get("Content-Type")?.includes("json")) return;
  await (await caches.open("kith")).put(file.url, file);
}

/** What the network has, or else what was kept under `name`. */
async function newest(event, name, keep) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(answer.clone()));
    return answer;
  } catch {
    return (await caches.match(name)) ?? Response.error();
  }
}

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || NEVER.test(pathname)) return;
  if (mode === "navigate") event.respondWith(newest(event, "/", keepPage));
  else if (pathname.match(HASHED)) event.respondWith(kept(event.request));
  else if (pathname.startsWith("/locales/")) event.respondWith(newest(event, url, keepFile));
});

// A new worker need not wait for tabs to close: an open one has all its files already.
addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fetch("/").then(keepPage));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
