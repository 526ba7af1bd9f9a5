//! What probes are told: whether the process answers, and how each part is that it needs.

use crate::helpers::{Answer, TestApp};
use crate::mailbox::Mailbox;
use crate::processes::Process;
use reqwest::Method;
use rocket::async_test;
use rocket::futures::future::{join, join_all};
use rocket::tokio::task::yield_now;
use serde_json::{Value, from_str, json};

async fn ask(app: &TestApp, path: &str) -> Answer {
    Answer::to(app.request(Method::GET, path)).await
}

async fn ready(app: &TestApp) -> (u16, Value) {
    let answer = ask(app, "/health/ready").await;
    assert_eq!(answer.header("Content-Type"), "application/json", "{answer:?}");
    assert_eq!(answer.header("Cache-Control"), "no-store", "{answer:?}");
    (answer.status, from_str(&answer.text).expect("JSON"))
}

/// Waits until a check sees what has changed: a report holds for a moment.
async fn wait_until(app: &TestApp, status: u16, [database, schema, pool, outbox]: [&str; 4]) {
    let word = if status == 200 { "ready" } else { "unavailable" };
    let checks = json!({"database": database, "schema": schema, "pool": pool, "outbox": outbox});
    let expected = (status, json!({"status": word, "checks": checks}));
    while ready(app).await != expected {
        yield_now().await;
    }
}

#[async_test]
async fn a_server_is_ready_while_its_database_is_there_and_live_all_the_time() {
    let app = TestApp::start().await;
    let well = ["ok", "ok", "ok", "off"];
    wait_until(&app, 200, well).await;
    app.database.close().await;
    wait_until(&app, 503, ["unreachable", "unknown", "ok", "unknown"]).await;
    let live = ask(&app, "/health/live").await;
    assert_eq!((live.status, live.text.as_str()), (200, "{\"status\":\"live\"}\n"));
    app.database.open().await;
    wait_until(&app, 200, well).await;
}

#[async_test]
async fn a_schema_that_is_too_old_is_not_served() {
    let app = TestApp::start().await;
    let last = "(SELECT max(version) FROM refinery_schema_history)";
    let newer = format!("UPDATE refinery_schema_history SET version = version + 1 WHERE version = {last}");
    app.sql.batch_execute(&newer).await.expect("a newer schema");
    wait_until(&app, 200, ["ok", "ok", "ok", "off"]).await;
    let older = format!("DELETE FROM refinery_schema_history WHERE version = {last}");
    app.sql.batch_execute(&older).await.expect("an older schema");
    wait_until(&app, 503, ["ok", "behind", "ok", "unknown"]).await;
    let foreign = "ALTER TABLE refinery_schema_history RENAME version TO number";
    app.sql.batch_execute(foreign).await.expect("another table");
    wait_until(&app, 503, ["ok", "unknown", "ok", "unknown"]).await;
    app.sql.batch_execute("DROP TABLE refinery_schema_history").await.expect("none");
    wait_until(&app, 503, ["ok", "behind", "ok", "unknown"]).await;
}

#[async_test]
async fn a_pool_without_a_free_connection_is_told_in_bounded_time() {
    let app =
        TestApp::start_with(&["--database-connections", "1", "--database-timeout", "60"], |app| app).await;
    app.register("ada").await;
    app.sql.batch_execute("BEGIN; LOCK TABLE people").await.expect("a lock");
    let blocked = app.post("/api/profile", json!({"user": "ada"}));
    let probes = async {
        app.wait_for_lock().await;
        wait_until(&app, 503, ["unknown", "unknown", "exhausted", "unknown"]).await;
        app.sql.batch_execute("COMMIT").await.expect("the lock goes");
        wait_until(&app, 200, ["ok", "ok", "ok", "off"]).await;
    };
    let (blocked, ()) = join(blocked, probes).await;
    assert_eq!(blocked.status, 200, "{blocked:?}");
}

/// No other server would send them sooner: so the state is told, and requests are answered all the same.
#[async_test]
async fn mails_that_nobody_claims_are_told() {
    let mailbox = Mailbox::open().await;
    let app = TestApp::start_with(&["--smtp-url", &mailbox.url], |app| app).await;
    wait_until(&app, 200, ["ok", "ok", "ok", "ok"]).await;
    // To claim a mail is to count the try.
    let unclaimed = "ALTER TABLE outbox ADD CONSTRAINT none CHECK (attempts = 0)";
    app.sql.batch_execute(unclaimed).await.expect("a constraint");
    let due = "INSERT INTO outbox (mail_id, sealed, next_at, expires_at)
               VALUES (gen_random_uuid(), '', now() - interval '1 hour', now() + interval '1 hour')";
    app.sql.batch_execute(due).await.expect("a mail");
    wait_until(&app, 200, ["ok", "ok", "ok", "stuck"]).await;
}

#[async_test]
async fn probes_count_for_no_limit_and_have_no_lines() {
    let mut server = Process::start(&["--calls", "1"]).await;
    let app = server.app().await;
    let answers = join_all((0..200).map(|_| ask(&app, "/health/ready"))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "no limit counts them: {:?}", answers[0]);
    app.database.close().await;
    while ask(&app, "/health/ready").await.status == 200 {}
    let line = server.tells("a check is not well").await;
    assert!(line.contains("database=Unreachable") && line.contains("cause="), "{line}");
    app.database.open().await;
    while ask(&app, "/health/ready").await.status != 200 {}
    server.tells("all checks are well again").await;
    server.ask_to_end();
    assert!(!server.end().await.contains("path=/health"), "no line of their own");
}
