//! The query of a filtered list: who is searched for, and how they stand to the list's owner.

use crate::database::graph::directions::fill;
use crate::database::people::person::PERSON_COLUMNS;
use crate::database::people::privacy::ListAccess;
use crate::database::people::search_words::{patterns, typed};
use crate::database::{Client, Error, query};
use common::graph::lists::{Direction, Filter, ListRequest, Order};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// The edges that match: `$1` the owner, `$2` the patterns of the words, `$3` rows, `$4` how many come before, `$5` who
/// is hidden. A sub-select is never made into a join, so each edge costs a look-up or two under every plan, and none is looked at
/// once the page is full. How an edge stands is looked up after its words, which few have.
const PAGE: &str = "
    SELECT {person}, follow_id FROM (
        SELECT other_id, follow_id FROM ({edges}) AS edges
        WHERE CASE WHEN cardinality($2::text[]) = 0
                     OR (SELECT names || places LIKE ALL ($2) FROM search_texts WHERE person_id = other_id) THEN {standing} END
          AND other_id NOT IN (SELECT unnest($5::uuid[]))
        ORDER BY follow_id {order} LIMIT $3 OFFSET $4
    ) AS page JOIN people ON people.person_id = other_id ORDER BY follow_id {order}";

/// The other direction stands as well.
const MUTUAL: &str = "(SELECT true FROM {back} WHERE person_id = $1 AND {back_other} = other_id)";

/// The edges of the people `$6`.
const AMONG: &str = "
    SELECT {other} AS other_id, follow_id FROM unnest($6::uuid[]) AS candidate CROSS JOIN LATERAL (
        SELECT {other}, follow_id FROM {list} WHERE person_id = $1 AND {other} = candidate LIMIT 1) AS edge";

/// The edges after `$6`, up to `$7`.
const RANGE: &str = "
    SELECT {other} AS other_id, follow_id FROM {list}
    WHERE person_id = $1 AND follow_id {beyond} $6 AND follow_id {until} $7 ORDER BY follow_id {order}";

/// The edge after `$3` others beyond `$2`, and one more where there is one, but for those of the people `$4`: so the edge of none of
/// these is what a cursor names.
const REACH: &str = "
    SELECT follow_id FROM {list}
    WHERE person_id = $1 AND follow_id {beyond} $2 AND {other} NOT IN (SELECT unnest($4::uuid[]))
    ORDER BY follow_id {order} LIMIT 2 OFFSET $3";

/// A filter of one list, as a query.
pub(super) struct FilterQuery<'a> {
    client: &'a Client,
    direction: Direction,
    owner: Uuid,
    asked: &'a ListRequest,
    hidden: &'a [Uuid],
    /// `None` where no row can have what is typed.
    words: Option<Vec<String>>,
}

impl<'a> FilterQuery<'a> {
    pub(crate) fn new(
        client: &'a Client,
        direction: Direction,
        access: ListAccess,
        asked: &'a ListRequest,
        hidden: &'a [Uuid],
    ) -> Self {
        Self { client, owner: access.owner(), asked, hidden, words: typed(&asked.prefix), direction }
    }

    /// Whether no row can match, whatever is in the list.
    pub(super) fn is_void(&self) -> bool {
        self.standing() == "false" || self.words.is_none()
    }

    /// The words that matches have.
    pub(crate) fn words(&self) -> &[String] {
        self.words.as_deref().unwrap_or_default()
    }

    /// The matches among these people.
    pub(crate) async fn among(&self, people: &[Uuid]) -> Result<Vec<Row>, Error> {
        self.rows(AMONG, i64::MAX, 0, [&people]).await
    }

    /// The matches after a follow, up to another.
    pub(crate) async fn between(
        &self,
        after: Option<Uuid>,
        until: Option<Uuid>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Row>, Error> {
        let [start, end] = self.ends();
        self.rows(RANGE, limit, offset, [&after.unwrap_or(start), &until.unwrap_or(end)]).await
    }

    /// The last of so many follows; `None` where no more come after it.
    pub(crate) async fn reach(&self, after: Option<Uuid>, follows: i64) -> Result<Option<Uuid>, Error> {
        let [start, _] = self.ends();
        let (after, skipped) = (after.unwrap_or(start), follows - 1);
        let parameters: [&(dyn ToSql + Sync); 4] = [&self.owner, &after, &skipped, &self.hidden];
        match &query(self.client, &self.fill(REACH), &parameters).await?[..] {
            [last, _beyond] => Ok(last.try_get(0)?),
            _ => Ok(None),
        }
    }

    async fn rows<const N: usize>(
        &self,
        edges: &str,
        limit: i64,
        offset: i64,
        of: [&(dyn ToSql + Sync); N],
    ) -> Result<Vec<Row>, Error> {
        let sql = self.fill(&PAGE.replace("{person}", PERSON_COLUMNS).replace("{edges}", edges));
        let patterns = patterns(self.words());
        let page: [&(dyn ToSql + Sync); 5] = [&self.owner, &patterns, &limit, &offset, &self.hidden];
        query(self.client, &sql, &[&page[..], &of[..]].concat()).await
    }

    /// How the matches stand to the owner. As all in a list follow the owner, or are followed, one way not to follow
    /// back is left in each list.
    fn standing(&self) -> &'static str {
        match (self.asked.filter, self.direction) {
            (None, _) => "true",
            (Some(Filter::Mutual), _) => "{mutual}",
            (Some(Filter::NotFollowedBack), Direction::Followers) => "{mutual} IS NULL",
            (Some(Filter::NotFollowingBack), Direction::Followed) => "{mutual} IS NULL",
            (Some(_), _) => "false",
        }
    }

    fn fill(&self, template: &str) -> String {
        let [order, beyond, until] = match self.asked.order {
            Order::Newest => ["DESC", "<", ">="],
            Order::Oldest => ["ASC", ">", "<="],
        };
        let template = template.replace("{standing}", self.standing()).replace("{mutual}", MUTUAL);
        fill(
            self.direction,
            &template.replace("{order}", order).replace("{beyond}", beyond).replace("{until}", until),
        )
    }

    /// Where the list begins and ends.
    fn ends(&self) -> [Uuid; 2] {
        match self.asked.order {
            Order::Newest => [Uuid::max(), Uuid::nil()],
            Order::Oldest => [Uuid::nil(), Uuid::max()],
        }
    }
}
