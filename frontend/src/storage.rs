//! The session in localStorage, under the two names that the contract gives, as plain text.

use crate::state::session::Session;
use gloo_storage::{LocalStorage, Storage};

const TOKEN: &str = "token";
const USER_ID: &str = "user_id";

/// The session that the browser remembers.
pub fn load() -> Option<Session> {
    let read = |key| LocalStorage::raw().get_item(key).ok().flatten();
    Some(Session { token: read(TOKEN)?, user_id: read(USER_ID)?.parse().ok()? })
}

/// Remembers a session, or with `None` forgets it. A full or refused storage leaves it to last as long as the page.
pub fn save(session: Option<&Session>) {
    match session {
        Some(Session { token, user_id }) => {
            let storage = LocalStorage::raw();
            let saved =
                storage.set_item(TOKEN, token).and_then(|()| storage.set_item(USER_ID, &user_id.to_string()));
            if let Err(error) = saved {
                web_sys::console::warn_1(&error);
            }
        }
        None => {
            LocalStorage::delete(TOKEN);
            LocalStorage::delete(USER_ID);
        }
    }
}
