//! E-mail addresses: proving that one is the owner's, and changing it.

use crate::database::emails::{self, Asked, Outcome};
use crate::database::tickets::{self, Purpose};
use crate::database::{Db, accounts};
use crate::guards::{Answer, Anybody, Call, Mail, SignedIn, Try, answer};
use crate::mail::{Change, Letter};
use crate::owner;
use crate::passwords::Passwords;
use common::Done;
use common::emails::{ChangeEmail, ConfirmEmail, VerifyEmail};
use rocket::{State, post};
use uuid::Uuid;

/// Asks somebody who has just registered to prove the address. No registration waits for it or fails by it.
pub(super) fn greet(mail: &Mail, db: &Db, person: Uuid) {
    let db = db.clone();
    mail.write(async move {
        let asked = emails::prove(&db, person).await?;
        Ok(asked.map(|(address, code)| (address, Letter::Verify { code })))
    });
}

/// Tells somebody what has changed about signing in to their account, at an address that is proven: another may be a stranger's.
pub(super) fn tell(mail: &Mail, db: &Db, person: Uuid, change: Change) {
    let db = db.clone();
    mail.write(async move {
        let account = accounts::contact(&db.client().await?, person).await?;
        Ok(account.email_verified.then_some((account.email, Letter::WaysInChanged(change))))
    });
}

#[post("/verify_email", data = "<call>")]
pub(super) async fn verify(call: Call<VerifyEmail, SignedIn>, db: &Db, mail: Mail) -> Answer {
    mail.require()?;
    let message = match emails::prove(db, call.viewer.id).await? {
        Some((address, code)) => {
            mail.send(address, Letter::Verify { code });
            "A mail with a link is on its way."
        }
        None => "Your e-mail address is confirmed already.",
    };
    answer::<VerifyEmail>(&Done::new(message))
}

/// A taken address is told at once: registration tells it as well. And before the owner is asked, whose proof would be used
/// up in vain, as it would for a mail that comes too soon.
#[post("/change_email", data = "<call>")]
pub(super) async fn change(
    call: Call<ChangeEmail, SignedIn>,
    db: &Db,
    passwords: &State<Passwords>,
    mail: Mail,
    from: Try,
) -> Answer {
    mail.require()?;
    let (caller, wanted) = (call.viewer, call.request);
    let client = db.client().await?;
    accounts::refuse_taken(&client, &wanted.email_id).await?;
    tickets::refuse_soon(&client, Purpose::Email, caller.id).await?;
    drop(client);
    owner::confirm(db, passwords, caller.id, &wanted.confirmation, &from).await?;
    let Asked { old, code } = emails::ask(db, &caller, &wanted.email_id, &from.device).await?;
    mail.send(wanted.email_id.clone(), Letter::Adopt { code });
    let message = match old {
        Some((address, code)) => {
            mail.send(address, Letter::Agree { code, new: wanted.email_id });
            "Now open the links in two mails: one to your old address, and one to the new one."
        }
        None => "Now open the link in the mail to your new address.",
    };
    answer::<ChangeEmail>(&Done::new(message))
}

#[post("/confirm_email", data = "<call>")]
pub(super) async fn confirm(call: Call<ConfirmEmail, Anybody>, db: &Db, mail: Mail, from: Try) -> Answer {
    let message = match emails::confirm(db, &call.request.code, &from.device).await? {
        Outcome::Proven => "Your e-mail address is confirmed.",
        Outcome::HalfAgreed => "Now open the link in the mail to your other address.",
        Outcome::Changed { old } => {
            mail.send(old, Letter::EmailChanged);
            "Your account has its new e-mail address."
        }
    };
    answer::<ConfirmEmail>(&Done::new(message))
}
