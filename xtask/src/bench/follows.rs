//! Follows onto one account, which could make them wait for each other, against follows onto as many accounts.

use super::Lab;
use super::graph::Member;
use super::rounds::Side;
use super::table::Row;
use super::wrk::Requests;
use crate::kith::Serving;
use anyhow::{Result, ensure};

const FOLLOW: &str = "/api/follow";
/// People who follow in a turn: more than any server answers to in that time.
const A_SECOND: usize = 10_000;

/// Each turn has people of its own, so that each follow is a new one.
pub fn measure(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    // The first is followed by everybody already.
    let star = graph.rank(1)?;
    let newcomers = format!(
        "person_id <> '{star}' AND NOT EXISTS (SELECT FROM followers
         WHERE followers.person_id = '{star}' AND follower_id = people.person_id)"
    );
    let turns = lab.rounds.rounds + 1;
    let people = graph.members(&newcomers, turns * lab.rounds.seconds as usize * A_SECOND)?;
    ensure!(people.len() >= turns, "too few people do not follow the second-best-followed one; make more");
    let server = graph.serve()?;
    let (mut onto_one, mut onto_many) = (Vec::new(), Vec::new());
    for turn in people.chunks(people.len() / turns) {
        onto_one.push(follows(&server, turn.iter().map(|follower| (follower, star.as_str())))?);
        let next = turn.iter().cycle().skip(1).map(|next| next.id.as_str());
        onto_many.push(follows(&server, turn.iter().zip(next))?);
    }
    let sides = [onto_one.iter(), onto_many.iter()].map(|mut turns| -> Side<'_> {
        Box::new(move |seconds| {
            let turn = turns.next().ok_or_else(|| anyhow::anyhow!("there are more turns than planned"))?;
            Ok(lab.wrk.load(turn, seconds)?.rate)
        })
    });
    let figures = lab.rounds.interleave(sides.into())?;
    Ok(vec![Row::rates("follows onto one account ÷ onto distinct accounts", &figures, 0, 1, "≥ 0.5")])
}

fn follows<'a>(server: &Serving, edges: impl Iterator<Item = (&'a Member, &'a str)>) -> Result<Requests> {
    let call =
        |(follower, person): (&Member, &str)| (follower.token.clone(), format!(r#"{{"user":"{person}"}}"#));
    Ok(Requests::new(server, FOLLOW, edges.map(call))?.once())
}
