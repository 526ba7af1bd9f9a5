//! What only an account's owner is told.

use super::{Object, Read, read, text};
use common::accounts::Account;
use common::emails::{EmailLink, LinkKind};
use common::features::Features;
use common::google::{GoogleBegun, Identified};
use common::passkeys::{Ceremony, Passkey};
use common::second_factors::{AuthenticatorBegun, RecoveryCodes};
use common::sessions::{LoggedIn, Session, SessionList};

impl Read for LoggedIn {
    fn read(object: &Object<'_>) -> Option<Self> {
        object.success()?;
        Some(Self::new(object.text("token")?, object.id("user_id")?))
    }
}

impl Read for Features {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            google: object.is("google"),
            mail: object.is("mail"),
            password_min: object.number("password_min").unwrap_or_default(),
        })
    }
}

impl Read for Account {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            email_id: object.text("Email_id"),
            email_verified: object.is("email_verified"),
            email_confirmed: object.is("email_confirmed"),
            has_password: object.is("has_password"),
            google: object.text("google"),
            has_authenticator: object.is("has_authenticator"),
            recovery_codes: object.number("recovery_codes")?,
            passkeys: object.list("passkeys", read)?,
            undelivered: object.text("undelivered"),
        })
    }
}

impl Read for EmailLink {
    fn read(object: &Object<'_>) -> Option<Self> {
        let kind = match object.text("kind")?.as_str() {
            "verify" => LinkKind::Verify,
            "change" => LinkKind::Change,
            _ => LinkKind::Reset,
        };
        Some(Self {
            success: object.success()?,
            kind,
            username: object.text("username")?,
            email_id: object.text("Email_id")?,
            done: object.text("done"),
        })
    }
}

impl Read for Passkey {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            passkey_id: object.id("passkey_id")?,
            name: object.text("name")?,
            created_at: object.text("created_at")?,
        })
    }
}

impl Read for SessionList {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self { success: object.success()?, sessions: object.list("sessions", read)? })
    }
}

impl Read for Session {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            session_id: object.id("session_id")?,
            created_at: object.text("created_at")?,
            used_at: object.text("used_at")?,
            address: object.text("address")?,
            device: object.text("device")?,
            current: object.is("current"),
        })
    }
}

impl Read for AuthenticatorBegun {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            secret: object.text("secret")?,
            uri: object.text("uri")?,
            qr: object.text("qr")?,
        })
    }
}

impl Read for RecoveryCodes {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self { success: object.success()?, recovery_codes: object.list("recovery_codes", text)? })
    }
}

impl Read for Ceremony {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            ceremony: object.text("ceremony")?,
            options: object.raw("options")?.to_owned(),
        })
    }
}

impl Read for GoogleBegun {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            url: object.text("url")?,
            secret: object.text("secret")?,
            nonce: object.text("nonce")?,
        })
    }
}

impl Read for Identified {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            success: object.success()?,
            proof: object.text("proof")?,
            known: object.is("known"),
            email: object.text("email")?,
        })
    }
}

/// Something that has happened to the account. What it was is kept as it is written: a newer server may tell of things that
/// this app has no words for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// See [`Kind`](common::security_events::Kind).
    pub kind: String,
    /// When it happened last, in RFC 3339.
    pub at: String,
    /// When it happened first.
    pub first_at: String,
    /// How many times it happened.
    pub count: i64,
    /// The address of the network that it came from, if any.
    pub address: String,
    /// The browser or program, if it said so.
    pub device: String,
}

/// A page of them, and where the next one begins.
pub type Events = (Vec<Event>, Option<String>);

impl Read for Event {
    fn read(object: &Object<'_>) -> Option<Self> {
        Some(Self {
            kind: object.text("kind")?,
            at: object.text("at")?,
            first_at: object.text("first_at")?,
            count: object.number("count")?,
            address: object.text("address")?,
            device: object.text("device")?,
        })
    }
}

impl Read for Events {
    fn read(object: &Object<'_>) -> Option<Self> {
        object.success()?;
        Some((object.list("events", read)?, object.text("cursor")))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{is_read, words};
    use super::*;
    use common::Success;
    use common::security_events::{Kind, SecurityEvent, SecurityEventPage};
    use uuid::Uuid;

    #[test]
    fn answers_are_read_as_they_are_written() {
        let (success, id) = (Success, Uuid::from_u128(7));
        is_read(LoggedIn::new(words(), id));
        is_read(Features { success, google: true, mail: false, password_min: 15 });
        let passkey = Passkey { passkey_id: id, name: words(), created_at: words() };
        let account = Account {
            success,
            email_id: Some(words()),
            email_verified: true,
            email_confirmed: true,
            has_password: false,
            google: None,
            has_authenticator: true,
            recovery_codes: 7,
            passkeys: vec![passkey],
            undelivered: Some(words()),
        };
        let link =
            EmailLink { success, kind: LinkKind::Verify, username: words(), email_id: words(), done: None };
        for kind in [LinkKind::Verify, LinkKind::Change, LinkKind::Reset] {
            is_read(EmailLink { kind, done: Some(words()), ..link.clone() });
        }
        is_read(link);
        is_read(Account { google: Some(words()), passkeys: Vec::new(), ..account.clone() });
        is_read(Account { email_id: None, undelivered: None, ..account.clone() });
        is_read(account);
        let session = Session {
            session_id: id,
            created_at: words(),
            used_at: words(),
            address: words(),
            device: String::new(),
            current: true,
        };
        is_read(SessionList { success, sessions: vec![session] });
        is_read(AuthenticatorBegun { success, secret: words(), uri: words(), qr: words() });
        is_read(RecoveryCodes { success, recovery_codes: vec![words(), words()] });
        is_read(GoogleBegun { success, url: words(), secret: words(), nonce: words() });
        is_read(Identified { success, proof: words(), known: true, email: words() });
    }

    #[test]
    fn what_happened_is_read_as_it_is_written_and_so_is_a_ceremony() {
        let happened = SecurityEvent {
            kind: Kind::SignedIn,
            at: words(),
            first_at: "before".to_owned(),
            count: 12,
            address: words(),
            device: words(),
        };
        let page = SecurityEventPage { success: Success, events: vec![happened], cursor: Some(words()) };
        let (events, cursor) = read::<Events>(&serde_json::to_string(&page).expect("JSON")).expect("events");
        assert_eq!((events[0].kind.as_str(), cursor), ("signed_in", Some(words())));
        assert_eq!((events[0].first_at.as_str(), events[0].count), ("before", 12));
        let written = r#"{"success":true,"ceremony":"c","options":{"a":[1, 2]}}"#;
        let ceremony = read::<Ceremony>(written).expect("a ceremony");
        assert_eq!((ceremony.ceremony.as_str(), ceremony.options.get()), ("c", r#"{"a":[1, 2]}"#));
    }
}
