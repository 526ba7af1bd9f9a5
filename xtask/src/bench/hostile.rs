//! What callers can take who mean harm: memory by bodies that never end, and everybody's time by imports.

use super::graph::{USUAL, page};
use super::pages::OWNERS;
use super::process::memory;
use super::rounds::{Side, Spread};
use super::table::{Row, number};
use super::wrk::Requests;
use super::{FOLLOWERS, Lab, http};
use crate::kith::Serving;
use anyhow::{Context, Result, ensure};
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

const IMPORT: &str = "/api/import";
const LOGIN: &str = "/api/login";
/// Connections whose bodies never end.
const ENDLESS: usize = 100;
/// Imports of one account at once.
const IMPORTS: usize = 40;
/// Accounts in the file that is imported.
const ACCOUNTS: usize = 100_000;
/// Longer than any body should be waited for.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(20);

/// Memory while bodies are half sent, and how long until the server has closed all of them: one kind as long as it may be, the
/// other as long as anybody's may.
pub fn bodies(lab: &Lab) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (what, path, length) in [("8 MB", IMPORT, 8_000_000), ("64 KiB", LOGIN, 64 * 1024)] {
        let (mut rise, mut gone) = (Vec::new(), Vec::new());
        for _ in 0..lab.rounds.rounds {
            let server = lab.full.serve()?;
            // What the first calls of all take is no part of it.
            http::call(&server.address, FOLLOWERS, &page(&lab.full.rank(0)?, 1))?;
            let (most, longest) = half_sent(&server, path, length)?;
            rise.push(most);
            gone.push(longest);
        }
        let bodies = format!("{ENDLESS} anonymous half-sent bodies of {what}");
        rows.push(Row::plain(format!("memory for {bodies}"), Spread::of(rise), "MB", "≤ 20 MB"));
        rows.push(Row::plain(format!("time until {bodies} are gone"), Spread::of(gone), "s", "≤ 90 s"));
    }
    Ok(rows)
}

/// The most memory that is taken, in MB, and the seconds until the last connection is closed.
fn half_sent(server: &Serving, path: &str, length: usize) -> Result<(f64, f64)> {
    let before = memory(server.id())?;
    let host = host(server)?;
    thread::scope(|scope| {
        let open = |_| scope.spawn(move || endless(host, path, length));
        let open: Vec<_> = (0..ENDLESS).map(open).collect();
        let mut most = before;
        while open.iter().any(|connection| !connection.is_finished()) {
            most = most.max(memory(server.id())?);
            thread::sleep(LOOK);
        }
        let mut longest = Duration::ZERO;
        for connection in open {
            longest = longest.max(connection.join().unwrap_or_else(|_| Ok(PATIENCE))?);
        }
        Ok((most - before, longest.as_secs_f64()))
    })
}

/// Sends half of a body, and waits until the server closes the connection.
fn endless(host: &str, path: &str, length: usize) -> Result<Duration> {
    let began = Instant::now();
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = head(host, path, length, "");
    // The server may have closed before all was sent.
    let mut half = io::repeat(b' ').take(length as u64 / 2);
    let sent = stream.write_all(head.as_bytes()).and_then(|()| io::copy(&mut half, &mut stream));
    let ended = sent.and_then(|_| io::copy(&mut stream, &mut io::sink()));
    let is_late = |error: &io::Error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
    ensure!(!ended.is_err_and(|error| is_late(&error)), "a body that never ends is still waited for");
    Ok(began.elapsed())
}

fn host(server: &Serving) -> Result<&str> {
    server.address.strip_prefix("http://").context("the address is of another protocol")
}

fn head(host: &str, path: &str, length: usize, token: &str) -> String {
    let bearer = if token.is_empty() { String::new() } else { format!("Authorization: Bearer {token}\r\n") };
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         {bearer}Content-Length: {length}\r\n\r\n"
    )
}

/// A list page's 99th percentile while one account imports as often as it can, against the idle one. One of the imports runs, and the
/// others are refused.
pub fn imports(lab: &Lab) -> Result<Vec<Row>> {
    let graph = &lab.full;
    let calls: Vec<_> = graph.owners(&USUAL, OWNERS)?.iter().map(|owner| page(owner, 1)).collect();
    let names = graph.rows(&format!("SELECT username FROM people LIMIT {ACCOUNTS}"))?;
    let file = names.join("\\n");
    let body = format!(r#"{{"payload":{{"mode":"merge","csv":"{file}"}}}}"#);
    let members = graph.members("true", lab.rounds.rounds + 1)?;
    let server = graph.serve()?;
    let host = host(&server)?;
    let pages = Requests::pages(&server, &calls)?;
    let mut importers = members.iter();
    let sides: Vec<Side<'_>> = vec![
        Box::new(|seconds| {
            let importer = importers.next().context("there are more turns than planned")?;
            let running = thread::scope(|scope| {
                let begin = |_| scope.spawn(|| begin(host, &body, &importer.token));
                let begun: Vec<_> = (0..IMPORTS).map(begin).collect();
                let slow = lab.wrk.load(&pages, seconds)?.slow;
                let answers = begun.into_iter().map(|begun| begun.join().unwrap_or_else(|_| Ok((0, None))));
                let answers = answers.collect::<Result<Vec<_>>>()?;
                let count = |status| answers.iter().filter(|(got, _)| *got == status).count();
                let [run, refused] = [200, 429].map(count);
                ensure!(
                    (run, refused) == (1, IMPORTS - 1),
                    "{run} imports ran and {refused} of {IMPORTS} were refused"
                );
                Ok((slow, answers))
            });
            // Which ends the one that runs.
            running.map(|(slow, _)| slow)
        }),
        Box::new(|seconds| Ok(lab.wrk.load(&pages, seconds)?.slow)),
    ];
    let figures = lab.rounds.interleave(sides)?;
    let of = format!("{} ÷ {} ms", number(figures.middle(0)), number(figures.middle(1)));
    let what = format!("a page's 99th percentile during {IMPORTS} imports of one account ÷ without");
    Ok(vec![Row::ratio(what, figures.ratio(0, 1), of, "≤ 3")])
}

/// Sends a file; the status of the answer, and the connection on which the rest of it comes.
fn begin(host: &str, body: &str, token: &str) -> Result<(u16, Option<TcpStream>)> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(head(host, IMPORT, body.len(), token).as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut start = [0; 12];
    stream.read_exact(&mut start)?;
    let start = std::str::from_utf8(&start)?;
    let status = start.strip_prefix("HTTP/1.1 ").context("this is no answer")?.trim().parse()?;
    Ok((status, Some(stream)))
}
