//! How many tries a network has, whatever it tries; and which network a call is taken to come from.

use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::processes::Process;
use crate::provider::Provider;
use crate::test_client::PASSWORD;
use reqwest::Method;
use rocket::async_test;
use serde_json::json;

const TOO_MANY: &str = "Too many tries. Wait before the next one.";

/// Has this many tries in five minutes left, and not one more.
async fn expect_tries(app: &TestApp, address: &str, number: usize) {
    // A name of their own, since tries at one name are counted too.
    let wrong = json!({"Username": address, "Password": "wrong password"});
    for _ in 0..number {
        assert_eq!(app.post_from(address, "/api/login", wrong.clone()).await.status, 401, "{address}");
    }
    let answer = app.post_from(address, "/api/login", wrong).await;
    answer.expect_refusal(429, TOO_MANY);
    let wait = answer.header("Retry-After").parse::<u64>().expect("seconds");
    assert!((1..=100).contains(&wait), "no more than a third of five minutes: {wait}");
}

#[async_test]
async fn a_network_has_so_many_tries_of_all_kinds_together() {
    let flags = ["--rate-limit", "3", BEHIND_A_PROXY[0], BEHIND_A_PROXY[1]];
    let app = TestApp::start_with(&flags, |app| app).await;
    let (here, there) = ("192.0.2.1", "192.0.2.2");
    let ada = json!({"Username": "ada", "Email_id": "ada@example.org", "Password": PASSWORD});
    assert_eq!(app.post_from(here, "/api/register", ada.clone()).await.status, 200);
    assert_eq!(app.post_from(here, "/api/register", ada.clone()).await.status, 409);
    assert_eq!(app.post_from(here, "/api/login", ada.clone()).await.status, 200);
    let runs = app.bcrypt_runs().await;
    for path in ["/api/register", "/api/login", "/api/delete_account"] {
        app.post_from(here, path, ada.clone()).await.expect_refusal(429, TOO_MANY);
    }
    assert_eq!(app.bcrypt_runs().await, runs, "bcrypt does not run");
    assert_eq!(
        app.post_from(here, "/api/profile", json!({"user": "ada"})).await.status,
        200,
        "no secret is tried"
    );
    assert_eq!(app.post_from(there, "/api/login", ada).await.status, 200, "others have their own");
}

#[async_test]
async fn a_sign_in_with_google_takes_a_try_to_begin_and_one_to_sign_in() {
    let provider = Provider::start().await;
    let flags = [&provider.flags()[..], &["--rate-limit", "4"]].concat();
    let app = TestApp::start_with(&flags, |rocket| rocket).await;
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    assert_eq!(app.sign_up("ada", "ada@example.org", &proof).await.status, 200);
    let proof = app.identify(&provider, "1001", "ada@example.org").await.proof;
    assert_eq!(app.google_login(&proof).await.status, 200, "the fourth");
    app.post("/api/google_begin", json!({})).await.expect_refusal(429, TOO_MANY);
    assert_eq!(app.number("SELECT count(*) FROM tickets WHERE purpose = 'openid'").await, 0);
}

#[async_test]
async fn addresses_of_ipv6_that_one_customer_has_count_together() {
    let flags = ["--rate-limit", "3", BEHIND_A_PROXY[0], BEHIND_A_PROXY[1]];
    let app = TestApp::start_with(&flags, |app| app).await;
    expect_tries(&app, "2001:db8:1:2::1", 3).await;
    expect_tries(&app, "2001:db8:1:2:ffff:ffff:ffff:ffff", 0).await;
    expect_tries(&app, "2001:db8:1:3::1", 3).await;
    expect_tries(&app, "2001:db8:1:4::1", 0).await;
    expect_tries(&app, "2001:db8:1:100::1", 3).await;
    expect_tries(&app, "2001:db8:1:200::1", 3).await;
    expect_tries(&app, "2001:db8:1:300::1", 0).await;
    expect_tries(&app, "2001:db8:2::1", 3).await;
    expect_tries(&app, "::ffff:192.0.2.1", 3).await;
    expect_tries(&app, "192.0.2.1", 0).await;
}

#[async_test]
async fn a_person_has_so_many_changes_and_so_many_files() {
    let app = TestApp::start_with(&["--changes", "3", "--files", "2"], |app| app).await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    app.register("eve").await;
    for path in ["/api/follow", "/api/unfollow", "/api/block"] {
        assert_eq!(ada.ask_about(path, "bob").await.status, 200, "{path}");
    }
    for path in ["/api/unblock", "/api/follow", "/api/remove_follower"] {
        ada.ask_about(path, "bob").await.expect_refusal(429, TOO_MANY);
    }
    assert_eq!(ada.ask_about("/api/profile", "bob").await.status, 200, "what only reads goes on");
    assert_eq!(bob.ask_about("/api/follow", "eve").await.status, 200, "others have their own");
    for path in ["/api/export", "/api/download"] {
        let answer = app.post(path, json!({"token": ada.token, "list": "followers"})).await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
    for path in ["/api/export", "/api/download", "/api/import"] {
        let body = json!({"token": ada.token, "list": "followers", "csv": "bob", "mode": "merge"});
        app.post(path, body).await.expect_refusal(429, TOO_MANY);
    }
}

#[async_test]
async fn a_network_has_so_many_calls_of_all_kinds_together() {
    let flags = ["--calls", "3", BEHIND_A_PROXY[0], BEHIND_A_PROXY[1]];
    let app = TestApp::start_with(&flags, |app| app).await;
    let (here, there) = ("192.0.2.1", "192.0.2.2");
    for path in ["/api/profile", "/api/followers", "/api/search"] {
        let answer = app.post_from(here, path, json!({"user": "nobody", "prefix": "n"})).await;
        assert!(matches!(answer.status, 200 | 404), "{path}: {answer:?}");
    }
    app.post_from(here, "/api/profile", json!({"user": "nobody"})).await.expect_refusal(429, TOO_MANY);
    assert_eq!(app.post_from(there, "/api/profile", json!({"user": "nobody"})).await.status, 404);
}

#[async_test]
async fn who_is_no_trusted_proxy_cannot_choose_an_address() {
    let app =
        TestApp::start_with(&["--rate-limit", "3", "--trusted-proxies", "192.0.2.0/24"], |app| app).await;
    let wrong = json!({"Username": "nobody", "Password": "wrong password"});
    for (number, status) in [401, 401, 401, 429, 429].into_iter().enumerate() {
        let address = format!("192.0.2.{number}");
        assert_eq!(app.post_from(&address, "/api/login", wrong.clone()).await.status, status, "{address}");
    }
}

/// The address that a sign-in is noted with, where these headers are sent.
async fn noted(app: &TestApp, told: &[&str], others: &[(&str, &str)]) -> String {
    let body = json!({"payload": {"Username": "ada", "Password": PASSWORD}});
    let request = told
        .iter()
        .map(|told| ("X-Forwarded-For", *told))
        .chain(others.iter().copied())
        .fold(app.request(Method::POST, "/api/login"), |request, (name, value)| request.header(name, value));
    assert_eq!(Answer::to(request.json(&body)).await.status, 200, "{told:?}");
    let latest = "SELECT address FROM security_events ORDER BY event_id DESC LIMIT 1";
    app.sql.query_one(latest, &[]).await.expect("an event").get(0)
}

#[async_test]
async fn the_nearest_address_that_is_no_trusted_proxy_counts() {
    let app =
        TestApp::start_with(&["--trusted-proxies", "127.0.0.1,10.0.0.0/8,2001:db8:f::/48"], |app| app).await;
    app.register("ada").await;
    for (told, address) in [
        (&[][..], "127.0.0.1"),
        (&["203.0.113.5"], "203.0.113.5"),
        (&["1.2.3.4, 203.0.113.5"], "203.0.113.5"),
        (&["1.2.3.4, 203.0.113.5, 10.1.2.3"], "203.0.113.5"),
        (&["1.2.3.4", "203.0.113.5, 2001:db8:f::1,10.1.2.3"], "203.0.113.5"),
        (&["1.2.3.4,10.0.0.1,203.0.113.5"], "203.0.113.5"),
        (&["10.1.2.3, 10.3.2.1"], "10.1.2.3"),
        (&["2001:DB8:0:0::5"], "2001:db8::5"),
        (&["::ffff:203.0.113.5"], "203.0.113.5"),
        (&["203.0.113.5:4711"], "203.0.113.5"),
        (&["[2001:db8::5]:4711"], "2001:db8::5"),
        (&["1.2.3.4, garbage"], "127.0.0.1"),
        (&["1.2.3.4, unknown, 10.1.2.3"], "10.1.2.3"),
        (&["203.0.113.5,"], "127.0.0.1"),
        (&["", "256.1.1.1", "<script>", "1.2.3.4\t5"], "127.0.0.1"),
    ] {
        assert_eq!(noted(&app, told, &[]).await, address, "{told:?}");
    }
    let others =
        [("X-Real-IP", "203.0.113.5"), ("Forwarded", "for=203.0.113.5"), ("Client-IP", "203.0.113.5")];
    assert_eq!(noted(&app, &[], &others).await, "127.0.0.1", "no other header is believed");
}

#[async_test]
async fn without_a_trusted_proxy_no_header_is_believed() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for told in [&["203.0.113.5"][..], &["127.0.0.1", "203.0.113.5"], &["garbage"]] {
        assert_eq!(noted(&app, told, &[("X-Real-IP", "203.0.113.5")]).await, "127.0.0.1", "{told:?}");
    }
}

#[async_test]
async fn the_limit_is_read_from_both_names_of_its_variable() {
    for name in ["KITH_RATE_LIMIT", "KITH_TRIES"] {
        let process = Process::start_in(&[(name, "3")], &BEHIND_A_PROXY).await;
        expect_tries(&process.app().await, "192.0.2.1", 3).await;
    }
}
