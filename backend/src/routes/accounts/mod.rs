//! Who one is: sign-up, sign-in, and what keeps it safe.

pub(crate) mod account;
pub(crate) mod authenticators;
pub(crate) mod data_export;
pub(crate) mod emails;
pub(crate) mod google;
pub(crate) mod passkeys;
pub(crate) mod passwords;
pub(crate) mod recovery_codes;
pub(crate) mod second_factors;
pub(crate) mod security_events;
pub(crate) mod sessions;

use rocket::{Route, routes};

/// What is served under `/api`.
pub(crate) fn routes() -> Vec<Route> {
    routes![
        account::register,
        account::view,
        account::delete_account,
        data_export::download,
        sessions::login,
        sessions::logout,
        second_factors::login_code,
        authenticators::begin,
        authenticators::confirm,
        authenticators::remove,
        recovery_codes::replace,
        passkeys::begin,
        passkeys::add,
        passkeys::remove,
        passkeys::challenge,
        passkeys::login,
        sessions::list,
        sessions::end_one,
        sessions::end_all,
        security_events::page,
        passwords::change,
        passwords::forget,
        passwords::reset,
        emails::change,
        emails::verify,
        emails::request,
        emails::view,
        emails::confirm,
        emails::disown,
        google::begin,
        google::finish,
        google::login,
        google::link,
        google::unlink,
    ]
}
