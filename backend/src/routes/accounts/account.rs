//! Making an account, looking after it, and deleting it.

use crate::credentials::account_rules::AccountRules;
use crate::credentials::passwords::Passwords;
use crate::database::Db;
use crate::database::accounts::identities::Identity;
use crate::database::accounts::registration::SignUpMethod;
use crate::database::accounts::{deletion, overview, registration};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::rate_limit::RateLimited;
use crate::guards::reauthentication::Reauthentication;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use crate::identity::email_address::EmailAddress;
use crate::letters::mail::Mail;
use crate::openid::OpenId;
use crate::{Error, Refusal};
use common::accounts::account::{AccountDeleted, DeleteAccount, Register, Registered, ViewAccount};
use rocket::{State, post};

#[post("/register", data = "<call>")]
pub(crate) async fn register(
    call: Call<Register, Anybody>,
    db: &Db,
    passwords: &State<Passwords>,
    rules: &State<AccountRules>,
    openid: &State<OpenId>,
    mail: Mail,
    from: RateLimited,
) -> Answer {
    let mut wanted = call.request;
    wanted.email_id = EmailAddress::require(&wanted.email_id)?.into();
    rules.names.refuse(&wanted.username)?;
    let method = if wanted.is_google {
        SignUpMethod::Identity(vouched_for(db, openid, wanted.proof.as_deref()).await?)
    } else {
        rules.passwords.refuse_unfit("Password", &wanted.password, &wanted.username, &wanted.email_id)?;
        SignUpMethod::Password(passwords.hash(&wanted.password).await?)
    };
    registration::create(db, &mail, &wanted, &method, &from.device).await?;
    answer::<Register>(&Registered::default())
}

/// Who stands behind an account without a password. The proof is not used up: its owner will want to sign in.
async fn vouched_for(db: &Db, openid: &OpenId, proof: Option<&str>) -> Result<Identity, Error> {
    if openid.require().is_err() {
        let complaint = "Signing up with Google is not available here. Choose a password instead.";
        return Err(Refusal::invalid("is_google", complaint).into());
    }
    let missing = || Refusal::invalid("proof", "Sign in with Google first.");
    Ok(Identity::peek(&db.client().await?, proof.ok_or_else(missing)?).await?)
}

#[post("/account", data = "<call>")]
pub(super) async fn view(call: Call<ViewAccount, SignedIn>, db: &Db) -> Answer {
    answer::<ViewAccount>(&overview::find(&db.client().await?, call.viewer.id).await?)
}

#[post("/delete_account", data = "<call>")]
pub(super) async fn delete_account(
    call: Call<DeleteAccount, SignedIn>,
    db: &Db,
    owner: Reauthentication<'_>,
) -> Answer {
    let (caller, asked) = (call.viewer, call.request);
    owner.confirm(&caller, &asked.confirmation).await?;
    deletion::delete(db, &caller).await?;
    answer::<DeleteAccount>(&AccountDeleted::default())
}
