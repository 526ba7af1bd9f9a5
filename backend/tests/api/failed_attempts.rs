//! Failed attempts: how long the next one waits, whose it is, and what is noted of it.

use crate::helpers::{Answer, BEHIND_A_PROXY, TestApp};
use crate::mailbox::Mailbox;
use crate::test_client::PASSWORD;
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

const TOO_MANY: &str = "Too many tries. Wait before the next one.";
const FAILURES: &str = "SELECT coalesce(max(failures), 0)::bigint FROM failed_tries";
const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.7";

impl TestApp {
    /// Lets so many tries have failed wherever one has, the last of them so long ago.
    pub async fn have_failed(&self, failures: i32, ago: &str) {
        let sql = format!("UPDATE failed_tries SET failures = $1, failed_at = now() - interval '{ago}'");
        assert!(self.sql.execute(&sql, &[&failures]).await.expect("failures") > 0, "nobody has failed yet");
    }

    async fn sign_in_from(&self, address: &str, name: &str, password: &str) -> Answer {
        self.post_from(address, "/api/login", json!({"Username": name, "Password": password})).await
    }
}

/// A server that sends mails: owners who are kept out can reset their password.
async fn with_mails() -> TestApp {
    let mailbox = Mailbox::open().await;
    TestApp::start_with(&[&BEHIND_A_PROXY[..], &["--smtp-url", &mailbox.url]].concat(), |app| app).await
}

/// Refused for so many seconds at the most, and no less than a minute less.
#[track_caller]
fn expect_wait(answer: &Answer, most: u64) {
    answer.expect_refusal(429, TOO_MANY);
    let wait = answer.header("Retry-After").parse::<u64>().expect("seconds");
    assert!((most.saturating_sub(60)..=most).contains(&wait), "{wait} of {most} seconds: {answer:?}");
}

#[async_test]
async fn five_failures_in_a_row_are_free_and_a_right_try_forgets_them() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for round in 0..2 {
        for failures in 1..=5 {
            assert_eq!(app.try_sign_in("ada", "wrong password").await.status, 401, "round {round}");
            assert_eq!(app.number(FAILURES).await, failures);
        }
        assert_eq!(
            app.try_sign_in("ada@example.org", PASSWORD).await.status,
            200,
            "the sixth waits for nothing"
        );
        assert_eq!(app.number("SELECT count(*) FROM failed_tries").await, 0, "and ends the row");
    }
}

#[async_test]
async fn a_name_with_an_at_sign_is_no_other_name() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for name in ["ada", "nobody"] {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        for (spelling, failures) in [name.to_owned(), format!("@{name}"), format!("＠{name}")].iter().zip(1..)
        {
            assert_eq!(app.try_sign_in(spelling, "wrong password").await.status, 401, "{spelling}");
            assert_eq!(app.number(FAILURES).await, failures, "{spelling}");
        }
    }
}

#[async_test]
async fn each_failure_makes_the_next_try_wait_longer() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for name in ["ada", "nobody"] {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        app.try_sign_in(name, "wrong password").await;
        for (failures, wait) in
            [(12, 64), (13, 128), (14, 256), (15, 512), (16, 900), (99, 900), (1_000_000, 900)]
        {
            app.have_failed(failures, "0 seconds").await;
            expect_wait(&app.try_sign_in(name, "wrong password").await, wait);
            assert_eq!(app.number(FAILURES).await, i64::from(failures), "what is refused is not counted");
        }
    }
}

#[async_test]
async fn who_has_to_wait_is_refused_unheard() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for name in ["ada", "ADA", "ada@example.org", "nobody", "nobody@example.org"] {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        app.try_sign_in(name, "wrong password").await;
        app.have_failed(20, "5 seconds").await;
        let (runs, events) = (app.bcrypt_runs().await, events(&app).await);
        for password in [PASSWORD, "wrong password", ""] {
            expect_wait(&app.try_sign_in(&name.to_uppercase(), password).await, 895);
        }
        assert_eq!(app.bcrypt_runs().await, runs, "{name}: bcrypt does not run");
        assert_eq!(self::events(&app).await, events, "{name}: nothing is noted");
        app.have_failed(20, "15 minutes 1 second").await;
        assert_eq!(app.try_sign_in(name, "wrong password").await.status, 401, "the time is over");
        assert_eq!(app.bcrypt_runs().await, runs + 1);
    }
}

async fn events(app: &TestApp) -> i64 {
    app.number("SELECT count(*) FROM security_events").await
}

#[async_test]
async fn of_many_tries_at_once_one_is_made_when_it_is_time() {
    let app = TestApp::start().await;
    app.register("ada").await;
    for name in ["ada", "nobody"] {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        app.try_sign_in(name, "wrong password").await;
        app.have_failed(15, "10 minutes").await;
        let runs = app.bcrypt_runs().await;
        let answers = join_all((0..20).map(|_| app.try_sign_in(name, "wrong password"))).await;
        let (made, refused) = answers.into_iter().partition::<Vec<_>, _>(|answer| answer.status == 401);
        assert_eq!((made.len(), app.bcrypt_runs().await), (1, runs + 1), "{name}: {made:?}");
        refused.iter().for_each(|answer| expect_wait(answer, 900));
        assert_eq!(app.number(FAILURES).await, 16, "{name}");
    }
}

#[async_test]
async fn many_wrong_tries_at_once_are_not_free() {
    let app = TestApp::start().await;
    app.register("ada").await;
    let runs = app.bcrypt_runs().await;
    let answers = join_all((0..40).map(|_| app.try_sign_in("ada", "wrong password"))).await;
    let made = answers.iter().filter(|answer| answer.status == 401).count() as u64;
    assert!((6..20).contains(&made), "{made} of 40");
    assert_eq!(app.bcrypt_runs().await, runs + made);
    assert_eq!(app.number(FAILURES).await as u64, made, "each is counted");
    assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429)), "{answers:?}");
}

#[async_test]
async fn strangers_never_make_the_owner_wait_where_the_owner_signs_in_from() {
    let app = with_mails().await;
    app.register("ada").await;
    for (home, elsewhere) in [(HOME, ELSEWHERE), ("2001:db8:1:2:a::1", "2001:db8:1:3:a::1")] {
        assert_eq!(app.sign_in_from(home, "ada", PASSWORD).await.status, 200);
        assert_eq!(app.sign_in_from(elsewhere, "ada", "wrong password").await.status, 401);
        app.have_failed(100, "1 day").await;
        expect_wait(&app.sign_in_from(elsewhere, "ada", PASSWORD).await, 29 * 24 * 60 * 60);
        expect_wait(&app.sign_in_from("203.0.113.9", "ada", PASSWORD).await, 29 * 24 * 60 * 60);
        assert_eq!(app.sign_in_from(home, "ada", PASSWORD).await.status, 200, "the owner is let in");
        let stranger = app.sign_in_from("203.0.113.9", "ada", "wrong password").await;
        assert_eq!(stranger.status, 401, "strangers start anew");
    }
    app.have_failed(100, "1 day").await;
    let neighbour = app.sign_in_from("2001:db8:1:2:ffff::9", "ada", PASSWORD).await;
    assert_eq!(neighbour.status, 200, "an address of the same network: {neighbour:?}");
}

#[async_test]
async fn nobody_waits_for_what_other_networks_do() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    for name in ["ada", "nobody"] {
        app.sign_in_from(ELSEWHERE, name, "wrong password").await;
        app.have_failed(50, "0 seconds").await;
        expect_wait(&app.sign_in_from(ELSEWHERE, name, PASSWORD).await, 900);
        let other = app.sign_in_from(HOME, name, "wrong password").await;
        assert_eq!(other.status, 401, "{name}: {other:?}");
    }
}

#[async_test]
async fn an_id_in_place_of_a_name_counts_against_nobody() {
    let app = with_mails().await;
    app.register("ada").await;
    let id: Uuid = app.sql.query_one("SELECT person_id FROM people", &[]).await.expect("ada").get(0);
    app.sign_in_from(ELSEWHERE, &id.to_string(), "wrong password").await;
    app.have_failed(100, "0 seconds").await;
    expect_wait(&app.sign_in_from(ELSEWHERE, &id.to_string(), PASSWORD).await, 30 * 24 * 60 * 60);
    assert_eq!(app.sign_in_from(HOME, "ada", PASSWORD).await.status, 200);
}

#[async_test]
async fn without_mails_strangers_keep_nobody_out_for_long() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    app.sign_in_from(ELSEWHERE, "ada", "wrong password").await;
    app.have_failed(100_000, "0 seconds").await;
    expect_wait(&app.sign_in_from(HOME, "ada", PASSWORD).await, 900);
    app.have_failed(100_000, "15 minutes 1 second").await;
    assert_eq!(app.sign_in_from(HOME, "ada", PASSWORD).await.status, 200);
}

#[async_test]
async fn what_is_refused_for_all_is_counted_for_none() {
    let app = with_mails().await;
    app.register("ada").await;
    app.sign_in_from(ELSEWHERE, "ada", "wrong password").await;
    let strangers = "DELETE FROM failed_tries WHERE key <> sha256('strangers: ada')";
    app.sql.batch_execute(strangers).await.expect("one row is left");
    app.have_failed(99, "1 day").await;
    let answers = join_all((0..5).map(|_| app.sign_in_from(HOME, "ada", "wrong password"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 1, "the last: {answers:?}");
    assert_eq!(app.number("SELECT sum(failures)::bigint FROM failed_tries").await, 102, "100, 1 and 1");
}

#[async_test]
async fn waits_tell_of_no_two_names_that_they_belong_together() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    for (one, other) in
        [("ada@example.org", "ada"), ("nobody@example.org", "nobody"), ("ada", "ada@example.org")]
    {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        app.sign_in_from(ELSEWHERE, one, "wrong password").await;
        app.have_failed(15, "0 seconds").await;
        expect_wait(&app.sign_in_from(ELSEWHERE, one, PASSWORD).await, 512);
        for _ in 0..6 {
            let answer = app.sign_in_from(ELSEWHERE, other, "wrong password").await;
            assert_eq!(answer.status, 401, "{other} does not wait for {one}: {answer:?}");
        }
    }
}

#[async_test]
async fn two_names_are_not_twice_as_many_tries_at_an_account() {
    let app = with_mails().await;
    app.register("ada").await;
    assert_eq!(app.sign_in_from(HOME, "ada", PASSWORD).await.status, 200);
    app.sign_in_from(ELSEWHERE, "ada", "wrong password").await;
    app.have_failed(50, "1 day").await;
    for _ in 0..2 {
        app.sign_in_from("203.0.113.9", "ada@example.org", "wrong password").await;
    }
    let account = "UPDATE failed_tries SET failures = 100
                   WHERE key = (SELECT sha256(convert_to('strangers at ' || person_id, 'UTF8')) FROM people)";
    assert_eq!(app.sql.execute(account, &[]).await.expect("failures"), 1, "under both names");
    let runs = app.bcrypt_runs().await;
    for (number, name) in ["ada", "ada@example.org", "nobody"].into_iter().enumerate() {
        let answer = app.sign_in_from(&format!("203.0.113.{number}"), name, PASSWORD).await;
        assert_eq!(answer.status, 401, "{name}: a right password looks like a wrong one");
        assert_eq!(answer.payload()["error_message"], "Wrong username or password");
    }
    assert_eq!(app.bcrypt_runs().await, runs + 3, "and takes as long");
    assert_eq!(app.sign_in_from(HOME, "ada", PASSWORD).await.status, 200, "the owner is let in");
    assert_eq!(
        app.sign_in_from(ELSEWHERE, "ada@example.org", PASSWORD).await.status,
        200,
        "and all is forgotten"
    );
}

/// Rows that a wrong try has written and looked up, as the database counts them once the server's connections have ended.
async fn work(app: &TestApp, name: &str) -> [i64; 2] {
    let counts = async || {
        app.database.close().await;
        app.database.open().await;
        let sql = "SELECT (SELECT (n_tup_ins + n_tup_upd) FROM pg_stat_user_tables WHERE relname = 'failed_tries'),
                          (SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'failed_tries_pkey')";
        let row = app.database.connect().await.query_one(sql, &[]).await.expect("counts");
        [0, 1].map(|column| row.get::<_, i64>(column))
    };
    let before = counts().await;
    let answer = app.sign_in_from(ELSEWHERE, name, "wrong password").await;
    assert_eq!(answer.status, 401, "{name}: {answer:?}");
    let after = counts().await;
    [0, 1].map(|column| after[column] - before[column])
}

#[async_test]
async fn an_unknown_name_is_as_much_work_as_a_known_one() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    for failures in [0, 3] {
        for name in ["ada", "nobody"].repeat(failures) {
            app.sign_in_from(ELSEWHERE, name, "wrong password").await;
        }
        let (ada, nobody) = (work(&app, "ada").await, work(&app, "nobody").await);
        assert_eq!(ada, nobody, "rows written and looked up, after {failures} more");
    }
}

#[async_test]
async fn a_wide_network_of_ipv6_has_few_tries_and_keeps_no_owner_out() {
    let app = with_mails().await;
    app.register("ada").await;
    for (wide, last) in [("a", 18), ("b", 36)] {
        app.sql.batch_execute("DELETE FROM failed_tries").await.expect("a new start");
        let mut made = 0;
        for number in 1..=120 {
            // Each from a /64, or a /56, of its own.
            let subnet = if wide == "a" { format!("{number:x}") } else { format!("{number:x}00") };
            let answer =
                app.sign_in_from(&format!("2001:db8:{wide}:{subnet}::1"), "ada", "wrong password").await;
            assert!(matches!(answer.status, 401 | 429), "{answer:?}");
            made += usize::from(answer.status == 401);
        }
        assert!(made < last, "{made} of 120");
        let rows = app.number("SELECT count(*) FROM failed_tries").await;
        assert!(rows as usize <= 3 * made + 2, "{rows} rows for {made} tries");
        assert_eq!(
            app.sign_in_from("203.0.113.9", "ada", PASSWORD).await.status,
            200,
            "the owner, on the way"
        );
    }
}

#[async_test]
async fn a_neighbour_makes_nobody_wait_where_the_owner_signs_in_from() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    let (home, neighbour) = ("2001:db8:1:2::1", "2001:db8:1:3::1");
    assert_eq!(app.sign_in_from(home, "ada", PASSWORD).await.status, 200);
    app.sign_in_from(neighbour, "ada", "wrong password").await;
    app.have_failed(50, "0 seconds").await;
    expect_wait(&app.sign_in_from("2001:db8:1:4::1", "ada", PASSWORD).await, 900);
    assert_eq!(app.sign_in_from(home, "ada", PASSWORD).await.status, 200);
}

#[async_test]
async fn a_network_that_the_owner_has_left_is_strange_again() {
    let app = with_mails().await;
    app.register("ada").await;
    for address in [HOME, ELSEWHERE] {
        assert_eq!(app.sign_in_from(address, "ada", PASSWORD).await.status, 200);
    }
    let aged =
        "UPDATE security_events SET event_id = overlay(event_id::text placing '0198c0de' from 1)::uuid";
    app.sql.batch_execute(aged).await.expect("time passes");
    app.sign_in_from("203.0.113.9", "ada", "wrong password").await;
    app.have_failed(100, "1 day").await;
    app.sql.execute("DELETE FROM sessions WHERE address = $1", &[&ELSEWHERE]).await.expect("an end");
    expect_wait(&app.sign_in_from(ELSEWHERE, "ada", PASSWORD).await, 29 * 24 * 60 * 60);
    assert_eq!(app.sign_in_from(HOME, "ada", PASSWORD).await.status, 200, "there the owner is signed in");
}

#[async_test]
async fn another_password_makes_every_other_network_strange() {
    let app = with_mails().await;
    app.register("ada").await;
    for address in [ELSEWHERE, HOME] {
        assert_eq!(app.sign_in_from(address, "ada", PASSWORD).await.status, 200);
    }
    let answer = app.sign_in_from(HOME, "ada", PASSWORD).await;
    let change = json!({"token": answer.payload()["token"], "Password": PASSWORD, "new_password": "another fine password"});
    let answer = app.post_from(HOME, "/api/change_password", change).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    app.sign_in_from("203.0.113.9", "ada", "wrong password").await;
    app.have_failed(100, "1 day").await;
    expect_wait(&app.sign_in_from(ELSEWHERE, "ada", PASSWORD).await, 29 * 24 * 60 * 60);
    assert_eq!(app.sign_in_from(HOME, "ada", "another fine password").await.status, 200);
}

#[async_test]
async fn a_session_that_was_stolen_cannot_guess_the_password() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let leave = async |password: &str| {
        let body: Value = json!({"payload": {"Password": password}});
        let request = app.request(Method::POST, "/api/delete_account").bearer_auth(&ada.token);
        Answer::to(request.json(&body)).await
    };
    for _ in 0..5 {
        let complaint = "This is not the password of your account.";
        leave("wrong password").await.expect_complaint(422, "Password", complaint);
    }
    app.have_failed(30, "0 seconds").await;
    let runs = app.bcrypt_runs().await;
    for password in ["wrong password", PASSWORD] {
        expect_wait(&leave(password).await, 900);
    }
    assert_eq!(app.bcrypt_runs().await, runs, "bcrypt does not run");
    assert_eq!(app.try_sign_in("ada", PASSWORD).await.status, 200, "who knows the password signs in");
    assert_eq!(leave(PASSWORD).await.status, 200, "and need not wait any more");
}

#[async_test]
async fn the_owner_is_told_of_each_failure_and_nobody_of_a_name_that_nobody_has() {
    let app = TestApp::start_with(&BEHIND_A_PROXY, |app| app).await;
    app.register("ada").await;
    for name in ["ada", "ada@example.org", "nobody"] {
        app.sign_in_from(ELSEWHERE, name, "wrong password").await;
    }
    let told = format!(
        "SELECT sum(times) FROM security_events JOIN people USING (person_id)
         WHERE username = 'ada' AND kind = 'sign_in_failed' AND address = '{ELSEWHERE}'"
    );
    assert_eq!((app.number(&told).await, events(&app).await), (2, 2));
}

#[async_test]
async fn names_that_nobody_has_are_not_kept_in_the_clear() {
    let app = TestApp::start().await;
    app.try_sign_in("secret-typed-into-the-wrong-field", "wrong password").await;
    let rows = app.sql.query("SELECT length(key), failed_tries::text FROM failed_tries", &[]).await;
    let rows = rows.expect("a network's, that of all strangers, and one in an account's place");
    assert_eq!(rows.len(), 3);
    for row in rows {
        assert_eq!(row.get::<_, i32>(0), 32);
        assert!(!row.get::<_, String>(1).contains("secret"));
    }
}
