//! The app's pages: one list of their paths, for the browser that shows them and the server that answers them.

/// The pattern of every page. A part in angle brackets stands for any text.
pub const PAGES: &[&str] = &[
    "/",
    "/followed",
    "/login",
    "/register",
    "/search",
    "/requests",
    "/requests/sent",
    "/suggestions",
    "/settings",
    "/settings/profile",
    "/settings/account",
    "/settings/security",
    "/settings/devices",
    "/settings/blocked",
    "/people/<user>",
    "/people/<user>/followed",
    "/people/<user>/known",
    "/forgot",
    "/reset",
    "/confirm",
    "/google",
];

/// The pattern of the page at a path, which may end in a slash; `None` where there is no page.
pub fn at(path: &str) -> Option<&'static str> {
    let path = path.strip_suffix('/').unwrap_or(path);
    PAGES.iter().copied().find(|page| {
        let mut parts = path.split('/');
        page.trim_end_matches('/').split('/').all(|expected| {
            let is_any = expected.starts_with('<');
            parts.next().is_some_and(|part| part == expected || (is_any && !part.is_empty()))
        }) && parts.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_at_its_path_and_nothing_else_is() {
        for page in PAGES {
            let path = page.replace("<user>", "ada");
            assert_eq!(at(&path), Some(*page));
            assert_eq!(at(&format!("{}/", path.trim_end_matches('/'))), Some(*page), "a slash at the end");
            for other in [format!("{path}/else"), format!("{path}x"), format!("/{path}"), format!("{path}//")]
            {
                assert!(at(&other).is_none_or(|other| other.contains('<')), "{other}");
            }
        }
        for path in
            ["//", "/people", "/people/", "/people//known", "/LOGIN", "/%6Cogin", "/index.html", "login"]
        {
            assert_eq!(at(path), None, "{path}");
        }
    }
}
