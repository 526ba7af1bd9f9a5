//! Which files of a crate import which others, as its sources say it.

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use syn::{Attribute, Item, UseTree, Visibility};

/// A module, by the names on the way to it; the crate's root is empty.
type Module = Vec<String>;

/// The files of a crate, and what they import.
pub struct Imports {
    files: BTreeMap<Module, Vec<Module>>,
    /// What a module offers under a name of its own, and where that is.
    reexports: BTreeMap<Module, Module>,
}

impl Imports {
    /// Reads the sources of the crate at `root`, but for its tests.
    pub fn of(root: &Path, sources: &[impl AsRef<Path>]) -> Self {
        let mut imports = Self { files: BTreeMap::new(), reexports: BTreeMap::new() };
        let is_library = root.join("lib.rs").exists();
        for file in sources {
            let text = fs::read_to_string(file).expect("a source file");
            let module = module(file.as_ref().strip_prefix(root).expect("a file of the crate"), is_library);
            let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{module:?}: {error}"));
            imports.read(module, parsed.items);
        }
        imports
    }

    fn read(&mut self, module: Module, items: Vec<Item>) {
        let mut paths = Vec::new();
        for item in items.into_iter().filter(|item| !is_test(item)) {
            let Item::Use(import) = item else {
                mentioned(item.to_token_stream(), &mut paths);
                continue;
            };
            let mut imported = Vec::new();
            flatten(&import.tree, &mut Vec::new(), &mut imported);
            if !matches!(import.vis, Visibility::Inherited) {
                let offered = imported.iter().map(|path| absolute(path, &module));
                self.reexports
                    .extend(offered.map(|path| ([&module[..], &path[path.len() - 1..]].concat(), path)));
            }
            paths.extend(imported);
        }
        let paths = paths.iter().map(|path| absolute(path, &module)).collect();
        self.files.insert(module, paths);
    }

    /// The file that holds what a path names.
    fn file(&self, path: &[String]) -> &Module {
        let prefixes = || (0..=path.len()).rev().map(|length| path.split_at(length));
        for (prefix, rest) in prefixes() {
            // A module may have the name of something in it.
            let target = self.reexports.get(prefix).filter(|_| !self.files.contains_key(prefix));
            if let Some(target) = target {
                return self.file(&[target, rest].concat());
            }
        }
        let file = prefixes().find_map(|(prefix, _)| self.files.get_key_value(prefix));
        file.expect("the crate has a root").0
    }

    /// Each import of one file by another.
    pub fn edges(&self) -> Vec<(String, String)> {
        let edges = self.files.iter().flat_map(|(file, paths)| {
            paths.iter().map(move |path| (file.join("/"), self.file(path).join("/")))
        });
        edges.filter(|(from, to)| from != to).collect()
    }

    /// Files that import each other, perhaps by way of others.
    pub fn circles(&self) -> Vec<Vec<String>> {
        let edges = self.edges();
        let edges = edges.iter().map(|(from, to)| (from.as_str(), to.as_str()));
        let circles = tarjan_scc(&DiGraphMap::<&str, ()>::from_edges(edges));
        let circles = circles.into_iter().filter(|circle| circle.len() > 1);
        circles.map(|circle| circle.into_iter().map(str::to_owned).collect()).collect()
    }
}

fn module(file: &Path, is_library: bool) -> Module {
    let root = if is_library { "lib" } else { "main" };
    let names = file.with_extension("");
    let names = names.iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| !["mod", root].contains(&name.as_str())).collect()
}

fn is_test(item: &Item) -> bool {
    let is_test = |attributes: &[Attribute]| {
        attributes.iter().any(|attribute| attribute.to_token_stream().to_string() == "# [cfg (test)]")
    };
    match item {
        Item::Mod(item) => is_test(&item.attrs),
        Item::Use(item) => is_test(&item.attrs),
        Item::Impl(item) => is_test(&item.attrs),
        Item::Fn(item) => is_test(&item.attrs),
        _ => false,
    }
}

/// Every path that a `use` brings in.
fn flatten(tree: &UseTree, prefix: &mut Module, paths: &mut Vec<Module>) {
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, paths);
            prefix.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, prefix, paths)),
        UseTree::Name(name) if name.ident == "self" => paths.push(prefix.clone()),
        UseTree::Name(name) => paths.push([&prefix[..], &[name.ident.to_string()]].concat()),
        UseTree::Rename(name) => paths.push([&prefix[..], &[name.ident.to_string()]].concat()),
        UseTree::Glob(_) => paths.push(prefix.clone()),
    }
}

/// Every path from `crate` or `super` on, in macros too.
fn mentioned(tokens: TokenStream, paths: &mut Vec<Module>) {
    let mut path = Module::new();
    for token in tokens {
        match token {
            TokenTree::Punct(colon) if colon.as_char() == ':' && !path.is_empty() => continue,
            TokenTree::Ident(name) if path.is_empty() && ["crate", "super"].contains(&&*name.to_string()) => {
                path.push(name.to_string());
                continue;
            }
            TokenTree::Ident(name) if !path.is_empty() => {
                path.push(name.to_string());
                continue;
            }
            TokenTree::Group(group) => mentioned(group.stream(), paths),
            _ => (),
        }
        paths.extend((path.len() > 1).then(|| path.clone()));
        path.clear();
    }
    paths.extend((path.len() > 1).then_some(path));
}

/// The way from the crate's root. A path into another crate comes out below its own module, where no file is.
fn absolute(path: &[String], module: &Module) -> Module {
    let parents = path.iter().take_while(|name| *name == "super").count();
    match path.first().map(String::as_str) {
        Some("crate") => path[1..].to_vec(),
        Some("self") => [module, &path[1..]].concat(),
        Some("super") => [&module[..module.len().saturating_sub(parents)], &path[parents..]].concat(),
        _ => [module, path].concat(),
    }
}
