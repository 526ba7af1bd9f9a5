//! `kith verify`.

use crate::commands::{print, progress};
use crate::database::Db;
use crate::database::maintenance::invariants;
use crate::database::maintenance::invariants::Invariant;
use crate::database::maintenance::repair;
use crate::database::maintenance::verify::{Fault, Snapshot, Verdict};
use crate::{Error, config};
use clap::Args;
use indicatif::{HumanCount, ProgressBar};
use std::collections::HashSet;
use std::time::Duration;
use uuid::Uuid;

/// Faults of one kind that are printed one by one.
const SHOWN: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    database: config::Database,
    /// Repair what is wrong, also while the server runs
    ///
    /// The list of followers decides whether a follow exists; a block wins over a follow; counts are counted anew.
    #[arg(long)]
    repair: bool,
}

impl Verify {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let db = Db::single(&self.database.url)?;
        let mut before = usize::MAX;
        loop {
            let verdicts = check_all(&db).await?;
            let wrong = verdicts.iter().map(|(_, verdict)| verdict.wrong).sum();
            let complaint = match wrong {
                0 => {
                    return print("All is well.");
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
            repair_all(&db, &verdicts).await?;
        }
    }
}

/// Checks every invariant in one snapshot, and reports the result of each.
async fn check_all(db: &Db) -> Result<Vec<(Invariant, Verdict)>, Error> {
    let mut client = db.client().await?;
    let snapshot = Snapshot::of(&mut client).await?;
    let mut verdicts = Vec::new();
    for invariant in invariants::all() {
        let bar = ProgressBar::new_spinner().with_message(invariant.claim);
        bar.enable_steady_tick(Duration::from_millis(100));
        let verdict = snapshot.prove(&invariant).await?;
        bar.finish_and_clear();
        report(&snapshot, &invariant, &verdict).await?;
        verdicts.push((invariant, verdict));
    }
    Ok(verdicts)
}

async fn report(snapshot: &Snapshot<'_>, invariant: &Invariant, verdict: &Verdict) -> Result<(), Error> {
    let (result, rows) =
        (if verdict.wrong == 0 { "ok   " } else { "WRONG" }, HumanCount(verdict.rows.unsigned_abs()));
    print(format_args!("{result} {rows} {}", invariant.claim))?;
    let shown = &verdict.faults[..verdict.faults.len().min(SHOWN)];
    let people = shown.iter().flat_map(|fault| [fault.person, fault.other.unwrap_or(fault.person)]);
    let names = snapshot.names(&people.collect::<Vec<_>>()).await?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_else(|| id.to_string());
    for Fault { person, other, what } in shown {
        let whom = other.map(|other| format!(" → {}", name(other))).unwrap_or_default();
        print(format_args!("      {}{whom}: {what}", name(*person)))?;
    }
    if verdict.wrong > shown.len() {
        print(format_args!("      and {} more", HumanCount((verdict.wrong - shown.len()) as u64)))?;
    }
    Ok(())
}

/// Repairs what was found, each list and each pair of people once.
async fn repair_all(db: &Db, verdicts: &[(Invariant, Verdict)]) -> Result<(), Error> {
    let faults = verdicts
        .iter()
        .flat_map(|(invariant, verdict)| verdict.faults.iter().map(|fault| (invariant.repair, fault)));
    let mut seen = HashSet::new();
    let faults =
        faults.filter(|(kind, fault)| seen.insert((*kind, fault.person, fault.other))).collect::<Vec<_>>();
    let bar = progress(faults.len()).with_message("repairs");
    for (kind, fault) in &faults {
        repair::repair(db, *kind, fault).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    print("Mended; now once more:")
}
