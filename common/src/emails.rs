//! E-mail addresses: proving that one is the owner's, and changing it.

use crate::confirmations::Confirmation;
use crate::rules;
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for another address. Both the old and the new one get a mail, and both must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ChangeEmail {
    /// The address from then on.
    #[serde(rename = "Email_id", alias = "email_id")]
    #[garde(custom(rules::email))]
    pub email_id: String,
    /// That it is the owner who asks.
    #[serde(flatten)]
    #[garde(skip)]
    pub confirmation: Confirmation,
}

/// Asks for another mail that proves the caller's address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct VerifyEmail {}

/// Answers a mail: proves an address, or agrees to a change of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ConfirmEmail {
    /// From the mail's link; it works once.
    #[garde(custom(rules::text))]
    pub code: String,
}
