//! Blanks around what is typed change nothing, wherever it is typed; those of a password count.

use crate::helpers::TestApp;
use crate::test_client::PASSWORD;
use rocket::async_test;
use serde_json::{Value, json};

/// What phones add behind a word, and what comes along with a copied text.
const AROUND: [(&str, &str); 5] =
    [("", " "), (" ", ""), ("\u{a0}", "\u{3000}"), ("\u{200b}", "\u{feff}"), ("\t", "\r\n")];

#[async_test]
async fn names_and_addresses_sign_in_with_blanks_around_them() {
    let app = TestApp::start().await;
    for (number, (before, after)) in AROUND.into_iter().enumerate() {
        let (name, email) = (format!("ada{number}"), format!("ada{number}@example.org"));
        let around = |text: &str| format!("{before}{text}{after}");
        let answer = app.try_register(&around(&name), &around(&email), PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(app.profile(&name).await.person.username, name, "a name has no blanks");
        for typed in [&name, &around(&name), &email, &around(&email)] {
            assert_eq!(app.try_sign_in(typed, PASSWORD).await.status, 200, "{typed:?}");
        }
        assert_eq!(
            app.try_sign_in(&name, &around(PASSWORD)).await.status,
            401,
            "a password keeps its blanks"
        );
        assert_eq!(app.profile(&around(&name)).await.person.username, name);
    }
    let stored = app.sql.query("SELECT email FROM accounts", &[]).await.expect("accounts");
    assert!(stored.iter().all(|row| row.get::<_, &str>(0).ends_with("@example.org")), "{stored:?}");
}

#[async_test]
async fn what_is_told_of_oneself_and_searched_for_has_no_blanks_around_it() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for (before, after) in AROUND {
        let around = |text: &str| json!(format!("{before}{text}{after}"));
        let told = json!({"token": ada.token, "name": around("Ada Byron"), "location": around("São Paulo"),
                          "about": around("one\ntwo")});
        let edited = app.post("/api/edit_profile", told).await.payload();
        let texts: [&Value; 3] =
            [&edited["details"]["name"], &edited["person"]["location"], &edited["details"]["about"]];
        assert_eq!(texts, ["Ada Byron", "São Paulo", "one\ntwo"]);
        let found = app.post("/api/search", json!({"prefix": around("ad")})).await.payload();
        assert_eq!(found["people"][0]["username"], "ada");
        let follow = app.post("/api/follow", json!({"token": ada.token, "user": around("ada")})).await;
        follow.expect_complaint(422, "user", "You cannot follow yourself.");
    }
    let blank = json!({"token": ada.token, "name": " \u{200b}\u{3164}"});
    assert_eq!(app.post("/api/edit_profile", blank).await.payload()["details"]["name"], "");
}
