//! `cargo xtask bench`: what Kith's speed is, as tables and plots for docs/performance.md. Figures are ratios wherever that
//! can be, of two things taken side by side; it passes no judgement, since timings depend on the machine.

mod depth;
mod follows;
mod graph;
mod hostile;
mod http;
mod lighthouse;
mod logins;
mod pages;
mod pgbench;
mod plot;
mod process;
mod rounds;
mod size;
mod statements;
mod table;
mod wrk;

use crate::postgres::{self, Server};
use crate::report::Report;
use crate::tools::{Tools, browser::Browser, node};
use crate::{place, spa, step};
use anyhow::Result;
use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueEnum};
use graph::{Graph, Size};
use rounds::Rounds;
use std::path::PathBuf;
use wrk::Wrk;

/// From which load comes, and to the database.
const CONNECTIONS: usize = 8;
const FOLLOWERS: &str = "/api/followers";

#[derive(Args)]
pub struct Bench {
    /// People to make; a second database gets a hundredth
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    people: u32,
    /// Follows to make; a second database gets a hundredth
    #[arg(long, value_name = "M", default_value_t = 20_000_000)]
    follows: u32,
    /// Measure this alone; may be given more than once
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Turns of each side
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    rounds: usize,
    /// Seconds of a turn
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = RangedU64ValueParser::<u64>::new().range(1..))]
    seconds: u64,
    /// Where to put the plots; docs/ where left out
    #[arg(long, value_name = "FOLDER")]
    plots: Option<PathBuf>,
    /// A `kith` that is built already, to measure in place of this checkout's
    #[arg(long, value_name = "PROGRAM")]
    kith: Option<PathBuf>,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A page against pgbench
    Pages,
    /// A page deep in a long list
    Depth,
    /// A page of a large database
    Size,
    /// A page for a viewer who is signed in
    SignedIn,
    /// Follows onto one account
    Follows,
    /// Logins against bcrypt
    Logins,
    /// Start and memory
    Process,
    /// Memory for bodies that never end
    Bodies,
    /// A page while one account imports as often as it can
    Imports,
    /// The app's start on a slow phone
    App,
}

/// What the parts work with.
pub struct Lab {
    postgres: Server,
    wrk: Wrk,
    rounds: Rounds,
    /// Of the size asked for.
    full: Graph,
    /// A hundredth of it.
    small: Graph,
    plots: PathBuf,
}

type Measure = fn(&Lab) -> Result<Vec<table::Row>>;

/// In the order of the table; what writes comes after what reads.
const PARTS: [(Part, &str, Measure); 9] = [
    (Part::Pages, "a page against pgbench", pages::against_pgbench),
    (Part::Depth, "a page deep in a long list", depth::measure),
    (Part::Size, "a page of a large database", size::measure),
    (Part::SignedIn, "a page for a viewer", pages::signed_in),
    (Part::Follows, "follows onto one account", follows::measure),
    (Part::Logins, "logins against bcrypt", logins::measure),
    (Part::Process, "start and memory", process::measure),
    (Part::Bodies, "bodies that never end", hostile::bodies),
    (Part::Imports, "imports of one account", hostile::imports),
];

impl Bench {
    /// Builds what people would run, fills databases that are thrown away, and measures; whether all went well.
    pub fn perform(&self) -> Result<bool> {
        let program = match &self.kith {
            Some(program) => std::path::absolute(program)?,
            None => {
                spa::build(&Tools::ready()?)?;
                spa::kith(true, None)?
            }
        };
        let mut report = Report::default();
        if self.wants(Part::App) {
            let (browser, lighthouse) = (Browser::ready()?, node::lighthouse()?);
            report.check("the app on a slow phone", || lighthouse::table(&lighthouse, &browser, &program));
        }
        if PARTS.iter().any(|(part, ..)| self.wants(*part)) {
            self.measure(&self.lab(program)?, &mut report)?;
        }
        Ok(report.conclude())
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn lab(&self, program: PathBuf) -> Result<Lab> {
        let wrk = Wrk::ready()?;
        let postgres = postgres::measured()?;
        let make = |name, share| {
            let (people, follows) = (self.people / share, self.follows / share);
            let size = Size { people, follows, celebrity: people.saturating_sub(1) };
            step::loud(&format!("{people} people"), || Graph::make(&postgres, name, &program, size)).0
        };
        let (full, small) = (make("full", 1)?, make("small", 100)?);
        let rounds = Rounds { rounds: self.rounds, seconds: self.seconds };
        let plots = self.plots.clone().unwrap_or_else(|| place::root().join("docs"));
        Ok(Lab { postgres, wrk, rounds, full, small, plots })
    }

    /// Every part that is wanted; one that fails keeps no other from its turn.
    fn measure(&self, lab: &Lab, report: &mut Report) -> Result<()> {
        let mut rows = Vec::new();
        for (_, name, measure) in PARTS.iter().filter(|(part, ..)| self.wants(*part)) {
            rows.extend(report.step(name, || measure(lab)).unwrap_or_default());
        }
        let rounds = format!("{} rounds of {} s from {CONNECTIONS} connections", self.rounds, self.seconds);
        table::print(&lab.full, &rounds, &rows)
    }
}
