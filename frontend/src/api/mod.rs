//! The only place that calls the server: every endpoint that `common` describes, in one way.

mod events;
mod fetch;
mod stream;
mod wire;

pub use events::Event;
pub use fetch::{is_reachable, texts};

use crate::state::accounts::session::Session;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use common::accounts::sessions::LoggedIn;
use common::{Endpoint, Failure};
use events::Events;
use fetch::{Answer, Body};
use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use std::pin::Pin;
use web_sys::{AbortController, AbortSignal, File};
use yew::prelude::*;

/// Calls endpoints with the session of the viewer, if there is one.
#[derive(Clone, PartialEq)]
pub struct Api {
    app: UseReducerDispatcher<App>,
    /// For whom it calls.
    generation: u32,
    session: Option<Session>,
    /// The session is revoked, and waits for the person to sign in again: whatever is asked waits with it.
    ended: bool,
    /// Nobody waits for the answer.
    quiet: bool,
    /// The page itself is asked for: where the server fails, its own page for that comes in its place.
    is_page: bool,
}

/// A call on its way. It is boxed, so that its code is in the download once for each kind of answer.
pub type Boxed<T> = Pin<Box<dyn Future<Output = Result<T, CallError>>>>;

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

    /// Calls without a session, though there may be one: an old token must not spoil a new sign-in.
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

    /// Calls an endpoint. The app itself deals with a session that has ended.
    pub fn call<E: Endpoint>(&self, request: &E) -> Boxed<E::Success<'static>> {
        self.read(self.text(E::PATH, self.write(request)))
    }

    /// Calls to sign in. The session before, where there is one, ends with that; one that has ended already is left out.
    pub async fn sign_in<E>(&self, request: &E) -> Result<LoggedIn, CallError>
    where
        E: for<'a> Endpoint<Success<'a> = LoggedIn>,
    {
        match self.call(request).await {
            Err(CallError::SessionEnded) => self.clone().anonymous().call(request).await,
            answer => answer,
        }
    }

    /// Sends a file that the person has chosen as their picture.
    pub async fn upload(&self, picture: &File) -> Result<(), CallError> {
        self.text("/avatars", Body::picture(picture)).await.map(drop)
    }

    /// Calls an endpoint whose answer is a stream of events, until that ends or the line is cut. [`said`] reads them.
    pub async fn listen<E: Endpoint>(
        &self,
        request: &E,
        line: &AbortController,
        on_event: &dyn Fn(Event),
    ) -> Result<(), CallError> {
        let mut events = Events::default();
        let mut take = |piece: Uint8Array, _| events.take(&piece.to_vec()).into_iter().for_each(on_event);
        self.pieces(E::PATH, self.write(request), line, &mut take).await
    }

    /// Calls an endpoint whose answer is a file; gives the pieces in which it came. Tells meanwhile how many hundredths are there.
    pub async fn file<E: Endpoint>(
        &self,
        request: &E,
        on_progress: &dyn Fn(f64),
    ) -> Result<Array, CallError> {
        let (line, file) = (AbortController::new().map_err(|_| CallError::Broken)?, Array::new());
        let mut come = 0.0;
        let mut keep = |piece: Uint8Array, length: f64| {
            come += f64::from(piece.length());
            on_progress((100.0 * come / length).floor());
            file.push(&piece);
        };
        self.pieces(E::PATH, self.write(request), &line, &mut keep).await?;
        Ok(file)
    }

    /// Gives each piece of an answer as it comes, beside the length of the whole in bytes, where it is known from the start.
    async fn pieces(
        &self,
        path: &'static str,
        body: Body,
        line: &AbortController,
        on_piece: &mut dyn FnMut(Uint8Array, f64),
    ) -> Result<(), CallError> {
        let answer = self.send(path, body, Some(line.signal())).await?;
        let length = answer.length().map_or(f64::INFINITY, f64::from);
        match answer.stream() {
            Some(stream) => stream::read(stream, line, &mut |piece| on_piece(piece, length)).await,
            None => Ok(()),
        }
    }

    fn read<T: DeserializeOwned + 'static>(&self, sent: Boxed<(String, String)>) -> Boxed<T> {
        let api = self.clone();
        Box::pin(async move {
            let (text, request_id) = sent.await?;
            wire::read(&text).ok_or_else(|| api.broke(request_id))
        })
    }

    fn write<E: Endpoint>(&self, request: &E) -> Body {
        Body::Json(wire::write(request, self.session.as_ref().map(|session| session.user_id)))
    }

    /// The whole of a success, and the id of the request.
    fn text(&self, path: &'static str, body: Body) -> Boxed<(String, String)> {
        let (api, sent) = (self.clone(), self.send(path, body, None));
        Box::pin(async move {
            let answer = sent.await?;
            let text = answer.text().await.ok_or_else(|| api.lost())?;
            Ok((text, answer.request_id()))
        })
    }

    /// All of a call that is the same for every endpoint.
    fn send(&self, path: &'static str, body: Body, cut: Option<AbortSignal>) -> Boxed<Answer> {
        let api = self.clone();
        Box::pin(async move {
            if api.ended {
                return Err(CallError::SessionEnded);
            }
            let token = api.session.as_ref().map(|session| session.token.as_str());
            let Some(answer) = fetch::post(path, body, token, cut.as_ref()).await else {
                if !cut.is_some_and(|cut| cut.aborted()) {
                    api.app.dispatch(Action::Offline);
                }
                return Err(CallError::Offline);
            };
            api.app.dispatch(Action::Online);
            if answer.is_success() { Ok(answer) } else { Err(api.refused(answer).await) }
        })
    }

    async fn refused(&self, answer: Answer) -> CallError {
        // The line may be lost, or a stream cut off, in the middle of the answer.
        let Some(text) = answer.text().await else { return self.lost() };
        match wire::read::<Failure>(&text) {
            Some(Failure { error_code: Some(401), .. }) if let Some(session) = &self.session => {
                self.app.dispatch(Action::SessionEnded(session.token.clone()));
                CallError::SessionEnded
            }
            Some(failure) if let Some(seconds) = answer.retry_after() => CallError::Later(failure, seconds),
            Some(failure) if failure.error_code != Some(500) => CallError::Refused(failure),
            _ if self.quiet => CallError::Broken,
            // A gateway answers in its own words when the server behind it is away.
            None if answer.is_from_gateway() => self.lost(),
            _ => self.broke(answer.request_id()),
        }
    }

    /// No answer came: the app looks for the server, and whatever waits for it goes on then.
    fn lost(&self) -> CallError {
        self.app.dispatch(Action::Offline);
        CallError::Offline
    }

    fn broke(&self, request_id: String) -> CallError {
        if self.is_page {
            self.dispatch(Action::ServerFailed(request_id));
        }
        CallError::Broken
    }
}

/// What an event of a stream says: what the endpoint answers, or why there is no more of it.
pub fn said<E: Endpoint>(event: &Event) -> Result<E::Success<'static>, CallError> {
    let refused = || wire::read(&event.data).map_or(CallError::Broken, CallError::Refused);
    wire::read(&event.data).ok_or_else(refused)
}
