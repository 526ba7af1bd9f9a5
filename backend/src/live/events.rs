//! Turns events into server-sent events.

use crate::Error;
use crate::database::Client;
use crate::database::graph::counts::lengths;
use crate::database::graph::notifications::Event;
use crate::database::graph::relationships;
use crate::database::people::person;
use common::graph::live::News;
use common::{Envelope, Success};
use rocket::response::stream::Event as SseEvent;
use rocket::tokio::try_join;
use std::collections::HashMap;
use uuid::Uuid;

/// The server-sent events for these events of the viewer, in their order. People who have left meanwhile are left out.
pub(crate) async fn events(client: &Client, viewer: Uuid, found: &[Event]) -> Result<Vec<SseEvent>, Error> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids = found.iter().map(|event| event.person).collect::<Vec<_>>();
    let rows = person::by_ids(client, &ids).await?;
    let mut people = rows.people()?;
    let ((), counts) =
        try_join!(relationships::relate(client, viewer, &mut people), lengths::of(client, viewer))?;
    let people = people.into_iter().map(|person| (person.user_id, person)).collect::<HashMap<_, _>>();
    // Two people may have followed each other.
    let known = found.iter().filter_map(|known| Some((known, people.get(&known.person)?.clone())));
    known
        .map(|(Event { id, kind, .. }, person)| {
            event(*id, &News { success: Success, event: *kind, person, counts })
        })
        .collect()
}

fn event(id: Uuid, payload: &News<'_>) -> Result<SseEvent, Error> {
    let data = serde_json::to_string(&Envelope { payload }).map_err(Error::internal)?;
    Ok(SseEvent::data(data).id(id.simple().to_string()))
}
