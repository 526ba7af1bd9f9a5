//! What may be a new password.

use super::passwords::prepare;
use crate::identity::email_address::fold;
use crate::{Refusal, config};
use common::rules;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Passwords of at least 8 characters from the list that Django ships, which Royce Williams made from breaches.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../assets/common_passwords.txt").lines().collect());
/// What the software calls itself.
const SITE: &str = "kith";
/// Letters of a word that a password may not be made of: shorter ones are in many a good password.
const WORD_MIN: usize = 4;
/// Letters that a password has beside such words, at the least.
const OWN_MIN: usize = 4;

/// The rules, as the settings have them.
pub struct PasswordRules {
    min: usize,
    words: Vec<String>,
}

impl PasswordRules {
    /// Reads the settings.
    pub fn new(config: &config::Accounts, site: &config::Site) -> Self {
        Self { min: config.password_min, words: site.words().chain([SITE.to_owned()]).collect() }
    }

    /// Refuses what may not be the password of the account with this username and address; `field` is where it was entered.
    pub(crate) fn refuse_unfit(
        &self,
        field: &str,
        password: &str,
        username: &str,
        email: &str,
    ) -> Result<(), Refusal> {
        let complaint = self.complaint(password, username, email);
        complaint.map_or(Ok(()), |complaint| Err(Refusal::invalid(field, complaint)))
    }

    /// The length is that of what is hashed, so that it is the same for every spelling of a password.
    fn complaint(&self, password: &str, username: &str, email: &str) -> Option<String> {
        if prepare(password).chars().count() < self.min {
            return Some(rules::password_length(self.min));
        }
        if let Err(complaint) = rules::password(username, email)(password, &()) {
            return Some(complaint.message().to_owned());
        }
        let folded = fold(password);
        if COMMON.contains(folded.as_str()) {
            return Some("This password is among the most common ones. Choose another.".to_owned());
        }
        let local = email.rsplit_once('@').map_or(email, |(local, _)| local);
        let words = self.words.iter().map(String::as_str).chain([username, local, email]);
        is_made_of(folded, words).then(|| {
            "This password is too close to your name, your address or this site. Choose another.".to_owned()
        })
    }
}

/// Whether hardly a letter is left of a password without these words, digits and signs.
fn is_made_of<'a>(mut password: String, words: impl Iterator<Item = &'a str>) -> bool {
    let mut words = words.map(fold).filter(|word| word.chars().count() >= WORD_MIN).collect::<Vec<_>>();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let whole = password.len();
    for word in words {
        password = password.replace(&word, "");
    }
    password.len() < whole && password.chars().filter(|letter| letter.is_alphabetic()).count() < OWN_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(password: &str) -> Option<String> {
        let words = ["kith", "friends", "example"].map(str::to_owned).to_vec();
        PasswordRules { min: 8, words }.complaint(password, "lovelace", "ada.byron@example.org")
    }

    #[test]
    fn the_site_and_its_owner_make_no_password() {
        for password in [
            "kithkith",
            "kith1234",
            "KITH-2026!",
            "ｋｉｔｈ1234",
            "friends1",
            "friends.example.org",
            "lovelace1",
            "123Lovelace!",
            "ada.byron99",
            "lovelacekith",
            "my-kith-1",
        ] {
            assert!(complaint(password).is_some(), "{password}");
        }
        for password in [
            "correct horse",
            "kith and kin",
            "12345679!a",
            "q7#Lm!zP",
            "🦀🦀🦀🦀🦀🦀🦀🦀",
            "lovelace loves bob",
        ] {
            assert_eq!(complaint(password), None, "{password}");
        }
    }

    #[test]
    fn a_common_password_is_common_in_every_width_and_case() {
        for password in ["PassWord", "ｐａｓｓｗｏｒｄ", "İLOVEYOU1".trim_start_matches('İ')] {
            assert!(complaint(password).is_some(), "{password}");
        }
    }

    #[test]
    fn the_length_is_that_of_what_is_hashed() {
        assert!(complaint(&"a\u{301}e\u{301}".repeat(2)).is_some_and(|said| said.contains("8 to 256")));
        assert_eq!(complaint(&"a\u{301}e\u{302}o\u{308}u\u{300}".repeat(2)), None);
    }
}
