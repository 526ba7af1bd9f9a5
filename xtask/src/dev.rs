//! `cargo xtask dev`: a server, and trunk, which builds the browser app anew at each change and passes calls on to it.

use crate::child::{self, Running};
use crate::data::Data;
use crate::kith::Serving;
use crate::run::{check_port, until_stopped};
use crate::tools::Tools;
use crate::{place, spa};
use anyhow::{Context, Result};
use clap::Args;
use std::net::Ipv4Addr;
use std::process::Command;
use std::{env, fs};

/// Where Trunk.toml has the server, for a `trunk serve` by hand.
const PROXIED: &str = "http://127.0.0.1:8000";

#[derive(Args)]
pub struct Dev {
    /// Port of the browser app; the server takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    #[command(flatten)]
    data: Data,
}

impl Dev {
    /// Builds the server, then serves until it is told to stop.
    pub fn perform(&self) -> Result<()> {
        check_port(Ipv4Addr::LOCALHOST.into(), self.port)?;
        let tools = Tools::ready()?;
        let ready = self.data.ready(spa::kith(false, None)?)?;
        let address = format!("http://localhost:{}", self.port);
        let mut serve = ready.serve(0);
        // Links in mails and passkeys are of the app as it is developed.
        serve.env("KITH_URL", env::var_os("KITH_URL").unwrap_or_else(|| address.clone().into()));
        let server = Serving::start(&mut serve)?;
        let trunk = Running::start(&mut self.trunk(&tools, &server.address)?)?;
        ready.welcome(&address);
        until_stopped(child::together(vec![server.running(), trunk]))
    }

    /// With a folder of its own, so that the app in `dist/`, which the server has in it, stays as it is.
    fn trunk(&self, tools: &Tools, server: &str) -> Result<Command> {
        let (root, folder) = (place::root(), place::logs()?.with_file_name("dev"));
        fs::create_dir_all(&folder)?;
        let (there, here) = (root.join("Trunk.toml"), folder.join("Trunk.toml"));
        let settings = fs::read_to_string(&there).context("Trunk.toml cannot be read")?;
        fs::write(&here, settings.replace(PROXIED, server))?;
        let mut command = tools.trunk();
        command.arg("--config").arg(here).args(["serve", "--port", &self.port.to_string()]);
        command.arg("--dist").arg(folder.join("dist"));
        for source in spa::SOURCES {
            command.arg("--watch").arg(root.join(source));
        }
        command.arg(root.join("index.html"));
        Ok(command)
    }
}
