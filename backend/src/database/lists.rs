//! A page of a list: the edges first, then the people at their far end.

use super::{Client, query, query_opt};
use crate::Error;
use common::lists::{Followed, Followers, ListOf};
use rocket::tokio::try_join;
use tokio_postgres::Row;
use uuid::Uuid;

/// A list of follows, read in one direction.
pub(crate) trait FollowList {
    /// One row more than a page. `$1` owner, `$2` the follow before, `$3` rows, `$4` offset.
    const PAGE: &'static str;
    /// Whether `$1` exists, and how long the list is.
    const LENGTH: &'static str;
}

/// Reading the edges first keeps a deep page at an index-only scan and at most 101 look-ups of people.
macro_rules! follow_list {
    ($list:ty, $table:literal, $other:literal) => {
        impl FollowList for $list {
            const PAGE: &'static str = concat!(
                "WITH edges AS MATERIALIZED (SELECT ",
                $other,
                " AS other_id, follow_id FROM ",
                $table,
                " WHERE person_id = $1 AND follow_id < $2 ORDER BY follow_id DESC LIMIT $3 OFFSET $4)
                 SELECT people.person_id, username, location, follow_id
                 FROM edges JOIN people ON people.person_id = other_id ORDER BY follow_id DESC"
            );
            const LENGTH: &'static str = concat!(
                "SELECT EXISTS (SELECT FROM people WHERE person_id = $1), (SELECT count(*) FROM ",
                $table,
                " WHERE person_id = $1)"
            );
        }
    };
}

follow_list!(Followers, "followers", "follower_id");
follow_list!(Followed, "followed", "followed_id");

/// One page's rows, and one more where another page follows.
pub(crate) struct Slice {
    pub(crate) rows: Vec<Row>,
    pub(crate) total: i64,
}

/// Reads a page of the owner's list; both statements travel together.
pub(crate) async fn slice<L: FollowList>(
    client: &Client,
    owner: Uuid,
    asked: &ListOf,
) -> Result<Slice, Error> {
    let (before, offset) = match &asked.cursor {
        Some(cursor) => (follow_id(cursor)?, 0),
        None => (Uuid::max(), (asked.page - 1).saturating_mul(asked.limit)),
    };
    let more = asked.limit + 1;
    let page = async { query(client, L::PAGE, &[&owner, &before, &more, &offset]).await };
    let length = async { query_opt(client, L::LENGTH, &[&owner]).await };
    let (rows, length) = try_join!(page, length)?;
    let length = length.ok_or(Error::NoSuchUser)?;
    if !length.try_get::<_, bool>(0)? {
        return Err(Error::NoSuchUser);
    }
    Ok(Slice { rows, total: length.try_get(1)? })
}

/// The cursor that continues after a row of a page.
pub(crate) fn cursor(row: &Row) -> Result<String, Error> {
    Ok(row.try_get::<_, Uuid>("follow_id")?.simple().to_string())
}

/// A cursor is a position and nothing else: a forged one shows only what any page shows.
fn follow_id(cursor: &str) -> Result<Uuid, Error> {
    Uuid::try_parse(cursor)
        .map_err(|_| Error::Invalid(Error::field("cursor", "This cursor is not one that a page came with.")))
}
