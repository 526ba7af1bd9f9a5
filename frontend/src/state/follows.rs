//! Follows as the viewer asked for them and as the server knows them, and the counts that go with them: every part of
//! a page reads them here, so that no two parts disagree.

use crate::route::Direction;
use common::follows::{FollowChanged, Relationship};
use common::people::{Counts, Profile};
use uuid::Uuid;

/// How the viewer and one other person stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Standing {
    person: Uuid,
    /// As the server last said.
    known: Relationship,
    /// What the viewer asked for and has not got yet.
    wanted: Option<bool>,
    /// A call is under way; the next one waits for its answer.
    sending: bool,
}

impl Standing {
    /// By how much the request that is not granted yet changes a count.
    fn pending(&self) -> i64 {
        self.wanted.map_or(0, |wanted| i64::from(wanted) - i64::from(self.known.following))
    }
}

/// What is known of follows beyond what the lists said. All of it counts for more than a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    standings: Vec<Standing>,
    profiles: Vec<Profile<'static>>,
}

impl Follows {
    /// How the viewer stands to a person of whom a list said `listed`; what was asked for shows at once.
    pub fn relationship(&self, person: Uuid, listed: Option<Relationship>) -> Relationship {
        match self.standings.iter().find(|standing| standing.person == person) {
            Some(Standing { known, wanted, .. }) => {
                Relationship { following: wanted.unwrap_or(known.following), ..*known }
            }
            None => listed.unwrap_or_default(),
        }
    }

    /// The profile of whoever goes by a username or a user_id, where it has been seen.
    pub fn profile(&self, user: &str) -> Option<&Profile<'static>> {
        let id = Uuid::try_parse(user).ok();
        let is_meant = |found: &&Profile<'_>| match id {
            Some(id) => found.person.user_id == id,
            None => found.person.username.eq_ignore_ascii_case(user),
        };
        self.profiles.iter().find(is_meant)
    }

    /// A person's counts as `viewer` is to see them: with all that is asked for, as if it were granted.
    pub fn counts(&self, profile: &Profile<'_>, viewer: Option<Uuid>) -> Counts {
        let Counts { mut followers, mut followed } = profile.counts;
        for standing in &self.standings {
            if standing.person == profile.person.user_id {
                followers += standing.pending();
            }
            if viewer == Some(profile.person.user_id) {
                followed += standing.pending();
            }
        }
        Counts { followers, followed }
    }

    /// The change to ask the server for next; one at a time for each person, so that the last one holds.
    pub fn next(&self) -> Option<(Uuid, bool)> {
        let next = self.standings.iter().find(|standing| standing.wanted.is_some() && !standing.sending)?;
        Some((next.person, next.wanted?))
    }

    /// Notes a profile as the server has just told it.
    pub fn see(&mut self, profile: Profile<'static>) {
        self.profiles.retain(|known| known.person.user_id != profile.person.user_id);
        if let Some(told) = profile.person.relationship {
            self.told(profile.person.user_id, told);
        }
        self.profiles.push(profile);
    }

    /// Notes how the viewer stands to somebody of whom more is known already; not while a change is under way, which the
    /// answer may have overtaken.
    pub fn told(&mut self, person: Uuid, told: Relationship) {
        if let Some(standing) = self.find(person).filter(|standing| !standing.sending) {
            standing.known = told;
        }
    }

    /// Notes somebody's counts.
    pub fn count(&mut self, person: Uuid, counts: Counts) {
        if let Some(profile) = self.profile_of(person) {
            profile.counts = counts;
        }
    }

    /// Notes how long one of somebody's lists is.
    pub fn count_list(&mut self, person: Uuid, direction: Direction, rows: i64) {
        let Some(profile) = self.profile_of(person) else { return };
        match direction {
            Direction::Followers => profile.counts.followers = rows,
            Direction::Followed => profile.counts.followed = rows,
        }
    }

    /// Notes that somebody follows the viewer.
    pub fn followed_by(&mut self, person: Uuid, told: Relationship) {
        match self.find(person) {
            Some(standing) => standing.known.followed_by = told.followed_by,
            None => self.standings.push(Standing { person, known: told, wanted: None, sending: false }),
        }
    }

    /// The viewer asks to follow a person or no more; `listed` is what the page said before.
    pub fn want(&mut self, person: Uuid, listed: Relationship, follow: bool) {
        if self.find(person).is_none() {
            self.standings.push(Standing { person, known: listed, wanted: None, sending: false });
        }
        if let Some(standing) = self.find(person) {
            let is_so = standing.known.following == follow && !standing.sending;
            standing.wanted = (!is_so).then_some(follow);
        }
    }

    /// The call for a person is on its way.
    pub fn send(&mut self, person: Uuid) {
        if let Some(standing) = self.find(person) {
            standing.sending = true;
        }
    }

    /// The server granted `viewer` a change.
    pub fn granted(&mut self, person: Uuid, changed: FollowChanged, viewer: Option<Uuid>) {
        let Some(standing) = self.find(person) else { return };
        let grown = i64::from(changed.relationship.following) - i64::from(standing.known.following);
        standing.sending = false;
        standing.known = changed.relationship;
        standing.wanted = standing.wanted.filter(|wanted| *wanted != changed.relationship.following);
        self.count(person, changed.counts);
        if let Some(mine) = viewer.and_then(|viewer| self.profile_of(viewer)) {
            mine.counts.followed += grown;
        }
    }

    /// The server refused: what was asked for is taken back.
    pub fn refused(&mut self, person: Uuid) {
        if let Some(standing) = self.find(person) {
            (standing.wanted, standing.sending) = (None, false);
        }
    }

    /// The call could not be made now; what was asked for is kept.
    pub fn held(&mut self, person: Uuid) {
        if let Some(standing) = self.find(person) {
            standing.sending = false;
        }
    }

    fn profile_of(&mut self, person: Uuid) -> Option<&mut Profile<'static>> {
        self.profiles.iter_mut().find(|profile| profile.person.user_id == person)
    }

    fn find(&mut self, person: Uuid) -> Option<&mut Standing> {
        self.standings.iter_mut().find(|standing| standing.person == person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::Success;
    use common::people::Person;

    const ME: Uuid = Uuid::from_u128(1);
    const ADA: Uuid = Uuid::from_u128(2);
    const STRANGER: Relationship = Relationship { following: false, followed_by: false };

    fn profile(user_id: Uuid, name: &'static str) -> Profile<'static> {
        let person = Person {
            user_id,
            avatar: "".into(),
            username: name.into(),
            location: "".into(),
            relationship: None,
        };
        Profile { success: Success, person, counts: Counts { followers: 5, followed: 7 } }
    }

    fn seen() -> Follows {
        let mut follows = Follows::default();
        follows.see(profile(ME, "me"));
        follows.see(profile(ADA, "Ada"));
        follows
    }

    /// Ada's followers and whom I follow, as a page shows them.
    fn shown(follows: &Follows) -> (i64, i64) {
        let counts = |user: &str| {
            follows.profile(user).map(|profile| follows.counts(profile, Some(ME))).unwrap_or_default()
        };
        (counts("ada").followers, counts(&ME.to_string()).followed)
    }

    fn changed(following: bool, followers: i64) -> FollowChanged {
        let counts = Counts { followers, followed: 7 };
        FollowChanged { success: Success, relationship: Relationship { following, ..STRANGER }, counts }
    }

    #[test]
    fn a_follow_shows_at_once_in_every_count() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        assert!(follows.relationship(ADA, None).following);
        assert_eq!(shown(&follows), (6, 8));
        follows.send(ADA);
        follows.granted(ADA, changed(true, 6), Some(ME));
        assert_eq!((shown(&follows), follows.next()), ((6, 8), None));
    }

    #[test]
    fn a_refusal_takes_it_back_everywhere() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        follows.send(ADA);
        follows.refused(ADA);
        assert!(!follows.relationship(ADA, None).following);
        assert_eq!((shown(&follows), follows.next()), ((5, 7), None));
    }

    #[test]
    fn quick_toggles_end_in_the_last_state_asked_for() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        follows.send(ADA);
        follows.want(ADA, STRANGER, false);
        assert_eq!(follows.next(), None, "one call at a time");
        follows.granted(ADA, changed(true, 6), Some(ME));
        assert_eq!((shown(&follows), follows.next()), ((5, 7), Some((ADA, false))));
        follows.send(ADA);
        follows.granted(ADA, changed(false, 5), Some(ME));
        assert_eq!((shown(&follows), follows.next()), ((5, 7), None));
    }

    #[test]
    fn a_change_taken_back_before_it_was_sent_is_never_sent() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        follows.want(ADA, STRANGER, false);
        assert_eq!((follows.next(), shown(&follows)), (None, (5, 7)));
    }

    #[test]
    fn what_could_not_be_asked_for_is_asked_for_later() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        follows.send(ADA);
        follows.held(ADA);
        assert_eq!((follows.next(), shown(&follows)), (Some((ADA, true)), (6, 8)));
    }

    #[test]
    fn what_a_list_tells_later_holds_but_not_against_a_change_under_way() {
        let followed = Relationship { following: true, ..STRANGER };
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        follows.send(ADA);
        follows.told(ADA, followed);
        follows.granted(ADA, changed(true, 6), Some(ME));
        assert_eq!(shown(&follows), (6, 8), "counted once");
        follows.told(ADA, STRANGER);
        assert!(!follows.relationship(ADA, None).following);
    }

    #[test]
    fn somebody_who_follows_me_is_noted_beside_what_i_asked_for() {
        let mut follows = seen();
        follows.want(ADA, STRANGER, true);
        follows.followed_by(ADA, Relationship { following: false, followed_by: true });
        assert_eq!(follows.relationship(ADA, None), Relationship { following: true, followed_by: true });
    }
}
