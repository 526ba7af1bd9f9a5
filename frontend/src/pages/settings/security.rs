//! What is asked for beside the password.

use super::{asking, section, when};
use crate::components::confirm;
use crate::components::field::Input;
use crate::components::form::Form;
use crate::files;
use crate::language::{plural, t};
use crate::passkeys;
use crate::state::account::Known;
use crate::state::app::{Action, App};
use crate::state::asks::Ask;
use common::Endpoint;
use common::accounts::Account;
use common::passkeys::Passkey;
use common::second_factors::{AuthenticatorBegun, AuthenticatorConfirm};
use js_sys::{Array, encode_uri_component};
use yew::prelude::*;

/// All of it.
pub fn security(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let Known { begun, codes, .. } = &*app.known;
    let is_guarded = now.has_authenticator || !now.passkeys.is_empty();
    html! {
        <>
            if !codes.is_empty() { {section(t("Your recovery codes"), shown_once(app, codes))} }
            if let Some(begun) = begun {
                {section(t("Set up an authenticator app"), begin(app, begun))}
            } else {
                {section(t("Authenticator app"), authenticator(app, now))}
            }
            {section(t("Passkeys"), passkeys(app, now))}
            if is_guarded { {section(t("Recovery codes"), recovery(app, now))} }
        </>
    }
}

fn authenticator(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let (note, words, ask) = match now.has_authenticator {
        true => (
            t("On. Whoever signs in with your password needs a code as well."),
            t("Remove…"),
            Ask::RemoveAuthenticator,
        ),
        false => (
            t(
                "Off. An app on your phone shows a new code every 30 seconds, which is asked for after your password.",
            ),
            t("Set up…"),
            Ask::Authenticator,
        ),
    };
    html! { <><p class="note">{note}</p><p class="actions">{asking(app, words, ask)}</p></> }
}

/// The secret, in a form for each app, and the first code of it.
fn begin(app: &UseReducerHandle<App>, begun: &AuthenticatorBegun) -> Html {
    let source = format!("data:image/svg+xml,{}", String::from(encode_uri_component(&begun.qr)));
    let on_done = {
        let app = app.clone();
        move |(_, answer)| {
            confirm::codes(&app, answer);
            app.dispatch(Action::Say(t("From now on a code is asked for as well.").to_string()));
        }
    };
    html! {
        <Form path={AuthenticatorConfirm::PATH} inputs={vec![Input::line("code", t("Code that the app shows"), "one-time-code")]}
            label={t("Switch on")} busy={t("One moment…")} class="" takes_focus={true} {on_done}>
            <p>{t("Scan this with the app, or type the secret into it. Then enter the code that it shows.")}</p>
            <img class="qr" src={source} alt={t("QR code")} width="200" height="200"/>
            <p><code>{&begun.secret}</code></p>
            <p><a href={begun.uri.clone()}>{t("Open in the app on this device")}</a></p>
        </Form>
    }
}

/// They are shown this once.
fn shown_once(app: &UseReducerHandle<App>, codes: &[String]) -> Html {
    let text = codes.iter().map(|code| format!("{code}\n")).collect::<String>();
    let copy = {
        let (app, text) = (app.dispatcher(), text.clone());
        move |_| {
            if let Some(window) = web_sys::window() {
                // Where the browser refuses, they can be saved as a file.
                drop(window.navigator().clipboard().write_text(&text));
                app.dispatch(Action::Say(t("Copied.").to_string()));
            }
        }
    };
    let save = move |_| {
        if let Err(error) = files::save("kith-recovery-codes.txt", &Array::of1(&text.as_str().into())) {
            web_sys::console::warn_1(&error);
        }
    };
    html! {
        <div role="status">
            <p>{t("Keep them where you find them without your phone. Each works once, and they are never shown again.")}</p>
            <ul class="codes">{for codes.iter().map(|code| html! { <li><code>{code}</code></li> })}</ul>
            <p class="actions">
                <button class="button small" onclick={save}>{t("Save as a file")}</button>
                <button class="button small plain" onclick={copy}>{t("Copy")}</button>
            </p>
        </div>
    }
}

fn recovery(app: &UseReducerHandle<App>, now: &Account) -> Html {
    html! {
        <>
            <p class="note">{t("They let you in when everything else is lost.")}{" "}
                {plural("One is left.", "{} are left.", now.recovery_codes)}</p>
            <p class="actions">{asking(app, t("Make new codes…"), Ask::RecoveryCodes)}</p>
        </>
    }
}

fn passkeys(app: &UseReducerHandle<App>, now: &Account) -> Html {
    let row = |passkey: &Passkey| {
        let name = if passkey.name.is_empty() { t("Passkey") } else { passkey.name.clone().into() };
        let words = html! { <>{t("Remove")}<span class="hidden">{" "}{name.clone()}</span></> };
        let ask = Ask::RemovePasskey(passkey.passkey_id, name.to_string());
        let app = app.dispatcher();
        let onclick = move |_| app.dispatch(Action::Ask(Some(ask.clone())));
        html! {
            <li key={passkey.passkey_id.to_string()}>
                <span class="what"><b><bdi>{name}</bdi></b><span class="note">{t("Added:")}{" "}{when(&passkey.created_at)}</span></span>
                <button class="button small plain" {onclick}>{words}</button>
            </li>
        }
    };
    html! {
        <>
            <p class="note">{t("A passkey signs you in by finger, face or PIN, without a password. Your device or your password manager keeps it.")}</p>
            if !now.passkeys.is_empty() { <ul class="things">{for now.passkeys.iter().map(row)}</ul> }
            if passkeys::are_there() {
                <p class="actions">{asking(app, t("Add a passkey…"), Ask::AddPasskey)}</p>
            } else {
                <p class="note">{t("This browser knows no passkeys.")}</p>
            }
        </>
    }
}
