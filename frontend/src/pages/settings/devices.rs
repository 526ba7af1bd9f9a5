//! Where the viewer is signed in, and what has happened to the account.

use super::{acting, section, when};
use crate::api::Api;
use crate::language::t;
use crate::state::account::Told;
use crate::state::app::{Action, App};
use crate::state::remote;
use common::Endpoint;
use common::security_events::{Kind, SecurityEvent, SecurityEvents};
use common::sessions::{EndSession, EndSessions, Session};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Both lists.
pub fn devices(app: &UseReducerHandle<App>, sessions: &[Session]) -> Html {
    html! { <>{section(t("Where you are signed in"), signed_in(app, sessions))}{section(t("What has happened"), log(app))}</> }
}

fn signed_in(app: &UseReducerHandle<App>, sessions: &[Session]) -> Html {
    let row = |session: &Session| {
        let request = format!(
            "{{{}}}",
            remote::field("session_id", &session.session_id.to_string()).trim_end_matches(',')
        );
        html! {
            <li key={session.session_id.to_string()}>
                <span class="what">
                    <b>{device(&session.device)}</b>
                    if session.current { <span class="badge">{t("This one")}</span> }
                    <span class="note">{address(&session.address)}{t("Last used:")}{" "}{when(&session.used_at)}</span>
                </span>
                if !session.current { {acting(app, t("Sign out there"), EndSession::PATH, request, t("Signed out there."))} }
            </li>
        }
    };
    let everywhere = {
        let app = app.clone();
        move |_| {
            let app = app.clone();
            spawn_local(async move {
                match Api::new(&app).tell(&EndSessions { others: false }).await {
                    Ok(_) => app.dispatch(Action::SignedOut),
                    Err(error) => app.dispatch(Action::Say(error.message().to_string())),
                }
            });
        }
    };
    let others = r#"{"others":true}"#.to_owned();
    html! {
        <>
            <ul class="things">{for sessions.iter().map(row)}</ul>
            <p class="actions">
                if sessions.len() > 1 {
                    {acting(app, t("Sign out everywhere else"), EndSessions::PATH, others, t("Signed out everywhere else."))}
                }
                <button class="button small plain" onclick={everywhere}>{t("Sign out everywhere")}</button>
            </p>
        </>
    }
}

fn log(app: &UseReducerHandle<App>) -> Html {
    let row = |event: &SecurityEvent| {
        html! {
            <li>
                <span class="what">
                    <b>{what(event.kind)}</b>
                    <span class="note">
                        {address(&event.address)}
                        if !event.device.is_empty() { {device(&event.device)}{" · "} }
                        {when(&event.at)}
                    </span>
                </span>
            </li>
        }
    };
    let more = {
        let app = app.clone();
        move |_| {
            let (app, cursor) = (app.clone(), app.known.cursor.clone());
            spawn_local(async move {
                match Api::new(&app).call(&SecurityEvents { cursor }).await {
                    Ok(page) => app.dispatch(Action::Account(app.viewer(), Told::Events(false, page))),
                    Err(error) => app.dispatch(Action::Say(error.message().to_string())),
                }
            });
        }
    };
    html! {
        <>
            <p class="note">{t("If something here was not you, change your password.")}</p>
            <ul class="things" aria-live="polite">{for app.known.events.iter().map(row)}</ul>
            if app.known.cursor.is_some() {
                <p class="actions"><button class="button small plain" onclick={more}>{t("Load more")}</button></p>
            }
        </>
    }
}

fn device(device: &str) -> AttrValue {
    if device.is_empty() { t("Unknown device") } else { device.to_owned().into() }
}

fn address(address: &str) -> Html {
    if address.is_empty() {
        Html::default()
    } else {
        html! { <><bdi>{address.to_owned()}</bdi>{" · "}</> }
    }
}

fn what(kind: Kind) -> AttrValue {
    match kind {
        Kind::Registered => t("Account made"),
        Kind::SignedIn => t("Signed in"),
        Kind::SignInFailed => t("Wrong password"),
        Kind::SecondFactorFailed => t("Right password, but wrong code"),
        Kind::SignedOut => t("Signed out"),
        Kind::SessionsEnded => t("Signed out elsewhere"),
        Kind::PasswordChanged => t("Password changed"),
        Kind::PasswordForgotten => t("New password asked for by mail"),
        Kind::PasswordReset => t("Password replaced by mail"),
        Kind::EmailVerified => t("E-mail address confirmed"),
        Kind::EmailChangeAsked => t("Another e-mail address asked for"),
        Kind::EmailChanged => t("E-mail address changed"),
        Kind::GoogleLinked => t("Google account linked"),
        Kind::GoogleUnlinked => t("Google account unlinked"),
        Kind::AuthenticatorAdded => t("Authenticator app set up"),
        Kind::AuthenticatorRemoved => t("Authenticator app removed"),
        Kind::RecoveryCodesMade => t("New recovery codes made"),
        Kind::RecoveryCodeUsed => t("Recovery code used"),
        Kind::PasskeyAdded => t("Passkey added"),
        Kind::PasskeyRemoved => t("Passkey removed"),
        Kind::Downloaded => t("Everything downloaded"),
    }
}
