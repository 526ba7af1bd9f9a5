//! Copies of a passkey: one that nobody should have is found out by its count of uses, one on another device is kept in mind.

use crate::helpers::TestApp;
use crate::passkey_logins::expect_unverified;
use crate::software_key::{BACKED_UP, BACKUP_ELIGIBLE, PRESENT, SoftwareKey, VERIFIED};
use rocket::async_test;
use rocket::futures::future::join;
use serde_json::{Value, from_str, json};

impl TestApp {
    /// What is known of the only passkey there is.
    async fn kept(&self) -> Value {
        let row = self.sql.query_one("SELECT passkey FROM passkeys", &[]).await.expect("one passkey");
        from_str(row.get(0)).expect("JSON")
    }
}

#[async_test]
async fn a_copy_that_lags_behind_is_found_out() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&app.join("ada").await, &mut key).await;
    let mut copy = key.clone();
    for _ in 0..3 {
        assert_eq!(app.passkey_login(&mut key).await.status, 200, "its count goes up");
    }
    for behind in ["two", "one", "nothing"] {
        expect_unverified(&app.passkey_login(&mut copy).await, behind);
    }
    assert_eq!(app.passkey_login(&mut key).await.status, 200, "the other still works");
    key.counter = 0;
    expect_unverified(&app.passkey_login(&mut key).await, "it counted before");
}

#[async_test]
async fn of_a_key_and_its_copy_at_once_one_signs_in() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    app.add_passkey(&app.join("ada").await, &mut key).await;
    for round in 0..8 {
        let mut copy = key.clone();
        let (one, other) = join(app.passkey_login(&mut key), app.passkey_login(&mut copy)).await;
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "round {round}: {one:?}, {other:?}");
    }
}

#[async_test]
async fn a_key_that_does_not_count_works_again_and_again() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    key.counter = 0;
    app.add_passkey(&app.join("ada").await, &mut key).await;
    for _ in 0..3 {
        assert_eq!(app.passkey_login(&mut key).await.status, 200);
    }
}

#[async_test]
async fn that_a_key_was_copied_to_other_devices_is_kept() {
    let app = TestApp::start().await;
    let mut key = SoftwareKey::new(&app.origin());
    key.flags |= BACKUP_ELIGIBLE;
    app.add_passkey(&app.join("ada").await, &mut key).await;
    assert_eq!(app.kept().await["cred"]["backup_state"], json!(false));
    key.flags |= BACKED_UP;
    assert_eq!(app.passkey_login(&mut key).await.status, 200);
    let kept = app.kept().await;
    assert_eq!(
        (&kept["cred"]["backup_state"], &kept["cred"]["counter"]),
        (&json!(true), &json!(key.counter))
    );
    key.flags = PRESENT | VERIFIED;
    expect_unverified(&app.passkey_login(&mut key).await, "it is another kind of key all at once");
}
