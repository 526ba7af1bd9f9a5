//! Passwords: how one is hashed and checked.
//!
//! bcrypt cuts its input at 72 bytes and reads NUL as an end, so it is given `base64(HMAC-SHA384(secret, password))`,
//! which is 64 characters for every password. It runs off the async threads, on all cores but one.
//!
//! Which of the server's secrets it was is kept beside the hash: so an old one still fits, and bcrypt runs once all the same.

use super::keys::Keys;
use crate::cpu_pool::CpuPool;
use crate::{Error, config};
use bcrypt::HashParts;
use icu_normalizer::ComposingNormalizer;
use icu_properties::{CodePointMapData, props::GeneralCategory};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Calls that may wait for a core; a further one is answered 429.
const QUEUE: usize = 64;

/// Ends a hash of a password that went through [`prepare`]. One without it is older, and of the password as it was typed.
const PREPARED: &str = "$opaque";

/// A password as the database keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordHash {
    /// What bcrypt has made of it.
    pub hash: String,
    /// The fingerprint of the secret that it went through; `None` stands for the oldest one.
    pub key: Option<String>,
}

/// Hashes and checks passwords, a bounded number at once.
pub struct Passwords {
    keys: Keys,
    cost: u32,
    decoy: String,
    workers: CpuPool,
    runs: Arc<AtomicU64>,
}

impl Passwords {
    /// Fails where a secret is too short.
    pub fn new(config: &config::Passwords) -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().max(2) - 1);
        Ok(Self {
            keys: Keys::new(&config.secrets)?,
            cost: config.bcrypt_cost,
            decoy: format!(
                "$2b${:02}$.....................................................{PREPARED}",
                config.bcrypt_cost
            ),
            workers: CpuPool::new("bcrypt", cores, QUEUE),
            runs: Arc::default(),
        })
    }

    /// A new password's hash.
    pub async fn hash(&self, password: &str) -> Result<PasswordHash, Error> {
        let (input, cost) = (self.keys.newest.input(&prepare(password)), self.cost);
        let hash = self.run(move || bcrypt::hash(input, cost)).await? + PREPARED;
        Ok(PasswordHash { hash, key: Some(self.keys.newest.fingerprint.clone()) })
    }

    /// Whether `password` has the hash. Without a hash, or without the secret that it went through, it takes as long and is never right.
    /// bcrypt runs once, whichever kind of hash it is.
    pub async fn verify(&self, password: &str, kept: Option<&PasswordHash>) -> Result<bool, Error> {
        let key = kept.and_then(|kept| self.keys.of(kept.key.as_deref()));
        if kept.is_some() && key.is_none() {
            tracing::error!("a password went through a secret that is not among KITH_OLD_SECRETS");
        }
        let (is_known, key) = (key.is_some(), key.unwrap_or(&self.keys.newest));
        let hash = kept.map_or(&self.decoy, |kept| &kept.hash);
        let (input, hash) = match hash.strip_suffix(PREPARED) {
            Some(hash) => (key.input(&prepare(password)), hash.to_owned()),
            None => (key.input(password), hash.to_owned()),
        };
        Ok(self.run(move || bcrypt::verify(input, &hash)).await? && is_known)
    }

    /// What is to be kept in the place of the hash of a password that was right, where that is outdated: hashed in another way than now,
    /// at another cost, or under an old secret. Where only the fingerprint is missing, bcrypt does not run.
    pub(crate) async fn renew(
        &self,
        password: &str,
        kept: &PasswordHash,
    ) -> Result<Option<PasswordHash>, Error> {
        let is_old = self.keys.of(kept.key.as_deref()).is_none_or(|key| self.keys.is_old(key));
        if is_old || self.is_outdated(&kept.hash) {
            return self.hash(password).await.map(Some);
        }
        let key = Some(self.keys.newest.fingerprint.clone());
        Ok(kept.key.is_none().then(|| PasswordHash { hash: kept.hash.clone(), key }))
    }

    fn is_outdated(&self, hash: &str) -> bool {
        let is_dear = |hash: &str| hash.parse::<HashParts>().is_ok_and(|parts| parts.get_cost() != self.cost);
        hash.strip_suffix(PREPARED).is_none_or(is_dear)
    }

    /// How often bcrypt has run.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// Where it runs.
    pub(crate) fn pool(&self) -> &CpuPool {
        &self.workers
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> bcrypt::BcryptResult<T> + Send + 'static,
    ) -> Result<T, Error> {
        let runs = self.runs.clone();
        let counted = move || {
            runs.fetch_add(1, Ordering::Relaxed);
            work()
        };
        self.workers.run(counted).await?.map_err(Error::internal)
    }
}

/// A password as it is hashed: the same, whichever keyboard wrote it. This is the OpaqueString profile of RFC 8265, which maps every
/// space to the one of ASCII and composes letters (NFC). Unlike the profile it lets control characters and unassigned code points
/// be: any character may be in a password.
pub(crate) fn prepare(password: &str) -> String {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let spaced = password.replace(|c| categories.get(c) == GeneralCategory::SpaceSeparator, " ");
    ComposingNormalizer::new_nfc().normalize(&spaced).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_of_a_password_is_one() {
        for [one, other] in [
            ["pässwörd", "pa\u{308}sswo\u{308}rd"],
            ["a b", "a\u{a0}b"],
            ["a b", "a\u{3000}b"],
            ["가나다", "\u{1100}\u{1161}\u{1102}\u{1161}\u{1103}\u{1161}"],
            ["Å", "\u{212b}"],
        ] {
            assert_eq!(prepare(one), prepare(other), "{one}");
        }
        for [one, other] in
            [["a", "A"], ["ａ", "a"], ["a ", "a"], ["ﬁ", "fi"], ["a\0", "a"], ["\t", " "], ["\u{2028}", " "]]
        {
            assert_ne!(prepare(one), prepare(other), "{one:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_prepared_stays_as_it_is(password in any::<String>()) {
            let once = prepare(&password);
            prop_assert_eq!(prepare(&once), once);
        }

        #[test]
        fn what_a_keyboard_in_ascii_writes_stays_as_it_is(password in "[\\x00-\\x7f]*") {
            prop_assert_eq!(prepare(&password), password);
        }
    }
}
