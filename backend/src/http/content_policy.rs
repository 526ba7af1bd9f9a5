//! What the app's page, and the worker that keeps it, may load and run.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Of the service worker, which fetches what it keeps.
pub(super) const WORKER: &str =
    "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Of a page: its own scripts, those that stand in it, which are known by their hashes, and nothing from anywhere else.
pub(super) fn of_page(html: &str) -> String {
    let hashes =
        inline_scripts(html).map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))));
    let hashes = hashes.collect::<String>();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// What stands between the tags of scripts without a `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=")).then_some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_runs_the_scripts_that_stand_in_it_and_no_others() {
        let html = "<script src=/a.js></script><script>old.hidden=!1</script><p>old.hidden</p>\
                    <script type=module>let a = 1 > 0\n</script>";
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["old.hidden=!1", "let a = 1 > 0\n"]);
        // As `openssl dgst -sha256 -binary | base64` has them.
        let policy = of_page(html);
        let hashes = "script-src 'self' 'wasm-unsafe-eval' 'sha256-VHSUF64LtgQyoygWZZRjq/4fGr9+ON5ATnzaJFK2A7I=' 'sha256-QCacTk7xyZoUg7YGlXAGStywI1yOQ1AWTjNeEZC7UIQ='; style-src";
        assert!(policy.contains(hashes), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}
