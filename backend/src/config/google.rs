//! Signing in with Google, or with another OpenID provider in its place.

use clap::Args;
use std::num::NonZeroU64;
use url::{Host, Url};

/// Settings of the provider. Without a client id nobody is offered to sign in that way.
#[derive(Clone, Debug, Args)]
pub struct Google {
    /// Client id that Google gave this site
    #[arg(long, env = "KITH_GOOGLE_CLIENT_ID", value_name = "TEXT")]
    pub google_client_id: Option<String>,
    /// Client secret that Google gave with it
    #[arg(long, env = "KITH_GOOGLE_CLIENT_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub google_client_secret: Option<String>,
    /// OpenID provider to use in Google's place
    #[arg(
        long,
        env = "KITH_GOOGLE_ISSUER",
        value_name = "URL",
        default_value = "https://accounts.google.com",
        value_parser = issuer
    )]
    pub google_issuer: String,
    /// Client ids of native clients, whose ID tokens are taken as well
    #[arg(long, env = "KITH_GOOGLE_AUDIENCES", value_name = "TEXT", value_delimiter = ',')]
    pub google_audiences: Vec<String>,
    /// Seconds to wait for an answer of the provider before answering 503
    #[arg(long, env = "KITH_GOOGLE_TIMEOUT", value_name = "SECONDS", default_value = "5")]
    pub google_timeout: NonZeroU64,
    /// Seconds to answer 503 without asking the provider, after it has not told its addresses and keys
    #[arg(long, env = "KITH_GOOGLE_PAUSE", value_name = "SECONDS", default_value_t = 2)]
    pub google_pause: u64,
}

/// Where a provider is: by TLS, or on this machine.
fn issuer(text: &str) -> Result<String, String> {
    let complaint = || "write it as https://accounts.google.com".to_owned();
    let url = Url::parse(text).map_err(|_| complaint())?;
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(text.to_owned()),
        "http" if is_here => Ok(text.to_owned()),
        _ => Err(complaint()),
    }
}

#[cfg(test)]
mod tests {
    use super::issuer;

    #[test]
    fn a_provider_is_reached_by_tls_unless_it_is_on_this_machine() {
        for url in [
            "https://accounts.google.com",
            "http://localhost:9400",
            "http://127.0.0.1:1",
            "http://[::1]:9400",
        ] {
            assert_eq!(issuer(url), Ok(url.to_owned()));
        }
        for url in [
            "http://accounts.google.com",
            "http://10.0.0.1",
            "http://localhost.example.org",
            "ftp://a",
            "a",
            "",
        ] {
            assert!(issuer(url).is_err(), "{url}");
        }
    }
}
