//! The statements behind a call of the API, read from the database's own log: so they are the server's, and no copy.

use super::http;
use crate::kith::Serving;
use crate::postgres::Server;
use anyhow::{Result, ensure};
use std::fs;

/// A statement as it was sent.
#[derive(Debug, PartialEq)]
pub struct Statement {
    /// With `$1`, `$2` and so on in it.
    pub sql: String,
    /// Their values, in their order; some may be null.
    pub parameters: Vec<Option<String>>,
}

/// What a database's URL ends in for a server that is listened to.
pub const LOGGED: &str = "&options=-c%20log_statement%3Dall";

/// The statements of each call. The server must be one that is listened to, and that nobody else calls.
pub fn behind(
    calls: &[String],
    path: &str,
    server: &Serving,
    database: &Server,
) -> Result<Vec<Vec<Statement>>> {
    // The first call finds nothing prepared, and may say more than those after it.
    http::call(&server.address, path, &calls[0])?;
    let listen = |call: &String| {
        let before = fs::read(database.log())?.len();
        http::call(&server.address, path, call)?;
        let statements = parse(&String::from_utf8_lossy(&fs::read(database.log())?[before..]));
        ensure!(!statements.is_empty(), "PostgreSQL's log says nothing of the call {call}");
        Ok(statements)
    };
    calls.iter().map(listen).collect()
}

/// The statements of a part of the log. A line that goes on with another begins with a tab.
fn parse(log: &str) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for entry in log.replace("\n\t", "\r").lines().map(|entry| entry.replace('\r', "\n")) {
        if let Some((_, sql)) = entry.strip_prefix("LOG:  execute ").and_then(|said| said.split_once(": ")) {
            statements.push(Statement { sql: sql.to_owned(), parameters: Vec::new() });
        } else if let Some(sql) = entry.strip_prefix("LOG:  statement: ") {
            statements.push(Statement { sql: sql.to_owned(), parameters: Vec::new() });
        } else if let Some((_, said)) = entry.split_once("arameters: ")
            && entry.starts_with("DETAIL:  ")
            && let Some(last) = statements.last_mut()
        {
            last.parameters = parameters(said);
        }
    }
    statements
}

/// Of `$1 = 'it''s', $2 = NULL`.
fn parameters(mut said: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    while let Some((_, value)) = said.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            values.push(None);
            said = value;
            continue;
        };
        // A quote within the value is doubled, and so a value ends at the first one that is not.
        let doubled = quoted.replace("''", "\r\r");
        let end = doubled.find('\'').unwrap_or(doubled.len());
        values.push(Some(doubled[..end].replace("\r\r", "'")));
        said = &quoted[end..];
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_with_their_values() {
        let log = "LOG:  execute s1: SELECT a\n\tFROM b WHERE c = $1 AND d = $2\n\
                   DETAIL:  parameters: $1 = 'it''s, $2 = ''', $2 = NULL\nLOG:  statement: BEGIN\n";
        let value = Some("it's, $2 = '".to_owned());
        let page = Statement {
            sql: "SELECT a\nFROM b WHERE c = $1 AND d = $2".to_owned(),
            parameters: vec![value, None],
        };
        let begin = Statement { sql: "BEGIN".to_owned(), parameters: Vec::new() };
        assert_eq!(parse(log), [page, begin]);
    }
}
