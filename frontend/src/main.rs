//! Kith in the browser.

mod api;
mod app;
mod components;
mod files;
mod history;
mod hooks;
mod language;
mod later;
mod lists;
mod own_lists;
mod pages;
mod passkeys;
mod places;
mod rest;
mod route;
mod shown;
mod state;
mod storage;

fn main() {
    later::install(rest::fetch);
    later::load_when_idle();
    yew::platform::spawn_local(async {
        let language = language::preferred(storage::language());
        if language != "en"
            && let Some(texts) = api::texts(language).await
        {
            language::speak(language, texts);
        }
        let document = web_sys::window().and_then(|window| window.document());
        if let Some(root) = document.and_then(|document| document.get_element_by_id("app")) {
            yew::Renderer::<app::App>::with_root(root).render();
        }
    });
}
