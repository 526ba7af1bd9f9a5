//! The licences of what is shipped, as their texts ask for.

use anyhow::{Context, Result};
use cargo_metadata::Package;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

/// How the files are called that have the text of a licence or belong to it.
const NAMES: [&str; 5] = ["licen", "copying", "notice", "copyright", "unlicense"];

/// Each package with its licence; each text once, with the packages that it is of.
pub fn text(packages: &[Package]) -> Result<String> {
    let mut text = String::from("# What Kith is made of\n");
    let mut texts = BTreeMap::<String, Vec<String>>::new();
    for package in packages {
        let title = format!("{} {}", package.name, package.version);
        let licence = package.license.as_deref().unwrap_or("see its text below");
        write!(text, "\n## {title}\n\n{licence}\n")?;
        if let Some(repository) = &package.repository {
            writeln!(text, "{repository}")?;
        }
        for found in texts_of(package)? {
            texts.entry(found).or_default().push(title.clone());
        }
    }
    text += "\n# Texts\n";
    for (found, titles) in texts {
        write!(text, "\n## {}\n\n````\n{found}\n````\n", titles.join(", "))?;
    }
    Ok(text)
}

fn texts_of(package: &Package) -> Result<Vec<String>> {
    let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
    let files = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let is_licence = |file: &fs::DirEntry| {
        let name = file.file_name().to_string_lossy().to_lowercase();
        NAMES.iter().any(|start| name.starts_with(start)) && file.path().is_file()
    };
    let read = |file: fs::DirEntry| {
        Ok(String::from_utf8_lossy(&fs::read(file.path())?).trim().replace("\r\n", "\n"))
    };
    files.into_iter().filter(is_licence).map(read).collect()
}
