//! Asks whether it is really the account's owner who wants something: whoever finds a browser that is signed in cannot
//! take the account over.

use super::dialog::Dialog;
use super::field::Input;
use super::form::Form;
use crate::api::{self, Answer, Api};
use crate::history;
use crate::language::{fill, t, told};
use crate::pages::google;
use crate::passkeys;
use crate::state::account::Told;
use crate::state::app::{Action, App};
use crate::state::asks::Ask;
use crate::state::form::Values;
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

/// What the dialog says and sends for what is wanted.
struct Words {
    path: &'static str,
    title: AttrValue,
    text: AttrValue,
    button: AttrValue,
    /// Fields beside the password.
    inputs: Vec<Input>,
    given: String,
}

/// The dialog, while something is to be confirmed.
pub fn confirm(app: &UseReducerHandle<App>) -> Html {
    let (Some(ask), Some(_)) = (&app.ask, &app.session) else { return Html::default() };
    let words = words(ask);
    let dispatcher = app.dispatcher();
    let on_leave = move |()| dispatcher.dispatch(Action::Ask(None));
    let has_password = app.known.account.as_ref().is_none_or(|account| account.has_password);
    let (mut inputs, mut given) = (words.inputs, words.given);
    match (&app.proof, has_password) {
        (Some(proof), _) if !matches!(ask, Ask::LinkGoogle(_)) => given += &remote::field("proof", proof),
        (_, true) => inputs.push(Input::password()),
        _ => {
            return html! {
                <Dialog label={words.title.clone()} leave={t("Cancel")} {on_leave}>
                    {without_password(app, words.title, ask)}
                </Dialog>
            };
        }
    }
    let on_done = done(app, ask);
    html! {
        <Dialog label={words.title.clone()} leave={t("Cancel")} {on_leave}>
            <Form path={words.path} {given} {inputs} label={words.button} busy={t("One moment…")} takes_focus={true} {on_done}>
                <h2>{words.title}</h2>
                <p>{words.text}</p>
            </Form>
        </Dialog>
    }
}

fn words(ask: &Ask) -> Words {
    let words = |path, title: AttrValue, text, button| Words {
        path,
        title,
        text,
        button,
        inputs: Vec::new(),
        given: String::new(),
    };
    let confirm = || t("Confirm with your password that it is you.");
    match ask {
        Ask::ChangeEmail => Words {
            inputs: vec![Input::email(t("New e-mail"))],
            ..words(
                ChangeEmail::PATH,
                t("Change your e-mail address"),
                t("Both addresses get a mail, and both must agree."),
                t("Change address"),
            )
        },
        Ask::ChangePassword => Words {
            inputs: vec![Input::new_password("new_password", t("New password"))],
            ..words(
                ChangePassword::PATH,
                t("Change your password"),
                t("Everywhere else you are signed out."),
                t("Change password"),
            )
        },
        Ask::LinkGoogle(proof) => Words {
            given: remote::field("proof", proof),
            ..words(GoogleLink::PATH, t("Link your Google account"), confirm(), t("Link"))
        },
        Ask::UnlinkGoogle => words(
            GoogleUnlink::PATH,
            t("Unlink your Google account"),
            t("You cannot sign in with Google any more."),
            t("Unlink"),
        ),
        Ask::Authenticator => {
            words(AuthenticatorBegin::PATH, t("Set up an authenticator app"), confirm(), t("Go on"))
        }
        Ask::RemoveAuthenticator => words(
            AuthenticatorRemove::PATH,
            t("Remove the authenticator app"),
            t("No code of it is asked for any more, and your recovery codes work no more."),
            t("Remove"),
        ),
        Ask::RecoveryCodes => words(
            NewRecoveryCodes::PATH,
            t("Make new recovery codes"),
            t("The codes that you have work no more."),
            t("Make new codes"),
        ),
        Ask::AddPasskey => Words {
            inputs: vec![Input {
                hint: t("What you call it, such as the device that keeps it"),
                ..Input::line(NAME, t("Name"), "off")
            }],
            ..words(PasskeyBegin::PATH, t("Add a passkey"), confirm(), t("Go on"))
        },
        Ask::RemovePasskey(id, name) => Words {
            given: remote::field("passkey_id", &id.to_string()),
            ..words(PasskeyRemove::PATH, fill("Remove the passkey {}", name), confirm(), t("Remove"))
        },
        Ask::DeleteAccount => words(
            DeleteAccount::PATH,
            t("Delete your account"),
            t(
                "Your profile, your picture and every follow from you and to you are gone for good, everywhere. This cannot be undone.",
            ),
            t("Delete for good"),
        ),
    }
}

/// The name that a passkey is to have, which is sent once it is made.
const NAME: &str = "name";

/// An account with no password: Google confirms in its place, or a mail leads to one.
fn without_password(app: &UseReducerHandle<App>, title: AttrValue, ask: &Ask) -> Html {
    let account = app.known.account.clone();
    let has_google = account.as_ref().is_some_and(|account| account.google.is_some());
    let email = account.map(|account| account.email_id).unwrap_or_default();
    let on_done = {
        let app = app.dispatcher();
        move |(_, answer): (Values, Answer)| {
            app.dispatch(Action::Ask(None));
            app.dispatch(Action::Say(told(&api::message(&answer)).to_string()));
        }
    };
    let is_linking = matches!(ask, Ask::LinkGoogle(_));
    let google = (has_google && !is_linking).then(|| {
        html! { <p class="actions">{google::button(app, Errand::Confirm, t("Confirm with Google"))}</p> }
    });
    html! {
        <Form path={ForgotPassword::PATH} given={remote::field("Email_id", &email)} label={t("Send me a mail")} {on_done}>
            <h2>{title}</h2>
            <p>{t("Your account has no password to confirm this with. A mail can lead you to one.")}</p>
            {google.unwrap_or_default()}
        </Form>
    }
}

/// What comes of it.
fn done(app: &UseReducerHandle<App>, ask: &Ask) -> Callback<(Values, Answer)> {
    let (app, ask) = (app.clone(), ask.clone());
    Callback::from(move |(values, answer): (Values, Answer)| {
        app.dispatch(Action::Ask(None));
        app.dispatch(Action::Proven(None));
        let (api, viewer) = (Api::new(&app), app.viewer());
        let tell = |told| app.dispatch(Action::Account(viewer, told));
        let say = |words: AttrValue| app.dispatch(Action::Say(words.to_string()));
        match ask {
            Ask::Authenticator => {
                if let Ok(begun) = api.read(answer) {
                    tell(Told::Begun(begun));
                }
                return;
            }
            Ask::RecoveryCodes => return codes(&app, answer),
            Ask::AddPasskey => {
                let name = values.get(NAME).cloned().unwrap_or_default();
                return spawn_local(add_passkey(app.clone(), answer, name));
            }
            Ask::DeleteAccount => {
                app.dispatch(Action::SignedOut);
                history::go(&app.dispatcher(), "/");
                return app.dispatch(Action::Say(t("Your account is deleted.").to_string()));
            }
            Ask::LinkGoogle(_) => say(t("You can sign in with Google now.")),
            Ask::UnlinkGoogle => say(t("Google is unlinked.")),
            Ask::RemoveAuthenticator => say(t("The authenticator app is removed.")),
            Ask::RemovePasskey(..) => say(t("The passkey is removed.")),
            Ask::ChangeEmail | Ask::ChangePassword => say(told(&api::message(&answer))),
        }
        tell(Told::Changed);
    })
}

/// Shows recovery codes that have come.
pub fn codes(app: &UseReducerHandle<App>, answer: Answer) {
    if let Ok(come) = Api::new(app).read::<RecoveryCodes>(answer) {
        app.dispatch(Action::Account(app.viewer(), Told::Codes(come.recovery_codes)));
    }
}

async fn add_passkey(app: UseReducerHandle<App>, begun: Answer, name: String) {
    let api = Api::new(&app);
    let words = match passkeys::add(&api, begun, &name).await {
        Ok(answer) => {
            // With the first way past the password come recovery codes, and later on none.
            codes(&app, answer);
            t("The passkey is added.")
        }
        Err(words) => words,
    };
    app.dispatch(Action::Say(words.to_string()));
}
