//! A PostgreSQL of our own, on a Unix socket only.

mod programs;
mod server;

pub use server::Server;

use crate::os::Owner;
use crate::{child, place, step};
use anyhow::{Context, Result, bail};
use programs::Programs;
use std::fs::File;
use std::path::Path;

/// Of a replica and its primary alike.
const FOR_TESTS: &str = "-c synchronous_commit=off -c max_connections=300";

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
        "-c synchronous_commit=off -c max_connections=300 -c shared_preload_libraries=citus -c citus.shard_count=8 \
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
