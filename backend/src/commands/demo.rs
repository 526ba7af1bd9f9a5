//! `kith demo`.

use crate::commands::{print, progress};
use crate::credentials::passwords::Passwords;
use crate::database::maintenance::bulk_load;
use crate::database::maintenance::migrations::migrate;
use crate::datasets::generator::{Size, generate};
use crate::{Error, config};
use clap::Args;

/// Whom to sign in as on a demo database. It is public, so the command is for demo databases only.
const USERNAME: &str = "demo";
const PASSWORD: &str = "kith-demo-account";

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    database: config::Database,
    #[command(flatten)]
    passwords: config::Passwords,
    /// People to make
    #[arg(long, value_name = "N", default_value_t = 37_700)]
    people: u32,
    /// Follows to make
    #[arg(long, value_name = "M", default_value_t = 578_006)]
    follows: u32,
    /// Followers of the best-followed account; a quarter of all people where left out
    #[arg(long, value_name = "K")]
    celebrity: Option<u32>,
    /// Do nothing where the database holds people already
    #[arg(long)]
    if_empty: bool,
}

impl Demo {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let passwords = Passwords::new(&self.passwords)?;
        migrate(&self.database.url).await?;
        if !(self.if_empty && bulk_load::has_people(&self.database.url).await?) {
            self.fill(&passwords).await?;
        }
        print(format_args!("Sign in as {USERNAME} with the password {PASSWORD}"))
    }

    async fn fill(&self, passwords: &Passwords) -> Result<(), Error> {
        let celebrity = self.celebrity.unwrap_or(self.people / 4);
        let size = Size { people: self.people, follows: self.follows, celebrity };
        let graph = generate(size, USERNAME)?;
        let password = &passwords.hash(PASSWORD).await?;
        let account = bulk_load::Account { username: USERNAME, email: "demo@example.org", password };
        bulk_load::load(&self.database.url, &graph, Some(account), progress).await?;
        print(format_args!("{} people and {} follows are loaded.", graph.people.len(), graph.follows.len()))?;
        let best_followed = &graph.people[0].username;
        print(format_args!("The best-followed account is {best_followed}, with {celebrity} followers."))
    }
}
