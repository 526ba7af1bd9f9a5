//! Recovery codes, known by their hashes alone. They are there as long as an account requires a second factor.

use super::methods;
use crate::Refusal;
use crate::credentials::recovery_codes::{generate, hash};
use crate::database::accounts::{account, notices, security_events};
use crate::database::connection::{Connection, Transaction};
use crate::database::{Db, Error, execute, query_opt};
use crate::identity::caller::SignedIn;
use crate::identity::device::Device;
use crate::identity::tokens::TokenHash;
use crate::letters::changes::Change;
use crate::letters::mail::Mail;
use common::Code;
use common::accounts::security_events::Kind;
use uuid::Uuid;

/// Makes new ones; the former ones are revoked.
pub(crate) async fn replace(
    db: &Db,
    mail: &Mail,
    caller: &SignedIn,
    device: &Device,
) -> Result<Vec<String>, Error> {
    let person = caller.id;
    db.transaction(async |transaction| {
        let account = account::lock_account_for(transaction, caller).await?;
        if !methods::is_demanded(transaction, person).await? {
            return Err(Refusal::Plain(Code::NoSecondFactor).into());
        }
        execute(transaction, "DELETE FROM recovery_codes WHERE person_id = $1", &[&person]).await?;
        let codes = provide(transaction, person).await?;
        security_events::note(transaction, person, Kind::RecoveryCodesMade, device).await?;
        notices::tell(transaction, mail, person, &account, Change::RecoveryCodesMade).await?;
        Ok(codes)
    })
    .await
}

/// Makes some where there are none, or else gives none. The account is locked.
pub(super) async fn provide(transaction: &Transaction<'_>, person: Uuid) -> Result<Vec<String>, Error> {
    let sql = "SELECT FROM recovery_codes WHERE person_id = $1 LIMIT 1";
    if query_opt(transaction, sql, &[&person]).await?.is_some() {
        return Ok(Vec::new());
    }
    let codes = generate();
    let hashes = codes.iter().map(|code| hash(code)).collect::<Vec<_>>();
    let hashes = hashes.iter().map(TokenHash::as_bytes).collect::<Vec<_>>();
    let sql = "INSERT INTO recovery_codes (person_id, code_hash) SELECT $1, unnest($2::bytea[])";
    execute(transaction, sql, &[&person, &hashes]).await?;
    Ok(codes)
}

/// Uses a code up, and returns whether it was one. Of two who bring one code, one finds nothing.
pub(crate) async fn consume(client: &impl Connection, person: Uuid, code: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM recovery_codes WHERE person_id = $1 AND code_hash = $2";
    Ok(execute(client, sql, &[&person, &hash(code).as_bytes()]).await? > 0)
}

/// Takes them away where nothing asks for them any more. The account is locked.
pub(crate) async fn tidy(transaction: &Transaction<'_>, person: Uuid) -> Result<(), Error> {
    if !methods::is_demanded(transaction, person).await? {
        execute(transaction, "DELETE FROM recovery_codes WHERE person_id = $1", &[&person]).await?;
    }
    Ok(())
}
