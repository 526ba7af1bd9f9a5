//! Kith in the browser.

mod api;
mod app;
mod components;
mod format;
mod hooks;
mod pages;
mod route;
mod state;
mod storage;

fn main() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
