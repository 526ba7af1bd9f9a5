//! Which codes of an authenticator app work, and that the database alone is not enough for making one.

use crate::authenticators::{code, phone, with_password};
use crate::helpers::TestApp;
use crate::second_factors::WRONG_CODE;
use common::accounts::second_factors::AuthenticatorConfirm;
use rocket::async_test;
use rocket::futures::future::join_all;

#[async_test]
async fn each_step_of_time_is_good_for_one_code() {
    let app = TestApp::start().await;
    let (phone, _) = app.add_authenticator(&app.join("ada").await).await;
    let now = code(&phone, 0);
    assert_eq!(app.login_code(&app.ticket("ada").await, &now).await.status, 200);
    let ticket = app.ticket("ada").await;
    app.login_code(&ticket, &now).await.expect_complaint(422, "code", WRONG_CODE);
    assert_eq!(app.login_code(&ticket, &code(&phone, 1)).await.status, 200, "the next one is another");
    let ticket = app.ticket("ada").await;
    for earlier in [now, code(&phone, 0)] {
        app.login_code(&ticket, &earlier).await.expect_complaint(422, "code", WRONG_CODE);
    }
}

#[async_test]
async fn the_code_of_the_confirmation_is_used_up_too() {
    let app = TestApp::start().await;
    let ada = app.join("ada").await;
    let phone = phone(&ada.call(&with_password()).await.expect("a beginning").secret);
    let code = code(&phone, 0);
    ada.call(&AuthenticatorConfirm { code: code.clone() }).await.expect("it is confirmed");
    app.login_code(&app.ticket("ada").await, &code).await.expect_complaint(422, "code", WRONG_CODE);
}

#[async_test]
async fn of_many_logins_with_one_code_at_once_one_succeeds() {
    let app = TestApp::start().await;
    let (phone, _) = app.add_authenticator(&app.join("ada").await).await;
    let tickets = [app.ticket("ada").await, app.ticket("ada").await, app.ticket("ada").await];
    let code = code(&phone, 0);
    let answers = join_all(tickets.iter().map(|ticket| app.login_code(ticket, &code))).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{answers:?}");
    let lost = answers.iter().filter(|answer| answer.status != 200);
    lost.for_each(|answer| answer.expect_complaint(422, "code", WRONG_CODE));
}

#[async_test]
async fn a_code_is_good_at_its_time_however_it_is_written() {
    let app = TestApp::start().await;
    let (phone, _) = app.add_authenticator(&app.join("ada").await).await;
    let ticket = app.ticket("ada").await;
    for later in [-10, -3, 3, 10] {
        app.login_code(&ticket, &code(&phone, later)).await.expect_complaint(422, "code", WRONG_CODE);
    }
    for (mark, at) in [(" ", 3), ("-", 3), ("\u{a0}", 1), (" ", 6)] {
        app.let_steps_pass().await;
        let mut code = code(&phone, 0);
        code.insert_str(at, mark);
        assert_eq!(app.login_code(&app.ticket("ada").await, &code).await.status, 200, "{code:?}");
    }
}

#[async_test]
async fn a_leaked_row_is_worth_nothing() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.join("ada").await, app.join("bob").await);
    let (phone, _) = app.add_authenticator(&ada).await;
    let (bobs, _) = app.add_authenticator(&bob).await;
    let secret = phone.secret();
    let row =
        app.sql.query_one("SELECT sealed FROM authenticators WHERE person_id = $1", &[&ada.user_id]).await;
    let sealed = row.expect("a row").get::<_, Vec<u8>>(0);
    for shown in [secret.as_bytes(), secret.to_base32().as_bytes()] {
        assert!(!sealed.windows(4).any(|part| shown.windows(4).any(|secret| secret == part)), "{sealed:?}");
    }
    let elsewhere = app.beside_with(&["--secret", "another-secret-another-secret-00"]).await;
    let answer = elsewhere.login_code(&app.ticket("ada").await, &code(&phone, 0)).await;
    answer.expect_refusal(500, "internal server error");
    let swap = "UPDATE authenticators SET sealed = (SELECT sealed FROM authenticators WHERE person_id = $1)";
    app.sql.execute(swap, &[&bob.user_id]).await.expect("a swap");
    let answer = app.login_code(&app.ticket("ada").await, &code(&bobs, 0)).await;
    answer.expect_refusal(500, "internal server error");
    assert_eq!(app.login_code(&app.ticket("bob").await, &code(&bobs, 0)).await.status, 200, "his own opens");
    assert_eq!(app.number("SELECT count(*) FROM sessions").await, 3, "nobody else has signed in");
}
