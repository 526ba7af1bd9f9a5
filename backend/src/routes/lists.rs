//! Followers and followed, a page at a time.

use crate::Error;
use crate::database::{Db, lists, people};
use crate::guards::{Answer, Anybody, Call, answer};
use common::Endpoint;
use common::lists::{Followed, Followers, ListOf, Page};
use rocket::post;
use tokio_postgres::Row;

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
    L: lists::FollowList + for<'a> Endpoint<Success<'a> = Page<'a, L>>,
{
    let client = db.client().await?;
    let owner = people::resolve(&client, &asked.user).await?;
    let slice = lists::slice::<L>(&client, owner, asked).await?;
    let (shown, next) = turn(&slice.rows, asked.page, asked.limit);
    let mut people = shown.iter().map(people::person).collect::<Result<Vec<_>, Error>>()?;
    if let Some(viewer) = viewer.0 {
        people::relate(&client, viewer.id, &mut people).await?;
    }
    let cursor = next.and(shown.last()).map(lists::cursor).transpose()?;
    answer::<L>(&Page::new(people, next, Some(slice.total), cursor))
}

/// Splits what was read into a page's rows and the number of the next page, which the row too many stands for.
pub(super) fn turn(rows: &[Row], page: i64, limit: i64) -> (&[Row], Option<i64>) {
    let limit = usize::try_from(limit).unwrap_or(rows.len());
    match rows.get(..limit) {
        Some(shown) if rows.len() > limit => (shown, page.checked_add(1)),
        _ => (rows, None),
    }
}
