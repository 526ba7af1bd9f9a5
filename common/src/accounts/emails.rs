//! E-mail addresses: proving that one is the owner's, and changing it.

use super::confirmations::Confirmation;
use crate::{Success, rules};
use garde::Validate;
use serde::{Deserialize, Serialize};

/// Asks for another address. Both the old and the new one get a mail, and both must agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ChangeEmail {
    /// The address from then on.
    #[serde(rename = "Email_id", alias = "email_id", deserialize_with = "crate::blanks::trimmed")]
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

/// Asks for another mail that proves an address, for whichever account waits for that. The answer is the same whether one does or
/// not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct RequestLink {
    /// The address.
    #[serde(rename = "Email_id", alias = "email_id", deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::email))]
    pub email_id: String,
}

/// Asks what the code in a mail is about, and leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ViewLink {
    /// From the mail's link.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub code: String,
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailLink {
    /// `true`.
    pub success: Success,
    /// What a press does.
    pub kind: LinkKind,
    /// The account's.
    pub username: String,
    /// The address that the account has, or is to have.
    #[serde(rename = "Email_id")]
    pub email_id: String,
    /// For people: what has come of the code, where it was used; null where it was not.
    pub done: Option<String>,
}

/// What a press on the button behind a link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// It proves the account's address.
    Verify,
    /// It agrees to another address.
    Change,
    /// It sets a new password, once that is typed in.
    Reset,
}

/// Answers a mail that asks to prove an address: the account is another person's, and must do without the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct DisownEmail {
    /// From the mail's link.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub code: String,
}

/// Answers a mail: proves an address, or agrees to a change of it. Idempotent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
pub struct ConfirmEmail {
    /// From the mail's link.
    #[serde(deserialize_with = "crate::blanks::trimmed")]
    #[garde(custom(rules::text))]
    pub code: String,
}
