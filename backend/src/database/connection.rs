//! Connections and transactions, and how statements run on them.
//!
//! Neither gives away the client inside: so every statement goes through [`Handle`], and none is kept under a name that a pooler
//! would lose.

use super::error::Error;
use super::statements::Statements;
use super::timing::Timed;
use rocket::futures::stream::{Stream, TryStreamExt};
use rocket_db_pools::deadpool_postgres::{self, Object, StatementCache};
use std::sync::Arc;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Error as PgError, IsolationLevel, Row};

/// A connection, held only while it is used.
pub struct Client {
    object: Object,
    statements: Arc<Statements>,
}

/// A transaction. It is rolled back where it is dropped before its commit.
pub struct Transaction<'a> {
    transaction: deadpool_postgres::Transaction<'a>,
    statements: &'a Statements,
}

impl Client {
    pub(super) fn new(object: Object, statements: Arc<Statements>) -> Self {
        Self { object, statements }
    }

    /// Closes the connection, on which an answer may still be outstanding.
    pub(super) fn discard(self) {
        drop(Object::take(self.object));
    }

    /// Begins a transaction.
    pub(super) async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        let _timed = Timed::start("BEGIN");
        let transaction = self.object.transaction().await?;
        Ok(Transaction { transaction, statements: &self.statements })
    }

    /// Begins a transaction that sees the database at one moment, and writes nothing.
    pub(super) async fn snapshot(&mut self) -> Result<Transaction<'_>, Error> {
        let transaction = self.object.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let transaction = transaction.read_only(true).start().await?;
        Ok(Transaction { transaction, statements: &self.statements })
    }

    /// Runs statements without parameters, and without a transaction around them.
    pub(super) async fn batch_execute(&self, sql: &str) -> Result<(), Error> {
        Ok(self.object.batch_execute(sql).await?)
    }

    /// For the migrations, whose library runs each of its statements within a transaction.
    pub(super) fn for_migrations(&mut self) -> &mut tokio_postgres::Client {
        &mut self.object
    }
}

impl Transaction<'_> {
    pub(super) async fn commit(self) -> Result<(), Error> {
        let _timed = Timed::start("COMMIT");
        Ok(self.transaction.commit().await?)
    }

    /// Runs statements without parameters.
    pub(super) async fn batch_execute(&self, sql: &str) -> Result<(), Error> {
        Ok(self.transaction.batch_execute(sql).await?)
    }

    /// Begins a binary COPY into a table, of columns of these types.
    pub(super) async fn copy_in(&self, sql: &str, types: &[Type]) -> Result<BinaryCopyInWriter, Error> {
        Ok(BinaryCopyInWriter::new(self.transaction.copy_in(sql).await?, types))
    }

    /// Runs a statement without parameters whose rows come one by one.
    pub(super) async fn stream(&self, sql: &str) -> Result<impl Stream<Item = Result<Row, Error>>, Error> {
        let none: [(&(dyn ToSql + Sync), _); 0] = [];
        Ok(self.transaction.query_typed_raw(sql, none).await?.err_into())
    }
}

/// What statements run on: a connection, or a transaction on one.
pub(crate) trait Connection: Sync {
    /// How they do.
    fn handle(&self) -> Handle<'_>;
}

impl Connection for Client {
    fn handle(&self) -> Handle<'_> {
        Handle { client: &self.object, cache: &self.object.statement_cache, statements: &self.statements }
    }
}

impl Connection for Transaction<'_> {
    fn handle(&self) -> Handle<'_> {
        let Self { transaction, statements } = self;
        Handle { client: transaction.client(), cache: &transaction.statement_cache, statements }
    }
}

/// Runs statements as the server or the pooler before it allows.
pub(crate) struct Handle<'a> {
    client: &'a tokio_postgres::Client,
    cache: &'a StatementCache,
    statements: &'a Statements,
}

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

impl Handle<'_> {
    pub(super) async fn query(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, PgError> {
        let _timed = Timed::start(sql);
        if self.statements.are_kept() {
            let statement = self.cache.prepare(self.client, sql).await?;
            return self.client.query(&statement, parameters).await;
        }
        let types = self.statements.types(self.client, sql).await?;
        self.client.query_typed(sql, &with(parameters, &types)).await
    }

    pub(super) async fn execute(&self, sql: &str, parameters: Parameters<'_>) -> Result<u64, PgError> {
        let _timed = Timed::start(sql);
        if self.statements.are_kept() {
            let statement = self.cache.prepare(self.client, sql).await?;
            return self.client.execute(&statement, parameters).await;
        }
        let types = self.statements.types(self.client, sql).await?;
        self.client.execute_typed(sql, &with(parameters, &types)).await
    }
}

fn with<'a>(parameters: Parameters<'a>, types: &[Type]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    parameters.iter().copied().zip(types.iter().cloned()).collect()
}
