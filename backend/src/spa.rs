//! The browser app inside the binary: its files, and its page at every path that is nobody else's.

use crate::content_policy;
use rocket::fairing::AdHoc;
use rocket::http::uri::{Segments, fmt::Path};
use rocket::http::{ContentType, Status};
use rocket::response::{self, Responder, Response};
use rocket::{Request, get, routes};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::io::Cursor;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Dist;

/// Where other routes answer, and folders of files: what is not there is a 404.
const NO_PAGES: [&str; 4] = ["api", "avatars", "icons", "locales"];
/// The least digits of the hash in a file's name: the build writes 16, but leaves out leading zeros.
const HASH: usize = 12;
/// Content codings that the build has prepared, best first, with the ending of such a file.
const CODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// What the app's page may do.
static PAGE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let page = Dist::get("index.html").map(|page| page.data).unwrap_or_default();
    content_policy::of_page(&String::from_utf8_lossy(&page))
});

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
    if NO_PAGES.contains(&first) || (path.len() == 1 && first.contains('.')) {
        return Err(Status::NotFound);
    }
    Ok(Asset("index.html".to_owned()))
}

/// A file by its name in `dist/`.
struct Asset(String);

impl Asset {
    /// A file that is named by its hash never changes; any other is asked for anew.
    fn cache_control(&self) -> &'static str {
        let mut parts = self.0.split(|letter: char| !letter.is_ascii_hexdigit());
        match parts.any(|part| part.len() >= HASH) {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        }
    }

    /// What a file may do that is a page or a worker of its own; any other may do nothing.
    fn content_policy(&self) -> Option<&'static str> {
        match self.0.as_str() {
            "index.html" => Some(&PAGE_POLICY),
            "sw.js" => Some(content_policy::WORKER),
            _ => None,
        }
    }

    fn content_type(&self) -> ContentType {
        match self.0.rsplit('.').next().unwrap_or_default() {
            "webmanifest" => ContentType::new("application", "manifest+json"),
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
        if let Some(policy) = self.content_policy() {
            response.raw_header("Content-Security-Policy", policy);
        }
        if let (Some(coding), Some(plain)) = (coding, Dist::get(&self.0)) {
            // The browser counts what it has unpacked, and shows how much that is of the whole.
            response.raw_header("Content-Encoding", coding);
            response.raw_header("X-Plain-Length", plain.data.len().to_string());
        }
        if known {
            return response.status(Status::NotModified).ok();
        }
        response.sized_body(file.data.len(), Cursor::new(file.data)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_good() {
        for name in ["frontend-ab4674231aa25f17_bg.wasm", "style-fd5156a212263e2.css"] {
            assert!(Asset(name.to_owned()).cache_control().ends_with("immutable"), "{name}");
        }
        for name in ["index.html", "sw.js", "manifest.webmanifest", "icons/512.png", "locales/de.json"] {
            assert_eq!(Asset(name.to_owned()).cache_control(), "no-cache", "{name}");
        }
    }

    #[test]
    fn a_file_says_what_it_is() {
        for (name, kind) in [
            ("manifest.webmanifest", "application/manifest+json"),
            ("sw.js", "text/javascript"),
            ("a.mjs", "text/javascript"),
            ("locales/de.json", "application/json"),
            ("icons/192.png", "image/png"),
            ("a.wasm", "application/wasm"),
        ] {
            assert_eq!(Asset(name.to_owned()).content_type().to_string(), kind, "{name}");
        }
    }
}
