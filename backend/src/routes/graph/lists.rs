//! Followers and followed, a page at a time.

use super::pages::answer_page;
use crate::database::Client;
use crate::database::graph::lists;
use crate::database::people::privacy;
use crate::guards::call::{Answer, Call};
use crate::guards::costly::Costly;
use crate::guards::reader::Reader;
use crate::guards::viewer::Anybody;
use common::Endpoint;
use common::graph::lists::{Direction, Followed, Followers, ListRequest, Page};
use rocket::post;

#[post("/followers", data = "<call>")]
pub(crate) async fn followers(call: Call<Followers, Anybody>, db: Reader<'_>, costly: Costly) -> Answer {
    page::<Followers>(Direction::Followers, &call.request.0, call.viewer, &db, &costly).await
}

#[post("/followed", data = "<call>")]
pub(crate) async fn followed(call: Call<Followed, Anybody>, db: Reader<'_>, costly: Costly) -> Answer {
    page::<Followed>(Direction::Followed, &call.request.0, call.viewer, &db, &costly).await
}

async fn page<L>(
    direction: Direction,
    asked: &ListRequest,
    viewer: Anybody,
    db: &Reader<'_>,
    costly: &Costly,
) -> Answer
where
    L: for<'a> Endpoint<Success<'a> = Page<'a, L>>,
{
    let viewer = viewer.id();
    // A page of a whole list costs little at any depth.
    let _turn = match asked.is_whole() {
        true => None,
        false => Some(costly.turn(viewer).await?),
    };
    let read = async |client: &Client| {
        let owner = privacy::resolve(client, &asked.user, viewer).await?;
        lists::page(direction, client, owner, viewer, asked).await
    };
    let (page, standings) = db.read(read).await?;
    let mut people = page.rows.people()?;
    standings.tell(&mut people);
    answer_page::<L>(&page, people, asked.page)
}
