//! What is served under `/api`, and how a call that no handler answers is refused.

pub(crate) mod accounts;
pub(crate) mod features;
pub(crate) mod graph;
pub(crate) mod health;
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
    let api = [accounts::routes(), people::routes(), graph::routes(), routes![features::features]].concat();
    AdHoc::on_ignite("routes", |rocket| async {
        rocket
            .attach(AdHoc::on_request("no other method", |request, _| {
                Box::pin(async move { keep_post(request) })
            }))
            .mount("/api", api)
            .register("/api", catchers![refuse])
            .mount("/avatars", people::avatars())
            .mount("/health", routes![health::live, health::ready])
            .register("/avatars", catchers![refuse])
            .attach(AdHoc::on_response("no-store", |request, response| Box::pin(no_store(request, response))))
    })
}

/// The one shape of every failure under `/api` and at the avatars, Rocket's own included.
#[catch(default)]
fn refuse<'r>(status: Status, request: &'r Request<'_>) -> Refused<'r> {
    request_log::tell_unread(request, status);
    match refusal(request).get() {
        Some(error) => Refused::Known(error),
        None => Refused::New(Error::from_status(status)),
    }
}

#[derive(Responder)]
enum Refused<'r> {
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

/// No answer of the API or about the server may be kept, by a browser or on the way to it.
async fn no_store(request: &Request<'_>, response: &mut Response<'_>) {
    let path = request.uri().path();
    if request.method() != Method::Get || path.starts_with("/api") || path.starts_with("/health/") {
        response.set_header(Header::new("Cache-Control", "no-store"));
    }
}
