//! What browsers send for pages, of this site and of others.

use crate::cors::OTHER_SITE;
use crate::helpers::{Answer, TestApp};
use reqwest::{Method, RequestBuilder};
use rocket::async_test;

const FRIEND: &str = "https://app.example.org";
const FLAGS: [&str; 4] = ["--url", "https://kith.example.org", "--cors-origins", FRIEND];
const WRONG: &str = r#"{"payload":{"Username":"ada","Password":"wrong password"}}"#;

/// A wrong login under these headers.
async fn login(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    Answer::to(with(app.request(Method::POST, "/api/login").body(WRONG), headers)).await
}

/// A look at a profile that is not there.
async fn look(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    let body = r#"{"payload":{"user":"nobody"}}"#;
    Answer::to(with(app.request(Method::POST, "/api/profile").body(body), headers)).await
}

fn with(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

const JSON: (&str, &str) = ("Content-Type", "application/json");
const TEXT: (&str, &str) = ("Content-Type", "text/plain");
const FORM: (&str, &str) = ("Content-Type", "multipart/form-data; boundary=x");

#[async_test]
async fn only_our_own_pages_and_listed_ones_may_call() {
    let app = TestApp::start_with(&FLAGS, |app| app).await;
    let (fetch, origin) = ("Sec-Fetch-Site", "Origin");
    let here = app.request(Method::POST, "/").build().expect("a request").url().origin();
    let (here, evil) = (here.ascii_serialization(), "https://evil.example");
    let other_port = format!("{here}0");
    let allowed: [&[(&str, &str)]; 9] = [
        &[],
        &[(fetch, "same-origin")],
        &[(fetch, "none")],
        &[(fetch, "same-origin"), (origin, &here)],
        // A proxy may hide from the server under which name it is reached.
        &[(fetch, "same-origin"), (origin, "https://www.kith.example")],
        &[(origin, &here)],
        &[(origin, "https://kith.example.org")],
        &[(origin, FRIEND)],
        &[(fetch, "cross-site"), (origin, FRIEND)],
    ];
    for headers in allowed {
        look(&app, &[headers, &[JSON]].concat()).await.expect_refusal(404, "There is no such user.");
    }
    let refused: [&[(&str, &str)]; 11] = [
        &[(fetch, "cross-site")],
        &[(fetch, "same-site")],
        &[(fetch, "cross-site"), (origin, evil)],
        &[(fetch, "same-site"), (origin, "https://other.example.org")],
        &[(fetch, "cross-site"), (origin, "null")],
        &[(fetch, "")],
        &[(origin, evil)],
        &[(origin, "null")],
        &[(origin, "")],
        &[(origin, &other_port)],
        &[(origin, "https://kith.example.org.evil.example")],
    ];
    for headers in refused {
        for kind in [&[JSON][..], &[TEXT], &[FORM], &[]] {
            look(&app, &[headers, kind].concat()).await.expect_refusal(403, OTHER_SITE);
            let upload = with(app.request(Method::POST, "/avatars").body("x"), &[headers, kind].concat());
            Answer::to(upload).await.expect_refusal(403, OTHER_SITE);
        }
    }
}

#[async_test]
async fn no_page_of_another_site_uses_up_its_visitors_tries() {
    let app = TestApp::start_with(&["--rate-limit", "2"], |app| app).await;
    let strange =
        [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Origin", "https://evil.example")];
    // Old browsers name no site at all where a page posts a form, so that only the content type shows it.
    for (headers, kind, status) in [
        (&strange[..], TEXT, 403),
        (&strange[..], JSON, 403),
        (&strange[..2], FORM, 403),
        (&[], TEXT, 415),
        (&[], FORM, 415),
        (&[], ("Content-Type", "application/x-www-form-urlencoded"), 415),
    ] {
        for _ in 0..3 {
            assert_eq!(login(&app, &[headers, &[kind]].concat()).await.status, status, "{kind:?}");
        }
    }
    for kind in [JSON, TEXT] {
        for _ in 0..3 {
            let answer = Answer::to(with(app.request(Method::POST, "/avatars").body("{}"), &[kind])).await;
            answer.expect_refusal(415, "Send the picture as multipart/form-data.");
        }
    }
    for status in [401, 401, 429] {
        assert_eq!(login(&app, &[JSON]).await.status, status, "all tries are still there");
    }
}
