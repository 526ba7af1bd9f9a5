//! What one shows.

pub(crate) mod avatars;
pub(crate) mod privacy;
pub(crate) mod profiles;
pub(crate) mod search;

use rocket::{Route, routes};

/// What is served under `/api`.
pub(crate) fn routes() -> Vec<Route> {
    routes![profiles::view, profiles::edit, profiles::remove_avatar, search::find, privacy::set]
}

/// What is served under `/avatars`.
pub(crate) fn avatars() -> Vec<Route> {
    routes![avatars::drawn, avatars::uploaded, avatars::upload]
}
