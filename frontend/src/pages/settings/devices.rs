//! Where the viewer is signed in, and what has happened to the account.

use super::{acting, section, thing, things, when};
use crate::api::Api;
use crate::components::notice::{actions, note, small_button};
use crate::language::{plural, t, text};
use crate::state::account::Told;
use crate::state::app::{Action, App};
use crate::state::reading::Event;
use crate::state::remote;
use common::Endpoint;
use common::security_events::SecurityEvents;
use common::sessions::{EndSession, EndSessions, Session};
use yew::platform::spawn_local;
use yew::prelude::*;

/// Both lists.
pub fn devices(app: &UseReducerHandle<App>, sessions: &[Session]) -> Html {
    html! { <>{section(t("Where you are signed in"), signed_in(app, sessions))}{section(t("What has happened"), log(app))}</> }
}

fn signed_in(app: &UseReducerHandle<App>, sessions: &[Session]) -> Html {
    let row = |session: &Session| {
        let request = remote::request(&[("session_id", &session.session_id.to_string())]);
        let (badge, button) = match session.current {
            true => (html! { <span class="badge">{t("This one")}</span> }, Html::default()),
            false => {
                let done = text("Signed out there.");
                (Html::default(), acting(app, t("Sign out there"), EndSession::PATH, request, done))
            }
        };
        let used = html! { <>{address(&session.address)}{t("Last used:")}{" "}{when(&session.used_at)}</> };
        thing(device(&session.device), badge, used, button)
    };
    let state = app.clone();
    let everywhere = move |_| spawn_local(sign_out_everywhere(state.clone()));
    let others = r#"{"others":true}"#.to_owned();
    let done = text("Signed out everywhere else.");
    let buttons = html! {
        <>
            if sessions.len() > 1 { {acting(app, t("Sign out everywhere else"), EndSessions::PATH, others, done)} }
            {small_button(t("Sign out everywhere"), Callback::from(everywhere))}
        </>
    };
    html! { <>{things(sessions.iter().map(row).collect())}{actions(buttons)}</> }
}

async fn sign_out_everywhere(app: UseReducerHandle<App>) {
    let api = Api::new(&app);
    api.dispatch(match api.post(EndSessions::PATH, "{}").await {
        Ok(_) => Action::SignedOut,
        Err(error) => Action::Say(error.message().to_string()),
    });
}

fn log(app: &UseReducerHandle<App>) -> Html {
    let row = |event: &Event| {
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
    let cursor = app.known.cursor.as_deref().unwrap_or_default();
    let page = api.post(SecurityEvents::PATH, &remote::request(&[("cursor", cursor)])).await;
    api.dispatch(match page.and_then(|page| api.read(page)) {
        Ok(page) => Action::Account(Told::Events(false, page)),
        Err(error) => Action::Say(error.message().to_string()),
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

/// What can happen to an account, by the names that the contract gives to it.
const KINDS: [(&str, &str); 23] = [
    ("registered", text("Account made")),
    ("signed_in", text("Signed in")),
    ("sign_in_failed", text("Wrong password")),
    ("second_factor_failed", text("Right password, but wrong code")),
    ("signed_out", text("Signed out")),
    ("sessions_ended", text("Signed out elsewhere")),
    ("password_changed", text("Password changed")),
    ("password_forgotten", text("New password asked for by mail")),
    ("password_reset", text("Password replaced by mail")),
    ("email_verified", text("E-mail address confirmed")),
    ("email_change_asked", text("Another e-mail address asked for")),
    ("email_changed", text("E-mail address changed")),
    ("email_removed", text("Email address removed by the person it belongs to")),
    ("email_undelivered", text("An email could not be delivered")),
    ("google_linked", text("Google account linked")),
    ("google_unlinked", text("Google account unlinked")),
    ("authenticator_added", text("Authenticator app set up")),
    ("authenticator_removed", text("Authenticator app removed")),
    ("recovery_codes_made", text("New recovery codes made")),
    ("recovery_code_used", text("Recovery code used")),
    ("passkey_added", text("Passkey added")),
    ("passkey_removed", text("Passkey removed")),
    ("downloaded", text("Data downloaded")),
];

/// What it was, and how many times in a row.
fn happened(event: &Event) -> AttrValue {
    let what = what(&event.kind);
    match event.count {
        ..=1 => what,
        count => format!("{what} · {}", plural("once", "{} times", count)).into(),
    }
}

fn what(kind: &str) -> AttrValue {
    let known = KINDS.iter().find(|(name, _)| *name == kind);
    known.map_or_else(|| kind.to_owned().into(), |(_, words)| t(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::security_events::Kind;

    #[test]
    fn every_name_is_one_of_the_contracts() {
        for (name, _) in KINDS {
            assert!(serde_json::from_str::<Kind>(&format!("\"{name}\"")).is_ok(), "{name}");
        }
    }
}
