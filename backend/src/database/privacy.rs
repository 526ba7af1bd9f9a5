//! What people let others see and do.

use super::{Client, query_opt};
use crate::Error;
use common::privacy::{Privacy, SetPrivacy};
use rocket_db_pools::deadpool_postgres::GenericClient;
use tokio_postgres::Row;
use uuid::Uuid;

/// The choices in a row that has them.
pub(crate) fn privacy(row: &Row) -> Result<Privacy, Error> {
    Ok(Privacy { locked: row.try_get("locked")?, hides_lists: row.try_get("hides_lists")? })
}

/// Changes a person's choices, and gives all of them.
pub(crate) async fn set(client: &Client, person: Uuid, wanted: SetPrivacy) -> Result<Privacy, Error> {
    let sql = "UPDATE people SET locked = COALESCE($2, locked), hides_lists = COALESCE($3, hides_lists)
               WHERE person_id = $1 RETURNING locked, hides_lists";
    let row = query_opt(client, sql, &[&person, &wanted.locked, &wanted.hides_lists]).await?;
    privacy(&row.ok_or(Error::Unauthenticated("This account is gone."))?)
}

/// A person's choices, for a viewer who may see the person at all: a block on either side is in the way. The person's own
/// tables tell of both sides, so that this concerns one shard.
pub(super) async fn shown(
    client: &impl GenericClient,
    person: Uuid,
    viewer: Option<Uuid>,
) -> Result<Privacy, Error> {
    let sql = "SELECT locked, hides_lists,
                      EXISTS (SELECT FROM blocking WHERE person_id = $1 AND blocked_id = $2) AS blocks,
                      EXISTS (SELECT FROM blocked_by WHERE person_id = $1 AND blocker_id = $2) AS is_blocked
               FROM people WHERE person_id = $1";
    let row = query_opt(client, sql, &[&person, &viewer]).await?.ok_or(Error::NoSuchUser)?;
    part(row.try_get("blocks")?, row.try_get("is_blocked")?)?;
    privacy(&row)
}

/// Turns a viewer away whom a person blocks, or who blocks the person.
pub(super) fn part(blocks: bool, is_blocked: bool) -> Result<(), Error> {
    if blocks {
        return Err(Error::NoSuchUser);
    }
    if is_blocked {
        return Err(Error::Forbidden("You have blocked this person. Unblock them first."));
    }
    Ok(())
}

/// Keeps a hidden list from everybody but its owner.
pub(super) fn keep(hides_lists: bool, owner: Uuid, viewer: Option<Uuid>) -> Result<(), Error> {
    if hides_lists && viewer != Some(owner) {
        return Err(Error::Forbidden("This person's lists are hidden."));
    }
    Ok(())
}

/// Lets a viewer at a person's lists, or tells why not. One statement, which may travel with those that read a page.
pub(crate) async fn admit(client: &Client, owner: Uuid, viewer: Option<Uuid>) -> Result<(), Error> {
    keep(shown(client, owner, viewer).await?.hides_lists, owner, viewer)
}
