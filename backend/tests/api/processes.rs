//! The server as a process of its own, with all its log.

use crate::commands::kith;
use crate::databases::TestDatabase;
use crate::helpers::TestApp;
use rocket::tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;

/// The server's.
pub const SECRET: &str = "for-tests-only-for-tests-only-00";

/// `kith serve`.
pub struct Process {
    child: Child,
    address: String,
    log: UnboundedReceiver<String>,
    told: String,
    // Dropped after the process, which uses it.
    database: Arc<TestDatabase>,
}

impl Process {
    /// With all its log, and more flags.
    pub async fn start(flags: &[&str]) -> Self {
        Self::start_in(&[], flags).await
    }

    /// As [`start`](Self::start), with variables of its environment.
    pub async fn start_in(environment: &[(&str, &str)], flags: &[&str]) -> Self {
        let database = TestDatabase::migrated().await;
        Self::serve(Arc::new(database), environment, flags)
    }

    /// On a database that was made already.
    pub fn start_on(database: TestDatabase, flags: &[&str]) -> Self {
        Self::serve(Arc::new(database), &[], flags)
    }

    /// Another one over the same database.
    pub fn beside(&self, flags: &[&str]) -> Self {
        Self::serve(self.database.clone(), &[], flags)
    }

    /// Over that database, at any port where the flags name none.
    pub fn serve(database: Arc<TestDatabase>, environment: &[(&str, &str)], flags: &[&str]) -> Self {
        let serve = ["serve", "--secret", SECRET, "--bcrypt-cost", "4", "--log", "debug"];
        let port = if flags.contains(&"--port") { &[][..] } else { &["--port", "0"] };
        let mut command = kith(&[&serve[..], &["--database-url", &database.url], port, flags].concat());
        command.envs(environment.iter().copied());
        Self::of(command, database)
    }

    /// As [`start`](Self::start), with a limit of open files, as `ulimit` takes it.
    pub async fn start_limited(limit: &str, flags: &[&str]) -> Self {
        let database = TestDatabase::migrated().await;
        let mut command = Command::new("/bin/sh");
        let script = format!("ulimit {limit} && exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_kith"), "serve", "--port", "0", "--secret", SECRET]);
        command.args(["--database-url", &database.url]).args(flags);
        Self::of(command, Arc::new(database))
    }

    /// As the command says, over that database.
    pub fn of(mut command: Command, database: Arc<TestDatabase>) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("kith starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("Kith listens on ").expect("an address").to_owned();
        let (tell, log) = unbounded_channel();
        let lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        Self { child, address, log, told: String::new(), database }
    }

    /// What calls it.
    pub async fn app(&self) -> TestApp {
        TestApp::at(self.address.clone(), self.database.clone()).await
    }

    /// Reads the log up to a line that says this, and gives that line.
    pub async fn tells(&mut self, words: &str) -> String {
        loop {
            let line = self.log.recv().await.unwrap_or_else(|| panic!("no {words:?} in {}", self.told));
            self.told = format!("{}{line}\n", self.told);
            if line.contains(words) {
                return line;
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a failing machine would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it ends");
    }

    pub fn ask_to_end(&self) {
        self.signal("TERM");
    }

    /// Sends it a signal, as `kill` names it.
    pub fn signal(&self, signal: &str) {
        let process = self.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &process]).status().expect("kill runs").success());
    }

    /// Waits for the end, and gives the whole log.
    pub async fn end(self) -> String {
        self.ends_with().await.1
    }

    /// As [`end`](Self::end), with its status, which is none where a signal ended it.
    pub async fn ends_with(mut self) -> (Option<i32>, String) {
        while let Some(line) = self.log.recv().await {
            self.told = format!("{}{line}\n", self.told);
        }
        (self.child.wait().expect("it ends").code(), std::mem::take(&mut self.told))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().expect("the server can be stopped");
        self.child.wait().expect("the server ends");
    }
}
