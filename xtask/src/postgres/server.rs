//! One server: how it is made, started and stopped.

use super::programs::Programs;
use crate::child;
use crate::os::Owner;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A server that stops when it is dropped.
pub struct Server {
    pub(super) programs: Programs,
    pub(super) owner: Owner,
    pub(super) data: PathBuf,
    pub(super) sockets: PathBuf,
    /// Held while this checkout's data is in use.
    pub(super) _lock: Option<File>,
    /// Removed after the server has stopped.
    pub(super) _folder: Option<TempDir>,
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
    pub(super) fn create(&self) -> Result<()> {
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

    pub(super) fn initialize(&self, data: &Path, more: &[&str]) -> Result<()> {
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

    pub(super) fn start(&self, settings: &str) -> Result<()> {
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
    pub(super) fn stop(&self) {
        let mut stop = self.pg_ctl("stop");
        stop.args(["-w", "-m", "fast"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let _ = stop.status();
    }

    fn pg_ctl(&self, action: &str) -> Command {
        let mut command = self.command("pg_ctl");
        command.arg(action).arg("-D").arg(&self.data);
        command
    }

    pub(super) fn command(&self, program: &str) -> Command {
        self.owner.command(&self.programs.path(program))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
