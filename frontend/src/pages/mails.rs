//! The pages that mails lead to, and the one that asks for a mail.

use crate::components::field::Input;
use crate::components::form::{FormProps, form};
use crate::language::{t, text};
use crate::pages::Shown;
use crate::state::remote;
use common::Endpoint;
use common::emails::ConfirmEmail;
use common::passwords::{ForgotPassword, ResetPassword};
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

/// Sets a new password, by a mail that has been asked for.
pub fn reset(shown: &Shown) -> Html {
    mailed(
        shown,
        FormProps {
            path: ResetPassword::PATH,
            title: text("Choose a new password"),
            inputs: vec![Input::NEW_PASSWORD],
            label: text("Change password"),
            takes_focus: true,
            foot: html! { <><p><a href="/forgot">{t("Ask for another mail")}</a></p>{to_sign_in()}</> },
            ..FormProps::default()
        },
    )
}

/// Proves an address, or agrees to a change of it.
pub fn confirm(shown: &Shown) -> Html {
    mailed(
        shown,
        FormProps {
            path: ConfirmEmail::PATH,
            title: text("Your e-mail address"),
            label: text("Confirm"),
            at_once: true,
            foot: html! { <p><a href="/">{t("Home")}</a></p> },
            ..FormProps::default()
        },
    )
}

/// What a mail is for is done with the code of its link, and by whoever has that.
fn mailed(shown: &Shown, props: FormProps) -> Html {
    let code = shown.parameter("code");
    if code.is_empty() {
        return html! {
            <div class="card form">
                <h1>{t("This link is not complete")}</h1>
                <p>{t("Open it from the mail once more.")}</p>
                {props.foot}
            </div>
        };
    }
    form(FormProps { given: remote::field("code", &code), anonymous: true, ends: true, ..props })
}

fn to_sign_in() -> Html {
    html! { <p><a href="/login">{t("Sign in")}</a></p> }
}
