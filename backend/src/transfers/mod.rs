//! Lists as files: written while they are read, and followed while they are told of.

pub(crate) mod data_export;
pub(crate) mod export;
pub(crate) mod file;
pub(crate) mod import;
pub(crate) mod lines;
