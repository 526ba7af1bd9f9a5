//! How many mails an address gets: some at once, and then one at a time. What strangers can use up is apart from what owners rely on.

use crate::identity::email_address;
use std::time::Duration;

/// Mails that are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// With a link that proves an address, by its address.
    Link,
    /// The same, for a pause between two of them.
    LinkPause,
    /// With a link that proves an address, by the account that asks.
    Account,
    /// With a reset code.
    Reset,
    /// The same, for a pause between two of them.
    ResetPause,
    /// About a change to the account.
    Notice,
    /// About a sign-in.
    SignIn,
}

/// What is left of a class for one address or account, under its key.
pub(crate) struct Budget {
    pub(crate) key: [u8; 32],
    /// Mails at once.
    pub(crate) burst: u32,
    /// From then on, the time from one mail to the next.
    pub(crate) period: Duration,
}

impl Class {
    /// The burst, and the minutes of a period.
    fn size(self) -> (u32, u64) {
        match self {
            Self::Link => (10, 120),
            Self::LinkPause | Self::ResetPause => (1, 1),
            Self::Account => (5, 5),
            Self::Reset => (5, 60),
            Self::Notice => (20, 30),
            Self::SignIn => (5, 180),
        }
    }

    /// The budget whose key `hash` makes of a text.
    pub(crate) fn budget(self, of: &str, hash: impl Fn(&str) -> [u8; 32]) -> Budget {
        let (burst, minutes) = self.size();
        let key = hash(&format!("{self:?}: {}", mailbox(of)));
        Budget { key, burst, period: Duration::from_secs(minutes * 60) }
    }
}

/// The mailbox behind an address, as far as can be told: without case, a `+tag`, or the dots that some providers ignore. Two
/// mailboxes that look alike share a budget, which costs less than a way around it.
fn mailbox(address: &str) -> String {
    let address = email_address::key(address);
    let Some((user, domain)) = address.rsplit_once('@') else { return address };
    let user = user.trim_matches('"').split('+').next().unwrap_or_default();
    format!("{}@{domain}", user.replace('.', ""))
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn addresses_of_one_mailbox_count_together() {
        for same in [
            "ada@example.org",
            "ADA@Example.ORG",
            "ada+1@example.org",
            "a.d.a+b+c@example.org",
            "\"ada\"@example.org",
        ] {
            assert_eq!(mailbox(same), "ada@example.org", "{same}");
        }
        for other in ["adb@example.org", "ada@example.com", "ada@a.example.org"] {
            assert_ne!(mailbox(other), "ada@example.org", "{other}");
        }
        assert_eq!(mailbox("0198c0de-0000-7000-8000-000000000000"), "0198c0de-0000-7000-8000-000000000000");
    }
}
