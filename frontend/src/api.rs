//! The only place that fetches: calls the endpoints that `common` describes.

use crate::language::Texts;
use crate::state::app::{Action, App};
use crate::state::events::Event;
use crate::state::remote::CallError;
use crate::state::session::Session;
use crate::stream;
use common::envelope::{Credentials, Signed};
use common::live::{Live, News};
use common::{Endpoint, Envelope, Failure};
use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::future::Future;
use std::pin::Pin;
use web_sys::{AbortController, AbortSignal};
use yew::prelude::*;

/// Calls endpoints as whoever is signed in.
#[derive(Clone, PartialEq)]
pub struct Api {
    app: UseReducerDispatcher<App>,
    session: Option<Session>,
    /// The session works no more, and waits for the person to sign in again: whatever is asked waits with it.
    ended: bool,
    /// Nobody waits for the answer.
    quiet: bool,
}

type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, CallError>>>>;

impl Api {
    /// The way to the server.
    pub fn new(app: &UseReducerHandle<App>) -> Self {
        Self { session: app.session.clone(), ended: app.ended, quiet: false, app: app.dispatcher() }
    }

    /// Calls as nobody, whoever is signed in: an old token must not spoil a new sign-in.
    pub fn anonymous(self) -> Self {
        Self { session: None, ended: false, ..self }
    }

    /// Calls without anybody's waiting for it: a failure of the server is then no matter for the whole page.
    pub fn quiet(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Calls an endpoint. The app itself deals with a session that has ended and with a server that has failed.
    pub async fn call<E: Endpoint>(&self, request: &E) -> Result<E::Success<'static>, CallError> {
        let (text, request_id) = self.answer(E::PATH, self.body(request)?).await?;
        payload(&text).ok_or_else(|| self.broke(request_id))
    }

    /// Tells what happens to the viewer, from where a stream had come `after` which to go on, until this one ends or is
    /// cut off. Each id is where the stream has come.
    pub async fn listen(
        &self,
        after: Option<String>,
        line: &AbortController,
        on_event: impl Fn(String, Option<News<'static>>),
    ) -> Result<(), CallError> {
        let body = self.body(&Live { after })?;
        let (response, _) = self.send(Live::PATH, body, Some(line.signal())).await?;
        match response.body() {
            // What a newer server tells and this app does not know is for the app of tomorrow.
            Some(body) => stream::read(body, line, |Event { id, data }| on_event(id, payload(&data))).await,
            None => Ok(()),
        }
    }

    fn body<E: Endpoint>(&self, request: &E) -> Result<String, CallError> {
        let user_id = self.session.as_ref().map(|session| session.user_id.to_string());
        let credentials = Credentials { token: None, user_id };
        let signed = Signed { request, credentials: &credentials };
        serde_json::to_string(&Envelope { payload: signed }).map_err(|_| self.broke(String::new()))
    }

    fn answer(&self, path: &'static str, body: String) -> Boxed<(String, String)> {
        let sent = self.send(path, body, None);
        Box::pin(async move {
            let (response, request_id) = sent.await?;
            Ok((response.text().await.map_err(|_| CallError::Offline)?, request_id))
        })
    }

    /// All of a call that is the same for every endpoint; boxed, so that it is in the download once.
    fn send(&self, path: &'static str, body: String, cut: Option<AbortSignal>) -> Boxed<(Response, String)> {
        let api = self.clone();
        Box::pin(async move {
            if api.ended {
                return Err(CallError::SessionEnded);
            }
            let Ok(response) = post(path, body, api.session.as_ref(), cut.as_ref()).await else {
                if !cut.is_some_and(|cut| cut.aborted()) {
                    api.app.dispatch(Action::Lost);
                }
                return Err(CallError::Offline);
            };
            api.app.dispatch(Action::Reached);
            let request_id = response.headers().get("x-request-id").unwrap_or_default();
            if response.ok() {
                return Ok((response, request_id));
            }
            Err(api.refused(response, request_id).await)
        })
    }

    async fn refused(&self, response: Response, request_id: String) -> CallError {
        let wait = response.headers().get("retry-after").and_then(|seconds| seconds.parse().ok());
        // The line may be lost, or a stream cut off, in the middle of the answer.
        let Ok(text) = response.text().await else { return CallError::Offline };
        match payload::<Failure>(&text) {
            Some(Failure { error_code: Some(401), .. }) if let Some(session) = &self.session => {
                self.app.dispatch(Action::SessionEnded(session.token.clone()));
                CallError::SessionEnded
            }
            Some(failure) if let Some(seconds) = wait => CallError::Later(failure, seconds),
            Some(failure) if failure.error_code != Some(500) => CallError::Refused(failure),
            _ if self.quiet => CallError::Broken,
            // A gateway answers in its own words when the server behind it is away.
            None if matches!(response.status(), 502..=504) => {
                self.app.dispatch(Action::Lost);
                CallError::Offline
            }
            _ => self.broke(request_id),
        }
    }

    fn broke(&self, request_id: String) -> CallError {
        if !self.quiet {
            self.app.dispatch(Action::Broke(request_id));
        }
        CallError::Broken
    }
}

/// Whether the server can be reached: asks for a small file that is not kept by the service worker.
pub async fn is_reachable() -> bool {
    let look = Request::get("/manifest.webmanifest").cache(web_sys::RequestCache::NoStore);
    look.send().await.is_ok_and(|answer| answer.ok())
}

/// The texts of a language; `None` where they do not come.
pub async fn texts(language: &str) -> Option<Texts> {
    let answer = Request::get(&format!("/locales/{language}.json")).send().await.ok()?;
    serde_json::from_str(&answer.text().await.ok()?).ok()
}

/// Reads the envelope by itself: its code is then in the download once, not once for each payload.
fn payload<T: DeserializeOwned>(text: &str) -> Option<T> {
    let envelope = serde_json::from_str::<Envelope<&RawValue>>(text).ok()?;
    serde_json::from_str(envelope.payload.get()).ok()
}

async fn post(
    path: &str,
    body: String,
    session: Option<&Session>,
    cut: Option<&AbortSignal>,
) -> Result<Response, gloo_net::Error> {
    let call = Request::post(path).abort_signal(cut).header("Content-Type", "application/json");
    let call = match session {
        Some(session) => call.header("Authorization", &format!("Bearer {}", session.token)),
        None => call,
    };
    call.body(body)?.send().await
}
