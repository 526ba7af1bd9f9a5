//! Following and unfollowing.

use crate::Error;
use crate::database::follows::{Change, Edge};
use crate::database::{Db, follows, people};
use crate::guards::{Answer, Call, SignedIn, answer};
use common::follows::{Follow, FollowChanged, Unfollow};
use common::{Endpoint, Success};
use rocket::post;
use rocket::tokio::try_join;

#[post("/follow", data = "<call>")]
pub(super) async fn follow(call: Call<Follow, SignedIn>, db: &Db) -> Answer {
    change::<Follow>(Change::Follow, &call.request.user, call.viewer, db).await
}

#[post("/unfollow", data = "<call>")]
pub(super) async fn unfollow(call: Call<Unfollow, SignedIn>, db: &Db) -> Answer {
    change::<Unfollow>(Change::Unfollow, &call.request.user, call.viewer, db).await
}

async fn change<E>(change: Change, user: &str, viewer: SignedIn, db: &Db) -> Answer
where
    E: for<'a> Endpoint<Success<'a> = FollowChanged>,
{
    let person = people::resolve(&db.client().await?, user).await?;
    follows::change(db, change, Edge { person, follower: viewer.id }).await?;
    let client = db.client().await?;
    let row = people::find(&client, person).await?;
    let mut seen = [people::person(&row)?];
    let ((), counts) =
        try_join!(people::relate(&client, viewer.id, &mut seen), people::counts(&client, person))?;
    let relationship = seen[0].relationship.ok_or(Error::NoSuchUser)?;
    answer::<E>(&FollowChanged { success: Success, relationship, counts })
}
