//! The browser app inside the binary: its files, and its page at every path that is nobody else's.

use rocket::fairing::AdHoc;
use rocket::http::uri::{Segments, fmt::Path};
use rocket::http::{ContentType, Status};
use rocket::response::{self, Responder, Response};
use rocket::{Request, get, routes};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::io::Cursor;

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Where other routes answer, with a 404 of their own.
const NOT_OURS: [&str; 2] = ["api", "avatars"];
/// Content codings that the build has prepared, best first, with the ending of such a file.
const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// Ranked last, so that it never answers for another route.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("spa", |rocket| async { rocket.mount("/", routes![file]) })
}

/// A file of the app, or the app's page for a path that the app routes itself. A path of other routes and a file that
/// is not there stay a 404: a page in their place would only hide the mistake.
#[get("/<path..>", rank = 20)]
fn file(path: Segments<'_, Path>) -> Result<Asset, Status> {
    let name = path.clone().collect::<Vec<_>>().join("/");
    if Dist::get(&name).is_some() {
        return Ok(Asset(name));
    }
    let first = path.get(0).unwrap_or_default();
    if NOT_OURS.contains(&first) || (path.len() == 1 && first.contains('.')) {
        return Err(Status::NotFound);
    }
    Ok(Asset("index.html".to_owned()))
}

/// A file by its name in `dist/`.
struct Asset(String);

impl Asset {
    /// The build names every file but the page by its hash.
    fn cache_control(&self) -> &'static str {
        if self.0 == "index.html" { "no-cache" } else { "public, max-age=31536000, immutable" }
    }

    fn content_type(&self) -> ContentType {
        match self.0.rsplit('.').next().unwrap_or_default() {
            "mjs" => ContentType::JavaScript,
            extension => ContentType::from_extension(extension).unwrap_or(ContentType::Binary),
        }
    }

    /// The file in the best coding that the client takes, and the name of that coding.
    fn coded(&self, request: &Request<'_>) -> Option<(EmbeddedFile, Option<&'static str>)> {
        let accepted = request.headers().get_one("Accept-Encoding").unwrap_or_default();
        let coded = CODINGS.iter().filter(|(coding, _)| accepts(accepted, coding));
        let mut coded = coded.filter_map(|(coding, ending)| {
            Some((Dist::get(&format!("{}.{ending}", self.0))?, Some(*coding)))
        });
        coded.next().or_else(|| Some((Dist::get(&self.0)?, None)))
    }
}

fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        parts.next() == Some(coding) && parts.next() != Some("q=0")
    })
}

impl<'r> Responder<'r, 'static> for Asset {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let (file, coding) = self.coded(request).ok_or(Status::NotFound)?;
        let digest = u128::from_be_bytes(std::array::from_fn(|index| file.metadata.sha256_hash()[index]));
        let etag = format!("\"{digest:032x}\"");
        let known = request.headers().get_one("If-None-Match").is_some_and(|known| known.contains(&etag));
        let mut response = Response::build();
        response.header(self.content_type()).raw_header("Cache-Control", self.cache_control());
        response.raw_header("Vary", "Accept-Encoding").raw_header("ETag", etag);
        if let Some(coding) = coding {
            response.raw_header("Content-Encoding", coding);
        }
        if known {
            return response.status(Status::NotModified).ok();
        }
        response.sized_body(file.data.len(), Cursor::new(file.data)).ok()
    }
}
