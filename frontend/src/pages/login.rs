//! Sign in, and go on to where one wanted to be.

use crate::api::Api;
use crate::components::field::Field;
use crate::components::submit::Submit;
use crate::hooks::use_sign_in;
use crate::language::t;
use crate::state::form::typing;
use crate::state::remote::CallError;
use crate::state::session::Session;
use common::accounts::Register;
use common::sessions;
use yew::prelude::*;

/// Why one signs in.
#[derive(PartialEq, Properties)]
pub struct LoginProps {
    /// The session ended in the middle of something, which waits.
    #[prop_or_default]
    pub again: bool,
}

/// Signs in.
pub async fn sign_in(api: Api, input: Register) -> Result<Session, CallError> {
    let login = sessions::Login { username: input.username, password: input.password };
    Ok(api.call(&login).await?.into())
}

/// The sign-in form.
#[component]
pub fn Login(props: &LoginProps) -> Html {
    let (form, submit) = use_sign_in(|_| Ok(()), |api, input| Box::pin(sign_in(api, input)), props.again);
    let on_username = typing(&form, |input, text| input.username = text);
    let on_password = typing(&form, |input, text| input.password = text);
    html! {
        <form class="card form" onsubmit={submit}>
            <h1>{t("Sign in")}</h1>
            if props.again { <p role="status">{t("Your session has ended. Sign in again to go on.")}</p> }
            <Field label={t("Username or e-mail")} name="Username" autocomplete="username"
                value={form.input.username.clone()} on_input={on_username}/>
            <Field label={t("Password")} name="Password" kind="password" autocomplete="current-password"
                value={form.input.password.clone()} on_input={on_password}/>
            <p class="note error" role="alert">{&form.complaint}</p>
            <Submit label={t("Sign in")} busy={t("Signing in…")} pending={form.pending} wait={form.wait} tries={form.tries}/>
            if !props.again { <p>{t("New here?")}{" "}<a href="/register">{t("Make an account")}</a></p> }
        </form>
    }
}
