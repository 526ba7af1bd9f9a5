//! A database with a made-up graph in it, and what to ask of it.

use super::CONNECTIONS;
use crate::child;
use crate::kith::{Kith, Serving, lines};
use crate::postgres::Server;
use anyhow::{Context, Result};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The database, and the `kith` command over it.
pub struct Graph {
    /// What is measured, over this database.
    pub kith: Kith,
    /// How much is in it.
    pub size: Size,
    psql: PathBuf,
}

/// How large a graph is.
#[derive(Clone, Copy)]
pub struct Size {
    /// All people.
    pub people: u32,
    /// All follows.
    pub follows: u32,
    /// Followers of the best-followed person.
    pub celebrity: u32,
}

/// A viewer who is signed in.
#[derive(Clone)]
pub struct Member {
    /// The user_id.
    pub id: String,
    /// The session's.
    pub token: String,
}

/// Whom one can sign in as, with a password: `kith demo` made the account.
pub const ACCOUNT: &str = r#"{"Username":"demo", "Password":"kith-demo-account"}"#;
/// Lists that fill their first page and little more, as most that are looked at.
pub const USUAL: RangeInclusive<u32> = 31..=40;

impl Graph {
    /// Makes a database, and people in it.
    pub fn make(server: &Server, name: &str, program: &Path, size: Size) -> Result<Self> {
        let secret = "a secret for measurements only, of 32 or more".to_owned();
        let kith = Kith { program: program.to_owned(), secret, url: server.url(name) };
        let graph = Self { kith, size, psql: server.program("psql") };
        graph.psql(&server.url("postgres"), &format!("CREATE DATABASE \"{name}\""))?;
        let mut demo = graph.kith.command("demo");
        let Size { people, follows, celebrity } = size;
        for (flag, number) in [("--people", people), ("--follows", follows), ("--celebrity", celebrity)] {
            demo.arg(flag).arg(number.to_string());
        }
        lines(&mut demo, |line| println!("{line}"))?;
        graph.rows(
            "CREATE TABLE bench_lengths AS SELECT person_id, count(*) AS length FROM followers GROUP BY person_id",
        )?;
        graph.rows("CREATE INDEX ON bench_lengths (length)")?;
        // So that none comes while something is measured.
        graph.rows("CHECKPOINT")?;
        Ok(graph)
    }

    /// Serves it, with a connection for each of ours. All tries come from one address, and nothing is swept meanwhile.
    pub fn serve(&self) -> Result<Serving> {
        let connections = CONNECTIONS.to_string();
        let many = "1000000000";
        let flags = ["--database-connections", &connections, "--sweep-minutes", "0"];
        let unbounded = ["--rate-limit", many, "--calls", many, "--changes", many, "--files", many];
        self.kith.serve(&[&flags[..], &unbounded].concat())
    }

    /// The first column of what a statement gives.
    pub fn rows(&self, sql: &str) -> Result<Vec<String>> {
        self.psql(&self.kith.url, sql)
    }

    fn psql(&self, url: &str, sql: &str) -> Result<Vec<String>> {
        let mut psql = Command::new(&self.psql);
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
        let said = child::output(psql.arg("--command").arg(sql).arg(url));
        Ok(said.with_context(|| format!("psql failed: {sql}"))?.lines().map(str::to_owned).collect())
    }

    /// The ids of some people who have so many followers.
    pub fn owners(&self, followers: &RangeInclusive<u32>, count: usize) -> Result<Vec<String>> {
        let (least, most) = (followers.start(), followers.end());
        self.rows(&format!(
            "SELECT person_id FROM bench_lengths WHERE length BETWEEN {least} AND {most}
             ORDER BY md5(person_id::text) LIMIT {count}"
        ))
    }

    /// The person at a place in the order of popularity, counted from 0.
    pub fn rank(&self, place: usize) -> Result<String> {
        let sql = format!(
            "SELECT person_id FROM bench_lengths ORDER BY length DESC, person_id OFFSET {place} LIMIT 1"
        );
        self.rows(&sql)?.pop().context("the graph is too small")
    }

    /// Signs some people in, by writing the sessions down: with passwords it would take hours. `people` is a condition.
    pub fn members(&self, people: &str, count: usize) -> Result<Vec<Member>> {
        let ids = self.rows(&format!(
            "WITH chosen AS (SELECT person_id FROM people WHERE {people} ORDER BY md5(person_id::text) LIMIT {count}),
             signed_in AS (INSERT INTO sessions (token_hash, person_id)
                 SELECT sha256(convert_to('bench-' || person_id, 'UTF8')), person_id FROM chosen ON CONFLICT DO NOTHING)
             SELECT person_id FROM chosen"
        ))?;
        Ok(ids.into_iter().map(|id| Member { token: format!("bench-{id}"), id }).collect())
    }
}

/// The payload that asks for a page of a list.
pub fn page(owner: &str, page: u32) -> String {
    format!(r#"{{"user":"{owner}","page":{page}}}"#)
}
