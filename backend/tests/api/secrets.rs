//! What a whole run leaves behind: nothing in the log and nothing in the database by which anyone could sign in.

use crate::authenticators::{code, phone, with_password};
use crate::google_sign_in::identified;
use crate::helpers::TestApp;
use crate::id_tokens::{Key, claims, sound};
use crate::mailbox::Mailbox;
use crate::processes::{Process, SECRET};
use crate::provider::{self, CLIENT, Provider};
use crate::software_key::SoftwareKey;
use crate::test_client::PASSWORD;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::accounts::second_factors::AuthenticatorConfirm;
use rocket::async_test;
use rocket::tokio::task::yield_now;
use serde_json::json;
use std::fmt::Write;
use totp_rs::Secret;

const WRONG: &str = "a wrong guess of hers";
const NEW: &str = "another fine password";

/// What a run has used, and what the database held meanwhile.
#[derive(Default)]
struct Run {
    secrets: Vec<(&'static str, String)>,
    dump: String,
}

impl Run {
    fn used(&mut self, what: &'static str, secret: impl Into<String>) {
        self.secrets.push((what, secret.into()));
    }

    /// Adds every row of every table, as it is now.
    async fn dump(&mut self, app: &TestApp) {
        let tables =
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
        for table in app.sql.query(tables, &[]).await.expect("tables") {
            let table: &str = table.get(0);
            let rows = app.sql.query(&format!("SELECT t::text FROM {table} t"), &[]).await;
            for row in rows.unwrap_or_else(|error| panic!("{table}: {error}")) {
                writeln!(self.dump, "{table} {}", row.get::<_, &str>(0)).expect("a line");
            }
        }
    }

    /// None of the secrets is there, in whichever way it may be written.
    fn expect_nothing_in(&self, place: &str, text: &str) {
        for (what, secret) in &self.secrets {
            for form in forms(secret) {
                assert!(!text.contains(&form), "{what} {secret:?} is in the {place} as {form}");
            }
        }
    }
}

/// A secret as it stands, and the bytes of it and of what it encodes as PostgreSQL shows them.
fn forms(secret: &str) -> Vec<String> {
    let base64 = URL_SAFE_NO_PAD.decode(secret).ok();
    let base32 = Secret::try_from_base32(secret.replace('-', "").to_uppercase())
        .ok()
        .map(|secret| secret.as_bytes().to_vec());
    let bytes = [Some(secret.as_bytes().to_vec()), base64, base32].into_iter().flatten();
    bytes.map(|bytes| hex(&bytes)).chain([secret.to_owned()]).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Registers, proves the address, and has a new password after the first is forgotten.
async fn by_mail(run: &mut Run, app: &TestApp, mailbox: &mut Mailbox) {
    mailbox.refuse_next(451);
    app.register("ada").await;
    while app.number("SELECT count(*) FROM outbox WHERE attempts > 0").await == 0 {
        yield_now().await;
    }
    run.dump(app).await;
    assert!(run.dump.contains("outbox"), "a mail waits");
    let proof = mailbox.next_to("ada@example.org").await.code();
    assert_eq!(app.post("/api/forgot_password", json!({"Email_id": "ada@example.org"})).await.status, 200);
    let reset = mailbox.next_to("ada@example.org").await.code();
    run.dump(app).await;
    assert_eq!(app.post("/api/confirm_email", json!({"code": proof})).await.status, 200);
    let new = json!({"code": reset, "Password": NEW});
    assert_eq!(app.post("/api/reset_password", new).await.status, 200);
    run.used("the code that proves the address", proof);
    run.used("the code that resets the password", reset);
}

/// Fails to sign in in every way, and signs in.
async fn by_password(run: &mut Run, app: &TestApp) {
    assert_eq!(app.try_sign_in("ada", WRONG).await.status, 401);
    let shapeless = json!({"Username": "ada", "Password": [NEW]});
    assert_eq!(app.post("/api/login", shapeless).await.status, 400);
    app.sql.batch_execute("ALTER TABLE sessions RENAME TO sessions_elsewhere").await.expect("a fault");
    assert_eq!(app.try_sign_in("ada", NEW).await.status, 500);
    app.sql.batch_execute("ALTER TABLE sessions_elsewhere RENAME TO sessions").await.expect("it is repaired");
    let answer = app.try_sign_in("ada", NEW).await;
    let token = answer.payload()["token"].as_str().expect("a token").to_owned();
    let change = json!({"token": token, "Password": NEW, "new_password": PASSWORD});
    assert_eq!(app.post("/api/change_password", change).await.status, 200);
    assert_eq!(app.post(&format!("/api/profile?token={token}"), json!({"user": "ada"})).await.status, 200);
    run.used("a token", token);
}

/// Makes an account with Google, and signs in to it.
async fn by_google(run: &mut Run, app: &TestApp, provider: &Provider) {
    let begun = app.begin().await;
    let mut claims = claims(&provider.issuer, CLIENT, &begun.nonce);
    (claims["sub"], claims["email"]) = (json!("1001"), json!("bob@example.org"));
    let id_token = sound(Key::First, &claims);
    let code = provider.visit(&begun.url, id_token.clone());
    let proof = identified(&app.finish(&begun, &code).await).proof;
    assert_eq!(app.sign_up("bob", "bob@example.org", &proof).await.status, 200);
    run.dump(app).await;
    let answer = app.google_login(&proof).await;
    run.used("Google's token", answer.payload()["token"].as_str().expect("a token"));
    for (what, secret) in [
        ("a sign-in's secret", begun.secret),
        ("Google's code", code),
        ("an ID token", id_token),
        ("a proof", proof),
    ] {
        run.used(what, secret);
    }
}

/// Sets up second factors, and signs in with each.
async fn by_second_factors(run: &mut Run, app: &TestApp) {
    let ada = app.sign_in("ada").await;
    let begun = ada.call(&with_password()).await.expect("a beginning");
    let confirm = AuthenticatorConfirm { code: code(&phone(&begun.secret), 0) };
    let recovery_codes = ada.call(&confirm).await.expect("it is confirmed").recovery_codes;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&ada, &mut key).await;
    let ticket = app.ticket("ada").await;
    let challenge = app.passkey_challenge().await;
    run.dump(app).await;
    for token in [app.login_code(&ticket, &recovery_codes[0]).await, app.passkey_login(&mut key).await] {
        run.used("a token after two factors", token.payload()["token"].as_str().expect("a token"));
    }
    run.used("an authenticator's secret", begun.secret);
    run.used("a ticket", ticket);
    run.used("a ceremony", challenge.ceremony);
    run.used("ada's token", &ada.token);
    recovery_codes.into_iter().for_each(|code| run.used("a recovery code", code));
}

#[async_test]
async fn neither_log_nor_database_shows_a_secret() {
    let (mut mailbox, provider) = (Mailbox::open().await, Provider::start().await);
    let server = Process::start(&[&["--smtp-url", &mailbox.url][..], &provider.flags()].concat()).await;
    let (app, mut run) = (server.app().await, Run::default());
    for (what, secret) in [("the server's secret", SECRET), ("the provider's secret", provider::SECRET)] {
        run.used(what, secret);
    }
    for password in [PASSWORD, WRONG, NEW] {
        run.used("a password", password);
    }
    by_mail(&mut run, &app, &mut mailbox).await;
    by_password(&mut run, &app).await;
    by_google(&mut run, &app, &provider).await;
    by_second_factors(&mut run, &app).await;
    run.dump(&app).await;
    server.ask_to_end();
    let log = server.end().await;
    assert!(log.contains("/api/reset_password") && log.contains("ERROR"), "the log tells of the run: {log}");
    let kept = run.dump.contains("bob@example.org") && run.dump.contains("second_factor");
    assert!(kept, "the dump shows the run: {}", run.dump);
    assert!(!log.contains("example.org"), "nobody's address is in the log: {log}");
    run.expect_nothing_in("log", &log);
    run.expect_nothing_in("database", &run.dump);
}
