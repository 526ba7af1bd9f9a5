//! The server as a process: how soon it answers, and the memory that it takes.

use super::graph::{USUAL, page};
use super::pages::OWNERS;
use super::rounds::Spread;
use super::table::Row;
use super::wrk::Requests;
use super::{FOLLOWERS, Lab, http};
use crate::child;
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;
use std::time::Instant;

/// A server is started for each round.
pub fn measure(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    let calls: Vec<_> = graph.owners(&USUAL, OWNERS)?.iter().map(|owner| page(owner, 1)).collect();
    let (mut start, mut idle, mut loaded) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..lab.rounds.rounds {
        let began = Instant::now();
        let server = graph.serve()?;
        http::call(&server.address, FOLLOWERS, &calls[0])?;
        start.push(began.elapsed().as_secs_f64() * 1e3);
        idle.push(memory(server.id())?);
        lab.wrk.load(&Requests::pages(&server, &calls)?, lab.rounds.seconds)?;
        loaded.push(memory(server.id())?);
    }
    Ok(vec![
        Row::plain("start to first answer", Spread::of(start), "ms", "≤ 300 ms"),
        Row::plain("memory idle", Spread::of(idle), "MB", "≤ 40 MB"),
        Row::plain("memory after load from 8 connections", Spread::of(loaded), "MB", ""),
    ])
}

/// What is resident of a process, in MB. Linux tells it in a file; other systems have a command.
pub fn memory(id: u32) -> Result<f64> {
    let told = fs::read_to_string(format!("/proc/{id}/status")).ok();
    let line = told.and_then(|told| Some(told.split_once("VmRSS:")?.1.split_once("kB")?.0.to_owned()));
    let kib = match line {
        Some(line) => line,
        None => child::output(Command::new("ps").args(["-o", "rss=", "-p", &id.to_string()]))?,
    };
    Ok(kib.trim().parse::<f64>().context("the system does not say how much memory a process has")? * 1024.0
        / 1e6)
}
