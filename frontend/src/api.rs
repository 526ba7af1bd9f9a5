//! The only place that fetches: calls the endpoints that `common` describes.

use crate::state::remote::CallError;
use crate::state::session::{Action, App, Session};
use common::envelope::{Credentials, Signed};
use common::{Endpoint, Envelope, Failure};
use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::future::Future;
use std::pin::Pin;
use yew::prelude::*;

/// Calls endpoints as whoever is signed in.
#[derive(Clone, PartialEq)]
pub struct Api {
    app: UseReducerHandle<App>,
    session: Option<Session>,
}

/// The way to the server.
#[hook]
pub fn use_api() -> Api {
    let app = crate::hooks::use_app();
    Api { session: app.session.clone(), app }
}

impl Api {
    /// Calls as nobody, whoever is signed in: an old token must not spoil a new sign-in.
    pub fn anonymous(self) -> Self {
        Self { session: None, ..self }
    }

    /// Calls an endpoint. The app itself deals with a session that has ended and with a server that has failed.
    pub async fn call<E: Endpoint>(&self, request: &E) -> Result<E::Success<'static>, CallError> {
        let user_id = self.session.as_ref().map(|session| session.user_id.to_string());
        let credentials = Credentials { token: None, user_id };
        let signed = Signed { request, credentials: &credentials };
        let body =
            serde_json::to_string(&Envelope { payload: signed }).map_err(|_| self.broke(String::new()))?;
        let Answer { text, request_id } = self.send(E::PATH, body).await?;
        payload(&text).ok_or_else(|| self.broke(request_id))
    }

    /// All of a call that is the same for every endpoint; boxed, so that it is in the download once.
    fn send(
        &self,
        path: &'static str,
        body: String,
    ) -> Pin<Box<dyn Future<Output = Result<Answer, CallError>>>> {
        let api = self.clone();
        Box::pin(async move {
            let session = api.session.as_ref();
            let response = post(path, body, session).await.map_err(|_| CallError::Offline)?;
            let request_id = response.headers().get("x-request-id").unwrap_or_default();
            let text = response.text().await.map_err(|_| CallError::Offline)?;
            if response.ok() {
                return Ok(Answer { text, request_id });
            }
            match payload::<Failure>(&text) {
                Some(Failure { error_code: Some(401), .. }) if let Some(session) = session => {
                    api.app.dispatch(Action::SessionEnded(session.token.clone()));
                    Err(CallError::SessionEnded)
                }
                Some(failure) if failure.error_code != Some(500) => Err(CallError::Refused(failure)),
                // A gateway answers in its own words when the server behind it is away.
                None if matches!(response.status(), 502..=504) => Err(CallError::Offline),
                _ => Err(api.broke(request_id)),
            }
        })
    }

    fn broke(&self, request_id: String) -> CallError {
        self.app.dispatch(Action::Broke { request_id });
        CallError::Broken
    }
}

/// An answer that says success, as text.
struct Answer {
    text: String,
    request_id: String,
}

/// Reads the envelope by itself: its code is then in the download once, not once for each payload.
fn payload<T: DeserializeOwned>(text: &str) -> Option<T> {
    let envelope = serde_json::from_str::<Envelope<&RawValue>>(text).ok()?;
    serde_json::from_str(envelope.payload.get()).ok()
}

async fn post(path: &str, body: String, session: Option<&Session>) -> Result<Response, gloo_net::Error> {
    let call = Request::post(path).header("Content-Type", "application/json");
    let call = match session {
        Some(session) => call.header("Authorization", &format!("Bearer {}", session.token)),
        None => call,
    };
    call.body(body)?.send().await
}
