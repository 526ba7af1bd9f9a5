//! How statements are sent: under a name that the connection keeps, or, where a pooler stands in between, without one.
//!
//! A pooler in transaction mode hands a connection of the server on to the next client after each transaction. A statement that was
//! prepared on it is then lost, or worse, found by another process which has given the same name to another statement.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio_postgres::types::{Oid, Type};
use tokio_postgres::{Client, Error, SimpleQueryMessage};
use uuid::Uuid;

/// What a pool of connections knows of its statements.
pub(super) struct Statements {
    kept: AtomicBool,
    types: RwLock<HashMap<String, Arc<[Type]>>>,
}

impl Statements {
    /// Whether connections keep them, to begin with.
    pub(super) fn new(kept: bool) -> Self {
        Self { kept: AtomicBool::new(kept), types: RwLock::default() }
    }

    /// Whether each connection prepares a statement once and keeps it.
    pub(super) fn are_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    /// From now on no connection keeps any; whether this is news.
    pub(super) fn keep_no_more(&self) -> bool {
        self.kept.swap(false, Ordering::Relaxed)
    }

    /// The types of a statement's parameters, with which it is sent in one round trip and without a name. They are asked for once.
    ///
    /// One message prepares the statement, tells the types and forgets it again: so it is done on one connection of the server, whatever
    /// stands in between, and also where nobody waits for the answer any more.
    pub(super) async fn types(&self, client: &Client, sql: &str) -> Result<Arc<[Type]>, Error> {
        let known = self.types.read().unwrap_or_else(PoisonError::into_inner).get(sql).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let name = format!("kith_{}", Uuid::now_v7().simple());
        let ask = format!(
            "PREPARE {name} AS {sql};
             SELECT type::oid FROM pg_prepared_statements, unnest(parameter_types) WITH ORDINALITY AS of (type, place)
             WHERE name = '{name}' ORDER BY place;
             DEALLOCATE {name}"
        );
        let told = client.simple_query(&ask).await?;
        let types = told.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0)),
            _ => None,
        });
        let types = types.map(parse).collect::<Arc<[Type]>>();
        self.types.write().unwrap_or_else(PoisonError::into_inner).insert(sql.to_owned(), types.clone());
        Ok(types)
    }
}

/// One of PostgreSQL's own types. The schema has no others; no value could be sent as one.
fn parse(oid: Option<&str>) -> Type {
    oid.and_then(|oid| oid.parse::<Oid>().ok()).and_then(Type::from_oid).unwrap_or(Type::UNKNOWN)
}
