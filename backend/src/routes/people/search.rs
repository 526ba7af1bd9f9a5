//! Finding people.

use crate::database::Db;
use crate::database::graph::relationships;
use crate::database::people::search;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::costly::Costly;
use crate::guards::viewer::Anybody;
use common::graph::lists::Page;
use common::people::search::SearchPeople;
use rocket::post;

#[post("/search", data = "<call>")]
pub(crate) async fn find(call: Call<SearchPeople, Anybody>, db: &Db, costly: Costly) -> Answer {
    let (asked, viewer) = (call.request, call.viewer.id());
    let _turn = match search::is_costly(&asked) {
        true => Some(costly.turn(viewer).await?),
        false => None,
    };
    let client = db.client().await?;
    let found = search::page(&client, &asked, viewer).await?;
    let mut people = found.rows.people()?;
    let next = found.cursor.as_ref().and(asked.page.checked_add(1));
    if let Some(viewer) = viewer {
        relationships::relate(&client, viewer, &mut people).await?;
    }
    answer::<SearchPeople>(&Page::new(people, next, None, found.cursor))
}
