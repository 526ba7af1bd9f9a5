//! What the head of a request shows: calls that no handler takes are refused by it, before any work is done for them.

use crate::http::cors;
use crate::http::state::managed;
use crate::{Error, Refusal, config};
use common::Code;
use rocket::request::Request;

/// Refuses pages of other sites, and bodies of another kind than the endpoint takes.
pub(crate) fn check(request: &Request<'_>) -> Result<(), Error> {
    refuse_other_sites(request)?;
    let kind = request.content_type();
    let is_upload = request.uri().path().segments().next() == Some("avatars");
    match is_upload {
        true if !kind.is_some_and(|kind| kind.is_form_data()) => Err(Error::NotForm),
        false if !kind.is_some_and(|kind| kind.is_json()) => Err(Error::NotJson),
        _ => Ok(()),
    }
}

/// Refuses what a browser sends for a page of another site, unless the settings list that site. Any page can have its
/// visitors' browsers post plain text and forms here, which would count as tries of theirs. Browsers say so in
/// `Sec-Fetch-Site`, and old ones in `Origin` alone; other clients send neither.
fn refuse_other_sites(request: &Request<'_>) -> Result<(), Error> {
    let [fetch, origin] = ["Sec-Fetch-Site", "Origin"].map(|name| request.headers().get_one(name));
    let is_ours = match (fetch, origin) {
        (Some("same-origin" | "none"), _) | (None, None) => true,
        (_, Some(origin)) => is_own(request, origin)?,
        (Some(_), None) => false,
    };
    match is_ours || cors::is_listed(request) {
        true => Ok(()),
        false => Err(Refusal::Plain(Code::CrossSite).into()),
    }
}

/// Whether a page of this origin is one of ours: that of the settings, or of the host that the request came to. A server may
/// be reached under more names than it was told.
fn is_own(request: &Request<'_>, origin: &str) -> Result<bool, Error> {
    let site = managed::<config::Site>(request)?.url(request.rocket().config().port);
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let host = request.headers().get_one("Host");
    Ok(origin == site || authority.zip(host).is_some_and(|(page, host)| page.eq_ignore_ascii_case(host)))
}
