//! Identities: who an OpenID provider says that somebody is, and whose account that is.

use super::{Client, query_opt};
use crate::Error;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Somebody, as a provider has vouched for them. The content of a ticket that proves it.
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
    /// Whose account it is linked to.
    pub(crate) async fn owner(&self, client: &Client) -> Result<Option<Uuid>, Error> {
        let sql = "SELECT person_id FROM identities WHERE issuer = $1 AND subject = $2";
        let row = query_opt(client, sql, &[&self.issuer, &self.subject]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }
}
