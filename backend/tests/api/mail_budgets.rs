//! How many mails an address gets: few, however many accounts name it; and what strangers use up is not what owners rely on.

use crate::helpers::TestApp;
use crate::mailbox::Mailbox;
use crate::test_client::{PASSWORD, Visitor};
use rocket::async_test;
use serde_json::json;

/// Mails that an address gets at once from accounts that want it proven.
const LINKS: usize = 10;
/// Mails with a reset code that an address gets at once.
const RESETS: usize = 5;

async fn start(mailbox: &Mailbox) -> TestApp {
    TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await
}

async fn forget(app: &TestApp, address: &str) {
    assert_eq!(app.post("/api/forgot_password", json!({"Email_id": address})).await.status, 200);
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
}

async fn sent(app: &TestApp, mailbox: &mut Mailbox) -> usize {
    app.wait_for("SELECT count(*) FROM outbox", 0).await;
    let mut sent = 0;
    while mailbox.has_more() {
        mailbox.next().await;
        sent += 1;
    }
    sent
}

/// Has as many accounts as addresses register, and gives the last one.
async fn crowd<'a>(app: &'a TestApp, addresses: &[String]) -> Visitor<'a> {
    for (number, address) in addresses.iter().enumerate() {
        let answer = app.try_register(&format!("eve{number}"), address, PASSWORD).await;
        assert_eq!(answer.status, 200, "{address}: {answer:?}");
    }
    app.sign_in(&format!("eve{}", addresses.len() - 1)).await
}

/// Addresses of one mailbox.
fn spellings() -> Vec<String> {
    let tagged = (0..12).map(|number| format!("victim+{number}@example.org"));
    tagged.chain(["v.ictim", "VIC.TIM", "victim+a+b"].map(|user| format!("{user}@example.org"))).collect()
}

#[async_test]
async fn many_accounts_with_one_mailbox_send_few_mails() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    let eve = crowd(&app, &spellings()).await;
    assert_eq!(sent(&app, &mut mailbox).await, LINKS);
    app.let_time_pass("61 seconds").await;
    let again = app.post("/api/verify_email", json!({"token": eve.token})).await;
    again.expect_refusal(429, "Too many tries. Wait before the next one.");
    let change = json!({"token": eve.token, "Password": PASSWORD, "Email_id": "victim+new@example.org"});
    assert_eq!(app.post("/api/change_email", change).await.status, 429);
    assert_eq!(sent(&app, &mut mailbox).await, 0);
    app.let_time_pass("2 hours").await;
    assert_eq!(app.post("/api/verify_email", json!({"token": eve.token})).await.status, 200);
    assert_eq!(sent(&app, &mut mailbox).await, 1);
    app.register("other").await;
    assert_eq!(sent(&app, &mut mailbox).await, 1, "others have their own");
}

#[async_test]
async fn what_strangers_use_up_keeps_no_owner_from_a_reset_for_long() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    crowd(&app, &spellings()).await;
    sent(&app, &mut mailbox).await;
    for address in spellings().iter().cycle().take(3 * RESETS) {
        forget(&app, address).await;
        app.let_time_pass("61 seconds").await;
    }
    let resets = sent(&app, &mut mailbox).await;
    assert!((RESETS..=RESETS + 1).contains(&resets), "{resets}: an hour is not over");
    app.let_time_pass("60 minutes").await;
    forget(&app, "victim+0@example.org").await;
    assert_eq!(sent(&app, &mut mailbox).await, 1);
}

#[async_test]
async fn what_strangers_use_up_keeps_no_notice_back() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    crowd(&app, &spellings()).await;
    for _ in 0..RESETS + 1 {
        forget(&app, "victim+0@example.org").await;
        app.let_time_pass("61 seconds").await;
    }
    let eve = app.sign_in("eve0").await;
    sent(&app, &mut mailbox).await;
    let change = json!({"token": eve.token, "Password": PASSWORD, "new_password": "another fine password"});
    assert_eq!(app.post("/api/change_password", change).await.status, 200);
    assert_eq!(mailbox.next_to("victim+0@example.org").await.subject, "Your password is changed");
}

#[async_test]
async fn a_mail_that_one_budget_refuses_takes_of_no_other() {
    let mut mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    let ada = app.join("ada").await;
    for number in 0..4 {
        // A change takes the code before it back, and a mail with it that has not been sent by then.
        app.wait_for("SELECT count(*) FROM outbox", 0).await;
        let change =
            json!({"token": ada.token, "Password": PASSWORD, "Email_id": format!("{number}@example.org")});
        assert_eq!(app.post("/api/change_email", change).await.status, 200);
    }
    assert_eq!(sent(&app, &mut mailbox).await, 5, "as many as an account may ask for");
    app.let_time_pass("61 seconds").await;
    const BUDGETS: &str = "SELECT round(sum(extract(epoch FROM full_at)))::bigint FROM mail_budgets";
    let before = app.number(BUDGETS).await;
    let asked = app.post("/api/request_link", json!({"Email_id": "ada@example.org"})).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    assert_eq!(sent(&app, &mut mailbox).await, 0);
    assert_eq!(app.number(BUDGETS).await, before);
}

#[async_test]
async fn asking_for_a_mail_again_takes_a_try() {
    let mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url, "--rate-limit", "4"], |app| app).await;
    let ada = app.join("ada").await;
    for _ in 0..2 {
        app.post("/api/verify_email", json!({"token": ada.token})).await;
    }
    let wait = app.post("/api/verify_email", json!({"token": ada.token})).await;
    let wait = wait.header("Retry-After").parse::<u64>().expect("seconds");
    assert!(wait > 60, "not that of the mail: {wait}");
}

#[async_test]
async fn no_address_is_kept_for_it_in_the_clear() {
    let mailbox = Mailbox::open().await;
    let app = start(&mailbox).await;
    crowd(&app, &spellings()).await;
    let rows = app.sql.query("SELECT encode(key, 'escape') FROM mail_budgets", &[]).await.expect("rows");
    assert!(!rows.is_empty() && rows.iter().all(|row| !row.get::<_, String>(0).contains("victim")));
    let plain = "SELECT count(*) FROM mail_budgets WHERE key = sha256(convert_to('Link: victim@example.org', 'UTF8'))";
    assert_eq!(app.number(plain).await, 0, "nor under a hash that needs no secret");
}
