//! The table that docs/performance.md shows.

use super::graph::Graph;
use super::rounds::{Figures, Spread};
use crate::child;
use anyhow::Result;
use std::fmt::{self, Display, Formatter};
use std::process::Command;
use std::{fs, thread};

/// A figure, and what makes it worth something.
pub struct Row {
    what: String,
    figure: String,
    rounds: String,
    of: String,
    goal: &'static str,
}

impl Row {
    /// One side over another, both a number a second.
    pub fn rates(
        what: impl Into<String>,
        figures: &Figures,
        over: usize,
        under: usize,
        goal: &'static str,
    ) -> Self {
        let of = format!("{} ÷ {} /s", number(figures.middle(over)), number(figures.middle(under)));
        Self::ratio(what, figures.ratio(over, under), of, goal)
    }

    /// One side over another.
    pub fn ratio(what: impl Into<String>, ratio: Spread, of: String, goal: &'static str) -> Self {
        let figure = format!("{:.2}", ratio.middle);
        Self {
            what: what.into(),
            figure,
            rounds: format!("{:.2}–{:.2}", ratio.least, ratio.greatest),
            of,
            goal,
        }
    }

    /// A figure that stands for itself.
    pub fn plain(what: impl Into<String>, spread: Spread, unit: &str, goal: &'static str) -> Self {
        let figure = format!("{} {unit}", number(spread.middle));
        let rounds = format!("{}–{}", number(spread.least), number(spread.greatest));
        Self { what: what.into(), figure, rounds, of: String::new(), goal }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { what, figure, rounds, of, goal } = self;
        write!(f, "| {what} | **{figure}** | {rounds} | {of} | {goal} |")
    }
}

/// Prints all rows below what they were measured on.
pub fn print(graph: &Graph, rounds: &str, rows: &[Row]) -> Result<()> {
    let date = graph.rows("SELECT to_char(now(), 'FMDD FMMonth YYYY')")?.concat();
    let version = graph.rows("SHOW server_version")?.concat();
    let version = version.split(' ').next().unwrap_or_default();
    let [people, follows] = [graph.size.people, graph.size.follows].map(|count| number(count.into()));
    println!("\n{date}, {}, PostgreSQL {version}; {people} people, {follows} follows; {rounds}\n", machine());
    println!("| what | figure | rounds | of | goal |\n|---|---|---|---|---|");
    for row in rows {
        println!("{row}");
    }
    println!();
    Ok(())
}

/// What this machine is, as far as it says so.
fn machine() -> String {
    let field = |file: &str, name: &str| {
        let text = fs::read_to_string(file).ok()?;
        Some(text.lines().find(|line| line.starts_with(name))?.split_once(':')?.1.trim().to_owned())
    };
    let sysctl = || {
        Some(
            child::output(Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"]))
                .ok()?
                .trim()
                .to_owned(),
        )
    };
    let processor = field("/proc/cpuinfo", "model name")
        .or_else(sysctl)
        .unwrap_or_else(|| "an unknown processor".to_owned());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let memory = field("/proc/meminfo", "MemTotal").and_then(|kb| kb.split(' ').next()?.parse::<f64>().ok());
    let memory = memory.map_or(String::new(), |kb| format!(", {:.0} GiB", kb / 1024.0 / 1024.0));
    format!("{cores} cores of {processor}{memory}")
}

/// With commas, and a decimal where it is small.
pub fn number(value: f64) -> String {
    if value.abs() < 10.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(
            [0.25, 9.0, 43.6, 1_000.0, 1_234_567.0].map(number),
            ["0.2", "9", "44", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn a_row_is_of_a_markdown_table() {
        let spread = Spread { least: 0.8, middle: 0.85, greatest: 0.9 };
        let row = Row::ratio("a ÷ b", spread, "17 ÷ 20 /s".to_owned(), "≥ 0.8");
        assert_eq!(row.to_string(), "| a ÷ b | **0.85** | 0.80–0.90 | 17 ÷ 20 /s | ≥ 0.8 |");
    }
}
