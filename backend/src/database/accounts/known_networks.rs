//! Networks that an account is used from: its owner is signed in there, or has signed in lately.

use super::security_events;
use crate::database::connection::Connection;
use crate::database::{Error, query_opt};
use crate::identity::device::Device;
use std::time::Duration;
use uuid::Uuid;

/// How long a failure is remembered, and how long a network after its owner has signed in from there.
pub(crate) const MEMORY: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whether the network of a device is none of them, though the owner has signed in before.
pub(crate) async fn is_new(client: &impl Connection, person: Uuid, device: &Device) -> Result<bool, Error> {
    let sql = "SELECT FROM security_events WHERE person_id = $1 AND kind = 'signed_in' LIMIT 1";
    let has_signed_in = query_opt(client, sql, &[&person]).await?.is_some();
    Ok(has_signed_in && !is_known(client, Some(person), device).await?)
}

/// Whether the network of a device is one of them. It takes as long to say of an account that does not exist. A reset or a
/// change of the password forgets all networks but its own: those before it may be a thief's.
pub(super) async fn is_known(
    client: &impl Connection,
    person: Option<Uuid>,
    device: &Device,
) -> Result<bool, Error> {
    let sql = "SELECT EXISTS (SELECT FROM sessions
                              WHERE person_id = $1 AND nullif(address, '')::inet <<= $2::text::inet)
                   OR EXISTS (SELECT FROM security_events AS event
                              WHERE person_id = $1 AND event_id > $3 AND kind IN ('signed_in', 'password_reset', 'password_changed')
                                AND nullif(address, '')::inet <<= $2::text::inet
                                AND NOT EXISTS (SELECT FROM security_events AS reset
                                                WHERE person_id = $1 AND kind IN ('password_reset', 'password_changed')
                                                  AND reset.event_id > event.event_id))";
    let (network, since) = (device.network().to_string(), security_events::before(MEMORY));
    let row = query_opt(client, sql, &[&person, &network, &since]).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default())
}
