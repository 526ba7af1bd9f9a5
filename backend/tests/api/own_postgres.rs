//! A PostgreSQL of a test's own: one that speaks TLS, archives its log, has a standby, or is ended by force.

use crate::mailbox::free_port;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use rocket::tokio::task::yield_now;
use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// Who comes in and how. A file is read up to the first line that fits.
const ACCESS: &str = "local all,replication all trust
                      hostssl all certified all cert
                      hostssl all ada all scram-sha-256
                      hostssl all plain all reject
                      host all,replication all all trust
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
pub struct Folder {
    path: PathBuf,
    wrapper: Vec<String>,
}

impl Folder {
    pub fn new() -> Self {
        // Not in TMPDIR, which may be too long for the address of a socket.
        let path = Path::new("/tmp").join(format!("kith-test-{}", Uuid::now_v7().simple()));
        fs::create_dir(&path).expect("a folder");
        give(&path, 0o700);
        Self { path, wrapper: Vec::new() }
    }

    /// PostgreSQL's programs are run on it by `env` with these arguments before them.
    pub fn wrap(&mut self, wrapper: Vec<String>) {
        self.wrapper = wrapper;
    }

    /// One of PostgreSQL's programs, run by its user.
    fn program(&self, name: &str) -> Command {
        let mut command = as_its_user("env");
        command.args(&self.wrapper).arg(programs().join(name));
        command
    }

    /// Writes a file, and gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path.join(name);
        fs::write(&path, text).expect("a file");
        give(&path, 0o600);
        path.to_str().expect("a path").to_owned()
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the data of a server is.
    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.path).expect("the folder goes");
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

/// Gives a file to that user.
pub fn give(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    let (user, group) = USER.unzip();
    chown(path, user, group).expect("a new owner");
}

/// The folder of PostgreSQL's programs.
pub fn programs() -> PathBuf {
    std::env::var("KITH_POSTGRES")
        .expect("KITH_POSTGRES is the folder of PostgreSQL's programs; `cargo xtask test` sets it")
        .into()
}

/// One of PostgreSQL's programs, run by its user.
pub fn program(name: &str) -> Command {
    as_its_user(programs().join(name))
}

/// A program, run by the user who runs PostgreSQL.
pub fn as_its_user(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("HOME", "/nonexistent").current_dir("/").stdin(Stdio::null());
    if let Some((user, group)) = *USER {
        command.uid(user).gid(group);
    }
    command
}

/// Runs a program to its end, which has to be a good one.
#[track_caller]
pub fn finish(command: &mut Command) {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {output:?}");
}

/// Makes empty data.
pub fn initdb(folder: &Folder, flags: &[&str]) {
    let own = ["--username=kith", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"];
    finish(folder.program("initdb").args(own).arg(folder.data()).args(flags));
}

/// A server, at a port of its own and at a socket in its folder.
pub struct Postgres {
    pub port: u16,
    pub folder: Folder,
    settings: Vec<String>,
    running: Mutex<Child>,
}

impl Postgres {
    /// On an empty data folder.
    pub async fn start(settings: &[&str]) -> Self {
        let folder = Folder::new();
        initdb(&folder, &[]);
        Self::start_in(folder, settings).await
    }

    /// Shows a certificate, and trusts an authority for those of its clients. More settings come last.
    pub async fn start_with_tls(
        (certificate, key): (String, String),
        clients: &Authority,
        settings: &[&str],
    ) -> Self {
        let folder = Folder::new();
        initdb(&folder, &[]);
        let certificate = format!("ssl_cert_file={}", folder.file("server.pem", &certificate));
        let key = format!("ssl_key_file={}", folder.file("server.key", &key));
        let clients = format!("ssl_ca_file={}", folder.file("clients.pem", &clients.pem()));
        Self::start_in(folder, &[&["ssl=on", &certificate, &key, &clients], settings].concat()).await
    }

    /// On the data that is in a folder already. Settings are `name=value`.
    pub async fn start_in(folder: Folder, settings: &[&str]) -> Self {
        let port = free_port().await;
        let own = [
            format!("hba_file={}", folder.file("hba.conf", ACCESS)),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.path().display()),
            "listen_addresses=localhost".to_owned(),
            "fsync=off".to_owned(),
        ];
        let settings = own.into_iter().chain(settings.iter().map(|&setting| setting.to_owned()));
        let settings = settings.collect::<Vec<_>>();
        let running = Mutex::new(spawn(&folder, &settings));
        let server = Self { port, folder, settings, running };
        assert!(server.answers().await, "see the log in {}", server.folder.path().display());
        server
    }

    /// Ends it by a signal, as `kill` names it: INT ends all connections first, QUIT ends all at once, and KILL is a crash.
    pub fn stop(&self, signal: &str) {
        let mut running = self.running.lock().expect("nobody panics");
        if running.try_wait().expect("a child").is_none() {
            finish(Command::new("kill").args(["-s", signal, &running.id().to_string()]));
            running.wait().expect("it ends");
        }
    }

    /// Stops or continues all its processes by a signal: nobody is told that it does not answer.
    pub fn signal(&self, signal: &str) {
        let main = self.running.lock().expect("nobody panics").id().to_string();
        finish(Command::new("pkill").args(["--signal", signal, "--parent", &main]));
        finish(Command::new("kill").args(["-s", signal, &main]));
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&self) -> bool {
        self.running.lock().expect("nobody panics").try_wait().expect("a child").is_some()
    }

    /// Starts it again, on the same data at the same port. After a crash it cannot before the last of its processes has noticed.
    pub async fn resume(&self) {
        loop {
            *self.running.lock().expect("nobody panics") = spawn(&self.folder, &self.settings);
            if self.answers().await {
                return;
            }
        }
    }

    /// Waits until it can be reached, or has ended.
    async fn answers(&self) -> bool {
        while tokio_postgres::connect(&self.socket(), NoTls).await.is_err() {
            if self.has_ended() {
                return false;
            }
            yield_now().await;
        }
        true
    }

    /// How to reach a database of it, without TLS.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://kith@localhost:{}/{database}?sslmode=disable", self.port)
    }

    /// A connection through its socket, which needs no TLS.
    pub async fn admin(&self) -> Client {
        let (client, connection) =
            tokio_postgres::connect(&self.socket(), NoTls).await.expect("a connection");
        rocket::tokio::spawn(connection);
        client
    }

    fn socket(&self) -> String {
        format!("host={} port={} user=kith dbname=postgres", self.folder.path().display(), self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // A test that failed may have left it standing still; there may be nothing to continue.
        let main = self.running.lock().map(|running| running.id().to_string()).unwrap_or_default();
        drop(Command::new("pkill").args(["--signal", "CONT", "--parent", &main]).status());
        drop(Command::new("kill").args(["-s", "CONT", &main]).stderr(Stdio::null()).status());
        self.stop("INT");
    }
}

fn spawn(folder: &Folder, settings: &[String]) -> Child {
    let mut server = folder.program("postgres");
    server.arg("-D").arg(folder.data()).args(settings.iter().flat_map(|setting| ["-c", setting]));
    let log = OpenOptions::new().create(true).append(true).open(folder.path().join("log")).expect("a log");
    server.stderr(log).spawn().expect("PostgreSQL starts")
}
