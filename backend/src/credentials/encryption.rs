//! Sealing: secrets that the server must be able to read again lie in the database encrypted, each for one person or mail. The newest of
//! the server's secrets seals, and any of them opens.

use crate::{Error, config};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// What a key is for; another use of the server's secret has another key.
pub(crate) const AUTHENTICATORS: &str = "kith: sealed secrets";
/// Likewise.
pub(crate) const MAILS: &str = "kith: sealed mails";
/// Likewise.
pub(crate) const POSITIONS: &str = "kith: sealed positions";
/// Bytes of a nonce: enough for random ones never to meet.
const NONCE: usize = 24;

/// Seals secrets, and opens them again.
pub(crate) struct Sealer {
    newest: XChaCha20Poly1305,
    others: Vec<XChaCha20Poly1305>,
}

impl Sealer {
    /// Under keys made from the server's secrets; fails where one is too short.
    pub(crate) fn new(secrets: &config::Secrets, label: &str) -> Result<Self, Error> {
        let others = secrets.old()?.into_iter().chain(secrets.next()?);
        let others = others.map(|secret| key(secret, label)).collect::<Result<_, _>>()?;
        Ok(Self { newest: key(secrets.newest()?, label)?, others })
    }

    /// What may lie in the database: the nonce, and the secret behind it.
    pub(crate) fn seal(&self, owner: Uuid, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        let sealed = self.newest.encrypt(&XNonce::from(nonce), payload).map_err(|_| unreadable())?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The secret again. It fails for another owner, under another server's secret, and where a bit has changed.
    pub(crate) fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let keys = [&self.newest].into_iter().chain(&self.others);
        keys.into_iter().find_map(|key| open(key, owner, sealed)).ok_or_else(unreadable)
    }

    /// The same sealed anew, where another than the newest secret has sealed it. It fails as [`open`](Self::open) does.
    pub(crate) fn reseal(&self, owner: Uuid, sealed: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        match open(&self.newest, owner, sealed) {
            Some(_) => Ok(None),
            None => self.seal(owner, &self.open(owner, sealed)?).map(Some),
        }
    }
}

fn key(secret: &[u8], label: &str) -> Result<XChaCha20Poly1305, Error> {
    let keyed = Hmac::<Sha256>::new_from_slice(secret).map_err(Error::internal)?;
    let key: [u8; 32] = keyed.chain_update(label).finalize().into_bytes().into();
    Ok(XChaCha20Poly1305::new(&key.into()))
}

fn open(key: &XChaCha20Poly1305, owner: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    key.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: owner.as_bytes() }).ok()
}

fn unreadable() -> Error {
    Error::internal(
        "a sealed secret cannot be read; is the KITH_SECRET that sealed it missing among KITH_OLD_SECRETS?",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a secret of twenty b";

    /// With the newest secret first.
    fn sealer(secrets: &[&str]) -> Sealer {
        let mut secrets = secrets.iter().map(|secret| secret.repeat(16));
        let (secret, old_secrets) = (secrets.next().unwrap(), secrets.collect());
        Sealer::new(&config::Secrets { secret, old_secrets, next_secret: None }, AUTHENTICATORS).unwrap()
    }

    #[test]
    fn what_an_old_secret_has_sealed_is_read_and_sealed_anew() {
        let person = Uuid::now_v7();
        let [old, new, both] = [&["ab"][..], &["cd"], &["cd", "ab"]].map(sealer);
        let sealed = old.seal(person, SECRET).unwrap();
        assert_eq!(both.open(person, &sealed).unwrap(), SECRET);
        let renewed = both.reseal(person, &sealed).unwrap().unwrap();
        assert_eq!(new.open(person, &renewed).unwrap(), SECRET);
        assert_eq!(both.reseal(person, &renewed).unwrap(), None, "once is enough");
        assert!(new.reseal(person, &sealed).is_err() && both.reseal(Uuid::now_v7(), &sealed).is_err());
    }

    #[test]
    fn what_is_sealed_can_be_opened_and_shows_nothing() {
        let (sealer, person) = (sealer(&["ab"]), Uuid::now_v7());
        let sealed = sealer.seal(person, SECRET).unwrap();
        assert_eq!(sealer.open(person, &sealed).unwrap(), SECRET);
        assert!(!sealed.windows(4).any(|part| SECRET.windows(4).any(|secret| secret == part)), "{sealed:?}");
        assert_ne!(sealer.seal(person, SECRET).unwrap(), sealed, "no two look alike");
    }

    #[test]
    fn nobody_else_opens_it_and_no_bit_may_change() {
        let (ours, person) = (sealer(&["ab"]), Uuid::now_v7());
        let sealed = ours.seal(person, SECRET).unwrap();
        assert!(ours.open(Uuid::now_v7(), &sealed).is_err(), "another person's");
        assert!(sealer(&["cd"]).open(person, &sealed).is_err(), "another server's secret");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(ours.open(person, &changed).is_err(), "bit {place} of {}", sealed.len());
            assert!(ours.open(person, &sealed[..place]).is_err(), "the first {place} bytes alone");
        }
    }
}
