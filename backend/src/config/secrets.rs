//! The secrets of the server: one that writes, and others by which what they have written is still read.

use crate::Refusal;
use clap::Args;

/// Bytes of a secret at the least: as many as the hash that it keys is strong.
const SECRET_MIN: usize = 32;

/// Settings of the secrets.
#[derive(Clone, Debug, Args)]
pub struct Secrets {
    /// Secret mixed into every password before it is hashed, at least 32 characters; keep it, or nobody can sign in
    #[arg(long, env = "KITH_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub secret: String,
    /// Secrets that were in its place before, the latest first, one a line: what they have written is still read
    #[arg(
        long,
        env = "KITH_OLD_SECRETS",
        value_name = "LINES",
        value_delimiter = '\n',
        hide_env_values = true
    )]
    pub old_secrets: Vec<String>,
    /// Secret that is to take its place, where several servers are restarted one after the other: it is read, and writes nothing yet
    #[arg(long, env = "KITH_NEXT_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub next_secret: Option<String>,
}

impl Secrets {
    /// The one that writes.
    pub(crate) fn newest(&self) -> Result<&[u8], Refusal> {
        long_enough("KITH_SECRET", &self.secret)
    }

    /// Those that were in its place before, the latest first.
    pub(crate) fn old(&self) -> Result<Vec<&[u8]>, Refusal> {
        let lines = self.old_secrets.iter().filter(|line| !line.is_empty());
        lines.map(|secret| long_enough("each of KITH_OLD_SECRETS", secret)).collect()
    }

    /// The one that is to take its place.
    pub(crate) fn next(&self) -> Result<Option<&[u8]>, Refusal> {
        let next = self.next_secret.as_deref().filter(|next| !next.is_empty());
        next.map(|secret| long_enough("KITH_NEXT_SECRET", secret)).transpose()
    }

    /// All of them, the one that writes first.
    pub(crate) fn all(&self) -> Result<Vec<&[u8]>, Refusal> {
        Ok([self.newest()?].into_iter().chain(self.old()?).chain(self.next()?).collect())
    }
}

fn long_enough<'a>(name: &str, secret: &'a str) -> Result<&'a [u8], Refusal> {
    match secret.as_bytes() {
        secret if secret.len() >= SECRET_MIN => Ok(secret),
        _ => Err(Refusal::Unreadable(format!("{name} must have at least {SECRET_MIN} characters"))),
    }
}
