//! The viewer's address, the ways to sign in, and the end of the account.

use super::{acting, asking, section};
use crate::language::t;
use crate::pages::google;
use crate::state::app::App;
use crate::state::asks::Ask;
use crate::storage::Errand;
use common::Endpoint;
use common::accounts::Account;
use common::emails::VerifyEmail;
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
    html! {
        <>
            <p class="value"><bdi>{&now.email_id}</bdi></p>
            if !now.email_verified {
                <p class="note">{t("Not confirmed yet. Open the link in the mail that you got when you registered.")}</p>
            }
            if has_mail {
                <p class="actions">
                    if !now.email_verified {
                        {acting(app, t("Send the mail again"), VerifyEmail::PATH, "{}".to_owned(), AttrValue::default())}
                    }
                    {asking(app, t("Change address…"), Ask::ChangeEmail)}
                </p>
            }
        </>
    }
}

fn password(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let (note, words) = match now.has_password {
        true => (t("Whoever knows it can sign in. Use it nowhere else."), t("Change password…")),
        false => (t("You sign in without one."), t("Set a password…")),
    };
    html! { <><p class="note">{note}</p><p class="actions">{asking(app, words, Ask::ChangePassword)}</p></> }
}

fn google(app: &UseReducerHandle<App>, now: &Account) -> Html {
    match &now.google {
        Some(address) => html! {
            <>
                <p class="value"><bdi>{address}</bdi></p>
                <p class="actions">{asking(app, t("Unlink…"), Ask::UnlinkGoogle)}</p>
            </>
        },
        None => html! {
            <>
                <p class="note">{t("Sign in with your Google account as well.")}</p>
                <p class="actions">{google::button(app, Errand::Link, t("Link a Google account"))}</p>
            </>
        },
    }
}

fn delete(app: &UseReducerHandle<App>) -> Html {
    html! {
        <>
            <p class="note">{t("Everything that Kith keeps of you goes, at once and for good. Save what you want to keep before.")}</p>
            <p class="actions">{asking(app, t("Delete account…"), Ask::DeleteAccount)}</p>
        </>
    }
}
