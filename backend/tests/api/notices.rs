//! Mails to owners about the ways to sign in to their accounts: one for each change, and none where nothing has changed.

use crate::authenticators::{phone, remove, with_password};
use crate::helpers::TestApp;
use crate::mailbox::{Letter, Mailbox};
use crate::provider::Provider;
use crate::software_key::SoftwareKey;
use crate::test_client::{PASSWORD, Visitor, by_password};
use common::accounts::google::{GoogleLink, GoogleUnlink};
use common::accounts::passkeys::PasskeyRemove;
use common::accounts::second_factors::{AuthenticatorConfirm, NewRecoveryCodes};
use reqwest::Method;
use rocket::async_test;
use serde_json::json;
use uuid::Uuid;

const ADDRESS: &str = "ada@example.org";

/// A server that sends mails and knows a provider.
async fn start(mailbox: &Mailbox, provider: &Provider) -> TestApp {
    let flags = [&["--smtp-url", &mailbox.url][..], &provider.flags()].concat();
    TestApp::start_with(&flags, |app| app).await
}

/// A person whose address does not contain the username.
async fn zoe<'a>(app: &'a TestApp, mailbox: &mut Mailbox) -> Visitor<'a> {
    assert_eq!(app.try_register("zoe_zemlak", ADDRESS, PASSWORD).await.status, 200);
    mailbox.next_to(ADDRESS).await;
    app.sql.batch_execute("UPDATE accounts SET email_verified = true").await.expect("it is proven");
    app.sign_in("zoe_zemlak").await
}

async fn link(app: &TestApp, person: &Visitor<'_>, provider: &Provider) {
    let proof = app.identify(provider, "1001", "person@example.org").await.proof;
    person.call(&GoogleLink { proof, password: PASSWORD.to_owned() }).await.expect("a link");
}

async fn unlink(person: &Visitor<'_>) {
    person.call(&GoogleUnlink { confirmation: by_password() }).await.expect("no link");
}

async fn renew(person: &Visitor<'_>) -> bool {
    person.call(&NewRecoveryCodes { confirmation: by_password() }).await.is_ok()
}

#[track_caller]
fn expect_notice(letter: &Letter, says: &str) {
    assert_eq!(letter.subject, "Signing in to your account has changed");
    assert!(letter.body.contains(says), "{says}: {letter:?}");
    assert!(!letter.raw.contains("zemlak") && !letter.body.contains("code="), "{letter:?}");
}

#[async_test]
async fn owners_are_told_of_every_way_in_that_comes_or_goes() {
    let (mut mailbox, provider) = (Mailbox::open().await, Provider::start().await);
    let app = start(&mailbox, &provider).await;
    let zoe = zoe(&app, &mut mailbox).await;
    app.add_passkey(&zoe, &mut SoftwareKey::new(&app.origin())).await;
    expect_notice(&mailbox.next_to(ADDRESS).await, "A passkey has been added");
    app.remove_passkeys(&zoe).await;
    expect_notice(&mailbox.next_to(ADDRESS).await, "A passkey has been removed");
    app.add_authenticator(&zoe).await;
    expect_notice(&mailbox.next_to(ADDRESS).await, "An authenticator app has been added");
    assert!(renew(&zoe).await);
    expect_notice(&mailbox.next_to(ADDRESS).await, "New recovery codes have been made");
    remove(&zoe).await.expect("a removal");
    expect_notice(&mailbox.next_to(ADDRESS).await, "The authenticator app has been removed");
    link(&app, &zoe, &provider).await;
    expect_notice(&mailbox.next_to(ADDRESS).await, "A Google account has been linked");
    unlink(&zoe).await;
    expect_notice(&mailbox.next_to(ADDRESS).await, "The Google account has been unlinked");
    mailbox.expect_empty();
}

#[async_test]
async fn what_changes_nothing_is_not_told() {
    let (mut mailbox, provider) = (Mailbox::open().await, Provider::start().await);
    let app = start(&mailbox, &provider).await;
    let zoe = zoe(&app, &mut mailbox).await;
    let gone = PasskeyRemove { passkey_id: Uuid::now_v7(), confirmation: by_password() };
    zoe.call(&gone).await.expect("an answer that tells nothing");
    let begun = zoe.call(&with_password()).await.expect("a beginning");
    remove(&zoe).await.expect("a removal");
    let code = crate::authenticators::code(&phone(&begun.secret), 0);
    zoe.call(&AuthenticatorConfirm { code }).await.expect_err("it is gone");
    unlink(&zoe).await;
    assert!(!renew(&zoe).await, "there is no second factor");
    app.register("last").await;
    mailbox.next_to("last@example.org").await;
    mailbox.expect_empty();
}

#[async_test]
async fn they_are_told_in_their_language() {
    let (mut mailbox, provider) = (Mailbox::open().await, Provider::start().await);
    let app = start(&mailbox, &provider).await;
    let zoe = zoe(&app, &mut mailbox).await;
    link(&app, &zoe, &provider).await;
    mailbox.next_to(ADDRESS).await;
    let request = app.request(Method::POST, "/api/google_unlink").header("Accept-Language", "de");
    let wanted = json!({"payload": {"token": zoe.token, "Password": PASSWORD}});
    assert!(request.json(&wanted).send().await.expect("an answer").status().is_success());
    let letter = mailbox.next_to(ADDRESS).await;
    assert_eq!(letter.subject, "Die Anmeldung bei deinem Konto ist geändert");
    assert!(letter.body.contains("Das Google-Konto ist nicht mehr verknüpft"), "{letter:?}");
}
