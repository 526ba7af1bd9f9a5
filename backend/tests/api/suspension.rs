//! Suspended accounts: nobody gets in, others see nobody, and it all comes back.

use crate::commands::{expect_success, run};
use crate::google_sign_in::UNIDENTIFIED;
use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::provider::Provider;
use crate::software_key::SoftwareKey;
use crate::test_client::{PASSWORD, names, page_of};
use common::envelope::Credentials;
use common::graph::blocks::Blocked;
use common::graph::lists::{ListRequest, OwnListRequest};
use common::graph::requests::Requests;
use common::graph::suggestions::Suggestions;
use common::people::search::SearchPeople;
use rocket::async_test;
use serde_json::json;

const SUSPENDED: &str =
    "This account is suspended. Ask those who run this site what it takes to get it back.";
const NOBODY: &str = "There is no such user.";

impl TestApp {
    /// Has an operator do something to an account.
    pub fn operate(&self, action: &str, user: &str) -> std::process::Output {
        run(&["account", action, user, "--by", "olga", "--database-url", &self.database.url])
    }

    fn suspend(&self, user: &str) {
        expect_success(&self.operate("suspend", user), "is suspended.");
    }

    fn restore(&self, user: &str) {
        expect_success(&self.operate("restore", user), "is no longer suspended.");
    }

    fn expect_sound(&self) {
        expect_success(&run(&["verify", "--database-url", &self.database.url]), "All is well.");
    }
}

#[track_caller]
fn expect_wrong_pair(answer: &Answer) {
    let message = "Wrong username or password";
    answer.expect(
        401,
        json!({"success": false, "error_code": null, "code": "wrong_credentials", "error_message": message}),
    );
}

#[async_test]
async fn the_owner_is_told_after_the_right_password_and_a_stranger_never() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let mut stream = app.listen(&ada.token).await;
    stream.start().await;
    app.suspend("ada");
    expect_wrong_pair(&app.try_sign_in("ada", "another password").await);
    let runs = app.bcrypt_runs().await;
    app.try_sign_in("ada", PASSWORD).await.expect_refusal(403, SUSPENDED);
    assert_eq!(app.bcrypt_runs().await - runs, 1);
    let ended = "This session has ended. Sign in again.";
    ada.ask_about("/api/profile", "ada").await.expect_refusal(401, ended);
    stream.end().await;
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 0);

    app.restore("ada");
    let ada = app.sign_in("ada").await;
    let events = app.events_of(&ada).await;
    assert!(events.contains("restored") && events.contains("suspended"), "{events}");
}

#[async_test]
async fn no_other_way_leads_in_either() {
    let provider = Provider::start().await;
    let app = TestApp::start_at(&provider).await;
    let ada = app.join("ada").await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&ada, &mut key).await;
    let (_, codes) = app.add_authenticator(&ada).await;
    let codes = if codes.is_empty() { ada_codes(&app, &ada).await } else { codes };
    let ticket = app.ticket("ada").await;
    app.suspend("ada");
    app.passkey_login(&mut key).await.expect_refusal(403, SUSPENDED);
    app.login_code(&ticket, &codes[0]).await.expect_refusal(403, SUSPENDED);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 0);
    app.restore("ada");
    assert_eq!(app.login_code(&ticket, &codes[0]).await.status, 200, "the refusal has used nothing up");

    let bob = app.join("bob").await;
    let proof = app.identify(&provider, "bob's", "bob@example.org").await.proof;
    let link = json!({"proof": proof, "Password": PASSWORD, "token": bob.token});
    assert_eq!(app.post("/api/google_link", link).await.status, 200);
    app.suspend("bob");
    let proof = app.identify(&provider, "bob's", "bob@example.org").await.proof;
    let answer = app.post("/api/google_login", json!({"proof": proof})).await;
    assert!(answer.payload()["error_message"] != UNIDENTIFIED, "{answer:?}");
    answer.expect_refusal(403, SUSPENDED);
}

#[async_test]
async fn a_new_password_by_mail_does_not_lead_in_either() {
    let mut mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    app.register("ada").await;
    mailbox.next_to("ada@example.org").await;
    app.suspend("ada");
    app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await;
    let code = mailbox.next_to("ada@example.org").await.code();
    let reset = json!({"code": code, "Password": "another fine password"});
    assert_eq!(app.post("/api/reset_password", reset).await.status, 200);
    app.try_sign_in("ada", "another fine password").await.expect_refusal(403, SUSPENDED);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 0);
}

/// New recovery codes.
async fn ada_codes(app: &TestApp, ada: &crate::test_client::Visitor<'_>) -> Vec<String> {
    let asked = json!({"Password": PASSWORD, "token": ada.token});
    let codes = app.post("/api/recovery_codes", asked).await.payload()["recovery_codes"].clone();
    serde_json::from_value(codes).expect("codes")
}

#[async_test]
async fn a_login_at_once_with_a_suspension_opens_nothing() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let suspend = "UPDATE people SET suspended = true; DELETE FROM sessions";
    let answer = app.meanwhile(suspend, app.try_sign_in("ada", PASSWORD)).await;
    answer.expect_refusal(403, SUSPENDED);
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 0);
}

#[async_test]
async fn others_see_nobody_until_everything_is_back() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.join("ada").await, app.join("bob").await, app.join("eve").await);
    let (kim, zoe) = (app.join("kim").await, app.join("zoe").await);
    ada.follow("bob").await;
    kim.follow("bob").await;
    bob.follow("ada").await;
    zoe.follow("ada").await;
    kim.follow("zoe").await;
    eve.lock(true).await;
    ada.follow("eve").await;
    kim.block("ada").await;

    let seen = async || {
        let by_name = bob.ask_about("/api/profile", "ada").await.status;
        let by_id = app.post("/api/profile", json!({"user": ada.user_id})).await.status;
        let list = app.post("/api/followers", json!({"user": ada.user_id})).await.status;
        let filtered = json!({"user": ada.user_id, "filter": "mutual"});
        let filtered = app.post("/api/followers", filtered).await.status;
        let followers = app.followers(page_of("bob", 1, 30)).await;
        let searched =
            app.followers(ListRequest { prefix: "ada".to_owned(), ..ListRequest::new("bob") }).await;
        let asked =
            |prefix: &str| SearchPeople { prefix: prefix.to_owned(), page: 1, limit: 30, cursor: None };
        let found = app.call(&asked("ad"), &Credentials::default()).await.expect("people");
        let all = app.call(&asked(""), &Credentials::default()).await.expect("people");
        let suggested = kim.call(&Suggestions(OwnListRequest::default())).await.expect("suggestions");
        let requests = eve.call(&Requests(OwnListRequest::default())).await.expect("requests");
        let blocked = kim.call(&Blocked(OwnListRequest::default())).await.expect("blocked");
        let statuses = [by_name, by_id, list, filtered];
        let lists = [
            names(&followers),
            names(&searched),
            names(&found),
            names(&all),
            names(&requests),
            names(&blocked),
        ];
        (statuses, lists, names(&suggested), followers.total)
    };
    let before = seen().await;
    let list = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(before.0, [200; 4]);
    assert_eq!(
        before.1[..3],
        [list(&["kim", "ada"]), list(&["ada"]), list(&["ada"])],
        "and the others: {before:?}"
    );
    assert_eq!(before.1[4..], [list(&["ada"]), list(&["ada"])]);
    app.expect_sound();

    app.suspend("ada@example.org");
    let during = seen().await;
    assert_eq!(during.0, [404; 4]);
    let nobody = list(&[]);
    assert_eq!(during.1[..3], [list(&["kim"]), nobody.clone(), nobody.clone()]);
    assert!(!during.1[3].contains(&"ada".to_owned()) && during.1[3].len() == 4, "{during:?}");
    assert_eq!(during.1[4..], [nobody.clone(), nobody]);
    assert!(!during.2.contains(&"ada".to_owned()), "{during:?}");
    assert_eq!(during.3, Some(2), "a list's total counts its follows, as they stand");
    for call in ["/api/follow", "/api/unfollow", "/api/block", "/api/remove_follower", "/api/followed"] {
        bob.ask_about(call, "ada").await.expect_refusal(404, NOBODY);
        bob.ask_about(call, &ada.user_id.to_string()).await.expect_refusal(404, NOBODY);
    }
    app.expect_sound();
    let answer = app.try_register("ada", "other@example.org", PASSWORD).await;
    assert_eq!(answer.status, 409, "the name stays taken: {answer:?}");

    app.restore(&ada.user_id.to_string());
    assert_eq!(seen().await, before);
    app.expect_sound();
}

#[async_test]
async fn a_page_of_suspended_people_alone_leads_on_to_the_next() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let crowd = app.crowd("fan", 6).await;
    app.gather(&crowd, ada.user_id).await;
    for newest in &crowd[3..] {
        app.suspend(&newest.to_string());
    }
    let first = app.followers(page_of("ada", 1, 3)).await;
    assert_eq!((names(&first).len(), first.next, first.total), (0, Some(2), Some(6)));
    let asked = ListRequest { cursor: first.cursor, ..page_of("ada", 2, 3) };
    assert_eq!(names(&app.followers(asked).await), ["fan002", "fan001", "fan000"]);
    app.expect_sound();
}

#[async_test]
async fn an_import_that_overwrites_keeps_follows_of_the_suspended() {
    let app = TestApp::start().await;
    let (ada, _, _) = (app.join("ada").await, app.join("bob").await, app.join("kim").await);
    ada.follow("bob").await;
    ada.follow("kim").await;
    app.suspend("bob");
    let told = app.imported(&ada, "kim\nbob", "overwrite").await;
    assert_eq!((told.already, told.unfollowed), (1, 0));
    app.restore("bob");
    assert_eq!(app.followed_names("ada").await, ["bob", "kim"]);
    app.expect_sound();
}
