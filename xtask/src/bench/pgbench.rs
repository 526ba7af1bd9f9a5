//! The same statements from pgbench: what the database can do where no server stands before it.

use super::CONNECTIONS;
use super::statements::Statement;
use crate::child::Running;
use anyhow::{Context, Result, ensure};
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Seconds at the start of a load that do not count: statements are prepared and their plans tried in them.
const START: u64 = 2;

/// pgbench, with calls to make at random.
pub struct Pgbench {
    program: PathBuf,
    url: String,
    folder: TempDir,
    arguments: Vec<String>,
}

impl Pgbench {
    /// Each call becomes a script, its values variables: so each is prepared once by each connection, as the server
    /// does it. Statements of a call travel together, as they do from the server.
    pub fn new(program: PathBuf, url: String, calls: &[Vec<Statement>]) -> Result<Self> {
        ensure!(
            program.is_file(),
            "{} is missing; some systems have it in a package `postgresql-contrib`",
            program.display()
        );
        let folder = tempfile::tempdir()?;
        let mut arguments = Vec::new();
        for (number, call) in calls.iter().enumerate() {
            let mut script = String::new();
            for (place, statement) in call.iter().enumerate() {
                script += &in_script(statement, &format!("v{number}_{place}"), &mut arguments);
            }
            if call.len() > 1 {
                script = format!("\\startpipeline\n{script}\\endpipeline\n");
            }
            let file = folder.path().join(number.to_string());
            fs::write(&file, script)?;
            arguments.push(format!("--file={}", file.display()));
        }
        Ok(Self { program, url, folder, arguments })
    }

    /// Calls a second.
    pub fn load(&self, seconds: u64) -> Result<f64> {
        let said = self.folder.path().join("said");
        let mut pgbench = Command::new(&self.program);
        pgbench.args(["--no-vacuum", "--protocol=prepared", "--progress=1"]);
        pgbench.arg(format!("--client={CONNECTIONS}")).arg(format!("--time={}", seconds + START));
        pgbench.args(&self.arguments).arg(&self.url);
        pgbench.stdout(Stdio::null()).stderr(File::create(&said)?);
        let said = || Ok::<_, anyhow::Error>(fs::read_to_string(&said)?);
        Running::start(&mut pgbench)?.succeed().with_context(|| said().unwrap_or_default())?;
        rate(&said()?).context("pgbench said nothing of its progress")
    }
}

/// The statement with variables for its parameters, of which it adds the definitions.
fn in_script(statement: &Statement, prefix: &str, definitions: &mut Vec<String>) -> String {
    let mut sql = statement.sql.clone();
    // The last one first, since `$1` is the start of `$10`.
    for (place, value) in statement.parameters.iter().enumerate().rev() {
        let (parameter, name) = (format!("${}", place + 1), format!("{prefix}_{place}"));
        match value {
            Some(value) => {
                sql = sql.replace(&parameter, &format!(":{name}"));
                definitions.push(format!("--define={name}={value}"));
            }
            // A variable cannot be null.
            None => sql = sql.replace(&parameter, "NULL"),
        }
    }
    sql + ";\n"
}

/// The mean of its lines such as `progress: 2.0 s, 5123.4 tps, lat 1.559 ms stddev 0.356, 0 failed`.
fn rate(said: &str) -> Option<f64> {
    let lines = said.lines().filter(|line| line.starts_with("progress: "));
    let rates = lines.filter_map(|line| line.split(", ").nth(1)?.strip_suffix(" tps")?.parse::<f64>().ok());
    let counted: Vec<_> = rates.skip(START as usize).collect();
    (!counted.is_empty()).then(|| counted.iter().sum::<f64>() / counted.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_becomes_a_script() {
        let parameters = (1..=10).map(|value| (value != 2).then(|| value.to_string())).collect();
        let statement = Statement { sql: "SELECT $1::int, $2, $10".to_owned(), parameters };
        let mut definitions = Vec::new();
        assert_eq!(in_script(&statement, "v", &mut definitions), "SELECT :v_0::int, NULL, :v_9;\n");
        assert_eq!(definitions.len(), 9);
        assert_eq!(definitions[0], "--define=v_9=10");
    }

    #[test]
    fn the_start_does_not_count() {
        let said = "progress: 1.0 s, 10.0 tps, lat 1 ms\nprogress: 2.0 s, 30.0 tps, lat 1 ms\n\
                    progress: 3.0 s, 50.0 tps, lat 1 ms\nprogress: 4.0 s, 60.0 tps, lat 1 ms\n";
        assert_eq!(rate(said), Some(55.0));
    }
}
