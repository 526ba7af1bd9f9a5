//! What has happened to accounts: noted for their owners, and read by them.

use super::{Client, execute, query};
use crate::Error;
use crate::guards::Device;
use common::security_events::{Kind, SecurityEvent};
use rocket_db_pools::deadpool_postgres::GenericClient;
use serde::Deserialize;
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::Row;
use uuid::Uuid;

/// Events on a page.
pub(crate) const PAGE: usize = 30;

/// Notes that something has happened, and from where.
pub(crate) async fn note(
    client: &impl GenericClient,
    person: Uuid,
    kind: Kind,
    device: &Device,
) -> Result<(), Error> {
    let Value::String(kind) = serde_json::to_value(kind).map_err(Error::internal)? else {
        return Err(Error::internal("a kind of event is not a text"));
    };
    let sql = "INSERT INTO security_events (person_id, event_id, kind, address, device) VALUES ($1, $2, $3, $4, $5)";
    execute(client, sql, &[&person, &Uuid::now_v7(), &kind, &device.address(), &device.name]).await?;
    Ok(())
}

/// A page of a person's events, newest first, and the one that the next page comes after.
pub(crate) async fn page(
    client: &Client,
    person: Uuid,
    before: Uuid,
) -> Result<(Vec<SecurityEvent>, Option<Uuid>), Error> {
    let sql = "SELECT event_id, kind, address, device FROM security_events
               WHERE person_id = $1 AND event_id < $2 ORDER BY event_id DESC LIMIT $3";
    let mut rows = query(client, sql, &[&person, &before, &(PAGE as i64 + 1)]).await?;
    let is_last = rows.len() <= PAGE;
    rows.truncate(PAGE);
    let more = rows.last().filter(|_| !is_last).map(|row| row.try_get(0)).transpose()?;
    Ok((rows.iter().map(event).collect::<Result<_, _>>()?, more))
}

/// The smallest id of an event of so long ago; its first 48 bits are milliseconds.
pub(super) fn before(age: Duration) -> Uuid {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().saturating_sub(age);
    Uuid::from_u64_pair((at.as_millis() as u64) << 16, 0)
}

fn event(row: &Row) -> Result<SecurityEvent, Error> {
    let kind = Kind::deserialize(Value::String(row.try_get(1)?)).map_err(Error::internal)?;
    let at = super::timestamp(row.try_get(0)?);
    Ok(SecurityEvent { kind, at, address: row.try_get(2)?, device: row.try_get(3)? })
}
