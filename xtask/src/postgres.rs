//! A PostgreSQL of our own, on a Unix socket only.

mod programs;

use crate::os::Owner;
use crate::{child, place, step};
use anyhow::{Context, Result, bail};
use programs::Programs;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Of a replica and its primary alike.
const FOR_TESTS: &str = "-c synchronous_commit=off -c max_connections=300";

/// A server that stops when it is dropped.
pub struct Server {
    programs: Programs,
    owner: Owner,
    data: PathBuf,
    sockets: PathBuf,
    /// Held while this checkout's data is in use.
    _lock: Option<File>,
    /// Removed after the server has stopped.
    _folder: Option<TempDir>,
}

/// This checkout's server; its data outlives it.
pub fn kept() -> Result<Server> {
    let owner = Owner::find()?;
    let programs = Programs::ready()?;
    let folder = place::data()?;
    let lock = lock(&folder.join("lock"))?;
    let data = folder.join(format!("postgres-{}", programs.major()?));
    let sockets = place::sockets(&folder);
    owner.folder(&sockets)?;
    let server = Server { programs, owner, data, sockets, _lock: Some(lock), _folder: None };
    if !server.data.exists() {
        step::quiet("Make the database", || server.create())?;
    }
    // One may be left from a run that was killed.
    server.stop();
    step::quiet("Start PostgreSQL", || server.start(""))?;
    Ok(server)
}

/// A server for tests: fast, empty, and gone without a trace.
pub fn thrown_away() -> Result<Server> {
    // Not in TMPDIR, which may be too long for the address of a socket.
    temporary("Start a PostgreSQL for the tests", "/tmp", FOR_TESTS)
}

/// A replica of a server for tests, which shows what that one has, and is gone without a trace as well.
pub fn standby(primary: &Server) -> Result<Server> {
    let (step, settings) = ("Start a replica of it", format!("-c fsync=off {FOR_TESTS}"));
    temporary_from(step, "/tmp", &settings, |server| {
        let mut copy = server.command("pg_basebackup");
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "-d"])
            .arg(primary.url("postgres"));
        child::quiet(copy.arg("-D").arg(&server.data), "pg_basebackup")
    })
}

/// A server for tests that is a Citus cluster of one node. A database has a process of its own there, which looks after it.
pub fn sharded() -> Result<Server> {
    temporary(
        "Start a PostgreSQL with Citus",
        "/tmp",
        "-c synchronous_commit=off -c max_connections=300 -c shared_preload_libraries=citus -c citus.shard_count=8
         -c max_prepared_transactions=200 -c max_worker_processes=100 -c citus.local_hostname={sockets}",
    )
}

/// A server to measure: with memory for much data, and a log that holds nothing but what is said. It waits for no disk, whose
/// speed is not ours.
pub fn measured() -> Result<Server> {
    // What is in /tmp may be kept in memory.
    temporary(
        "Start a PostgreSQL to measure",
        "/var/tmp",
        "-c shared_buffers=2GB -c maintenance_work_mem=1GB -c max_wal_size=4GB -c log_line_prefix=",
    )
}

fn temporary(step: &str, place: &str, settings: &str) -> Result<Server> {
    let settings = format!("-c fsync=off -c full_page_writes=off {settings}");
    temporary_from(step, place, &settings, |server| server.initialize(&server.data, &["--no-sync"]))
}

/// On what `fill` puts into its data folder.
fn temporary_from(
    step: &str,
    place: &str,
    settings: &str,
    fill: impl Fn(&Server) -> Result<()>,
) -> Result<Server> {
    let owner = Owner::find()?;
    let programs = Programs::ready()?;
    let folder = tempfile::Builder::new().prefix("kith-test-").tempdir_in(place)?;
    owner.take(folder.path())?;
    let (data, sockets) = (folder.path().join("data"), folder.path().to_owned());
    let server = Server { programs, owner, data, sockets, _lock: None, _folder: Some(folder) };
    step::quiet(step, || {
        fill(&server)?;
        server.start(settings)
    })?;
    Ok(server)
}

fn lock(path: &Path) -> Result<File> {
    let file = File::create(path).with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(_) => {
            bail!("Kith runs from this checkout already; stop that first, or give another --database-url")
        }
    }
}

impl Server {
    /// How to reach a database of the server.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user=kith", self.sockets.display())
    }

    /// Who runs it.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// The folder of its socket.
    pub fn sockets(&self) -> &Path {
        &self.sockets
    }

    /// The folder of the programs that came with the server.
    pub fn programs(&self) -> &Path {
        self.programs.folder()
    }

    /// Whether an extension is installed.
    pub fn has_extension(&self, name: &str) -> Result<bool> {
        let sql = format!("SELECT count(*) FROM pg_available_extensions WHERE name = '{name}'");
        let mut psql = Command::new(self.program("psql"));
        psql.args(["--no-psqlrc", "--tuples-only", "--no-align", "--command", &sql])
            .arg(self.url("postgres"));
        Ok(child::output(&mut psql)?.trim() == "1")
    }

    /// A program that came with the server.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.path(name)
    }

    /// What it says.
    pub fn log(&self) -> PathBuf {
        self.data.join("kith.log")
    }

    /// Made aside and then renamed, so that a run that is cut off never leaves half a database.
    fn create(&self) -> Result<()> {
        let aside = self.data.with_extension("new");
        let _ = fs::remove_dir_all(&aside);
        self.owner.folder(&aside)?;
        self.initialize(&aside, &[])?;
        let mut single = self.command("postgres");
        single.args(["--single", "-D"]).arg(&aside).arg("postgres");
        single.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = single.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            std::io::Write::write_all(&mut input, b"CREATE DATABASE kith\n")?;
        }
        if !child.wait()?.success() {
            bail!("the database could not be made");
        }
        Ok(fs::rename(aside, &self.data)?)
    }

    fn initialize(&self, data: &Path, more: &[&str]) -> Result<()> {
        let attempt = |locale: &str| {
            let mut initdb = self.command("initdb");
            initdb.args(["--username=kith", "--auth=trust", "--encoding=UTF8", locale]).args(more);
            child::quiet(initdb.arg("-D").arg(data), "initdb")
        };
        // Not every system has the first.
        attempt("--locale=C.UTF-8")
            .or_else(|_| attempt("--locale=C"))
            .context("PostgreSQL could not be set up")
    }

    fn start(&self, settings: &str) -> Result<()> {
        let log = self.log();
        let sockets = self.sockets.display();
        let options =
            format!("-c listen_addresses= -c port=5432 -c unix_socket_directories={sockets} {settings}")
                // Where Citus finds the node that it runs on.
                .replace("{sockets}", &sockets.to_string());
        let mut start = self.pg_ctl("start");
        start.args(["-w", "-t", "60", "-o", &options, "-l"]).arg(&log);
        child::quiet(&mut start, "pg_ctl")
            .map_err(|error| child::with_tail(error, &log))
            .context("PostgreSQL did not start")
    }

    /// Nothing, where it does not run. It goes past `child`, which starts nothing once we are told to stop.
    fn stop(&self) {
        let mut stop = self.pg_ctl("stop");
        stop.args(["-w", "-m", "fast"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let _ = stop.status();
    }

    fn pg_ctl(&self, action: &str) -> Command {
        let mut command = self.command("pg_ctl");
        command.arg(action).arg("-D").arg(&self.data);
        command
    }

    fn command(&self, program: &str) -> Command {
        self.owner.command(&self.programs.path(program))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
