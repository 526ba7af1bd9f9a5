//! An account that a file names.

use url::Url;

/// An account, as the file has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// Counts from 1.
    pub(crate) line: usize,
    pub(crate) address: String,
}

impl Account {
    /// The username, where the account is not one of another server: `name`, `@name`, or either with `@` and our own host, with
    /// its port or without. `here` is this site.
    pub(crate) fn username(&self, here: &Url) -> Option<&str> {
        let address = self.address.strip_prefix('@').unwrap_or(&self.address);
        match address.split_once('@') {
            None => Some(address),
            Some((name, authority)) => is_ours(authority, here).then_some(name),
        }
    }
}

/// Compares hosts as browsers do: without regard to case, in Unicode or in ASCII.
fn is_ours(authority: &str, here: &Url) -> bool {
    let authority = authority.strip_suffix('.').unwrap_or(authority);
    if authority.contains(['/', '\\', '?', '#', '@']) {
        return false;
    }
    let there = Url::parse(&format!("{}://{authority}", here.scheme()));
    there.is_ok_and(|there| {
        there.host() == here.host() && there.port().is_none_or(|port| here.port() == Some(port))
    })
}
