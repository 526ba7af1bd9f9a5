//! How long pictures are kept, and how often.

use crate::avatars::plain;
use crate::helpers::TestApp;
use common::people::avatars::SIDES;
use common::people::profiles::RemoveAvatar;
use rocket::async_test;
use rocket::futures::future::join;

/// Pictures that nobody shows go after a day.
const CLEANUP: &str = "DELETE FROM pictures WHERE (picture_hash, side) IN (
                         SELECT picture_hash, side FROM pictures WHERE created_at < now() - interval '1 day'
                         AND NOT EXISTS (SELECT FROM people WHERE avatar = picture_hash) FOR UPDATE)";
const AGE: &str = "UPDATE pictures SET created_at = now() - interval '1 year'";

#[async_test]
async fn the_same_picture_is_kept_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let (file, other) = (plain([200, 100, 0]), plain([0, 100, 200]));
    let (first, second) = join(app.show(&ada, file.clone()), app.show(&bob, file.clone())).await;
    assert_eq!(first, second);
    assert_eq!(app.show(&ada, file).await, first, "once more");
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, SIDES.len() as i64);
    assert_ne!(app.show(&ada, other).await, first);
    assert_eq!(app.profile("bob").await.person.avatar, first, "nobody else's changes");
    assert_eq!(app.number("SELECT count(*) FROM pictures").await, 2 * SIDES.len() as i64);
}

#[async_test]
async fn a_picture_that_is_shown_again_or_was_until_now_counts_as_new() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let avatar = app.show(&ada, plain([50, 60, 70])).await;
    app.sql.batch_execute(AGE).await.expect("a year goes by");
    app.show(&ada, plain([70, 60, 50])).await;
    assert_eq!(app.sql.execute(CLEANUP, &[]).await.expect("a cleanup"), 0, "the one before stays for a day");
    app.sql.batch_execute(AGE).await.expect("a year goes by");
    ada.call(&RemoveAvatar {}).await.expect("the drawn one");
    assert_eq!(
        app.sql.execute(CLEANUP, &[]).await.expect("a cleanup"),
        2,
        "only the one that was long gone goes"
    );

    // While a cleanup deletes it, it is uploaded again.
    app.sql.batch_execute(AGE).await.expect("a year goes by");
    let cleaner = app.database.connect().await;
    cleaner.batch_execute("BEGIN").await.expect("a transaction");
    assert_eq!(cleaner.execute(CLEANUP, &[]).await.expect("a cleanup"), 2);
    let cleaned = async {
        app.wait_for_lock().await;
        cleaner.batch_execute("COMMIT").await.expect("the cleanup is done");
    };
    let (again, ()) = join(app.show(&ada, plain([70, 60, 50])), cleaned).await;
    assert_ne!(again, avatar);
    assert_eq!(app.pictures(&ada).await.len(), SIDES.len(), "it is there in all its sizes");
}
