//! Finding people.

use crate::database::Client;
use crate::database::graph::relationships::Standings;
use crate::database::people::search;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::costly::Costly;
use crate::guards::reader::Reader;
use crate::guards::viewer::Anybody;
use common::graph::lists::Page;
use common::people::search::SearchPeople;
use rocket::post;

#[post("/search", data = "<call>")]
pub(crate) async fn find(call: Call<SearchPeople, Anybody>, db: Reader<'_>, costly: Costly) -> Answer {
    let (asked, viewer) = (call.request, call.viewer.id());
    let _turn = match search::is_costly(&asked) {
        true => Some(costly.turn(viewer).await?),
        false => None,
    };
    let read = async |client: &Client| {
        let found = search::page(client, &asked, viewer).await?;
        let standings = Standings::read(client, viewer, &found.rows.ids()?).await?;
        Ok((found, standings))
    };
    let (found, standings) = db.read(read).await?;
    let mut people = found.rows.people()?;
    standings.tell(&mut people);
    let next = found.cursor.as_ref().and(asked.page.checked_add(1));
    answer::<SearchPeople>(&Page::new(people, next, None, found.cursor))
}
