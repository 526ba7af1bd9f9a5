//! What `kith` does from a shell.

pub(crate) mod account;
pub(crate) mod check_config;
pub(crate) mod demo;
pub(crate) mod distribute;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod migrate;
pub(crate) mod operator;
pub(crate) mod operator_log;
pub(crate) mod rotate_secret;
pub(crate) mod serve;
pub(crate) mod sessions;
pub(crate) mod stats;
pub(crate) mod verify;

use crate::Error;
use crate::config::file::Files;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::ffi::OsString;
use std::fmt::Display;
use std::io;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::exit;

/// What a shell says of a program that was ended by SIGPIPE.
const UNREAD: i32 = 128 + 13;

/// Kith keeps who follows whom
#[derive(Debug, Parser)]
#[command(version)]
pub struct Kith {
    #[command(subcommand)]
    command: Command,
    /// File of settings in TOML: each under the name of its flag, such as `database-connections = 32`
    #[arg(long, env = "KITH_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the app and its API
    Serve(Box<serve::Serve>),
    /// Show every setting of `serve`, its value and where that comes from, and what is wrong with it
    CheckConfig(Box<check_config::CheckConfig>),
    /// Ask the server on this machine whether it is ready, and fail if it is not
    Health(health::Health),
    /// Bring the database to the schema that this build expects
    Migrate(migrate::Migrate),
    /// Lay the graph out over the nodes of a Citus cluster
    Distribute(distribute::Distribute),
    /// Fill the database with a believable made-up graph, and an account to sign in with
    Demo(demo::Demo),
    /// Load a follow graph from an edge list
    Import(import::Import),
    /// Prove that counts agree with lists and each direction of a follow with the other, and repair what does not
    Verify(verify::Verify),
    /// Look at one account, suspend, restore or delete it, or help its owner to get in again
    Account(account::Account),
    /// End the sessions of everybody
    Sessions(sessions::Sessions),
    /// Tell what operators have done, newest first
    OperatorLog(operator_log::OperatorLog),
    /// Tell how much there is of everything
    Stats(stats::Stats),
    /// Bring what lies sealed under the newest secret, and count what still hangs on the old ones
    RotateSecret(rotate_secret::RotateSecret),
}

impl Kith {
    /// Reads the command line, and the files of settings that it or the environment names. Like every command line it ends the process
    /// where it cannot be read, and after `--help`.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unreadable`](crate::Refusal::Unreadable) where a file is at fault.
    pub fn read(arguments: Vec<OsString>) -> Result<Self, Error> {
        let command = Self::command();
        // First for the sake of the file alone: what is missing may stand in it.
        let files = match command.clone().ignore_errors(true).try_get_matches_from(&arguments) {
            Ok(matches) => match command.find_subcommand("serve") {
                Some(serve) => {
                    Files::read(serve, matches.get_one::<PathBuf>("config").map(PathBuf::as_path))?
                }
                None => Files::default(),
            },
            // `--help` and the like need none.
            Err(_) => Files::default(),
        };
        let command = files.fill(command);
        let matches = command.clone().get_matches_from(arguments);
        let mut kith = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        if let (Command::CheckConfig(check), Some((name, matches))) =
            (&mut kith.command, matches.subcommand())
            && let Some(command) = command.find_subcommand(name)
        {
            check.settings = files.shown(command, matches);
        }
        Ok(kith)
    }

    /// Does what the command line says.
    pub async fn run(self) -> Result<(), Error> {
        match self.command {
            Command::Serve(serve) => serve.run().await,
            Command::CheckConfig(check) => check.run().await,
            Command::Health(health) => health.run().await,
            Command::Migrate(migrate) => migrate.run().await,
            Command::Distribute(distribute) => distribute.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Import(import) => import.run().await,
            Command::Verify(verify) => verify.run().await,
            Command::Account(account) => account.run().await,
            Command::Sessions(sessions) => sessions.run().await,
            Command::OperatorLog(log) => log.run().await,
            Command::Stats(stats) => stats.run().await,
            Command::RotateSecret(rotate) => rotate.run().await,
        }
    }
}

/// Writes a line to standard output. Where nobody reads it any more, as behind `| head`, the process ends there without a word. SIGPIPE
/// itself stays ignored: it would also end a command whose database goes away.
fn print(line: impl Display) -> Result<(), Error> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit(UNREAD),
        written => written.map_err(Error::internal),
    }
}

/// A bar for work on `total` things.
fn progress(total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64);
    match ProgressStyle::with_template("{msg:>12} {wide_bar} {human_pos} of {human_len}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
