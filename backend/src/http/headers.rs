//! Headers that tell browsers how little an answer may do there. Rocket has some of its own, which these replace.

use crate::config;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::ContentType;
use rocket::{Request, Response};

/// What an answer may load that is no page: nothing.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";
/// Of every answer. A page's address may hold a code from a mail, so no other site is told it.
const ALWAYS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), \
                            publickey-credentials-create=(self), publickey-credentials-get=(self)",
    ),
];

/// The fairing.
pub(crate) struct Headers {
    is_secure: bool,
    is_shared: bool,
}

impl Headers {
    pub(crate) fn new(site: &config::Site) -> Self {
        Self { is_secure: site.is_secure(), is_shared: !site.cors_origins.is_empty() }
    }
}

/// Sets what every answer has, and leaves a policy that it has of its own.
pub(super) fn harden(response: &mut Response<'_>) {
    for (name, value) in ALWAYS {
        response.set_raw_header(name, value);
    }
    if !response.headers().contains("Content-Security-Policy") {
        response.set_raw_header("Content-Security-Policy", NOTHING);
    }
}

/// Text is UTF-8, whatever answers with it. JSON and streams of events never are anything else, and say nothing.
fn say_charset(response: &mut Response<'_>) {
    let silent = |kind: &ContentType| kind.param("charset").is_none();
    let is_text = |kind: &ContentType| kind.top() == "text" || kind.sub().as_str().ends_with("+xml");
    let is_stream = |kind: &ContentType| *kind == ContentType::EventStream;
    let kind = response.content_type().filter(|kind| silent(kind) && is_text(kind) && !is_stream(kind));
    if let Some(kind) = kind {
        response.set_header(kind.with_params(("charset", "utf-8")));
    }
}

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "headers", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        harden(response);
        say_charset(response);
        // Sites that may call the API show the pictures that it tells them of.
        let is_shown = self.is_shared && request.uri().path().starts_with("/avatars/");
        let readers = if is_shown { "cross-origin" } else { "same-origin" };
        response.set_raw_header("Cross-Origin-Resource-Policy", readers);
        if self.is_secure {
            response.set_raw_header("Strict-Transport-Security", "max-age=31536000");
        }
    }
}
