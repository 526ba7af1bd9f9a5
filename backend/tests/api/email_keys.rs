//! Accounts that are older than the keys of addresses.

use crate::databases::TestDatabase;
use crate::helpers::TestApp;
use crate::test_client::PASSWORD;
use kith::database::maintenance::migrations::migrate;
use rocket::async_test;

/// Registers each name, then puts its account back to how an older version had it.
async fn with_old_accounts(old: &[(&str, &str, bool)]) -> TestApp {
    let app = TestApp::start().await;
    for (name, email, is_verified) in old {
        app.register(name).await;
        let sql = "UPDATE accounts SET email = $2, email_verified = $3, email_key = NULL
                   FROM people WHERE people.person_id = accounts.person_id AND username = $1";
        app.sql.execute(sql, &[name, email, is_verified]).await.expect("an old account");
    }
    migrate(&app.database.url).await.expect("the keys are filled in");
    app
}

async fn signs_in(app: &TestApp, name: &str) -> Option<String> {
    let answer = app.try_sign_in(name, PASSWORD).await;
    (answer.status == 200).then(|| answer.payload()["user_id"].as_str().unwrap_or_default().to_owned())
}

#[async_test]
async fn an_old_account_is_found_by_every_spelling_of_its_address() {
    let app = with_old_accounts(&[("ada", "Ada@BÜCHER.example", false)]).await;
    for spelling in ["ada@bücher.example", "ada@xn--bcher-kva.example", "ada"] {
        assert!(signs_in(&app, spelling).await.is_some(), "{spelling}");
    }
    let stored = app.sql.query_one("SELECT email FROM accounts", &[]).await.expect("an account");
    assert_eq!(stored.get::<_, String>(0), "Ada@xn--bcher-kva.example");
}

#[async_test]
async fn of_accounts_with_one_mailbox_the_proven_or_older_one_keeps_it_and_all_sign_in_by_name() {
    let app = with_old_accounts(&[
        ("older", "JÖRG@example.org", false),
        ("proven", "jörg@example.org", true),
        ("newer", "jo\u{308}rg@example.org", false),
        ("first", "x@bücher.example", false),
        ("second", "x@xn--bcher-kva.example", false),
    ])
    .await;
    for name in ["older", "proven", "newer", "first", "second"] {
        assert!(signs_in(&app, name).await.is_some(), "{name}");
    }
    assert_eq!(signs_in(&app, "jörg@example.org").await, signs_in(&app, "proven").await);
    assert_eq!(signs_in(&app, "x@bücher.example").await, signs_in(&app, "first").await);
    assert_eq!(app.number("SELECT count(*) FROM accounts WHERE email_key IS NULL").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM accounts WHERE email_key = person_id::text").await, 3);
}

#[async_test]
async fn an_address_that_the_rule_refuses_by_now_still_signs_in() {
    let app = with_old_accounts(&[("ada", "Ada..b@docomo.ne.jp", false)]).await;
    assert!(signs_in(&app, "ada..b@docomo.ne.jp").await.is_some());
}

#[async_test]
async fn names_that_a_locale_has_told_apart_by_case_get_by_the_migration() {
    let database = TestDatabase::create().await;
    let sql = database.connect().await;
    let migrations = [
        include_str!("../../migrations/V1__people_and_follows.sql"),
        include_str!("../../migrations/V2__lists_at_any_size.sql"),
        include_str!("../../migrations/V3__accounts_that_can_be_trusted.sql"),
        "DROP INDEX people_username_key;
         CREATE UNIQUE INDEX people_username_key ON people (username COLLATE \"C\");
         INSERT INTO people (person_id, username) VALUES
             ('01900000-0000-7000-8000-000000000001', 'IDA'), ('01900000-0000-7000-8000-000000000002', 'ida')",
        include_str!("../../migrations/V4__one_spelling.sql"),
    ];
    for migration in migrations {
        sql.batch_execute(migration).await.expect("the migration applies");
    }
    let names = sql.query("SELECT username FROM people ORDER BY person_id", &[]).await.expect("people");
    let names = names.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>();
    assert_eq!(names, ["IDA", "ida_000000000002"]);
}
