//! What the code of the browser app weighs in the download, held to a budget.

use crate::place;
use anyhow::{Result, bail};
use std::fs;
use std::path::Path;

/// Bytes after brotli.
const BUDGET: usize = 150_000;
const KINDS: [&str; 3] = ["js", "mjs", "wasm"];

/// Prints the size of each file of code in `dist/`, and refuses a sum over the budget.
pub fn check() -> Result<()> {
    let dist = place::root().join("dist");
    let mut total = 0;
    println!("{:>12} {:>12}", "plain", "brotli");
    for file in place::walk(&dist).iter().filter(|file| is_downloaded(file)) {
        let content = fs::read(file)?;
        let size = compressed(&content)?;
        total += size;
        println!("{:>12} {:>12}  {}", kb(content.len()), kb(size), file.strip_prefix(&dist)?.display());
    }
    println!("{:>12} {:>12}  in all, of {} at the most", "", kb(total), kb(BUDGET));
    match total {
        0 => bail!("there is nothing in dist/"),
        over if over > BUDGET => bail!("the download is {} too large", kb(over - BUDGET)),
        _ => Ok(()),
    }
}

fn is_downloaded(file: &Path) -> bool {
    file.is_file() && file.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known))
}

fn compressed(content: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut out, &best)?;
    Ok(out.len())
}

fn kb(bytes: usize) -> String {
    format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetition_compresses() {
        assert!(compressed(&[b'a'; 100_000]).unwrap() < 100);
        assert_eq!(kb(95_760), "95.7 KB");
    }
}
