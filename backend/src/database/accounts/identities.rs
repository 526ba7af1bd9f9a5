//! Identities: the subject that an OpenID provider vouches for, and the account it is linked to.

use super::{account, notices, one_time_tokens, security_events};
use crate::Refusal;
use crate::database::connection::Connection;
use crate::database::{Db, Error, execute, query_opt};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::purpose::Purpose;
use crate::letters::changes::Change;
use crate::letters::mail::Mail;
use common::Code;
use common::accounts::security_events::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The complaint about a secret or proof that has been used or has expired.
pub(crate) const EXPIRED: Refusal = Refusal::Plain(Code::GoogleSignInExpired);

/// A subject, as a provider has vouched for it. The content of the one-time token that proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// The provider.
    pub(crate) issuer: String,
    /// Whom it means; never given to another.
    pub(crate) subject: String,
    /// The address that the provider has verified, or `""`. It proves nothing about accounts here.
    pub(crate) email: String,
}

impl Identity {
    /// Reads the identity behind a proof without consuming it.
    pub(crate) async fn peek(client: &impl Connection, proof: &str) -> Result<Self, Error> {
        Ok(one_time_tokens::peek(client, Purpose::Proof, proof).await?.ok_or(EXPIRED)?.content)
    }

    /// Consumes a proof.
    pub(crate) async fn consume(client: &impl Connection, proof: &str) -> Result<Self, Error> {
        Ok(one_time_tokens::consume(client, Purpose::Proof, proof).await?.ok_or(EXPIRED)?.content)
    }

    /// Whose account it is linked to.
    pub(crate) async fn owner(&self, client: &impl Connection) -> Result<Option<Uuid>, Error> {
        let sql = "SELECT person_id FROM identities WHERE issuer = $1 AND subject = $2";
        let row = query_opt(client, sql, &[&self.issuer, &self.subject]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Links it; the unique indexes say so where it, or another of its provider, is linked already.
    pub(crate) async fn insert(&self, client: &impl Connection, person: Uuid) -> Result<(), Error> {
        let sql = "INSERT INTO identities (issuer, subject, person_id, email) VALUES ($1, $2, $3, $4)";
        execute(client, sql, &[&self.issuer, &self.subject, &person, &self.email]).await?;
        Ok(())
    }
}

/// Links the identity behind a proof to the caller's account, and uses the proof up; where it cannot be linked, the proof still
/// works.
pub(crate) async fn link(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    proof: &str,
    device: &Device,
) -> Result<(), Error> {
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        Identity::consume(transaction, proof).await?.insert(transaction, caller.id).await?;
        security_events::note(transaction, caller.id, Kind::GoogleLinked, device).await?;
        notices::tell(transaction, mail, caller.id, &account, Change::GoogleLinked).await
    })
    .await
}

/// Takes away the caller's link to a provider. Idempotent. A password has to be
/// left: a passkey signs in, but what a session left open must not be enough for is confirmed by a password or by Google alone.
pub(crate) async fn unlink(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    issuer: &str,
    device: &Device,
) -> Result<(), Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        let sql = "SELECT FROM accounts WHERE person_id = $1 AND password_hash IS NOT NULL";
        if query_opt(transaction, sql, &[&person]).await?.is_none() {
            return Err(Refusal::Plain(Code::PasswordMissing).into());
        }
        let sql = "DELETE FROM identities WHERE person_id = $1 AND issuer = $2";
        let was_there = execute(transaction, sql, &[&person, &issuer]).await? > 0;
        if was_there {
            security_events::note(transaction, person, Kind::GoogleUnlinked, device).await?;
            notices::tell(transaction, mail, person, &account, Change::GoogleUnlinked).await?;
        }
        Ok(())
    })
    .await
}
