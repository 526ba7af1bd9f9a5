//! What `cargo xtask run` and `cargo xtask dev` serve: a database with people in it, and a folder for mails.

use crate::kith::{Kith, lines};
use crate::postgres::{self, Server};
use crate::{child, place, secret::secret};
use anyhow::Result;
use clap::Args;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Args)]
pub struct Data {
    /// PostgreSQL to use in place of a private one; it is not filled with made-up people
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// People to make, where the private database is empty
    #[arg(long, value_name = "N")]
    people: Option<u32>,
    /// Follows to make, where the private database is empty
    #[arg(long, value_name = "M")]
    follows: Option<u32>,
}

/// A `kith` whose database is up to date.
pub struct Ready {
    kith: Kith,
    /// Whom to sign in as, where there are made-up people.
    account: Option<String>,
    mails: Option<PathBuf>,
    /// Stops with this.
    _server: Option<Server>,
}

impl Data {
    /// Brings the schema up to date, and fills a private database.
    pub fn ready(&self, program: PathBuf) -> Result<Ready> {
        let (secret, mails) = (secret()?, mail_folder());
        if let Some(url) = &self.database_url {
            let kith = Kith { program, secret, url: url.clone() };
            child::show(&mut kith.command("migrate"))?;
            return Ok(Ready { kith, account: None, mails, _server: None });
        }
        let server = postgres::kept()?;
        let kith = Kith { program, secret, url: server.url("kith") };
        Ok(Ready { account: self.fill(&kith)?, kith, mails, _server: Some(server) })
    }

    fn fill(&self, kith: &Kith) -> Result<Option<String>> {
        let mut demo = kith.command("demo");
        demo.arg("--if-empty");
        for (name, number) in [("--people", self.people), ("--follows", self.follows)] {
            if let Some(number) = number {
                demo.arg(name).arg(number.to_string());
            }
        }
        let mut account = None;
        lines(&mut demo, |line| match line.starts_with("Sign in") {
            true => account = Some(line),
            false => println!("{line}"),
        })?;
        Ok(account)
    }
}

impl Ready {
    /// `kith serve`, at a port.
    pub fn serve(&self, port: u16) -> Command {
        let mut serve = self.kith.command("serve");
        serve.args(["--port", &port.to_string()]);
        if let Some(mails) = &self.mails {
            serve.arg("--mail-folder").arg(mails);
        }
        serve
    }

    /// Says where Kith is. Passkeys want the name of a site, and no number.
    pub fn welcome(&self, address: &str) {
        println!("\n  Kith is at {}", address.replace("127.0.0.1", "localhost"));
        if let Some(account) = &self.account {
            println!("  {account}");
        }
        if let Some(mails) = self.mails.as_deref().map(Path::display) {
            println!("  Mails are put into {mails}");
        }
        println!("  Ctrl-C stops everything and keeps the data\n");
    }
}

/// Where mails go as files, unless the settings say how they are sent.
fn mail_folder() -> Option<PathBuf> {
    let is_set = |name| env::var_os(name).is_some();
    let is_settled = is_set("KITH_SMTP_URL") || is_set("KITH_MAIL_FOLDER");
    (!is_settled).then(|| place::root().join(".kith").join("mails"))
}
