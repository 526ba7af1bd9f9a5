//! Opens connections to the server, by TLS or without, and finds out whether a pooler stands in between.

use super::statements::Statements;
use crate::error::of_tls;
use rocket::tokio::spawn;
use rocket::tokio::task::JoinHandle;
use rocket_db_pools::deadpool_postgres::Connect;
use std::error::Error as _;
use std::pin::Pin;
use std::sync::Arc;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Config, Error, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;
use uuid::Uuid;

type Opened = (Client, JoinHandle<()>);

/// Opens the connections of a pool.
#[derive(Clone)]
pub(super) struct Connector {
    pub(super) tls: MakeRustlsConnect,
    pub(super) statements: Arc<Statements>,
    /// Whether each connection has to show that no pooler stands in between.
    pub(super) looks_for_pooler: bool,
}

impl Connect for Connector {
    fn connect(&self, config: &Config) -> Pin<Box<dyn Future<Output = Result<Opened, Error>> + Send + '_>> {
        let config = config.clone();
        Box::pin(async move {
            match self.looks_for_pooler && self.statements.are_kept() {
                true => self.look_for_pooler(&config).await,
                false => self.open(&config).await,
            }
        })
    }
}

impl Connector {
    /// Marks the session at its start by a setting of its own, and reads the mark. A pooler refuses such a setting or passes it over, as
    /// its clients share sessions of the server which it has begun itself.
    async fn look_for_pooler(&self, config: &Config) -> Result<Opened, Error> {
        let mark = Uuid::now_v7().to_string();
        let options = config.get_options().unwrap_or_default();
        let mut marked = config.clone();
        marked.options(format!("{options} -c kith.session={mark}"));
        let opened = match self.open(&marked).await {
            Ok(opened) if reads(&opened.0, &mark).await? => return Ok(opened),
            Err(error) if !is_of_the_mark(&error) => return Err(error),
            Ok(opened) => Ok(opened),
            Err(_) => self.open(config).await,
        };
        if opened.is_ok() && self.statements.keep_no_more() {
            tracing::info!(
                "DATABASE_URL leads to a pooler: statements are sent without a name. KITH_DATABASE_POOLER=transaction says so beforehand"
            );
        }
        opened
    }

    /// As libpq does under `sslmode=prefer`, it goes on without TLS where that is what has failed.
    async fn open(&self, config: &Config) -> Result<Opened, Error> {
        let (client, connection) = match config.connect(self.tls.clone()).await {
            Err(error) if config.get_ssl_mode() == SslMode::Prefer && is_of_tls(&error) => {
                let mut plain = config.clone();
                plain.ssl_mode(SslMode::Disable).connect(self.tls.clone()).await?
            }
            opened => opened?,
        };
        // How it ends is told to the users of the client.
        Ok((client, spawn(async move { drop(connection.await) })))
    }
}

async fn reads(client: &Client, mark: &str) -> Result<bool, Error> {
    let told = client.simple_query("SELECT current_setting('kith.session', true)").await?;
    Ok(told.iter().any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(0) == Some(mark))))
}

/// Whether it is told by a server that takes no such setting.
fn is_of_the_mark(error: &Error) -> bool {
    error.code().is_some_and(|state| ["08", "0A", "22", "42"].contains(&&state.code()[..2]))
}

/// Whether it is about TLS: the handshake, or a server that lets nobody in by TLS.
fn is_of_tls(error: &Error) -> bool {
    error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
        || error.source().and_then(of_tls).is_some()
}
