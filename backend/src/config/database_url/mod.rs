//! What `DATABASE_URL` says: parameters as libpq has them. tokio-postgres reads most of them; those of TLS are read here.

#[cfg(test)]
mod tests;
mod tls;

pub(crate) use crate::config::database_url::tls::{Roots, Tls};

use crate::Refusal;
use crate::config::database_url::tls::Given;
use percent_encoding::percent_decode_str;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

/// The setting with the URL of the database.
pub(crate) const DATABASE: &str = "DATABASE_URL";
/// The setting with those of its replicas.
pub(crate) const REPLICAS: &str = "KITH_READ_URL";

/// Parameters of libpq that neither knows. They may be repeated in a complaint; any other text may be part of a password.
const UNKNOWN: &[&str] = &[
    "client_encoding",
    "fallback_application_name",
    "gssdelegation",
    "gssencmode",
    "gsslib",
    "krbsrvname",
    "passfile",
    "replication",
    "require_auth",
    "requirepeer",
    "service",
    "ssl_max_protocol_version",
    "ssl_min_protocol_version",
    "sslcertmode",
    "sslcompression",
    "sslcrl",
    "sslcrldir",
    "sslpassword",
    "sslsni",
];

/// A server to connect to.
#[derive(Debug)]
pub(crate) struct DatabaseUrl {
    /// What tokio-postgres knows of it.
    pub(crate) config: Config,
    /// What a server has to show by TLS.
    pub(crate) tls: Tls,
}

impl DatabaseUrl {
    /// Reads the URL in a setting. The complaint about a wrong one does not repeat it, since it may hold a password.
    pub(crate) fn parse(setting: &str, url: &str) -> Result<Self, Refusal> {
        Self::read(url).map_err(|complaint| Refusal::Unreadable(format!("{setting} {complaint}")))
    }

    fn read(url: &str) -> Result<Self, String> {
        let (rest, given) = split(url)?;
        let mut config = rest
            .parse::<Config>()
            .map_err(|_| "is not valid; it should look like postgresql://user:password@host/database")?;
        let tls = given.tls(&mut config)?;
        // TLS needs a name to ask for.
        if config.get_hosts().is_empty() {
            for address in config.get_hostaddrs().to_vec() {
                config.host(address.to_string());
            }
        }
        // It is never spoken through a socket of this machine.
        let (hosts, sockets) =
            config.get_hosts().iter().partition::<Vec<_>, _>(|host| matches!(host, Host::Tcp(_)));
        if hosts.is_empty() {
            config.ssl_mode(SslMode::Disable);
        } else if !sockets.is_empty() && config.get_ssl_mode() == SslMode::Require {
            return Err(
                "names hosts and sockets, which speak no TLS: name either, or take sslmode=prefer".into()
            );
        }
        Ok(Self { config, tls })
    }

    /// The host and its port, where there is one alone.
    pub(crate) fn one_server(&self, setting: &str) -> Result<String, Refusal> {
        let host = match self.config.get_hosts() {
            [Host::Tcp(name)] => name.into(),
            #[cfg(unix)]
            [Host::Unix(folder)] => folder.to_string_lossy(),
            _ => return Err(Refusal::Unreadable(format!("{setting} takes URLs of one host each"))),
        };
        Ok(format!("{host}:{}", self.config.get_ports().first().unwrap_or(&5432)))
    }
}

/// The URL without the parameters that are read here, and those. A list of key=value pairs, which libpq takes too, is left as it is.
fn split(url: &str) -> Result<(String, Given), String> {
    let mut given = Given::default();
    let Some((scheme, rest)) = url.split_once("://").filter(|_| url.starts_with("postgres")) else {
        return Ok((url.to_owned(), given));
    };
    // As libpq has it: the first @ is the end of the password, unless a / stands before it.
    let host = rest.find(['@', '/']).filter(|end| rest[*end..].starts_with('@')).unwrap_or_default();
    let Some(start) = rest[host..].find('?') else { return Ok((url.to_owned(), given)) };
    let (server, parameters) = rest.split_at(host + start + 1);
    let mut others = Vec::new();
    for parameter in parameters.split('&') {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let slot = match key {
            "sslmode" => &mut given.sslmode,
            "sslrootcert" => &mut given.sslrootcert,
            "sslcert" => &mut given.sslcert,
            "sslkey" => &mut given.sslkey,
            key if UNKNOWN.contains(&key) => {
                return Err(format!("has the parameter {key}, which Kith does not know"));
            }
            _ => {
                // To tokio-postgres the first @ ends a password wherever it stands.
                others.push(parameter.replace('@', "%40"));
                continue;
            }
        };
        let value = percent_decode_str(value).decode_utf8().map_err(|_| "is not UTF-8")?;
        *slot = Some(value.into_owned()).filter(|value| !value.is_empty());
    }
    Ok((format!("{scheme}://{server}{}", others.join("&")), given))
}
