//! `cargo xtask dist`: a release, as an archive.

mod archive;
mod licences;
mod packages;
mod sbom;

use crate::tools::Tools;
use crate::{child, place, spa, step};
use anyhow::{Context, Result};
use archive::Entry;
use clap::Args;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Args)]
pub struct Dist {
    /// Take a server that is built for development: sooner there, and slower
    #[arg(long)]
    debug: bool,
}

impl Dist {
    /// Builds the app and the server, and puts them into an archive with all that belongs to them.
    pub fn perform(&self) -> Result<()> {
        spa::build(&Tools::ready()?)?;
        let kith = spa::kith(!self.debug, commit().as_deref())?;
        let target = target()?;
        let name = format!("kith-{}-{target}", env!("CARGO_PKG_VERSION"));
        let folder = place::root().join("target/dist");
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.tar.gz"));
        step::quiet("Put the archive together", || {
            archive::write(&file, &name, &entries(&kith, &target)?)?;
            archive::checksums(&folder, &file)
        })?;
        println!("The release is {}; SHA256SUMS beside it has its checksum.", file.display());
        Ok(())
    }
}

/// What the archive has in it, beside folders.
fn entries(kith: &Path, target: &str) -> Result<Vec<Entry>> {
    let packages = packages::shipped(target)?;
    let mut entries = vec![
        Entry { is_program: true, ..Entry::file("kith", kith)? },
        Entry::text("THIRD-PARTY.md", licences::text(&packages)?),
        Entry::text("kith.cdx.json", sbom::json(&packages)?),
    ];
    for name in ["LICENSE", "README.md", "CHANGELOG.md", "docs/operations.md"] {
        entries.push(Entry::file(name, &place::root().join(name))?);
    }
    for file in shipped_files()? {
        let name = file.strip_prefix(place::root())?.to_str().context("a name in UTF-8")?.to_owned();
        let is_program = file.extension().is_some_and(|kind| kind == "sh");
        entries.push(Entry { is_program, ..Entry::file(&name, &file)? });
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

/// The files of `deploy/`, without secrets that were made there.
fn shipped_files() -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(place::root().join("deploy"))?.collect::<Result<Vec<_>, _>>()?;
    Ok(files.into_iter().map(|file| file.path()).filter(|file| file.is_file()).collect())
}

/// What is built: as the environment says, or as Git does. Neither is there where the sources came as an archive.
fn commit() -> Option<String> {
    let told = env::var(spa::COMMIT).ok().filter(|commit| !commit.is_empty());
    let mut git = Command::new("git");
    git.args(["describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]).current_dir(place::root());
    told.or_else(|| Some(child::output(&mut git).ok()?.trim().to_owned()))
}

/// What the compiler builds for here.
fn target() -> Result<String> {
    let said = child::output(Command::new("rustc").arg("-vV").current_dir(place::root()))?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say what it builds for")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_all_that_belongs_to_a_release() {
        let folder = tempfile::tempdir().unwrap();
        // Any program does.
        let entries = entries(&std::env::current_exe().unwrap(), &target().unwrap()).unwrap();
        let [first, second] = ["first.tar.gz", "second.tar.gz"].map(|name| folder.path().join(name));
        archive::write(&first, "kith-1", &entries).unwrap();
        archive::write(&second, "kith-1", &entries).unwrap();
        assert_eq!(
            fs::read(&first).unwrap(),
            fs::read(second).unwrap(),
            "the same release is the same archive"
        );
        let found = archive::names(&first).unwrap();
        for name in [
            "kith",
            "LICENSE",
            "THIRD-PARTY.md",
            "README.md",
            "kith.cdx.json",
            "docs/operations.md",
            "deploy/Dockerfile",
            "deploy/compose.yaml",
            "deploy/haproxy.cfg",
            "deploy/kith.service",
            "deploy/backup.sh",
            "deploy/restore.sh",
        ] {
            assert!(found.contains(&format!("kith-1/{name}")), "{name} is not among {found:?}");
        }
        assert!(found.is_sorted());
        archive::checksums(folder.path(), &first).unwrap();
        let sums = fs::read_to_string(folder.path().join("SHA256SUMS")).unwrap();
        assert!(sums.ends_with("  first.tar.gz\n") && sums.len() == 64 + 2 + 13, "{sums}");
    }

    #[test]
    fn what_is_shipped_is_named_with_its_licence() {
        let packages = packages::shipped(&target().unwrap()).unwrap();
        let names = packages.iter().map(|package| package.name.as_str()).collect::<Vec<_>>();
        // One of the server, one of the app, and one that only tests use.
        assert!(
            names.contains(&"rocket") && names.contains(&"yew") && !names.contains(&"mailin"),
            "{names:?}"
        );
        let text = licences::text(&packages).unwrap();
        assert!(text.contains("## rocket 0.5.") && text.contains("MIT OR Apache-2.0"));
        let bom: serde_json::Value = serde_json::from_str(&sbom::json(&packages).unwrap()).unwrap();
        assert_eq!(bom["components"].as_array().unwrap().len(), packages.len());
        assert!(bom["components"][0]["purl"].as_str().unwrap().starts_with("pkg:cargo/"));
    }
}
