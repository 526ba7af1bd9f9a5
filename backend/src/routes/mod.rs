//! What is served under `/api`, and how a call that no handler answers is refused.

pub(crate) mod accounts;
pub(crate) mod features;
pub(crate) mod graph;
pub(crate) mod people;

use crate::Error;
use crate::guards::call::refusal;
use crate::http::request_log;
use rocket::fairing::AdHoc;
use rocket::http::{Header, Method, Status};
use rocket::request::Request;
use rocket::response::Responder;
use rocket::{Response, catch, catchers, routes};

/// Mounts the API and the avatars.
pub(crate) fn stage() -> AdHoc {
    let api = routes![
        accounts::register,
        accounts::account,
        accounts::delete_account,
        downloads::download,
        features::features,
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
        people::profile,
        people::search,
        profiles::edit,
        profiles::remove_avatar,
        privacy::set,
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
    ];
    AdHoc::on_ignite("routes", |rocket| async {
        rocket
            .attach(AdHoc::on_request("no other method", |request, _| {
                Box::pin(async move { keep_post(request) })
            }))
            .mount("/api", api)
            .register("/api", catchers![refuse])
            .mount("/avatars", routes![avatars::drawn, avatars::uploaded, avatars::upload])
            .register("/avatars", catchers![refuse])
            .attach(AdHoc::on_response("no-store", |request, response| Box::pin(no_store(request, response))))
    })
}

/// The one shape of every failure under `/api` and at the avatars, Rocket's own included.
#[catch(default)]
fn refuse<'r>(status: Status, request: &'r Request<'_>) -> Refusal<'r> {
    request_log::tell_unread(request, status);
    match refusal(request).get() {
        Some(error) => Refusal::Known(error),
        None => Refusal::New(Error::from_status(status)),
    }
}

#[derive(Responder)]
enum Refusal<'r> {
    Known(&'r Error),
    New(Error),
}

/// A form's `_method` field makes Rocket believe in another method; where something can be changed it has no such power.
fn keep_post(request: &mut Request<'_>) {
    let path = request.uri().path();
    let can_change = path.starts_with("/api") || path == "/avatars";
    if can_change && request.content_type().is_some_and(|sent| sent.is_form()) {
        request.set_method(Method::Post);
    }
}

/// No answer of the API may be kept, by a browser or on the way to it.
async fn no_store(request: &Request<'_>, response: &mut Response<'_>) {
    if request.method() != Method::Get || request.uri().path().starts_with("/api") {
        response.set_header(Header::new("Cache-Control", "no-store"));
    }
}
