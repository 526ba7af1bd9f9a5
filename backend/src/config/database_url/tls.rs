//! The parameters of TLS, as libpq has them.

use std::path::PathBuf;
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

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

/// The parameters, as they were given.
#[derive(Default)]
pub(super) struct Given {
    pub(super) sslmode: Option<String>,
    pub(super) sslrootcert: Option<String>,
    pub(super) sslcert: Option<String>,
    pub(super) sslkey: Option<String>,
}

impl Given {
    /// What libpq makes of them.
    pub(super) fn tls(self, config: &mut Config) -> Result<Tls, String> {
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
                return Err("takes disable, prefer, require, verify-ca or verify-full as sslmode".into());
            }
        });
        let verifies = mode.starts_with("verify");
        match &roots {
            Some(Roots::System) if mode != "verify-full" => {
                return Err("takes sslrootcert=system with sslmode=verify-full only".into());
            }
            None if verifies => {
                return Err(format!(
                    "needs sslrootcert for sslmode={mode}: a file with the authority that vouches for the server, or system"
                ));
            }
            _ => (),
        }
        let identity = match (self.sslcert, self.sslkey) {
            (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
            (None, None) => None,
            _ => return Err("needs both sslcert and sslkey, or neither".into()),
        };
        Ok(Tls { roots, names_host: mode == "verify-full", identity })
    }
}
