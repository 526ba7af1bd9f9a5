//! The only place that fetches: calls the endpoints that `common` describes.

use crate::language::{Texts, language};
use crate::state::app::{Action, App};
use crate::state::events::{Event, Events};
use crate::state::reading::{self, Read};
use crate::state::remote::{self, CallError};
use crate::state::session::Session;
use crate::state::wishes::Wish;
use crate::stream;
use common::follows::{Follow, FollowChanged};
use common::lists::{ListRequest, Page};
use common::{Done, Endpoint, Envelope, Failure};
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use serde_json::value::RawValue;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AbortSignal, File, FormData, Headers, RequestCache, RequestInit, Response};
use yew::prelude::*;

/// Calls endpoints as whoever is signed in.
#[derive(Clone, PartialEq)]
pub struct Api {
    app: UseReducerDispatcher<App>,
    /// For whom it calls.
    generation: u32,
    session: Option<Session>,
    /// The session works no more, and waits for the person to sign in again: whatever is asked waits with it.
    ended: bool,
    /// Nobody waits for the answer.
    quiet: bool,
    /// The page itself is asked for: where the server fails, its own page for that comes in its place.
    is_page: bool,
}

/// A call on its way.
pub type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, CallError>>>>;

/// What came of a call, for [`Api::read`]: its text, and the id of the request.
pub type Answer = (String, String);

impl Api {
    /// The way to the server.
    pub fn new(app: &UseReducerHandle<App>) -> Self {
        Self {
            session: app.session.clone(),
            ended: app.ended,
            quiet: false,
            is_page: false,
            generation: app.generation,
            app: app.dispatcher(),
        }
    }

    /// Calls as nobody, whoever is signed in: an old token must not spoil a new sign-in.
    pub fn anonymous(self) -> Self {
        Self { session: None, ended: false, ..self }
    }

    /// Calls in the background: that the server is away is then told by other calls.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Calls for what the page shows, if `is_page`. Only then does a failure of the server take the place of the whole page:
    /// what fails on a page that is there is told on it.
    pub fn for_page(self, is_page: bool) -> Self {
        Self { is_page, ..self }
    }

    /// Tells the app what comes of a call: nothing any more, where another person has signed in since.
    pub fn dispatch(&self, action: Action) {
        self.app.dispatch(Action::Answered(self.generation, Box::new(action)));
    }

    /// Calls to sign in. The session before, where there is one, ends with that; one that has ended already is left out.
    pub async fn sign_in(&self, path: &'static str, request: &str) -> Result<Answer, CallError> {
        match self.post(path, request).await {
            Err(CallError::SessionEnded) => self.clone().anonymous().post(path, request).await,
            answer => answer,
        }
    }

    /// Calls an endpoint. The app itself deals with a session that has ended.
    pub async fn call<E: Endpoint>(&self, request: &E) -> Result<E::Success<'static>, CallError>
    where
        E::Success<'static>: Read,
    {
        self.read(self.answer(E::PATH, self.body(request)).await?)
    }

    /// Calls an endpoint without reading what it answers, beyond that it is done.
    pub fn tell<E: Endpoint>(&self, request: &E) -> Boxed<Answer> {
        self.answer(E::PATH, self.body(request))
    }

    /// Calls an endpoint with a request that is written out already, as a form has it.
    pub fn post(&self, path: &'static str, request: &str) -> Boxed<Answer> {
        self.answer(path, self.signed(request))
    }

    /// Sends a file that the person has chosen as their picture.
    pub fn upload(&self, picture: &File) -> Boxed<Answer> {
        // An empty form, which the server would refuse, where the browser could put nothing into one.
        let form = FormData::new().and_then(|form| form.append_with_blob("picture", picture).map(|()| form));
        self.answer("/avatars", form.map_or(JsValue::NULL, JsValue::from))
    }

    /// Asks for a change between the viewer and another person. All of them are asked for alike and answered alike, so they
    /// share what would else be in the download once for each.
    pub async fn change(&self, wish: Wish, user: String) -> Result<FollowChanged, CallError> {
        self.read(self.answer(wish.path(), self.body(&Follow { user })).await?)
    }

    /// A page of the list at a path. All lists are asked for alike, for each takes what it knows; all answer alike too.
    pub async fn page(
        &self,
        path: &'static str,
        asked: &ListRequest,
    ) -> Result<Page<'static, ()>, CallError> {
        self.read(self.answer(path, self.body(asked)).await?)
    }

    /// Calls an endpoint whose answer is a stream of events, until that ends or the line is cut. [`said`] reads them.
    pub fn listen<E: Endpoint>(
        &self,
        request: &E,
        line: &AbortController,
        on_event: &dyn Fn(Event),
    ) -> impl Future<Output = Result<(), CallError>> {
        let body = self.body(request);
        async move {
            let mut events = Events::default();
            let mut take = |piece: Uint8Array, _| events.take(&piece.to_vec()).into_iter().for_each(on_event);
            self.pieces(E::PATH, body, line, &mut take).await
        }
    }

    /// A file of the viewer's, in the pieces in which it came. Tells meanwhile how many hundredths are there.
    pub async fn file(
        &self,
        path: &'static str,
        request: &str,
        on_progress: &dyn Fn(f64),
    ) -> Result<Array, CallError> {
        let (line, file) = (AbortController::new().map_err(|_| CallError::Broken)?, Array::new());
        let mut come = 0.0;
        let mut keep = |piece: Uint8Array, length: f64| {
            come += f64::from(piece.length());
            on_progress((100.0 * come / length).floor());
            file.push(&piece);
        };
        self.pieces(path, self.signed(request), &line, &mut keep).await?;
        Ok(file)
    }

    /// Gives each piece of an answer as it comes, beside the length of the whole in bytes, where it is known from the start.
    async fn pieces(
        &self,
        path: &'static str,
        body: JsValue,
        line: &AbortController,
        on_piece: &mut dyn FnMut(Uint8Array, f64),
    ) -> Result<(), CallError> {
        let (response, _) = self.send(path, body, Some(line.signal())).await?;
        let length = header(&response, "content-length").and_then(|length| length.parse::<u32>().ok());
        let length = length.map_or(f64::INFINITY, f64::from);
        match response.body() {
            Some(body) => stream::read(body, line, &mut |piece| on_piece(piece, length)).await,
            None => Ok(()),
        }
    }

    /// What is sent to ask for something.
    fn body<T: Serialize>(&self, request: &T) -> JsValue {
        // Our own requests can be written; anything else the server would refuse.
        self.signed(&serde_json::to_string(request).unwrap_or_default())
    }

    fn signed(&self, request: &str) -> JsValue {
        remote::envelope(request, self.session.as_ref().map(|session| session.user_id)).into()
    }

    /// Reads what came of a call.
    pub fn read<T: Read>(&self, (text, request_id): Answer) -> Result<T, CallError> {
        reading::read(inside(&text)).ok_or_else(|| self.broke(request_id))
    }

    fn answer(&self, path: &'static str, body: JsValue) -> Boxed<Answer> {
        let (api, sent) = (self.clone(), self.send(path, body, None));
        Box::pin(async move {
            let (response, request_id) = sent.await?;
            match text(&response).await {
                Some(text) => Ok((text, request_id)),
                None => Err(api.lost()),
            }
        })
    }

    /// All of a call that is the same for every endpoint; boxed, so that it is in the download once.
    fn send(&self, path: &'static str, body: JsValue, cut: Option<AbortSignal>) -> Boxed<(Response, String)> {
        let api = self.clone();
        Box::pin(async move {
            if api.ended {
                return Err(CallError::SessionEnded);
            }
            let Ok(response) = post(path, &body, api.session.as_ref(), cut.as_ref()).await else {
                if !cut.is_some_and(|cut| cut.aborted()) {
                    api.app.dispatch(Action::Lost);
                }
                return Err(CallError::Offline);
            };
            api.app.dispatch(Action::Reached);
            let request_id = header(&response, "x-request-id").unwrap_or_default();
            if response.ok() {
                return Ok((response, request_id));
            }
            Err(api.refused(response, request_id).await)
        })
    }

    async fn refused(&self, response: Response, request_id: String) -> CallError {
        let wait = header(&response, "retry-after").and_then(|seconds| seconds.parse().ok());
        // The line may be lost, or a stream cut off, in the middle of the answer.
        let Some(text) = text(&response).await else { return self.lost() };
        match reading::read::<Failure>(inside(&text)) {
            Some(Failure { error_code: Some(401), .. }) if let Some(session) = &self.session => {
                self.app.dispatch(Action::SessionEnded(session.token.clone()));
                CallError::SessionEnded
            }
            Some(failure) if let Some(seconds) = wait => CallError::Later(failure, seconds),
            Some(failure) if failure.error_code != Some(500) => CallError::Refused(failure),
            _ if self.quiet => CallError::Broken,
            // A gateway answers in its own words when the server behind it is away.
            None if matches!(response.status(), 502..=504) => self.lost(),
            _ => self.broke(request_id),
        }
    }

    /// No answer came: the app looks for the server, and whatever waits for it goes on then.
    fn lost(&self) -> CallError {
        self.app.dispatch(Action::Lost);
        CallError::Offline
    }

    fn broke(&self, request_id: String) -> CallError {
        if self.is_page {
            self.dispatch(Action::Broke(request_id));
        }
        CallError::Broken
    }
}

/// Whether the server can be reached: asks for a small file that is not kept by the service worker.
pub async fn is_reachable() -> bool {
    let look = RequestInit::new();
    look.set_cache(RequestCache::NoStore);
    fetch("/manifest.webmanifest", &look).await.is_ok_and(|answer| answer.ok())
}

/// The texts of a language; `None` where they do not come.
pub async fn texts(language: &str) -> Option<Texts> {
    let answer = fetch(&format!("/locales/{language}.json"), &RequestInit::new()).await.ok()?;
    serde_json::from_str(&text(&answer).await?).ok()
}

/// What an event of a stream says: what the endpoint answers, or why there is no more of it.
pub fn said<E: Endpoint>(event: &Event) -> Result<E::Success<'static>, CallError>
where
    E::Success<'static>: Read,
{
    let refused = || reading::read(inside(&event.data)).map_or(CallError::Broken, CallError::Refused);
    reading::read(inside(&event.data)).ok_or_else(refused)
}

/// What the server says to the person where all went well; empty where it says nothing.
pub fn message((text, _): &Answer) -> String {
    reading::read::<Done>(inside(text)).map(|done| done.message).unwrap_or_default()
}

/// What an envelope holds; nothing, where it is none.
fn inside(text: &str) -> &str {
    let envelope = serde_json::from_str::<Envelope<&RawValue>>(text);
    envelope.map(|envelope| envelope.payload.get()).unwrap_or_default()
}

async fn post(
    path: &str,
    body: &JsValue,
    session: Option<&Session>,
    cut: Option<&AbortSignal>,
) -> Result<Response, JsValue> {
    let (call, headers) = (RequestInit::new(), Headers::new()?);
    // Mails that come of the call are in the language of the app, and not of the browser.
    headers.set("Accept-Language", language())?;
    // Of a form, which holds a file, the browser says itself what it is.
    if body.is_string() {
        headers.set("Content-Type", "application/json")?;
    }
    if let Some(session) = session {
        headers.set("Authorization", &format!("Bearer {}", session.token))?;
    }
    call.set_method("POST");
    call.set_headers(&headers);
    call.set_body(body);
    call.set_signal(cut);
    fetch(path, &call).await
}

async fn fetch(address: &str, how: &RequestInit) -> Result<Response, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    Ok(JsFuture::from(window.fetch_with_str_and_init(address, how)).await?.unchecked_into())
}

/// The whole of an answer; `None` where the line is lost in the middle of it.
async fn text(answer: &Response) -> Option<String> {
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

fn header(answer: &Response, name: &str) -> Option<String> {
    answer.headers().get(name).ok().flatten()
}
