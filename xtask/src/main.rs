//! `cargo xtask`: builds, runs and tests Kith, and fetches what that needs.

mod bench;
mod child;
mod data;
mod dev;
mod dist;
mod imports;
mod kith;
#[cfg_attr(unix, path = "os/unix.rs")]
#[cfg_attr(not(unix), path = "os/other.rs")]
mod os;
mod place;
mod pooler;
mod postgres;
mod report;
mod run;
mod secret;
mod size;
mod spa;
mod split;
mod step;
mod test;
mod tools;

use anyhow::Result;
use clap::Parser;
use std::process::ExitCode;

/// Builds, runs and tests Kith
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Task {
    /// Build Kith and serve it, with a database of its own and made-up people in it
    Run(run::Run),
    /// Serve Kith while it is developed: the browser app is built anew at each change
    Dev(dev::Dev),
    /// Run every check and every test, the browser's too
    Test(test::Options),
    /// Build a release, and put it into an archive
    Dist(dist::Dist),
    /// Measure how fast Kith is, print it as a table, and plot it
    Bench(bench::Bench),
    /// Run the checks that take no database and no browser
    Check,
}

fn main() -> ExitCode {
    if split::is_stand_in() {
        return split::stand_in().unwrap_or_else(|error| {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        });
    }
    match perform(Task::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        // As a shell says it of a program that Ctrl-C ended.
        _ if child::stopped() => ExitCode::from(130),
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all went well.
fn perform(task: Task) -> Result<bool> {
    child::handle_signals()?;
    match task {
        Task::Run(run) => run.perform().map(|()| true),
        Task::Dev(dev) => dev.perform().map(|()| true),
        Task::Test(options) => Ok(test::all(&options)),
        Task::Dist(dist) => dist.perform().map(|()| true),
        Task::Bench(bench) => bench.perform(),
        Task::Check => Ok(test::fast()),
    }
}
