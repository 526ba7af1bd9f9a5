//! The log: what it tells, and what no caller can make it tell.

use crate::helpers::{Answer, TestApp};
use crate::id_tokens::{Key, jwt, sound};
use crate::passkeys::{add, begin};
use crate::probes::{SECRET, paths, send_all, send_broken};
use crate::processes::Process;
use crate::provider::Provider;
use crate::software_key::{SoftwareKey, read};
use common::pages::PAGES;
use reqwest::Method;
use rocket::async_test;
use serde_json::json;
use serde_json::value::to_raw_value;

const FORGED: &str = "2026-11-28T00:00:00Z ERROR kith: forged";

async fn start(flags: &[&str]) -> (Process, TestApp) {
    let server = Process::start(&[&["--rate-limit", "1000000"], flags].concat()).await;
    let app = server.app().await;
    (server, app)
}

async fn ended(server: Process) -> String {
    server.ask_to_end();
    server.end().await
}

/// Each line is one that the server means to write: a time, a level, a place in its code.
#[track_caller]
fn expect_own_lines(log: &str) {
    for line in log.lines() {
        let mut words = line.split_whitespace();
        let time = words.next().is_some_and(|time| time.starts_with("20") && time.ends_with('Z'));
        let level = words.next().is_some_and(|level| ["ERROR", "WARN", "INFO", "DEBUG"].contains(&level));
        let place = words.next().is_some_and(|place| place.starts_with("kith::") && place.ends_with(':'));
        let place = place && !line.contains("::_:") && !line.contains(" log.target=");
        assert!(time && level && place && !line.contains(char::is_control), "{line:?} of {log}");
        assert!(!line.starts_with(FORGED), "{line:?}");
    }
}

#[async_test]
async fn whatever_is_sent_wherever_no_line_shows_it() {
    let provider = Provider::start().await;
    let flags = [&provider.flags()[..], &["--trusted-proxies", "127.0.0.1"]].concat();
    let (server, app) = start(&flags).await;
    app.register("ada").await;
    let sent = send_all(&app).await;
    send_broken(&app).await;
    let log = ended(server).await;
    assert!(log.lines().count() > sent, "{sent} requests have their lines: {}", log.lines().count());
    expect_own_lines(&log);
    for form in [SECRET, &SECRET.to_lowercase(), "code=", "?"] {
        let line = log.lines().find(|line| line.contains(form));
        assert_eq!(line, None, "{form}");
    }
}

#[async_test]
async fn a_request_that_is_answered_is_no_error() {
    let (server, app) = start(&[]).await;
    for path in PAGES.iter().map(|page| page.replace("<user>", "ada")) {
        for method in [Method::HEAD, Method::GET, Method::OPTIONS, Method::POST, Method::TRACE] {
            Answer::to(app.request(method, &format!("{path}?code={SECRET}"))).await;
        }
    }
    let log = ended(server).await;
    expect_own_lines(&log);
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "{log}");
    for line in [
        "method=HEAD path=/reset status=",
        "method=OPTIONS path=/google status=404",
        "method=POST path=/reset status=404",
    ] {
        assert!(log.contains(line), "{line}: {log}");
    }
    assert!(log.contains("path=/people/<user>/known"), "who is looked at is not told: {log}");
}

#[async_test]
async fn no_caller_forges_a_line() {
    let provider = Provider::start().await;
    let (mut server, app) =
        start(&[&provider.flags()[..], &["--trusted-proxies", "127.0.0.1"]].concat()).await;
    let forged = format!("x\n{FORGED}\r\u{85}\u{2028}\u{1b}[2J\u{202e}");
    for claim in ["iss", "aud", "sub", "nonce", "azp", "email", "email_verified", "exp"] {
        for header in [json!({"alg": "none"}), json!({"alg": "RS256", "kid": forged}), json!({"alg": forged})]
        {
            let token = |mut claims: serde_json::Value| {
                claims[claim] = json!(forged);
                jwt(&header, &claims, |_| Vec::new())
            };
            assert_eq!(app.go_natively(&provider, token).await.status, 401);
            assert_eq!(app.go(&provider, token).await.status, 401);
        }
        let signed = |mut claims: serde_json::Value| {
            claims[claim] = json!(forged);
            sound(Key::First, &claims)
        };
        app.go(&provider, signed).await;
    }
    let ada = app.join("ada").await;
    for (place, name) in [
        ("clientExtensionResults", "credProtect"),
        ("response", "attestationObject"),
        ("response", "transports"),
    ] {
        let ceremony = begin(&ada).await;
        let mut credential = read(&SoftwareKey::new(&app.origin()).create(&ceremony.options));
        credential[place][name] = json!(forged);
        let added = add(&ada, &ceremony.ceremony, to_raw_value(&credential).expect("JSON")).await;
        assert!(added.is_err(), "{place} {name}");
    }
    for path in paths() {
        let forged = "%0A2026-11-28T00%3A00%3A00Z%20ERROR%20kith%3A%20forged%E2%80%A8";
        Answer::to(app.request(Method::GET, &format!("{path}{forged}?{forged}"))).await;
        let request =
            app.request(Method::POST, &path).header("X-Forwarded-For", format!("{FORGED}, 192.0.2.7"));
        Answer::to(request.header("User-Agent", FORGED)).await;
    }
    server.tells("Google could not confirm who you are").await;
    let log = ended(server).await;
    expect_own_lines(&log);
    assert!(log.contains("address=192.0.2.7"), "{log}");
}

#[async_test]
async fn a_fault_is_told_with_its_cause_under_the_id_that_the_answer_had() {
    let (mut server, app) = start(&[]).await;
    app.register("ada").await;
    app.sql.batch_execute("ALTER TABLE sessions RENAME TO sessions_elsewhere").await.expect("a fault");
    let answer = app.try_sign_in("ada", crate::test_client::PASSWORD).await;
    assert_eq!(answer.status, 500);
    let line = server.tells("ERROR").await;
    let (id, cause) = (answer.header("X-Request-Id"), r#"relation \"sessions\" does not exist (42P01)"#);
    assert!(line.contains(&format!("request={id}")) && line.contains(cause), "{line}");
    let line = server.tells("status=500").await;
    assert!(line.contains(id) && line.contains("address=127.0.0.1 method=POST path=/api/login"), "{line}");
}

/// PostgreSQL shows the whole row that breaks a rule, with the address and the hash of the password.
#[async_test]
async fn a_row_that_breaks_a_rule_is_not_told() {
    let (mut server, app) = start(&[]).await;
    app.sql
        .batch_execute("ALTER TABLE accounts ADD CONSTRAINT none CHECK (email = '')")
        .await
        .expect("a rule");
    let answer = app.try_register("ada", "ada@example.org", crate::test_client::PASSWORD).await;
    assert_eq!(answer.status, 500);
    assert!(server.tells("ERROR").await.contains(r#"violates check constraint \"none"#));
    let log = ended(server).await;
    assert!(!log.contains("example.org") && !log.contains("$2b$"), "{log}");
}

#[async_test]
async fn a_refusal_is_told_with_the_limit_and_the_network() {
    let mut server = Process::start(&["--rate-limit", "3", "--trusted-proxies", "127.0.0.1"]).await;
    let app = server.app().await;
    for _ in 0..3 {
        app.post_from(
            "2001:db8::7",
            "/api/login",
            json!({"Username": "linda-at-the-door", "Password": "hunter2 hunter2"}),
        )
        .await;
    }
    let refused = app
        .post_from(
            "2001:db8::7",
            "/api/login",
            json!({"Username": "linda-at-the-door", "Password": "hunter2 hunter2"}),
        )
        .await;
    assert_eq!(refused.status, 429);
    let line = server.tells("WARN").await;
    let expected = format!(
        "request={} address=2001:db8::7 limit=tries seconds={}",
        refused.header("X-Request-Id"),
        refused.header("Retry-After")
    );
    assert!(line.contains(&expected), "{expected}: {line}");
    let log = ended(server).await;
    assert!(!log.contains("hunter2") && !log.contains("linda"), "{log}");
}

#[async_test]
async fn a_sign_in_is_told_with_its_way() {
    let provider = Provider::start().await;
    let (mut server, app) = start(&provider.flags()).await;
    let ada = app.join("ada").await;
    let id = ada.user_id;
    let told = |way: &str| format!("signed in person={id} way={way} address=127.0.0.1");
    server.tells(&told("password")).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    let link = json!({"token": ada.token, "proof": proof, "Password": crate::test_client::PASSWORD});
    assert_eq!(app.post("/api/google_link", link).await.status, 200);
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    assert_eq!(app.google_login(&proof).await.status, 200);
    server.tells(&told("provider")).await;
    let mut key = SoftwareKey::new(&app.origin());
    let codes = app.add_passkey(&ada, &mut key).await;
    assert_eq!(app.passkey_login(&mut key).await.status, 200);
    server.tells(&told("passkey")).await;
    let ticket = app.ticket("ada").await;
    assert_eq!(app.login_code(&ticket, &codes[0]).await.status, 200);
    server.tells(&told("\"recovery code\"")).await;
}
