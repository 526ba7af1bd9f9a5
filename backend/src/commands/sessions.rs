//! `kith sessions`.

use super::operator::{By, Output};
use crate::database::Db;
use crate::database::accounts::operations::{begin_end_of_sessions, end_some_sessions};
use crate::{Error, config};
use clap::{Args, Subcommand};
use humantime::parse_rfc3339_weak;
use indicatif::ProgressBar;
use serde_json::json;
use std::time::SystemTime;

#[derive(Debug, Args)]
pub(super) struct Sessions {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// End sessions of everybody: their tokens do not work from then on
    End(End),
}

#[derive(Debug, Args)]
struct End {
    #[command(flatten)]
    database: config::Database,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    by: By,
    /// All of them
    #[arg(long, required_unless_present = "before", conflicts_with = "before")]
    all: bool,
    /// Those that began before a time, such as 2026-11-28T12:00:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    before: Option<SystemTime>,
}

fn time(text: &str) -> Result<SystemTime, String> {
    parse_rfc3339_weak(text).map_err(|_| "write it as 2026-11-28T12:00:00Z, in UTC".to_owned())
}

impl Sessions {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let Action::End(end) = self.action;
        let db = Db::single(&end.database.url)?;
        let before = begin_end_of_sessions(&db.client().await?, end.before, &end.by.operator()).await?;
        let (bar, mut ended) = (ProgressBar::new_spinner(), 0);
        loop {
            match end_some_sessions(&db, before).await? {
                0 => break,
                some => ended += some,
            }
            bar.set_message(format!("{ended} sessions are ended"));
            bar.tick();
        }
        bar.finish_and_clear();
        let words = if ended == 1 {
            "1 session is ended.".to_owned()
        } else {
            format!("{ended} sessions are ended.")
        };
        end.output.say(&words, &json!({"ended": ended}))
    }
}
