//! Turns follows into the events that tell of them.

use crate::Error;
use crate::database::live::Follow;
use crate::database::{Client, people};
use common::live::{Kind, News};
use common::{Envelope, Success};
use rocket::response::stream::Event;
use rocket::tokio::try_join;
use std::collections::HashMap;
use uuid::Uuid;

/// The events that tell the viewer of these follows, in their order. Who has left meanwhile is left out.
pub(super) async fn events(client: &Client, viewer: Uuid, follows: &[Follow]) -> Result<Vec<Event>, Error> {
    if follows.is_empty() {
        return Ok(Vec::new());
    }
    let followers = follows.iter().map(|follow| follow.follower).collect::<Vec<_>>();
    let rows = people::find_all(client, &followers).await?;
    let mut people = rows.iter().map(people::person).collect::<Result<Vec<_>, Error>>()?;
    let ((), counts) =
        try_join!(people::relate(client, viewer, &mut people), people::counts(client, viewer))?;
    let mut people = people.into_iter().map(|person| (person.user_id, person)).collect::<HashMap<_, _>>();
    let known = follows.iter().filter_map(|follow| Some((follow.id, people.remove(&follow.follower)?)));
    known
        .map(|(id, person)| event(id, &News { success: Success, event: Kind::Follower, person, counts }))
        .collect()
}

fn event(id: Uuid, payload: &News<'_>) -> Result<Event, Error> {
    let data = serde_json::to_string(&Envelope { payload }).map_err(Error::internal)?;
    Ok(Event::data(data).id(id.simple().to_string()))
}
