//! What is served under `/api`, and how a call that no handler answers is refused.

mod accounts;
mod avatars;
mod blocks;
mod emails;
mod features;
mod follows;
mod lists;
mod live;
mod passwords;
mod people;
mod privacy;
mod requests;
mod sessions;
mod suggestions;
mod transfers;

use crate::Error;
use crate::guards::refusal;
use rocket::fairing::AdHoc;
use rocket::http::{Header, Method, Status};
use rocket::request::Request;
use rocket::response::Responder;
use rocket::{Response, catch, catchers, routes};

/// Mounts the API and the avatars.
pub(crate) fn stage() -> AdHoc {
    let api = routes![
        accounts::register,
        accounts::delete_account,
        features::features,
        sessions::login,
        sessions::logout,
        passwords::change,
        passwords::forget,
        passwords::reset,
        emails::change,
        emails::verify,
        emails::confirm,
        people::profile,
        people::search,
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
            .mount("/avatars", routes![avatars::avatar])
            .attach(AdHoc::on_response("no-store", |request, response| Box::pin(no_store(request, response))))
    })
}

/// The one shape of every failure under `/api`, Rocket's own included.
#[catch(default)]
fn refuse<'r>(status: Status, request: &'r Request<'_>) -> Refusal<'r> {
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

/// A form's `_method` field makes Rocket believe in another method; under `/api` it has no such power.
fn keep_post(request: &mut Request<'_>) {
    if request.content_type().is_some_and(|sent| sent.is_form()) && request.uri().path().starts_with("/api") {
        request.set_method(Method::Post);
    }
}

/// No answer of the API may be kept, by a browser or on the way to it.
async fn no_store(request: &Request<'_>, response: &mut Response<'_>) {
    if request.method() != Method::Get || request.uri().path().starts_with("/api") {
        response.set_header(Header::new("Cache-Control", "no-store"));
    }
}
