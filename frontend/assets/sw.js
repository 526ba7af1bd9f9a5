// Keeps the app itself, so that it opens without a network. Answers of the API are never kept: they would go stale.

/** Names that carry a hash: what is in such a file never changes. */
const HASHED = /\/[\w-]+-[0-9a-f]{12,}[\w.]+/g;
const NEVER = /^\/(api|avatars)(\/|$)/;

/** Puts a page in place of the one before, but not until all its files are here; then files of the old one go. */
async function keepPage(page) {
  const files = [...new Set((await page.clone().text()).match(HASHED))];
  // A page that names none is not ours, but the network's: "Sign in to this Wi-Fi".
  if (!files.length) return;
  const cache = await caches.open("kith");
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  await cache.addAll(files.filter((file) => !kept.includes(file)));
  await cache.put("/", page);
  const old = kept.filter((file) => file.match(HASHED) && !files.includes(file));
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
