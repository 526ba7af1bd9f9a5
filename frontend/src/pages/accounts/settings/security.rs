//! What is asked for beside the password.

use crate::components::accounts::confirm::show_codes;
use crate::components::field::Input;
use crate::components::form::{FormProps, Submit, form};
use crate::components::notice::{actions, note, small_button};
use crate::files;
use crate::language::{plural, t, text};
use crate::pages::accounts::settings::{asking, section, thing, things, when};
use crate::passkeys;
use crate::state::accounts::confirmed_actions::ConfirmedAction;
use crate::state::accounts::overview::AccountState;
use crate::state::app::{Action, App};
use crate::state::form::value;
use common::Endpoint;
use common::accounts::account::Account;
use common::accounts::passkeys::Passkey;
use common::accounts::second_factors::{AuthenticatorBegun, AuthenticatorConfirm};
use js_sys::{Array, encode_uri_component};
use yew::platform::spawn_local;
use yew::prelude::*;

/// All of it.
pub fn security(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let AccountState { begun, codes, .. } = &*app.known;
    let is_guarded = now.has_authenticator || !now.passkeys.is_empty();
    html! {
        <>
            // Those that stood for a second factor that is gone are revoked.
            if is_guarded && !codes.is_empty() { {section(t("Your recovery codes"), shown_once(app, codes))} }
            if let Some(begun) = begun {
                {section(t("Set up an authenticator app"), begin(begun))}
            } else {
                {section(t("Authenticator app"), authenticator(app, now))}
            }
            {section(t("Passkeys"), passkeys(app, now))}
            if is_guarded { {section(t("Recovery codes"), recovery(app, now))} }
        </>
    }
}

fn authenticator(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let (words, button, ask) = match now.has_authenticator {
        true => (
            t("On. Whoever signs in with your password needs a code as well."),
            t("Remove…"),
            ConfirmedAction::RemoveAuthenticator,
        ),
        false => (
            t(
                "Off. An app on your phone shows a new code every 30 seconds, which is asked for after your password.",
            ),
            t("Set up…"),
            ConfirmedAction::Authenticator,
        ),
    };
    html! { <>{note(words)}{actions(asking(app, button, ask))}</> }
}

/// The secret, in a form for each app, and the first code of it.
fn begin(begun: &AuthenticatorBegun) -> Html {
    let source = format!("data:image/svg+xml,{}", String::from(encode_uri_component(&begun.qr)));
    let submit = Submit::new(|api, values| async move {
        let codes = api.call(&AuthenticatorConfirm { code: value(&values, "code") }).await?;
        show_codes(&api, codes);
        api.dispatch(Action::ShowToast(t("From now on a code is asked for as well.").to_string()));
        Ok(String::new())
    });
    let head = html! {
        <>
            <img class="qr" src={source} alt={t("QR code")} width="200" height="200"/>
            <p><code>{&begun.secret}</code></p>
            <p><a href={begun.uri.clone()}>{t("Open in the app on this device")}</a></p>
        </>
    };
    form(FormProps {
        text: text("Scan this with the app, or type the secret into it. Then enter the code that it shows."),
        inputs: vec![Input::line("code", text("Code that the app shows"), "one-time-code")],
        takes_focus: true,
        head,
        ..FormProps::new(AuthenticatorConfirm::PATH, submit, text("Switch on"))
    })
}

/// They are shown this once.
fn shown_once(app: &UseReducerHandle<App>, codes: &[String]) -> Html {
    let text = codes.iter().map(|code| format!("{code}\n")).collect::<String>();
    let (app, copied) = (app.clone(), text.clone());
    let copy = move |_| spawn_local(copy(app.clone(), copied.clone()));
    let save = move |_| {
        if let Err(error) = files::save("kith-recovery-codes.txt", &Array::of1(&text.as_str().into())) {
            web_sys::console::warn_1(&error);
        }
    };
    let code = |code: &String| html! { <li><code>{code}</code></li> };
    html! {
        <div role="status">
            <p>{t("Keep them where you find them without your phone. Each works once, and they are never shown again.")}</p>
            <ul class="codes">{for codes.iter().map(code)}</ul>
            <p class="actions">
                {small_button(t("Save as a file"), Callback::from(save))}
                {small_button(t("Copy"), Callback::from(copy))}
            </p>
        </div>
    }
}

async fn copy(app: UseReducerHandle<App>, text: String) {
    let words = match files::copy(&text).await {
        Ok(()) => t("Copied."),
        Err(_) => t("This browser does not let you copy them. Save them as a file."),
    };
    app.dispatch(Action::ShowToast(words.to_string()));
}

fn recovery(app: &UseReducerHandle<App>, now: &Account) -> Html {
    html! {
        <>
            {note(t("They let you in when everything else is lost."))}
            {note(plural("One is left.", "{} are left.", now.recovery_codes))}
            {actions(asking(app, t("Make new codes…"), ConfirmedAction::RecoveryCodes))}
        </>
    }
}

fn passkeys(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let row = |passkey: &Passkey| {
        let name = if passkey.name.is_empty() { t("Passkey") } else { passkey.name.clone().into() };
        let ask = ConfirmedAction::RemovePasskey(passkey.passkey_id, name.to_string());
        let added = html! { <>{t("Added:")}{" "}{when(&passkey.created_at)}</> };
        thing(name, Html::default(), added, asking(app, t("Remove…"), ask))
    };
    let add = match passkeys::are_there() {
        true => actions(asking(app, t("Add a passkey…"), ConfirmedAction::AddPasskey)),
        false => note(t("This browser knows no passkeys.")),
    };
    let words = t(
        "A passkey signs you in by finger, face or PIN, without a password. Your device or your password manager keeps it.",
    );
    html! {
        <>
            {note(words)}
            if !now.passkeys.is_empty() { {things(now.passkeys.iter().map(row).collect())} }
            {add}
        </>
    }
}
