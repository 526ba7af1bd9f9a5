//! Profiles: seen, edited, and the picture removed.

use crate::database::graph::counts::lengths;
use crate::database::graph::relationships;
use crate::database::people::{avatars, privacy, profiles};
use crate::database::{Client, Db};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::reader::Reader;
use crate::guards::viewer::Anybody;
use crate::identity::caller::SignedIn;
use common::people::person::Person;
use common::people::profiles::{EditProfile, Profile, ProfileEdited, RemoveAvatar, ViewProfile};
use common::{Endpoint, Success};
use rocket::post;
use rocket::tokio::try_join;
use uuid::Uuid;

#[post("/profile", data = "<call>")]
pub(super) async fn view(call: Call<ViewProfile, Anybody>, db: Reader<'_>) -> Answer {
    let (user, viewer) = (&call.request.user, call.viewer.id());
    let read = async |client: &Client| {
        let id = privacy::resolve(client, user, viewer).await?;
        let (row, counts) = try_join!(profiles::find(client, id), lengths::of(client, id))?;
        let relationship = match viewer {
            Some(viewer) => Some(relationships::standing(client, viewer, id).await?.relationship),
            None => None,
        };
        Ok((row, counts, relationship))
    };
    let (row, counts, relationship) = db.read(read).await?;
    let person = Person { relationship, ..row.person()? };
    let (privacy, details) = (row.privacy()?, row.details()?);
    answer::<ViewProfile>(&Profile { success: Success, person, counts, privacy, details })
}

#[post("/edit_profile", data = "<call>")]
pub(super) async fn edit(call: Call<EditProfile, SignedIn>, db: &Db) -> Answer {
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
    let row = profiles::find(&db.client().await?, person).await?;
    let (person, details) = (row.person()?, row.details()?);
    answer::<E>(&ProfileEdited { success: Success, person, details })
}
