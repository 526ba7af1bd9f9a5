//! What the mails say that has changed about signing in to an account.

use serde::{Deserialize, Serialize};

/// A way to sign in that has come or gone, as its owner is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    PasskeyAdded,
    PasskeyRemoved,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    GoogleLinked,
    GoogleUnlinked,
    RecoveryCodesMade,
}

impl Change {
    pub(super) fn english(self) -> &'static str {
        match self {
            Self::PasskeyAdded => "A passkey has been added to your account with Kith.",
            Self::PasskeyRemoved => "A passkey has been removed from your account with Kith.",
            Self::AuthenticatorAdded => "An authenticator app has been added to your account with Kith.",
            Self::AuthenticatorRemoved => {
                "The authenticator app has been removed from your account with Kith."
            }
            Self::GoogleLinked => "A Google account has been linked to your account with Kith.",
            Self::GoogleUnlinked => "The Google account has been unlinked from your account with Kith.",
            Self::RecoveryCodesMade => {
                "New recovery codes have been made for your account with Kith. The old ones work no more."
            }
        }
    }

    pub(super) fn german(self) -> &'static str {
        match self {
            Self::PasskeyAdded => "Dein Konto bei Kith hat einen weiteren Passkey.",
            Self::PasskeyRemoved => "Ein Passkey deines Kontos bei Kith ist entfernt.",
            Self::AuthenticatorAdded => "Dein Konto bei Kith hat jetzt eine Authenticator-App.",
            Self::AuthenticatorRemoved => "Die Authenticator-App deines Kontos bei Kith ist entfernt.",
            Self::GoogleLinked => "Dein Konto bei Kith ist jetzt mit einem Google-Konto verknüpft.",
            Self::GoogleUnlinked => "Das Google-Konto ist nicht mehr verknüpft mit deinem Konto bei Kith.",
            Self::RecoveryCodesMade => {
                "Dein Konto bei Kith hat neue Wiederherstellungscodes. Die alten gehen nicht mehr."
            }
        }
    }
}
