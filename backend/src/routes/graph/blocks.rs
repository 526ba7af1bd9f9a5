//! Blocking and unblocking, and whom the caller has blocked.

use super::follows::changed;
use super::pages::answer_page;
use crate::database::Db;
use crate::database::graph::blocks;
use crate::database::graph::lists::own_lists;
use crate::database::people::privacy;
use crate::database::replicas::Replicas;
use crate::guards::call::{Answer, Call};
use crate::identity::caller::SignedIn;
use common::graph::blocks::{Block, Blocked, Unblock};
use common::people::relationships::Relationship;
use rocket::{State, post};
use std::sync::Arc;

#[post("/block", data = "<call>")]
pub(crate) async fn block(call: Call<Block, SignedIn>, db: &Db, replicas: &State<Arc<Replicas>>) -> Answer {
    let blocked = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    blocks::block(db, blocks::Block { person: call.viewer.id, blocked }).await?;
    // It holds for the blocked person at once, whichever server answers them.
    replicas.note_for(&db.client().await?, blocked).await?;
    changed::<Block>(db, call.viewer.id, blocked).await
}

#[post("/unblock", data = "<call>")]
pub(crate) async fn unblock(call: Call<Unblock, SignedIn>, db: &Db) -> Answer {
    let blocked = privacy::resolve(&db.client().await?, &call.request.user, Some(call.viewer.id)).await?;
    blocks::unblock(db, blocks::Block { person: call.viewer.id, blocked }).await?;
    changed::<Unblock>(db, call.viewer.id, blocked).await
}

/// Here alone people show whom a block hides. Nothing else stands between the caller and them.
#[post("/blocked", data = "<call>")]
pub(crate) async fn blocked(call: Call<Blocked, SignedIn>, db: &Db) -> Answer {
    let asked = call.request.0;
    let client = db.client().await?;
    let page = own_lists::page::<Blocked>(&client, call.viewer.id, &asked).await?;
    let mut people = page.rows.people()?;
    for person in &mut people {
        person.relationship = Some(Relationship { blocking: true, ..Relationship::default() });
    }
    answer_page::<Blocked>(&page, people, asked.page)
}
