//! The `kith` command.

use clap::Parser;
use kith::OneLine;
use kith::commands::Kith;
use std::process::ExitCode;

/// A page is made of many small pieces of memory, and the system's allocator takes its time over each.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[rocket::main]
async fn main() -> ExitCode {
    match Kith::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith: {}", OneLine(error.for_operator()));
            ExitCode::FAILURE
        }
    }
}
