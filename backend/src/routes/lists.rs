//! Followers and followed, a page at a time.

use crate::Error;
use crate::database::directions::FollowList;
use crate::database::lists::Slice;
use crate::database::{Client, Db, filtered, lists, people, privacy};
use crate::guards::{Answer, Anybody, Call, answer};
use common::Endpoint;
use common::lists::{Followed, Followers, ListOf, Page};
use rocket::post;
use tokio_postgres::Row;
use uuid::Uuid;

#[post("/followers", data = "<call>")]
pub(super) async fn followers(call: Call<Followers, Anybody>, db: &Db) -> Answer {
    page::<Followers>(&call.request.0, call.viewer, db).await
}

#[post("/followed", data = "<call>")]
pub(super) async fn followed(call: Call<Followed, Anybody>, db: &Db) -> Answer {
    page::<Followed>(&call.request.0, call.viewer, db).await
}

async fn page<L>(asked: &ListOf, viewer: Anybody, db: &Db) -> Answer
where
    L: FollowList + for<'a> Endpoint<Success<'a> = Page<'a, L>>,
{
    let client = db.client().await?;
    let viewer = viewer.0.map(|viewer| viewer.id);
    let owner = privacy::resolve(&client, &asked.user, viewer).await?;
    let slice = slice::<L>(&client, owner, viewer, asked).await?;
    let mut people = slice.rows.iter().map(people::person).collect::<Result<Vec<_>, Error>>()?;
    if let Some(viewer) = viewer {
        people::relate_in_list(&client, viewer, owner, &mut people).await?;
    }
    let (next, cursor) = slice.next(asked.page);
    answer::<L>(&Page::new(people, next, slice.total, cursor))
}

async fn slice<L: FollowList>(
    client: &Client,
    owner: Uuid,
    viewer: Option<Uuid>,
    asked: &ListOf,
) -> Result<Slice, Error> {
    if asked.is_whole() {
        return lists::slice::<L>(client, owner, viewer, asked).await;
    }
    privacy::admit(client, owner, viewer).await?;
    let hidden = privacy::hidden(client, viewer).await?;
    filtered::slice::<L>(client, owner, asked, &hidden).await
}

/// Splits what was read into a page's rows and the number of the next page, which the row too many stands for.
pub(super) fn turn(rows: &[Row], page: i64, limit: i64) -> (&[Row], Option<i64>) {
    let limit = usize::try_from(limit).unwrap_or(rows.len());
    match rows.get(..limit) {
        Some(shown) if rows.len() > limit => (shown, page.checked_add(1)),
        _ => (rows, None),
    }
}
