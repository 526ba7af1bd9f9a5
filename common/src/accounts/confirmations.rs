//! Confirming that it is the owner of an account who asks for something that a session left open must not be enough for.

use serde::{Deserialize, Serialize};

/// What the owner shows: part of the payload of every such request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The password; left out where the account has none.
    #[serde(rename = "Password", alias = "password", default)]
    pub password: String,
    /// In place of the password: the proof of an identity that is linked to the account, from
    /// [`GoogleFinish`](crate::accounts::google::GoogleFinish). It is used up.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    pub proof: Option<String>,
}
