//! What the browser remembers, in localStorage: the session, under the two names that the contract gives and as plain
//! text, and what the person prefers. In sessionStorage, for as long as the tab: for what they have gone to Google, and
//! with which secret.

use crate::state::accounts::session::Session;
use crate::state::graph::intent::Intent;
use gloo_events::EventListener;
use gloo_storage::{LocalStorage, SessionStorage, Storage};
use wasm_bindgen::JsCast;
use web_sys::{Event, StorageEvent};

const TOKEN: &str = "token";
const USER_ID: &str = "user_id";
const LANGUAGE: &str = "language";
const BY_HAND: &str = "load_by_hand";
const GOOGLE: &str = "google";
const CHANGED: &str = "changed";

/// Why a person goes to Google.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To sign in.
    SignIn,
    /// To be able to sign in that way from then on.
    Link,
    /// To confirm that it is them.
    Confirm,
}

/// The errands, each with its name in the storage.
const ERRANDS: [(&str, Errand); 3] =
    [("sign_in", Errand::SignIn), ("link", Errand::Link), ("confirm", Errand::Confirm)];

/// Notes, before the person leaves for Google, what for, the secret to come back with, what they wanted to do, and where they
/// want to be afterwards.
pub fn leave(secret: &str, errand: Errand, intent: Option<&Intent>, back: &str) {
    let names = ERRANDS.iter().filter(|(_, known)| *known == errand).map(|(name, _)| *name);
    let intent = intent.map(Intent::note).unwrap_or_default();
    let note = format!("{secret} {} {intent} {back}", names.collect::<String>());
    if let Err(error) = SessionStorage::raw().set_item(GOOGLE, &note) {
        web_sys::console::warn_1(&error);
    }
}

/// What was noted: nobody who has not begun in this tab has a secret to come back with. It is noted no more.
pub fn come_back() -> Option<(String, Errand, Option<Intent>, String)> {
    let note = SessionStorage::raw().get_item(GOOGLE).ok()??;
    SessionStorage::delete(GOOGLE);
    let mut parts = note.splitn(4, ' ');
    let (secret, name, intent, back) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let errand = ERRANDS.into_iter().find(|(known, _)| *known == name)?.1;
    Some((secret.to_owned(), errand, Intent::read(intent), back.to_owned()))
}

/// Tells the other tabs that something of the viewer's has changed. Nothing of it stays in the storage.
pub fn tell_change() {
    write(CHANGED, "1");
    LocalStorage::delete(CHANGED);
}

/// Tells when another tab has changed something.
pub fn watch_changes(on_change: impl Fn() + 'static) -> Option<EventListener> {
    let told = move |event: &Event| {
        let told = event.dyn_ref::<StorageEvent>().filter(|event| event.new_value().is_some());
        if told.and_then(StorageEvent::key).is_some_and(|key| key == CHANGED) {
            on_change();
        }
    };
    web_sys::window().map(|window| EventListener::new(&window, "storage", told))
}

/// Tells when another tab signs in or out, once that is written in full: the token is written last. It is another one at
/// each sign-in, and only what changes is told.
pub fn watch(on_change: impl Fn(Option<Session>) + 'static) -> Option<EventListener> {
    let told = move |event: &Event| {
        let key = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
        if key.is_none_or(|key| key == TOKEN) {
            on_change(load());
        }
    };
    web_sys::window().map(|window| EventListener::new(&window, "storage", told))
}

/// The session that the browser remembers.
pub fn load() -> Option<Session> {
    Some(Session { token: read(TOKEN)?, user_id: read(USER_ID)?.parse().ok()? })
}

/// The language that the person chose.
pub fn language() -> Option<String> {
    read(LANGUAGE)
}

/// Remembers the language that the person chose.
pub fn choose_language(language: &str) {
    write(LANGUAGE, language);
}

/// Whether long lists grow only when the person asks.
pub fn loads_by_hand() -> bool {
    read(BY_HAND).is_some()
}

/// Remembers how long lists are to grow.
pub fn load_by_hand(by_hand: bool) {
    if by_hand { write(BY_HAND, "1") } else { LocalStorage::delete(BY_HAND) }
}

fn read(key: &str) -> Option<String> {
    LocalStorage::raw().get_item(key).ok().flatten()
}

fn write(key: &str, value: &str) {
    if let Err(error) = LocalStorage::raw().set_item(key, value) {
        web_sys::console::warn_1(&error);
    }
}

/// Remembers a session, or with `None` forgets it. A full or refused storage leaves it to last as long as the page.
pub fn save(session: Option<&Session>) {
    match session {
        Some(Session { token, user_id }) => {
            write(USER_ID, &user_id.to_string());
            write(TOKEN, token);
        }
        None => {
            LocalStorage::delete(USER_ID);
            LocalStorage::delete(TOKEN);
        }
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::state::graph::follow_actions::FollowAction;
    use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

    wasm_bindgen_test_configure!(run_in_browser);

    #[wasm_bindgen_test]
    fn a_session_is_kept_as_plain_text_under_the_contracts_names() {
        let user_id = uuid::Uuid::from_u128(7);
        let session = Session { token: "a-token".into(), user_id };
        save(Some(&session));
        assert_eq!(read("token").as_deref(), Some("a-token"));
        assert_eq!(read("user_id"), Some(user_id.to_string()));
        assert_eq!(load(), Some(session));
        save(None);
        assert_eq!((read("token"), read("user_id"), load()), (None, None, None));
    }

    #[wasm_bindgen_test]
    fn a_way_back_exists_only_after_leaving_and_only_once() {
        for (_, errand) in ERRANDS {
            let intent =
                Intent { person: uuid::Uuid::max(), name: "ada".to_owned(), wish: FollowAction::Ask };
            for intent in [None, Some(intent)] {
                leave("a-secret", errand, intent.as_ref(), "/search?q=a b");
                assert_eq!(
                    come_back(),
                    Some(("a-secret".to_owned(), errand, intent, "/search?q=a b".to_owned()))
                );
                assert_eq!(come_back(), None);
            }
        }
    }

    #[wasm_bindgen_test]
    fn half_a_session_is_none() {
        assert!(LocalStorage::raw().set_item("token", "a-token").is_ok());
        assert_eq!(load(), None);
        assert!(LocalStorage::raw().set_item("user_id", "not an id").is_ok());
        assert_eq!(load(), None);
        save(None);
    }
}
