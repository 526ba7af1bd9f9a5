//! The browser app inside the binary: its files, and its page at every path that the app routes.

use super::content_coding::{IDENTITY, best};
use super::content_policy;
use common::pages;
use rocket::fairing::AdHoc;
use rocket::http::uri::{Origin, Segments, fmt::Path};
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

/// Whether the app has a file of this name.
pub(crate) fn has(name: &str) -> bool {
    Dist::get(name).is_some()
}

/// A file of the app, or the app's page for a path that the app routes itself.
#[get("/<path..>", rank = 20)]
fn file(path: Segments<'_, Path>, uri: &Origin<'_>) -> Result<Asset, Status> {
    let name = path.collect::<Vec<_>>().join("/");
    match has(&name) {
        true => Ok(Asset(name)),
        false => pages::at(uri.path().as_str()).map(|_| Asset::page()).ok_or(Status::NotFound),
    }
}

/// A file by its name in `dist/`.
pub(super) struct Asset(String);

impl Asset {
    /// The app's page.
    pub(crate) fn page() -> Self {
        Self("index.html".to_owned())
    }

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

    /// The file in the coding that the client likes best, and the name of that coding.
    fn coded(&self, request: &Request<'_>) -> Result<(EmbeddedFile, &'static str), Status> {
        let file = |coding: &str| {
            let ending = CODINGS.iter().find(|(name, _)| *name == coding).map(|(_, ending)| ending);
            Dist::get(&ending.map_or_else(|| self.0.clone(), |ending| format!("{}.{ending}", self.0)))
        };
        let at_hand = CODINGS.iter().map(|(coding, _)| *coding).chain([IDENTITY]);
        let at_hand = at_hand.filter(|coding| file(coding).is_some()).collect::<Vec<_>>();
        if at_hand.is_empty() {
            return Err(Status::NotFound);
        }
        let coding = best(request.headers().get("Accept-Encoding"), at_hand).ok_or(Status::NotAcceptable)?;
        Ok((file(coding).ok_or(Status::NotFound)?, coding))
    }

    /// The answer for a client that has none of it yet.
    pub(crate) fn whole(&self, request: &Request<'_>) -> response::Result<'static> {
        let (file, coding) = self.coded(request)?;
        let digest = u128::from_be_bytes(std::array::from_fn(|index| file.metadata.sha256_hash()[index]));
        let mut response = Response::build();
        response.header(self.content_type()).raw_header("Cache-Control", self.cache_control());
        response.raw_header("Vary", "Accept-Encoding").raw_header("ETag", format!("\"{digest:032x}\""));
        if let Some(policy) = self.content_policy() {
            response.raw_header("Content-Security-Policy", policy);
        }
        if let (true, Some(plain)) = (coding != IDENTITY, Dist::get(&self.0)) {
            // The browser counts what it has unpacked, and shows how much that is of the whole.
            response.raw_header("Content-Encoding", coding);
            response.raw_header("X-Plain-Length", plain.data.len().to_string());
        }
        response.sized_body(file.data.len(), Cursor::new(file.data)).ok()
    }
}

impl<'r> Responder<'r, 'static> for Asset {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut response = self.whole(request)?;
        let etag = response.headers().get_one("ETag").unwrap_or_default();
        if request.headers().get("If-None-Match").any(|known| known.contains(etag)) {
            response.set_status(Status::NotModified);
        }
        Ok(response)
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
