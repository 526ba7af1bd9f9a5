//! An archive that is the same whenever the same files are put into it.

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use tar::{Builder, Header};

/// A file of an archive.
pub struct Entry {
    pub name: String,
    pub bytes: Vec<u8>,
    pub is_program: bool,
}

impl Entry {
    /// A file as it is.
    pub fn file(name: &str, path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        Ok(Self { name: name.to_owned(), bytes, is_program: false })
    }

    /// A file that is made here.
    pub fn text(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), bytes: text.into_bytes(), is_program: false }
    }
}

/// Writes the entries, in their order, below one folder. They belong to root, and are of no time.
pub fn write(path: &Path, folder: &str, entries: &[Entry]) -> Result<()> {
    let gzip = GzBuilder::new().mtime(0).write(File::create(path)?, Compression::best());
    let mut archive = Builder::new(gzip);
    for Entry { name, bytes, is_program } in entries {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(if *is_program { 0o755 } else { 0o644 });
        header.set_mtime(0);
        archive.append_data(&mut header, format!("{folder}/{name}"), bytes.as_slice())?;
    }
    Ok(archive.into_inner()?.finish()?.flush()?)
}

/// Writes `SHA256SUMS`, which `sha256sum --check` reads.
pub fn checksums(folder: &Path, file: &Path) -> Result<()> {
    let name = file.file_name().context("an archive has a name")?.to_string_lossy();
    let mut line = String::new();
    for byte in Sha256::digest(fs::read(file)?) {
        write!(line, "{byte:02x}")?;
    }
    Ok(fs::write(folder.join("SHA256SUMS"), format!("{line}  {name}\n"))?)
}

/// The names in an archive, in its order.
#[cfg(test)]
pub fn names(path: &Path) -> Result<Vec<String>> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(File::open(path)?));
    let name = |entry: std::io::Result<tar::Entry<'_, _>>| Ok(entry?.path()?.to_string_lossy().into_owned());
    archive.entries()?.map(name).collect()
}
