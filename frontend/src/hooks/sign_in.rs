//! A form that ends in a session.

use super::use_app;
use crate::api::Api;
use crate::history;
use crate::state::app::Action;
use crate::state::form::{self, Form};
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::Fields;
use common::accounts::Register;
use std::future::Future;
use std::pin::Pin;
use yew::platform::spawn_local;
use yew::prelude::*;

/// A call that ends in a session.
pub type Sending = Pin<Box<dyn Future<Output = Result<Session, CallError>>>>;

/// Checks what is typed, sends it, and goes on to where the person wanted to be, unless they are to `stay` where they are.
#[hook]
pub fn use_sign_in(
    check: fn(&Register) -> Result<(), Fields>,
    send: fn(Api, Register) -> Sending,
    stay: bool,
) -> (UseReducerHandle<Form>, Callback<SubmitEvent>) {
    let app = use_app();
    let form = use_reducer(Form::default);
    let (current, state) = (form.clone(), form.dispatcher());
    let submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Err(fields) = check(&current.input) {
            return state.dispatch(form::Action::Refuse(fields, String::new(), 0));
        }
        let (app, state) = (app.clone(), state.clone());
        let call = send(Api::new(&app).anonymous(), current.input.clone());
        state.dispatch(form::Action::Send);
        spawn_local(async move {
            match call.await {
                Ok(session) => {
                    state.dispatch(form::Action::Done);
                    app.dispatch(Action::SignedIn(session));
                    // Who has gone elsewhere meanwhile stays there.
                    if !stay && history::here().is_sign_in() {
                        history::replace(&app.dispatcher(), app.destination.as_deref().unwrap_or("/"));
                    }
                }
                Err(error) => {
                    let message = error.message().to_string();
                    state.dispatch(form::Action::Refuse(error.fields(), message, error.wait()));
                }
            }
        });
    });
    (form, submit)
}
