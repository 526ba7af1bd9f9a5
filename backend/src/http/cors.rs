//! Which pages of other sites may call the API: none but those that the settings list.

use crate::config;
use rocket::fairing::AdHoc;
use rocket::http::{Header, Status};
use rocket::request::{FromRequest, Outcome, Request};
use rocket::response::Responder;
use rocket::{Response, options, routes};

/// What a browser asks before it lets a page call. From any other page it is a call of an endpoint that is not there.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("cors", |rocket| async {
        rocket
            .mount("/api", routes![preflight])
            .mount("/avatars", routes![preflight])
            .attach(AdHoc::on_response("cors", |request, response| Box::pin(share(request, response))))
    })
}

/// The site of a page that may call.
struct Listed<'r>(&'r str);

impl<'r> Listed<'r> {
    fn of(request: &'r Request<'_>) -> Option<Self> {
        let origin = request.headers().get_one("Origin")?;
        listed(request).iter().any(|listed| listed == origin).then_some(Self(origin))
    }
}

/// The sites whose pages may call what is asked for: the API, or the upload of a picture.
fn listed<'r>(request: &'r Request<'_>) -> &'r [String] {
    let path = request.uri().path();
    if !path.starts_with("/api/") && path != "/avatars" {
        return &[];
    }
    request.rocket().state::<config::Site>().map_or(&[], |site| &site.cors_origins)
}

/// Whether the request is of a page that may call.
pub(crate) fn is_listed(request: &Request<'_>) -> bool {
    Listed::of(request).is_some()
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Listed<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        Self::of(request).map_or(Outcome::Forward(Status::NotFound), Outcome::Success)
    }
}

#[derive(Responder)]
#[response(status = 204)]
struct Allowed {
    nothing: (),
    methods: Header<'static>,
    headers: Header<'static>,
    age: Header<'static>,
}

#[options("/<_..>")]
fn preflight(_from: Listed<'_>) -> Allowed {
    Allowed {
        nothing: (),
        methods: Header::new("Access-Control-Allow-Methods", "POST"),
        headers: Header::new("Access-Control-Allow-Headers", "Authorization, Content-Type, Kith-Seen"),
        age: Header::new("Access-Control-Max-Age", "7200"),
    }
}

/// Names the site that may read the answer, and never all of them. No cookie goes with it: there is none.
async fn share(request: &Request<'_>, response: &mut Response<'_>) {
    if listed(request).is_empty() {
        return;
    }
    response.set_raw_header("Vary", "Origin");
    if let Some(Listed(origin)) = Listed::of(request) {
        response.set_raw_header("Access-Control-Allow-Origin", origin.to_owned());
        response.set_raw_header("Access-Control-Expose-Headers", "X-Request-Id, Retry-After, Kith-Seen");
    }
}
