//! What is answered where nothing is served: the status in a line of text, or the app's page, which says so.

use super::spa::Asset;
use super::{headers, request_log};
use rocket::fairing::AdHoc;
use rocket::http::{Accept, ContentType, Method, Status};
use rocket::response::{self, Responder, Response};
use rocket::{Request, catch, catchers};
use std::io::Cursor;

/// Other parts of the server have catchers of their own.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("not found", |rocket| async { rocket.register("/", catchers![nothing]) })
}

#[catch(default)]
fn nothing(status: Status, request: &Request<'_>) -> Nothing {
    request_log::tell_unread(request, status);
    Nothing(status)
}

/// A status in a line of text; the app's page, which says so, where a browser has followed a link to what is not there.
struct Nothing(Status);

impl<'r> Responder<'r, 'static> for Nothing {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let page = match self.0 == Status::NotFound && wants_page(request) {
            true => Asset::page().whole(request).ok(),
            false => None,
        };
        let mut response = page.unwrap_or_else(|| plain(self.0));
        response.set_status(self.0);
        response.set_raw_header("X-Request-Id", request_log::id(request).to_string());
        response.set_raw_header("Cache-Control", "no-store");
        response.set_raw_header("Vary", "Accept, Accept-Encoding");
        response.remove_header("ETag");
        headers::harden(&mut response);
        Ok(response)
    }
}

/// Whether it is a browser that goes to a page: nothing else asks for HTML by name.
fn wants_page(request: &Request<'_>) -> bool {
    let accepted = request.headers().get("Accept").collect::<Vec<_>>().join(",");
    let accepted = accepted.parse::<Accept>();
    request.method() == Method::Get
        && accepted
            .is_ok_and(|accepted| accepted.iter().any(|kind| kind.is_html() && kind.weight_or(1.0) > 0.0))
}

fn plain(status: Status) -> Response<'static> {
    let text = format!("{status}\n");
    let mut response = Response::build();
    response.header(ContentType::Plain).sized_body(text.len(), Cursor::new(text));
    response.finalize()
}
