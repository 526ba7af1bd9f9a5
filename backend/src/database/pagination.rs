//! Pages and cursors, the same for all lists.

use crate::Refusal;
use crate::database::Error;
use crate::database::people::person::PersonRows;
use tokio_postgres::Row;
use uuid::Uuid;

/// One page of a list.
pub(crate) struct Page {
    pub(crate) rows: PersonRows,
    /// Rows in the whole list, if known.
    pub(crate) total: Option<i64>,
    /// The follow that the next page comes after; `None` at the end.
    pub(crate) more: Option<Uuid>,
}

impl Page {
    /// Makes a page of rows, of which there may be one more than fits; cursors are ids in the column `key`.
    pub(crate) fn cut(mut rows: Vec<Row>, limit: i64, total: Option<i64>, key: &str) -> Result<Self, Error> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_last = rows.len() <= limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| !is_last);
        let more = last.map(|row| row.try_get(key)).transpose()?;
        Ok(Self { rows: PersonRows::new(rows), total, more })
    }

    /// The number of the next page, and the cursor that it begins at.
    pub(crate) fn next(&self, page: i64) -> (Option<i64>, Option<String>) {
        let next = self.more.and(page.checked_add(1));
        (next, next.and(self.more).map(|last| last.simple().to_string()))
    }
}

/// A cursor is a position and nothing else: a forged one shows only what any page shows.
pub(crate) fn follow_id(cursor: &str) -> Result<Uuid, Refusal> {
    Uuid::try_parse(cursor).map_err(|_| unknown_cursor())
}

/// The complaint about a cursor that is no position.
pub(crate) fn unknown_cursor() -> Refusal {
    Refusal::invalid("cursor", "This cursor is not one that a page came with.")
}

/// The complaint about a page that would have to be counted for too long.
pub(super) fn too_deep() -> Refusal {
    let complaint =
        "This page lies too deep to be found by its number. Go on with the cursor of the page before.";
    Refusal::invalid("cursor", complaint)
}
