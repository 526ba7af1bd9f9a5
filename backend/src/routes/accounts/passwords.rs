//! Passwords: changing one, and getting a new one where the old one is forgotten.

use crate::Refusal;
use crate::credentials::account_rules::AccountRules;
use crate::credentials::passwords::Passwords;
use crate::database::Db;
use crate::database::accounts::{account, one_time_tokens, outbox, passwords};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::reauthentication::Reauthentication;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use crate::identity::email_address::EmailAddress;
use crate::identity::purpose::Purpose;
use crate::letters::mail::Mail;
use crate::letters::outgoing::Item;
use common::Code;
use common::Done;
use common::accounts::passwords::{ChangePassword, ForgotPassword, ResetPassword};
use rocket::{State, post};

/// The new password is looked at first, so that one which breaks the rules uses no proof up.
#[post("/change_password", data = "<call>")]
pub(crate) async fn change(
    call: Call<ChangePassword, SignedIn>,
    db: &Db,
    hasher: &State<Passwords>,
    rules: &State<AccountRules>,
    mail: Mail,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, wanted) = (call.viewer, call.request);
    let account = account::contact(&db.client().await?, caller.id).await?;
    let email = account.email.as_deref().unwrap_or_default();
    rules.passwords.refuse_unfit("new_password", &wanted.new_password, &account.username, email)?;
    owner.confirm(&caller, &wanted.confirmation).await?;
    let hash = hasher.hash(&wanted.new_password).await?;
    passwords::change(db, &mail, &caller, &hash, &owner.device).await?;
    answer::<ChangePassword>(&Done::new("Your password is changed. Every other session has ended."))
}

/// Whether there is such an account is found out after the answer, which is the same whatever is found. The request is in the outbox
/// before that.
#[post("/forgot_password", data = "<call>")]
pub(crate) async fn forget(
    call: Call<ForgotPassword, Anybody>,
    db: &Db,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    mail.require()?;
    let email = EmailAddress::require(&call.request.email_id)?.into();
    let item = Item::Forgotten { email, device: from.device.clone() };
    outbox::put_alone(&db.client().await?, &mail, item).await?;
    answer::<ForgotPassword>(&Done::new("If an account has this address, a mail is on its way."))
}

/// The code is used up by the transaction that sets the password: one that breaks the rules costs no code, and a wrong code
/// costs no bcrypt.
#[post("/reset_password", data = "<call>")]
pub(crate) async fn reset(
    call: Call<ResetPassword, Anybody>,
    db: &Db,
    hasher: &State<Passwords>,
    rules: &State<AccountRules>,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    let ResetPassword { code, password } = &call.request;
    let client = db.client().await?;
    let token = one_time_tokens::peek::<()>(&client, Purpose::PasswordReset, code).await?;
    let person = token.and_then(|token| token.person).ok_or(Refusal::Plain(Code::LinkExpired))?;
    let account = account::contact(&client, person).await?;
    drop(client);
    let email = account.email.as_deref().unwrap_or_default();
    rules.passwords.refuse_unfit("Password", password, &account.username, email)?;
    let hash = hasher.hash(password).await?;
    passwords::reset(db, &mail, person, code, &hash, &from.device).await?;
    answer::<ResetPassword>(&Done::new("Your password is changed. Sign in with the new one."))
}
