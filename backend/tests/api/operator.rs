//! What operators do from a shell, and where it is written down.

use crate::commands::{expect_failure, expect_success, kith, run, stdout};
use crate::helpers::TestApp;
use crate::software_key::SoftwareKey;
use crate::test_client::PASSWORD;
use rocket::async_test;
use serde_json::{Value, from_str, json};
use std::process::Output;

impl TestApp {
    fn command(&self, arguments: &[&str]) -> Output {
        run(&[arguments, &["--database-url", &self.database.url]].concat())
    }

    /// What a command writes for scripts.
    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.command(&[arguments, &["--json"]].concat());
        assert!(output.status.success(), "{output:?}");
        from_str(stdout(&output)).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }

    fn actions(&self) -> Vec<String> {
        let entries = self.json(&["operator-log"]);
        let entries = entries.as_array().expect("a list").iter();
        entries.map(|entry| format!("{} {}", entry["action"], entry["username"]).replace('"', "")).collect()
    }
}

#[async_test]
async fn an_account_is_shown_by_name_address_and_id() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.join("bob").await.follow("ada").await;
    for user in ["ada", "@ADA", "Ada@Example.org", &ada.user_id.to_string()] {
        let shown = app.json(&["account", "show", user]);
        assert_eq!(shown["user_id"], json!(ada.user_id), "{user}");
        let facts = ["suspended", "followers", "email", "has_password", "sessions"].map(|key| &shown[key]);
        assert_eq!(json!(facts), json!([false, 1, "ada@example.org", true, 1]));
    }
    let output = app.command(&["account", "show", "ada"]);
    for line in ["username            ada\n", "suspended           no\n", "google              -\n"] {
        expect_success(&output, line);
    }
    assert!(app.actions().is_empty(), "looking changes nothing");
}

#[async_test]
async fn who_is_not_there_is_a_failure_in_plain_words() {
    let app = TestApp::start().await;
    for action in ["show", "suspend", "restore", "sign-out", "reset-second-factor", "verify-email"] {
        for user in ["nobody", "nobody@example.org", "0198c0de-0000-7000-8000-000000000002"] {
            expect_failure(&app.command(&["account", action, user]), "There is no such user.");
        }
    }
    expect_failure(&app.command(&["account", "delete", "nobody", "--yes"]), "There is no such user.");
    assert!(app.actions().is_empty());
}

#[async_test]
async fn what_is_done_is_told_to_the_owner_and_noted_with_who_and_why() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let done = ["account", "sign-out", "ada", "--by", "olga", "--reason", "a\nstolen laptop"];
    expect_success(&app.command(&done), "ada is signed out everywhere.");
    expect_success(&app.command(&done), "ada was signed in nowhere.");
    let ended = "This session has ended. Sign in again.";
    ada.ask_about("/api/profile", "ada").await.expect_refusal(401, ended);
    let entries = app.json(&["operator-log", "--user", "ada"]);
    assert_eq!(entries.as_array().expect("a list").len(), 1, "what changes nothing is not noted: {entries}");
    let entry = ["action", "username", "operator", "reason"].map(|key| &entries[0][key]);
    assert_eq!(json!(entry), json!(["sign-out", "ada", "olga", "a\nstolen laptop"]));
    let output = app.command(&["operator-log"]);
    expect_success(&output, "sign-out ada by olga: a\\nstolen laptop\n");
    assert_eq!(stdout(&output).lines().count(), 1);

    let mut command = kith(&["account", "suspend", "ada", "--database-url", &app.database.url]);
    command.env("USER", "root").env("SUDO_USER", "oleg").output().expect("kith runs");
    assert_eq!(app.json(&["operator-log"])[0]["operator"], "oleg", "the one behind sudo");
    assert_eq!(
        app.json(&["account", "restore", "ada"]),
        json!({"user_id": ada.user_id, "username": "ada", "changed": true})
    );
    assert_eq!(app.json(&["account", "restore", "ada"])["changed"], json!(false));
    let ada = app.sign_in("ada").await;
    let events = app.events_of(&ada).await;
    for kind in ["sessions_ended_by_operator", "suspended", "restored"] {
        assert!(events.contains(kind), "{kind}: {events}");
        assert_eq!(app.times(&ada, kind).await, 1, "{kind}");
    }
}

#[async_test]
async fn an_owner_who_has_lost_every_second_factor_is_let_in_by_the_password() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    app.add_authenticator(&ada).await;
    app.add_passkey(&ada, &mut SoftwareKey::new(&app.origin())).await;
    let ticket = app.ticket("ada").await;
    let words = "ada signs in without a second factor.";
    expect_success(&app.operate("reset-second-factor", "ada"), words);
    expect_success(&app.operate("reset-second-factor", "ada"), "ada had no second factor.");
    let left = "SELECT (SELECT count(*) FROM authenticators) + (SELECT count(*) FROM passkeys)
                       + (SELECT count(*) FROM recovery_codes)";
    assert_eq!(app.number(left).await, 0);
    assert_eq!(app.login_code(&ticket, "123456").await.status, 403, "what was begun is over");
    let ada = app.sign_in("ada").await;
    assert_eq!(app.times(&ada, "second_factor_reset").await, 1);

    app.sql.batch_execute("UPDATE accounts SET password_hash = NULL").await.expect("no password");
    app.sql
        .execute(
            "INSERT INTO passkeys (person_id, credential_id, passkey_id, name, passkey) VALUES ($1, 'x', $1, '', '')",
            &[&ada.user_id],
        )
        .await
        .expect("a passkey alone");
    expect_failure(&app.operate("reset-second-factor", "ada"), "could not sign in any more");
}

#[async_test]
async fn an_operator_vouches_for_an_address() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    expect_success(&app.operate("verify-email", "ada"), "ada has a verified e-mail address.");
    expect_success(&app.operate("verify-email", "ada"), "ada had a verified e-mail address already.");
    let shown = app.post("/api/account", json!({"token": ada.token})).await.payload();
    assert_eq!([&shown["email_verified"], &shown["email_confirmed"]], [&json!(true); 2]);
    assert_eq!(app.times(&ada, "email_verified_by_operator").await, 1);
    app.sql
        .batch_execute("UPDATE accounts SET email = NULL, email_key = NULL, email_proven_at = NULL")
        .await
        .expect("none");
    expect_failure(&app.operate("verify-email", "ada"), "This account has no e-mail address.");
}

#[async_test]
async fn a_deletion_asks_and_leaves_nothing_but_the_note_of_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    ada.follow("bob").await;
    bob.follow("ada").await;
    expect_failure(&app.operate("delete", "ada"), "there is no terminal to ask at, and no --yes");
    assert_eq!(app.profile("ada").await.counts.followers, 1);
    let delete = ["account", "delete", "ada", "--yes", "--by", "olga", "--reason", "asked by letter"];
    expect_success(&app.command(&delete), "ada is deleted.");
    expect_failure(&app.command(&delete), "There is no such user.");
    assert_eq!(app.profile("bob").await.counts.followers, 0);
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 401);
    expect_success(&run(&["verify", "--database-url", &app.database.url]), "All is well.");
    assert_eq!(app.actions(), ["delete ada"]);
    let by_id = app.json(&["operator-log", "--user", &ada.user_id.to_string()]);
    assert_eq!(by_id[0]["reason"], "asked by letter", "the note outlives the account");
}

#[async_test]
async fn a_deletion_that_is_broken_off_is_noted_and_goes_on_when_it_is_asked_for_again() {
    let app = TestApp::start().await;
    app.join("ada").await;
    // A transaction sees no connections that are made after it has looked.
    let other = app.database.connect().await;
    other.batch_execute("BEGIN; SELECT FROM people FOR UPDATE").await.expect("a lock");
    let delete = ["account", "delete", "ada", "--yes"];
    let mut broken =
        kith(&[&delete[..], &["--database-url", &app.database.url]].concat()).spawn().expect("kith");
    app.wait_for_lock().await;
    broken.kill().expect("it is killed");
    broken.wait().expect("it ends");
    other.batch_execute("COMMIT").await.expect("the lock goes");
    assert_eq!(app.json(&["account", "show", "ada"])["username"], "ada");
    assert_eq!(app.actions(), ["delete ada"]);
    expect_success(&app.command(&delete), "ada is deleted.");
    assert_eq!(app.actions(), ["delete ada", "delete ada"]);
}

#[async_test]
async fn people_without_an_account_are_suspended_and_deleted_too() {
    let app = TestApp::start().await;
    app.crowd("fan", 1).await;
    assert_eq!(app.json(&["account", "show", "fan000"])["has_account"], json!(false));
    expect_success(&app.operate("suspend", "fan000"), "fan000 is suspended.");
    expect_failure(&app.operate("verify-email", "fan000"), "no e-mail address");
    expect_success(&app.command(&["account", "delete", "fan000", "--yes"]), "fan000 is deleted.");
    assert_eq!(app.number("SELECT count(*) FROM people").await, 0);
}

#[async_test]
async fn sessions_end_for_everybody_or_up_to_a_time() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let age = "UPDATE sessions SET created_at = '2026-01-01' WHERE person_id = $1";
    app.sql.execute(age, &[&ada.user_id]).await.expect("an old session");
    let end = |which: &[&str]| app.json(&[&["sessions", "end"], which].concat())["ended"].clone();
    assert_eq!(end(&["--before", "2026-01-01T00:00:00Z"]), 0);
    assert_eq!(end(&["--before", "2026-01-01T00:00:01Z"]), 1);
    assert_eq!(bob.ask_about("/api/profile", "ada").await.status, 200);
    let (_, ada) = (app.sign_in("ada").await, app.sign_in("ada").await);
    assert_eq!(end(&["--all", "--by", "olga"]), 3);
    assert_eq!(bob.ask_about("/api/profile", "ada").await.status, 401);
    let (ada, bob) = (app.sign_in(&ada.username).await, app.sign_in("bob").await);
    assert_eq!(app.times(&ada, "sessions_ended_by_operator").await, 2);
    assert_eq!(app.times(&bob, "sessions_ended_by_operator").await, 1);
    let entries = app.json(&["operator-log"]);
    let details = entries.as_array().expect("a list").iter().map(|entry| &entry["detail"]);
    let before = |time: &str| format!("before 2026-01-01T00:00:{time}Z");
    assert_eq!(json!(details.collect::<Vec<_>>()), json!(["all", before("01"), before("00")]));

    for wrong in [&["sessions", "end"][..], &["sessions", "end", "--all", "--before", "2026-01-01T00:00:00Z"]]
    {
        assert_eq!(app.command(wrong).status.code(), Some(2), "{wrong:?}");
    }
    let output = app.command(&["sessions", "end", "--before", "yesterday"]);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("write it as 2026-11-28T12:00:00Z"),
        "{output:?}"
    );
}

#[async_test]
async fn stats_count_everything() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let crowd = app.crowd("fan", 300).await;
    app.gather(&crowd, ada.user_id).await;
    bob.follow("ada").await;
    ada.lock(true).await;
    app.join("eve").await.follow("ada").await;
    ada.block("fan000").await;
    app.operate("suspend", "bob");
    let stats = app.json(&["stats"]);
    let keys =
        ["people", "suspended", "accounts", "new_accounts", "follows", "requests", "blocks", "sessions"];
    assert_eq!(json!(keys.map(|key| &stats[key])), json!([303, 1, 3, 3, 300, 1, 1, 2]));
    assert_eq!([&stats["active_people"], &stats["mails_waiting"]], [&json!(2), &json!(0)]);
    expect_success(&app.command(&["stats"]), "follows             300\n");
}
