// Starts the app: shows how much of it has arrived, and says in plain words why it cannot go on.

const parts = () => document.querySelector(".boot").children;
const [text, bar] = parts();

/** The words of the start, which must be at hand when nothing else is: so they stand here in every language. */
const WORDS = {
  en: {
    loading: "Loading Kith…",
    reload: "Reload",
    old: "This browser is too old for Kith. Please update it.",
    fault: "Kith has stopped because of a fault of its own. Reload the page to go on; nothing you saved is lost.",
    storage: "Kith keeps you signed in with this browser's local storage. Please allow it for this site, then reload.",
    missing: "Kith could not be loaded. Check your connection, then reload the page.",
  },
  de: {
    loading: "Kith wird geladen …",
    reload: "Neu laden",
    old: "Dieser Browser ist zu alt für Kith. Bitte aktualisiere ihn.",
    fault: "Kith ist durch einen eigenen Fehler stehen geblieben. Lade die Seite neu; nichts Gespeichertes ist verloren.",
    storage: "Kith merkt sich deine Anmeldung im lokalen Speicher. Bitte erlaube ihn für diese Seite, dann lade neu.",
    missing: "Kith konnte nicht geladen werden. Prüfe deine Verbindung, dann lade die Seite neu.",
  },
};

/** Which of them to say, by the name of the error; any other means that something did not arrive. */
const REASONS = {
  CompileError: "old",
  LinkError: "old",
  ReferenceError: "old",
  SyntaxError: "old",
  RuntimeError: "fault",
  SecurityError: "storage",
};

function chosen() {
  try {
    return localStorage.language;
  } catch {
    // What is blocked cannot say.
  }
}

const spoken = [chosen(), ...navigator.languages].map((language) => language?.slice(0, 2));
const words = WORDS[spoken.find((language) => WORDS[language]) ?? "en"];

text.textContent = words.loading;
bar.hidden = false;
const shell = document.body.innerHTML;

/** Puts the shell in place of whatever is there, with the reason and a way out. */
function fail(error) {
  console.error(error);
  document.body.innerHTML = shell;
  const [text, bar, reload] = parts();
  bar.remove();
  text.role = "alert";
  text.textContent = words[REASONS[error.name] ?? "missing"];
  reload.textContent = words.reload;
  reload.hidden = false;
  reload.onclick = () => location.reload();
}

async function start() {
  if (!window.localStorage) throw new DOMException("there is no local storage", "SecurityError");
  const wasm = document.querySelector("[as=fetch]").href;
  const [app, response] = await Promise.all([load(wasm.replace("_bg.wasm", ".js")), fetch(wasm)]);
  // What arrives here is unpacked, so Content-Length would be too little.
  const total = response.headers.get("X-Plain-Length");
  let arrived = 0;
  const transform = (chunk, out) => {
    arrived += chunk.length;
    if (total) bar.value = arrived / total;
    out.enqueue(chunk);
  };
  const counted = response.body.pipeThrough(new TransformStream({ transform }));
  await app.default({ module_or_path: new Response(counted, response) });
}

/** Has the service worker keep the app, for when there is no network. */
async function keep() {
  await navigator.serviceWorker?.register("/sw.js");
  // What the app speaks was fetched before the worker could see it.
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const cache = await window.caches?.open("kith");
  await cache?.addAll(loaded.filter((name) => name.includes("/locales/")));
}

/** Waits until the browser has shown something. A tab in the background has not, and so fetches nothing that can wait. */
function painted() {
  const wait = (done) => {
    const look = (paints) => paints.getEntriesByName("first-contentful-paint").length && done();
    new PerformanceObserver(look).observe({ type: "paint", buffered: true });
  };
  return new Promise(wait);
}

// A busy browser may never say that it is idle.
const LONGEST = 5000;
const whenIdle = window.requestIdleCallback ?? ((then, { timeout }) => setTimeout(then, timeout));

// A fault that stops the app must not leave a page that looks alive.
addEventListener("error", ({ error }) => error?.name === "RuntimeError" && fail(error));
/** Has the app fetch the part of it that a first visit does not need, and the service worker keep all. */
function goOn() {
  dispatchEvent(new Event("idle"));
  keep().catch(console.warn);
}

const later = () => painted().then(() => whenIdle(goOn, { timeout: LONGEST }));
start().then(later, fail);
