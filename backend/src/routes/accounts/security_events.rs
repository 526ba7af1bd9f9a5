//! What has happened to the caller's account.

use crate::Refusal;
use crate::database::accounts::security_events;
use crate::database::{Db, pagination};
use crate::guards::call::{Answer, Call, answer};
use crate::identity::caller::SignedIn;
use common::Success;
use common::accounts::security_events::{SecurityEventPage, SecurityEvents};
use rocket::post;
use uuid::Uuid;

#[post("/security_events", data = "<call>")]
pub(crate) async fn page(call: Call<SecurityEvents, SignedIn>, db: &Db) -> Answer {
    let before = call.request.cursor.as_deref().map_or(Ok(Uuid::max()), position)?;
    let (events, next) = security_events::page(&db.client().await?, call.viewer.id, before).await?;
    let cursor = next.map(|next| next.simple().to_string());
    answer::<SecurityEvents>(&SecurityEventPage { success: Success, events, cursor })
}

/// A cursor is the id of an event and nothing else: a forged one shows only the caller's own events.
fn position(cursor: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(cursor).map_err(|_| pagination::unknown_cursor())
}
