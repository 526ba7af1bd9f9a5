//! Names and addresses mean the same on every database, whatever its locale.

use crate::databases::TestDatabase;
use crate::helpers::TestApp;
use crate::test_client::PASSWORD;
use rocket::async_test;
use serde_json::json;

const C: &str = "LOCALE 'C' TEMPLATE template0";
/// Where the small I has no dot.
const TURKISH: &str = "LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR' LOCALE 'C' TEMPLATE template0";

/// What case folding hangs on.
async fn expect_one_spelling(options: &str) {
    let app = TestApp::start_on(TestDatabase::create_with(options).await, &[], |app| app).await;
    assert_eq!(app.try_register("IDA", "JÖRG.I@example.org", PASSWORD).await.status, 200, "{options}");
    for spelling in ["ida", "IDA", "Ida", "jörg.i@example.org", "JÖRG.I@EXAMPLE.ORG"] {
        assert_eq!(app.try_sign_in(spelling, PASSWORD).await.status, 200, "{spelling} on {options}");
    }
    let taken = "This username is taken. Choose another.";
    app.try_register("ida", "a@example.org", PASSWORD).await.expect_complaint(409, "Username", taken);
    let taken = "This e-mail address has an account already.";
    let answer = app.try_register("other", "jörg.i@example.org", PASSWORD).await;
    answer.expect_complaint(409, "Email_id", taken);
    assert_eq!(app.profile("ida").await.person.username, "IDA");
    for prefix in ["i", "I", "id"] {
        let found = app.post("/api/search", json!({"prefix": prefix})).await.payload();
        assert_eq!(found["people"][0]["username"], "IDA", "{prefix} on {options}");
    }
}

#[async_test]
async fn without_a_locale() {
    expect_one_spelling(C).await;
}

#[async_test]
async fn in_turkish() {
    let postgres = TestDatabase::create().await;
    let sql = "SELECT count(*) FROM pg_collation WHERE collprovider = 'i'";
    let with_icu: i64 = postgres.connect().await.query_one(sql, &[]).await.expect("collations").get(0);
    if with_icu > 0 {
        expect_one_spelling(TURKISH).await;
    }
}
