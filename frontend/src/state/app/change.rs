//! How what is known of follows changes.

use crate::state::app::App;
use crate::state::graph::changes::Change;
use common::graph::live::{Kind, News};
use common::people::relationships::Relationship;

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
