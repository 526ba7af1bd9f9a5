//! Passwords: how one is hashed and checked.
//!
//! bcrypt cuts its input at 72 bytes and reads NUL as an end, so it is given `base64(HMAC-SHA384(secret, password))`,
//! which is 64 characters for every password. It runs off the async threads, on all cores but one.

use crate::cpu_pool::CpuPool;
use crate::{Error, config};
use base64::{Engine, engine::general_purpose::STANDARD};
use bcrypt::HashParts;
use hmac::{Hmac, KeyInit, Mac};
use icu_normalizer::ComposingNormalizer;
use icu_properties::{CodePointMapData, props::GeneralCategory};
use sha2::Sha384;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Calls that may wait for a core; a further one is answered 429.
const QUEUE: usize = 64;

/// Ends a hash of a password that went through [`prepare`]. One without it is older, and of the password as it was typed.
const PREPARED: &str = "$opaque";

/// Hashes and checks passwords, a bounded number at once.
pub struct Passwords {
    keyed: Hmac<Sha384>,
    cost: u32,
    decoy: String,
    workers: CpuPool,
    runs: Arc<AtomicU64>,
}

impl Passwords {
    /// Fails where the secret is too short.
    pub fn new(config: &config::Passwords) -> Result<Self, Error> {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().max(2) - 1);
        Ok(Self {
            keyed: Hmac::new_from_slice(config.secret()?).map_err(Error::internal)?,
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
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let (input, cost) = (self.input(&prepare(password)), self.cost);
        Ok(self.run(move || bcrypt::hash(input, cost)).await? + PREPARED)
    }

    /// Whether `password` has the hash. Without a hash it takes as long and is never right. bcrypt runs once, whichever kind of hash
    /// it is.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.decoy);
        let (input, hash) = match hash.strip_suffix(PREPARED) {
            Some(hash) => (self.input(&prepare(password)), hash.to_owned()),
            None => (self.input(password), hash.to_owned()),
        };
        Ok(self.run(move || bcrypt::verify(input, &hash)).await? && known)
    }

    /// Whether a hash was made in another way than hashes are made now, or at another cost.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
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

    fn input(&self, password: &str) -> String {
        STANDARD.encode(self.keyed.clone().chain_update(password).finalize().into_bytes())
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
