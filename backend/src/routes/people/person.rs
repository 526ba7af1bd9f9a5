//! One person's profile, and finding people by name.

use crate::Error;
use crate::database;
use crate::database::Db;
use crate::database::people::{person, privacy};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::costly::Costly;
use crate::guards::viewer::Anybody;
use common::Success;
use common::lists::Page;
use common::people::{Profile, SearchPeople, ViewProfile};
use rocket::post;
use rocket::tokio::try_join;

#[post("/profile", data = "<call>")]
pub(crate) async fn profile(call: Call<ViewProfile, Anybody>, db: &Db) -> Answer {
    let client = db.client().await?;
    let viewer = call.viewer.0.map(|viewer| viewer.id);
    let id = privacy::resolve(&client, &call.request.user, viewer).await?;
    let (row, counts) = try_join!(person::find(&client, id), person::counts(&client, id))?;
    let mut person = person::person(&row)?;
    if let Some(viewer) = viewer {
        person.relationship = Some(person::standing(&client, viewer, id).await?.relationship);
    }
    let (privacy, details) = (privacy::privacy(&row)?, person::details(&row)?);
    answer::<ViewProfile>(&Profile { success: Success, person, counts, privacy, details })
}

#[post("/search", data = "<call>")]
pub(crate) async fn search(call: Call<SearchPeople, Anybody>, db: &Db, costly: Costly) -> Answer {
    let (asked, viewer) = (call.request, call.viewer.0.map(|viewer| viewer.id));
    let _turn = match database::search::is_costly(&asked) {
        true => Some(costly.turn(viewer).await?),
        false => None,
    };
    let client = db.client().await?;
    let found = database::search::page(&client, &asked, viewer).await?;
    let mut people = found.rows.iter().map(person::person).collect::<Result<Vec<_>, Error>>()?;
    let next = found.cursor.as_ref().and(asked.page.checked_add(1));
    if let Some(viewer) = viewer {
        person::relate(&client, viewer, &mut people).await?;
    }
    answer::<SearchPeople>(&Page::new(people, next, None, found.cursor))
}
