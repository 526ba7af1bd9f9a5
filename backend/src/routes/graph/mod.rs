//! Who follows whom.

pub(crate) mod blocks;
pub(crate) mod follows;
pub(crate) mod lists;
pub(crate) mod live;
pub(crate) mod pages;
pub(crate) mod requests;
pub(crate) mod suggestions;
pub(crate) mod transfers;

use rocket::{Route, routes};

/// What is served under `/api`.
pub(crate) fn routes() -> Vec<Route> {
    routes![
        lists::followers,
        lists::followed,
        suggestions::suggested,
        suggestions::known,
        follows::follow,
        follows::unfollow,
        follows::remove_follower,
        requests::asking,
        requests::asked,
        requests::accept,
        requests::reject,
        blocks::blocked,
        blocks::block,
        blocks::unblock,
        transfers::export,
        transfers::import,
        live::live,
    ]
}
