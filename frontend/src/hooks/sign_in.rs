//! A form that ends in a session.

use super::use_app;
use crate::history;
use crate::state::app::Action;
use crate::state::form::{self, Form};
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::Fields;
use std::future::Future;
use yew::platform::spawn_local;
use yew::prelude::*;

/// Checks what is typed, sends it, and goes on to where the person wanted to be, unless they are to `stay` where they are.
#[hook]
pub fn use_sign_in<T, F>(
    check: fn(&T) -> Result<(), Fields>,
    send: impl Fn(T) -> F + 'static,
    stay: bool,
) -> (UseReducerHandle<Form<T>>, Callback<SubmitEvent>)
where
    T: Clone + Default + 'static,
    F: Future<Output = Result<Session, CallError>> + 'static,
{
    let app = use_app();
    let form = use_reducer(Form::<T>::default);
    let (current, state) = (form.clone(), form.dispatcher());
    let submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Err(fields) = check(&current.input) {
            return state.dispatch(form::Action::Refuse(fields, String::new(), 0));
        }
        let (app, state) = (app.clone(), state.clone());
        let call = send(current.input.clone());
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
