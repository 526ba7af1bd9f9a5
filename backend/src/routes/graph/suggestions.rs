//! Suggestions, and the followers of a person whom the caller follows.

use super::pages::answer_page;
use crate::database::Client;
use crate::database::graph::relationships::Standings;
use crate::database::graph::{mutual_followers, suggestions};
use crate::database::people::privacy;
use crate::guards::call::{Answer, Call, answer};
use crate::guards::costly::Costly;
use crate::guards::reader::Reader;
use crate::identity::caller::SignedIn;
use common::graph::lists::Page;
use common::graph::suggestions::{KnownFollowers, Suggestions};
use rocket::post;

#[post("/suggestions", data = "<call>")]
pub(crate) async fn suggested(call: Call<Suggestions, SignedIn>, db: Reader<'_>, costly: Costly) -> Answer {
    let (asked, viewer) = (call.request.0, call.viewer.id);
    let _turn = costly.turn(Some(viewer)).await?;
    let read = async |client: &Client| {
        let page = suggestions::page(client, viewer, &asked).await?;
        let standings = Standings::read(client, Some(viewer), &page.rows.ids()?).await?;
        Ok((page, standings))
    };
    let (page, standings) = db.read(read).await?;
    let mut people = page.rows.people()?;
    standings.tell(&mut people);
    let next = page.next.and(asked.page.checked_add(1));
    let cursor = next.and(page.next).map(|skipped| skipped.to_string());
    answer::<Suggestions>(&Page::new(people, next, i64::try_from(page.total).ok(), cursor))
}

#[post("/known_followers", data = "<call>")]
pub(crate) async fn known(call: Call<KnownFollowers, SignedIn>, db: Reader<'_>, costly: Costly) -> Answer {
    let (asked, viewer) = (call.request.0, call.viewer.id);
    let _turn = costly.turn(Some(viewer)).await?;
    let read = async |client: &Client| {
        let owner = privacy::resolve(client, &asked.user, Some(viewer)).await?;
        let access = privacy::authorize_list(client, owner, Some(viewer)).await?;
        let page = mutual_followers::page(client, viewer, access, &asked).await?;
        let standings = Standings::read(client, Some(viewer), &page.rows.ids()?).await?;
        Ok((page, standings))
    };
    let (page, standings) = db.read(read).await?;
    let mut people = page.rows.people()?;
    standings.tell(&mut people);
    answer_page::<KnownFollowers>(&page, people, asked.page)
}
