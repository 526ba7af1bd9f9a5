//! Another secret in the place of the server's: whatever hangs on the old one goes on, until nothing does.

use crate::authenticators::code;
use crate::commands::{expect_failure, expect_success, run, stdout};
use crate::google_sign_in::{UNIDENTIFIED, identified, state};
use crate::helpers::TestApp;
use crate::id_tokens::{Key, claims, sound};
use crate::mailbox::Mailbox;
use crate::processes::Process;
use crate::provider::{CLIENT, Provider};
use crate::test_client::PASSWORD;
use rocket::async_test;
use serde_json::json;
use std::net::TcpListener;
use std::process::Output;

/// The secret of the tests' servers, and the one that takes its place.
const OLD: &str = "for-tests-only-for-tests-only-00";
const NEW: &str = "another, with a comma, of 32 char";
const ROTATED: [&str; 4] = ["--secret", NEW, "--old-secrets", OLD];

impl TestApp {
    async fn rotated(&self) -> Self {
        self.beside_with(&ROTATED).await
    }

    fn rotate(&self, flags: &[&str]) -> Output {
        run(&[&["rotate-secret", "--database-url", &self.database.url], flags].concat())
    }

    /// Signs in, and tells how often bcrypt has run for it.
    async fn runs_of(&self, password: &str, status: u16) -> u64 {
        let before = self.bcrypt_runs().await;
        let answer = self.try_sign_in("ada", password).await;
        assert_eq!(answer.status, status, "{answer:?}");
        self.bcrypt_runs().await - before
    }
}

#[async_test]
async fn a_password_of_an_old_secret_is_right_with_one_bcrypt_and_then_hashed_anew() {
    let old = TestApp::start().await;
    old.register("ada").await;
    let (rotated, new) = (old.rotated().await, old.beside_with(&["--secret", NEW]).await);
    assert_eq!(new.runs_of(PASSWORD, 401).await, 1, "the old secret is needed");
    assert_eq!(rotated.runs_of("a wrong password", 401).await, 1);
    assert_eq!(rotated.runs_of(PASSWORD, 200).await, 2, "one to check, one to renew");
    assert_eq!(rotated.runs_of(PASSWORD, 200).await, 1);
    assert_eq!(new.runs_of(PASSWORD, 200).await, 1, "the old one is needed no more");
    assert_eq!(old.runs_of(PASSWORD, 401).await, 1, "and of no use");
}

#[async_test]
async fn a_hash_that_is_older_than_fingerprints_is_of_the_oldest_secret() {
    let old = TestApp::start().await;
    old.register("ada").await;
    let forget = "UPDATE accounts SET password_key = NULL";
    old.sql.batch_execute(forget).await.expect("an older version");
    assert_eq!(old.runs_of(PASSWORD, 200).await, 1, "bcrypt does not run for a fingerprint");
    assert_eq!(old.number("SELECT count(*) FROM accounts WHERE password_key IS NOT NULL").await, 1);
    old.sql.batch_execute(forget).await.expect("an older version");
    let flags = ["--secret", "the newest of them all, 32 of it", "--old-secrets"];
    let lines = format!("{NEW}\n{OLD}\n");
    let rotated = old.beside_with(&[&flags[..], &[&lines]].concat()).await;
    assert_eq!(rotated.runs_of(PASSWORD, 200).await, 2);
}

#[async_test]
async fn a_change_is_confirmed_by_a_password_of_an_old_secret() {
    let old = TestApp::start().await;
    let ada = old.join("ada").await;
    let rotated = old.rotated().await;
    let asked = json!({"token": ada.token, "Password": PASSWORD, "new_password": "another fine password"});
    assert_eq!(rotated.post("/api/change_password", asked).await.status, 200);
    let new = old.beside_with(&["--secret", NEW]).await;
    assert_eq!(new.runs_of("another fine password", 200).await, 1);
}

#[async_test]
async fn several_servers_change_one_after_the_other_and_each_reads_what_the_others_write() {
    let first = TestApp::start().await;
    first.register("ada").await;
    let prepared = first.beside_with(&["--next-secret", NEW]).await;
    let changed = first.rotated().await;
    assert_eq!(prepared.runs_of(PASSWORD, 200).await, 1);
    assert_eq!(changed.runs_of(PASSWORD, 200).await, 2, "it writes by the new one");
    assert_eq!(prepared.runs_of(PASSWORD, 200).await, 1, "which is read here, and left as it is");
    assert_eq!(changed.runs_of(PASSWORD, 200).await, 1);
}

#[async_test]
async fn an_authenticator_goes_on_and_is_sealed_anew_when_it_is_used() {
    let old = TestApp::start().await;
    let ada = old.join("ada").await;
    let (phone, _) = old.add_authenticator(&ada).await;
    let rotated = old.rotated().await;
    assert_eq!(rotated.login_code(&rotated.ticket("ada").await, &code(&phone, 0)).await.status, 200);
    old.let_steps_pass().await;
    let new = old.beside_with(&["--secret", NEW]).await;
    assert_eq!(new.login_code(&new.ticket("ada").await, &code(&phone, 0)).await.status, 200);
}

#[async_test]
async fn the_command_seals_everything_anew_and_counts_what_waits() {
    let mut server = Process::start(&["--smtp-url", "smtp://127.0.0.1:1"]).await;
    let old = server.app().await;
    let (ada, bob) = (old.join("ada").await, old.join("bob").await);
    let (phone, _) = old.add_authenticator(&ada).await;
    old.add_authenticator(&bob).await;
    server.kill();
    old.sql
        .execute("UPDATE accounts SET password_key = NULL WHERE person_id = $1", &[&bob.user_id])
        .await
        .expect("an older version");

    expect_failure(&old.rotate(&["--secret", NEW]), "made under a secret that is not given");
    let output = old.rotate(&ROTATED);
    for line in [
        "authenticators: 2 sealed anew, 0 cannot be read\n",
        "mails: 2 sealed anew, 0 cannot be read\n",
        "passwords: 2 under another secret (",
    ] {
        expect_success(&output, line);
    }
    assert!(!stdout(&output).contains("Nothing is left") && !stdout(&output).contains(OLD), "{output:?}");
    let again = old.rotate(&ROTATED);
    expect_success(&again, "authenticators: 0 sealed anew, 0 cannot be read\nmails: 0 sealed anew");

    let mut mailbox = Mailbox::open().await;
    let rotated = old.beside_with(&[&ROTATED[..], &["--smtp-url", &mailbox.url]].concat()).await;
    old.sql.batch_execute("UPDATE outbox SET next_at = now()").await.expect("mails are due");
    let mut to = [mailbox.next().await.to, mailbox.next().await.to].concat();
    to.sort();
    assert_eq!(to, ["ada@example.org", "bob@example.org"]);
    rotated.ticket("ada").await;
    expect_success(&old.rotate(&ROTATED), "passwords: 1 under another secret (");
    rotated.ticket("bob").await;
    let output = old.rotate(&ROTATED);
    expect_success(&output, "passwords: 2 under the newest secret (");
    expect_success(&output, "Nothing is left under the old secret ");

    let new = old.beside_with(&["--secret", NEW]).await;
    assert_eq!(new.login_code(&new.ticket("ada").await, &code(&phone, 0)).await.status, 200);
    expect_success(&old.rotate(&["--secret", NEW]), "passwords: 2 under the newest secret (");
}

#[async_test]
async fn what_no_secret_reads_is_told_at_the_start() {
    let app = TestApp::start().await;
    app.add_authenticator(&app.join("ada").await).await;
    // The port is taken: the server says what it has to say, and ends.
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let serve = ["serve", "--port", &port, "--database-url", &app.database.url];
    let log = |secrets: &[&str]| {
        let output = run(&[&serve[..], secrets].concat());
        assert!(!output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    };
    let told = ["passwords went through a secret that is not given", "authenticators cannot be read"];
    let unknown = log(&["--secret", NEW]);
    assert!(told.iter().all(|words| unknown.contains(words)), "{unknown}");
    assert!(!unknown.contains(NEW) && !unknown.contains(OLD), "{unknown}");
    for known in [&ROTATED[..], &["--secret", OLD], &["--secret", OLD, "--next-secret", NEW]] {
        let log = log(known);
        assert!(!told.iter().any(|words| log.contains(words)), "{log}");
    }
    for short in [["--old-secrets", "hush"], ["--next-secret", "hush"]] {
        let output = run(&[&serve[..], &["--secret", OLD], &short].concat());
        expect_failure(&output, "must have at least 32 characters");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("hush"), "{output:?}");
    }
}

#[async_test]
async fn who_is_at_the_provider_meanwhile_comes_back() {
    let provider = Provider::start().await;
    let flags = [&provider.flags()[..], &["--url", "https://kith.example.org"]].concat();
    let old = TestApp::start_with(&flags, |app| app).await;
    let rotated = old.beside_with(&[&flags[..], &ROTATED].concat()).await;
    let new = old.beside_with(&[&flags[..], &["--secret", NEW]].concat()).await;
    let begun = old.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let code = provider.visit(&begun.url, token.clone());
    let answer = new.come_back(&begun.secret, &state(&begun), &code).await;
    assert_eq!(answer.payload()["error_message"], UNIDENTIFIED, "the old secret is needed");
    identified(&rotated.come_back(&begun.secret, &state(&begun), &code).await);
    let begun = old.begin().await;
    let token = sound(Key::First, &claims(&provider.issuer, CLIENT, &begun.nonce));
    let native = json!({"secret": begun.secret, "id_token": token});
    identified(&rotated.post("/api/google_finish", native).await);
}
