//! Passwords: any characters, nothing cut off, and none that everybody tries first.

use crate::helpers::TestApp;
use kith::credentials::passwords::PasswordHash;
use rocket::async_test;

const LENGTH: &str = "The password must have 8 to 256 characters.";
const DIFFER: &str = "The password must differ from the username and the e-mail address.";
const COMMON: &str = "This password is among the most common ones. Choose another.";

/// Registers `name` with the password.
async fn accept(app: &TestApp, name: &str, password: &str) {
    let answer = app.try_register(name, &format!("{name}@example.org"), password).await;
    assert_eq!(answer.status, 200, "{password:?} may be a password: {answer:?}");
}

async fn signs_in(app: &TestApp, name: &str, password: &str) -> bool {
    let answer = app.try_sign_in(name, password).await;
    assert!(matches!(answer.status, 200 | 401), "{answer:?}");
    answer.status == 200
}

#[async_test]
async fn what_lies_beyond_72_bytes_counts() {
    let app = TestApp::start().await;
    let base = "x".repeat(72);
    accept(&app, "ada", &format!("{base}one")).await;
    assert!(signs_in(&app, "ada", &format!("{base}one")).await, "the password itself");
    for wrong in [base.clone(), format!("{base}two"), format!("{base}onE"), format!("{base}one ")] {
        assert!(!signs_in(&app, "ada", &wrong).await, "{wrong}");
    }
}

#[async_test]
async fn a_nul_is_a_character_like_others() {
    let app = TestApp::start().await;
    accept(&app, "ada", "before\0after").await;
    assert!(signs_in(&app, "ada", "before\0after").await, "the password itself");
    for wrong in ["before", "before\0", "before\0other", "beforeafter", "\0"] {
        assert!(!signs_in(&app, "ada", wrong).await, "{wrong:?}");
    }
    accept(&app, "bob", "\0\0\0\0\0\0\0\0").await;
    assert!(signs_in(&app, "bob", "\0\0\0\0\0\0\0\0").await, "NULs alone");
    assert!(!signs_in(&app, "bob", "\0\0\0\0\0\0\0\0\0").await, "one NUL more");
}

#[async_test]
async fn length_is_counted_in_code_points() {
    let app = TestApp::start().await;
    let emoji = |count: usize| "🦀".repeat(count);
    for (name, password) in
        [("shortest", emoji(8)), ("longest", emoji(256)), ("plain", "q7#Lm!zP".to_owned())]
    {
        accept(&app, name, &password).await;
        assert!(signs_in(&app, name, &password).await, "{name}");
    }
    assert!(!signs_in(&app, "longest", &emoji(255)).await, "one crab less");
    for password in ["", "q7#Lm!z", &emoji(7), &emoji(257), &"x".repeat(257)] {
        let answer = app.try_register("ada", "ada@example.org", password).await;
        answer.expect_complaint(422, "Password", LENGTH);
    }
}

#[async_test]
async fn spaces_and_case_count() {
    let app = TestApp::start().await;
    accept(&app, "ada", "  Pass phrase  ").await;
    assert!(signs_in(&app, "ada", "  Pass phrase  ").await, "the password itself");
    for wrong in ["Pass phrase", "  Pass phrase", "  pass phrase  "] {
        assert!(!signs_in(&app, "ada", wrong).await, "{wrong:?}");
    }
}

#[async_test]
async fn a_common_password_is_refused() {
    let app = TestApp::start().await;
    for password in ["password", "PassWord", "12345678", "iloveyou1", "qwertyuiop"] {
        let answer = app.try_register("ada", "ada@example.org", password).await;
        answer.expect_complaint(422, "Password", COMMON);
    }
}

#[async_test]
async fn the_username_and_the_address_are_no_passwords() {
    let app = TestApp::start().await;
    for password in ["lovelace", "LoveLace", "ada@example.org", "Ada@Example.org"] {
        let answer = app.try_register("Lovelace", "ada@example.org", password).await;
        answer.expect_complaint(422, "Password", DIFFER);
    }
}

#[async_test]
async fn the_database_holds_a_salted_hash_only() {
    let app = TestApp::start().await;
    for name in ["ada", "bob"] {
        accept(&app, name, "the same for both").await;
    }
    let rows =
        app.sql.query("SELECT password_hash, accounts::text FROM accounts", &[]).await.expect("accounts");
    let hashes = rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>();
    assert!(hashes.iter().all(|hash| hash.starts_with("$2b$04$") && hash.len() == 67), "bcrypt: {hashes:?}");
    assert_ne!(hashes[0], hashes[1], "salted");
    assert!(
        rows.iter().all(|row| !row.get::<_, String>(1).contains("the same")),
        "no password anywhere in a row"
    );
}

#[async_test]
async fn another_secret_fits_no_password() {
    let app = TestApp::start().await;
    accept(&app, "ada", "a fine password").await;
    let row = app.sql.query_one("SELECT password_hash, password_key FROM accounts", &[]).await;
    let row = row.expect("a hash");
    let verdict = |secret: &'static str| {
        let hash = PasswordHash { hash: row.get(0), key: row.get(1) };
        async move {
            let settings =
                crate::helpers::settings(&["--database-url", "postgresql:///none", "--secret", secret]);
            let passwords =
                kith::credentials::passwords::Passwords::new(&settings.passwords).expect("a secret");
            passwords.verify("a fine password", Some(&hash)).await.expect("bcrypt runs")
        }
    };
    assert!(verdict("for-tests-only-for-tests-only-00").await, "the server's own secret");
    assert!(!verdict("another-secret-another-secret-00").await, "a hash alone is worth nothing");
}
