//! `cargo xtask run`.

use crate::data::{Data, Ready};
use crate::kith::{LISTENS, lines};
use crate::tools::Tools;
use crate::{child, spa};
use anyhow::{Result, bail};
use clap::Args;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, TcpListener};

#[derive(Args)]
pub struct Run {
    /// Port to listen on
    #[arg(long, env = "KITH_PORT", default_value_t = 8000)]
    port: u16,
    /// Address to listen on
    #[arg(long, env = "KITH_ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    #[command(flatten)]
    data: Data,
    /// Build a server that is faster, and slower to build
    #[arg(long)]
    release: bool,
}

impl Run {
    /// Builds, then serves until it is told to stop.
    pub fn perform(&self) -> Result<()> {
        check_port(self.address, self.port)?;
        spa::build(&Tools::ready()?)?;
        self.serve(&self.data.ready(spa::kith(self.release, None)?)?)
    }

    fn serve(&self, ready: &Ready) -> Result<()> {
        let mut serve = ready.serve(self.port);
        serve.args(["--address", &self.address.to_string()]);
        let served = lines(&mut serve, |line| match line.strip_prefix(LISTENS) {
            Some(address) => ready.welcome(address),
            None => println!("{line}"),
        });
        until_stopped(served)
    }
}

/// Before anything is built: nobody wants to hear it after that.
pub fn check_port(address: IpAddr, port: u16) -> Result<()> {
    match TcpListener::bind((address, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "Port {port} is taken by another program; stop that, or choose another port: --port {}",
            port.saturating_add(1)
        ),
        Err(error) => bail!("Kith cannot listen on port {port} of {address}: {error}"),
    }
}

/// How it ended, where nobody asked for it.
pub fn until_stopped(end: Result<()>) -> Result<()> {
    if child::stopped() {
        println!("Kith has stopped; its data is kept.");
        return Ok(());
    }
    end
}
