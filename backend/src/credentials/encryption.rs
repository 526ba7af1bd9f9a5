//! Sealing: secrets that the server must be able to read again lie in the database encrypted, each for one person or mail.

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
/// Bytes of a nonce: enough for random ones never to meet.
const NONCE: usize = 24;

/// Seals secrets, and opens them again.
pub(crate) struct Sealer(XChaCha20Poly1305);

impl Sealer {
    /// Under a key made from the server's secret; fails where that is too short.
    pub(crate) fn new(config: &config::Passwords, label: &str) -> Result<Self, Error> {
        let keyed = Hmac::<Sha256>::new_from_slice(config.secret()?).map_err(Error::internal)?;
        let key: [u8; 32] = keyed.chain_update(label).finalize().into_bytes().into();
        Ok(Self(XChaCha20Poly1305::new(&key.into())))
    }

    /// What may lie in the database: the nonce, and the secret behind it.
    pub(crate) fn seal(&self, owner: Uuid, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: secret, aad: owner.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| unreadable())?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// The secret again. It fails for another owner, under another server's secret, and where a bit has changed.
    pub(crate) fn open(&self, owner: Uuid, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(unreadable)?;
        let payload = Payload { msg: sealed, aad: owner.as_bytes() };
        self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| unreadable())
    }
}

fn unreadable() -> Error {
    Error::internal("a sealed secret cannot be read; was KITH_SECRET another one when it was sealed?")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"a secret of twenty b";

    fn sealer(secret: &str) -> Sealer {
        Sealer::new(&config::Passwords { secret: secret.repeat(16), bcrypt_cost: 4 }, AUTHENTICATORS).unwrap()
    }

    #[test]
    fn what_is_sealed_can_be_opened_and_shows_nothing() {
        let (sealer, person) = (sealer("ab"), Uuid::now_v7());
        let sealed = sealer.seal(person, SECRET).unwrap();
        assert_eq!(sealer.open(person, &sealed).unwrap(), SECRET);
        assert!(!sealed.windows(4).any(|part| SECRET.windows(4).any(|secret| secret == part)), "{sealed:?}");
        assert_ne!(sealer.seal(person, SECRET).unwrap(), sealed, "no two look alike");
    }

    #[test]
    fn nobody_else_opens_it_and_no_bit_may_change() {
        let (ours, person) = (sealer("ab"), Uuid::now_v7());
        let sealed = ours.seal(person, SECRET).unwrap();
        assert!(ours.open(Uuid::now_v7(), &sealed).is_err(), "another person's");
        assert!(sealer("cd").open(person, &sealed).is_err(), "another server's secret");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(ours.open(person, &changed).is_err(), "bit {place} of {}", sealed.len());
            assert!(ours.open(person, &sealed[..place]).is_err(), "the first {place} bytes alone");
        }
    }
}
