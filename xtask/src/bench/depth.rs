//! What a page costs deep in the longest list, by its bare number and by cursor.

use super::graph::page;
use super::plot::{Plot, Series};
use super::table::{Row, number};
use super::wrk::Requests;
use super::{FOLLOWERS, Lab, http};
use crate::kith::Serving;
use anyhow::{Context, Result};

/// The pages that are looked at, where the list is so long.
const PAGES: [u32; 5] = [10, 100, 1_000, 10_000, 30_000];
/// The one of the goals.
const DEEP: u32 = 10_000;
/// Rows of a page.
const ROWS: u32 = 30;

/// Page 1 is a side, and each other page two.
pub fn measure(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    let owner = graph.rank(0)?;
    let server = graph.serve()?;
    let pages: Vec<_> = PAGES.into_iter().filter(|page| page * ROWS < graph.size.celebrity).collect();
    let mut requests = vec![Requests::pages(&server, &[page(&owner, 1)])?];
    for number in &pages {
        requests.push(Requests::pages(&server, &[page(&owner, *number)])?);
        requests.push(Requests::pages(&server, &[by_cursor(&server, &owner, *number)?])?);
    }
    let figures = lab.rounds.interleave(requests.iter().map(|requests| lab.wrk.rate(requests)).collect())?;

    // The cost is the inverse of the rate.
    let cost = |side| figures.ratio(0, side);
    let line = |name: &'static str, first: usize| {
        let costs = (0..pages.len()).map(|place| cost(first + 2 * place).middle);
        let points = pages.iter().map(|page| f64::from(*page)).zip(costs);
        Series { name: name.to_owned(), points: [(1.0, 1.0)].into_iter().chain(points).collect() }
    };
    Plot {
        title: format!("Cost of a page of {} followers, by its depth", number(graph.size.celebrity.into())),
        across: "page",
        up: "times page 1",
        series: vec![line("by its number", 1), line("by cursor", 2)],
    }
    .draw(&lab.plots.join("cost-by-depth.svg"))?;

    let Some((place, deep)) = pages.iter().enumerate().rfind(|(_, page)| **page <= DEEP) else {
        return Ok(Vec::new());
    };
    let row = |how: &str, side: usize, goal| {
        let what = format!("time of page {} {how} ÷ of page 1", number((*deep).into()));
        Row::rates(what, &figures, 0, side, goal)
    };
    Ok(vec![row("bare", 1 + 2 * place, "≤ 1.5"), row("by cursor", 2 + 2 * place, "≤ 1.1")])
}

/// The payload for a page with the cursor of the page before.
fn by_cursor(server: &Serving, owner: &str, number: u32) -> Result<String> {
    let before = http::call(&server.address, FOLLOWERS, &page(owner, number - 1))?;
    let cursor = before["cursor"].as_str().context("a page has no cursor")?;
    Ok(format!(r#"{{"user":"{owner}","page":{number},"cursor":"{cursor}"}}"#))
}
