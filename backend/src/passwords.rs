//! Passwords: what may be one, and how one is hashed and checked.
//!
//! bcrypt cuts its input at 72 bytes and reads NUL as an end, so it is given `base64(HMAC-SHA384(secret, password))`,
//! which is 64 characters for every password. It runs off the async threads, on all cores but one.

use crate::workers::Workers;
use crate::{Error, config};
use base64::{Engine, engine::general_purpose::STANDARD};
use bcrypt::HashParts;
use common::rules;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

/// Calls that may wait for a core; a further one is answered 429.
const QUEUE: usize = 64;

/// Passwords of at least 8 characters from the list that Django ships, which Royce Williams made from breaches.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../assets/common_passwords.txt").lines().collect());

/// Refuses a password that everybody tries first.
pub fn refuse_common(password: &str) -> Result<(), Error> {
    refuse_common_in("Password", password)
}

/// Refuses what may not be the password of the account with this username and address; `field` is where it was entered.
pub(crate) fn refuse_unfit(
    field: &str,
    password: &str,
    username: &str,
    email: Option<&str>,
) -> Result<(), Error> {
    rules::password(username, email.unwrap_or_default())(password, &())
        .map_err(|complaint| Error::Invalid(Error::field(field, complaint.message())))?;
    refuse_common_in(field, password)
}

fn refuse_common_in(field: &str, password: &str) -> Result<(), Error> {
    if COMMON.contains(password.to_lowercase().as_str()) {
        let complaint = "This password is among the most common ones. Choose another.";
        return Err(Error::Invalid(Error::field(field, complaint)));
    }
    Ok(())
}

/// Hashes and checks passwords, a bounded number at once.
pub struct Passwords {
    keyed: Hmac<Sha384>,
    cost: u32,
    decoy: String,
    workers: Workers,
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
                "$2b${:02}$.....................................................",
                config.bcrypt_cost
            ),
            workers: Workers::new(cores, QUEUE),
            runs: Arc::default(),
        })
    }

    /// A new password's hash.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let (input, cost) = (self.input(password), self.cost);
        self.run(move || bcrypt::hash(input, cost)).await
    }

    /// Whether `password` has the hash. Without a hash it takes as long and is never right.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let known = hash.is_some();
        let (input, hash) = (self.input(password), hash.unwrap_or(&self.decoy).to_owned());
        Ok(self.run(move || bcrypt::verify(input, &hash)).await? && known)
    }

    /// Whether a hash was made at another cost than hashes are made now.
    pub(crate) fn is_outdated(&self, hash: &str) -> bool {
        hash.parse::<HashParts>().is_ok_and(|parts| parts.get_cost() != self.cost)
    }

    /// How often bcrypt has run.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
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
