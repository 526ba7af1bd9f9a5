//! The pages that mails lead to, and the one that asks for a mail.

use crate::components::field::Input;
use crate::components::form::Form;
use crate::history;
use crate::hooks::use_app;
use crate::language::t;
use crate::pages::Shown;
use crate::state::account::Told;
use crate::state::app::Action;
use crate::state::remote;
use common::Endpoint;
use common::emails::ConfirmEmail;
use common::passwords::{ForgotPassword, ResetPassword};
use yew::prelude::*;

/// Asks for a mail with a way to a new password.
pub fn forgot() -> Html {
    let foot = html! { <p><a href="/login">{t("Sign in")}</a></p> };
    html! {
        <Form path={ForgotPassword::PATH} inputs={vec![Input::email(t("E-mail"))]} label={t("Send me a mail")}
            busy={t("One moment…")} anonymous={true} ends={true} {foot}>
            <h1>{t("Forgotten your password?")}</h1>
            <p>{t("Enter the address of your account. A mail then leads you to a new password.")}</p>
        </Form>
    }
}

/// The page that a mail's link opens.
#[derive(PartialEq, Properties)]
pub struct MailedProps {
    /// Its address holds the code from the mail.
    pub shown: Shown,
    /// The link is for a new password, and else it is about an address.
    pub is_reset: bool,
}

/// Does what the mail is for. The code is out of the address at once, so that it stays nowhere.
#[component]
pub fn Mailed(props: &MailedProps) -> Html {
    let app = use_app();
    use_effect_with((), |()| history::conceal());
    let code = props.shown.parameter("code");
    if code.is_empty() {
        return html! {
            <div class="card form">
                <h1>{t("This link is not complete")}</h1>
                <p>{t("Open it from the mail once more.")}</p>
                <p><a href="/">{t("Home")}</a></p>
            </div>
        };
    }
    let given = remote::field("code", &code);
    if props.is_reset {
        let foot = html! { <p><a href="/login">{t("Sign in")}</a></p> };
        return html! {
            <Form path={ResetPassword::PATH} {given} inputs={vec![Input::new_password("Password", t("New password"))]}
                label={t("Change password")} busy={t("One moment…")} anonymous={true} ends={true} takes_focus={true} {foot}>
                <h1>{t("Choose a new password")}</h1>
            </Form>
        };
    }
    let on_done = move |_| app.dispatch(Action::Account(app.viewer(), Told::Changed));
    let foot = html! { <p><a href="/">{t("Home")}</a></p> };
    html! {
        <Form path={ConfirmEmail::PATH} {given} label={t("Confirm")} busy={t("One moment…")} anonymous={true}
            at_once={true} ends={true} {on_done} {foot}>
            <h1>{t("Your e-mail address")}</h1>
        </Form>
    }
}
