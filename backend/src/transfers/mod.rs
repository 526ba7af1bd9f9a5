//! Lists as files: written while they are read, and followed while they are told of.

mod export;
mod file;
mod import;
mod lines;

pub(crate) use export::Export;
pub(crate) use import::Imports;
