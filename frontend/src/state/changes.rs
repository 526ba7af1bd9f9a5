//! What can happen to what is known of follows, by the viewer's doing and the server's telling.

use crate::route::Direction;
use crate::state::app::App;
use crate::state::wishes::Wish;
use common::follows::{FollowChanged, Relationship};
use common::live::{Kind, News};
use common::people::Profile;
use common::privacy::Privacy;
use uuid::Uuid;

/// What can happen to what is known of follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A profile came, for this viewer.
    Seen(Option<Uuid>, Profile<'static>),
    /// A page of a list came, for this viewer, and told how they stand to people.
    Listed(Option<Uuid>, Vec<(Uuid, Relationship)>),
    /// A page was read once more, for this viewer, and tells how they stand to people by now.
    Looked(Option<Uuid>, Vec<(Uuid, Relationship)>),
    /// What a read tells that began when so many writes had been answered: if others were since, it is read again.
    Since(u32, Box<Change>),
    /// The viewer, of whom a page said that they stand to this person so, asks for something.
    Wanted(Uuid, Relationship, Wish),
    /// That call has begun.
    Sent(Uuid),
    /// It was granted.
    Granted(Uuid, FollowChanged),
    /// What was refused before is asked for again.
    Again(Uuid, Vec<Wish>),
    /// It could not be made now, and is to be made later.
    Held(Uuid),
    /// A page of somebody's list told how long the list is.
    Counted(Uuid, Direction, i64),
    /// This viewer lets others see and do so much.
    Private(Option<Uuid>, Privacy),
    /// So many ask to follow this viewer.
    Requests(Option<Uuid>, i64),
    /// Somebody follows the viewer, or asks to; or the viewer follows somebody.
    Arrived(News<'static>),
}

impl App {
    /// Takes it in.
    pub(super) fn change(&mut self, change: Change) {
        let viewer = self.viewer();
        let change = match change {
            Change::Since(answers, _) if answers != self.answers => {
                self.looks += 1;
                return;
            }
            Change::Since(_, read) => *read,
            other => other,
        };
        self.answers += u32::from(matches!(change, Change::Granted(..)));
        let mut changed = (*self.follows).clone();
        let follows = &mut changed;
        match change {
            // What was on its way to somebody else is not this viewer's.
            Change::Seen(asker, _)
            | Change::Listed(asker, _)
            | Change::Looked(asker, _)
            | Change::Requests(asker, _)
            | Change::Private(asker, _)
                if asker != viewer =>
            {
                return;
            }
            Change::Since(..) => {}
            Change::Seen(_, profile) => follows.see(profile),
            Change::Listed(_, told) => told.into_iter().for_each(|(person, told)| follows.told(person, told)),
            Change::Looked(_, told) => {
                told.into_iter().for_each(|(person, told)| follows.looked(person, told))
            }
            Change::Wanted(person, listed, wish) => follows.want(person, listed, wish),
            Change::Sent(person) => follows.send(person),
            Change::Granted(person, changed) => follows.granted(person, changed, viewer),
            Change::Again(person, wishes) => {
                wishes.into_iter().for_each(|wish| follows.want(person, Relationship::default(), wish));
            }
            Change::Held(person) => follows.held(person),
            Change::Counted(person, direction, rows) => follows.count_list(person, direction, rows),
            Change::Private(_, privacy) => follows.choose(viewer, privacy),
            Change::Requests(_, total) => follows.count_requests(total),
            // How the two stand is read again: a write may have overtaken what the news tell of it.
            Change::Arrived(News { event: Kind::Followed, person, .. }) => {
                self.looks += u32::from(!follows.known(person.user_id, None).following);
            }
            Change::Arrived(News { person, counts, .. }) => {
                follows.arrived(person.user_id, person.relationship.unwrap_or_default());
                if let Some(viewer) = viewer {
                    follows.count(viewer, counts);
                }
            }
        }
        // Rows look only at whether it is the same allocation.
        if changed != *self.follows {
            self.follows = changed.into();
        }
    }
}
