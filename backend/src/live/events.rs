//! Turns what has happened into the events that tell of it.

use crate::Error;
use crate::database::Client;
use crate::database::graph::counts::lengths;
use crate::database::graph::notifications::Happening;
use crate::database::graph::relationships;
use crate::database::people::person;
use common::graph::live::News;
use common::{Envelope, Success};
use rocket::response::stream::Event;
use rocket::tokio::try_join;
use std::collections::HashMap;
use uuid::Uuid;

/// The events that tell the viewer of these happenings, in their order. Who has left meanwhile is left out.
pub(crate) async fn events(
    client: &Client,
    viewer: Uuid,
    happenings: &[Happening],
) -> Result<Vec<Event>, Error> {
    if happenings.is_empty() {
        return Ok(Vec::new());
    }
    let ids = happenings.iter().map(|happening| happening.person).collect::<Vec<_>>();
    let rows = person::find_all(client, &ids).await?;
    let mut people = person::people(&rows)?;
    let ((), counts) =
        try_join!(relationships::relate(client, viewer, &mut people), lengths::of(client, viewer))?;
    let people = people.into_iter().map(|person| (person.user_id, person)).collect::<HashMap<_, _>>();
    // Two people may have followed each other.
    let known = happenings.iter().filter_map(|known| Some((known, people.get(&known.person)?.clone())));
    known
        .map(|(Happening { id, kind, .. }, person)| {
            event(*id, &News { success: Success, event: *kind, person, counts })
        })
        .collect()
}

fn event(id: Uuid, payload: &News<'_>) -> Result<Event, Error> {
    let data = serde_json::to_string(&Envelope { payload }).map_err(Error::internal)?;
    Ok(Event::data(data).id(id.simple().to_string()))
}
