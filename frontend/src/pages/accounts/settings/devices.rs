//! Where the viewer is signed in, and what has happened to the account.

use crate::api::Api;
use crate::components::notice::{actions, note, small_button};
use crate::language::{plural, t};
use crate::pages::accounts::settings::{acting, section, thing, things, when};
use crate::state::accounts::overview::AccountAction;
use crate::state::app::{Act, Action, App};
use common::accounts::security_events::{Kind, SecurityEvent, SecurityEvents};
use common::accounts::sessions::{EndSessions, Session};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Both lists.
pub fn devices(app: &UseReducerHandle<App>, sessions: &[Session]) -> Html {
    html! { <>{section(t("Where you are signed in"), signed_in(app, sessions))}{section(t("What has happened"), log(app))}</> }
}

fn signed_in(app: &UseReducerHandle<App>, sessions: &[Session]) -> Html {
    let row = |session: &Session| {
        let end = Act::EndSession(session.session_id);
        let (badge, button) = match session.current {
            true => (html! { <span class="badge">{t("This one")}</span> }, Html::default()),
            false => (Html::default(), acting(app, t("Sign out there"), end)),
        };
        let used = html! { <>{address(&session.address)}{t("Last used:")}{" "}{when(&session.used_at)}</> };
        thing(device(&session.device), badge, used, button)
    };
    let state = app.clone();
    let everywhere = move |_| spawn_local(sign_out_everywhere(state.clone()));
    let buttons = html! {
        <>
            if sessions.len() > 1 { {acting(app, t("Sign out everywhere else"), Act::EndOtherSessions)} }
            {small_button(t("Sign out everywhere"), Callback::from(everywhere))}
        </>
    };
    html! { <>{things(sessions.iter().map(row).collect())}{actions(buttons)}</> }
}

async fn sign_out_everywhere(app: UseReducerHandle<App>) {
    let api = Api::new(&app);
    api.dispatch(match api.call(&EndSessions { others: false }).await {
        Ok(_) => Action::SignedOut,
        Err(error) => Action::ShowToast(error.message().to_string()),
    });
}

fn log(app: &UseReducerHandle<App>) -> Html {
    let row = |event: &SecurityEvent| {
        let device = (!event.device.is_empty()).then(|| format!("{} · ", event.device));
        let first = (event.count > 1).then(|| html! { <>{when(&event.first_at)}{" – "}</> });
        let details = html! { <>{address(&event.address)}{device}{first}{when(&event.at)}</> };
        thing(happened(event), Html::default(), details, Html::default())
    };
    let state = app.clone();
    let more = move |_| spawn_local(load_more(state.clone()));
    html! {
        <>
            {note(t("If something here was not you, change your password."))}
            {things(app.known.events.iter().map(row).collect())}
            if app.known.cursor.is_some() { {actions(small_button(t("Load more"), Callback::from(more)))} }
        </>
    }
}

async fn load_more(app: UseReducerHandle<App>) {
    let api = Api::new(&app);
    let page = api.call(&SecurityEvents { cursor: app.known.cursor.clone() }).await;
    api.dispatch(match page {
        Ok(page) => Action::Account(AccountAction::Events(false, page)),
        Err(error) => Action::ShowToast(error.message().to_string()),
    });
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

/// What it was, and how many times in a row.
fn happened(event: &SecurityEvent) -> AttrValue {
    let what = what(event.kind);
    match event.count {
        ..=1 => what,
        count => format!("{what} · {}", plural("once", "{} times", count.into())).into(),
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
        Kind::EmailRemoved => t("Email address removed by the person it belongs to"),
        Kind::EmailUndelivered => t("An email could not be delivered"),
        Kind::GoogleLinked => t("Google account linked"),
        Kind::GoogleUnlinked => t("Google account unlinked"),
        Kind::AuthenticatorAdded => t("Authenticator app set up"),
        Kind::AuthenticatorRemoved => t("Authenticator app removed"),
        Kind::RecoveryCodesMade => t("New recovery codes made"),
        Kind::RecoveryCodeUsed => t("Recovery code used"),
        Kind::PasskeyAdded => t("Passkey added"),
        Kind::PasskeyRemoved => t("Passkey removed"),
        Kind::Downloaded => t("Data downloaded"),
        Kind::Suspended => t("Account suspended by an operator of this site"),
        Kind::Restored => t("Account restored by an operator of this site"),
        Kind::SessionsEndedByOperator => t("Signed out by an operator of this site"),
        Kind::SecondFactorReset => t("Second factors removed by an operator of this site"),
        Kind::EmailVerifiedByOperator => t("E-mail address confirmed by an operator of this site"),
        Kind::Other => t("Something else"),
    }
}
