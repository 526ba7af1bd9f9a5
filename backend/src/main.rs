//! The `kith` command.

use clap::Parser;
use kith::commands::Kith;
use std::process::ExitCode;

#[rocket::main]
async fn main() -> ExitCode {
    match Kith::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith: {}", error.for_operator());
            ExitCode::FAILURE
        }
    }
}
