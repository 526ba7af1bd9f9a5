//! What the browser app weighs in the download: its files compressed, and their code held to a budget.

use crate::place;
use anyhow::{Context, Result, bail};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Bytes of code after brotli.
const BUDGET: usize = 150_000;
const CODE: [&str; 3] = ["js", "mjs", "wasm"];
const TEXT: [&str; 3] = ["css", "html", "svg"];

/// Puts a brotli and a gzip copy beside every file of `dist/` that shrinks, for the server to choose from.
pub fn compress() -> Result<()> {
    for file in files(&[&CODE[..], &TEXT].concat()) {
        let content = fs::read(&file)?;
        fs::write(ending(&file, "br"), brotli(&content)?)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&content)?;
        fs::write(ending(&file, "gz"), gzip.finish()?)?;
    }
    Ok(())
}

/// Prints the size of each file of code, and refuses a sum over the budget.
pub fn check() -> Result<()> {
    let mut total = 0;
    println!("{:>12} {:>12}", "plain", "brotli");
    for file in files(&CODE) {
        let (plain, size) = (length(&file)?, length(&ending(&file, "br"))?);
        total += size;
        println!("{:>12} {:>12}  {}", kb(plain), kb(size), file.file_name().unwrap_or_default().display());
    }
    println!("{:>12} {:>12}  in all, of {} at the most", "", kb(total), kb(BUDGET));
    match total {
        0 => bail!("there is nothing in dist/"),
        over if over > BUDGET => bail!("the download is {} too large", kb(over - BUDGET)),
        _ => Ok(()),
    }
}

fn files(kinds: &[&str]) -> Vec<PathBuf> {
    let mut files = place::walk(&place::root().join("dist"));
    files.retain(|file| file.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known)));
    files
}

fn ending(file: &Path, coding: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(coding);
    name.into()
}

fn length(file: &Path) -> Result<usize> {
    let found = fs::metadata(file).with_context(|| format!("{} is missing", file.display()))?;
    Ok(usize::try_from(found.len())?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut out, &best)?;
    Ok(out)
}

fn kb(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_compresses() {
        assert!(brotli(&[b'a'; 100_000]).unwrap().len() < 100);
        assert_eq!(kb(95_760), "95.7 KB");
    }

    #[test]
    fn a_copy_keeps_the_name_of_its_file() {
        assert_eq!(ending(Path::new("a/b.js"), "br"), Path::new("a/b.js.br"));
    }
}
