// Brings up the app: shows how much of it has arrived, and says in plain words when it cannot start.

const at = (id) => document.getElementById(id);

function fail(message) {
  const root = at("boot-message") ?? document.body;
  root.textContent = message;
  root.setAttribute("role", "alert");
  at("boot-progress")?.remove();
  const reload = at("boot-reload");
  if (reload) {
    reload.hidden = false;
    reload.addEventListener("click", () => location.reload());
  }
}

function canStore() {
  try {
    return Boolean(window.localStorage);
  } catch {
    return false;
  }
}

export default () => {
  if (!canStore()) {
    fail("Kith keeps you signed in with this browser's local storage. Please allow it for this site, then reload.");
    throw new Error("local storage is blocked");
  }
  // A fault that stops the app must not leave a page that looks alive.
  window.addEventListener("error", ({ error }) => {
    if (error instanceof WebAssembly.RuntimeError) {
      document.body.innerHTML =
        '<main class="page boot"><p id="boot-message"></p><button id="boot-reload" class="button"></button></main>';
      at("boot-reload").textContent = "Reload";
      fail("Kith has stopped because of a fault of its own. Reload the page to go on; nothing you saved is lost.");
    }
  });
  return {
    onProgress: ({ current, total }) => {
      const bar = at("boot-progress");
      if (bar && total) bar.value = current / total;
    },
    onFailure: (reason) => {
      console.error(reason);
      fail("Kith could not be loaded. Check your connection, then reload the page.");
    },
  };
};
