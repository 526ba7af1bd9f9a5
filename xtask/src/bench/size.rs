//! What a first page costs as the database and its lists grow.

use super::Lab;
use super::graph::{Graph, USUAL, page};
use super::pages::OWNERS;
use super::plot::{Plot, Series};
use super::table::{Row, number};
use super::wrk::Requests;
use crate::kith::Serving;
use anyhow::Result;
use std::ops::RangeInclusive;

/// Lengths of lists that are looked at beside the usual ones and the longest.
const LENGTHS: [RangeInclusive<u32>; 3] = [300..=400, 3_000..=4_000, 30_000..=40_000];

/// Lists of about one length: the length, and what asks for their first pages.
type Lists = (f64, Requests);

/// Both databases at once; the usual lists of each come first.
pub fn measure(lab: &Lab) -> Result<Vec<Row>> {
    let (server, small_server) = (lab.full.serve()?, lab.small.serve()?);
    let full = lists(&lab.full, &server)?;
    let small = lists(&lab.small, &small_server)?;
    let sides = full.iter().chain(&small).map(|(_, requests)| lab.wrk.rate(requests)).collect();
    let figures = lab.rounds.interleave(sides)?;

    let line = |graph: &Graph, lists: &[Lists], first: usize| {
        let costs = (first..).map(|side| figures.ratio(0, side).middle);
        let points = lists.iter().map(|(length, _)| *length).zip(costs).collect();
        Series { name: format!("database of {} people", number(f64::from(graph.size.people))), points }
    };
    Plot {
        title: "Cost of the first page, by the length of the list".to_owned(),
        across: "followers",
        up: "times a usual list",
        series: vec![line(&lab.full, &full, 0), line(&lab.small, &small, full.len())],
    }
    .draw(&lab.plots.join("cost-by-size.svg"))?;
    Ok(vec![Row::rates("page at full size ÷ at 1/100", &figures, 0, full.len(), "≥ 0.8")])
}

/// Of each length that the graph has lists of.
fn lists(graph: &Graph, server: &Serving) -> Result<Vec<Lists>> {
    let longest = graph.size.celebrity..=graph.size.celebrity;
    let mut lists = Vec::new();
    for lengths in [USUAL]
        .into_iter()
        .chain(LENGTHS)
        .filter(|lengths| *lengths.end() < graph.size.celebrity)
        .chain([longest])
    {
        let owners = graph.owners(&lengths, OWNERS)?;
        if owners.is_empty() {
            continue;
        }
        let calls: Vec<_> = owners.iter().map(|owner| page(owner, 1)).collect();
        let length = f64::from(lengths.start() + lengths.end()) / 2.0;
        lists.push((length, Requests::pages(server, &calls)?));
    }
    Ok(lists)
}
