//! Editing the profile, and removing the picture.

use crate::database::Db;
use crate::database::people::{avatars, person, profiles};
use crate::guards::call::{Answer, Call, answer};
use crate::identity::caller::SignedIn;
use common::people::profiles::{EditProfile, ProfileEdited, RemoveAvatar};
use common::{Endpoint, Success};
use rocket::post;
use uuid::Uuid;

#[post("/edit_profile", data = "<call>")]
pub(crate) async fn edit(call: Call<EditProfile, SignedIn>, db: &Db) -> Answer {
    profiles::edit(db, &call.viewer, &call.request).await?;
    edited::<EditProfile>(db, call.viewer.id).await
}

#[post("/remove_avatar", data = "<call>")]
pub(super) async fn remove_avatar(call: Call<RemoveAvatar, SignedIn>, db: &Db) -> Answer {
    avatars::hide(db, &call.viewer).await?;
    edited::<RemoveAvatar>(db, call.viewer.id).await
}

/// The answer to a change of a profile: the profile as it is now.
pub(super) async fn edited<E>(db: &Db, person: Uuid) -> Answer
where
    E: for<'a> Endpoint<Success<'a> = ProfileEdited<'a>>,
{
    let row = person::find(&db.client().await?, person).await?;
    let (person, details) = (row.person()?, row.details()?);
    answer::<E>(&ProfileEdited { success: Success, person, details })
}
