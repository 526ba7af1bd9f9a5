//! Reads a follow graph from an edge list: CSV or TSV, plain or gzip, with a header or without.

use super::{Graph, NewPerson, names};
use crate::Error;
use common::rules;
use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads the file at `path`; with `mutual`, each line is a follow in both directions.
pub fn read(path: &Path, mutual: bool) -> Result<Graph, Error> {
    let unreadable = |error| Error::Unreadable(format!("{}: {error}", path.display()));
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    if file.fill_buf().map_err(unreadable)?.starts_with(&GZIP) {
        parse(BufReader::new(MultiGzDecoder::new(file)), mutual)
    } else {
        parse(file, mutual)
    }
}

fn parse(mut text: impl BufRead, mutual: bool) -> Result<Graph, Error> {
    let mut first = String::new();
    text.read_line(&mut first).map_err(|error| malformed(1, &error.to_string()))?;
    let delimiter = if first.contains('\t') { b'\t' } else { b',' };
    let mut lines = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(first.as_bytes().chain(text));

    let (mut reading, mut header) = (Reading::default(), None);
    for (number, record) in lines.records().enumerate() {
        let record = record.map_err(|error| malformed(error.position().map_or(0, |at| at.line()), &error.to_string()))?;
        // Whether the first line is a header shows only in the light of the second.
        match (number, header.take()) {
            (0, _) if looks_like_header(&record) => header = Some(record),
            (1, Some(first)) if !record.iter().all(is_number) => {
                reading.line(&first, mutual)?;
                reading.line(&record, mutual)?;
            }
            _ => reading.line(&record, mutual)?,
        }
    }
    match header {
        Some(only) => reading.line(&only, mutual)?,
        None if reading.graph.follows.is_empty() => return Err(malformed(1, "the file holds no follows")),
        None => {}
    }
    Ok(reading.graph)
}

/// Names in the first line over numbers in the second are a header; names over names are people.
fn looks_like_header(record: &StringRecord) -> bool {
    record.iter().all(|field| !is_number(field))
}

fn is_number(field: &str) -> bool {
    !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_digit())
}

fn malformed(line: u64, complaint: &str) -> Error {
    Error::Unreadable(format!("line {line}: {complaint}; nothing was loaded"))
}

#[derive(Default)]
struct Reading {
    graph: Graph,
    known: HashMap<String, u32>,
    seen: HashSet<(u32, u32)>,
}

impl Reading {
    fn line(&mut self, record: &StringRecord, mutual: bool) -> Result<(), Error> {
        let refuse = |complaint: &str| malformed(record.position().map_or(0, |at| at.line()), complaint);
        let (Some(from), Some(to), 2) = (record.get(0), record.get(1), record.len()) else {
            return Err(refuse("expected two ids"));
        };
        if from == to {
            return Err(refuse("nobody can follow themselves"));
        }
        let (from, to) = (self.person(from).map_err(refuse)?, self.person(to).map_err(refuse)?);
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

    fn person(&mut self, id: &str) -> Result<u32, &'static str> {
        if let Some(&index) = self.known.get(id) {
            return Ok(index);
        }
        let username = match id.parse() {
            Ok(number) if is_number(id) => names::for_number(number),
            _ if rules::username(id, &()).is_ok() => id.to_owned(),
            _ => return Err("an id must be a number or a valid username"),
        };
        let index = u32::try_from(self.graph.people.len()).map_err(|_| "too many people")?;
        self.graph.people.push(NewPerson { username, location: String::new() });
        self.known.insert(id.to_owned(), index);
        Ok(index)
    }
}
