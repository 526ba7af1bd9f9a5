//! Email addresses: proving that one is the owner's, changing it, and taking it off an account that is another's.

use crate::database::Db;
use crate::database::accounts::email_links::{Link, Outcome};
use crate::database::accounts::emails::Matter;
use crate::database::accounts::{account, email_links, emails, outbox, passwords};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::reauthentication::Reauthentication;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use crate::identity::email_address::EmailAddress;
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use common::accounts::emails::{
    ChangeEmail, ConfirmEmail, DisownEmail, EmailLink, LinkKind, RequestLink, VerifyEmail, ViewLink,
};
use common::{Done, Success};
use rocket::post;

#[post("/verify_email", data = "<call>")]
pub(crate) async fn verify(
    call: Call<VerifyEmail, SignedIn>,
    db: &Db,
    mail: Mail,
    _from: RateLimited,
) -> Answer {
    mail.require()?;
    let message = match emails::prove(db, &mail, &call.viewer).await? {
        true => "A mail with a link is on its way.",
        false => "Your e-mail address is confirmed already.",
    };
    answer::<VerifyEmail>(&Done::new(message))
}

/// Whether there is such an account is found out after the answer, which is the same whatever is found.
#[post("/request_link", data = "<call>")]
pub(crate) async fn request(
    call: Call<RequestLink, Anybody>,
    db: &Db,
    mail: Mail,
    _from: RateLimited,
) -> Answer {
    mail.require()?;
    let email = EmailAddress::require(&call.request.email_id)?.into();
    outbox::put_alone(&db.client().await?, &mail, Item::Unproven { email }).await?;
    answer::<RequestLink>(&Done::new(
        "If an account waits for this address to be confirmed, a mail is on its way.",
    ))
}

/// A taken address is told at once: registration tells it as well. And before the owner is asked, whose proof would be used
/// up in vain, as it would for a mail that comes too soon.
#[post("/change_email", data = "<call>")]
pub(crate) async fn change(
    call: Call<ChangeEmail, SignedIn>,
    db: &Db,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    mail.require()?;
    let (caller, mut wanted) = (call.viewer, call.request);
    wanted.email_id = EmailAddress::require(&wanted.email_id)?.into();
    let client = db.client().await?;
    account::refuse_taken(&client, &wanted.email_id, caller.id).await?;
    emails::refuse_soon(&client, &mail, caller.id, &wanted.email_id).await?;
    drop(client);
    owner.confirm(&caller, &wanted.confirmation).await?;
    let message = match emails::begin_change(db, &mail, &caller, &wanted.email_id, &owner.device).await? {
        true => "Now open the links in two mails: one to your old address, and one to the new one.",
        false => "Now open the link in the mail to your new address.",
    };
    answer::<ChangeEmail>(&Done::new(message))
}

#[post("/view_link", data = "<call>")]
pub(super) async fn view(call: Call<ViewLink, Anybody>, db: &Db, _from: RateLimited) -> Answer {
    let (client, code) = (db.client().await?, &call.request.code);
    if let Some(account) = passwords::peek(&client, code).await? {
        let (kind, email_id) = (LinkKind::Reset, account.email.unwrap_or_default());
        let link = EmailLink { success: Success, kind, username: account.username, email_id, done: None };
        return answer::<ViewLink>(&link);
    }
    let Link { account, matter, outcome, .. } = email_links::peek(&client, code).await?;
    let (kind, email_id) = match matter {
        Matter::Proof => (LinkKind::Verify, account.email.unwrap_or_default()),
        Matter::Change { email, .. } => (LinkKind::Change, email),
    };
    let done = outcome.map(|outcome| message_of(outcome).to_owned());
    answer::<ViewLink>(&EmailLink { success: Success, kind, username: account.username, email_id, done })
}

#[post("/confirm_email", data = "<call>")]
pub(crate) async fn confirm(
    call: Call<ConfirmEmail, Anybody>,
    db: &Db,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    let outcome = email_links::confirm(db, &mail, &call.request.code, &from.device).await?;
    answer::<ConfirmEmail>(&Done::new(message_of(outcome)))
}

fn message_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Proven => "Your e-mail address is confirmed.",
        Outcome::HalfAgreed => "Now open the link in the mail to your other address.",
        Outcome::Changed => "Your account has its new e-mail address.",
    }
}

#[post("/disown_email", data = "<call>")]
pub(crate) async fn disown(call: Call<DisownEmail, Anybody>, db: &Db, _from: RateLimited) -> Answer {
    email_links::disown(db, &call.request.code).await?;
    answer::<DisownEmail>(&Done::new("Your email address has been removed from this account."))
}
