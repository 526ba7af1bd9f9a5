//! The packages that are shipped: what the server and the browser app are made of, and nothing that only builds or tests them.

use crate::place;
use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use std::collections::BTreeMap;

/// What is built, and for which target; the server's is told.
const APP: (&str, &str) = ("frontend", "wasm32-unknown-unknown");
const SERVER: &str = "backend";

/// Other people's packages, by name and version.
pub fn shipped(target: &str) -> Result<Vec<Package>> {
    let mut shipped = BTreeMap::new();
    for (root, target) in [(SERVER, target), APP] {
        let metadata = metadata(target)?;
        let ids = reached(&metadata, root)?;
        let packages = metadata
            .packages
            .into_iter()
            .filter(|package| package.source.is_some() && ids.contains(&package.id));
        shipped
            .extend(packages.map(|package| ((package.name.to_string(), package.version.clone()), package)));
    }
    Ok(shipped.into_values().collect())
}

/// As Cargo.lock has it.
fn metadata(target: &str) -> Result<Metadata> {
    let mut command = MetadataCommand::new();
    command.manifest_path(place::root().join("Cargo.toml")).current_dir(place::root());
    let options = ["--locked", "--filter-platform", target].map(str::to_owned);
    command.other_options(options).exec().context("cargo does not say what Kith is made of")
}

/// What is linked into a package of ours, itself included.
fn reached(metadata: &Metadata, root: &str) -> Result<Vec<PackageId>> {
    let nodes = &metadata.resolve.as_ref().context("no dependencies are told")?.nodes;
    let root = metadata.workspace_packages().into_iter().find(|package| package.name.as_str() == root);
    let mut reached = vec![root.context("a package of ours is missing")?.id.clone()];
    let mut next = 0;
    while let Some(id) = reached.get(next) {
        let node = nodes.iter().find(|node| node.id == *id).context("a package has no dependencies told")?;
        let linked = node
            .deps
            .iter()
            .filter(|dependency| dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
        let new = linked.map(|dependency| dependency.pkg.clone()).filter(|id| !reached.contains(id));
        reached.extend(new.collect::<Vec<_>>());
        next += 1;
    }
    Ok(reached)
}
