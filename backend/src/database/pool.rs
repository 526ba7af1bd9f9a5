//! The pool of connections, for Rocket to manage.

use super::connection::Client;
use super::connector::Connector;
use super::error::Error;
use super::statements::Statements;
use super::tls;
use crate::config::Pooler;
use crate::config::database::Pool as Settings;
use crate::config::database_url;
use crate::config::database_url::DatabaseUrl;
use rocket::figment::Figment;
use rocket_db_pools::deadpool_postgres::{self, Manager, ManagerConfig, Runtime, Status};
use std::sync::Arc;
use std::time::Duration;

/// Connections that are open, and those that may be.
#[derive(Clone)]
pub struct Pool {
    connections: deadpool_postgres::Pool,
    statements: Arc<Statements>,
}

impl Pool {
    /// Opens none yet. Without a limit of time, a caller waits for as long as it takes.
    pub(super) fn new(
        url: DatabaseUrl,
        pooler: Pooler,
        size: usize,
        limit: Option<Duration>,
    ) -> Result<Self, Error> {
        let DatabaseUrl { config, tls } = url;
        let statements = Arc::new(Statements::new(pooler != Pooler::Transaction));
        let looks_for_pooler = pooler == Pooler::Auto;
        let connector =
            Connector { tls: tls::connector(&tls)?, statements: statements.clone(), looks_for_pooler };
        let manager = Manager::from_connect(config, connector, ManagerConfig::default());
        let connections = deadpool_postgres::Pool::builder(manager)
            .max_size(size)
            .wait_timeout(limit)
            .create_timeout(limit)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(Error::fault)?;
        Ok(Self { connections, statements })
    }

    /// How many connections there are, and how many are waited for.
    pub(super) fn status(&self) -> Status {
        self.connections.status()
    }
}

#[rocket::async_trait]
impl rocket_db_pools::Pool for Pool {
    type Connection = Client;
    type Error = Error;

    async fn init(figment: &Figment) -> Result<Self, Error> {
        let Settings { url, max_connections, connect_timeout, pooler } =
            figment.extract().map_err(Error::fault)?;
        Self::new(
            DatabaseUrl::parse(database_url::DATABASE, &url)?,
            pooler,
            max_connections,
            Some(Duration::from_secs(connect_timeout)),
        )
    }

    async fn get(&self) -> Result<Client, Error> {
        let connection = self.connections.get().await.map_err(Error::NoConnection)?;
        Ok(Client::new(connection, self.statements.clone()))
    }

    async fn close(&self) {
        self.connections.close();
    }
}
