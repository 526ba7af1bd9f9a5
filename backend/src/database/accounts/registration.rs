//! Making an account.

use super::identities::Identity;
use super::{emails, resting_names, security_events};
use crate::credentials::passwords::PasswordHash;
use crate::database::connection::Transaction;
use crate::database::people::search::noted;
use crate::database::{Db, Error, execute};
use crate::identity::device::Device;
use crate::identity::email_address;
use crate::letters::mail::Mail;
use common::accounts::account::Register;
use common::accounts::security_events::Kind;
use uuid::Uuid;

/// How the owner of a new account will sign in.
pub(crate) enum SignUpMethod {
    /// With a password.
    Password(PasswordHash),
    /// As whom a provider vouches for.
    Identity(Identity),
}

impl SignUpMethod {
    fn password(&self) -> Option<&PasswordHash> {
        match self {
            Self::Password(password) => Some(password),
            Self::Identity(_) => None,
        }
    }

    /// Whether it proves that the owner gets mail at the address.
    fn verifies(&self, email: &str) -> bool {
        matches!(self, Self::Identity(identity) if identity.email.eq_ignore_ascii_case(email))
    }
}

/// Makes a person with an account; the unique indexes decide between two who ask at once.
pub(crate) async fn create(
    db: &Db,
    mail: &Mail,
    wanted: &Register,
    method: &SignUpMethod,
    device: &Device,
) -> Result<(), Error> {
    db.transaction(async |transaction| insert(transaction, mail, wanted, method, device).await).await
}

async fn insert(
    transaction: &Transaction<'_>,
    mail: &Mail,
    wanted: &Register,
    method: &SignUpMethod,
    device: &Device,
) -> Result<(), Error> {
    let id = Uuid::now_v7();
    let people = "INSERT INTO people (person_id, username) VALUES ($1, $2)";
    execute(transaction, people, &[&id, &wanted.username]).await?;
    resting_names::refuse(transaction, &wanted.username).await?;
    noted::note_new(transaction, &[id]).await?;
    let accounts =
        "INSERT INTO accounts (person_id, email, email_key, password_hash, password_key, email_verified, email_proven_at)
                    VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $6 THEN now() END)";
    let (password, is_verified) = (method.password(), method.verifies(&wanted.email_id));
    let (hash, password_key) =
        (password.map(|password| &password.hash), password.and_then(|password| password.key.as_ref()));
    let key = email_address::key(&wanted.email_id);
    execute(transaction, accounts, &[&id, &wanted.email_id, &key, &hash, &password_key, &is_verified])
        .await?;
    if let SignUpMethod::Identity(identity) = method {
        identity.insert(transaction, id).await?;
    }
    security_events::note(transaction, id, Kind::Registered, device).await?;
    if !is_verified && mail.is_on() {
        emails::greet(transaction, mail, id, &wanted.email_id).await?;
    }
    Ok(())
}
