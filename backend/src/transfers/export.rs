//! A list as a CSV file, read from the database while it is sent.

use crate::Error;
use crate::database::Db;
use crate::database::accounts::sessions;
use crate::database::graph::list_transfer;
use crate::database::graph::list_transfer::Listed;
use crate::database::people::privacy::ListAccess;
use crate::guards::costly::Costly;
use crate::identity::caller::SignedIn;
use common::graph::lists::Direction;
use common::graph::transfers::ADDRESS_COLUMN;
use rocket::futures::stream::{self, Stream, StreamExt};
use std::mem::take;
use uuid::Uuid;

/// Rows that are read at once. A connection is held no longer than that takes.
const ROWS: i64 = 1_000;

/// What follows the username in each line, as Mastodon writes it.
fn line_end(list: Direction) -> &'static str {
    match list {
        Direction::Followers => "\n",
        Direction::Followed => ",true,false,\n",
    }
}

fn head(list: Direction) -> String {
    match list {
        Direction::Followers => format!("{ADDRESS_COLUMN}\n"),
        Direction::Followed => format!("{ADDRESS_COLUMN},Show boosts,Notify on new posts,Languages\n"),
    }
}

/// A list on its way out.
///
/// Its length is told before its end is read, since nothing else can show that a file was cut off: Rocket ends an answer of
/// unknown length in the same way whether its body is at an end or has failed. So the file takes exactly as many bytes
/// as the list did when its first part was read. Who has left it since leaves blank lines at the end, which no reader of CSV minds.
pub(crate) struct Export {
    /// Bytes of the whole file.
    pub(crate) length: usize,
    begin: Vec<u8>,
    rest: Rest,
}

/// What is still to be read.
struct Rest {
    db: Db,
    costly: Costly,
    owner: SignedIn,
    list: Direction,
    /// The follow that was read last.
    after: Uuid,
    /// Bytes still to come.
    bytes: usize,
}

impl Export {
    /// Reads the beginning. What fails until then is answered like any other failure.
    pub(crate) async fn open(
        db: &Db,
        costly: Costly,
        owner: SignedIn,
        list: Direction,
    ) -> Result<Self, Error> {
        let line_end = i32::try_from(line_end(list).len()).map_err(Error::internal)?;
        let turn = costly.turn(Some(owner.id)).await?;
        let (rows, bytes) =
            list_transfer::first_part(&db.client().await?, list, ListAccess::to_own(&owner), ROWS, line_end)
                .await?;
        drop(turn);
        let bytes = usize::try_from(bytes).map_err(Error::internal)?;
        let mut begin = head(list).into_bytes();
        let length = begin.len() + bytes;
        let mut rest = Rest { db: db.clone(), costly, owner, list, after: Uuid::max(), bytes };
        begin.extend(rest.lines(&rows)?);
        Ok(Self { length, begin, rest })
    }

    /// The file, piece by piece. It ends early where it cannot be read to its end.
    pub(crate) fn pieces(self) -> impl Stream<Item = Vec<u8>> {
        let rest = stream::unfold(self.rest, |mut rest| async {
            match rest.next().await {
                Ok(piece) => piece.map(|piece| (piece, rest)),
                Err(error) => {
                    tracing::warn!(cause = %error.for_operator(), "an export is cut off");
                    None
                }
            }
        });
        stream::iter([self.begin]).chain(rest)
    }
}

impl Rest {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        if self.bytes == 0 {
            return Ok(None);
        }
        let _turn = self.costly.next_turn(self.owner.id).await?;
        let client = self.db.client().await?;
        sessions::refuse_ended(&client, &self.owner.token).await?;
        let rows = list_transfer::part(&client, self.list, ListAccess::to_own(&self.owner), self.after, ROWS)
            .await?;
        match rows.is_empty() {
            true => Ok(Some(vec![b'\n'; take(&mut self.bytes)])),
            false => self.lines(&rows).map(Some),
        }
    }

    fn lines(&mut self, rows: &[Listed]) -> Result<Vec<u8>, Error> {
        let mut lines = Vec::new();
        for row in rows {
            lines.extend(row.username.bytes());
            lines.extend(line_end(self.list).bytes());
            self.after = row.follow_id;
        }
        let grown = || Error::internal("follows from before it began have been committed since");
        self.bytes = self.bytes.checked_sub(lines.len()).ok_or_else(grown)?;
        Ok(lines)
    }
}
