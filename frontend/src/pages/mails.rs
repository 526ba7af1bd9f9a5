//! The pages that mails lead to, and the one that asks for a mail.

use crate::api::{Answer, Api, message};
use crate::components::field::Input;
use crate::components::form::{FormProps, form};
use crate::components::notice::{Failed, loading, note};
use crate::hooks::use_app;
use crate::language::{t, text, told};
use crate::pages::Shown;
use crate::route::Section;
use crate::state::app::App;
use crate::state::form::Values;
use crate::state::remote::{self, CallError};
use common::Endpoint;
use common::emails::{ConfirmEmail, DisownEmail, EmailLink, LinkKind, RequestLink, VerifyEmail, ViewLink};
use common::passwords::{ForgotPassword, ResetPassword};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Asks for a mail with a way to a new password.
pub fn forgot() -> Html {
    form(FormProps {
        path: ForgotPassword::PATH,
        title: text("Forgotten your password?"),
        text: text("Enter the address of your account. A mail then leads you to a new password."),
        inputs: vec![Input::EMAIL],
        label: text("Send me a mail"),
        anonymous: true,
        ends: true,
        keeps: true,
        foot: to_sign_in(),
        ..FormProps::default()
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
        let request = remote::request(&[("code", &props.code)]);
        move |_| {
            spawn_local(async move {
                let answer = api.post(ViewLink::PATH, &request).await;
                link.set(Some(answer.and_then(|answer| api.read::<EmailLink>(answer))));
            });
        }
    });
    let title = if props.is_reset { t("Choose a new password") } else { t("Your e-mail address") };
    match &*link {
        None => card(title, loading()),
        Some(Ok(link)) if link.kind == LinkKind::Reset => reset(link, &props.code),
        Some(Ok(known)) => {
            let (link, used) = (link.setter(), known.clone());
            let on_done = Callback::from(move |(_, answer): (Values, Answer)| {
                link.set(Some(Ok(EmailLink { done: Some(message(&answer)), ..used.clone() })));
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
fn press(link: &EmailLink, code: &str, on_done: Callback<(Values, Answer)>) -> Html {
    let button = |path, label, is_secondary| {
        let (given, on_done) = (remote::field("code", code), on_done.clone());
        form(FormProps { path, given, label, is_secondary, on_done, anonymous: true, ..FormProps::default() })
    };
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
                {button(ConfirmEmail::PATH, text("Confirm"), false)}
                if is_proof {
                    {note(t("Don't know this account? Then remove your address from it."))}
                    {button(DisownEmail::PATH, text("This is not my account"), true)}
                }
            }
            {to_home()}
        </>
    }
}

/// A sentence with values in the places of `{}`.
fn about(words: &str, values: [&str; 2]) -> String {
    words.split("{}").zip(values.into_iter().chain([""])).flat_map(<[&str; 2]>::from).collect()
}

/// Sets a new password, by a mail that has been asked for.
fn reset(link: &EmailLink, code: &str) -> Html {
    form(FormProps {
        path: ResetPassword::PATH,
        given: remote::field("code", code),
        title: text("Choose a new password"),
        inputs: vec![Input::NEW_PASSWORD],
        label: text("Change password"),
        anonymous: true,
        ends: true,
        takes_focus: true,
        head: html! { <p class="value"><bdi>{format!("@{}", link.username)}</bdi></p> },
        foot: html! { <><p><a href="/forgot">{t("Ask for another mail")}</a></p>{to_sign_in()}</> },
        after: Some(to_sign_in()),
        ..FormProps::default()
    })
}

/// Asks for a link in place of one that is too old. A visitor is told nothing about the address that they type.
fn new_link(app: &App, is_reset: bool) -> Html {
    let (path, inputs) = match (is_reset, app.session.is_some()) {
        (true, _) => (ForgotPassword::PATH, vec![Input::EMAIL]),
        (false, false) => (RequestLink::PATH, vec![Input::EMAIL]),
        (false, true) => (VerifyEmail::PATH, Vec::new()),
    };
    let anonymous = path != VerifyEmail::PATH;
    form(FormProps {
        path,
        inputs,
        anonymous,
        ends: true,
        label: text("Email me a new link"),
        ..FormProps::default()
    })
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
