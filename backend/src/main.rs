//! The `kith` command.

use kith::OneLine;
use kith::commands::Kith;
use std::process::ExitCode;

/// A page is made of many small pieces of memory, and the system's allocator takes its time over each.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[rocket::main]
async fn main() -> ExitCode {
    let done = match Kith::read(std::env::args_os().collect()) {
        Ok(kith) => kith.run().await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kith: {}", OneLine(error.for_operator()));
            ExitCode::FAILURE
        }
    }
}
