//! `kith account`.

use super::operator::{By, Output};
use crate::database::Db;
use crate::database::accounts::operations::{Operation, carry_out};
use crate::database::accounts::{deletion, summary};
use crate::database::people::privacy::resolve_for_operator;
use crate::log::OneLine;
use crate::{Error, Refusal, config};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::{IsTerminal, stdin};

#[derive(Debug, Args)]
pub(super) struct Account {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Tell what there is of a person, and how the account is set up
    Show {
        #[command(flatten)]
        whom: Whom,
    },
    /// Let nobody into an account, and hide its person from all others; everything stays for `restore`
    Suspend(Change),
    /// End a suspension: everything is as it was, but for the sessions
    Restore(Change),
    /// Delete a person for good, with the account and every follow
    Delete {
        #[command(flatten)]
        change: Change,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// End every session of an account
    SignOut(Change),
    /// Take authenticator, passkeys and recovery codes off an account whose owner has lost them
    ResetSecondFactor(Change),
    /// Take the e-mail address of an account for its owner's, as if the link in a mail had been pressed
    VerifyEmail(Change),
}

#[derive(Debug, Args)]
struct Whom {
    #[command(flatten)]
    database: config::Database,
    #[command(flatten)]
    output: Output,
    /// Username, e-mail address or user_id
    #[arg(value_name = "USER")]
    user: String,
}

#[derive(Debug, Args)]
struct Change {
    #[command(flatten)]
    whom: Whom,
    #[command(flatten)]
    by: By,
}

impl Account {
    pub(crate) async fn run(self) -> Result<(), Error> {
        match self.action {
            Action::Show { whom } => whom.show().await,
            Action::Suspend(change) => {
                change.run(Operation::Suspend, ["is suspended.", "was suspended already."]).await
            }
            Action::Restore(change) => {
                change.run(Operation::Restore, ["is no longer suspended.", "was not suspended."]).await
            }
            Action::Delete { change, yes } => change.delete(yes).await,
            Action::SignOut(change) => {
                change.run(Operation::SignOut, ["is signed out everywhere.", "was signed in nowhere."]).await
            }
            Action::ResetSecondFactor(change) => {
                let words = ["signs in without a second factor.", "had no second factor."];
                change.run(Operation::ResetSecondFactor, words).await
            }
            Action::VerifyEmail(change) => {
                let words = ["has a verified e-mail address.", "had a verified e-mail address already."];
                change.run(Operation::VerifyEmail, words).await
            }
        }
    }
}

impl Whom {
    async fn find(&self, db: &Db) -> Result<summary::Summary, Error> {
        let client = db.client().await?;
        let person = resolve_for_operator(&client, &self.user).await?;
        Ok(summary::find(&client, person).await?)
    }

    async fn show(self) -> Result<(), Error> {
        let found = self.find(&Db::single(&self.database.url)?).await?;
        self.output.print_all(&found)
    }
}

impl Change {
    /// Does it, and says in which of two ways it went: done, or nothing to do.
    async fn run(self, operation: Operation, [done, nothing]: [&str; 2]) -> Result<(), Error> {
        let db = Db::single(&self.whom.database.url)?;
        let found = self.whom.find(&db).await?;
        let has_changed = carry_out(&db, operation, found.user_id, &self.by.operator()).await?;
        let words = if has_changed { done } else { nothing };
        let json = json!({"user_id": found.user_id, "username": found.username, "changed": has_changed});
        self.whom.output.say(&format!("{} {words}", found.username), &json)
    }

    async fn delete(self, yes: bool) -> Result<(), Error> {
        let db = Db::single(&self.whom.database.url)?;
        let found = self.whom.find(&db).await?;
        if !yes {
            confirm(&found)?;
        }
        deletion::delete_for(&db, found.user_id, &self.by.operator()).await?;
        let json = json!({"user_id": found.user_id, "username": found.username, "changed": true});
        self.whom.output.say(&format!("{} is deleted.", found.username), &json)
    }
}

/// Asks at the terminal for the name of the person to be deleted.
fn confirm(found: &summary::Summary) -> Result<(), Error> {
    let refuse = |complaint: &str| Err(Refusal::Unreadable(complaint.to_owned()).into());
    if !stdin().is_terminal() {
        return refuse("nothing is deleted: there is no terminal to ask at, and no --yes");
    }
    let email = found.email.as_deref().unwrap_or("no e-mail address");
    eprintln!(
        "{} ({}), {} followers, {} followed: all of it goes, for good.",
        found.username,
        OneLine(email),
        found.followers,
        found.followed
    );
    eprintln!("Type the username to go on:");
    let mut typed = String::new();
    stdin().read_line(&mut typed).map_err(Error::internal)?;
    if typed.trim() != found.username {
        return refuse("nothing is deleted: that was not the username");
    }
    Ok(())
}
