//! Sign in, and go on to where one wanted to be.

use crate::api::{Api, use_api};
use crate::components::field::Field;
use crate::hooks::{use_app, use_sign_in};
use crate::route::Route;
use crate::state::form::typing;
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::sessions;
use yew::prelude::*;
use yew_router::prelude::*;

async fn sign_in(api: Api, login: sessions::Login) -> Result<Session, CallError> {
    Ok(api.call(&login).await?.into())
}

/// The sign-in form.
#[component]
pub fn Login() -> Html {
    let ended = use_app().session_ended;
    let api = use_api().anonymous();
    let (form, submit) = use_sign_in(|_: &sessions::Login| Ok(()), move |login| sign_in(api.clone(), login));
    let on_username = typing(&form, |login: &mut sessions::Login, text| login.username = text);
    let on_password = typing(&form, |login: &mut sessions::Login, text| login.password = text);
    html! {
        <form class="card form" onsubmit={submit}>
            <h1>{"Sign in"}</h1>
            if ended { <p role="status">{"Your session has ended. Sign in again to go on."}</p> }
            <Field label="Username or e-mail" name="Username" autocomplete="username"
                value={form.input.username.clone()} on_input={on_username}/>
            <Field label="Password" name="Password" kind="password" autocomplete="current-password"
                value={form.input.password.clone()} on_input={on_password}/>
            <p class="note error" role="alert">{&form.complaint}</p>
            <button class="button" disabled={form.pending}>
                {if form.pending { "Signing in…" } else { "Sign in" }}
            </button>
            <p>{"New here? "}<Link<Route> to={Route::Register}>{"Make an account"}</Link<Route>></p>
        </form>
    }
}
