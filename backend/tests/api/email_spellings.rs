//! One mailbox, however its address is spelled; and addresses that no mail can be sent to, wherever one is taken.

use crate::helpers::TestApp;
use crate::mailbox::Mailbox;
use crate::test_client::PASSWORD;
use common::accounts::emails::ConfirmEmail;
use rocket::async_test;
use serde_json::json;

const NO_EMAIL: &str = "Enter an e-mail address such as ada@example.org.";
const TAKEN: &str = "This e-mail address has an account already.";

/// The forms of one mailbox: in Unicode, in ASCII, in full width, with what cannot be seen, and in other capitals.
const FORMS: [&str; 9] = [
    "x@bücher.example",
    "x@xn--bcher-kva.example",
    "x@XN--BCHER-KVA.EXAMPLE",
    "X@BÜCHER.example",
    "x@bu\u{308}cher.example",
    "x@bü\u{ad}cher.example",
    "x@ｂücher。ｅｘａｍｐｌｅ",
    "ｘ@bücher.example",
    "x＠bücher．example",
];

#[async_test]
async fn every_spelling_of_a_mailbox_is_one_account() {
    for registered in FORMS {
        let app = TestApp::start().await;
        assert_eq!(app.try_register("first", registered, PASSWORD).await.status, 200, "{registered}");
        for form in FORMS {
            assert_eq!(app.try_sign_in(form, PASSWORD).await.status, 200, "{registered} signs in as {form}");
            app.try_register("other", form, PASSWORD).await.expect_complaint(409, "Email_id", TAKEN);
        }
        let stored = app.sql.query_one("SELECT email FROM accounts", &[]).await.expect("an account");
        assert_eq!(stored.get::<_, String>(0).to_lowercase(), "x@xn--bcher-kva.example");
    }
}

#[async_test]
async fn a_new_password_and_the_mail_go_to_the_mailbox() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    assert_eq!(app.try_register("ada", "Ada@bücher.example", PASSWORD).await.status, 200);
    mailbox.next_to("Ada@xn--bcher-kva.example").await;
    let asked = json!({"Email_id": "ada@ＢÜCHER.example"});
    assert_eq!(app.post("/api/forgot_password", asked).await.status, 200);
    mailbox.next_to("Ada@xn--bcher-kva.example").await;
}

#[async_test]
async fn an_address_that_cannot_be_written_to_is_refused_wherever_one_is_taken() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    mailbox.next_to("ada@example.org").await;
    let refused = [
        "ada..b@docomo.ne.jp",
        "a,b@example.org",
        "<a@example.org",
        "x@example.123",
        "x@0x7f.1",
        "x@[127.0.0.1]",
        "x@[IPv6:::1]",
        "\"a b\"@example.org",
        "x@exa_mple.org",
        "x@example.org.",
        "x@xn--a.example",
        "x@ex\u{200f}ample.org",
        "a\u{a0}b@example.org",
    ];
    for email in refused {
        let taken = [
            app.try_register("other", email, PASSWORD).await,
            app.post("/api/forgot_password", json!({"Email_id": email})).await,
            app.post(
                "/api/change_email",
                json!({"token": ada.token, "Password": PASSWORD, "Email_id": email}),
            )
            .await,
        ];
        taken.iter().for_each(|answer| answer.expect_complaint(422, "Email_id", NO_EMAIL));
    }
    assert_eq!(app.number("SELECT count(*) FROM accounts").await, 1);
    mailbox.expect_empty();
}

#[async_test]
async fn the_owner_may_change_only_the_capitals() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    let ada = app.join("ada").await;
    let code = mailbox.next_to("ada@example.org").await.code();
    ada.call(&ConfirmEmail { code }).await.expect("the address is proven");
    app.let_time_pass("61 seconds").await;
    let asked = json!({"token": ada.token, "Password": PASSWORD, "Email_id": "Ada@Example.org"});
    assert_eq!(app.post("/api/change_email", asked).await.status, 200);
    let code = mailbox.next_to("Ada@example.org").await.code();
    ada.call(&ConfirmEmail { code }).await.expect("one mail is enough: it is one mailbox");
    let row = app.sql.query_one("SELECT email, email_key FROM accounts", &[]).await.expect("an account");
    let (email, key): (String, String) = (row.get(0), row.get(1));
    assert_eq!((email.as_str(), key.as_str()), ("Ada@example.org", "ada@example.org"));
    assert_eq!(app.try_sign_in("ADA@EXAMPLE.ORG", PASSWORD).await.status, 200);
}
