//! `cargo xtask run`.

use crate::child;
use crate::kith::{Kith, LISTENS, lines};
use crate::postgres::{self, Server};
use crate::tools::Tools;
use crate::{place, secret::secret, spa};
use anyhow::{Result, bail};
use clap::Args;
use std::env;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Run {
    /// Port to listen on
    #[arg(long, env = "KITH_PORT", default_value_t = 8000)]
    port: u16,
    /// Address to listen on
    #[arg(long, env = "KITH_ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// PostgreSQL to use in place of a private one; it is not filled with made-up people
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// People to make, where the private database is empty
    #[arg(long, value_name = "N")]
    people: Option<u32>,
    /// Follows to make, where the private database is empty
    #[arg(long, value_name = "M")]
    follows: Option<u32>,
    /// Build a server that is faster, and slower to build
    #[arg(long)]
    release: bool,
}

/// Whose database it is.
enum Database {
    Private(Server),
    Given(String),
}

impl Run {
    /// Builds, then serves until somebody says stop.
    pub fn perform(&self) -> Result<()> {
        self.check_port()?;
        spa::build(&Tools::ready()?)?;
        let (program, secret, database) = (spa::kith(self.release)?, secret()?, self.database()?);
        let (url, is_private) = match &database {
            Database::Private(server) => (server.url("kith"), true),
            Database::Given(url) => (url.clone(), false),
        };
        let kith = Kith { program, secret, url };
        let account = self.prepare(&kith, is_private)?;
        self.serve(&kith, account.as_deref())
    }

    /// Before anything is built: nobody wants to hear it after that.
    fn check_port(&self) -> Result<()> {
        match TcpListener::bind((self.address, self.port)) {
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
                "Port {} is taken by another program; stop that, or choose another port: cargo xtask run --port {}",
                self.port,
                self.port.saturating_add(1)
            ),
            Err(error) => bail!("Kith cannot listen on port {} of {}: {error}", self.port, self.address),
        }
    }

    fn database(&self) -> Result<Database> {
        match &self.database_url {
            Some(url) => Ok(Database::Given(url.clone())),
            None => Ok(Database::Private(postgres::kept()?)),
        }
    }

    /// Brings the schema up to date; whom to sign in as, where there are made-up people.
    fn prepare(&self, kith: &Kith, is_private: bool) -> Result<Option<String>> {
        if !is_private {
            child::show(&mut kith.command("migrate"))?;
            return Ok(None);
        }
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

    fn serve(&self, kith: &Kith, account: Option<&str>) -> Result<()> {
        let mut serve = kith.command("serve");
        serve.args(["--port", &self.port.to_string(), "--address", &self.address.to_string()]);
        let mails = mail_folder();
        serve.args(mails.iter().flat_map(|folder| [OsStr::new("--mail-folder"), folder.as_os_str()]));
        let served = lines(&mut serve, |line| match line.strip_prefix(LISTENS) {
            Some(address) => welcome(address, account, mails.as_deref()),
            None => println!("{line}"),
        });
        if child::stopped() {
            println!("Kith has stopped; its data is kept.");
            return Ok(());
        }
        served
    }
}

/// Where mails go as files, unless the settings say how they are sent.
fn mail_folder() -> Option<PathBuf> {
    let is_set = |name| env::var_os(name).is_some();
    let is_settled = is_set("KITH_SMTP_URL") || is_set("KITH_MAIL_FOLDER");
    (!is_settled).then(|| place::root().join(".kith").join("mails"))
}

/// Passkeys want the name of a site, and no number.
fn welcome(address: &str, account: Option<&str>, mails: Option<&Path>) {
    println!("\n  Kith is at {}", address.replace("127.0.0.1", "localhost"));
    if let Some(account) = account {
        println!("  {account}");
    }
    if let Some(mails) = mails {
        println!("  Mails are put into {}", mails.display());
    }
    println!("  Ctrl-C stops everything and keeps the data\n");
}
