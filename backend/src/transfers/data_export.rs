//! All data of a person as one JSON document, read from the database while it is sent.

use crate::Error;
use crate::database::Db;
use crate::database::accounts::data_export::{Entry, LISTS, List};
use crate::database::accounts::{data_export, sessions};
use crate::database::people::profiles;
use crate::guards::costly::Costly;
use crate::identity::caller::SignedIn;
use rocket::futures::stream::{self, Stream, StreamExt};
use rocket::tokio::try_join;
use serde::Serialize;
use std::slice::Iter;
use uuid::Uuid;

/// A document on its way out.
///
/// What is left of a list may grow or shrink until it is read, so that nobody knows how long the document will be. Its last
/// brace is sent after all the rest, and without it the document is not JSON.
pub(crate) struct Download {
    begin: String,
    rest: Rest,
}

/// What is still to be read.
struct Rest {
    db: Db,
    costly: Costly,
    owner: SignedIn,
    lists: Iter<'static, List>,
    /// The list that is being read; `None` when the document is at its end.
    list: Option<&'static List>,
    /// The row that was read last.
    after: Uuid,
}

impl Download {
    /// Reads the beginning. What fails until then is answered like any other failure.
    pub(crate) async fn open(db: &Db, costly: Costly, owner: SignedIn) -> Result<Self, Error> {
        let client = db.client().await?;
        let (account, row) =
            try_join!(data_export::account(&client, owner.id), profiles::find(&client, owner.id))?;
        let person = json(&row.person()?)?;
        let (details, privacy) = (json(&row.details()?)?, json(&row.privacy()?)?);
        let begin = format!(
            "{{\"account\":{account},\"person\":{person},\"details\":{details},\"privacy\":{privacy}"
        );
        let mut lists = LISTS.iter();
        let list = lists.next();
        Ok(Self { begin, rest: Rest { db: db.clone(), costly, owner, lists, list, after: Uuid::max() } })
    }

    /// The document, piece by piece. It ends early where it cannot be read to its end.
    pub(crate) fn pieces(self) -> impl Stream<Item = Vec<u8>> {
        let rest = stream::unfold(self.rest, |mut rest| async {
            match rest.next().await {
                Ok(piece) => piece.map(|piece| (piece.into_bytes(), rest)),
                Err(error) => {
                    tracing::warn!(cause = %error.for_operator(), "a download is cut off");
                    None
                }
            }
        });
        stream::iter([self.begin.into_bytes()]).chain(rest)
    }
}

impl Rest {
    async fn next(&mut self) -> Result<Option<String>, Error> {
        let Some(list) = self.list else { return Ok(None) };
        let _turn = self.costly.next_turn(self.owner.id).await?;
        let client = self.db.client().await?;
        sessions::refuse_ended(&client, &self.owner.token).await?;
        let rows = data_export::part(&client, list, self.owner.id, self.after).await?;
        let mut piece = String::new();
        if self.after.is_max() {
            piece.extend([",\"", list.name, "\":["]);
        }
        self.add(&rows, &mut piece);
        if rows.is_empty() {
            (self.list, self.after) = (self.lists.next(), Uuid::max());
            piece.push_str(if self.list.is_some() { "]" } else { "]}" });
        }
        Ok(Some(piece))
    }

    fn add(&mut self, rows: &[Entry], piece: &mut String) {
        for row in rows {
            if !self.after.is_max() {
                piece.push(',');
            }
            self.after = row.id;
            piece.push_str(&row.json);
        }
    }
}

fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::internal)
}
