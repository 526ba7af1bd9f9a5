//! A PostgreSQL of a test's own, which speaks TLS.

use crate::mailbox::free_port;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use rocket::tokio::task::yield_now;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// Who comes in and how. A file is read up to the first line that fits.
const ACCESS: &str = "local all all trust
                      hostssl all certified all cert
                      hostssl all ada all scram-sha-256
                      hostssl all plain all reject
                      host all all all trust
                      ";

/// One who vouches for certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority"))
    }

    /// A certificate for a name up to the end of a year, and its key, both as PEM.
    pub fn certify(&self, name: &str, year: i32) -> (String, String) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.not_after = date_time_ymd(year, 12, 31);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        (certificate.pem(), key.serialize_pem())
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }
}

/// A folder of files that only the server's user may read.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        // Not in TMPDIR, which may be too long for the address of a socket.
        let path = Path::new("/tmp").join(format!("kith-test-{}", Uuid::now_v7().simple()));
        fs::create_dir(&path).expect("a folder");
        give(&path, 0o700);
        Self(path)
    }

    /// Writes a file, and gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file");
        give(&path, 0o600);
        path.to_str().expect("a path").to_owned()
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder goes");
    }
}

/// PostgreSQL refuses to be root: then another user is it.
static USER: LazyLock<Option<(u32, u32)>> = LazyLock::new(|| {
    let is_root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let number = |flag| {
        let found = Command::new("id").args([flag, "postgres"]).output().expect("id runs");
        String::from_utf8_lossy(&found.stdout).trim().parse().expect("a user named postgres")
    };
    is_root.then(|| (number("-u"), number("-g")))
});

fn give(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    let (user, group) = USER.unzip();
    chown(path, user, group).expect("a new owner");
}

/// One of PostgreSQL's programs, run by its user.
pub fn program(name: &str) -> Command {
    let folder = std::env::var("KITH_POSTGRES")
        .expect("KITH_POSTGRES is the folder of PostgreSQL's programs; `cargo xtask test` sets it");
    let mut command = Command::new(Path::new(&folder).join(name));
    command.env_clear().env("HOME", "/nonexistent").current_dir("/").stdin(Stdio::null());
    if let Some((user, group)) = *USER {
        command.uid(user).gid(group);
    }
    command
}

/// The server.
pub struct Postgres {
    pub port: u16,
    pub folder: Folder,
    running: Child,
}

impl Postgres {
    /// Shows a certificate, and trusts an authority for those of its clients. More settings come last.
    pub async fn start((certificate, key): (String, String), clients: &Authority, settings: &[&str]) -> Self {
        let folder = Folder::new();
        let data = folder.path().join("data");
        let mut initdb = program("initdb");
        initdb
            .args(["--username=kith", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data);
        assert!(initdb.output().expect("initdb runs").status.success(), "{initdb:?}");
        let (hba, port) = (folder.file("hba.conf", ACCESS), free_port().await);
        let files = [
            format!("ssl_cert_file={}", folder.file("server.pem", &certificate)),
            format!("ssl_key_file={}", folder.file("server.key", &key)),
            format!("ssl_ca_file={}", folder.file("clients.pem", &clients.pem())),
            format!("hba_file={hba}"),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.path().display()),
        ];
        let mut server = program("postgres");
        server.arg("-D").arg(&data).args([
            "-c",
            "listen_addresses=localhost",
            "-c",
            "ssl=on",
            "-c",
            "fsync=off",
        ]);
        for setting in files.iter().map(String::as_str).chain(settings.iter().copied()) {
            server.args(["-c", setting]);
        }
        let log = fs::File::create(folder.path().join("log")).expect("a log");
        let mut running = server.stderr(log).spawn().expect("PostgreSQL starts");
        let socket = format!("host={} port={port} user=kith dbname=postgres", folder.path().display());
        while tokio_postgres::connect(&socket, NoTls).await.is_err() {
            assert_eq!(running.try_wait().expect("a child"), None, "it runs: {}", folder.path().display());
            yield_now().await;
        }
        Self { port, folder, running }
    }

    /// A connection through its socket, which needs no TLS.
    pub async fn admin(&self) -> Client {
        let socket =
            format!("host={} port={} user=kith dbname=postgres", self.folder.path().display(), self.port);
        let (client, connection) = tokio_postgres::connect(&socket, NoTls).await.expect("a connection");
        rocket::tokio::spawn(connection);
        client
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let process = self.running.id().to_string();
        assert!(Command::new("kill").args(["-INT", &process]).status().expect("kill runs").success());
        self.running.wait().expect("it ends");
    }
}
