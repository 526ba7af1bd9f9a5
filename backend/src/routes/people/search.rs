//! Finding people.

use crate::Error;
use crate::database;
use crate::database::Db;
use crate::database::graph::counts::lengths;
use crate::database::graph::relationships;
use crate::database::people::search;
use crate::database::people::{person, privacy};
use crate::guards::call::{Answer, Call, answer};
use crate::guards::costly::Costly;
use crate::guards::viewer::Anybody;
use common::Success;
use common::lists::Page;
use common::people::{Profile, SearchPeople, ViewProfile};
use rocket::post;
use rocket::tokio::try_join;

#[post("/search", data = "<call>")]
pub(crate) async fn find(call: Call<SearchPeople, Anybody>, db: &Db, costly: Costly) -> Answer {
    let (asked, viewer) = (call.request, call.viewer.0.map(|viewer| viewer.id));
    let _turn = match search::is_costly(&asked) {
        true => Some(costly.turn(viewer).await?),
        false => None,
    };
    let client = db.client().await?;
    let found = search::page(&client, &asked, viewer).await?;
    let mut people = found.rows.iter().map(person::person).collect::<Result<Vec<_>, Error>>()?;
    let next = found.cursor.as_ref().and(asked.page.checked_add(1));
    if let Some(viewer) = viewer {
        relationships::relate(&client, viewer, &mut people).await?;
    }
    answer::<SearchPeople>(&Page::new(people, next, None, found.cursor))
}
