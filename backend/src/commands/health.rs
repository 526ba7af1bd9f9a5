//! `kith health`, for what watches a container without a program to call the server.

use crate::Error;
use crate::commands::print;
use clap::Args;
use rocket::tokio::io::{AsyncReadExt, AsyncWriteExt};
use rocket::tokio::net::TcpStream;
use rocket::tokio::time::timeout;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// What the server answers with 200 while it serves.
const PATH: &str = "/health/live";
/// For the whole call.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Health {
    /// Address that the server listens on
    #[arg(long, env = "KITH_ADDRESS", default_value = "127.0.0.1")]
    address: IpAddr,
    /// Port that the server listens on
    #[arg(long, env = "KITH_PORT", default_value_t = 8000)]
    port: u16,
}

impl Health {
    pub(crate) async fn run(self) -> Result<(), Error> {
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        let status = timeout(PATIENCE, self.status()).await.map_err(late).flatten();
        match status {
            Ok(status) if status == "200" => print("The server is ready."),
            Ok(status) => Err(Error::Unsound(format!("the server is not ready: it answers with {status:?}"))),
            Err(error) => Err(Error::Unsound(format!("the server does not answer: {error}"))),
        }
    }

    /// The status of the answer. A server that listens everywhere listens here too.
    async fn status(&self) -> io::Result<String> {
        let address = match self.address {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
            address => address,
        };
        let mut connection = TcpStream::connect(SocketAddr::new(address, self.port)).await?;
        connection.write_all(format!("GET {PATH} HTTP/1.0\r\nHost: localhost\r\n\r\n").as_bytes()).await?;
        let mut start = [0; "HTTP/1.0 200".len()];
        connection.read_exact(&mut start).await?;
        Ok(String::from_utf8_lossy(&start[9..]).into_owned())
    }
}
