//! Deleting what has expired, and nothing else.

use crate::helpers::TestApp;
use kith::config::Sessions;
use kith::database::Db;
use kith::database::maintenance::cleanup;
use reqwest::Method;
use rocket::futures::future::join;
use rocket::http::Status;
use rocket::tokio::task::yield_now;
use rocket::{State, async_test, post, routes};

#[post("/cleanup")]
async fn clean_up_once(db: &Db, lifetime: &State<Sessions>) -> Status {
    cleanup::run(db, lifetime).await.map_or(Status::InternalServerError, |()| Status::NoContent)
}

async fn start() -> TestApp {
    TestApp::start_with(&[], |rocket| rocket.mount("/test", routes![clean_up_once])).await
}

impl TestApp {
    async fn clean_up(&self) {
        let answer = self.request(Method::POST, "/test/cleanup").send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 204);
    }
}

/// What is left of what [`fill`] has put there.
const LEFT: [(&str, &str); 8] = [
    ("sessions", "SELECT string_agg(device, ' ' ORDER BY device) FROM sessions"),
    ("tickets", "SELECT string_agg(content, ' ' ORDER BY content) FROM tickets"),
    ("failed tries", "SELECT string_agg(encode(key, 'escape'), ' ' ORDER BY key) FROM failed_tries"),
    ("mail budgets", "SELECT string_agg(encode(key, 'escape'), ' ' ORDER BY key) FROM mail_budgets"),
    ("mails", "SELECT string_agg(encode(sealed, 'escape'), ' ' ORDER BY sealed) FROM outbox"),
    ("names", "SELECT string_agg(encode(name_hash, 'escape'), ' ' ORDER BY name_hash) FROM resting_names"),
    ("events", "SELECT string_agg(device, ' ' ORDER BY device) FROM security_events"),
    (
        "pictures",
        "SELECT string_agg(encode(picture_hash, 'escape') || side, ' ' ORDER BY picture_hash, side) FROM pictures",
    ),
];

/// Rows that have run out, and are named `old`, and rows that have not.
async fn fill(app: &TestApp, old: usize) {
    let ada = app.crowd("ada", 1).await[0];
    let fill = format!(
        "INSERT INTO sessions (token_hash, person_id, used_at, created_at, device)
         SELECT sha256(n::text::bytea), '{ada}', now() - interval '25 hours', now() - interval '26 hours', 'old'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO sessions (token_hash, person_id, used_at, created_at, device)
         VALUES ('a', '{ada}', now() - interval '23 hours', now() - interval '6 days', 'new');
         INSERT INTO tickets (ticket_hash, purpose, person_id, content, expires_at)
         SELECT sha256(n::text::bytea), 'email', NULL, 'old', now() - interval '1 second'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO tickets (ticket_hash, purpose, person_id, content, expires_at)
         VALUES ('a', 'email', NULL, 'new', now() + interval '10 minutes');
         INSERT INTO failed_tries SELECT ('old' || n)::bytea, 7, now() - interval '30 days 1 second'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO failed_tries SELECT ('oldest' || n)::bytea, 7, now(), now() - interval '1 second'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO failed_tries VALUES ('new', 7, now() - interval '29 days', now() + interval '1 minute');
         INSERT INTO mail_budgets SELECT ('old' || n)::bytea, now() - interval '1 second' FROM generate_series(1, {old}) AS n;
         INSERT INTO mail_budgets VALUES ('new', now() + interval '1 minute');
         INSERT INTO outbox (mail_id, sealed, next_at, expires_at)
         SELECT gen_random_uuid(), 'old', now() - interval '49 hours', now() - interval '25 hours'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO outbox (mail_id, sealed, next_at, expires_at)
         VALUES (gen_random_uuid(), 'new', now() - interval '47 hours', now() - interval '23 hours');
         INSERT INTO resting_names SELECT ('old' || n)::bytea, now() - interval '30 days 1 second'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO resting_names VALUES ('new', now() - interval '29 days');
         INSERT INTO security_events
         SELECT '{ada}', (lpad(to_hex((extract(epoch FROM now() - interval '181 days') * 1000)::bigint), 12, '0')
                          || '70008' || lpad(to_hex(n), 15, '0'))::uuid, 'signed_in', '', 'old'
         FROM generate_series(1, {old}) AS n;
         INSERT INTO security_events
         SELECT '{ada}', (lpad(to_hex((extract(epoch FROM now() - interval '179 days') * 1000)::bigint), 12, '0')
                          || '70008000000000000000')::uuid, 'signed_in', '', 'new';
         INSERT INTO pictures SELECT ('old' || n)::bytea, side, '', now() - interval '25 hours'
         FROM generate_series(1, {old}) AS n, unnest('{{96, 400}}'::smallint[]) AS side;
         INSERT INTO pictures SELECT hash::bytea, side, '', now() - age::interval
         FROM (VALUES ('new', '23 hours'), ('shown', '1 year')) AS picture (hash, age), unnest('{{96, 400}}'::smallint[]) AS side;
         UPDATE people SET avatar = 'shown' WHERE person_id = '{ada}'"
    );
    app.sql.batch_execute(&fill).await.unwrap_or_else(|error| panic!("{error:?}"));
}

async fn expect_clean(app: &TestApp) {
    for (what, sql) in LEFT {
        let left: Option<String> = app.sql.query_one(sql, &[]).await.expect(what).get(0);
        let expected = if what == "pictures" { "new400 new96 shown400 shown96" } else { "new" };
        let left = left.unwrap_or_default();
        let mut left = left.split(' ').collect::<Vec<_>>();
        left.sort_unstable();
        assert_eq!(left.join(" "), expected, "{what}");
    }
}

#[async_test]
async fn what_has_run_out_goes_and_nothing_else() {
    let app = start().await;
    fill(&app, 3).await;
    app.clean_up().await;
    expect_clean(&app).await;
    app.clean_up().await;
    expect_clean(&app).await;
}

#[async_test]
async fn more_than_one_statement_deletes_goes_in_parts_and_several_run_at_once() {
    let app = start().await;
    fill(&app, 2_500).await;
    join(app.clean_up(), app.clean_up()).await;
    app.clean_up().await;
    expect_clean(&app).await;
}

#[async_test]
async fn an_empty_database_is_cleaned_in_no_time() {
    start().await.clean_up().await;
}

#[async_test]
async fn a_picture_that_is_about_to_be_shown_again_stays() {
    let app = start().await;
    fill(&app, 1).await;
    let uploader = app.database.connect().await;
    uploader
        .batch_execute("BEGIN; UPDATE pictures SET created_at = now() WHERE picture_hash = 'old1'")
        .await
        .expect("an upload");
    app.clean_up().await;
    uploader.batch_execute("COMMIT").await.expect("the upload is done");
    app.clean_up().await;
    assert_eq!(app.number("SELECT count(*) FROM pictures WHERE picture_hash = 'old1'").await, 2);
}

#[async_test]
async fn a_server_cleans_up_when_it_starts() {
    let app = TestApp::start().await;
    fill(&app, 3).await;
    let _server = app.beside_with(&["--sweep-minutes", "60"]).await;
    while app.number("SELECT count(*) FROM pictures").await > 4 {
        yield_now().await;
    }
    expect_clean(&app).await;
}
