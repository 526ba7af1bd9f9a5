//! Following, unfollowing, and removing a follower.

use crate::database::Db;
use crate::database::graph::counts::lengths;
use crate::database::graph::directions::Edge;
use crate::database::graph::{follows, relationships};
use crate::database::people::privacy;
use crate::guards::call::{Answer, Call, answer};
use crate::identity::caller::SignedIn;
use common::graph::follows::{Follow, FollowChanged, RemoveFollower, Unfollow};
use common::{Endpoint, Success};
use rocket::post;
use rocket::tokio::try_join;
use uuid::Uuid;

#[post("/follow", data = "<call>")]
pub(crate) async fn follow(call: Call<Follow, SignedIn>, db: &Db) -> Answer {
    let person = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    follows::follow(db, Edge { person, follower: call.viewer.id }).await?;
    changed::<Follow>(db, call.viewer.id, person).await
}

#[post("/unfollow", data = "<call>")]
pub(crate) async fn unfollow(call: Call<Unfollow, SignedIn>, db: &Db) -> Answer {
    let person = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    follows::unfollow(db, Edge { person, follower: call.viewer.id }).await?;
    changed::<Unfollow>(db, call.viewer.id, person).await
}

#[post("/remove_follower", data = "<call>")]
pub(crate) async fn remove_follower(call: Call<RemoveFollower, SignedIn>, db: &Db) -> Answer {
    let follower = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    follows::remove_follower(db, Edge { person: call.viewer.id, follower }).await?;
    changed::<RemoveFollower>(db, call.viewer.id, follower).await
}

/// The answer to a change between the viewer and another person: how things stand now.
pub(crate) async fn changed<E>(db: &Db, viewer: Uuid, other: Uuid) -> Answer
where
    E: for<'a> Endpoint<Success<'a> = FollowChanged>,
{
    let client = db.client().await?;
    let (standing, counts) =
        try_join!(relationships::standing(&client, viewer, other), lengths::of(&client, other))?;
    answer::<E>(&FollowChanged { success: Success, relationship: standing.relationship, counts })
}
