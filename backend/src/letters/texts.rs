//! What the mails say, in each language. No username stands in them: a stranger who registers another person's address chooses it,
//! and could have us say anything.

use super::changes::Change;
use crate::identity::purpose::Purpose;
use serde::{Deserialize, Serialize};

/// A language that mails are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Language {
    English,
    German,
}

impl Language {
    /// The first that there is of those in an `Accept-Language` header; `de-AT` is German too.
    pub(crate) fn of(accepted: &str) -> Self {
        let known = |wanted: &str| match wanted.split(['-', ';']).next()?.trim() {
            "de" => Some(Self::German),
            "en" => Some(Self::English),
            _ => None,
        };
        accepted.split(',').find_map(known).unwrap_or(Self::English)
    }
}

/// A mail, by what it is about.
#[derive(Serialize, Deserialize)]
pub(crate) enum Letter {
    /// To the account's address: is it the owner's?
    Verify { code: String },
    /// To the account's address: may it be changed to another?
    Agree { code: String, new: String },
    /// To that other address: is it the owner's?
    Adopt { code: String },
    /// To the address that the account had.
    EmailChanged,
    /// A way to a new password.
    Forgotten { code: String },
    /// There is a new password.
    PasswordChanged,
    /// There are other ways to sign in.
    WaysInChanged(Change),
    /// The account was signed in to from another network than before.
    SignedIn { address: String },
}

/// A letter in words.
pub(crate) struct Text {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) body: String,
}

impl Letter {
    /// The text for the reader of an address.
    pub(crate) fn text(&self, to: String, site: &str, language: Language) -> Text {
        let (hello, [subject, says, otherwise]) = match language {
            Language::English => ("Hello,", self.english()),
            Language::German => ("Hallo,", self.german()),
        };
        let says = match self {
            Self::Agree { new: value, .. } | Self::SignedIn { address: value } => says.replace("{}", value),
            _ => says.to_owned(),
        };
        let link = self.page().map(|page| format!("{site}{page}\n\n")).unwrap_or_default();
        let body = format!("{hello}\n\n{says}\n\n{link}{otherwise}\n\nKith\n{site}\n");
        Text { to, subject: subject.to_owned(), body }
    }

    /// The code in it, if it has one, and what that is for.
    pub(crate) fn code(&self) -> Option<(Purpose, &str)> {
        match self {
            Self::Verify { code } | Self::Agree { code, .. } | Self::Adopt { code } => {
                Some((Purpose::Email, code))
            }
            Self::Forgotten { code } => Some((Purpose::PasswordReset, code)),
            _ => None,
        }
    }

    /// Where the letter leads.
    fn page(&self) -> Option<String> {
        match self {
            Self::Verify { code } | Self::Agree { code, .. } | Self::Adopt { code } => {
                Some(format!("/confirm?code={code}"))
            }
            Self::Forgotten { code } => Some(format!("/reset?code={code}")),
            Self::EmailChanged | Self::PasswordChanged | Self::WaysInChanged(_) | Self::SignedIn { .. } => {
                None
            }
        }
    }

    /// The subject; what there is to say; and what to do if one did not ask for it.
    fn english(&self) -> [&'static str; 3] {
        match self {
            Self::Verify { .. } => [
                "Confirm your e-mail address",
                "Open this link and press Confirm if this is your e-mail address. The link works for a day.",
                "If you have no account with Kith, another person has entered your address by mistake. Open the link and press \
                 \"This is not my account\", or ignore this mail.",
            ],
            Self::Agree { .. } => [
                "Another e-mail address for your account?",
                "Your account with Kith is to have another e-mail address: {}\n\nOpen this link and press \
                 Confirm if you have asked for it. The link works for a day.",
                "If you have not, do not confirm, and nothing changes. But another person knows your password: change your \
                 password now.",
            ],
            Self::Adopt { .. } => [
                "Confirm your new e-mail address",
                "Open this link and press Confirm to use this e-mail address for your account with Kith from now on. The link \
                 works for a day.",
                "If you have not asked for it, ignore this mail.",
            ],
            Self::EmailChanged => [
                "Your account has another e-mail address",
                "Your account with Kith has another e-mail address from now on, and this is the last mail to this one.",
                "If you have not asked for it, sign in and choose another password now.",
            ],
            Self::Forgotten { .. } => [
                "A new password",
                "Open this link to choose a new password for your account with Kith. It works once, within 10 minutes.",
                "If you have not asked for it, ignore this mail. Your password stays as it is.",
            ],
            Self::PasswordChanged => [
                "Your password is changed",
                "Your account with Kith has a new password.",
                "If you have not chosen it, ask for a new one where one signs in, now.",
            ],
            Self::WaysInChanged(change) => [
                "Signing in to your account has changed",
                change.english(),
                "If that was not you, sign in, choose another password now, and look through the ways to sign in.",
            ],
            Self::SignedIn { .. } => [
                "New sign-in to your account",
                "Your account with Kith was signed in to from a network that it was not used from lately: {}",
                "If that was not you, sign in, change your password now, and look through the security log in the settings.",
            ],
        }
    }

    /// As [`Self::english`].
    fn german(&self) -> [&'static str; 3] {
        match self {
            Self::Verify { .. } => [
                "Bestätige deine E-Mail-Adresse",
                "Öffne diesen Link und drücke auf Bestätigen, wenn das deine E-Mail-Adresse ist. Er geht einen Tag lang.",
                "Wenn du kein Konto bei Kith hast, hat sich jemand in der Adresse geirrt. Öffne dann den Link und drücke auf \
                 „Das ist nicht mein Konto“, oder vergiss diese Mail einfach.",
            ],
            Self::Agree { .. } => [
                "Eine andere E-Mail-Adresse für dein Konto?",
                "Dein Konto bei Kith soll eine andere E-Mail-Adresse bekommen: {}\n\nÖffne diesen Link und \
                 drücke auf Bestätigen, wenn du das möchtest. Er geht einen Tag lang.",
                "Wenn nicht, bestätige nichts, und nichts ändert sich. Aber jemand kennt dein Passwort: Wähle jetzt ein \
                 anderes.",
            ],
            Self::Adopt { .. } => [
                "Bestätige deine neue E-Mail-Adresse",
                "Öffne diesen Link und drücke auf Bestätigen, um diese E-Mail-Adresse ab jetzt für dein Konto bei Kith zu \
                 verwenden. Er geht einen Tag lang.",
                "Wenn du das nicht möchtest, vergiss diese Mail einfach.",
            ],
            Self::EmailChanged => [
                "Dein Konto hat eine andere E-Mail-Adresse",
                "Dein Konto bei Kith hat ab jetzt eine andere E-Mail-Adresse, und das ist die letzte Mail an diese.",
                "Wenn du das nicht wolltest, melde dich an und wähle jetzt ein anderes Passwort.",
            ],
            Self::Forgotten { .. } => [
                "Ein neues Passwort",
                "Öffne diesen Link, um ein neues Passwort für dein Konto bei Kith zu wählen. Er geht einmal, 10 Minuten \
                 lang.",
                "Wenn du das nicht möchtest, vergiss diese Mail einfach. Dein Passwort bleibt, wie es ist.",
            ],
            Self::PasswordChanged => [
                "Dein Passwort ist geändert",
                "Dein Konto bei Kith hat ein neues Passwort.",
                "Wenn du es nicht gewählt hast, lass dir jetzt beim Anmelden ein neues schicken.",
            ],
            Self::WaysInChanged(change) => [
                "Die Anmeldung bei deinem Konto ist geändert",
                change.german(),
                "Wenn du das nicht warst, melde dich an, wähle jetzt ein anderes Passwort, und sieh nach, wie man sich \
                 anmelden kann.",
            ],
            Self::SignedIn { .. } => [
                "Neue Anmeldung bei deinem Konto",
                "Bei deinem Konto bei Kith hat sich jemand aus einem Netz angemeldet, aus dem es zuletzt nicht verwendet \
                 wurde: {}",
                "Wenn du das nicht warst, melde dich an, ändere jetzt dein Passwort, und sieh in den Einstellungen nach, was \
                 geschehen ist.",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_there_is_counts() {
        for (accepted, expected) in [
            ("de-AT,de;q=0.9,en;q=0.8", Language::German),
            ("fr-FR, fr;q=0.9, de;q=0.5", Language::German),
            ("en-GB,de", Language::English),
            ("tlh", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of(accepted), expected, "{accepted}");
        }
    }
}
