//! Asks whether it is really the account's owner who wants something: whoever finds a browser that is signed in cannot
//! take the account over.

use super::dialog::Dialog;
use super::field::Input;
use super::form::{FormProps, form};
use crate::api::{self, Answer, Api};
use crate::history;
use crate::language::{t, text, told};
use crate::pages::google;
use crate::passkeys;
use crate::state::account::Told;
use crate::state::app::{Action, App};
use crate::state::asks::Ask;
use crate::state::form::{Rule, Values};
use crate::state::remote;
use crate::storage::Errand;
use common::Endpoint;
use common::accounts::DeleteAccount;
use common::emails::ChangeEmail;
use common::google::{GoogleLink, GoogleUnlink};
use common::passkeys::{PasskeyBegin, PasskeyRemove};
use common::passwords::{ChangePassword, ForgotPassword};
use common::second_factors::{AuthenticatorBegin, AuthenticatorRemove, NewRecoveryCodes, RecoveryCodes};
use yew::platform::spawn_local;
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
const NAME: &str = "name";
const PASSKEY_NAME: Input = Input {
    hint: text("What you call it, such as the device that keeps it"),
    // Before it is sent: the device would else keep a passkey that the server does not take.
    rule: Rule::Name,
    ..Input::line(NAME, text("Name"), "off")
};
const NEW_EMAIL: Input = Input { label: text("New e-mail"), ..Input::EMAIL };
const NEW_PASSWORD: Input =
    Input { name: "new_password", label: text("New password"), ..Input::NEW_PASSWORD };

/// The dialog, while something is to be confirmed.
pub fn confirm(app: &UseReducerHandle<App>) -> Html {
    let (Some(ask), Some(_)) = (&app.ask, &app.session) else { return Html::default() };
    let nothing = String::new;
    let ((path, [title, text, label]), input, given) = match ask {
        Ask::ChangeEmail => (CHANGE_EMAIL, Some(NEW_EMAIL), nothing()),
        Ask::ChangePassword => (CHANGE_PASSWORD, Some(NEW_PASSWORD), nothing()),
        Ask::LinkGoogle(proof) => (LINK_GOOGLE, None, remote::field("proof", proof)),
        Ask::UnlinkGoogle => (UNLINK_GOOGLE, None, nothing()),
        Ask::Authenticator => (AUTHENTICATOR, None, nothing()),
        Ask::RemoveAuthenticator => (REMOVE_AUTHENTICATOR, None, nothing()),
        Ask::RecoveryCodes => (RECOVERY_CODES, None, nothing()),
        Ask::AddPasskey => (ADD_PASSKEY, Some(PASSKEY_NAME), nothing()),
        Ask::RemovePasskey(id, _) => (REMOVE_PASSKEY, None, remote::field("passkey_id", &id.to_string())),
        Ask::DeleteAccount => (DELETE_ACCOUNT, None, nothing()),
    };
    let mut props = FormProps {
        path,
        given,
        title,
        text,
        inputs: input.into_iter().collect(),
        label,
        takes_focus: true,
        on_done: done(app, ask),
        ..FormProps::default()
    };
    if let Ask::RemovePasskey(_, name) = ask {
        props.head = html! { <p class="value"><bdi>{name}</bdi></p> };
    }
    match (&app.proof, &app.known.account) {
        (Some(proof), _) if !matches!(ask, Ask::LinkGoogle(_)) => {
            props.given += &remote::field("proof", proof);
        }
        (_, Some(account)) if !account.has_password => {
            let is_linked = account.google.is_some();
            props = without_password(app, title, account.email_id.as_deref(), is_linked);
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
    email: Option<&str>,
    is_linked: bool,
) -> FormProps {
    let api = Api::new(app);
    let on_done = move |(_, answer): (Values, Answer)| {
        api.dispatch(Action::Ask(None));
        api.dispatch(Action::Say(told(&api::message(&answer)).to_string()));
    };
    FormProps {
        path: ForgotPassword::PATH,
        given: remote::field("Email_id", email.unwrap_or_default()),
        title,
        text: text("Your account has no password to confirm this with. A mail can lead you to one."),
        label: text("Send me a mail"),
        on_done: Callback::from(on_done),
        foot: html! { if is_linked { {google::button(app, Errand::Confirm, t("Confirm with Google"))} } },
        ..FormProps::default()
    }
}

/// What comes of it.
fn done(app: &UseReducerHandle<App>, ask: &Ask) -> Callback<(Values, Answer)> {
    let (api, dispatcher, ask) = (Api::new(app), app.dispatcher(), ask.clone());
    Callback::from(move |(values, answer): (Values, Answer)| {
        api.dispatch(Action::Ask(None));
        api.dispatch(Action::Proven(None));
        let tell = |told| api.dispatch(Action::Account(told));
        let words = match ask {
            Ask::Authenticator => {
                return api.read(answer).into_iter().for_each(|begun| tell(Told::Begun(begun)));
            }
            Ask::RecoveryCodes => return codes(&api, answer),
            Ask::AddPasskey => {
                let name = values.get(NAME).cloned().unwrap_or_default();
                return spawn_local(add_passkey(api.clone(), answer, name));
            }
            Ask::DeleteAccount => {
                api.dispatch(Action::Deleted(t("Your account is deleted.").to_string()));
                return history::go(&dispatcher, "/");
            }
            Ask::LinkGoogle(_) => t("You can sign in with Google now."),
            Ask::UnlinkGoogle => t("Google is unlinked."),
            Ask::RemoveAuthenticator => t("The authenticator app is removed."),
            Ask::RemovePasskey(..) => t("The passkey is removed."),
            Ask::ChangeEmail | Ask::ChangePassword => told(&api::message(&answer)),
        };
        api.dispatch(Action::Say(words.to_string()));
        tell(Told::Changed);
    })
}

/// Shows recovery codes that have come.
pub fn codes(api: &Api, answer: Answer) {
    if let Ok(come) = api.read::<RecoveryCodes>(answer) {
        api.dispatch(Action::Account(Told::Codes(come.recovery_codes)));
    }
}

async fn add_passkey(api: Api, begun: Answer, name: String) {
    let words = match passkeys::add(&api, begun, &name).await {
        Ok(answer) => {
            // With the first way past the password come recovery codes, and later on none.
            codes(&api, answer);
            t("The passkey is added.")
        }
        Err(words) => words,
    };
    api.dispatch(Action::Say(words.to_string()));
}
