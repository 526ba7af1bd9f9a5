//! Which followers of a person the viewer follows.

use crate::database::graph::lists::candidates::{everybody, ids};
use crate::database::graph::lists::filtered;
use crate::database::pagination::Page;
use crate::database::people::privacy;
use crate::database::people::privacy::ListAccess;
use crate::database::{Client, Error};
use common::graph::lists::{Direction, ListRequest};
use uuid::Uuid;

/// People who are looked up in a long list at the most.
const NEWEST: usize = 3_000;

/// Reads a page of the owner's followers whom the viewer follows. Of those whom a viewer of very many follows, the
/// newest are looked up in a long list; then their number is unknown.
pub(crate) async fn page(
    client: &Client,
    viewer: Uuid,
    access: ListAccess,
    asked: &ListRequest,
) -> Result<Page, Error> {
    let hidden = &privacy::hidden(client, Some(viewer)).await?;
    let sql = "SELECT followed_id FROM followed WHERE person_id = $1 ORDER BY follow_id DESC LIMIT $2";
    let mut known = ids(client, sql, &[&viewer, &(NEWEST as i64 + 1)]).await?;
    if known.len() <= NEWEST {
        return filtered::among(Direction::Followers, client, access, asked, hidden, &known).await;
    }
    if let Some(followers) = everybody(Direction::Followers, client, access, hidden).await? {
        let sql = "SELECT id FROM unnest($2::uuid[]) AS id
                   WHERE (SELECT true FROM followed WHERE person_id = $1 AND followed_id = id)";
        let known = ids(client, sql, &[&viewer, &followers]).await?;
        return filtered::among(Direction::Followers, client, access, asked, hidden, &known).await;
    }
    known.truncate(NEWEST);
    let page = filtered::among(Direction::Followers, client, access, asked, hidden, &known).await?;
    Ok(Page { total: None, ..page })
}
