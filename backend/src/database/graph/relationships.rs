//! How people stand to the viewer, and which of them a block hides.

use crate::database::{Client, Error, query};
use common::people::person::Person;
use common::people::relationships::Relationship;
use std::collections::HashMap;
use tokio_postgres::Row;
use uuid::Uuid;

/// All that lies between the viewer and another person, from the viewer's side.
#[derive(Clone, Copy, Default)]
pub(crate) struct Standing {
    pub(crate) relationship: Relationship,
    /// The other has blocked the viewer.
    pub(crate) blocked_by: bool,
}

/// Sets the relationship of each person to the viewer, and removes those whom a block on either side hides.
pub(crate) async fn relate(client: &Client, viewer: Uuid, people: &mut Vec<Person<'_>>) -> Result<(), Error> {
    let ids = people.iter().map(|person| person.user_id).collect::<Vec<_>>();
    Standings::read(client, Some(viewer), &ids).await?.tell(people);
    Ok(())
}

/// How one other person stands to the viewer.
pub(crate) async fn standing(client: &Client, viewer: Uuid, other: Uuid) -> Result<Standing, Error> {
    Ok(Standings::read(client, Some(viewer), &[other]).await?.of(other))
}

/// The relationships of people to a viewer; empty for a visitor.
pub(crate) struct Standings(Option<HashMap<Uuid, Standing>>);

impl Standings {
    /// Reads how these people stand to the viewer.
    pub(crate) async fn read(client: &Client, viewer: Option<Uuid>, others: &[Uuid]) -> Result<Self, Error> {
        let Some(viewer) = viewer else { return Ok(Self(None)) };
        standings(client, viewer, others).await.map(Some).map(Self)
    }

    pub(crate) fn of(&self, other: Uuid) -> Standing {
        self.0.as_ref().and_then(|standings| standings.get(&other)).copied().unwrap_or_default()
    }

    /// Sets the relationship of each person to the viewer, and removes those whom a block on either side hides.
    pub(crate) fn tell(&self, people: &mut Vec<Person<'_>>) {
        if self.0.is_none() {
            return;
        }
        people.retain_mut(|person| {
            let Standing { relationship, blocked_by } = self.of(person.user_id);
            person.relationship = Some(relationship);
            !relationship.blocking && !blocked_by
        });
    }
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
