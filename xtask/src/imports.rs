//! Short names for what the wasm takes from its JavaScript: those that wasm-bindgen gives hold a hash each, which no
//! compression shrinks.

use crate::split;
use anyhow::{Context, Result, bail, ensure};

/// The section of a module that holds what it imports.
const IMPORTS: u8 = 2;
/// The kind of import that is a function.
const FUNCTION: u8 = 0;
/// What begins every module: its magic number and its version.
const HEAD: usize = 8;

/// Gives every import of `wasm` a name of one or two letters, there and in the JavaScript that offers it under the old one.
pub fn shorten(wasm: &[u8], javascript: &str) -> Result<(Vec<u8>, String)> {
    let mut module = Reader { rest: wasm };
    let mut out = module.take(HEAD)?.to_vec();
    let mut javascript = javascript.to_owned();
    while !module.rest.is_empty() {
        let section = module.take(1)?[0];
        let mut content = module.text()?.to_vec();
        if section == IMPORTS {
            content = renamed(&content, &mut javascript)?;
        }
        out.push(section);
        put(&mut out, &content);
    }
    Ok((out, javascript))
}

/// The section of imports with their new names, which `javascript` has by then too.
fn renamed(section: &[u8], javascript: &mut String) -> Result<Vec<u8>> {
    let mut section = Reader { rest: section };
    let count = section.number()?;
    let mut out = number(count);
    for index in 0..count {
        let module = section.text()?;
        put(&mut out, module);
        let (old, mut new) = (std::str::from_utf8(section.text()?)?, name(index));
        if module == split::LOADER.as_bytes() {
            // The loader stays as it is, and offers this under its old name.
            new = old.to_owned();
        } else {
            ensure!(javascript.matches(old).count() == 1, "the JavaScript does not offer `{old}` once");
            *javascript = javascript.replacen(old, &new, 1);
        }
        put(&mut out, new.as_bytes());
        ensure!(section.take(1)?[0] == FUNCTION, "`{old}` is no function");
        out.push(FUNCTION);
        out.extend(number(section.number()?));
    }
    Ok(out)
}

/// `a` to `z`, then `ab` and so on: another one for each number.
fn name(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return name;
        }
    }
}

/// Reads wasm from front to back.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).context("the wasm is cut off")?;
        self.rest = rest;
        Ok(taken)
    }

    /// A number in LEB128: seven bits in each byte, the lowest first.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let byte = self.take(1)?[0];
            number |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("the wasm holds a number that is too long")
    }

    /// Bytes after their number.
    fn text(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }
}

fn number(mut number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

fn put(out: &mut Vec<u8>, text: &[u8]) {
    out.extend(number(text.len()));
    out.extend(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports functions by these names, before a section of another kind.
    fn module(names: &[&str]) -> Vec<u8> {
        let mut imports = number(names.len());
        for name in names {
            put(&mut imports, b"m");
            put(&mut imports, name.as_bytes());
            imports.extend([FUNCTION, 0x85, 0x02]);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (section, content) in [(IMPORTS, imports.as_slice()), (10, &[b'x'; 300])] {
            module.push(section);
            put(&mut module, content);
        }
        module
    }

    #[test]
    fn imports_are_short_on_both_sides_and_all_else_stays() {
        let javascript = "{__wbg_now_3c:function(e){return e()},__wbg_log_91:()=>0}";
        let short = shorten(&module(&["__wbg_log_91", "__wbg_now_3c"]), javascript);
        let (wasm, javascript) = short.unwrap();
        assert_eq!(wasm, module(&["a", "b"]));
        assert_eq!(javascript, "{b:function(e){return e()},a:()=>0}");
    }

    #[test]
    fn what_the_loader_of_the_other_part_offers_keeps_its_name() {
        let mut imports = number(1);
        put(&mut imports, split::LOADER.as_bytes());
        put(&mut imports, b"load_rest");
        imports.extend([FUNCTION, 0x01]);
        let mut module = b"\0asm\x01\0\0\0\x02".to_vec();
        put(&mut module, &imports);
        assert_eq!(shorten(&module, "{}").unwrap(), (module, "{}".to_owned()));
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        for javascript in ["{}", "{log_91:0,log_91:1}"] {
            assert!(shorten(&module(&["log_91"]), javascript).is_err(), "{javascript}");
        }
        assert!(shorten(&module(&["log_91"])[..20], "{log_91:0}").is_err());
    }

    #[test]
    fn every_import_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = (0..2000).map(name).collect();
        assert_eq!(names.len(), 2000);
    }
}
