//! `kith operator-log`.

use super::operator::Output;
use super::print;
use crate::database::Db;
use crate::database::accounts::operator_log::{Entry, latest};
use crate::database::people::privacy::resolve_for_operator;
use crate::log::OneLine;
use crate::{Error, config};
use clap::Args;
use uuid::Uuid;

#[derive(Debug, Args)]
pub(super) struct OperatorLog {
    #[command(flatten)]
    database: config::Database,
    #[command(flatten)]
    output: Output,
    /// Entries to show, the latest
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,
    /// Only what was done to this person: a username, an e-mail address, or a user_id, also of one who is deleted
    #[arg(long, value_name = "USER")]
    user: Option<String>,
}

impl OperatorLog {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let client = Db::single(&self.database.url)?.client().await?;
        let person = match &self.user {
            Some(user) => Some(match Uuid::try_parse(user) {
                Ok(id) => id,
                Err(_) => resolve_for_operator(&client, user).await?,
            }),
            None => None,
        };
        let entries = latest(&client, person, self.limit.into()).await?;
        match self.output.json {
            true => print(serde_json::to_string_pretty(&entries).map_err(Error::internal)?),
            false => entries.iter().try_for_each(|entry| print(OneLine(line(entry)))),
        }
    }
}

fn line(entry: &Entry) -> String {
    let Entry { at, action, detail, username, operator, reason, .. } = entry;
    let whom = username.as_deref().unwrap_or(detail);
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("{at} {action} {whom} by {operator}{reason}")
}
