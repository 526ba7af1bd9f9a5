//! Recovery codes: what an owner keeps on paper, for when the authenticator or the passkey is lost.

use crate::identity::email_address::fold;
use crate::identity::tokens::TokenHash;
use totp_rs::Secret;

/// Codes in a set.
const CODES: usize = 10;
/// Letters in a group.
const GROUP: usize = 4;

/// A new set, each of 120 random bits in base32, such as `k7qx-m2ab-xw5d-3ofj-q4te-hz6n`: too many to be guessed from a plain hash.
pub(crate) fn generate() -> Vec<String> {
    (0..CODES)
        .map(|_| grouped(&Secret::from(rand::random::<[u8; 15]>()).to_base32().to_lowercase()))
        .collect()
}

fn grouped(letters: &str) -> String {
    let groups = letters.as_bytes().chunks(GROUP).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join("-")
}

/// A code as it counts, of whichever kind: its letters and digits, without regard to case and width.
pub(crate) fn plain(code: &str) -> String {
    fold(code).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// What the database keeps of a code.
pub(crate) fn hash(code: &str) -> TokenHash {
    TokenHash::of(&plain(code))
}
