//! What `kith` does from a shell.

pub(crate) mod demo;
pub(crate) mod health;
pub(crate) mod import;
pub(crate) mod migrate;
pub(crate) mod serve;
pub(crate) mod verify;

use crate::Error;
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

/// Kith keeps who follows whom
#[derive(Debug, Parser)]
#[command(version)]
pub struct Kith {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the app and its API
    Serve(Box<serve::Serve>),
    /// Ask the server on this machine whether it is ready, and fail if it is not
    Health(health::Health),
    /// Bring the database to the schema that this build expects
    Migrate(migrate::Migrate),
    /// Fill the database with a believable made-up graph, and an account to sign in with
    Demo(demo::Demo),
    /// Load a follow graph from an edge list
    Import(import::Import),
    /// Prove that counts agree with lists and each direction of a follow with the other, and repair what does not
    Verify(verify::Verify),
}

impl Kith {
    /// Does what the command line says.
    pub async fn run(self) -> Result<(), Error> {
        match self.command {
            Command::Serve(serve) => serve.run().await,
            Command::Health(health) => health.run().await,
            Command::Migrate(migrate) => migrate.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Import(import) => import.run().await,
            Command::Verify(verify) => verify.run().await,
        }
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
