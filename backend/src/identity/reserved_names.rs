//! Usernames that would pass for the site, its operators or their mailboxes (RFC 2142), and those that are paths of the app.
//!
//! The list was chosen from the ones of shouldbee/reserved-usernames and marteinn/The-Big-Username-Blacklist.

use crate::{Refusal, config};
use std::collections::HashSet;

/// What the software calls itself. No name may have it as one of its words.
const SITE: &str = "kith";

/// Names that cannot be registered. The operator may still load them.
pub(crate) struct ReservedNames(HashSet<String>);

impl ReservedNames {
    /// The built-in list with the changes that the settings make.
    pub(crate) fn new(config: &config::Accounts, site: &config::Site) -> Self {
        let built_in = include_str!("../../assets/reserved_names.txt").lines();
        let mut names = built_in.chain([SITE]).map(skeleton).collect::<HashSet<_>>();
        names.extend(site.words().map(|word| skeleton(&word)));
        for name in &config.reserved_names {
            match name.trim().strip_prefix('!') {
                Some(free) => names.remove(&skeleton(free)),
                None => names.insert(skeleton(name.trim())),
            };
        }
        names.remove("");
        Self(names)
    }

    /// Refuses a name that looks like a reserved one, or has the site's own among its words.
    pub(crate) fn refuse(&self, username: &str) -> Result<(), Refusal> {
        if self.has(username) {
            let complaint = "This username is reserved. Choose another.";
            return Err(Refusal::invalid("Username", complaint));
        }
        Ok(())
    }

    fn has(&self, username: &str) -> bool {
        let (whole, site) = (skeleton(username), skeleton(SITE));
        let affixed = |rest: Option<&str>| rest.is_some_and(|rest| self.0.contains(rest));
        self.0.contains(&whole)
            || self.0.contains(&site)
                && (username.split(['.', '_', '-']).any(|word| skeleton(word) == site)
                    || affixed(whole.strip_prefix(&site))
                    || affixed(whole.strip_suffix(&site)))
    }
}

/// What a name looks like: without case and signs, and with one letter for those that are drawn alike (the ASCII part of UTS 39).
fn skeleton(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '.' | '_' | '-'));
    letters.map(|letter| letter.to_ascii_lowercase()).map(drawn).collect()
}

fn drawn(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | 'i' => 'l',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use proptest::prelude::*;

    #[derive(Parser)]
    struct CommandLine {
        #[command(flatten)]
        accounts: config::Accounts,
        #[command(flatten)]
        site: config::Site,
    }

    fn names(flags: &[&str]) -> ReservedNames {
        let settings = CommandLine::parse_from([&["kith"], flags].concat());
        ReservedNames::new(&settings.accounts, &settings.site)
    }

    #[test]
    fn names_that_would_pass_for_the_site_are_reserved() {
        let names = names(&["--url", "https://friends.example.org"]);
        for name in [
            "admin",
            "Admin",
            "ADMIN",
            "a.d.m.i.n",
            "_admin_",
            "admin-",
            "adm1n",
            "AdmIn",
            "apI",
            "supp0rt",
            "root",
            "r00t",
            "kith",
            "K.i.t.h",
            "kith-support",
            "support_kith",
            "kithsupport",
            "KithTeam",
            "the.kith",
            "kith.official",
            "k1th",
            "security",
            "postmaster",
            "abuse",
            "www",
            "settings",
            "log-in",
            "sign_up",
            "friends",
            "example",
            "contact_us",
        ] {
            assert!(names.has(name), "{name}");
        }
        for name in [
            "ada",
            "kithara",
            "judith",
            "admiral",
            "supporter",
            "rooted",
            "badmin",
            "org",
            "..",
            "_",
            "www2000",
        ] {
            assert!(!names.has(name), "{name}");
        }
    }

    #[test]
    fn the_settings_add_names_and_give_some_away() {
        let names = names(&["--reserved-names", "The-Boss, !Wiki,!kith"]);
        assert!(names.has("theboss") && names.has("the_b0ss") && names.has("admin"));
        assert!(!names.has("wiki") && !names.has("kith") && !names.has("kith.team"));
    }

    proptest! {
        #[test]
        fn no_case_sign_or_likeness_makes_a_reserved_name_free(
            nth in 0..200usize, capitals in any::<u32>(), signs in proptest::collection::vec(0..4usize, 40)
        ) {
            let list = include_str!("../../assets/reserved_names.txt").lines().collect::<Vec<_>>();
            let mut name = String::new();
            for (at, letter) in list[nth % list.len()].chars().enumerate() {
                name.push(if capitals >> at & 1 == 1 { letter.to_ascii_uppercase() } else { letter });
                name.push_str(["", ".", "_", "-"][signs[at]]);
            }
            prop_assert!(names(&[]).has(&name), "{}", name);
            prop_assert!(names(&[]).has(&name.replace(['o', 'O'], "0").replace(['i', 'l'], "1")), "{}", name);
        }
    }
}
