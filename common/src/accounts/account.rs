//! Making an account, looking after it, and deleting it.

use super::confirmations::Confirmation;
use super::passkeys::Passkey;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Asks for an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct Register {
    /// Whether a Google identity stands behind it, in place of a password.
    #[serde(default, serialize_with = "zero_or_one", deserialize_with = "flag")]
    #[garde(skip)]
    pub is_google: bool,
    /// Unique without regard to case.
    #[serde(rename = "Username", alias = "username", deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::username))]
    pub username: String,
    /// Unique without regard to case.
    #[serde(rename = "Email_id", alias = "email_id", deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::email))]
    pub email_id: String,
    /// Left out where `is_google` is set.
    #[serde(rename = "Password", alias = "password", default)]
    #[garde(if(cond = !self.is_google, custom(rules::password(&self.username, &self.email_id))))]
    pub password: String,
    /// With `is_google`: the proof of the identity, from [`GoogleFinish`](crate::accounts::google::GoogleFinish). It still signs in once.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::blanks::trimmed")]
    #[garde(skip)]
    pub proof: Option<String>,
}

/// The account is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// `true`.
    pub success: Success,
    /// Always null.
    pub error_code: Option<u16>,
    /// Always null.
    pub error_message: Option<String>,
    /// For people.
    pub message: String,
}

impl Default for Registered {
    fn default() -> Self {
        let message = "User successfully registered".to_owned();
        Self { success: Success, error_code: None, error_message: None, message }
    }
}

/// Asks to delete the caller's account, with every follow from it and to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct DeleteAccount {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// The account is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDeleted {
    /// `true`.
    pub success: Success,
    /// For people.
    pub message: String,
}

impl Default for AccountDeleted {
    fn default() -> Self {
        Self { success: Success, message: "account deleted".to_owned() }
    }
}

/// Asks how the caller's account is set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ViewAccount {}

/// How an account is set up; only its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// `true`.
    pub success: Success,
    /// Its email address; null where the person who reads its mails has taken it off the account.
    #[serde(rename = "Email_id")]
    pub email_id: Option<String>,
    /// The owner has shown to get mail there.
    pub email_verified: bool,
    /// By a press, at a time that is kept: ways to sign in that are set up since survive a reset of the password.
    pub email_confirmed: bool,
    /// Whether one can sign in with a password.
    pub has_password: bool,
    /// The address of the linked Google identity; null where none is linked.
    pub google: Option<String>,
    /// A login asks for the code of an authenticator.
    pub has_authenticator: bool,
    /// Recovery codes that are left.
    pub recovery_codes: i64,
    /// The oldest first.
    pub passkeys: Vec<Passkey>,
    /// An address that a mail about the account could not be delivered to; null where the last one could.
    pub undelivered: Option<String>,
}

/// The contract writes `is_google` as a number.
fn zero_or_one<S: Serializer>(flag: &bool, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(u8::from(*flag))
}

/// Reads `0`, `1`, `false` or `true`.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Flag {
        Bool(bool),
        Number(u8),
    }
    match Flag::deserialize(deserializer) {
        Ok(Flag::Bool(flag)) => Ok(flag),
        Ok(Flag::Number(number @ (0 | 1))) => Ok(number == 1),
        _ => Err(de::Error::custom("`is_google` takes 0 or 1")),
    }
}
