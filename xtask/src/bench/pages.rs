//! The first page of a usual list: against pgbench with the same statements, and for a viewer who is signed in.

use super::graph::{USUAL, page};
use super::pgbench::Pgbench;
use super::statements::{self, LOGGED};
use super::table::Row;
use super::wrk::Requests;
use super::{FOLLOWERS, Lab};
use crate::kith::Kith;
use anyhow::Result;

/// Lists that wrk and pgbench both ask for. They are few: each connection of pgbench prepares the statement for each of them.
const COMPARED: usize = 16;
/// Lists that are asked for otherwise, and people who ask.
pub const OWNERS: usize = 1_000;
const VIEWERS: usize = 100;

/// The same statements from as many connections: so what the server costs.
pub fn against_pgbench(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    let calls: Vec<_> = graph.owners(&USUAL, COMPARED)?.iter().map(|owner| page(owner, 1)).collect();
    let Kith { program, secret, url } = &graph.kith;
    let listened = Kith { program: program.clone(), secret: secret.clone(), url: format!("{url}{LOGGED}") };
    let statements = statements::behind(&calls, FOLLOWERS, &listened.serve(&[])?, &lab.postgres)?;
    println!("Statements behind a page: {}", statements[0].len());
    let pgbench = Pgbench::new(lab.postgres.program("pgbench"), url.clone(), &statements)?;
    let server = graph.serve()?;
    let requests = Requests::pages(&server, &calls)?;
    let sides = vec![lab.wrk.rate(&requests), Box::new(|seconds| pgbench.load(seconds))];
    let figures = lab.rounds.interleave(sides)?;
    Ok(vec![Row::rates("page ÷ `pgbench` with the same SQL and connections", &figures, 0, 1, "≥ 0.8")])
}

/// What it costs to say of each row how the caller stands to it.
pub fn signed_in(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    let calls: Vec<_> = graph.owners(&USUAL, OWNERS)?.iter().map(|owner| page(owner, 1)).collect();
    let viewers = graph.members("true", VIEWERS)?;
    let server = graph.serve()?;
    let anonymous = Requests::pages(&server, &calls)?;
    let tokens = viewers.iter().cycle().map(|viewer| viewer.token.clone());
    let known = Requests::new(&server, FOLLOWERS, tokens.zip(calls))?;
    let figures = lab.rounds.interleave(vec![lab.wrk.rate(&known), lab.wrk.rate(&anonymous)])?;
    Ok(vec![Row::rates("signed-in page ÷ anonymous page", &figures, 0, 1, "≥ 0.7")])
}
