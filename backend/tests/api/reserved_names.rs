//! Names that nobody may have: those that would pass for the site, and those of accounts that were deleted lately.

use crate::commands::{expect_success, run};
use crate::helpers::TestApp;
use crate::test_client::PASSWORD;
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::json;

const RESERVED: &str = "This username is reserved. Choose another.";
const TAKEN: &str = "This username is taken. Choose another.";

#[async_test]
async fn a_name_that_would_pass_for_the_site_is_reserved() {
    let app = TestApp::start_with(&["--reserved-names", "TheBoss,!wiki"], |app| app).await;
    for name in ["admin", "Kith", "a.d.m.i.n", "SUPPORT", "kith-team", "api", "the_boss", "r00t"] {
        let answer = app.try_register(name, "ada@example.org", PASSWORD).await;
        answer.expect_complaint(422, "Username", RESERVED);
    }
    assert_eq!(app.number("SELECT count(*) FROM people").await, 0);
    app.register("wiki").await;
    app.register("adminton").await;
}

#[async_test]
async fn who_runs_the_server_may_load_every_name() {
    let app = TestApp::start().await;
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(uuid::Uuid::now_v7().to_string());
    std::fs::write(&path, "admin,support\n").expect("a file");
    let file = path.to_str().expect("a path in UTF-8");
    expect_success(&run(&["import", "--database-url", &app.database.url, "--follows", file]), "2 people");
    std::fs::remove_file(&path).expect("the file goes");
    assert_eq!(app.profile("admin").await.counts.followed, 1);
}

async fn delete(app: &TestApp, token: &str) -> u16 {
    app.post("/api/delete_account", json!({"token": token, "Password": PASSWORD})).await.status
}

#[async_test]
async fn the_name_of_a_deleted_account_rests_for_thirty_days() {
    let app = TestApp::start().await;
    let ada = app.join("Ada").await;
    assert_eq!(delete(&app, &ada.token).await, 200);
    for name in ["Ada", "ada", "ADA"] {
        app.try_register(name, "new@example.org", PASSWORD).await.expect_complaint(409, "Username", TAKEN);
    }
    assert_eq!(app.number("SELECT count(*) FROM people").await, 0, "nothing half-made is left");
    assert_eq!(
        app.try_register("other", "ada@example.org", PASSWORD).await.status,
        200,
        "the address is free"
    );
    let kept = app.sql.query_one("SELECT resting_names::text FROM resting_names", &[]).await.expect("a row");
    assert!(!kept.get::<_, String>(0).to_lowercase().contains("ada"), "the name itself is not kept");
    let pass = async |days: i32| {
        let sql =
            "UPDATE resting_names SET freed_at = now() - make_interval(days => $1) + interval '1 minute'";
        app.sql.execute(sql, &[&days]).await.expect("time passes");
    };
    pass(30).await;
    app.try_register("ada", "new@example.org", PASSWORD).await.expect_complaint(409, "Username", TAKEN);
    pass(31).await;
    assert_eq!(app.try_register("ada", "new@example.org", PASSWORD).await.status, 200);
    assert_eq!(delete(&app, &app.sign_in("ada").await.token).await, 200);
    app.try_register("ada", "new@example.org", PASSWORD).await.expect_complaint(409, "Username", TAKEN);
}

#[async_test]
async fn who_wants_the_name_while_it_is_deleted_does_not_get_it() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    for _ in 0..20 {
        let (deleted, wanted) =
            join(delete(&app, &ada.token), app.try_register("ada", "new@example.org", PASSWORD)).await;
        assert!(matches!(deleted, 200 | 401), "{deleted}");
        wanted.expect_complaint(409, "Username", TAKEN);
    }
}
