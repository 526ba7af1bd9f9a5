//! Logins, of which bcrypt should be all but all, and what a storm of them does to everybody else.

use super::graph::{ACCOUNT, USUAL, page};
use super::pages::OWNERS;
use super::rounds::Side;
use super::table::{Row, number};
use super::wrk::Requests;
use super::{Lab, http};
use anyhow::Result;
use std::thread;
use std::time::{Duration, Instant};

const LOGIN: &str = "/api/login";
/// What `kith` takes where it is not told otherwise.
const COST: u32 = 12;
/// As long as what `kith` gives to bcrypt.
const INPUT: [u8; 64] = [b'k'; 64];
/// A turn of logins takes so many times longer than one of pages: a second has only a few of them.
const LONGER: u64 = 3;

/// The server hashes on all cores but one, and so do we.
pub fn measure(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    let server = graph.serve()?;
    // Enough that none of the server's threads ever waits for the next one.
    let logins =
        Requests::new(&server, LOGIN, [(String::new(), ACCOUNT.to_owned())])?.from(2 * threads() + 2);
    // A load leaves its last logins behind; one more has to wait until they are done.
    let drained = || http::call(&server.address, LOGIN, ACCOUNT).map(drop);
    let sides: Vec<Side<'_>> = vec![
        Box::new(|seconds| {
            let rate = lab.wrk.load(&logins, LONGER * seconds)?.rate;
            drained().map(|()| rate)
        }),
        Box::new(|seconds| bcrypt(LONGER * seconds)),
    ];
    let figures = lab.rounds.interleave(sides)?;
    let mut rows = vec![Row::rates("logins ÷ bcrypt alone on as many cores", &figures, 0, 1, "≥ 0.95")];

    let calls: Vec<_> = graph.owners(&USUAL, OWNERS)?.iter().map(|owner| page(owner, 1)).collect();
    let pages = Requests::pages(&server, &calls)?;
    let sides: Vec<Side<'_>> = vec![
        Box::new(|seconds| {
            let storm = lab.wrk.start(&logins, seconds + 1)?;
            let slow = lab.wrk.load(&pages, seconds)?.slow;
            storm.succeed()?;
            drained().map(|()| slow)
        }),
        Box::new(|seconds| Ok(lab.wrk.load(&pages, seconds)?.slow)),
    ];
    let figures = lab.rounds.interleave(sides)?;
    let of = format!("{} ÷ {} ms", number(figures.middle(0)), number(figures.middle(1)));
    rows.push(Row::ratio(
        "a page's 99th percentile in a storm of logins ÷ without",
        figures.ratio(0, 1),
        of,
        "≤ 3",
    ));
    Ok(rows)
}

/// As the server has for bcrypt.
fn threads() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().max(2) - 1)
}

/// How many a second all cores but one manage, with nothing around.
fn bcrypt(seconds: u64) -> Result<f64> {
    let hash = bcrypt::hash(INPUT, COST)?;
    let time = Duration::from_secs(seconds);
    let work = || {
        let (start, mut runs) = (Instant::now(), 0.0);
        while start.elapsed() < time {
            bcrypt::verify(INPUT, &hash)?;
            runs += 1.0;
        }
        Ok::<_, bcrypt::BcryptError>(runs / start.elapsed().as_secs_f64())
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        let rates = running.into_iter().map(|thread| thread.join().unwrap_or(Ok(0.0)));
        Ok(rates.sum::<Result<f64, _>>()?)
    })
}
