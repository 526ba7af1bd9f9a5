//! Make an account, by the same rules that the server applies.

use crate::api::{Api, use_api};
use crate::components::field::Field;
use crate::hooks::use_sign_in;
use crate::route::Route;
use crate::state::form::typing;
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::sessions::Login;
use common::{Failure, accounts, failure};
use yew::prelude::*;
use yew_router::prelude::*;

/// Said where the account is there, and signing in to it failed.
const MADE: &str = "Your account is made, but signing in did not work yet. Go to Sign in and try there.";

/// Makes the account and signs in to it.
async fn join(api: Api, wanted: accounts::Register) -> Result<Session, CallError> {
    api.call(&wanted).await?;
    let login = Login { username: wanted.username, password: wanted.password };
    // Asking for the account once more would be told that the name is taken.
    let made = |_| CallError::Refused(Failure { error_message: MADE.to_owned(), ..Failure::default() });
    Ok(api.call(&login).await.map_err(made)?.into())
}

/// The registration form.
#[component]
pub fn Register() -> Html {
    let api = use_api().anonymous();
    let (form, submit) = use_sign_in(failure::check, move |wanted| join(api.clone(), wanted));
    let on_username = typing(&form, |wanted: &mut accounts::Register, text| wanted.username = text);
    let on_email = typing(&form, |wanted: &mut accounts::Register, text| wanted.email_id = text);
    let on_password = typing(&form, |wanted: &mut accounts::Register, text| wanted.password = text);
    let error = |name: &str| form.fields.get(name).cloned().map(AttrValue::from);
    html! {
        <form class="card form" novalidate={true} onsubmit={submit}>
            <h1>{"Make an account"}</h1>
            <Field label="Username" name="Username" autocomplete="username" value={form.input.username.clone()}
                hint="2 to 30 letters, digits, and _ . -" error={error("Username")} on_input={on_username}/>
            <Field label="E-mail" name="Email_id" kind="email" autocomplete="email"
                value={form.input.email_id.clone()} error={error("Email_id")} on_input={on_email}/>
            <Field label="Password" name="Password" kind="password" autocomplete="new-password"
                hint="At least 8 characters of any kind" value={form.input.password.clone()}
                error={error("Password")} on_input={on_password}/>
            <p class="note error" role="alert">{&form.complaint}</p>
            <button class="button" disabled={form.pending}>
                {if form.pending { "One moment…" } else { "Make an account" }}
            </button>
            <p>{"Have one already? "}<Link<Route> to={Route::Login}>{"Sign in"}</Link<Route>></p>
        </form>
    }
}
