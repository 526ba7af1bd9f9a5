//! What the browser app weighs in the download: its files compressed, and a first visit held to a budget.

use crate::place;
use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Bytes of a first visit, as they are sent. Requests and answers as serde derives them for `common` are 12 KB of it.
const BUDGET: usize = 185_000;
const TEXT: [&str; 8] = ["css", "html", "js", "json", "mjs", "svg", "wasm", "webmanifest"];
/// What a page links to for those who install it.
const FOR_LATER: [&str; 2] = ["manifest", "apple-touch-icon"];

/// Puts a brotli and a gzip copy beside every file of `dist/` that shrinks, for the server to choose from.
pub fn compress() -> Result<()> {
    for file in files().iter().filter(|file| ends_in(file, &TEXT)) {
        let content = fs::read(file)?;
        fs::write(ending(file, "br"), brotli(&content)?)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&content)?;
        fs::write(ending(file, "gz"), gzip.finish()?)?;
    }
    Ok(())
}

/// Prints the size of each file, and refuses a first visit that is over the budget.
pub fn check() -> Result<()> {
    let dist = place::root().join("dist");
    let page = fs::read_to_string(dist.join("index.html")).context("there is nothing in dist/")?;
    let mut first = vec![dist.join("index.html")];
    first.extend(loaded_by(&page).iter().map(|name| dist.join(name)));
    println!("{:>12} {:>12}", "plain", "sent");
    let total = print(&first)?;
    println!("{:>12} {:>12}  for a first visit, of {} at the most", "", kb(total), kb(BUDGET));
    let later: Vec<_> = files().into_iter().filter(|file| !first.contains(file)).collect();
    println!("{:>12} {:>12}  later, where they are wanted", "", kb(print(&later)?));
    ensure!(first.iter().any(|file| ends_in(file, &["wasm"])), "the page does not load the app");
    ensure!(total <= BUDGET, "a first visit is {} too large", kb(total - BUDGET));
    Ok(())
}

/// Prints the size of each file; the sum of what is sent of them.
fn print(files: &[PathBuf]) -> Result<usize> {
    let mut total = 0;
    for file in files {
        let plain = length(file)?;
        let sent = if ends_in(file, &TEXT) { length(&ending(file, "br"))? } else { plain };
        total += sent;
        println!("{:>12} {:>12}  {}", kb(plain), kb(sent), file.file_name().unwrap_or_default().display());
    }
    Ok(total)
}

/// The files that a page makes a browser load at once, by their names in `dist/`.
fn loaded_by(page: &str) -> Vec<String> {
    let page = page.replace('"', "");
    let tags = page.split('<').filter_map(|rest| Some(rest.split_once('>')?.0));
    let now = tags.filter(|tag| !FOR_LATER.iter().any(|kind| tag.contains(&format!("rel={kind}"))));
    let named = now.filter_map(|tag| match tag.split_once(' ')? {
        ("link", rest) => rest.split_once("href=/"),
        ("script", rest) => rest.split_once("src=/"),
        _ => None,
    });
    named.filter_map(|(_, name)| Some(name.split(' ').next()?.to_owned())).collect()
}

/// The files of the app, without their compressed copies.
fn files() -> Vec<PathBuf> {
    let mut files = place::walk(&place::root().join("dist"));
    files.retain(|file| file.is_file() && !ends_in(file, &["br", "gz"]));
    files
}

fn ends_in(file: &Path, kinds: &[&str]) -> bool {
    file.extension().is_some_and(|ending| kinds.iter().any(|kind| ending == *kind))
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
    fn a_first_visit_loads_what_the_page_links_to_but_not_what_is_for_later() {
        let page = r#"<a href=/login><link rel="manifest" href="/a.webmanifest"><link href=/b.css rel=stylesheet>
            <link rel="icon" href="/icons/c.svg"><script src=/d.js></script><script>if (1<2) e("href=/f")</script>"#;
        assert_eq!(loaded_by(page), ["b.css", "icons/c.svg", "d.js"]);
    }

    #[test]
    fn a_copy_keeps_the_name_of_its_file() {
        assert_eq!(ending(Path::new("a/b.js"), "br"), Path::new("a/b.js.br"));
    }
}
