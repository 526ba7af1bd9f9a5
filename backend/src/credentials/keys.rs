//! The server's secrets as keys of passwords. Each is known by a fingerprint, which is kept beside what went through it.

use crate::{Error, config};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384};

/// What the fingerprint of a secret is for; another use of it has another key.
const FINGERPRINT: &str = "kith: fingerprint";
/// Bytes of a fingerprint.
const LENGTH: usize = 8;

/// One of the secrets.
pub(crate) struct Key {
    /// 16 digits, which tell nothing of the secret.
    pub(crate) fingerprint: String,
    keyed: Hmac<Sha384>,
}

impl Key {
    fn new(secret: &[u8]) -> Result<Self, Error> {
        let keyed = Hmac::<Sha256>::new_from_slice(secret).map_err(Error::internal)?;
        let fingerprint = keyed.chain_update(FINGERPRINT).finalize().into_bytes();
        let fingerprint = fingerprint.iter().take(LENGTH).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { fingerprint, keyed: Hmac::new_from_slice(secret).map_err(Error::internal)? })
    }

    /// What bcrypt is given of a password: 64 characters.
    pub(super) fn input(&self, password: &str) -> String {
        STANDARD.encode(self.keyed.clone().chain_update(password).finalize().into_bytes())
    }
}

/// All of them.
pub(crate) struct Keys {
    pub(crate) newest: Key,
    /// The latest first.
    pub(crate) old: Vec<Key>,
    next: Option<Key>,
}

impl Keys {
    /// Fails where a secret is too short.
    pub(crate) fn new(secrets: &config::Secrets) -> Result<Self, Error> {
        Ok(Self {
            newest: Key::new(secrets.newest()?)?,
            old: secrets.old()?.into_iter().map(Key::new).collect::<Result<_, _>>()?,
            next: secrets.next()?.map(Key::new).transpose()?,
        })
    }

    /// The one with a fingerprint, where it is given; the oldest for what has none.
    pub(crate) fn of(&self, fingerprint: Option<&str>) -> Option<&Key> {
        let Some(fingerprint) = fingerprint else { return Some(self.oldest()) };
        let all = [&self.newest].into_iter().chain(&self.old).chain(&self.next);
        all.into_iter().find(|key| key.fingerprint == fingerprint)
    }

    pub(crate) fn oldest(&self) -> &Key {
        self.old.last().unwrap_or(&self.newest)
    }

    /// Whether what went through a key is to go through the newest.
    pub(super) fn is_old(&self, key: &Key) -> bool {
        key.fingerprint != self.newest.fingerprint
            && self.old.iter().any(|old| old.fingerprint == key.fingerprint)
    }
}
