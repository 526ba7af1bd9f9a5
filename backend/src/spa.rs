//! The browser app inside the binary: its files, and its page at every path that is nobody else's.

use rocket::fairing::AdHoc;
use rocket::http::uri::{Segments, fmt::Path};
use rocket::http::{ContentType, Header, Status};
use rocket::response::Responder;
use rocket::{get, routes};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Where other routes answer, with a 404 of their own.
const NOT_OURS: [&str; 2] = ["api", "avatars"];

/// Ranked last, so that it never answers for another route.
pub(crate) fn stage() -> AdHoc {
    AdHoc::on_ignite("spa", |rocket| async { rocket.mount("/", routes![file]) })
}

#[derive(Responder)]
struct Asset {
    body: (ContentType, Cow<'static, [u8]>),
    cache: Header<'static>,
}

/// A file of the app, or the app's page for a path that the app routes itself. A path of other routes and a file that
/// is not there stay a 404: a page in their place would only hide the mistake.
#[get("/<path..>", rank = 20)]
fn file(path: Segments<'_, Path>) -> Result<Asset, Status> {
    let name = path.clone().collect::<Vec<_>>().join("/");
    if let Some(found) = Dist::get(&name) {
        let immutable = name.contains('-');
        return Ok(asset(
            &name,
            found,
            if immutable { "public, max-age=31536000, immutable" } else { "no-cache" },
        ));
    }
    let first = path.get(0).unwrap_or_default();
    if NOT_OURS.contains(&first) || (path.len() == 1 && first.contains('.')) {
        return Err(Status::NotFound);
    }
    Dist::get("index.html").map(|page| asset("index.html", page, "no-cache")).ok_or(Status::NotFound)
}

fn asset(name: &str, file: EmbeddedFile, cache: &'static str) -> Asset {
    let extension = name.rsplit('.').next().unwrap_or_default();
    let content_type = ContentType::from_extension(extension).unwrap_or(ContentType::Binary);
    Asset { body: (content_type, file.data), cache: Header::new("Cache-Control", cache) }
}
