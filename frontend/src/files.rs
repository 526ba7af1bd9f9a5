//! Files that the person takes along.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlElement, Url};

/// Milliseconds after which a browser has begun to save what it was given.
const BEGUN: u32 = 60_000;

/// Has the browser save a file made of pieces, bytes or texts.
pub fn save(name: &str, pieces: &Array) -> Result<(), JsValue> {
    // The binding is named after one of the kinds of pieces; the browser takes all of them.
    let address = Url::create_object_url_with_blob(&Blob::new_with_str_sequence(pieces)?)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link = document.create_element("a")?.unchecked_into::<HtmlElement>();
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.click();
    Timeout::new(BEGUN, move || drop(Url::revoke_object_url(&address))).forget();
    Ok(())
}

/// Puts a text on the clipboard, which only a site that is served safely has, and where the person lets it.
pub async fn copy(text: &str) -> Result<(), JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let clipboard = window.navigator().clipboard();
    if clipboard.is_undefined() {
        return Err(JsValue::UNDEFINED);
    }
    JsFuture::from(clipboard.write_text(text)).await.map(drop)
}
