//! What one-time tokens are for.

use std::time::Duration;

/// How long a mail is tried for.
pub(crate) const MAIL_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// What a one-time token is for. Each purpose has content of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// In a mail: proves an address, or agrees to another.
    Email,
    /// The same after it was used: it only tells what has come of it.
    UsedEmail,
    /// In a mail: sets a new password.
    PasswordReset,
    /// On the way to an OpenID provider and back.
    OpenId,
    /// Stands for an identity that a provider has vouched for.
    Proof,
    /// Stands for the right password of an account that requires a second factor.
    SecondFactor,
    /// While a browser makes a passkey.
    PasskeyCreation,
    /// While a browser signs in with one.
    PasskeyLogin,
}

impl Purpose {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::UsedEmail => "email_used",
            Self::PasswordReset => "password_reset",
            Self::OpenId => "openid",
            Self::Proof => "proof",
            Self::SecondFactor => "second_factor",
            Self::PasskeyCreation => "passkey_creation",
            Self::PasskeyLogin => "passkey_login",
        }
    }

    pub(crate) fn lifetime(self) -> Duration {
        let minutes = match self {
            Self::Email => 24 * 60,
            Self::UsedEmail => 30 * 24 * 60,
            Self::PasswordReset | Self::OpenId | Self::Proof | Self::SecondFactor => 10,
            Self::PasskeyCreation | Self::PasskeyLogin => 5,
        };
        Duration::from_secs(minutes * 60)
    }

    /// How long a new one works. The time of a code in a mail begins when that is handed over, and it works for as long as the
    /// mail may wait.
    pub(crate) fn first_lifetime(self) -> Duration {
        match self {
            Self::Email | Self::PasswordReset => MAIL_LIFETIME + self.lifetime(),
            _ => self.lifetime(),
        }
    }
}
