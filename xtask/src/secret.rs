//! The secret that passwords are hashed with: made once, then kept, or nobody could sign in again.

use crate::{os, place};
use anyhow::{Context, Result};
use std::io::Write;
use std::{env, fmt::Write as _, fs};

/// The one that is set, or this checkout's own.
pub fn secret() -> Result<String> {
    if let Some(set) = env::var("KITH_SECRET").ok().filter(|set| !set.is_empty()) {
        return Ok(set);
    }
    let path = place::data()?.join("secret");
    if path.exists() {
        return fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()));
    }
    let made = random()?;
    // Renamed into place, so that a run that is cut off never leaves half a secret.
    let new = path.with_extension(std::process::id().to_string());
    os::private_file(&new)?.write_all(made.as_bytes())?;
    fs::rename(new, path)?;
    Ok(made)
}

/// 64 hexadecimal digits.
fn random() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| anyhow::anyhow!("the system has no random numbers: {error}"))?;
    let mut text = String::new();
    for byte in bytes {
        write!(text, "{byte:02x}")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_64_hexadecimal_digits_and_never_the_same() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert_eq!(one.len(), 64);
        assert!(one.chars().all(|digit| digit.is_ascii_hexdigit()));
        assert_ne!(one, other);
    }
}
