//! People: what is shown of them, how they stand to the viewer, and which of them are hidden from the viewer.

use super::privacy;
use crate::Error;
use crate::database::graph::lists::statements::total;
use crate::database::{Client, query, query_opt};
use common::avatars;
use common::follows::Relationship;
use common::lists::{Followed, Followers};
use common::people::{Counts, Person};
use common::profiles::Details;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use tokio_postgres::Row;
use uuid::Uuid;

/// Whether a person goes by the username `$1`.
pub(crate) const GOES_BY: &str = "lower(username COLLATE \"C\") = lower($1 COLLATE \"C\")";

/// An id in the form that Kith writes; its 36 characters are too long for a username.
pub(crate) fn as_id(user: &str) -> Option<Uuid> {
    Uuid::try_parse(user).ok().filter(|_| user.len() == 36)
}

/// A username as it may be typed: people write it with an `@`, be it a wide one.
pub(crate) fn username(typed: &str) -> &str {
    let typed = typed.trim();
    typed.strip_prefix(['@', '＠']).unwrap_or(typed)
}

/// One person's row, with their [`privacy`](crate::database::people::privacy::privacy) and [`details`].
pub(crate) async fn find(client: &Client, id: Uuid) -> Result<Row, Error> {
    let sql = "SELECT person_id, username, location, avatar, locked, hides_lists, name, about
               FROM people LEFT JOIN profiles USING (person_id) WHERE person_id = $1";
    query_opt(client, sql, &[&id]).await?.ok_or(Error::NoSuchUser)
}

/// The rows of those people who are still there, in no order.
pub(crate) async fn find_all(client: &Client, ids: &[Uuid]) -> Result<Vec<Row>, Error> {
    let sql = "SELECT person_id, username, location, avatar FROM people WHERE person_id = ANY($1)";
    query(client, sql, &[&ids]).await
}

/// How many follow a person, and how many the person follows.
pub(crate) async fn counts(client: &Client, id: Uuid) -> Result<Counts, Error> {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let (followers, followed) = (total::<Followers>(), total::<Followed>());
        format!("SELECT {followers}, {followed} FROM people WHERE person_id = $1")
    });
    let row = query_opt(client, &SQL, &[&id]).await?.ok_or(Error::NoSuchUser)?;
    Ok(Counts { followers: row.try_get(0)?, followed: row.try_get(1)? })
}

/// What a person tells, in a row of [`find`].
pub(crate) fn details(row: &Row) -> Result<Details, Error> {
    let text = |column| row.try_get::<_, Option<String>>(column).map(Option::unwrap_or_default);
    Ok(Details { name: text("name")?, about: text("about")? })
}

/// The person in a row that begins with id, username, location, avatar; it borrows the row's text.
pub(crate) fn person(row: &Row) -> Result<Person<'_>, Error> {
    let user_id = row.try_get(0)?;
    Ok(Person {
        user_id,
        avatar: Cow::Owned(
            row.try_get::<_, Option<&[u8]>>(3)?.map_or_else(|| avatars::path(user_id), avatars::picture),
        ),
        username: Cow::Borrowed(row.try_get(1)?),
        location: Cow::Borrowed(row.try_get(2)?),
        relationship: None,
    })
}

/// All that lies between the viewer and another person, from the viewer's side.
#[derive(Clone, Copy, Default)]
pub(crate) struct Standing {
    pub(crate) relationship: Relationship,
    /// The other has blocked the viewer.
    pub(crate) blocked_by: bool,
}

/// Tells each person how they stand to the viewer, and takes out those whom a block on either side hides.
pub(crate) async fn relate(client: &Client, viewer: Uuid, people: &mut Vec<Person<'_>>) -> Result<(), Error> {
    let ids = people.iter().map(|person| person.user_id).collect::<Vec<_>>();
    apply(&standings(client, viewer, &ids).await?, people);
    Ok(())
}

/// As [`relate`], for people in somebody's list, which a block between its owner and the viewer hides as a whole. The owner
/// is looked up along with the others.
pub(crate) async fn relate_in_list(
    client: &Client,
    viewer: Uuid,
    owner: Uuid,
    people: &mut Vec<Person<'_>>,
) -> Result<(), Error> {
    let mut ids = people.iter().map(|person| person.user_id).collect::<Vec<_>>();
    ids.push(owner);
    let standings = standings(client, viewer, &ids).await?;
    let owners = standings.get(&owner).copied().unwrap_or_default();
    privacy::part(owners.blocked_by, owners.relationship.blocking)?;
    apply(&standings, people);
    Ok(())
}

fn apply(standings: &HashMap<Uuid, Standing>, people: &mut Vec<Person<'_>>) {
    people.retain_mut(|person| {
        let Standing { relationship, blocked_by } =
            standings.get(&person.user_id).copied().unwrap_or_default();
        person.relationship = Some(relationship);
        !relationship.blocking && !blocked_by
    });
}

/// How one other person stands to the viewer.
pub(crate) async fn standing(client: &Client, viewer: Uuid, other: Uuid) -> Result<Standing, Error> {
    let mut standings = standings(client, viewer, &[other]).await?;
    Ok(standings.remove(&other).unwrap_or_default())
}

/// One statement, all of it in the viewer's own tables. A sub-select for each person makes sure that keys are looked up: for
/// `= ANY`, a plan that does not know the viewer may read the whole of the viewer's lists.
async fn standings(client: &Client, viewer: Uuid, others: &[Uuid]) -> Result<HashMap<Uuid, Standing>, Error> {
    let sql = "SELECT id, (SELECT true FROM followed WHERE person_id = $1 AND followed_id = id),
                          (SELECT true FROM followers WHERE person_id = $1 AND follower_id = id),
                          (SELECT true FROM requested WHERE person_id = $1 AND requested_id = id),
                          (SELECT true FROM requests WHERE person_id = $1 AND requester_id = id),
                          (SELECT true FROM blocking WHERE person_id = $1 AND blocked_id = id),
                          (SELECT true FROM blocked_by WHERE person_id = $1 AND blocker_id = id)
               FROM unnest($2::uuid[]) AS other (id)";
    let rows = query(client, sql, &[&viewer, &others]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, standing_in(row)?))).collect()
}

fn standing_in(row: &Row) -> Result<Standing, Error> {
    let is = |column| row.try_get::<_, Option<bool>>(column).map(|found| found.is_some());
    let relationship = Relationship {
        following: is(1)?,
        followed_by: is(2)?,
        requested: is(3)?,
        requested_by: is(4)?,
        blocking: is(5)?,
    };
    Ok(Standing { relationship, blocked_by: is(6)? })
}
