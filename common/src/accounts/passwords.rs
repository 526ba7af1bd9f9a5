//! Passwords: changing one, and getting a new one where the old one is forgotten.

use super::confirmations::Confirmation;
use crate::rules;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for another password; every other session of the caller ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ChangePassword {
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
    /// The one from now on.
    #[garde(custom(rules::new_password))]
    pub new_password: String,
}

/// Asks for a mail with a way to a new password. The answer is the same whether the address has an account or not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ForgotPassword {
    /// The address of the account.
    #[serde(rename = "Email_id", alias = "email_id", deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::email))]
    pub email_id: String,
}

/// Sets a new password with the code from the mail; every session of the account ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ResetPassword {
    /// From the mail's link; it works once, for 10 minutes.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub code: String,
    /// The one from now on.
    #[serde(rename = "Password", alias = "password")]
    #[garde(custom(rules::new_password))]
    pub password: String,
}
