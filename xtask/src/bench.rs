//! `cargo xtask bench`: what Kith's speed is, as tables for docs/performance.md. It passes no judgement: timings depend
//! on the machine.

mod lighthouse;

use crate::kith::{Kith, lines};
use crate::tools::{Tools, browser::Browser, node};
use crate::{postgres, spa};
use anyhow::{Context, Result};

/// Builds what people would run, fills a database that is thrown away, and measures.
pub fn perform() -> Result<()> {
    let (tools, browser, programs) = (Tools::ready()?, Browser::ready()?, node::lighthouse()?);
    spa::build(&tools)?;
    let program = spa::kith(true)?;
    let database = postgres::thrown_away()?;
    let secret = "a secret for measurements only, of 32 or more".to_owned();
    let kith = Kith { program, secret, url: database.url("postgres") };
    let best = people(&kith)?;
    let server = kith.serve()?;
    let pages = ["/".to_owned(), "/login".to_owned(), "/search".to_owned(), format!("/people/{best}")];
    lighthouse::table(&programs.join("lighthouse"), &browser, &server.address, &pages)
}

/// Makes people up; the one with the most followers.
fn people(kith: &Kith) -> Result<String> {
    let mut best = None;
    lines(&mut kith.command("demo"), |line| {
        let name = line.strip_prefix("The best-followed account is ").and_then(|rest| rest.split(',').next());
        best = best.take().or_else(|| name.map(str::to_owned));
        println!("{line}");
    })?;
    best.context("`kith demo` did not say who is best followed")
}
