//! `kith verify`.

use crate::commands::progress;
use crate::database::Db;
use crate::database::maintenance::invariants;
use crate::database::maintenance::invariants::Check;
use crate::database::maintenance::repair::mend;
use crate::database::maintenance::verify::{Fault, Snapshot, Verdict};
use crate::{Error, config};
use clap::Args;
use indicatif::{HumanCount, ProgressBar};
use std::collections::HashSet;
use std::time::Duration;
use uuid::Uuid;

/// Faults of one kind that are told one by one.
const TOLD: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    database: config::Database,
    /// Mend what is wrong, also while the server runs
    ///
    /// The list of followers decides whether somebody follows; a block wins over a follow; counts are counted anew.
    #[arg(long)]
    repair: bool,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let db = Db::single(&self.database.url)?;
        let mut before = usize::MAX;
        loop {
            let verdicts = look(&db).await?;
            let wrong = verdicts.iter().map(|(_, verdict)| verdict.wrong).sum();
            let complaint = match wrong {
                0 => {
                    println!("All is well.");
                    return Ok(());
                }
                1 => "1 thing is wrong".to_owned(),
                _ => format!("{} things are wrong", HumanCount(wrong as u64)),
            };
            if !self.repair {
                return Err(Error::Unsound(format!("{complaint}; `kith verify --repair` mends it")));
            }
            if wrong >= before {
                return Err(Error::Unsound(format!("{complaint}, and mending does not help")));
            }
            before = wrong;
            repair(&db, &verdicts).await?;
        }
    }
}

/// Does every check at one moment, and tells what comes of each.
async fn look(db: &Db) -> Result<Vec<(Check, Verdict)>, Error> {
    let mut client = db.client().await?;
    let snapshot = Snapshot::of(&mut client).await?;
    let mut verdicts = Vec::new();
    for check in invariants::all() {
        let bar = ProgressBar::new_spinner().with_message(check.claim);
        bar.enable_steady_tick(Duration::from_millis(100));
        let verdict = snapshot.prove(&check).await?;
        bar.finish_and_clear();
        tell(&snapshot, &check, &verdict).await?;
        verdicts.push((check, verdict));
    }
    Ok(verdicts)
}

async fn tell(snapshot: &Snapshot<'_>, check: &Check, verdict: &Verdict) -> Result<(), Error> {
    let (mark, rows) =
        (if verdict.wrong == 0 { "ok   " } else { "WRONG" }, HumanCount(verdict.rows.unsigned_abs()));
    println!("{mark} {rows} {}", check.claim);
    let told = &verdict.faults[..verdict.faults.len().min(TOLD)];
    let people = told.iter().flat_map(|fault| [fault.person, fault.other.unwrap_or(fault.person)]);
    let names = snapshot.names(&people.collect::<Vec<_>>()).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| id.to_string());
    for Fault { person, other, what } in told {
        let whom = other.map(|other| format!(" → {}", name(other))).unwrap_or_default();
        println!("      {}{whom}: {what}", name(*person));
    }
    if verdict.wrong > told.len() {
        println!("      and {} more", HumanCount((verdict.wrong - told.len()) as u64));
    }
    Ok(())
}

/// Mends what was found, each list and each pair of people once.
async fn repair(db: &Db, verdicts: &[(Check, Verdict)]) -> Result<(), Error> {
    let faults =
        verdicts.iter().flat_map(|(check, verdict)| verdict.faults.iter().map(|fault| (check.mend, fault)));
    let mut seen = HashSet::new();
    let faults =
        faults.filter(|(mend, fault)| seen.insert((*mend, fault.person, fault.other))).collect::<Vec<_>>();
    let bar = progress(faults.len()).with_message("repairs");
    for (kind, fault) in &faults {
        mend(db, *kind, fault).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    println!("Mended; now once more:");
    Ok(())
}
