//! How the app starts on a slow phone, as Lighthouse sees it.

use super::graph::{Graph, Size};
use crate::tools::browser::{Browser, FLAGS};
use crate::{child, postgres, step};
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Looks at each page; the middle one counts, since a busy machine spoils one now and then.
const LOOKS: usize = 5;
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];
const METRICS: [&str; 4] =
    ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];

/// As `kith demo` makes it.
const SIZE: Size = Size { people: 37_700, follows: 578_006, celebrity: 9_425 };

/// Prints a row for each page: the scores of 100, and what the first of them is made of.
pub fn table(program: &Path, browser: &Browser, kith: &Path) -> Result<()> {
    let postgres = postgres::measured()?;
    let graph = Graph::make(&postgres, "app", kith, SIZE)?;
    let server = graph.serve()?;
    let username = format!("SELECT username FROM people WHERE person_id = '{}'", graph.rank(0)?);
    let best = format!("/people/{}", graph.rows(&username)?.concat());
    let mut rows = Vec::new();
    for page in ["/", "/login", "/search", &best] {
        rows.push(step::quiet(&format!("Look at {page} through Lighthouse"), || {
            let looks = (0..LOOKS).map(|_| look(program, browser, &format!("{}{page}", server.address)));
            Ok(format!("| `{page}` | {} |", middle(looks.collect::<Result<_>>()?)?.join(" | ")))
        })?);
    }
    println!("\n| page | performance | accessibility | best practices | SEO | FCP | LCP | TBT | CLS |");
    println!("|---|---|---|---|---|---|---|---|---|\n{}\n", rows.join("\n"));
    Ok(())
}

fn look(program: &Path, browser: &Browser, url: &str) -> Result<Value> {
    let mut lighthouse = Command::new(program);
    lighthouse.args([url, "--quiet", "--output=json", "--output-path=stdout"]);
    lighthouse.arg(format!("--chrome-flags={}", FLAGS.join(" ")));
    let said = child::output(lighthouse.env("CHROME_PATH", &browser.chromium))?;
    serde_json::from_str(&said).context("Lighthouse's report cannot be read")
}

/// The cells of the look whose performance is the median.
fn middle(mut looks: Vec<Value>) -> Result<Vec<String>> {
    looks.sort_by(|a, b| score(a, CATEGORIES[0]).total_cmp(&score(b, CATEGORIES[0])));
    let middle = looks.get(LOOKS / 2).context("there was no look")?;
    let scores = CATEGORIES.iter().map(|category| format!("{:.0}", 100.0 * score(middle, category)));
    let metric = |name: &&str| middle["audits"][name]["displayValue"].as_str().unwrap_or("?").to_owned();
    Ok(scores.chain(METRICS.iter().map(metric)).collect())
}

fn score(look: &Value, category: &str) -> f64 {
    look["categories"][category]["score"].as_f64().unwrap_or_default()
}
