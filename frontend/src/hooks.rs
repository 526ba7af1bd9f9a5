//! Hooks that several components use.

use crate::api::{Api, use_api};
use crate::state::form::{self, Form};
use crate::state::remote::{CallError, Remote};
use crate::state::session::{Action, App, Session};
use common::Fields;
use std::future::Future;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::platform::spawn_local;
use yew::prelude::*;
use yew_router::AnyRoute;
use yew_router::prelude::use_navigator;

/// The state that all pages share.
#[hook]
pub fn use_app() -> UseReducerHandle<App> {
    #[allow(clippy::expect_used)] // The root component provides it to everything.
    use_context().expect("the app provides its state")
}

/// Names the page in the tab and the history; once more for each new `occasion`, since other parts of the page may
/// have named it meanwhile.
#[hook]
pub fn use_title(title: &str, occasion: &str) {
    use_effect_with((title.to_owned(), occasion.to_owned()), |(title, _)| {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&format!("{title} · Kith"));
        }
    });
}

/// Something fetched when the component appears, and after a failure of the server once more when the person chooses
/// to try again. What is there already stays. A component that wants something else needs another key.
#[hook]
pub fn use_remote<W, T, F>(wanted: W, fetch: fn(Api, W) -> F) -> UseStateHandle<Remote<T>>
where
    W: 'static,
    T: 'static,
    F: Future<Output = Result<T, CallError>> + 'static,
{
    let (api, attempt) = (use_api(), use_app().attempt);
    let remote = use_state(|| Remote::Loading);
    let found = remote.clone();
    use_effect_with(attempt, move |_| {
        if matches!(*found, Remote::Loaded(_)) {
            return;
        }
        let call = fetch(api, wanted);
        found.set(Remote::Loading);
        spawn_local(async move { found.set(Remote::from(call.await)) });
    });
    remote
}

/// A form that ends in a session: checks what is typed, sends it, and goes on to where the person wanted to be.
#[hook]
pub fn use_sign_in<T, F>(
    check: fn(&T) -> Result<(), Fields>,
    send: impl Fn(T) -> F + 'static,
) -> (UseReducerHandle<Form<T>>, Callback<SubmitEvent>)
where
    T: Clone + Default + 'static,
    F: Future<Output = Result<Session, CallError>> + 'static,
{
    let (app, navigator) = (use_app(), use_navigator());
    let form = use_reducer(Form::<T>::default);
    let (current, state) = (form.clone(), form.dispatcher());
    let submit = Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        if let Err(fields) = check(&current.input) {
            return state.dispatch(form::Action::Refuse(fields, String::new()));
        }
        let (app, navigator, state) = (app.clone(), navigator.clone(), state.clone());
        let call = send(current.input.clone());
        state.dispatch(form::Action::Send);
        spawn_local(async move {
            match call.await {
                Ok(session) => {
                    state.dispatch(form::Action::Done);
                    app.dispatch(Action::SignedIn(session));
                    if let Some(navigator) = navigator {
                        let destination = app.destination.as_deref().unwrap_or("/");
                        navigator.replace(&AnyRoute::new(destination));
                    }
                }
                Err(error) => state.dispatch(form::Action::Refuse(error.fields(), error.message())),
            }
        });
    });
    (form, submit)
}

/// What is told of an element that one watches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// It is on screen, or within a screen of it.
    pub near: bool,
    /// In CSS pixels.
    pub height: f64,
}

/// Tells when an element comes near the screen or leaves it, and at once how things stand; begins anew whenever `deps`
/// change.
#[hook]
pub fn use_sight<D: PartialEq + 'static>(element: NodeRef, deps: D, on_change: Callback<Sight>) {
    use_effect_with(deps, move |_| {
        let seen = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
            if let Ok(last) = entries.pop().dyn_into::<web_sys::IntersectionObserverEntry>() {
                let height = last.bounding_client_rect().height();
                on_change.emit(Sight { near: last.is_intersecting(), height });
            }
        });
        let options = web_sys::IntersectionObserverInit::new();
        options.set_root_margin("100% 0px");
        // A browser without such observers is left with the button to load more.
        let observer =
            web_sys::IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok();
        if let (Some(observer), Some(element)) = (&observer, element.cast::<web_sys::Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(seen);
        }
    });
}
