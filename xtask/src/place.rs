//! Where things are kept.

use anyhow::{Context, Result};
use std::env;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, iter};

/// The checkout. Cargo says at every run where it is; what the compiler saw may have moved since.
pub fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let xtask = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        xtask.parent().map_or(xtask.clone(), Path::to_owned)
    });
    &ROOT
}

/// Tools that any checkout may share.
pub fn cache() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("KITH_CACHE") {
        return std::path::absolute(folder).context("KITH_CACHE is no path");
    }
    if let Some(folder) = set("XDG_CACHE_HOME") {
        return Ok(folder.join("kith"));
    }
    let home =
        env::home_dir().context("there is no home folder to keep tools in; set KITH_CACHE to a folder")?;
    Ok(home.join(if cfg!(target_os = "macos") { "Library/Caches/kith" } else { ".cache/kith" }))
}

/// This checkout's data. Root's PostgreSQL runs as another user, who may not be able to reach the checkout.
pub fn data() -> Result<PathBuf> {
    let folder = if crate::os::is_root() {
        Path::new("/var/lib/kith").join(key(root()))
    } else {
        root().join(".kith")
    };
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// A folder for the socket of the server of `data`, whose own path may be too long: a socket's is limited to about
/// 100 bytes.
pub fn sockets(data: &Path) -> PathBuf {
    Path::new("/tmp").join(format!("kith-{}", key(data)))
}

/// What quiet commands said.
pub fn logs() -> Result<PathBuf> {
    let folder = built()?.join("xtask-logs");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The `kith` command, once it is built.
pub fn kith(release: bool) -> Result<PathBuf> {
    let folder = built()?;
    let folder = if release { folder.with_file_name("release") } else { folder };
    Ok(folder.join(format!("kith{}", env::consts::EXE_SUFFIX)))
}

/// Cargo's folder for debug builds, which this program is from, wherever cargo was told to have it.
fn built() -> Result<PathBuf> {
    Ok(env::current_exe()?.parent().context("this program is in no folder")?.to_owned())
}

/// 16 hexadecimal digits for a path (FNV-1a): unlike std's hash, the same with every compiler.
fn key(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The first of `names` in PATH or in `folders`.
pub fn program(names: &[&str], folders: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<_> = env::split_paths(&path).chain(folders.iter().cloned()).collect();
    let candidates = names.iter().flat_map(|name| {
        let name = format!("{name}{}", env::consts::EXE_SUFFIX);
        folders.iter().map(move |folder| folder.join(&name))
    });
    candidates.into_iter().find(|file| file.is_file())
}

/// Every file under `path`, and `path` itself.
pub fn walk(path: &Path) -> Vec<PathBuf> {
    let children = fs::read_dir(path).into_iter().flatten().flatten();
    let below = children.flat_map(|child| walk(&child.path()));
    iter::once(path.to_owned()).chain(below).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_fnv_1a_of_the_path() {
        assert_eq!(key(Path::new("")), "cbf29ce484222325");
        assert_eq!(key(Path::new("foobar")), "85944171f73967e8");
    }

    #[test]
    fn a_socket_fits_its_address() {
        assert!(sockets(&root().join(".kith")).join(".s.PGSQL.5432").as_os_str().len() < 60);
    }

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().join("Cargo.lock").is_file());
    }
}
