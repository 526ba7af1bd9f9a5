//! What can happen to what is known of follows, by the viewer's doing and the server's telling.

use crate::route::Direction;
use crate::state::app::App;
use crate::state::freshness::{Moment, Subject};
use crate::state::wishes::Wish;
use common::follows::{FollowChanged, Relationship};
use common::live::{Kind, News};
use common::people::Profile;
use common::privacy::Privacy;
use uuid::Uuid;

/// What can happen to what is known of follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A profile came.
    Seen(Moment, Profile<'static>),
    /// A page of a list came, and told how the viewer stands to people.
    Listed(Moment, Vec<(Uuid, Relationship)>),
    /// A page was read once more, and tells how the viewer stands to people by now.
    Looked(Moment, Vec<(Uuid, Relationship)>),
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
    Counted(Moment, Uuid, Direction, i64),
    /// The viewer lets others see and do so much.
    Private(Privacy),
    /// So many ask to follow the viewer.
    Requests(Moment, i64),
    /// A person follows the viewer, or asks to; or the viewer follows a person.
    Arrived(News<'static>),
    /// Something is to be read again.
    Doubted(Subject),
    /// It cannot be read.
    Unreadable(Moment, Subject),
    /// It could not be read just now.
    PutOff(Moment, Subject),
}

impl App {
    /// Takes it in.
    pub(super) fn change(&mut self, change: Change) {
        let viewer = self.viewer();
        let mut changed = (*self.follows).clone();
        let follows = &mut changed;
        match change {
            Change::Seen(asked, profile) => follows.see(profile, viewer, asked),
            Change::Listed(asked, told) => {
                told.into_iter().for_each(|(person, told)| follows.told(person, told, asked));
            }
            Change::Looked(asked, told) => {
                told.into_iter().for_each(|(person, told)| follows.looked(person, told, asked));
            }
            Change::Wanted(person, listed, wish) => follows.want(person, listed, wish),
            Change::Sent(person) => follows.send(person),
            Change::Granted(person, changed) => follows.granted(person, changed, viewer),
            Change::Again(person, wishes) => {
                wishes.into_iter().for_each(|wish| follows.want(person, Relationship::default(), wish));
            }
            Change::Held(person) => follows.held(person),
            Change::Counted(asked, person, direction, rows) => {
                follows.count_list(person, direction, rows, viewer, asked);
            }
            Change::Private(privacy) => follows.choose(viewer, privacy),
            Change::Requests(asked, total) => follows.count_requests(total, viewer, asked),
            // How the two stand is read again: a write may have overtaken what the news tell of it.
            Change::Arrived(News { event: Kind::Followed, person, .. }) => {
                let told = person.relationship.unwrap_or_default();
                self.look_due |= follows.followed(person.user_id, told, viewer);
            }
            Change::Arrived(News { person, counts, .. }) => {
                follows.arrived(person.user_id, person.relationship.unwrap_or_default(), counts, viewer);
            }
            Change::Doubted(subject) => follows.doubt(subject),
            Change::Unreadable(asked, subject) => follows.settle(subject, asked),
            Change::PutOff(asked, subject) => follows.put_off(subject, asked),
        }
        // Rows look only at whether it is the same allocation.
        if changed != *self.follows {
            self.follows = changed.into();
        }
    }
}
