//! What people let others see and do.
//!
//! A `user` of a request becomes an id in [`resolve`] and nowhere else. There a block or a suspension ends every read and write about a
//! person, with the answer and the statements of a name that is not in use.

use super::person;
use super::person::privacy;
use crate::Refusal;
use crate::database::accounts::account;
use crate::database::connection::Connection;
use crate::database::{Client, Error, query, query_opt};
use crate::identity::caller::SignedIn;
use common::Code;
use common::people::privacy::{Privacy, SetPrivacy};
use std::sync::LazyLock;
use uuid::Uuid;

/// Changes a person's choices, and returns all of them.
pub(crate) async fn set(client: &Client, person: Uuid, wanted: SetPrivacy) -> Result<Privacy, Error> {
    let sql = "UPDATE people SET locked = COALESCE($2, locked), hides_lists = COALESCE($3, hides_lists)
               WHERE person_id = $1 RETURNING locked, hides_lists";
    let row = query_opt(client, sql, &[&person, &wanted.locked, &wanted.hides_lists]).await?;
    privacy(&row.ok_or(Refusal::Plain(Code::AccountDeleted))?)
}

/// The person who is `{named}` by `$1`, unless they are suspended or block the viewer `$2`. It reads the viewer's own tables only. A
/// person whom the viewer blocks stays in sight, or the viewer could not unblock them: so a block by both sides looks to
/// either like a block of their own.
const IN_SIGHT: &str = "
    SELECT person_id FROM people
    WHERE {named} AND NOT suspended
      AND ((SELECT true FROM blocked_by WHERE person_id = $2 AND blocker_id = people.person_id) IS NULL
           OR (SELECT true FROM blocking WHERE person_id = $2 AND blocked_id = people.person_id))";

/// Finds the person behind a `user`, an id or a username with or without an `@`, as far as the viewer may know of them. Without a
/// viewer an id is taken as it is, so that a public page costs no statement more: what reads the page leaves out who is suspended.
///
/// # Errors
///
/// [`Code::UserNotFound`] if the name is not in use, or the person is suspended or blocks the viewer.
pub(crate) async fn resolve(client: &Client, user: &str, viewer: Option<Uuid>) -> Result<Uuid, Error> {
    static BY_ID: LazyLock<String> = LazyLock::new(|| IN_SIGHT.replace("{named}", "person_id = $1"));
    static BY_NAME: LazyLock<String> = LazyLock::new(|| IN_SIGHT.replace("{named}", person::GOES_BY));
    let found = match (person::as_id(user), viewer) {
        (Some(id), None) => return Ok(id),
        (Some(id), viewer) => query_opt(client, &BY_ID, &[&id, &viewer]).await?,
        (None, viewer) => query_opt(client, &BY_NAME, &[&person::username(user), &viewer]).await?,
    };
    Ok(found.ok_or(Refusal::Plain(Code::UserNotFound))?.try_get(0)?)
}

/// Finds the person whom an operator means by a username, an e-mail address or an id, blocked and suspended people included.
///
/// # Errors
///
/// [`Code::UserNotFound`] if nobody goes by it.
pub(crate) async fn resolve_for_operator(client: &Client, user: &str) -> Result<Uuid, Error> {
    static BY_NAME: LazyLock<String> =
        LazyLock::new(|| format!("SELECT person_id FROM people WHERE {}", person::GOES_BY));
    let name = person::username(user);
    let row = match person::as_id(user) {
        Some(id) => query_opt(client, "SELECT person_id FROM people WHERE person_id = $1", &[&id]).await?,
        None if name.contains('@') => {
            return Ok(account::find_person(client, name)
                .await?
                .ok_or(Refusal::Plain(Code::UserNotFound))?);
        }
        None => query_opt(client, &BY_NAME, &[&name]).await?,
    };
    Ok(row.ok_or(Refusal::Plain(Code::UserNotFound))?.try_get(0)?)
}

/// The people that are left out of whatever the viewer finds, as a block stands on either side.
pub(crate) async fn hidden(client: &Client, viewer: Option<Uuid>) -> Result<Vec<Uuid>, Error> {
    let Some(viewer) = viewer else { return Ok(Vec::new()) };
    let sql = "SELECT blocker_id FROM blocked_by WHERE person_id = $1
               UNION ALL SELECT blocked_id FROM blocking WHERE person_id = $1";
    query(client, sql, &[&viewer]).await?.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// A person's choices, unless a block or a suspension is in the way. It reads the person's own tables, which concerns one shard.
pub(crate) async fn unless_blocked(
    client: &impl Connection,
    person: Uuid,
    viewer: Option<Uuid>,
) -> Result<Privacy, Error> {
    let sql = "SELECT locked, hides_lists,
                      EXISTS (SELECT FROM blocking WHERE person_id = $1 AND blocked_id = $2) AS blocks,
                      EXISTS (SELECT FROM blocked_by WHERE person_id = $1 AND blocker_id = $2) AS is_blocked
               FROM people WHERE person_id = $1 AND NOT suspended";
    let row = query_opt(client, sql, &[&person, &viewer]).await?.ok_or(Refusal::Plain(Code::UserNotFound))?;
    require_not_blocked(row.try_get("blocks")?, row.try_get("is_blocked")?)?;
    privacy(&row)
}

/// Refuses a viewer whom a person blocks, or who blocks the person. The viewer's own block comes first, as in [`resolve`].
pub(crate) fn require_not_blocked(blocks: bool, is_blocked: bool) -> Result<(), Refusal> {
    if is_blocked {
        return Err(Refusal::Plain(Code::UserBlocked));
    }
    if blocks {
        return Err(Refusal::Plain(Code::UserNotFound));
    }
    Ok(())
}

/// Refuses hidden lists to all viewers but the owner.
pub(crate) fn require_visible_lists(
    hides_lists: bool,
    owner: Uuid,
    viewer: Option<Uuid>,
) -> Result<(), Refusal> {
    if hides_lists && viewer != Some(owner) {
        return Err(Refusal::Plain(Code::ListsHidden));
    }
    Ok(())
}

/// Proof that a viewer may see the lists of an owner, which whatever reads one asks for. A page of a whole list is read along with what
/// decides this, and so by `database/graph/lists` alone.
#[derive(Clone, Copy)]
pub(crate) struct ListAccess {
    owner: Uuid,
    viewer: Option<Uuid>,
}

impl ListAccess {
    /// Nothing keeps people from their own lists.
    pub(crate) fn to_own(caller: &SignedIn) -> Self {
        Self { owner: caller.id, viewer: Some(caller.id) }
    }

    pub(crate) fn owner(self) -> Uuid {
        self.owner
    }

    pub(crate) fn viewer(self) -> Option<Uuid> {
        self.viewer
    }
}

/// Lets a viewer at a person's lists.
///
/// # Errors
///
/// [`Code::UserNotFound`] for a viewer whom the owner blocks, and [`Code::UserBlocked`] or [`Code::ListsHidden`] for one who blocks the owner, or from whom the
/// lists are hidden.
pub(crate) async fn authorize_list(
    client: &Client,
    owner: Uuid,
    viewer: Option<Uuid>,
) -> Result<ListAccess, Error> {
    require_visible_lists(unless_blocked(client, owner, viewer).await?.hides_lists, owner, viewer)?;
    Ok(ListAccess { owner, viewer })
}
