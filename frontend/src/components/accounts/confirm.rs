//! Asks whether it is really the account's owner who wants something: a browser that is left signed in is not enough to
//! take the account over.

use super::google;
use crate::api::Api;
use crate::components::dialog::Dialog;
use crate::components::field::Input;
use crate::components::form::{FormProps, Submit, form};
use crate::history;
use crate::language::{t, text, told};
use crate::passkeys;
use crate::state::accounts::confirmed_actions::ConfirmedAction;
use crate::state::accounts::overview::AccountAction;
use crate::state::app::{Action, App};
use crate::state::call_error::CallError;
use crate::state::form::{Rule, Values, value};
use crate::storage::Errand;
use common::Endpoint;
use common::accounts::account::DeleteAccount;
use common::accounts::confirmations::Confirmation;
use common::accounts::emails::ChangeEmail;
use common::accounts::google::{GoogleLink, GoogleUnlink};
use common::accounts::passkeys::{Ceremony, PasskeyBegin, PasskeyRemove};
use common::accounts::passwords::{ChangePassword, ForgotPassword};
use common::accounts::second_factors::{
    AuthenticatorBegin, AuthenticatorRemove, NewRecoveryCodes, RecoveryCodes,
};
use yew::prelude::*;

/// Where what is wanted is asked for, and what it is called: as a whole, in a few words, and on the button.
type Words = (&'static str, [&'static str; 3]);

const CHANGE_EMAIL: Words = (
    ChangeEmail::PATH,
    [
        text("Change your e-mail address"),
        text("Each address gets an email with a link to confirm; the old one only if it is confirmed."),
        text("Change address"),
    ],
);
const CHANGE_PASSWORD: Words = (
    ChangePassword::PATH,
    [text("Change your password"), text("Everywhere else you are signed out."), text("Change password")],
);
const LINK_GOOGLE: Words = (GoogleLink::PATH, [text("Link your Google account"), CONFIRM, text("Link")]);
const UNLINK_GOOGLE: Words = (
    GoogleUnlink::PATH,
    [text("Unlink your Google account"), text("You cannot sign in with Google any more."), text("Unlink")],
);
const AUTHENTICATOR: Words =
    (AuthenticatorBegin::PATH, [text("Set up an authenticator app"), CONFIRM, text("Go on")]);
const REMOVE_AUTHENTICATOR: Words = (
    AuthenticatorRemove::PATH,
    [
        text("Remove the authenticator app"),
        text("No code of it is asked for any more, and your recovery codes work no more."),
        text("Remove"),
    ],
);
const RECOVERY_CODES: Words = (
    NewRecoveryCodes::PATH,
    [text("Make new recovery codes"), text("The codes that you have work no more."), text("Make new codes")],
);
const ADD_PASSKEY: Words = (PasskeyBegin::PATH, [text("Add a passkey"), CONFIRM, text("Go on")]);
const REMOVE_PASSKEY: Words = (PasskeyRemove::PATH, [text("Remove this passkey"), CONFIRM, text("Remove")]);
const DELETE_ACCOUNT: Words = (
    DeleteAccount::PATH,
    [
        text("Delete your account"),
        text(
            "Your profile, your picture and every follow from you and to you are gone for good. This cannot be undone.",
        ),
        text("Delete for good"),
    ],
);

const CONFIRM: &str = text("Confirm that it is you.");

/// The name that a passkey is to have, which is sent once it is made.
const PASSKEY_NAME: Input = Input {
    hint: text("What you call it, such as the device that keeps it"),
    // Before it is sent: the device would else keep a passkey that the server does not take.
    rule: Rule::Name,
    ..Input::line("name", text("Name"), "off")
};
const NEW_EMAIL: Input = Input { label: text("New e-mail"), ..Input::EMAIL };
const NEW_PASSWORD: Input =
    Input { name: "new_password", label: text("New password"), ..Input::NEW_PASSWORD };

/// The dialog, while something is to be confirmed.
pub fn confirm(app: &UseReducerHandle<App>) -> Html {
    let (Some(ask), Some(_)) = (&app.ask, &app.session) else { return Html::default() };
    let ((path, [title, text, label]), input) = match ask {
        ConfirmedAction::ChangeEmail => (CHANGE_EMAIL, Some(NEW_EMAIL)),
        ConfirmedAction::ChangePassword => (CHANGE_PASSWORD, Some(NEW_PASSWORD)),
        ConfirmedAction::LinkGoogle(_) => (LINK_GOOGLE, None),
        ConfirmedAction::UnlinkGoogle => (UNLINK_GOOGLE, None),
        ConfirmedAction::Authenticator => (AUTHENTICATOR, None),
        ConfirmedAction::RemoveAuthenticator => (REMOVE_AUTHENTICATOR, None),
        ConfirmedAction::RecoveryCodes => (RECOVERY_CODES, None),
        ConfirmedAction::AddPasskey => (ADD_PASSKEY, Some(PASSKEY_NAME)),
        ConfirmedAction::RemovePasskey(..) => (REMOVE_PASSKEY, None),
        ConfirmedAction::DeleteAccount => (DELETE_ACCOUNT, None),
    };
    let mut props = FormProps {
        title,
        text,
        inputs: input.into_iter().collect(),
        takes_focus: true,
        ..FormProps::new(path, submit(app, ask), label)
    };
    if let ConfirmedAction::RemovePasskey(_, name) = ask {
        props.head = html! { <p class="value"><bdi>{name}</bdi></p> };
    }
    match (&app.proof, &app.known.account) {
        (Some(_), _) if !matches!(ask, ConfirmedAction::LinkGoogle(_)) => {}
        (_, Some(account)) if !account.has_password => {
            let is_linked = account.google.is_some();
            props = without_password(app, title, account.email_id.clone().unwrap_or_default(), is_linked);
        }
        _ => props.inputs.push(Input::PASSWORD),
    }
    let dispatcher = app.dispatcher();
    let on_leave = move |()| {
        dispatcher.dispatch(Action::Ask(None));
        // It may have been refused, and is used up then; the next time a new one is asked for.
        dispatcher.dispatch(Action::Proven(None));
    };
    html! { <Dialog label={t(title)} leave={t("Cancel")} {on_leave}>{form(props)}</Dialog> }
}

/// An account with no password: Google confirms in its place, or a mail leads to one.
fn without_password(
    app: &UseReducerHandle<App>,
    title: &'static str,
    email_id: String,
    is_linked: bool,
) -> FormProps {
    let submit = Submit::new(move |api, _| {
        let request = ForgotPassword { email_id: email_id.clone() };
        async move {
            let said = api.call(&request).await?.message;
            api.dispatch(Action::Ask(None));
            api.dispatch(Action::ShowToast(told(&said).to_string()));
            Ok(String::new())
        }
    });
    FormProps {
        title,
        text: text("Your account has no password to confirm this with. A mail can lead you to one."),
        foot: html! { if is_linked { {google::button(app, Errand::Confirm, t("Confirm with Google"))} } },
        ..FormProps::new(ForgotPassword::PATH, submit, text("Send me a mail"))
    }
}

/// Does what is wanted, closes the dialog, and tells what has come of it.
fn submit(app: &UseReducerHandle<App>, ask: &ConfirmedAction) -> Submit {
    let (app, ask) = (app.clone(), ask.clone());
    Submit::new(move |api, values| {
        let (app, ask) = (app.clone(), ask.clone());
        async move {
            let words = carry_out(&app, &api, ask, &values).await?;
            if let Some(words) = words {
                close(&api);
                api.dispatch(Action::ShowToast(words.to_string()));
                api.dispatch(Action::Account(AccountAction::Changed));
            }
            Ok(String::new())
        }
    })
}

/// Gives what to say, where that is all that is left to do.
async fn carry_out(
    app: &UseReducerHandle<App>,
    api: &Api,
    ask: ConfirmedAction,
    values: &Values,
) -> Result<Option<AttrValue>, CallError> {
    let typed = |input: Input| value(values, input.name);
    let confirmation = Confirmation { password: typed(Input::PASSWORD), proof: app.proof.clone() };
    let words = match ask {
        ConfirmedAction::ChangeEmail => {
            let request = ChangeEmail { email_id: typed(NEW_EMAIL), confirmation };
            told(&api.call(&request).await?.message)
        }
        ConfirmedAction::ChangePassword => {
            let request = ChangePassword { new_password: typed(NEW_PASSWORD), confirmation };
            told(&api.call(&request).await?.message)
        }
        ConfirmedAction::LinkGoogle(proof) => {
            api.call(&GoogleLink { proof, password: confirmation.password }).await?;
            t("You can sign in with Google now.")
        }
        ConfirmedAction::UnlinkGoogle => {
            api.call(&GoogleUnlink { confirmation }).await?;
            t("Google is unlinked.")
        }
        ConfirmedAction::RemoveAuthenticator => {
            api.call(&AuthenticatorRemove { confirmation }).await?;
            t("The authenticator app is removed.")
        }
        ConfirmedAction::RemovePasskey(passkey_id, _) => {
            api.call(&PasskeyRemove { passkey_id, confirmation }).await?;
            t("The passkey is removed.")
        }
        ConfirmedAction::Authenticator => {
            let begun = api.call(&AuthenticatorBegin { confirmation }).await?;
            close(api);
            api.dispatch(Action::Account(AccountAction::Begun(begun)));
            return Ok(None);
        }
        ConfirmedAction::RecoveryCodes => {
            let codes = api.call(&NewRecoveryCodes { confirmation }).await?;
            close(api);
            show_codes(api, codes);
            return Ok(None);
        }
        ConfirmedAction::AddPasskey => {
            let ceremony = api.call(&PasskeyBegin { confirmation }).await?;
            close(api);
            add_passkey(api, ceremony, typed(PASSKEY_NAME)).await;
            return Ok(None);
        }
        ConfirmedAction::DeleteAccount => {
            api.call(&DeleteAccount { confirmation }).await?;
            close(api);
            api.dispatch(Action::Deleted(t("Your account is deleted.").to_string()));
            history::go(&app.dispatcher(), "/");
            return Ok(None);
        }
    };
    Ok(Some(words))
}

fn close(api: &Api) {
    api.dispatch(Action::Ask(None));
    api.dispatch(Action::Proven(None));
}

/// Shows recovery codes that have come.
pub fn show_codes(api: &Api, come: RecoveryCodes) {
    api.dispatch(Action::Account(AccountAction::Codes(come.recovery_codes)));
}

async fn add_passkey(api: &Api, ceremony: Ceremony, name: String) {
    let words = match passkeys::add(api, ceremony, name).await {
        Ok(codes) => {
            // With the first way past the password come recovery codes, and later on none.
            show_codes(api, codes);
            t("The passkey is added.")
        }
        Err(words) => words,
    };
    api.dispatch(Action::ShowToast(words.to_string()));
}
