//! HTTP as the browser has it, by gloo-net.

use crate::language::{Texts, language};
use gloo_net::Error;
use gloo_net::http::{Request, Response};
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, File, FormData, ReadableStream, RequestCache};

/// What a call sends.
pub enum Body {
    /// A request in its envelope.
    Json(String),
    /// A form with a file.
    Form(JsValue),
}

impl Body {
    /// A picture. An empty form, which the server would refuse, where the browser could put nothing into one.
    pub fn picture(picture: &File) -> Self {
        let form = FormData::new().and_then(|form| form.append_with_blob("picture", picture).map(|()| form));
        Self::Form(form.map_or(JsValue::NULL, JsValue::from))
    }
}

/// What came back.
pub struct Answer(Response);

impl Answer {
    /// Whether its status says that all went well.
    pub fn is_success(&self) -> bool {
        self.0.ok()
    }

    /// Whether a gateway says that the server behind it is away.
    pub fn is_from_gateway(&self) -> bool {
        matches!(self.0.status(), 502..=504)
    }

    /// By which the server's log knows the call.
    pub fn request_id(&self) -> String {
        self.0.headers().get("x-request-id").unwrap_or_default()
    }

    /// Seconds until it is worth trying again.
    pub fn retry_after(&self) -> Option<u32> {
        self.0.headers().get("retry-after")?.parse().ok()
    }

    /// Bytes of it.
    pub fn length(&self) -> Option<u32> {
        self.0.headers().get("content-length")?.parse().ok()
    }

    /// The whole of it; `None` where the line is lost in the middle.
    pub async fn text(&self) -> Option<String> {
        self.0.text().await.ok()
    }

    /// It as it comes.
    pub fn stream(&self) -> Option<ReadableStream> {
        self.0.body()
    }
}

/// Makes a call; `None` where no answer comes, or it is cut.
pub async fn post(path: &str, body: Body, token: Option<&str>, cut: Option<&AbortSignal>) -> Option<Answer> {
    // Mails that come of the call are in the language of the app, and not of the browser.
    let mut call = Request::post(path).header("Accept-Language", language()).abort_signal(cut);
    if let Some(token) = token {
        call = call.header("Authorization", &format!("Bearer {token}"));
    }
    let call = match body {
        Body::Json(text) => call.header("Content-Type", "application/json").body(text),
        // The browser says itself what a form is.
        Body::Form(form) => call.body(form),
    };
    Some(Answer(call.ok()?.send().await.ok()?))
}

/// Whether the server can be reached: asks for a small file that is not kept by the service worker.
pub async fn is_reachable() -> bool {
    let asked = Request::get("/manifest.webmanifest").cache(RequestCache::NoStore);
    asked.send().await.is_ok_and(|answer| answer.ok())
}

/// The texts of a language; `None` where they do not come.
pub async fn texts(language: &str) -> Option<Texts> {
    let texts = read_texts(&format!("/locales/{language}.json")).await;
    serde_json::from_str(&texts.ok()?).ok()
}

async fn read_texts(path: &str) -> Result<String, Error> {
    Request::get(path).send().await?.text().await
}
