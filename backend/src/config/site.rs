//! Where people find this server, what stands before it, and who else may call it from a browser.

use clap::Args;
use ipnet::IpNet;
use std::net::IpAddr;
use std::num::NonZeroU32;

/// Settings of the site.
#[derive(Clone, Debug, Args)]
pub struct Site {
    /// Where people reach this site, such as https://kith.example.org; mails, Google and passkeys need it
    /// [default: http://localhost and the port]
    #[arg(id = "site", long = "url", env = "KITH_URL", value_name = "URL", value_parser = origin)]
    url: Option<String>,
    /// Addresses of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8
    #[arg(long, env = "KITH_TRUSTED_PROXIES", value_name = "NETWORK", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Other sites whose pages may call the API, such as https://app.example.org
    #[arg(long, env = "KITH_CORS_ORIGINS", value_name = "URL", value_delimiter = ',', value_parser = origin)]
    pub cors_origins: Vec<String>,
    /// Attempts to sign in, register or the like that one address has in five minutes [default: 25]
    #[arg(long, env = "KITH_RATE_LIMIT", value_name = "N")]
    rate_limit: Option<NonZeroU32>,
    /// The former spelling of `rate_limit`, which stays readable for a release. The default stands here, so that the new one wins
    #[arg(long, env = "KITH_TRIES", value_name = "N", default_value = "25", hide = true)]
    tries: NonZeroU32,
    /// Calls of any kind that one address has in five minutes
    #[arg(long, env = "KITH_CALLS", value_name = "N", default_value = "60000")]
    pub calls: NonZeroU32,
    /// Follows, blocks and other changes that one person has in five minutes
    #[arg(long, env = "KITH_CHANGES", value_name = "N", default_value = "3000")]
    pub changes: NonZeroU32,
    /// Downloads, exports and imports that one person has in five minutes
    #[arg(long, env = "KITH_FILES", value_name = "N", default_value = "100")]
    pub files: NonZeroU32,
    /// Streams of live updates that one address has open at once
    #[arg(long, env = "KITH_STREAMS", value_name = "N", default_value_t = 500)]
    pub streams: usize,
    /// Seconds that 64 KiB of a request have to arrive; a request has twice that time in all
    #[arg(long, env = "KITH_BODY_TIMEOUT", value_name = "SECONDS", default_value_t = 30)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub body_timeout: u32,
}

impl Site {
    /// Scheme, host and port of the site, without a slash at the end.
    pub fn url(&self, port: u16) -> String {
        self.url.clone().unwrap_or_else(|| format!("http://localhost:{port}"))
    }

    /// The words of the host's name that could pass for the site: not its last label, and none of three letters.
    pub(crate) fn words(&self) -> impl Iterator<Item = String> {
        let host = self.url.as_ref().and_then(|url| Some(url::Url::parse(url).ok()?.host_str()?.to_owned()));
        let host = host.filter(|host| !host.contains([':', '[']));
        let labels =
            host.as_deref().and_then(|host| host.rsplit_once('.')).map(|(labels, _)| labels.to_owned());
        let words =
            labels.into_iter().flat_map(|labels| labels.split('.').map(str::to_owned).collect::<Vec<_>>());
        words.chain(host).filter(|word| word.len() > 3 && word.contains(|c: char| c.is_ascii_alphabetic()))
    }

    /// Attempts to sign in, register or the like that one address has in five minutes.
    pub fn rate_limit(&self) -> NonZeroU32 {
        self.rate_limit.unwrap_or(self.tries)
    }

    /// Whether people reach it by TLS.
    pub fn is_secure(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| "write it as 10.0.0.0/8 or 192.0.2.7".to_owned())
}

/// An origin: scheme, host and port, and nothing else.
fn origin(text: &str) -> Result<String, String> {
    let complaint = || "write it as https://kith.example.org, without a path".to_owned();
    let url = url::Url::parse(text).map_err(|_| complaint())?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let origin = url.origin().ascii_serialization();
    if is_web && text.trim_end_matches('/').eq_ignore_ascii_case(&origin) {
        Ok(origin)
    } else {
        Err(complaint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct CommandLine {
        #[command(flatten)]
        site: Site,
    }

    #[test]
    fn the_rate_limit_is_read_under_its_former_name_too() {
        let read =
            |flags: &[&str]| CommandLine::parse_from([&["kith"], flags].concat()).site.rate_limit().get();
        assert_eq!(read(&[]), 25);
        assert_eq!(read(&["--rate-limit", "3"]), 3);
        assert_eq!(read(&["--tries", "4"]), 4);
        assert_eq!(read(&["--tries", "4", "--rate-limit", "3"]), 3, "the new name wins");
    }
}
