//! The viewer's address, the ways to sign in, and the end of the account.

use crate::components::accounts::google;
use crate::components::notice::{actions, note};
use crate::language::{fill, t};
use crate::pages::accounts::settings::{acting, asking, section};
use crate::state::accounts::confirmed_actions::ConfirmedAction;
use crate::state::app::{Act, App};
use crate::storage::Errand;
use common::accounts::account::Account;
use yew::prelude::*;

/// All of it.
pub fn account(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let features = app.features.unwrap_or_default();
    html! {
        <>
            {section(t("E-mail"), email(app, now))}
            {section(t("Password"), password(app, now))}
            if features.google { {section(t("Google"), google(app, now))} }
            {section(t("Delete your account"), delete(app))}
        </>
    }
}

fn email(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let has_mail = app.features.is_some_and(|features| features.mail);
    let again = || acting(app, t("Send the mail again"), Act::VerifyEmail);
    let change = if now.email_id.is_some() { t("Change address…") } else { t("Add an address…") };
    let buttons = html! {
        <>
            if !now.email_confirmed && now.email_id.is_some() { {again()} }
            {asking(app, change, ConfirmedAction::ChangeEmail)}
        </>
    };
    html! {
        <>
            if let Some(address) = &now.email_id { {value(address)} } else {
                {note(t("Your account has no email address: the person it belongs to has removed it. Add yours, so that you can reset your password."))}
            }
            if let Some(address) = &now.undelivered {
                <p class="note error" role="alert">{fill("We couldn't deliver an email to {}. Check the address.", address)}</p>
            }
            if !now.email_verified && now.email_id.is_some() {
                {note(t("Not confirmed yet. Open the link in the email we sent you and press Confirm."))}
            }
            if has_mail && now.email_verified && !now.email_confirmed {
                {note(t("Confirm this address once more. A password reset removes the passkeys and authenticator apps set up before that."))}
            }
            if has_mail { {actions(buttons)} }
        </>
    }
}

fn password(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let (words, button) = match now.has_password {
        true => (t("Whoever knows it can sign in. Use it nowhere else."), t("Change password…")),
        false => (t("You sign in without one."), t("Set a password…")),
    };
    html! { <>{note(words)}{actions(asking(app, button, ConfirmedAction::ChangePassword))}</> }
}

fn google(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let (above, button) = match &now.google {
        Some(address) => (value(address), asking(app, t("Unlink…"), ConfirmedAction::UnlinkGoogle)),
        None => {
            let button = google::button(app, Errand::Link, t("Link a Google account"));
            (note(t("Sign in with your Google account as well.")), button)
        }
    };
    html! { <>{above}{actions(button)}</> }
}

fn delete(app: &UseReducerHandle<App>) -> Html {
    html! {
        <>
            {note(t("Everything that Kith keeps of you goes, at once and for good. Save what you want to keep before."))}
            {actions(asking(app, t("Delete account…"), ConfirmedAction::DeleteAccount))}
        </>
    }
}

fn value(value: &str) -> Html {
    html! { <p class="value"><bdi>{value}</bdi></p> }
}
