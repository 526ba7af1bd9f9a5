//! Reads a follow graph from an edge list: CSV or TSV, plain or gzip, with a header or without.

use super::graph::{Graph, NewPerson};
use super::names;
use crate::Refusal;
use common::rules;
use flate2::read::MultiGzDecoder;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// What some programs put before the first line.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads the file at `path`; with `mutual`, each line is a follow in both directions.
pub fn read(path: &Path, mutual: bool) -> Result<Graph, Refusal> {
    let unreadable = |error| Refusal::Unreadable(format!("{}: {error}", path.display()));
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    if file.fill_buf().map_err(unreadable)?.starts_with(&GZIP) {
        parse(BufReader::new(MultiGzDecoder::new(file)), mutual)
    } else {
        parse(file, mutual)
    }
}

fn parse(text: impl BufRead, mutual: bool) -> Result<Graph, Refusal> {
    let (mut reading, mut header, mut delimiter) = (Reading::default(), None, None);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.map_err(|error| malformed(number, &error.to_string()))?;
        let line = line.trim_start_matches(BYTE_ORDER_MARK).trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let is_first = delimiter.is_none();
        let delimiter = *delimiter.get_or_insert(if line.contains('\t') { '\t' } else { ',' });
        let row = Row { number, ids: line.split(delimiter).map(id).collect() };
        // Whether the first line is a header shows only in the light of the second: names over numbers are one,
        // names over names are people.
        if is_first && !row.ids.iter().any(|id| is_number(id)) {
            header = Some(row);
            continue;
        }
        if let Some(first) = header.take()
            && !row.ids.iter().all(|id| is_number(id))
        {
            reading.row(&first, mutual)?;
        }
        reading.row(&row, mutual)?;
    }
    match header {
        Some(only) => reading.row(&only, mutual)?,
        None if reading.graph.follows.is_empty() => return Err(malformed(1, "the file holds no follows")),
        None => {}
    }
    Ok(reading.graph)
}

/// The ids of one line.
struct Row {
    number: u64,
    ids: Vec<String>,
}

fn id(field: &str) -> String {
    field.trim().trim_matches('"').to_owned()
}

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

fn malformed(line: u64, complaint: &str) -> Refusal {
    Refusal::Unreadable(format!("line {line}: {complaint}; nothing was loaded"))
}

#[derive(Default)]
struct Reading {
    graph: Graph,
    by_id: HashMap<String, u32>,
    by_username: HashMap<String, u32>,
    seen: HashSet<(u32, u32)>,
}

impl Reading {
    fn row(&mut self, row: &Row, mutual: bool) -> Result<(), Refusal> {
        let refuse = |complaint: &str| malformed(row.number, complaint);
        let [from, to] = row.ids.as_slice() else {
            return Err(refuse("expected two ids"));
        };
        let (from, to) = (self.person(from).map_err(refuse)?, self.person(to).map_err(refuse)?);
        if from == to {
            return Err(refuse("nobody can follow themselves"));
        }
        self.follow(from, to);
        if mutual {
            self.follow(to, from);
        }
        Ok(())
    }

    fn follow(&mut self, from: u32, to: u32) {
        if self.seen.insert((from, to)) {
            self.graph.follows.push((from, to));
        }
    }

    /// The person behind an id. Usernames are unique without regard to case, so `Ada` and `ada` are one person.
    fn person(&mut self, id: &str) -> Result<u32, &'static str> {
        if let Some(&index) = self.by_id.get(id) {
            return Ok(index);
        }
        let username = match id.parse() {
            Ok(number) if is_number(id) => names::for_number(number),
            _ if rules::username(id, &()).is_ok() => id.to_owned(),
            _ => return Err("an id must be a number or a valid username"),
        };
        let next = u32::try_from(self.graph.people.len()).map_err(|_| "too many people")?;
        let index = *self.by_username.entry(username.to_lowercase()).or_insert(next);
        if index == next {
            self.graph.people.push(NewPerson { username, location: String::new() });
        }
        self.by_id.insert(id.to_owned(), index);
        Ok(index)
    }
}
