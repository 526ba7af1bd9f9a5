//! Makes sure that it is the account's owner who asks for something that a session left open must not be enough for.

use crate::Error;
use crate::database::{Db, accounts, identities::Identity};
use crate::passwords::Passwords;
use uuid::Uuid;

/// Takes the account's password, or the proof of an identity that is linked to it; uses the proof up. bcrypt runs once at
/// the most, and while it runs no connection is held.
pub(crate) async fn confirm(
    db: &Db,
    passwords: &Passwords,
    person: Uuid,
    password: &str,
    proof: Option<&str>,
) -> Result<(), Error> {
    if let Some(proof) = proof {
        return confirm_by_proof(db, person, proof).await;
    }
    let hash = accounts::password_hash(&db.client().await?, person).await?;
    match passwords.verify(password, hash.as_deref()).await? {
        true => Ok(()),
        false => Err(Error::Invalid(Error::field("Password", "This is not the password of your account."))),
    }
}

async fn confirm_by_proof(db: &Db, person: Uuid, proof: &str) -> Result<(), Error> {
    let client = db.client().await?;
    match Identity::redeem(&client, proof).await?.owner(&client).await? == Some(person) {
        true => Ok(()),
        false => Err(Error::Forbidden("This is not the Google account that is linked to yours.")),
    }
}
