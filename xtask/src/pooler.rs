//! A PgBouncer in transaction mode before a PostgreSQL of ours. Its clients speak TLS to it.

use crate::child::{self, Running};
use crate::place;
use crate::postgres::Server;
use anyhow::{Context, Result, anyhow};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair};
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// A pooler that ends when it is dropped.
pub struct Pooler {
    port: u16,
    root: PathBuf,
    _running: Running,
    /// Removed after it has ended.
    _folder: TempDir,
}

impl Pooler {
    /// Starts it, and waits until it listens.
    pub fn start(program: &Path, server: &Server) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kith-pooler-").tempdir_in("/tmp")?;
        let at = |name: &str| folder.path().join(name);
        certify(&at("root.pem"), &at("server.pem"), &at("server.key"))?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let configuration = at("pgbouncer.ini");
        fs::write(&configuration, configured(server.sockets(), folder.path(), port))?;
        for file in ["", "root.pem", "server.pem", "server.key", "pgbouncer.ini"] {
            server.owner().take(&at(file))?;
        }
        let mut command = server.owner().command(program);
        let path = place::logs()?.join("pgbouncer.log");
        let log = File::create(&path)?;
        let mut running = Running::start(command.arg(&configuration).stdout(log.try_clone()?).stderr(log))?;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if child::stopped() || running.has_ended() {
                return Err(child::with_tail(anyhow!("PgBouncer did not start"), &path));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Self { port, root: at("root.pem"), _running: running, _folder: folder })
    }

    /// How to reach a database through it.
    pub fn url(&self, database: &str) -> String {
        let (port, root) = (self.port, self.root.display());
        format!("postgresql://kith@localhost:{port}/{database}?sslmode=verify-full&sslrootcert={root}")
    }
}

/// A connection of the server goes to another client after each transaction, and in turn: so whatever a session would have to keep is
/// lost. It tells at once that the database is away.
fn configured(sockets: &Path, folder: &Path, port: u16) -> String {
    let (sockets, folder) = (sockets.display(), folder.display());
    format!(
        "[databases]
         * = host={sockets} port=5432 user=kith
         [pgbouncer]
         listen_addr = 127.0.0.1
         listen_port = {port}
         unix_socket_dir =
         auth_type = any
         pool_mode = transaction
         server_round_robin = 1
         default_pool_size = 20
         max_client_conn = 1000
         server_login_retry = 0.1
         query_wait_timeout = 3
         client_tls_sslmode = require
         client_tls_cert_file = {folder}/server.pem
         client_tls_key_file = {folder}/server.key
        "
    )
}

fn certify(root: &Path, certificate: &Path, key: &Path) -> Result<()> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let own = KeyPair::generate()?;
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    // Another name than the authority's: a certificate that names itself as its issuer passes for one that nobody vouches for.
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "localhost");
    let shown = params.signed_by(&own, &authority)?;
    fs::write(root, authority.pem())?;
    fs::write(certificate, shown.pem())?;
    fs::write(key, own.serialize_pem()).context("the key of the pooler cannot be written")
}
