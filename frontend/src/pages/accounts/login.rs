//! Sign in, and go on to where one wanted to be.

use crate::components::accounts::google;
use crate::components::dialog::Dialog;
use crate::components::field::Input;
use crate::components::form::{FormProps, Submit, form};
use crate::history;
use crate::hooks::accounts::welcome::welcome;
use crate::language::{fill, t, text};
use crate::later::with;
use crate::passkeys;
use crate::state::app::{Action, App};
use crate::state::form::{Values, value};
use crate::storage::Errand;
use common::Endpoint;
use common::accounts::second_factors::{LoginCode, Method, SecondFactor};
use common::accounts::sessions::{LoggedIn, Login};
use yew::prelude::*;

/// What comes after the password, or else the form for it. It stays where it is when a person signs in `again`, in the
/// middle of something.
pub fn login(app: &UseReducerHandle<App>, again: bool) -> Html {
    match &app.second_factor {
        Some(second) => code(app, second, again),
        None => password(app, again),
    }
}

fn password(app: &UseReducerHandle<App>, again: bool) -> Html {
    let features = app.features.unwrap_or_default();
    let head =
        again.then(|| html! { <p role="status">{t("Your session has ended. Sign in again to go on.")}</p> });
    let foot = html! {
        <>
            if features.mail { <p><a href="/forgot">{t("Forgotten your password?")}</a></p> }
            {passkey(app, t("Sign in with a passkey"), again)}
            if !again {
                {google::button(app, Errand::SignIn, t("Sign in with Google"))}
                <p>{t("New here?")}{" "}<a href="/register">{t("Make an account")}</a></p>
            }
        </>
    };
    let submit = signing_in(app, again, |values| Login {
        username: value(values, "Username"),
        password: value(values, Input::PASSWORD.name),
    });
    form(FormProps {
        title: text("Sign in"),
        inputs: vec![Input::line("Username", text("Username or e-mail"), "username"), Input::PASSWORD],
        keeps: true,
        head: html! { <>{head}{wanted(app)}</> },
        foot,
        ..FormProps::new(Login::PATH, submit, text("Sign in"))
    })
}

/// The password was right, and that is not enough.
fn code(app: &UseReducerHandle<App>, second: &SecondFactor, again: bool) -> Html {
    let has = |method| second.methods.contains(&method);
    let words = match has(Method::Authenticator) {
        true => text("Code from your authenticator app, or a recovery code"),
        false => text("A recovery code"),
    };
    let dispatcher = app.dispatcher();
    let give_up = move |_| dispatcher.dispatch(Action::SecondFactor(None));
    let foot = html! {
        <>
            if has(Method::Passkey) { {passkey(app, t("Use a passkey"), again)} }
            <p><button type="button" class="quiet" onclick={give_up}>{t("Start again")}</button></p>
        </>
    };
    let ticket = second.ticket.clone();
    let request = move |values: &Values| LoginCode { ticket: ticket.clone(), code: value(values, "code") };
    form(FormProps {
        title: text("Sign in"),
        text: text("One more step: show that it is you."),
        inputs: vec![Input::line("code", words, "one-time-code")],
        takes_focus: true,
        head: wanted(app),
        foot,
        ..FormProps::new(LoginCode::PATH, signing_in(app, again, request), text("Sign in"))
    })
}

/// Sends a request that signs in.
fn signing_in<E>(app: &UseReducerHandle<App>, again: bool, request: impl Fn(&Values) -> E + 'static) -> Submit
where
    E: for<'a> Endpoint<Success<'a> = LoggedIn> + 'static,
{
    let done = welcome(app, again);
    Submit::new(move |api, values| {
        let (request, done) = (request(&values), done.clone());
        async move {
            // As the contract has it, a failure of the server takes the place of the page.
            done.emit(api.for_page(!again).sign_in(&request).await?);
            Ok(String::new())
        }
    })
}

/// What signing in is for, where a visitor wanted something that takes an account.
fn wanted(app: &App) -> Html {
    let words = app.intent.as_ref().map(|intent| fill("Sign in to follow {}", &intent.name));
    html! { if let Some(words) = words { <p role="status">{words}</p> } }
}

/// Signs in with a passkey, where the browser can.
fn passkey(app: &UseReducerHandle<App>, words: AttrValue, again: bool) -> Html {
    if !passkeys::are_there() {
        return Html::default();
    }
    let (app, done) = (app.clone(), welcome(app, again));
    let onclick = move |_| {
        let done = done.clone();
        with(&app, move |rest, app| (rest.sign_in_by_passkey)(&app, done));
    };
    html! { <button type="button" class="button plain" {onclick}>{words}</button> }
}

/// Signing in again in the middle of something, or going on as a visitor.
pub fn sign_in_again(app: &UseReducerHandle<App>) -> Html {
    let dispatcher = app.dispatcher();
    let on_leave = move |()| {
        dispatcher.dispatch(Action::SignedOut);
        history::go(&dispatcher, "/");
    };
    html! {
        <Dialog label={t("Sign in again")} leave={t("Go on without signing in")} {on_leave}>{login(app, true)}</Dialog>
    }
}
