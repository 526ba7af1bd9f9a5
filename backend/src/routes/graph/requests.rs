//! Requests to follow a locked account: received, sent, accepted and rejected.

use super::follows::changed;
use super::pages::answer_page;
use crate::database::Db;
use crate::database::graph::directions::Edge;
use crate::database::graph::lists::own_lists;
use crate::database::graph::lists::own_lists::OwnList;
use crate::database::graph::{relationships, requests};
use crate::database::people::privacy;
use crate::guards::call::{Answer, Call};
use crate::identity::caller::SignedIn;
use common::Endpoint;
use common::graph::lists::{OwnListRequest, Page};
use common::graph::requests::{Accept, Reject, Requested, Requests};
use rocket::post;
use uuid::Uuid;

#[post("/requests", data = "<call>")]
pub(crate) async fn asking(call: Call<Requests, SignedIn>, db: &Db) -> Answer {
    page::<Requests>(&call.request.0, call.viewer.id, db).await
}

#[post("/requested", data = "<call>")]
pub(crate) async fn asked(call: Call<Requested, SignedIn>, db: &Db) -> Answer {
    page::<Requested>(&call.request.0, call.viewer.id, db).await
}

#[post("/accept", data = "<call>")]
pub(crate) async fn accept(call: Call<Accept, SignedIn>, db: &Db) -> Answer {
    let follower = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    requests::accept(db, Edge { person: call.viewer.id, follower }).await?;
    changed::<Accept>(db, call.viewer.id, follower).await
}

#[post("/reject", data = "<call>")]
pub(crate) async fn reject(call: Call<Reject, SignedIn>, db: &Db) -> Answer {
    let follower = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    requests::reject(db, Edge { person: call.viewer.id, follower }).await?;
    changed::<Reject>(db, call.viewer.id, follower).await
}

async fn page<L>(asked: &OwnListRequest, viewer: Uuid, db: &Db) -> Answer
where
    L: OwnList + for<'a> Endpoint<Success<'a> = Page<'a, L>>,
{
    let client = db.client().await?;
    let page = own_lists::page::<L>(&client, viewer, asked).await?;
    let mut people = page.rows.people()?;
    relationships::relate(&client, viewer, &mut people).await?;
    answer_page::<L>(&page, people, asked.page)
}
