//! What has happened to accounts: noted for their owners, and read by them.
//!
//! Events of one kind from one address and device on one day are one row with a count. From more places than [`PLACES`], the rest of
//! that day share a row. So neither a stranger nor a stolen session can bury other events, or fill the database.

use crate::database::connection::Connection;
use crate::database::{Client, Error, execute, query};
use crate::identity::device::Device;
use common::accounts::security_events::{Kind, SecurityEvent};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_postgres::Row;
use uuid::Uuid;

/// Events on a page.
pub(crate) const PAGE: usize = 30;
/// Rows of one kind and day that tell from where the events came.
const PLACES: i64 = 10;
/// Milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1000;

/// Notes the event of kind `$3` of the person `$1`, if any, in the row `$6`, or in the row `$7` where today (from `$8` on) has `$9`
/// others already.
const NOTE: &str = "
    INSERT INTO security_events AS event (person_id, event_id, first_id, kind, address, device, repeat_key)
    SELECT $1, $2, $2, $3, CASE WHEN is_full THEN '' ELSE $4 END, CASE WHEN is_full THEN '' ELSE $5 END,
           CASE WHEN is_full THEN $7::bytea ELSE $6::bytea END
    FROM (SELECT count(*) >= $9 AND NOT coalesce(bool_or(repeat_key = $6), false) AS is_full FROM security_events
          WHERE person_id = $1 AND event_id >= $8 AND kind = $3) AS today
    WHERE $1 IS NOT NULL
    ON CONFLICT (person_id, repeat_key) DO UPDATE
    SET times = event.times + 1, event_id = greatest(event.event_id, excluded.event_id)";

/// Notes that something has happened, and from where.
pub(crate) async fn note(
    client: &impl Connection,
    person: Uuid,
    kind: Kind,
    device: &Device,
) -> Result<(), Error> {
    note_of(client, Some(person), kind, [&device.address(), &device.name]).await
}

/// Notes that a password was wrong. Where there is no such person it is the same statement, which then writes nothing.
pub(super) async fn note_failure(
    client: &impl Connection,
    person: Option<Uuid>,
    device: &Device,
) -> Result<(), Error> {
    note_of(client, person, Kind::SignInFailed, [&device.address(), &device.name]).await
}

async fn note_of(
    client: &impl Connection,
    person: Option<Uuid>,
    kind: Kind,
    [address, device]: [&str; 2],
) -> Result<(), Error> {
    let Value::String(kind) = serde_json::to_value(kind).map_err(Error::fault)? else {
        return Err(Error::fault("a kind of event is not a text"));
    };
    let (id, today) = (Uuid::now_v7(), milliseconds() / DAY);
    let [this, others] = [format!("{address} {device}"), String::new()]
        .map(|place| Sha256::digest(format!("{today} {kind} {place}")).to_vec());
    let midnight = at(today * DAY);
    execute(client, NOTE, &[&person, &id, &kind, &address, &device, &this, &others, &midnight, &PLACES])
        .await?;
    Ok(())
}

/// Notes that something has happened that no call brought about, or that an operator has done.
pub(super) async fn note_by_itself(client: &impl Connection, person: Uuid, kind: Kind) -> Result<(), Error> {
    note_of(client, Some(person), kind, [""; 2]).await
}

/// A page of a person's events, newest first, and the one that the next page comes after.
pub(crate) async fn page(
    client: &Client,
    person: Uuid,
    before: Uuid,
) -> Result<(Vec<SecurityEvent>, Option<Uuid>), Error> {
    let sql =
        "SELECT event_id, kind, address, device, coalesce(first_id, event_id), times FROM security_events
               WHERE person_id = $1 AND event_id < $2 ORDER BY event_id DESC LIMIT $3";
    let mut rows = query(client, sql, &[&person, &before, &(PAGE as i64 + 1)]).await?;
    let is_last = rows.len() <= PAGE;
    rows.truncate(PAGE);
    let more = rows.last().filter(|_| !is_last).map(|row| row.try_get(0)).transpose()?;
    Ok((rows.iter().map(event).collect::<Result<_, _>>()?, more))
}

/// The smallest id of an event of so long ago; its first 48 bits are milliseconds.
pub(crate) fn before(age: Duration) -> Uuid {
    at(milliseconds().saturating_sub(age.as_millis() as u64))
}

fn at(milliseconds: u64) -> Uuid {
    Uuid::from_u64_pair(milliseconds << 16, 0)
}

fn milliseconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() as u64
}

fn event(row: &Row) -> Result<SecurityEvent, Error> {
    Ok(SecurityEvent {
        kind: Kind::deserialize(Value::String(row.try_get(1)?)).map_err(Error::fault)?,
        at: crate::database::timestamp(row.try_get(0)?),
        first_at: crate::database::timestamp(row.try_get(4)?),
        count: row.try_get(5)?,
        address: row.try_get(2)?,
        device: row.try_get(3)?,
    })
}
