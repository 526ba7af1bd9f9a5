//! A page of one of the lists that only their owner sees: requests and blocks. They are read like the lists of follows, and
//! counted row by row.

use crate::database::pagination::{Page, follow_id};
use crate::database::people::person::PERSON_COLUMNS;
use crate::database::{Client, Error, query, query_opt};
use common::graph::blocks::Blocked;
use common::graph::lists::OwnListRequest;
use common::graph::requests::{Requested, Requests};
use rocket::tokio::try_join;
use uuid::Uuid;

/// A list of one's own. `$1` is its owner.
pub(crate) trait OwnList {
    /// One row more than a page; `{person}` stands for the person's columns. `$2` the row before, `$3` rows, `$4` offset.
    const PAGE: &'static str;
    /// How long the list is.
    const TOTAL: &'static str;
}

macro_rules! own_list {
    ($list:ty, $table:literal, $other:literal, $id:literal) => {
        impl OwnList for $list {
            const PAGE: &'static str = concat!(
                "WITH own AS MATERIALIZED (SELECT ",
                $other,
                " AS other_id, ",
                $id,
                " AS id FROM ",
                $table,
                " WHERE person_id = $1 AND ",
                $id,
                " < $2 ORDER BY id DESC LIMIT $3 OFFSET $4)
                 SELECT {person}, id
                 FROM own JOIN people ON people.person_id = other_id ORDER BY id DESC"
            );
            const TOTAL: &'static str = concat!("SELECT count(*) FROM ", $table, " WHERE person_id = $1");
        }
    };
}

own_list!(Requests, "requests", "requester_id", "request_id");
own_list!(Requested, "requested", "requested_id", "request_id");
own_list!(Blocked, "blocking", "blocked_id", "block_id");

/// Reads a page of the owner's list; both statements travel together.
pub(crate) async fn page<L: OwnList>(
    client: &Client,
    owner: Uuid,
    asked: &OwnListRequest,
) -> Result<Page, Error> {
    let (before, offset) = match &asked.cursor {
        Some(cursor) => (follow_id(cursor)?, 0),
        None => (Uuid::max(), (asked.page - 1).saturating_mul(asked.limit)),
    };
    let more = asked.limit + 1;
    let sql = L::PAGE.replace("{person}", PERSON_COLUMNS);
    let page = async { query(client, &sql, &[&owner, &before, &more, &offset]).await };
    let total = async { query_opt(client, L::TOTAL, &[&owner]).await };
    let (rows, total) = try_join!(page, total)?;
    Page::cut(rows, asked.limit, total.map(|row| row.try_get(0)).transpose()?, "id")
}
