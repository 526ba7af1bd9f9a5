//! One person's profile.

use crate::database::Db;
use crate::database::graph::counts::lengths;
use crate::database::graph::relationships;
use crate::database::people::{person, privacy};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::viewer::Anybody;
use common::Success;
use common::people::profiles::{Profile, ViewProfile};
use rocket::post;
use rocket::tokio::try_join;

#[post("/profile", data = "<call>")]
pub(crate) async fn profile(call: Call<ViewProfile, Anybody>, db: &Db) -> Answer {
    let client = db.client().await?;
    let viewer = call.viewer.id();
    let id = privacy::resolve(&client, &call.request.user, viewer).await?;
    let (row, counts) = try_join!(person::find(&client, id), lengths::of(&client, id))?;
    let mut person = row.person()?;
    if let Some(viewer) = viewer {
        person.relationship = Some(relationships::standing(&client, viewer, id).await?.relationship);
    }
    let (privacy, details) = (row.privacy()?, row.details()?);
    answer::<ViewProfile>(&Profile { success: Success, person, counts, privacy, details })
}
