//! What `DATABASE_URL` says: parameters as libpq has them. tokio-postgres reads most of them; those of TLS are read here.

use crate::Refusal;
use percent_encoding::percent_decode_str;
use std::path::PathBuf;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

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

/// How a server is trusted, and what it is shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Tls {
    /// Who vouches for the server's certificate; `None` takes any.
    pub(crate) roots: Option<Roots>,
    /// Whether its certificate has to name the host, too.
    pub(crate) names_host: bool,
    /// Files of the certificate that is shown, and of its key.
    pub(crate) identity: Option<(PathBuf, PathBuf)>,
}

/// Authorities that are trusted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Roots {
    /// Those of the system.
    System,
    /// Those in a file.
    File(PathBuf),
}

/// The parameters that are read here, as they were given.
#[derive(Default)]
struct Given {
    sslmode: Option<String>,
    sslrootcert: Option<String>,
    sslcert: Option<String>,
    sslkey: Option<String>,
}

impl DatabaseUrl {
    /// Reads an URL. The complaint about a wrong one does not repeat it, since it may hold a password.
    pub(crate) fn parse(url: &str) -> Result<Self, Refusal> {
        let (rest, given) = split(url)?;
        let mut config = rest.parse::<Config>().map_err(|_| {
            refusal("is not valid; it should look like postgresql://user:password@host/database")
        })?;
        let tls = given.tls(&mut config)?;
        // TLS needs a name to ask for, and is never spoken through a socket of this machine.
        if config.get_hosts().is_empty() {
            for address in config.get_hostaddrs().to_vec() {
                config.host(address.to_string());
            }
        }
        if config.get_hosts().iter().all(|host| !matches!(host, Host::Tcp(_))) {
            config.ssl_mode(SslMode::Disable);
        }
        Ok(Self { config, tls })
    }

    /// The first host and its port, to tell servers apart by.
    pub(crate) fn server(&self) -> String {
        let host = self.config.get_hosts().first().map_or("localhost".into(), |host| match host {
            Host::Tcp(name) => name.into(),
            #[cfg(unix)]
            Host::Unix(folder) => folder.to_string_lossy(),
        });
        format!("{host}:{}", self.config.get_ports().first().unwrap_or(&5432))
    }
}

impl Given {
    /// What libpq makes of them.
    fn tls(self, config: &mut Config) -> Result<Tls, Refusal> {
        let roots = self.sslrootcert.map(|root| match root.as_str() {
            "system" => Roots::System,
            file => Roots::File(file.into()),
        });
        let default = match (&roots, config.get_ssl_mode()) {
            (Some(Roots::System), _) => "verify-full",
            (_, SslMode::Require) => "require",
            (_, SslMode::Disable) => "disable",
            _ => "prefer",
        };
        let mode = self.sslmode.unwrap_or_else(|| default.to_owned());
        config.ssl_mode(match mode.as_str() {
            "disable" => SslMode::Disable,
            "prefer" => SslMode::Prefer,
            "require" | "verify-ca" | "verify-full" => SslMode::Require,
            _ => {
                return Err(refusal("takes disable, prefer, require, verify-ca or verify-full as sslmode"));
            }
        });
        let verifies = mode.starts_with("verify");
        match &roots {
            Some(Roots::System) if mode != "verify-full" => {
                return Err(refusal("takes sslrootcert=system with sslmode=verify-full only"));
            }
            None if verifies => {
                return Err(refusal(&format!(
                    "needs sslrootcert for sslmode={mode}: a file with the authority that vouches for the server, or system"
                )));
            }
            _ => (),
        }
        let identity = match (self.sslcert, self.sslkey) {
            (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
            (None, None) => None,
            _ => return Err(refusal("needs both sslcert and sslkey, or neither")),
        };
        Ok(Tls { roots, names_host: mode == "verify-full", identity })
    }
}

/// The URL without the parameters that are read here, and those. A list of key=value pairs, which libpq takes too, is left as it is.
fn split(url: &str) -> Result<(String, Given), Refusal> {
    let mut given = Given::default();
    // As tokio-postgres does: the password ends at the first @.
    let host = url.find('@').unwrap_or_default();
    let Some(start) = url[host..].find('?').filter(|_| url.starts_with("postgres")) else {
        return Ok((url.to_owned(), given));
    };
    let (server, parameters) = url.split_at(host + start + 1);
    let mut rest = Vec::new();
    for parameter in parameters.split('&') {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let slot = match key {
            "sslmode" => &mut given.sslmode,
            "sslrootcert" => &mut given.sslrootcert,
            "sslcert" => &mut given.sslcert,
            "sslkey" => &mut given.sslkey,
            key if UNKNOWN.contains(&key) => {
                return Err(refusal(&format!("has the parameter {key}, which Kith does not know")));
            }
            _ => {
                rest.push(parameter);
                continue;
            }
        };
        let value = percent_decode_str(value).decode_utf8().map_err(|_| refusal("is not UTF-8"))?;
        *slot = Some(value.into_owned()).filter(|value| !value.is_empty());
    }
    Ok((format!("{server}{}", rest.join("&")), given))
}

fn refusal(complaint: &str) -> Refusal {
    Refusal::Unreadable(format!("DATABASE_URL {complaint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(parameters: &str) -> Result<DatabaseUrl, String> {
        let url = format!("postgresql://ada:hunter2%3F@one:5433,two/kith?{parameters}");
        DatabaseUrl::parse(&url).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn what_is_no_parameter_of_tls_is_left_to_tokio_postgres() {
        let found =
            parsed("sslmode=require&target_session_attrs=read-write&application_name=a%26b").expect("an URL");
        assert_eq!(found.config.get_ports(), [5433, 5432]);
        assert_eq!(found.config.get_password(), Some(&b"hunter2?"[..]));
        assert_eq!(found.config.get_application_name(), Some("a&b"));
        assert_eq!(found.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(found.tls, Tls::default());
    }

    #[test]
    fn each_mode_asks_for_what_libpq_does() {
        let file = || Some(Roots::File("/r t.pem".into()));
        for (parameters, mode, roots, names_host) in [
            ("", SslMode::Prefer, None, false),
            ("sslmode=disable", SslMode::Disable, None, false),
            ("sslmode=prefer&sslrootcert=/r%20t.pem", SslMode::Prefer, file(), false),
            ("sslmode=require&sslrootcert=", SslMode::Require, None, false),
            ("sslmode=require&sslrootcert=/r%20t.pem", SslMode::Require, file(), false),
            ("sslrootcert=/r%20t.pem&sslmode=verify-ca", SslMode::Require, file(), false),
            ("sslmode=verify-full&sslrootcert=/r%20t.pem", SslMode::Require, file(), true),
            ("sslrootcert=system", SslMode::Require, Some(Roots::System), true),
        ] {
            let found = parsed(parameters).expect(parameters);
            assert_eq!(found.config.get_ssl_mode(), mode, "{parameters}");
            assert_eq!(found.tls, Tls { roots, names_host, identity: None }, "{parameters}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_mend_and_nothing_that_may_be_secret() {
        for (parameters, words) in [
            ("sslmode=allow", "verify-ca or verify-full as sslmode"),
            ("sslmode=verify-ca", "needs sslrootcert for sslmode=verify-ca"),
            ("sslmode=require&sslrootcert=system", "with sslmode=verify-full only"),
            ("sslcert=/mine.pem", "both sslcert and sslkey"),
            ("sslcrl=/gone.pem", "the parameter sslcrl, which Kith does not know"),
            ("hunter2=1", "should look like postgresql://user:password@host/database"),
        ] {
            let refusal = parsed(parameters).expect_err(parameters);
            assert!(refusal.contains(words) && !refusal.contains("hunter2"), "{parameters}: {refusal}");
        }
    }

    #[test]
    fn a_socket_of_this_machine_speaks_no_tls() {
        let found =
            DatabaseUrl::parse("postgresql:///kith?host=/run/postgresql&sslmode=require").expect("an URL");
        assert_eq!(found.config.get_ssl_mode(), SslMode::Disable);
        let pairs = DatabaseUrl::parse("host=one sslmode=require").expect("pairs");
        assert_eq!(pairs.config.get_ssl_mode(), SslMode::Require);
    }
}
