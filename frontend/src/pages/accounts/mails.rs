//! The pages that mails lead to, and the one that asks for a mail.

use crate::api::Api;
use crate::components::field::Input;
use crate::components::form::{FormProps, Submit, form};
use crate::components::notice::{Failed, loading, note};
use crate::hooks::app::use_app;
use crate::language::{t, text, told};
use crate::route::Section;
use crate::shown::Shown;
use crate::state::app::App;
use crate::state::call_error::CallError;
use crate::state::form::{Values, value};
use common::accounts::emails::{
    ConfirmEmail, DisownEmail, EmailLink, LinkKind, RequestLink, VerifyEmail, ViewLink,
};
use common::accounts::passwords::{ForgotPassword, ResetPassword};
use common::{Done, Endpoint};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Asks for a mail with a way to a new password.
pub fn forgot() -> Html {
    form(FormProps {
        title: text("Forgotten your password?"),
        text: text("Enter the address of your account. A mail then leads you to a new password."),
        inputs: vec![Input::EMAIL],
        ends: true,
        keeps: true,
        foot: to_sign_in(),
        ..FormProps::new(ForgotPassword::PATH, asking_for_mail(), text("Send me a mail"))
    })
}

/// What a mail is for is done by a press, with the code of its link.
pub fn mailed(shown: &Shown, is_reset: bool) -> Html {
    let code = shown.parameter("code");
    if code.is_empty() {
        let words = note(t("Open it from the mail once more."));
        return card(t("This link is not complete"), html! { <>{words}{to_home()}</> });
    }
    html! { <Mailed {code} {is_reset}/> }
}

#[derive(PartialEq, Properties)]
struct MailedProps {
    code: String,
    /// The mail was about a forgotten password.
    is_reset: bool,
}

/// Finds out what the link is for, which does nothing, and then offers that.
#[component]
fn Mailed(props: &MailedProps) -> Html {
    let (app, link, attempt) = (use_app(), use_state(|| None), use_state(|| 0));
    use_effect_with(*attempt, {
        let (api, link) = (Api::new(&app).anonymous().quiet(), link.setter());
        let request = ViewLink { code: props.code.clone() };
        move |_| {
            spawn_local(async move { link.set(Some(api.call(&request).await)) });
        }
    });
    let title = if props.is_reset { t("Choose a new password") } else { t("Your e-mail address") };
    match &*link {
        None => card(title, loading()),
        Some(Ok(link)) if link.kind == LinkKind::Reset => reset(link, &props.code),
        Some(Ok(known)) => {
            let (link, used) = (link.setter(), known.clone());
            let on_done = Callback::from(move |message| {
                link.set(Some(Ok(EmailLink { done: Some(message), ..used.clone() })));
            });
            card(title, press(known, &props.code, on_done))
        }
        Some(Err(CallError::Refused(failure))) => {
            let words = html! { <p class="note error" role="alert">{told(&failure.error_message)}</p> };
            card(title, html! { <>{words}{new_link(&app, props.is_reset)}{onward(&app)}</> })
        }
        Some(Err(error)) => {
            let on_retry = move |()| attempt.set(*attempt + 1);
            html! { <Failed text={error.message()} wait={error.wait()} {on_retry}/> }
        }
    }
}

fn card(title: AttrValue, content: Html) -> Html {
    html! { <div class="card form"><h1>{title}</h1>{content}</div> }
}

/// Proves an address, or agrees to a change of it, or tells what has come of that.
fn press(link: &EmailLink, code: &str, on_done: Callback<String>) -> Html {
    let (confirm, disown) = (ConfirmEmail { code: code.to_owned() }, DisownEmail { code: code.to_owned() });
    let is_proof = link.kind == LinkKind::Verify;
    let words = match is_proof {
        true => t("Confirm that {} is the email address of @{}."),
        false => t("Use {} as the email address of @{} from now on."),
    };
    html! {
        <>
            <p role="status">{link.done.as_deref().map(told)}</p>
            if link.done.is_none() {
                <p>{about(&words, [&link.email_id, &link.username])}</p>
                {button(confirm, text("Confirm"), false, &on_done)}
                if is_proof {
                    {note(t("Don't know this account? Then remove your address from it."))}
                    {button(disown, text("This is not my account"), true, &on_done)}
                }
            }
            {to_home()}
        </>
    }
}

fn button<E>(request: E, label: &'static str, is_secondary: bool, on_done: &Callback<String>) -> Html
where
    E: for<'a> Endpoint<Success<'a> = Done> + Clone + 'static,
{
    let on_done = on_done.clone();
    let submit = Submit::new(move |api, _| {
        let (request, on_done) = (request.clone(), on_done.clone());
        async move {
            on_done.emit(api.anonymous().call(&request).await?.message);
            Ok(String::new())
        }
    });
    form(FormProps { is_secondary, ..FormProps::new(E::PATH, submit, label) })
}

/// A sentence with values in the places of `{}`.
fn about(words: &str, values: [&str; 2]) -> String {
    words.split("{}").zip(values.into_iter().chain([""])).flat_map(<[&str; 2]>::from).collect()
}

/// Sets a new password, by a mail that has been asked for.
fn reset(link: &EmailLink, code: &str) -> Html {
    let code = code.to_owned();
    let submit = Submit::anonymous(move |values| ResetPassword {
        code: code.clone(),
        password: value(values, Input::NEW_PASSWORD.name),
    });
    form(FormProps {
        title: text("Choose a new password"),
        inputs: vec![Input::NEW_PASSWORD],
        ends: true,
        takes_focus: true,
        head: html! { <p class="value"><bdi>{format!("@{}", link.username)}</bdi></p> },
        foot: html! { <><p><a href="/forgot">{t("Ask for another mail")}</a></p>{to_sign_in()}</> },
        after: Some(to_sign_in()),
        ..FormProps::new(ResetPassword::PATH, submit, text("Change password"))
    })
}

/// Asks for a link in place of one that is too old. A visitor is told nothing about the address that they type.
fn new_link(app: &App, is_reset: bool) -> Html {
    let asked = |values: &Values| RequestLink { email_id: value(values, Input::EMAIL.name) };
    let own = |api: Api, _| async move { Ok(api.call(&VerifyEmail {}).await?.message) };
    let (path, inputs, submit) = match (is_reset, app.session.is_some()) {
        (true, _) => (ForgotPassword::PATH, vec![Input::EMAIL], asking_for_mail()),
        (false, false) => (RequestLink::PATH, vec![Input::EMAIL], Submit::anonymous(asked)),
        (false, true) => (VerifyEmail::PATH, Vec::new(), Submit::new(own)),
    };
    form(FormProps { inputs, ends: true, ..FormProps::new(path, submit, text("Email me a new link")) })
}

/// Has a mail sent that leads to a new password.
fn asking_for_mail() -> Submit {
    Submit::anonymous(|values| ForgotPassword { email_id: value(values, Input::EMAIL.name) })
}

fn onward(app: &App) -> Html {
    match app.session.is_some() {
        true => html! { <p><a href={Section::Account.path()}>{t("Settings")}</a></p> },
        false => to_sign_in(),
    }
}

fn to_home() -> Html {
    html! { <p><a href="/">{t("Home")}</a></p> }
}

fn to_sign_in() -> Html {
    html! { <p><a href="/login">{t("Sign in")}</a></p> }
}
